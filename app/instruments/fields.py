"""Typed reading of YAML nodes for `loader`: every fault is noted with its line, and reading goes on."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.instruments.nodes import Listing, Node, Problem, Scalar, Table

_WHOLE = re.compile(r"[0-9]{1,6}")
_DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


class Fields:
    """One table of the file. A wrong value is noted and replaced by an empty one, so that all faults come at once."""

    def __init__(self, table: Table, problems: list[Problem]) -> None:
        self.line = table.line
        self._entries = table.entries
        self._key_lines = table.key_lines
        self._problems = problems
        self._unread = dict(table.entries)

    def note(self, line: int, message: str) -> None:
        self._problems.append(Problem(line, message))

    def line_of(self, name: str) -> int:
        return self._key_lines.get(name, self.line)

    def text(self, name: str, default: str | None = None) -> str:
        node = self._scalar(name, is_required=default is None)
        return node.value if node else default or ""

    def decimal(self, name: str) -> Decimal:
        node = self._scalar(name, is_required=True)
        if node is None:
            return Decimal(0)
        if not _DECIMAL.fullmatch(node.value):
            self.note(node.line, f'Isian "{name}" harus berupa angka, misalnya 1.5.')
            return Decimal(0)
        return Decimal(node.value)

    def weight(self, name: str) -> Fraction:
        """A number like 1.5, or a quotient like 33/7 where a regulation shares a weight out in equal parts."""
        node = self._scalar(name, is_required=True)
        if node is None:
            return Fraction(0)
        above, _, below = node.value.partition("/")
        parts = (above, below) if "/" in node.value else (above, "1")
        if not all(_DECIMAL.fullmatch(part) for part in parts) or not Fraction(parts[1]):
            self.note(node.line, f'Isian "{name}" harus berupa angka, misalnya 1.5 atau 33/7.')
            return Fraction(0)
        return Fraction(parts[0]) / Fraction(parts[1])

    def whole(self, name: str) -> int:
        return self._whole(name, self._scalar(name, is_required=True))

    def whole_or_none(self, name: str) -> int | None:
        node = self._scalar(name, is_required=False)
        return None if node is None else self._whole(name, node)

    def wholes(self, name: str) -> tuple[int, ...]:
        return tuple(self._whole(name, node) for node in self._scalars(name))

    def flag(self, name: str, default: bool | None = None) -> bool:
        node = self._scalar(name, is_required=default is None)
        if node is not None and node.value not in {"true", "false"}:
            self.note(node.line, f'Isian "{name}" harus true atau false.')
        return node.value == "true" if node else bool(default)

    def date_or_none(self, name: str) -> date | None:
        node = self._scalar(name, is_required=False)
        if node is None:
            return None
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            self.note(node.line, f'Isian "{name}" harus berupa tanggal seperti 2020-09-02.')
            return None

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(node.value for node in self._scalars(name))

    def table_or_none(self, name: str) -> "Fields | None":
        node = self._take(name)
        if node is None or (isinstance(node, Scalar) and node.is_empty):
            return None
        return self._table(name, node)

    def table(self, name: str) -> "Fields":
        node = self._take(name)
        if node is None:
            self.note(self.line, f'Isian "{name}" belum ada.')
        return self._table(name, node) if node else Fields(Table(self.line), [])

    def tables(self, name: str) -> tuple["Fields", ...]:
        """An absent list is an empty one; rules say where that is not enough."""
        return tuple(self._table(name, node) for node in self._items(name))

    def finish(self) -> None:
        """Whatever was not asked for is a slip of the pen, not an extension."""
        for name in self._unread:
            self.note(self.line_of(name), f'Isian "{name}" tidak dikenal.')

    def _take(self, name: str) -> Node | None:
        self._unread.pop(name, None)
        return self._entries.get(name)

    def _scalar(self, name: str, *, is_required: bool) -> Scalar | None:
        node = self._take(name)
        if isinstance(node, Scalar) and not node.is_empty:
            return node
        if node is not None and not isinstance(node, Scalar):
            self.note(node.line, f'Isian "{name}" harus berupa satu nilai.')
        elif is_required:
            self.note(self.line_of(name), f'Isian "{name}" belum ada.')
        return None

    def _items(self, name: str) -> list[Node]:
        node = self._take(name)
        if isinstance(node, Listing):
            return node.items
        if node is not None and not (isinstance(node, Scalar) and node.is_empty):
            self.note(node.line, f'Isian "{name}" harus berupa daftar.')
        return []

    def _scalars(self, name: str) -> list[Scalar]:
        items = self._items(name)
        for node in items:
            if not isinstance(node, Scalar) or node.is_empty:
                self.note(node.line, f'Setiap butir "{name}" harus berupa satu nilai yang terisi.')
        return [node for node in items if isinstance(node, Scalar)]

    def _table(self, name: str, node: Node) -> "Fields":
        if isinstance(node, Table):
            return Fields(node, self._problems)
        self.note(node.line, f'Setiap butir "{name}" harus berisi pasangan nama dan nilai.')
        return Fields(Table(node.line), [])

    def _whole(self, name: str, node: Scalar | None) -> int:
        if node is None:
            return 0
        if not _WHOLE.fullmatch(node.value):
            self.note(node.line, f'Isian "{name}" harus berupa bilangan bulat.')
            return 0
        return int(node.value)
