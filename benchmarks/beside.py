"""SQLite FTS5 and tantivy called bare on the documents of a synthetic library: what an index costs without a library
around it. They split at spaces and signs, know no base forms, rank whole documents, and see neither pages nor who asks.

`python benchmarks/beside.py fts5|tantivy DATA_DIR` builds one beside the library's own, in `DATA_DIR/beside/`.
"""

import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import tantivy

from benchmarks.queries import Query

_SHOWN = 10
_WORD = re.compile(r"\w+")
_BATCH = 500
_HEAP = 256 * 1024 * 1024


class Engine(Protocol):
    def build(self, documents: Iterator["Row"]) -> None: ...

    def ask(self, query: Query) -> int | None:
        """How many rows came, of the first ten; None where the engine has no such thing."""


Row = tuple[int, str, str, str, int, str]  # id, title, citation, kind, year, text


def main() -> None:
    name, data_dir = sys.argv[1], Path(sys.argv[2])
    started = time.perf_counter()
    engine(name, data_dir).build(rows_of(data_dir))
    print(round(time.perf_counter() - started, 2))


def engine(name: str, data_dir: Path) -> Engine:
    folder = data_dir / "beside" / name
    folder.mkdir(parents=True, exist_ok=True)
    return Fts5(folder / "index.db") if name == "fts5" else Tantivy(folder)


def size_of(name: str, data_dir: Path) -> int:
    return sum(path.stat().st_size for path in (data_dir / "beside" / name).iterdir())


def rows_of(data_dir: Path) -> Iterator[Row]:
    """Every document of the library, its pages joined."""
    with sqlite3.connect(data_dir / "pustaka.db") as database:
        yield from database.execute(
            "SELECT d.id, d.title, coalesce(d.kind_abbrev || ' ' || d.number || ' ' || d.year, ''), d.kind, d.year, "
            "group_concat(p.text, char(10)) FROM document d JOIN page p ON p.revision_id = d.current_revision_id "
            "GROUP BY d.id ORDER BY d.id"
        )


class Fts5:
    """Contentless: like ours, the index keeps no text."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False)

    def build(self, documents: Iterator[Row]) -> None:
        with self._database as database:
            database.execute("CREATE VIRTUAL TABLE found USING fts5(title, citation, body, content='')")
            database.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, kind TEXT, year INTEGER)")
            for number, title, citation, kind, year, text in documents:
                columns = "found(rowid, title, citation, body)"
                database.execute(f"INSERT INTO {columns} VALUES (?, ?, ?, ?)", (number, title, citation, text))
                database.execute("INSERT INTO facts VALUES (?, ?, ?)", (number, kind, year))
        self._database.execute("INSERT INTO found(found) VALUES ('optimize')")
        self._database.commit()
        self._database.execute("VACUUM")
        self._database.close()

    def ask(self, query: Query) -> int | None:
        if query.shape == "mistyped":
            return None
        narrowed = " JOIN facts ON facts.id = found.rowid AND kind = :kind AND year = :year" if query.filters else ""
        sql = f"SELECT found.rowid FROM found{narrowed} WHERE found MATCH :match ORDER BY rank LIMIT {_SHOWN}"
        found = self._database.execute(sql, {"match": _match(query), **query.filters})
        return len(found.fetchall())


def _match(query: Query) -> str:
    words = [f'"{word}"' for word in _WORD.findall(query.q)]
    if query.shape == "phrase":
        return " + ".join(words)
    if query.shape == "citation":
        return "citation : (" + " AND ".join(word for word in words if word not in {'"no"', '"tahun"'}) + ")"
    if query.shape == "suggest":
        return f"title : ({' AND '.join(words)} *)"
    return " AND ".join(words) + (" *" if query.shape == "prefix" else "")


class Tantivy:
    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder().add_integer_field("id", stored=True, fast=True)
        for name in ("title", "citation", "body"):
            builder = builder.add_text_field(name)
        builder = builder.add_text_field("kind", tokenizer_name="raw").add_integer_field("year", indexed=True)
        self._index = tantivy.Index(builder.build(), path=str(folder))

    def build(self, documents: Iterator[Row]) -> None:
        writer = self._index.writer(heap_size=_HEAP, num_threads=2)
        for number, title, citation, kind, year, text in documents:
            fields: dict[str, Any] = {"title": title, "citation": citation, "body": text, "kind": kind}
            writer.add_document(tantivy.Document(id=number, year=year, **fields))
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, query: Query) -> int | None:
        found = self._index.searcher().search(self._parsed(query), _SHOWN, count=True)
        return len(found.hits)

    def _parsed(self, query: Query) -> tantivy.Query:
        schema, parse = self._index.schema, self._index.parse_query
        words = _WORD.findall(query.q.lower())
        if query.shape == "mistyped":
            return tantivy.Query.fuzzy_term_query(schema, "body", words[-1], distance=2)
        if query.shape == "prefix":
            return tantivy.Query.regex_query(schema, "body", f"{words[-1]}.*")
        if query.shape == "suggest":
            parts = [tantivy.Query.term_query(schema, "title", word) for word in words[:-1]]
            parts.append(tantivy.Query.regex_query(schema, "title", f"{words[-1]}.*"))
            return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        if query.shape == "phrase":
            return parse(query.q, ["body"])
        if query.shape == "citation":
            return parse(" ".join(f"+{word}" for word in words if word not in {"no", "tahun"}), ["citation"])
        narrowed = "".join(f" +{name}:{value}" for name, value in query.filters.items())
        return parse(" ".join(f"+{word}" for word in words) + narrowed, ["title", "body"])


if __name__ == "__main__":
    main()
