"""The legal life of a rule as its pages show it: a picture of what fits, and beside it a list of everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from app.documents.labels import STATUS_LABELS
from app.documents.legal_life import LegalLife, Place, RuleEdge, RuleNode, Side
from app.documents.models import LegalStatus
from frontend.graph_layout import Arrangement, neighbours
from frontend.relation_drawing import Arrow, Card, relation_graph

_HEADINGS = {
    Side.ABOVE: ("di-atas", "Dasarnya", "Peraturan yang menjadi dasar atau dilaksanakannya"),
    Side.BEFORE: ("yang-diubah", "Yang diubah atau dicabutnya", "Peraturan yang diubah atau dicabut olehnya"),
    Side.AFTER: ("yang-mengubah", "Yang mengubah atau mencabutnya", "Peraturan yang mengubah atau mencabutnya"),
    Side.BELOW: ("di-bawah", "Yang melaksanakannya", "Peraturan dan dokumen yang dibuat berdasarkan peraturan ini"),
}
_IN_ROW, _IN_COLUMN = 6, 3
_UNFOLDED = 12  # lines of a group before the rest is folded


@dataclass(frozen=True, slots=True)
class KinLine:
    """Another rule and how it stands to the one in the middle; `further` is what stands behind it."""

    label: str
    name: str
    title: str | None
    url: str | None
    ask_url: str | None
    status: LegalStatus | None
    year: int | None
    further: tuple["KinLine", ...] = ()


@dataclass(frozen=True, slots=True)
class KinGroup:
    anchor: str
    heading: str
    about: str
    lines: tuple[KinLine, ...]

    @property
    def first(self) -> tuple[KinLine, ...]:
        return self.lines[:_UNFOLDED]

    @property
    def rest(self) -> tuple[KinLine, ...]:
        return self.lines[_UNFOLDED:]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    label: str
    name: str
    url: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class LegalLifeContext:
    document_id: int
    name: str
    title: str
    status: LegalStatus
    year: int | None
    picture: Markup | None
    groups: tuple[KinGroup, ...]
    timeline: tuple[ChangeLine, ...]
    may_edit: bool

    @property
    def is_alone(self) -> bool:
        return not self.groups


def context_of(life: LegalLife, *, may_edit: bool) -> LegalLifeContext:
    return LegalLifeContext(
        document_id=life.middle.document_id or 0,
        name=life.middle.name,
        title=life.middle.title or life.middle.name,
        status=life.middle.status or LegalStatus.UNKNOWN,
        year=life.middle.year,
        picture=picture_of(life, steps=2),
        groups=tuple(group for side in _HEADINGS if (group := _group(life, side)).lines),
        timeline=timeline_of(life),
        may_edit=may_edit,
    )


def timeline_of(life: LegalLife) -> tuple[ChangeLine, ...]:
    return tuple(ChangeLine(one.label, one.name, _url(one.node) if one.node else None, one.year) for one in life.story)


def picture_of(life: LegalLife, *, steps: int, in_row: int = _IN_ROW) -> Markup | None:
    """Nothing for a rule that stands alone. What does not fit is folded into one box that leads to the list."""
    if not life.places:
        return None
    room = {Side.ABOVE: in_row, Side.BELOW: in_row, Side.BEFORE: _IN_COLUMN, Side.AFTER: _IN_COLUMN}
    ranks, folds = _ranks(life, steps, room)
    shape = Arrangement(
        life.middle.key,
        **{side.value: [[one.key for one in rank] for rank in found] for side, found in ranks.items()},
    )
    nodes = {node.key: node for found in ranks.values() for rank in found for node in rank}
    base = f"/dokumen/{life.middle.document_id}/hubungan"
    cards = {key: _card(node) for key, node in nodes.items() if key not in folds}
    cards |= {key: Card.folding(count, f"{base}#{_HEADINGS[side][0]}") for key, (side, count) in folds.items()}
    cards[life.middle.key] = _card(life.middle, is_middle=True)
    return relation_graph(shape, cards, _arrows(life, shape), f"Hubungan {life.middle.name}", _in_words(life))


def _ranks(
    life: LegalLife, steps: int, room: Mapping[Side, int]
) -> tuple[dict[Side, list[list[RuleNode]]], dict[str, tuple[Side, int]]]:
    """What fits on each side, the nearest rank first, and how many are behind each box that folds the others."""
    ranks: dict[Side, list[list[RuleNode]]] = {side: [] for side in Side}
    folds: dict[str, tuple[Side, int]] = {}
    for side in Side:
        near: set[str] = {life.middle.key}
        for step in range(1, steps + 1):
            nodes = [p.node for p in life.places if p.side is side and p.step == step and _is_joined(life, p, near)]
            shown = _fitting(nodes, room[side])
            if len(shown) < len(nodes):
                fold = RuleNode(f"fold-{side}-{step}", "", None, None, None, None)
                folds[fold.key] = (side, len(nodes) - len(shown))
                shown.append(fold)
            near = {node.key for node in shown}
            if shown:
                ranks[side].append(shown)
    return ranks, folds


def _is_joined(life: LegalLife, place: Place, near: set[str]) -> bool:
    return any(life.between(place.node.key, key) for key in near)


def _fitting(nodes: Sequence[RuleNode], room: int) -> list[RuleNode]:
    """Held ones before others, the newest before older ones; shown in the order of the years."""
    if len(nodes) <= room:
        return list(nodes)
    ranked = sorted(nodes, key=lambda node: (node.document_id is None, -(node.year or 0)))
    kept = {node.key for node in ranked[: room - 1]}
    return [node for node in nodes if node.key in kept]


def _arrows(life: LegalLife, shape: Arrangement) -> list[Arrow]:
    """The lines that the picture can draw, each with all that one rule does to the other."""
    drawn = neighbours(shape)
    arrows: dict[tuple[str, str], list[RuleEdge]] = {}
    for edge in life.edges:
        for pair in ((edge.source, edge.target), (edge.target, edge.source)):
            if pair in drawn:
                arrows.setdefault(pair, []).append(edge)
    folded = [Arrow(pair, "", is_inward=False, is_plain=True) for pair in sorted(drawn) if _joins_a_fold(pair, life)]
    return [_arrow(pair, edges) for pair, edges in arrows.items()] + folded


def _joins_a_fold(pair: tuple[str, str], life: LegalLife) -> bool:
    return pair[0] == life.middle.key and pair[1].startswith("fold-")


def _arrow(pair: tuple[str, str], edges: Sequence[RuleEdge]) -> Arrow:
    inner, _ = pair
    words = dict.fromkeys(edge.label.lower() for edge in edges)
    return Arrow(pair, " dan ".join(words), is_inward=all(edge.target == inner for edge in edges))


def _card(node: RuleNode, *, is_middle: bool = False) -> Card:
    return Card(
        name=node.name,
        title=node.title if node.title != node.name else None,
        status=node.status,
        year=node.year,
        url=None if is_middle else _url(node),
        ask_url=_ask_url(node),
        is_middle=is_middle,
    )


def _in_words(life: LegalLife) -> str:
    """What the picture says, for those who do not see it; the list beside says more."""
    said = []
    for side in _HEADINGS:
        nodes = life.beside(side)
        said += [
            f"{label} {node.name}" for node in nodes[:_IN_ROW] for label in _labels(life, life.middle.key, node.key)
        ]
        said += [f"dan {len(nodes) - _IN_ROW} lainnya"] if len(nodes) > _IN_ROW else []
    status = STATUS_LABELS[life.middle.status or LegalStatus.UNKNOWN]
    return f"{life.middle.name} ({status}). " + "; ".join(said) + "."


def _group(life: LegalLife, side: Side) -> KinGroup:
    anchor, heading, about = _HEADINGS[side]
    return KinGroup(anchor, heading, about, tuple(_line(life, life.middle, node) for node in life.beside(side)))


def _line(life: LegalLife, middle: RuleNode, node: RuleNode) -> KinLine:
    further = [place.node for place in life.places if place.step == 2 and life.between(node.key, place.node.key)]
    return KinLine(
        label=" dan ".join(_labels(life, middle.key, node.key)),
        name=node.name,
        title=node.title if node.title != node.name else None,
        url=_url(node),
        ask_url=_ask_url(node),
        status=node.status,
        year=node.year,
        further=tuple(_line(life, node, other) for other in further) if middle is life.middle else (),
    )


def _labels(life: LegalLife, key: str, other: str) -> list[str]:
    """What the one is to the other: "Melaksanakan", or "Dicabut dengan" where the other does it."""
    edges = life.between(key, other)
    return list(dict.fromkeys(edge.label if edge.source == key else edge.passive_label for edge in edges))


def _url(node: RuleNode) -> str | None:
    return f"/dokumen/{node.document_id}" if node.document_id else None


def _ask_url(node: RuleNode) -> str | None:
    return None if node.document_id else f"/permintaan/baru?{urlencode({'q': node.name[:200]})}"
