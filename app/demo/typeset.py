"""The sample library of a fictional city: text sources in, real files of many formats out for the demo to ingest."""

from pathlib import Path

from app.demo import paper, scanner, sheets, slides, webpage, word
from app.demo.samples import FOOTER, SampleSource, sources

__all__ = ["sources", "typeset"]


def typeset(source: SampleSource, folder: Path) -> Path:
    """Write the finished file into `folder` and say where; equal sources give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / source.file_name
    path.write_bytes(_WRITERS[source.output](source))
    return path


def _plain(source: SampleSource) -> bytes:
    return f"{source.body}\n\n{FOOTER}.\n".encode()


_WRITERS = {
    "pdf": paper.pdf_bytes,
    "docx": word.docx_bytes,
    "xlsx": sheets.xlsx_bytes,
    "pptx": slides.pptx_bytes,
    "html": webpage.html_bytes,
    "md": _plain,
    "txt": _plain,
    "scan.pdf": scanner.pdf_bytes,
    "scan.tif": scanner.tiff_bytes,
}
