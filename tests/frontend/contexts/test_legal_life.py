# The picture of a rule's relations: well-formed whatever the names, folded where many, said in words and shapes.
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.legal_life import LegalLife, Place, RuleEdge, RuleNode, Side
from app.documents.models import LegalStatus, RelationType
from app.documents.schemas import RelationRow
from frontend.contexts.legal_life import context_of, picture_of
from frontend.contexts.relations import stated_once
from frontend.relation_drawing import wrapped

SVG = "{http://www.w3.org/2000/svg}"
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=90)
MIDDLE = RuleNode("d1", "Perwali 12/2023", "Penyelenggaraan SPBE", 1, LegalStatus.AMENDED, 2023)
TYPES = {
    Side.ABOVE: RelationType.IMPLEMENTS,
    Side.BEFORE: RelationType.REVOKES,
    Side.AFTER: RelationType.AMENDS,
    Side.BELOW: RelationType.IMPLEMENTS,
}


def life(*rules: tuple[Side, RuleNode, int]) -> LegalLife:
    """Each rule joined to the middle, or with step 2 to the first one of its side."""
    first = {side: node.key for side, node, step in reversed(rules) if step == 1}
    edges = []
    for side, node, step in rules:
        near = MIDDLE.key if step == 1 else first.get(side, MIDDLE.key)
        acts = side in {Side.AFTER, Side.BELOW}
        edges.append(RuleEdge(*((node.key, near) if acts else (near, node.key)), TYPES[side]))
    return LegalLife(MIDDLE, tuple(Place(node, side, step) for side, node, step in rules), tuple(edges))


def many(count: int) -> LegalLife:
    nodes = [RuleNode(f"d{n}", f"Perwali {n}/2024", None, n, LegalStatus.IN_FORCE, 2024) for n in range(2, count + 2)]
    return life(*((Side.BELOW, node, 1) for node in nodes))


def svg(of: LegalLife, *, steps: int = 2) -> ElementTree.Element:
    drawn = picture_of(of, steps=steps)
    assert drawn is not None
    found = ElementTree.fromstring(drawn).find(f"{SVG}svg")
    assert found is not None
    return found


def words(of: ElementTree.Element) -> str:
    return " ".join("".join(text.itertext()) for text in of.iter(f"{SVG}text"))


@given(st.lists(st.tuples(st.sampled_from(Side), NAMES, st.sampled_from([None, *LegalStatus]), st.integers(1, 2))))
@settings(max_examples=60)
def test_any_rules_give_a_well_formed_picture_with_everything_inside(
    rules: list[tuple[Side, str, LegalStatus | None, int]],
) -> None:
    nodes = [
        (side, RuleNode(f"k{n}", name, name, n + 2 if status else None, status, 2020), step)
        for n, (side, name, status, step) in enumerate(rules)
    ]
    found = picture_of(life(*nodes), steps=2)
    if found is None:
        assert not rules
        return
    drawn = svg(life(*nodes))
    _, _, width, height = map(float, drawn.attrib["viewBox"].split())
    for box in drawn.iter(f"{SVG}rect"):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= width
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= height


def test_fifty_are_folded_into_a_box_that_leads_to_the_list() -> None:
    drawn = svg(many(50))
    assert "dan 45 lainnya" in words(drawn)
    links = [link.attrib["href"] for link in drawn.iter(f"{SVG}a")]
    assert links.count("/dokumen/1/hubungan#di-bawah") == 1
    assert len(links) == 6
    group = context_of(many(50), may_edit=False).groups[0]
    assert (group.anchor, len(group.first) + len(group.rest)) == ("di-bawah", 50)


def test_the_status_is_said_and_has_a_shape_of_its_own() -> None:
    old = RuleNode("d2", "Perwali 5/2019", None, 2, LegalStatus.REVOKED, 2019)
    missing = RuleNode("cPerpres 95/2018", "Perpres 95/2018", None, None, None, 2018)
    drawn = svg(life((Side.BEFORE, old, 1), (Side.ABOVE, missing, 1)))
    said = words(drawn)
    assert "Dicabut · 2019" in said
    assert "Belum ada di pustaka · 2018" in said
    assert "mencabut" in said
    assert "/permintaan/baru?q=Perpres+95%2F2018" in [link.attrib["href"] for link in drawn.iter(f"{SVG}a")]
    css = [shape.attrib.get("class", "") for shape in drawn.iter()]
    assert {"kin-mark kin-mark--revoked", "kin-mark kin-mark--amended", "kin-box kin-box--missing"} <= set(css)


def test_the_picture_is_told_to_those_who_do_not_see_it() -> None:
    new = RuleNode("d3", "Perwali 34/2025", None, 3, LegalStatus.IN_FORCE, 2025)
    drawn = svg(life((Side.AFTER, new, 1)))
    assert drawn.findtext(f"{SVG}title") == "Hubungan Perwali 12/2023"
    assert drawn.findtext(f"{SVG}desc") == "Perwali 12/2023 (Diubah). Diubah dengan Perwali 34/2025."


def test_one_step_leaves_the_second_out() -> None:
    near = RuleNode("d2", "Perwali 21/2024", None, 2, LegalStatus.IN_FORCE, 2024)
    far = RuleNode("d3", "Kepdis 8/2025", None, 3, LegalStatus.IN_FORCE, 2025)
    chain = life((Side.BELOW, near, 1), (Side.BELOW, far, 2))
    assert "Kepdis" in words(svg(chain))
    assert "Kepdis" not in words(svg(chain, steps=1))
    line = context_of(chain, may_edit=False).groups[0].lines[0]
    assert [other.name for other in line.further] == ["Kepdis 8/2025"]


@given(NAMES, st.integers(4, 30), st.integers(1, 4))
def test_lines_are_never_longer_than_their_box(text: str, width: int, lines: int) -> None:
    rows = wrapped(text, width, lines)
    assert len(rows) <= lines
    assert all(len(row) <= width for row in rows)


def test_a_rule_alone_has_no_picture() -> None:
    assert picture_of(life(), steps=2) is None


@pytest.mark.parametrize("stronger", [RelationType.AMENDS, RelationType.REVOKES, RelationType.IMPLEMENTS])
def test_who_acts_on_a_rule_is_not_named_as_resting_on_it_besides(stronger: RelationType) -> None:
    def row(type_: RelationType, number: int) -> RelationRow:
        return RelationRow(number, type_, "Perwali 34/2025", 2, "Perubahan", is_inverse=True)

    lines = stated_once([row(RelationType.BASED_ON, 1), row(stronger, 2)])
    assert [line.id for line in lines] == [2]


def test_a_rule_changed_by_what_it_rests_on_says_both() -> None:
    """Its own basis is another thing than what the other one did to it."""
    basis = RelationRow(1, RelationType.BASED_ON, "Perpres 95/2018", 2, "SPBE", is_inverse=False)
    ended = RelationRow(2, RelationType.REVOKED_BY, "Perpres 95/2018", 2, "SPBE", is_inverse=False)
    assert [line.id for line in stated_once([basis, ended])] == [1, 2]
