# The server's SVG: well-formed whatever the labels, honest in its widths, described in words.
import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend.charts import CoverageRow, coverage_chart, radar_chart

SVG = "{http://www.w3.org/2000/svg}"
# XML 1.0 knows no control characters or lone surrogates; labels come from validated names that have none.
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=80)


def _svg(markup: str) -> ElementTree.Element:
    svg = ElementTree.fromstring(markup).find(f"{SVG}svg")
    assert svg is not None
    return svg


def _bars(markup: str) -> list[str]:
    return [r.attrib["width"] for r in _svg(markup).iter(f"{SVG}rect") if "chart-bar" in r.attrib["class"]]


def test_a_bar_is_as_long_as_its_share_and_says_its_figures() -> None:
    chart = coverage_chart(
        [CoverageRow("Kebijakan", 7, 10, "/aspek/1"), CoverageRow("Audit", 0, 2), CoverageRow("Layanan", 4, 4)]
    )
    assert _bars(chart) == ["70.0%", "0.0%", "100.0%"]
    assert "7 dari 10 (70%)" in chart
    assert chart.count("chart-bar--full") == 1
    assert [a.attrib["href"] for a in _svg(chart).iter(f"{SVG}a")] == ["/aspek/1"]


def test_nothing_to_cover_is_not_full_and_an_empty_chart_says_so() -> None:
    chart = coverage_chart([CoverageRow("Kosong", 0, 0)])
    assert _bars(chart) == ["0.0%"]
    assert "tidak ada indikator" in chart
    assert "Belum ada data." in coverage_chart([])


def test_a_picture_has_a_title_and_a_description_for_those_who_do_not_see_it() -> None:
    svg = _svg(coverage_chart([CoverageRow("Kebijakan", 7, 10)], title="Cakupan domain 1"))
    assert svg.findtext(f"{SVG}title") == "Cakupan domain 1"
    assert svg.findtext(f"{SVG}desc") == "Kebijakan: 7 dari 10"


def test_a_long_label_takes_two_lines_and_rows_do_not_overlap() -> None:
    rows = [CoverageRow("Penerapan manajemen pengetahuan, perubahan, dan layanan", 1, 2), CoverageRow("Audit", 1, 2)]
    svg = _svg(coverage_chart(rows))
    assert next(len(list(text)) for text in svg.iter(f"{SVG}text")) == 2
    tops = [float(r.attrib["y"]) for r in svg.iter(f"{SVG}rect") if r.attrib["class"] == "chart-track"]
    assert tops[1] - tops[0] >= 12 + 18
    assert float(svg.attrib["height"]) >= tops[1] + 12


@given(
    st.lists(st.builds(CoverageRow, NAMES, st.integers(-5, 500), st.integers(-5, 400), st.none() | NAMES), max_size=6),
    NAMES,
)
def test_any_name_stays_text_and_no_bar_leaves_its_track(rows: list[CoverageRow], title: str) -> None:
    chart = coverage_chart(rows, title)
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(chart).iter()}
    assert tags <= {"figure", "svg", "title", "desc", "g", "a", "text", "tspan", "rect"}
    assert all(0 <= float(width.rstrip("%")) <= 100 for width in _bars(chart))
    assert not [element for element in ElementTree.fromstring(chart).iter() if "style" in element.attrib]


@given(st.lists(st.tuples(NAMES, st.floats(-10, 10)), min_size=3, max_size=12), st.floats(0.5, 100))
def test_a_radar_keeps_its_area_inside_the_outer_ring(points: list[tuple[str, float]], maximum: float) -> None:
    svg = _svg(radar_chart(points, maximum))
    area = next(p for p in svg.iter(f"{SVG}polygon") if p.attrib["class"] == "chart-area")
    corners = [tuple(map(float, pair.split(","))) for pair in area.attrib["points"].split()]
    assert len(corners) == len(points)
    assert all(math.hypot(x - 220, y - 190) <= 125.2 for x, y in corners)


@pytest.mark.parametrize("maximum", [0, -1, math.inf, math.nan])
def test_a_radar_without_a_real_maximum_is_refused(maximum: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        radar_chart([("a", 1), ("b", 2), ("c", 3)], maximum)


def test_a_radar_of_two_points_is_refused() -> None:
    with pytest.raises(ValueError, match="three"):
        radar_chart([("a", 1), ("b", 2)], 5)
