# What a query is understood to ask for, before anything is looked up.
from hypothesis import given
from hypothesis import strategies as st

from app.search.grammar import parse
from indexer.index.asking import Asked, understood
from indexer.query import Not, Word, positive_leaves


def asked(query: str) -> Asked:
    return understood(parse(query).node)


def words_of(query: str) -> list[str]:
    return [leaf.text for leaf, _ in asked(query).sought]


def test_what_only_asks_is_left_out_where_something_else_is_sought() -> None:
    assert words_of("Sebutkan tujuan audit menurut perwal!") == ["tujuan", "audit", "perwal"]
    assert words_of("apa yang dimaksud dengan layanan bersama") == ["layanan", "bersama"]
    assert words_of("pengertian audit") == ["audit"]
    assert words_of("maksud dan tujuan") == ["maksud", "tujuan"]
    assert words_of("sebutkan") == ["sebutkan"]
    assert words_of("sebutkan menurut") == ["sebutkan", "menurut"]
    assert words_of("apa itu -audit") == ["apa", "itu"]


def test_words_of_answers_where_a_question_is_asked() -> None:
    assert "adalah" in asked("apa itu audit").answers
    assert "adalah" in asked("definisi audit").answers
    assert "meliputi" in asked("apa saja tahapan audit").answers
    assert "bertujuan" in asked("apa tujuan audit").answers
    assert not asked("audit itu apa").answers
    assert not asked("audit keamanan").answers


def test_a_word_with_which_much_else_goes_on_is_a_less_sure_answer() -> None:
    answers = asked("apa itu audit").answers
    assert answers["adalah"] > answers["merupakan"] > 0


def test_words_that_name_a_rule() -> None:
    found = asked("prinsip keamanan menurut pasal 2 Perpres Nomor 95 Tahun 2018")
    assert {leaf.text for leaf in found.cited} == {"pasal", "2", "Perpres", "Nomor", "95", "Tahun", "2018"}
    assert {leaf.text for leaf in found.numbers} == {"95", "2018"}
    assert {leaf.text for leaf in asked("keamanan perpres 95/2018").numbers} == {"95/2018"}
    assert asked("perpres 95/2018").cited == frozenset()
    assert asked("keamanan 2018").cited == frozenset()


def test_other_names_of_terms_but_not_of_a_rule_that_is_cited() -> None:
    found = asked("anggaran perangkat daerah")
    assert set(found.related[Word("daerah")]) == {"opd", "skpd"} == set(found.related[Word("perangkat")])
    assert Word("anggaran") not in found.related
    assert asked("perpres 95/2018").related == {}
    assert understood(Word("SKPD")).related[Word("SKPD")] == ("opd", "perangkat daerah")


@given(st.text(max_size=80))
def test_nothing_that_was_asked_for_disappears_as_a_whole(query: str) -> None:
    node = parse(query).node
    found = understood(node)
    assert bool(found.sought) == any(True for _ in positive_leaves(node))
    assert {leaf for leaf, _ in found.sought} <= set(positive_leaves(node))
    assert not isinstance(found.node, Not) or isinstance(node, Not)
