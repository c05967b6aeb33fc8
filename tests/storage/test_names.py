"""Names from outside, for eyes and headers only."""

import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.names import clean_line, clean_text
from storage.sniff import content_disposition, safe_file_name

NASTY = st.text(st.characters() | st.sampled_from('./\\\x00\u202e\u2066\u200b\r\n";%🗂👩🏽\u200d💻'), max_size=400)
OVERRIDES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("laporan.pdf", "laporan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Budi\\SK Tim.docx", "SK Tim.docx"),
        ("Perwal\u202efdp.exe", "Perwalfdp.exe"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("📄 Peta Rencana 👩🏽\u200d💻.pdf", "📄 Peta Rencana 👩🏽\u200d💻.pdf"),
        ("Peraturan  Wali   Kota .pdf ", "Peraturan Wali Kota .pdf"),
        ('SK "baru": <draf>?.pdf', "SK _baru__ _draf__.pdf"),
        (".htaccess", "htaccess"),
        ("...", "berkas"),
        ("", "berkas"),
        ("/", "berkas"),
        ("\u202e", "berkas"),
        ("\udcff\udcfe.txt", "ÿþ.txt"),
        ("Lampiran r\udce9sum\udce9.pdf", "Lampiran résumé.pdf"),
        ("\u202e\x07.docx", "berkas.docx"),
        ("...pdf", "berkas.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("x" * 300, "x" * 150),
        ("a." + "x" * 300, "a." + "x" * 148),
        ("résumé.pdf", "résumé.pdf"),
    ],
)
def test_examples(given_name: str, shown: str) -> None:
    assert safe_file_name(given_name) == shown


@given(NASTY)
def test_a_line_keeps_its_words_and_loses_its_tricks(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip()
    assert all(unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} for character in line)
    assert not {unicodedata.bidirectional(character) for character in line} & OVERRIDES
    assert clean_line(line) == line


def test_a_line_break_in_a_line_was_a_space() -> None:
    assert (
        clean_line(" Kiriman/juni\n\t2026\x00: \u202efdp.exe\u2028bagian 2 ") == "Kiriman/juni 2026: fdp.exe bagian 2"
    )


def test_a_text_of_several_lines_keeps_its_shape() -> None:
    assert clean_text("Isi:\r\n\t- satu\x00\n\n  \u202efdp.exe") == "Isi:\n\t- satu\n\n  fdp.exe"


@given(NASTY)
def test_any_name_becomes_a_harmless_one(name: str) -> None:
    safe = safe_file_name(name)
    assert 0 < len(safe) <= 150
    assert safe not in {".", ".."}
    assert not set(safe) & set('/\\<>:"|?*')
    assert all(unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} for character in safe)
    assert not {unicodedata.bidirectional(character) for character in safe} & OVERRIDES
    assert safe_file_name(safe) == safe


@given(st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=400))
def test_the_extension_survives_the_cut(stem: str) -> None:
    assert safe_file_name(stem + ".docx").endswith(".docx")


@given(NASTY, st.booleans())
def test_the_header_is_one_safe_line_that_carries_the_whole_name(name: str, inline: bool) -> None:
    value = content_disposition(name, inline=inline)
    assert value.isascii()
    assert value.isprintable()
    kind, plain, extended = value.split("; ")
    assert kind == ("inline" if inline else "attachment")
    assert unquote(extended.removeprefix("filename*=UTF-8''")) == safe_file_name(name)
    assert plain.count('"') == 2


def test_an_independent_reader_understands_both_names() -> None:
    value = content_disposition("Évaluasi 📊; SPBE.pdf", inline=False)
    assert 'filename="Evaluasi _ SPBE.pdf"' in value
    message = Message()
    message["Content-Disposition"] = value.replace('filename="Evaluasi _ SPBE.pdf"; ', "")
    assert message.get_filename() == "Évaluasi 📊; SPBE.pdf"
