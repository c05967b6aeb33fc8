"""The text of a page as the reader shows it: lines with tabs become tables, marks stay whole in every cell."""

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from frontend.contexts.cards import marked

Row = list[str]
_WORD = re.compile(r"^\D*[^\W\d_]\D*$")
_PIECE = re.compile(r"(</?mark>|\t|\n)")
_FARTHEST = 3  # a line or two without cells inside a table, such as the heading of a group of rows
_UNITS = {"spreadsheet": "Lembar", "ms-excel": "Lembar", "presentation": "Salindia", "powerpoint": "Salindia"}
_LONGEST_NAME = 120
_FEW = 3
_HINT = '<p class="table-hint">Geser ke samping untuk melihat seluruh kolom.</p>'


def unit_of(media_type: str) -> str:
    """What a page of such a file is called by those who made it."""
    return next((unit for part, unit in _UNITS.items() if part in media_type.lower()), "Halaman")


def page_parts(safe: str, unit: str) -> tuple[Markup, Markup]:
    """The name of a sheet or slide where the page begins with it, and the rest, from text that is safe HTML already."""
    rows = _rows(safe)
    is_named = unit != "Halaman" and len(rows[0]) == 1 and 0 < len(rows[0][0]) <= _LONGEST_NAME
    name = rows[0][0] if is_named else ""
    return marked(name), marked("".join(_html(rows[1:] if is_named else rows)))


def _rows(safe: str) -> list[Row]:
    """Lines of cells; a mark that runs over a border ends before it and begins anew behind it."""
    rows: list[Row] = [[""]]
    is_open = False
    for piece in _PIECE.split(safe):
        if piece in {"\t", "\n"}:
            rows[-1][-1] += "</mark>" * is_open
            rows.append([]) if piece == "\n" else None
            rows[-1].append("<mark>" * is_open)
        else:
            is_open = piece == "<mark>" or (is_open and piece != "</mark>")
            rows[-1][-1] += piece
    return [[cell.replace("<mark></mark>", "").strip() for cell in row] for row in rows]


def _html(rows: Sequence[Row]) -> Iterator[str]:
    place = 0
    for number, (start, end) in enumerate(_tables(rows), start=1):
        yield _lines(rows[place:start])
        yield _table(rows[start:end], number)
        place = end
    yield _lines(rows[place:])


def _tables(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where tables begin and end: at least two lines with cells, close to each other, with no blank line between."""
    found: list[list[int]] = []
    for at, row in enumerate(rows):
        if len(row) == 1:
            continue
        is_near = found and at - found[-1][-1] <= _FARTHEST and all(any(line) for line in rows[found[-1][-1] : at])
        found[-1].append(at) if is_near else found.append([at])
    return [(block[0], block[-1] + 1) for block in found if len(block) > 1]


def _lines(rows: Sequence[Row]) -> str:
    text = "\n".join(" ".join(row) for row in rows).strip("\n")
    return f'<div class="page-text__lines">{text}</div>' if text else ""


def _table(rows: Sequence[Row], number: int) -> str:
    width = max(len(row) for row in rows)
    is_headed = _names_columns(rows[0], width)
    names = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    head = f"<thead><tr>{names}</tr></thead>" if is_headed else ""
    body = "".join(f"<tr>{''.join(_cells(row, width))}</tr>" for row in rows[is_headed:])
    return (
        f'<div class="page-table" tabindex="0" role="region" aria-label="Tabel {number}">'
        f'<table class="table">{head}<tbody>{body}</tbody></table></div>' + _HINT * (width > _FEW)
    )


def _names_columns(row: Row, width: int) -> bool:
    """Words above every column and no figures: so people write the names of columns."""
    return len(row) == width and all(_WORD.search(re.sub("<[^>]*>", "", cell)) for cell in row)


def _cells(row: Row, width: int) -> Iterator[str]:
    """The last cell takes what is left of the line."""
    yield from (f"<td>{cell}</td>" for cell in row[:-1])
    left = width - len(row) + 1
    yield f'<td colspan="{left}">{row[-1]}</td>' if left > 1 else f"<td>{row[-1]}</td>"
