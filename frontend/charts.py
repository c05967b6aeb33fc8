# Charts as SVG text drawn on the server: printable, without scripts or inline styles. Pages and reports call these and
# put the table of macros/data.html with the same rows beside them.
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, isfinite, pi, sin

from markupsafe import Markup

_LINE = 34  # characters of a label that fit beside the figures at 390 px
_LINE_HEIGHT = 18
_BAR_HEIGHT = 12
_ROW_GAP = 20
_CENTER = 220
_MIDDLE = 190
_RADIUS = 125
_SPOKE_LINE = 14


@dataclass(frozen=True, slots=True)
class CoverageRow:
    label: str
    covered: int
    total: int
    href: str | None = None


def coverage_chart(rows: Sequence[CoverageRow], title: str = "Cakupan bukti dukung") -> Markup:
    """One bar a row: how many of its indicators rest on accepted evidence.

    Widths are in per cent and heights in pixels, so that the words keep their size on a phone.
    """
    bars, height = Markup(""), 0
    for row in rows:
        bar, bottom = _bar(row, height)
        bars, height = bars + bar, bottom
    description = "; ".join(f"{row.label}: {row.covered} dari {row.total}" for row in rows) or "Belum ada data."
    size = Markup('width="100%" height="{}"').format(max(height, 1))
    return _figure("chart", size, title, description, bars)


def radar_chart(points: Sequence[tuple[str, float]], maximum: float, title: str = "Indeks per aspek") -> Markup:
    """A polygon over at least three spokes; with fewer the picture would lie, so the caller shows only the table."""
    if len(points) < 3:
        raise ValueError("a radar needs at least three points")
    if not (isfinite(maximum) and maximum > 0):
        raise ValueError("maximum must be a positive number")
    spokes = [_spoke(index, len(points)) for index in range(len(points))]
    description = "; ".join(f"{label}: {_decimal(value)} dari {_decimal(maximum)}" for label, value in points)
    body = Markup("").join(
        [_grid(spokes, maximum), _area(spokes, points, maximum), *map(_spoke_label, spokes, (p[0] for p in points))]
    )
    size = Markup('viewBox="0 0 {} {}"').format(2 * _CENTER, 2 * _MIDDLE)
    return _figure("chart chart--radar", size, title, description, body)


def _figure(css: str, size: Markup, title: str, description: str, body: Markup) -> Markup:
    return Markup(
        '<figure class="{}"><svg {} role="group" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title><desc>{}</desc>{}</svg></figure>"
    ).format(css, size, title, title, description, body)


def _bar(row: CoverageRow, top: int) -> tuple[Markup, int]:
    """The row's label, figures and bar, and where the next row begins."""
    lines = _wrap(row.label, _LINE)
    bar_top = top + _LINE_HEIGHT * len(lines) + 6
    share = min(max(row.covered / row.total, 0), 1) if row.total > 0 else 0
    drawn = Markup(
        '<g>{label}<text class="chart-value" x="100%" y="{base}" text-anchor="end">{value}</text>'
        '<rect class="chart-track" x="0" y="{y}" width="100%" height="{height}" rx="6"/>'
        '<rect class="chart-bar{tone}" x="0" y="{y}" width="{width:.1f}%" height="{height}" rx="6"/></g>'
    ).format(
        label=_bar_label(row, lines, top),
        base=top + 14,
        value=f"{row.covered} dari {row.total} ({share:.0%})" if row.total > 0 else "tidak ada indikator",
        y=bar_top,
        height=_BAR_HEIGHT,
        tone=" chart-bar--full" if share == 1 else "",
        width=100 * share,
    )
    return drawn, bar_top + _BAR_HEIGHT + _ROW_GAP


def _bar_label(row: CoverageRow, lines: Sequence[str], top: int) -> Markup:
    spans = Markup("").join(
        Markup('<tspan x="0" y="{}">{}</tspan>').format(top + 14 + _LINE_HEIGHT * index, line)
        for index, line in enumerate(lines)
    )
    text = Markup("<text>{}</text>").format(spans)
    return Markup('<a href="{}">{}</a>').format(row.href, text) if row.href else text


def _wrap(text: str, width: int) -> list[str]:
    """At most two lines; what does not fit is cut with an ellipsis (the table beside has the full name)."""
    words, lines = text.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    kept = [*lines[:1], " ".join(lines[1:])] if len(lines) > 1 else lines
    return [line if len(line) <= width else line[: width - 1].rstrip() + "…" for line in kept]


def _spoke(index: int, count: int) -> tuple[float, float]:
    angle = 2 * pi * index / count - pi / 2
    return cos(angle), sin(angle)


def _at(spoke: tuple[float, float], share: float) -> str:
    return f"{_CENTER + spoke[0] * _RADIUS * share:.1f},{_MIDDLE + spoke[1] * _RADIUS * share:.1f}"


def _grid(spokes: Sequence[tuple[float, float]], maximum: float) -> Markup:
    steps = max(1, min(int(maximum), 5))
    rings = Markup("").join(
        Markup('<polygon class="chart-grid" points="{}"/><text class="chart-tick" x="{}" y="{:.1f}">{}</text>').format(
            " ".join(_at(spoke, step / steps) for spoke in spokes),
            _CENTER + 5,
            _MIDDLE - _RADIUS * step / steps + 13,
            _decimal(maximum * step / steps),
        )
        for step in range(1, steps + 1)
    )
    axes = Markup("").join(
        Markup('<path class="chart-axis" d="M{} {}"/>').format(_at(spoke, 0), _at(spoke, 1)) for spoke in spokes
    )
    return rings + axes


def _area(spokes: Sequence[tuple[float, float]], points: Sequence[tuple[str, float]], maximum: float) -> Markup:
    corners = [_at(spoke, min(max(value / maximum, 0), 1)) for spoke, (_, value) in zip(spokes, points, strict=True)]
    dots = Markup("").join(
        Markup('<circle class="chart-point" cx="{}" cy="{}" r="4"/>').format(*corner.split(",")) for corner in corners
    )
    return Markup('<polygon class="chart-area" points="{}"/>').format(" ".join(corners)) + dots


def _spoke_label(spoke: tuple[float, float], label: str) -> Markup:
    x, y = _CENTER + spoke[0] * (_RADIUS + 16), _MIDDLE + spoke[1] * (_RADIUS + 20) + 5
    anchor = "middle" if abs(spoke[0]) < 0.3 else ("start" if spoke[0] > 0 else "end")
    spans = Markup("").join(
        Markup('<tspan x="{:.1f}" y="{:.1f}">{}</tspan>').format(x, y + 16 * index, line)
        for index, line in enumerate(_wrap(label, _SPOKE_LINE))
    )
    return Markup('<text text-anchor="{}">{}</text>').format(anchor, spans)


def _decimal(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
