"""A look at a file before it goes along: one that nobody could read is refused while its author is still there."""

from dataclasses import replace

from app.core.runtime import Runtime
from app.ingest import clearing
from app.ingest.pipeline import limits_of
from app.ingest.schemas import StoredFile
from indexer.extract.sandbox import extract_file
from storage.antivirus import ScannerUnavailable

_SECONDS = 20.0  # what a person waits; a file that takes longer is read in the background like any other
_PROBLEMS = {
    "locked": "Berkas “{name}” dikunci kata sandi, jadi tidak ada yang dapat membacanya. Simpan salinan tanpa sandi, "
    "lalu lampirkan itu.",
    "damaged": "Berkas “{name}” rusak atau tidak utuh dan tidak dapat dibaca. Buka berkas aslinya, simpan ulang, lalu "
    "lampirkan lagi.",
}


def problem_of(runtime: Runtime, stored: StoredFile) -> str:
    """Why readers could not open it; empty when they can, or when only the background reading will tell."""
    scanner = clearing.scanner_of(runtime.settings)
    if scanner is not None:
        try:
            verdict = clearing.verdict_on(scanner, runtime.store, stored.blob.sha256)
        except ScannerUnavailable:
            return ""  # nothing is parsed before it has spoken
        if not verdict.is_clean:
            return f"Pemindai virus menolak berkas “{stored.file_name}”. Lampirkan salinan yang bersih."
    limits = replace(limits_of(runtime.settings), wall_seconds=_SECONDS)
    with runtime.store.materialise(stored.blob.sha256) as path:
        status = extract_file(path, media_type=stored.media_type.name, limits=limits).status
    return _PROBLEMS.get(status, "").format(name=stored.file_name)
