"""The outline of real regulations, counted by hand: see ../shared/corpus."""

import re
from pathlib import Path

import pytest

from indexer.extract.sandbox import Sandbox
from indexer.repair import repair_pages
from indexer.structure import outline

PDFS = Path(__file__).resolve().parents[2] / "../shared/corpus/pdfs"
COUNTED = {
    "00545d8d": (10, 53, 0),
    "a36ed8eb": (0, 12, 1),
    "0b2d71b8": (6, 22, 0),
    "3c174f55": (13, 54, 0),
    "7accff98": (8, 44, 0),
    "8de4aad9": (6, 56, 0),
    "5d1d006d": (6, 45, 0),
    "2995d701": (9, 38, 0),
    "3384de8e": (4, 82, 0),
    "61e568d1": (8, 20, 0),
}


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.skipif(not PDFS.is_dir(), reason="the real documents are not beside the project")
def test_real_rules_are_outlined_whole() -> None:
    with Sandbox() as sandbox:
        for key, counted in COUNTED.items():
            (path,) = PDFS.rglob(f"{key}*.pdf")
            extraction = sandbox.extract(path, "application/pdf")
            pages = repair_pages([(page.number, page.text) for page in extraction.pages])
            sections = outline([(page.number, page.text) for page in pages])
            body = [section for section in sections if section.part == "body"]
            articles = [int(re.sub(r"\D", "", section.number or "0")) for section in body if section.kind == "pasal"]
            chapters = sum(section.kind == "bab" for section in body)
            annexes = sum(section.kind == "lampiran" for section in sections)
            assert (chapters, len(articles), annexes) == counted, key
            assert articles == list(range(1, counted[1] + 1)), key
