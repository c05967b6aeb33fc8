"""Which extractor reads which media type. An allowed type without one is stored and found by its title."""

from collections.abc import Mapping

from indexer.extract import docx, html, images, odf, pdf, plain, pptx, raster, xlsx
from indexer.extract.media import BY_EXTENSION, MACRO_TYPES, ODF, OOXML, UNKNOWN
from indexer.extract.model import Extractor, Renderer, unsupported

_READERS: Mapping[str, Extractor] = {
    "application/pdf": pdf.extract,
    f"{OOXML}wordprocessingml.document": docx.extract_docx,
    f"{OOXML}spreadsheetml.sheet": xlsx.extract_xlsx,
    f"{OOXML}presentationml.presentation": pptx.extract_pptx,
    f"{ODF}text": odf.extract_odt,
    f"{ODF}spreadsheet": odf.extract_ods,
    f"{ODF}presentation": odf.extract_odp,
    MACRO_TYPES["docm"]: docx.extract_docx,
    MACRO_TYPES["xlsm"]: xlsx.extract_xlsx,
    MACRO_TYPES["pptm"]: pptx.extract_pptx,
    "text/plain": plain.extract_text,
    "text/markdown": plain.extract_markdown,
    "text/html": html.extract_html,
    "image/png": raster.extract,
    "image/jpeg": raster.extract,
    "image/tiff": raster.extract,
}
EXTRACTORS: Mapping[str, Extractor] = {
    media_type: _READERS.get(media_type, unsupported) for media_type in [*BY_EXTENSION.values(), UNKNOWN]
}
RENDERERS: Mapping[str, Renderer] = {
    "application/pdf": images.draw_pdf,
    "image/png": images.draw_raster,
    "image/jpeg": images.draw_raster,
    "image/tiff": images.draw_raster,
}
