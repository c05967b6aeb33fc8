import pytest

from indexer.synonyms import PERHAPS, read, vocabulary, words_of

SOURCE = """
same:
  - [opd, perangkat daerah]
  - [tik, teknologi informasi dan komunikasi]
fillers: sebutkan menurut
questions:
  - ask: [arti, apa itu]
    answer: [adalah]
    perhaps: [merupakan]
"""


def test_a_term_is_its_words_without_function_words() -> None:
    assert words_of("Teknologi Informasi dan Komunikasi") == ("teknologi", "informasi", "komunikasi")
    assert words_of("e-government") == ("e-government",)


def test_the_longest_term_at_each_place() -> None:
    known = read(SOURCE)
    words = ["anggaran", "perangkat", "daerah", "tik", "perangkat"]
    assert list(known.terms_in(words)) == [(1, 3, ("opd",)), (3, 4, ("teknologi informasi dan komunikasi",))]
    assert list(known.terms_in([])) == []


def test_questions_and_fillers() -> None:
    known = read(SOURCE)
    assert known.fillers == {"sebutkan", "menurut"}
    assert known.questions[0].asks == {("arti",), ("apa", "itu")}
    assert known.questions[0].answers == {"adalah": 1.0, "merupakan": PERHAPS}


def test_a_term_means_one_thing() -> None:
    with pytest.raises(ValueError, match="'OPD' stands twice"):
        read(SOURCE.replace("[tik,", "[OPD,"))


def test_our_own_file_is_sound() -> None:
    known = vocabulary()
    assert "opd" in known.others["perangkat", "daerah"]
    assert all(others and all(words_of(other) for other in others) for others in known.others.values())
    assert not known.fillers & {"maksud", "tujuan", "pedoman", "evaluasi", "definisi"}
    assert all(question.asks and question.answers for question in known.questions)
