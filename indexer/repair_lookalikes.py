"""Letters that OCR takes for digits and digits that it takes for letters, undone where nothing else can be meant.

The last step of `repair.py`: set words in capitals ("PRES1DEN REPUBUK INOONESIA"), and the numbers after NOMOR, TAHUN,
Pasal, ayat and the months. Running text is left alone.
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from indexer.metadata_lines import is_heading
from indexer.repair_words import is_word, listed

_SET_WORDS = listed("""
    PERATURAN KEPUTUSAN INSTRUKSI KETETAPAN UNDANG-UNDANG UNDANG PERUNDANG-UNDANGAN PERUNDANGAN PRESIDEN
    PEMERINTAH MENTERI KEPALA DAERAH GUBERNUR BUPATI WALIKOTA REPUBLIK INDONESIA NOMOR TAHUN TENTANG MENIMBANG
    MENGINGAT MEMPERHATIKAN MEMUTUSKAN MENETAPKAN LEMBARAN TAMBAHAN BERITA NEGARA LAMPIRAN PENJELASAN KETENTUAN
    PENUTUP PERALIHAN UMUM PASAL BAGIAN PARAGRAF KABUPATEN PROVINSI KEMENTERIAN SALINAN SEKRETARIS RAHMAT
""")
_SURE, _SURE_OF_SCAN = 86, 80  # a scan may be trusted to be wrong
_SHORTEST_FUZZY = 7
_LETTERS_LOST = 2  # or won: OCR misreads letters, it hardly ever adds a syllable
_CAPITALS = re.compile(r"(?<![\w.@/-])[A-Z0-9|!\[\]{}][A-Z0-9|!\[\]{}\\/-]{3,30}(?![\w@])")
_FOLDS = (("LI", "U"), ("RN", "M"), ("II", "U"), ("VV", "W"), ("CL", "D"))
_FOLD_SIGNS = str.maketrans("01|!][}{\\/5862QJ", "OIIIIIIIIISBGZOI")
_LETTER_SIGNS = str.maketrans("01|!][58", "OIIIIISB")
_ALIKE = str.maketrans("OoQIlL|!iSsBZz", "00011111155822")
_DIGITISH = r"[0-9OoQIlL|!SB]"
_AFTER_WORD = re.compile(
    rf"\b(NOMOR|Nomor|NO\.|No\.|TAHUN|Tahun|tahun|Angka|angka|BAGIAN|halaman)(\s{{1,3}})({_DIGITISH}{{1,5}})(?![\w.-]|/\w)"
)
_YEAR = re.compile(
    r"\b(TAHUN|Tahun|tahun|Januari|Februari|Pebruari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Nopember"
    r"|Desember)(\s{1,3})([12lI][0-9OoIlQ]{3})(?![\w])",
    re.IGNORECASE,
)
_ARTICLE = re.compile(rf"(?<![^\W_])([Pp])a[s5]a[lI1!|]([ \t]{{0,3}})({_DIGITISH}{{1,3}}[A-Z]?)(?![\w])")
_ARTICLE_APART = re.compile(r"(?<![^\W_])(Pasal \d{1,2}) (\d)(?=[ \t]*$|[ \t]+(?:ayat|huruf|dan)\b|[,;])", re.MULTILINE)
_ARTICLE_CAPITALS = re.compile(rf"(?<![^\W_])PA[S5]A[L1I]([ \t]{{0,3}})({_DIGITISH}{{1,3}})(?![\w])")
_AYAT = re.compile(r"\b(ayat\s{1,3})\(\s?([0-9OoIlL|!]{1,2})\s?[)1Il](?![\w)])")
_AYAT_CLOSED = re.compile(r"\b(ayat\s{1,3})\(\s?([0-9OoIlL|!]{1,2})\s?\)")
_ITEM = re.compile(r"^([ \t]*)\((?:([1-9])[1lI]|([lI|!])\)|([lI|!])[1lI])(?=[ \t]+[A-Z])", re.MULTILINE)
_GLUED = re.compile(r"(?<=\d)(?=TAHUN)|(?<![^\W\d_])(?:Pasal|PASAL|TAHUN|Tahun|NOMOR|Nomor)(?=\d{1,4}(?!\d))")
_CHAPTER = re.compile(r"^([ \t]*BAB)[ \t]*([IVXLl1|]{1,7})(?=[ \t]*$)", re.MULTILINE)


def mended(text: str, *, is_scan: bool = False) -> str:
    """The page with its headings and citations as they were printed."""
    sure = _SURE_OF_SCAN if is_scan else _SURE
    lines = [_heading(line, sure) if is_heading(line) else line for line in text.split("\n")]
    return _numbers("\n".join(lines))


def _heading(line: str, sure: int) -> str:
    return _CAPITALS.sub(lambda found: _set_word(found.group(), sure), line)


@lru_cache(maxsize=1 << 14)
def _set_word(word: str, sure: int) -> str:
    """The word of title pages that this one was, or itself."""
    if word in _SET_WORDS or word.isdecimal() or is_word(word.casefold()):
        return word
    same = _folded_set_words().get(_folded(word)) or _with_letters(word)
    if same:
        return same
    if len(word) < _SHORTEST_FUZZY or sum(sign.isalpha() for sign in word) < 0.6 * len(word):
        return word
    best = process.extractOne(word, _SET_WORDS, scorer=fuzz.ratio, score_cutoff=sure)
    return best[0] if best and abs(len(best[0]) - len(word)) <= _LETTERS_LOST else word


def _with_letters(word: str) -> str | None:
    """ "PEI{YELENGGARAAN", "PENGELOLAA1{": a known word once its signs are letters again."""
    if word.isalpha() or not word[0].isalpha() or sum(sign.isalpha() for sign in word) < 0.6 * len(word):
        return None
    letters = word.replace("I{", "N").replace("1{", "N").translate(_LETTER_SIGNS)
    return letters if letters.isalpha() and is_word(letters.casefold()) else None


@lru_cache(maxsize=1)
def _folded_set_words() -> dict[str, str]:
    return {_folded(word): word for word in _SET_WORDS}


def _folded(word: str) -> str:
    """The same for what OCR confuses: I 1 | l, O 0, LI U, RN M."""
    folded = word.translate(_FOLD_SIGNS)
    for pair, sign in _FOLDS:
        folded = folded.replace(pair, sign)
    return folded


def _numbers(text: str) -> str:
    text = _GLUED.sub(lambda found: f"{found.group()} ", text)
    text = _CHAPTER.sub(lambda found: f"{found[1]} {_roman(found[2])}", text)
    text = _ARTICLE.sub(_article, text)
    text = _ARTICLE_APART.sub(r"\1\2", text)
    text = _ARTICLE_CAPITALS.sub(lambda found: f"PASAL {_digits(found[2])}", text)
    text = _AYAT_CLOSED.sub(lambda found: f"{found[1]}({_digits(found[2])})", text)
    text = _AYAT.sub(lambda found: f"{found[1]}({_digits(found[2])})", text)
    text = _ITEM.sub(lambda found: f"{found[1]}({found[2] or 1})", text)
    text = _YEAR.sub(lambda found: f"{found[1]}{found[2]}{_digits(found[3])}", text)
    return _AFTER_WORD.sub(lambda found: f"{found[1]}{found[2]}{_digits(found[3])}", text)


def _article(found: re.Match[str]) -> str:
    """A capital I alone is the Roman number of an amending rule; any other look-alike is a digit."""
    initial, gap, number = found.groups()
    if set(number) <= {"I"} or not (gap or number[0].isdecimal()):
        return found.group() if not gap else f"{initial}asal{gap}{number}"
    return f"{initial}asal {_digits(number)}"


def _digits(text: str) -> str:
    """As a number, unless it is a Roman one or a letter that belongs to it ("27A")."""
    head, tail = (text[:-1], text[-1]) if text[-1:] in {"A", "B", "C", "D"} and text[:-1].isdecimal() else (text, "")
    if head and set(head) <= {"I"}:
        return text
    number = head.translate(_ALIKE)
    return number + tail if number.isdecimal() else text


def _roman(text: str) -> str:
    return text.translate(str.maketrans("l1|", "III"))
