"""The language between child and parent: what is said is understood, what is not said properly is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.frames import Decoder, End, MalformedFrame, OutputLimitReached, clean_text, encode
from indexer.extract.model import ExtractedPage, Found, PageFailed, PageTotal

LIMIT = 1_000_000
CLEAN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufeff\ufffe\uffff"))
REST = st.builds(PageTotal, st.integers(0, 10_000)) | st.builds(End, st.sampled_from(["done", "locked", "damaged"]))


@st.composite
def messages(draw: st.DrawFn) -> list[Found | End]:
    said: list[Found | End] = []
    number = 0
    for _ in range(draw(st.integers(0, 8))):
        number += draw(st.integers(1, 5))
        page = st.builds(ExtractedPage, st.just(number), CLEAN, st.sampled_from(["text", "ocr"]))
        said.append(draw(page | st.builds(PageFailed, st.just(number)) | REST))
    return said


@given(said=messages(), piece=st.integers(1, 40))
def test_what_is_said_is_heard_however_it_is_cut(said: list[Found | End], piece: int) -> None:
    data = b"".join(encode(message) for message in said)
    decoder = Decoder(LIMIT)
    heard = [found for start in range(0, len(data), piece) for found in decoder.feed(data[start : start + piece])]
    assert heard == said


@given(st.binary(max_size=300) | st.builds(lambda data: b"\x00\x08\x00\x00\x00\x01" + data, st.binary(max_size=60)))
def test_rubbish_is_refused_or_waited_for(data: bytes) -> None:
    try:
        heard = list(Decoder(LIMIT).feed(data))
    except (MalformedFrame, OutputLimitReached):
        return
    assert heard == [], "random bytes must not be taken for a finding"


@pytest.mark.parametrize(
    "header",
    [
        b"", b"{}", b"[]", b"1", b"null", b"[" * 250,
        b'{"page": 0, "source": "text"}', b'{"page": -1, "source": "text"}',
        b'{"page": true, "source": "text"}', b'{"page": 1.0, "source": "text"}', b'{"page": 1, "source": "magic"}',
        b'{"page": 99999999, "source": "text"}', b'{"page": 1}', b'{"failed": 0}', b'{"failed": "1"}',
        b'{"total": -1}', b'{"total": 1e3}', b'{"total": false}', b'{"end": "ok"}', b'{"end": 1}', b"\xff",
    ],
)  # fmt: skip
def test_each_wrong_header_is_refused(header: bytes) -> None:
    with pytest.raises(MalformedFrame):
        list(Decoder(LIMIT).feed(len(header).to_bytes(2, "big") + bytes(4) + header))


@pytest.mark.parametrize("second", [ExtractedPage(3, "x"), ExtractedPage(2, "x"), PageFailed(3)])
def test_page_numbers_only_rise(second: Found) -> None:
    decoder = Decoder(LIMIT)
    assert list(decoder.feed(encode(ExtractedPage(3, "x"))))
    with pytest.raises(MalformedFrame):
        list(decoder.feed(encode(second)))


def test_an_announced_giant_is_refused_before_it_comes() -> None:
    with pytest.raises(OutputLimitReached):
        list(Decoder(1000).feed(encode(ExtractedPage(1, "x" * 1001))[:300]))


def test_what_comes_together_is_counted_together() -> None:
    decoder, frame = Decoder(1000), encode(ExtractedPage(1, "x" * 400))
    assert len(list(decoder.feed(frame))) == 1
    pages = decoder.feed(encode(ExtractedPage(2, "x" * 400)) + encode(ExtractedPage(3, "x" * 400)))
    assert [next(pages), next(pages)] == [ExtractedPage(2, "x" * 400), ExtractedPage(3, "x" * 400)]
    with pytest.raises(OutputLimitReached):
        next(pages)


@given(st.text())
def test_clean_text_holds_nothing_that_breaks_a_database_or_a_page(text: str) -> None:
    clean = clean_text(text)
    clean.encode("utf-8")
    assert all(character in "\n\t\x85" or unicodedata.category(character) not in {"Cc", "Cs"} for character in clean)
    assert clean_text(clean) == clean


@given(CLEAN)
def test_clean_text_leaves_proper_text_alone(text: str) -> None:
    assert clean_text(text) == text
