"""The language between child and parent: what is said is understood, what is not said properly is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.frames import Decoder, End, MalformedFrame, OutputLimitReached, clean_text, encode
from indexer.extract.model import ExtractedPage, Found, PageFailed, PageImage, PageTotal, Properties

LIMIT = 1_000_000
CLEAN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufeff\ufffe\uffff"))
REST = st.builds(PageTotal, st.integers(0, 10_000)) | st.builds(End, st.sampled_from(["done", "locked", "damaged"]))


@st.composite
def messages(draw: st.DrawFn) -> list[Found | End]:
    said: list[Found | End] = []
    number = 0
    for _ in range(draw(st.integers(0, 8))):
        number += draw(st.integers(1, 5))
        page = st.builds(ExtractedPage, st.just(number), CLEAN, st.sampled_from(["text", "ocr"]), st.booleans())
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


NAMES = st.from_regex(r"[a-z_]{1,30}", fullmatch=True)


@given(st.dictionaries(NAMES, st.text(max_size=40), max_size=25))
def test_what_a_file_says_of_itself_arrives_tidy_and_bounded(values: dict[str, str]) -> None:
    (heard,) = Decoder(LIMIT).feed(encode(Properties(values)))
    assert isinstance(heard, Properties)
    assert len(heard.values) <= 20
    for name, value in heard.values.items():
        assert value == " ".join(clean_text(values[name]).split())


def test_a_long_property_is_cut() -> None:
    (heard,) = Decoder(LIMIT).feed(encode(Properties({"title": "judul " * 1000})))
    assert isinstance(heard, Properties)
    assert len(heard.values["title"]) <= 500


@pytest.mark.parametrize(
    "body",
    [
        b"title", b"title\t", b"\tjudul", b"TITLE\tx", b"<b>\tx", b"title\t" + b"x" * 501, b"x" * 90_000,
        b"\xff",
        b"\n".join(b"%s\tx" % name for name in (b"a" * n for n in range(1, 22))), b"a" * 31 + b"\tx",
    ],
)  # fmt: skip
def test_hostile_properties_are_refused(body: bytes) -> None:
    header = b'{"properties": 1}'
    with pytest.raises(MalformedFrame):
        list(Decoder(LIMIT).feed(len(header).to_bytes(2, "big") + len(body).to_bytes(4, "big") + header + body))


SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF\x00\x01\x02\nWEBP"}
PICTURES = st.builds(
    lambda kind, data, width, height, turned: PageImage(1, width, height, kind, SIGNATURES[kind] + data, turned / 100),
    st.sampled_from(sorted(SIGNATURES)), st.binary(max_size=50), st.integers(1, 20_000), st.integers(1, 20_000),
    st.integers(-600, 600),
)  # fmt: skip


@given(PICTURES, st.integers(1, 40))
def test_a_picture_comes_as_it_was_sent(picture: PageImage, piece: int) -> None:
    data = encode(picture) + encode(End("done"))
    decoder = Decoder(LIMIT, picture_bytes=1000)
    heard = [found for start in range(0, len(data), piece) for found in decoder.feed(data[start : start + piece])]
    assert heard == [picture, End("done")]


def test_who_asked_for_text_gets_no_picture_and_the_other_way_round() -> None:
    picture = PageImage(1, 1, 1, "png", SIGNATURES["png"])
    with pytest.raises(MalformedFrame):
        list(Decoder(LIMIT).feed(encode(picture)))
    with pytest.raises(MalformedFrame):
        list(Decoder(LIMIT, picture_bytes=1000).feed(encode(ExtractedPage(1, "teks"))))


def test_one_picture_has_its_own_limit() -> None:
    picture = PageImage(1, 1, 1, "jpeg", SIGNATURES["jpeg"] + bytes(1000))
    with pytest.raises(OutputLimitReached):
        list(Decoder(LIMIT, picture_bytes=1000).feed(encode(picture)[:60]))


@pytest.mark.parametrize(
    "header",
    [
        b'{"image": 1}', b'{"image": 0, "format": "png", "width": 1, "height": 1, "hundredths": 0}',
        b'{"image": 1, "format": "svg", "width": 1, "height": 1, "hundredths": 0}',
        b'{"image": 1, "format": "jpeg", "width": 1, "height": 1, "hundredths": 0}',
        b'{"image": 1, "format": "png", "width": 0, "height": 1, "hundredths": 0}',
        b'{"image": 1, "format": "png", "width": 1, "height": 99999, "hundredths": 0}',
        b'{"image": 1, "format": "png", "width": 1, "height": true, "hundredths": 0}',
        b'{"image": 1, "format": "png", "width": 1, "height": 1, "hundredths": 9000}',
    ],
)  # fmt: skip
def test_what_is_no_proper_picture_is_refused(header: bytes) -> None:
    body = SIGNATURES["png"]
    frame = len(header).to_bytes(2, "big") + len(body).to_bytes(4, "big") + header + body
    with pytest.raises(MalformedFrame):
        list(Decoder(LIMIT, picture_bytes=1000).feed(frame))
