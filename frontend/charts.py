# Charts as SVG text drawn on the server: printable, without scripts or inline styles. Pages and reports call these and
# put the table of macros/data.html with the same rows beside them.
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, isfinite, pi, sin

from markupsafe import Markup

_WIDTH = 720
_ROW = 44
_LABEL = 260
_BAR_LEFT = _LABEL + 20
_BAR_WIDTH = 300
_CENTER = 260
_RADIUS = 150
_LINE = 34  # characters that fit in the label column at 14 px


@dataclass(frozen=True, slots=True)
class CoverageRow:
    label: str
    covered: int
    total: int
    href: str | None = None


def coverage_chart(rows: Sequence[CoverageRow], title: str = "Cakupan bukti dukung") -> Markup:
    """One bar a row: how many of its indicators rest on accepted evidence."""
    bars = Markup("").join(_bar(row, index * _ROW) for index, row in enumerate(rows))
    description = "; ".join(f"{row.label}: {row.covered} dari {row.total}" for row in rows) or "Belum ada data."
    return _figure("chart", f"0 0 {_WIDTH} {max(len(rows), 1) * _ROW}", title, description, bars)


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
    return _figure("chart chart--radar", f"0 0 {2 * _CENTER} {2 * _CENTER - 80}", title, description, body)


def _figure(css: str, view_box: str, title: str, description: str, body: Markup) -> Markup:
    return Markup(
        '<figure class="{}"><svg viewBox="{}" role="group" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title><desc>{}</desc>{}</svg></figure>"
    ).format(css, view_box, title, title, description, body)


def _bar(row: CoverageRow, top: int) -> Markup:
    share = min(row.covered / row.total, 1) if row.total > 0 else 0
    tone = " chart-bar--full" if share == 1 else ""
    value = f"{row.covered} dari {row.total} ({share:.0%})" if row.total > 0 else "tidak ada indikator"
    return Markup(
        '<g>{label}<rect class="chart-track" x="{x}" y="{y}" width="{full}" height="16" rx="4"/>'
        '<rect class="chart-bar{tone}" x="{x}" y="{y}" width="{width:.1f}" height="16" rx="4"/>'
        '<text class="chart-value" x="{after}" y="{base}">{value}</text></g>'
    ).format(
        label=_bar_label(row, top),
        x=_BAR_LEFT,
        y=top + 14,
        full=_BAR_WIDTH,
        width=share * _BAR_WIDTH,
        tone=tone,
        after=_BAR_LEFT + _BAR_WIDTH + 12,
        base=top + 27,
        value=value,
    )


def _bar_label(row: CoverageRow, top: int) -> Markup:
    lines = _wrap(row.label, _LINE)
    first = top + 27 - 8 * (len(lines) - 1)
    spans = Markup("").join(
        Markup('<tspan x="0" y="{}">{}</tspan>').format(first + 17 * index, line) for index, line in enumerate(lines)
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
    return f"{_CENTER + spoke[0] * _RADIUS * share:.1f},{_CENTER - 40 + spoke[1] * _RADIUS * share:.1f}"


def _grid(spokes: Sequence[tuple[float, float]], maximum: float) -> Markup:
    steps = max(1, min(int(maximum), 5))
    rings = Markup("").join(
        Markup('<polygon class="chart-grid" points="{}"/><text class="chart-tick" x="{}" y="{:.1f}">{}</text>').format(
            " ".join(_at(spoke, step / steps) for spoke in spokes),
            _CENTER + 5,
            _CENTER - 40 - _RADIUS * step / steps + 13,
            _decimal(maximum * step / steps),
        )
        for step in range(1, steps + 1)
    )
    axes = Markup("").join(
        Markup('<path class="chart-axis" d="M{} {}"/>').format(_at(spoke, 0), _at(spoke, 1)) for spoke in spokes
    )
    return rings + axes


def _area(spokes: Sequence[tuple[float, float]], points: Sequence[tuple[str, float]], maximum: float) -> Markup:
    corners = [
        _at(spoke, min(max(value / maximum, 0), 1)) for spoke, (_, value) in zip(spokes, points, strict=True)
    ]
    dots = Markup("").join(
        Markup('<circle class="chart-point" cx="{}" cy="{}" r="4"/>').format(*corner.split(",")) for corner in corners
    )
    return Markup('<polygon class="chart-area" points="{}"/>').format(" ".join(corners)) + dots


def _spoke_label(spoke: tuple[float, float], label: str) -> Markup:
    x, y = _CENTER + spoke[0] * (_RADIUS + 16), _CENTER - 40 + spoke[1] * (_RADIUS + 20) + 5
    anchor = "middle" if abs(spoke[0]) < 0.3 else ("start" if spoke[0] > 0 else "end")
    spans = Markup("").join(
        Markup('<tspan x="{:.1f}" y="{:.1f}">{}</tspan>').format(x, y + 16 * index, line)
        for index, line in enumerate(_wrap(label, 15))
    )
    return Markup('<text text-anchor="{}">{}</text>').format(anchor, spans)


def _decimal(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
