"""YAML text → plain nodes that remember their lines; the ground on which `loader` builds.

Only parse events are used: no tag is obeyed, no alias followed, nothing recurses, so a hostile file can neither
make objects nor exhaust the stack (libyaml's own composer crashes on deep nesting).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from app.core.errors import FieldError, InvalidInput

MAX_CHARACTERS = 2 * 1024 * 1024
MAX_DEPTH = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster, the events are the same


Lines = dict[tuple[str, object], int]  # where a part by that kind and name stands


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    message: str

    def __str__(self) -> str:
        return f"Baris {self.line}: {self.message}"


class InstrumentInvalid(InvalidInput):
    """The file is no usable instrument; `problems` lists everything found, in the order of the lines."""

    title = "Berkas instrumen belum dapat dipakai"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        errors = [FieldError(f"baris {problem.line}", problem.message) for problem in self.problems]
        super().__init__("\n".join(map(str, self.problems)), errors)


@dataclass(frozen=True, slots=True)
class Scalar:
    value: str
    line: int
    is_plain: bool

    @property
    def is_empty(self) -> bool:
        return self.value == "" or (self.is_plain and self.value in {"~", "null"})


@dataclass(slots=True)
class Listing:
    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    line: int
    entries: dict[str, "Node"] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Listing | Table


def compose(source: str) -> Table:
    """The one table that the text holds."""
    if len(source) > MAX_CHARACTERS:
        raise InstrumentInvalid([Problem(1, f"Berkas lebih dari {MAX_CHARACTERS // 1024 // 1024} MiB.")])
    composer = _Composer()
    try:
        for event in yaml.parse(source, Loader=_Loader):
            composer.take(event)
    except yaml.YAMLError as error:
        raise InstrumentInvalid([_syntax_problem(error)]) from error
    if not isinstance(composer.root, Table):
        raise InstrumentInvalid([Problem(1, "Berkas harus berisi pasangan nama dan nilai.")])
    return composer.root


class _Composer:
    """Builds the tree with its own stack of open containers."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Listing | Table] = []
        self._keys: list[Scalar | None] = []

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if getattr(event, "tag", None) is not None or isinstance(event, yaml.AliasEvent):
            _refuse(line, "Tag (!) dan alias (*) YAML tidak dipakai dalam berkas instrumen; tulis nilainya langsung.")
        if isinstance(event, yaml.ScalarEvent):
            self._put(Scalar(event.value.strip(), line, bool(event.implicit[0])))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._enter(Listing(line))
        elif isinstance(event, yaml.MappingStartEvent):
            self._enter(Table(line))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _enter(self, container: Listing | Table) -> None:
        if len(self._open) >= MAX_DEPTH:
            _refuse(container.line, f"Susunan lebih dalam dari {MAX_DEPTH} tingkat.")
        self._put(container)
        self._open.append(container)
        self._keys.append(None)

    def _put(self, node: Node) -> None:
        if not self._open:
            if self.root is not None:
                _refuse(node.line, "Berkas hanya boleh berisi satu dokumen YAML.")
            self.root = node
        elif isinstance(container := self._open[-1], Listing):
            container.items.append(node)
        else:
            self._put_entry(container, node)

    def _put_entry(self, table: Table, node: Node) -> None:
        """In a table keys and values come in turn."""
        key = self._keys[-1]
        if key is not None:
            table.entries[key.value] = node
            table.key_lines[key.value] = key.line
            self._keys[-1] = None
        elif not isinstance(node, Scalar):
            _refuse(node.line, "Nama isian harus berupa teks.")
        elif node.value in table.entries:
            _refuse(node.line, f'Isian "{node.value}" ditulis dua kali.')
        else:
            self._keys[-1] = node


def _refuse(line: int, message: str) -> None:
    raise InstrumentInvalid([Problem(line, message)])


def _syntax_problem(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else 1
    return Problem(line, "Susunan YAML keliru di sekitar baris ini. Periksa tanda titik dua, kutip, dan jarak tepinya.")
