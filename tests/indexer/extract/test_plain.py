"""Text, Markdown and HTML: every encoding the offices use, no word lost at a page's edge, no script among the words."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.html import extract_html
from indexer.extract.model import ExtractedPage
from indexer.extract.pages import PAGE_CHARACTERS, split_pages
from indexer.extract.plain import decode, extract_text


def html(text: str) -> str:
    return "\n\f".join(page.text for page in extract_html(BytesIO(text.encode())) if isinstance(page, ExtractedPage))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_is_read(encoding: str) -> None:
    text = "Tingkat kematangan – “baik” · 3,69"
    assert decode(text.encode(encoding)) == text


def test_big_endian_with_its_mark() -> None:
    assert decode(b"\xfe\xff" + "Rapat".encode("utf-16-be")) == "Rapat"


@given(st.binary(max_size=200))
def test_any_bytes_become_some_text(data: bytes) -> None:
    assert isinstance(decode(data), str)


@given(st.text(st.sampled_from("ab .\n\f"), max_size=400), st.integers(5, 60))
def test_splitting_loses_no_word_and_fills_no_page_too_full(text: str, size: int) -> None:
    pages = split_pages(text, size)
    assert "".join("".join(pages).split()) == "".join(text.split())
    assert all(len(page) <= size for page in pages)
    assert pages == [""] or all(page == page.strip() != "" for page in pages)


def test_words_stay_whole_where_there_is_a_space() -> None:
    words = [f"kata{number}" for number in range(2000)]
    assert " ".join(split_pages(" ".join(words))).split() == words


@pytest.mark.parametrize("separator", ["\n\n", "\n", ". "])
def test_the_best_boundary_wins(separator: str) -> None:
    first = "a b " * 500 + "akhir" + separator
    assert split_pages(first + "c d " * 600)[0].endswith("akhir" + separator.strip())


def test_a_form_feed_is_always_a_new_page() -> None:
    found = list(extract_text(BytesIO(b"satu\fdua\f\ftiga")))
    assert found[1:] == [ExtractedPage(1, "satu"), ExtractedPage(2, "dua"), ExtractedPage(3, "tiga")]


def test_an_empty_text_is_one_empty_page() -> None:
    assert list(extract_text(BytesIO(b" \n ")))[1:] == [ExtractedPage(1, "")]


def test_html_shows_its_words_and_nothing_else() -> None:
    text = html(
        "<!doctype html><html><head><title>Portal &amp; Data</title><style>p{}</style>"
        "<script>let a = '<p>x</p>'</script>"
        "</head><body><!-- diam --><h1>Satu<br>Data</h1><p>Butir   <b>per</b>tama\nbaru</p><ul><li>a<li>b</ul>"
        "<table><tr><td>1<td>2</table><svg><text>gambar</text></svg><noscript>mati</noscript>akhir</body></html>"
    )
    assert text.split("\n") == [
        "Portal & Data", "", "Satu", "Data", "", "Butir pertama baru", "", "a", "b", "", "1\t2", "", "akhir",
    ]  # fmt: skip


def test_a_forgotten_end_tag_does_not_silence_the_rest() -> None:
    assert "terlihat" in html("<svg><math></svg><p>terlihat</p>")
    assert "terlihat" in html("<object/><p>terlihat</p>")


PIECES = st.sampled_from(["<p>", "</p>", "<script>", "<!--", "&#x0;", "<![", "<svg", "a"])


@given(st.text(max_size=300) | st.lists(PIECES).map("".join))
def test_any_html_becomes_some_text(text: str) -> None:
    assert isinstance(html(text), str)


def test_words_between_conditions_are_kept() -> None:
    assert html("<p>a<![if !supportLists]>b<![endif]>c<![0>").split() == ["abc"]


def test_a_long_html_page_is_split() -> None:
    found = html("<p>" + "kata kata kata. " * 1000)
    assert all(len(page) <= PAGE_CHARACTERS for page in found.split("\f"))
    assert found.count("\f") >= 5
