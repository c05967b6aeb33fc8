# The graph of a rule's relations as SVG text: boxes with words, shapes for the status, arrows with the relation's word.
# Printable, without scripts or inline styles. Pages put the list of the same relations beside it.
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.documents.labels import STATUS_LABELS
from app.documents.models import LegalStatus
from frontend.graph_layout import Arrangement, Box, Layout, Line, lay_out

_NAME_LINE, _TITLE_LINE = 21, 25  # characters that surely fit
_NAME_LINES, _TITLE_LINES = 3, 3
_NAME_HEIGHT, _TITLE_HEIGHT = 18, 16
_EDGE = 12
_FOOT = 24
_HEAD = 7  # of an arrow
_WORD_LINE = 14

# A shape for each status, 12 by 12 pixels: nobody has to tell colours apart.
_SHAPES: Mapping[LegalStatus, Markup] = {
    LegalStatus.IN_FORCE: Markup('<circle class="kin-mark kin-mark--in_force" cx="6" cy="6" r="6"/>'),
    LegalStatus.AMENDED: Markup('<path class="kin-mark kin-mark--amended" d="M6 0 12 11H0Z"/>'),
    LegalStatus.REVOKED: Markup(
        '<path class="kin-mark kin-mark--revoked" d="M0 0H12V12H0Z"/><path class="kin-cross" d="M3 3 9 9M9 3 3 9"/>'
    ),
    LegalStatus.UNKNOWN: Markup('<circle class="kin-mark kin-mark--unknown" cx="6" cy="6" r="5"/>'),
}


@dataclass(frozen=True, slots=True)
class Card:
    """`ask_url` is for a rule that the library does not hold; `folded` for a box that stands for many others."""

    name: str
    title: str | None = None
    status: LegalStatus | None = None
    year: int | None = None
    url: str | None = None
    ask_url: str | None = None
    is_middle: bool = False
    is_fold: bool = False

    @classmethod
    def folding(cls, count: int, url: str) -> "Card":
        return cls(name=f"dan {count} lainnya", url=url, is_fold=True)

    @property
    def names(self) -> list[str]:
        return wrapped(self.name, _NAME_LINE, _NAME_LINES)

    @property
    def titles(self) -> list[str]:
        return wrapped(self.title, _TITLE_LINE, _TITLE_LINES) if self.title else []

    @property
    def height(self) -> float:
        lines = _NAME_HEIGHT * len(self.names) + _TITLE_HEIGHT * len(self.titles)
        feet = 0 if self.is_fold else _FOOT * (2 if self.ask_url else 1)
        return 2 * _EDGE + lines + feet

    @property
    def css(self) -> str:
        kind = "fold" if self.is_fold else "missing" if self.status is None else self.status.value
        return f"kin-box kin-box--{kind}" + (" kin-box--middle" if self.is_middle else "")

    @property
    def foot(self) -> str:
        said = "Belum ada di pustaka" if self.status is None else STATUS_LABELS[self.status]
        if self.status is LegalStatus.UNKNOWN:
            said = "Status belum diketahui"
        return f"{said} · {self.year}" if self.year and self.status is not LegalStatus.UNKNOWN else said


@dataclass(frozen=True, slots=True)
class Arrow:
    """`link` is (nearer box, outer box); `is_inward` when the outer rule acts on the nearer one."""

    link: tuple[str, str]
    word: str
    is_inward: bool
    is_plain: bool = False


def relation_graph(
    shape: Arrangement, cards: Mapping[str, Card], arrows: Sequence[Arrow], title: str, description: str
) -> Markup:
    heights = {key: card.height for key, card in cards.items()}
    layout = lay_out(shape, heights, [arrow.link for arrow in arrows])
    lines = Markup("").join(_arrow(layout.lines[arrow.link], arrow) for arrow in arrows)
    words = Markup("").join(_word(layout.lines[arrow.link], arrow.word) for arrow in arrows if arrow.word)
    boxes = Markup("").join(_box(layout.boxes[key], card) for key, card in cards.items())
    axis, height = _axis(shape, layout)
    return Markup(
        '<figure class="kin"><svg viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}" height="{h:.0f}" role="group" '
        'aria-label="{title}" xmlns="http://www.w3.org/2000/svg"><title>{title}</title><desc>{desc}</desc>{body}</svg>'
        "</figure>"
    ).format(w=layout.width, h=height, title=title, desc=description, body=lines + words + boxes + axis)


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """At most so many lines; longer words are broken, what is left over ends in an ellipsis (the list has it all)."""
    rows = [""]
    for word in " ".join(text.split()).split(" "):
        for part in [word[start : start + width] for start in range(0, len(word), width)] or [""]:
            fits = len(rows[-1]) + 1 + len(part) <= width
            if rows[-1] and fits:
                rows[-1] += f" {part}"
            elif rows[-1]:
                rows.append(part)
            else:
                rows[-1] = part
    if len(rows) > lines:
        last = rows[lines - 1][: width - 1].rstrip(" ,;:")
        rows = [*rows[: lines - 1], f"{last}…"]
    return rows


def _box(box: Box, card: Card) -> Markup:
    x, y = box.x + _EDGE, box.y + _EDGE
    names = _lines_of("kin-name", card.names, x, y + 13, _NAME_HEIGHT)
    y += _NAME_HEIGHT * len(card.names)
    titles = _lines_of("kin-title", card.titles, x, y + 12, _TITLE_HEIGHT)
    y += _TITLE_HEIGHT * len(card.titles)
    frame = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.0f}" height="{:.0f}" rx="8"/>').format(
        card.css, box.x, box.y, box.width, box.height
    )
    body = frame + names + titles + (Markup("") if card.is_fold else _foot(card, x, y))
    if card.url:
        body = Markup('<a class="kin-link" href="{}">{}</a>').format(card.url, body)
    ask = Markup('<a class="kin-ask" href="{}" aria-label="Minta dokumen ini: {}">{}</a>').format(
        card.ask_url, card.name, _lines_of("kin-foot", ["Minta dokumen ini"], x, y + _FOOT + 14, 0)
    )
    return Markup("<g>{}{}</g>").format(body, ask if card.ask_url else "")


def _foot(card: Card, x: float, y: float) -> Markup:
    """The shape and the word of the status, and the year."""
    if card.status is None:
        return _lines_of("kin-foot", [card.foot], x, y + 16, 0)
    mark = _SHAPES[card.status]
    return Markup('<g transform="translate({:.1f} {:.1f})">{}</g>').format(x, y + 6, mark) + _lines_of(
        "kin-foot", [card.foot], x + 18, y + 16, 0
    )


def _lines_of(css: str, lines: Sequence[str], x: float, y: float, height: int) -> Markup:
    if not lines:
        return Markup("")
    spans = Markup("").join(
        Markup('<tspan x="{:.1f}" y="{:.1f}">{}{}</tspan>').format(
            x, y + height * at, line, " " if line != lines[-1] else ""
        )
        for at, line in enumerate(lines)
    )
    return Markup('<text class="{}">{}</text>').format(css, spans)


def _arrow(line: Line, arrow: Arrow) -> Markup:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.points)
    drawn = Markup('<polyline class="kin-line" points="{}"/>').format(way)
    if arrow.is_plain:
        return drawn
    tip, before = (line.points[0], line.points[1]) if arrow.is_inward else (line.points[-1], line.points[-2])
    return drawn + _head(tip, before)


def _head(tip: tuple[float, float], before: tuple[float, float]) -> Markup:
    """A filled triangle that ends at the box."""
    away_x, away_y = _sign(before[0] - tip[0]), _sign(before[1] - tip[1])
    base_x, base_y = tip[0] + away_x * _HEAD * 1.4, tip[1] + away_y * _HEAD * 1.4
    side_x, side_y = (0.0, _HEAD * 0.7) if away_x else (_HEAD * 0.7, 0.0)
    corners = (tip, (base_x + side_x, base_y + side_y), (base_x - side_x, base_y - side_y))
    return Markup('<polygon class="kin-head" points="{}"/>').format(" ".join(f"{x:.1f},{y:.1f}" for x, y in corners))


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _word(line: Line, word: str) -> Markup:
    """Across the line that comes from above or below; above and below the line that comes from the side."""
    x, y = line.word
    if line.is_upright:
        rows = [(word, y + 4)]
    else:
        first, _, rest = word.partition(" ")
        rows = [(first, y - 6), *([(rest, y + _WORD_LINE)] if rest else [])]
    return Markup("").join(
        Markup('<text class="kin-word" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(x, at, text)
        for text, at in rows
    )


def _axis(shape: Arrangement, layout: Layout) -> tuple[Markup, float]:
    """From the older to the newer, where something stands on a side; the picture grows by its line."""
    if not shape.before and not shape.after:
        return Markup(""), layout.height
    y, middle = layout.height + 14, layout.boxes[shape.middle]
    left = 8.0 if shape.before else middle.x
    right = layout.width - 8 if shape.after else middle.right
    drawn = Markup('<line class="kin-axis" x1="{l:.1f}" y1="{y:.1f}" x2="{r:.1f}" y2="{y:.1f}"/>{head}').format(
        l=left, r=right, y=y, head=_head((right, y), (left, y))
    )
    earlier = Markup('<text class="kin-word" x="{:.1f}" y="{:.1f}">lebih dahulu</text>').format(left, y + 18)
    later = Markup('<text class="kin-word" x="{:.1f}" y="{:.1f}" text-anchor="end">lebih kemudian</text>').format(
        right, y + 18
    )
    return drawn + earlier + later, layout.height + 40
