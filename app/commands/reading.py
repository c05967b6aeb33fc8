"""extract, describe, suggest, score: what the indexer and the formulas say of one file, without storing anything."""

import json as json_module
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.output import AsJson, fail, plain, show, told
from app.core.clock import now
from app.core.config import Settings
from app.ingest.suggesting import made_on, tagger_of
from app.instruments import loader
from app.instruments.scoring import roll_up
from app.instruments.spec import InstrumentSpec
from indexer.extract.model import Extraction, Limits, PageImage
from indexer.extract.sandbox import Sandbox, extract_file
from indexer.metadata import Description
from indexer.metadata import describe as describe_pages
from indexer.metadata_kinds import library_kind
from indexer.ocr import DPI, OcrPageFailed, Recogniser
from indexer.relations import FoundRelation
from indexer.repair import repair_pages
from indexer.tagger import Dates
from storage.sniff import MEDIA_TYPES, TypeRefused, sniff_path

PAGES_AT_ONCE = 20
DEFAULT_INSTRUMENT = Settings.model_fields["default_instrument"].default
Instrument = Annotated[str, typer.Option("--instrument", help="Instrumen penilaian.")]
GivenFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="Berkas yang dibaca.")]

Ocr = Annotated[bool, typer.Option("--ocr/--no-ocr", help="Kenali huruf pada halaman hasil pindaian.")]
Page = tuple[int, str]
_SUFFIXES = frozenset(f".{name}" for known in MEDIA_TYPES for name in known.extensions)


def extract(file: GivenFile, json: AsJson = False) -> None:
    """Perlihatkan teks yang dibaca pengindeks dari sebuah berkas, tanpa menyimpannya."""
    extraction = _extract(file)
    pages = [{"number": page.number, "text": page.text, "source": page.source} for page in extraction.pages]
    result = {
        "status": extraction.status,
        "media_type": extraction.media_type,
        "pages": pages,
        "warnings": list(extraction.warnings),
    }
    show(result, as_json=json, text=lambda: _as_text(extraction))
    raise typer.Exit(0 if extraction.status in {"ok", "partial"} else 1)


def describe(
    file: GivenFile,
    ocr: Ocr = True,
    json: AsJson = False,
) -> None:
    """Perlihatkan metadata dan hubungan dengan peraturan lain yang terbaca dari sebuah berkas."""
    found = _described(file, ocr=ocr)[1]
    shown = {field.name: plain(getattr(found, field.name)) for field in fields(found) if field.name != "citation"}
    shown["relations"] = [_relation_row(relation) for relation in found.relations]
    show(shown, as_json=json, text=lambda: _description_as_text(shown))


def suggest(
    given: Annotated[
        str,
        typer.Argument(metavar="BERKAS ATAU JUDUL", help="Berkas yang dibaca; bila tidak ada, dibaca sebagai judul."),
    ] = "",
    title: Annotated[str, typer.Option("--title", help="Judul saja, tanpa berkas.")] = "",
    instrument: Instrument = DEFAULT_INSTRUMENT,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 8,
    ocr: Ocr = True,
    json: AsJson = False,
) -> None:
    """Usulkan indikator yang didukung sebuah berkas atau judul, beserta alasan dan petunjuk tingkatnya."""
    file = Path(given) if given and Path(given).is_file() else None
    if file is None and Path(given).suffix.lower() in _SUFFIXES:
        fail(f"Berkas {given} tidak ada. Untuk mengusulkan dari judul saja, pakai --title.", code=2)
    title = title or ("" if file else given)
    if file is None and not title:
        fail("Sebutkan berkas, atau judul dengan --title.", code=2)
    pages, about = _described(file, ocr=ocr) if file else ([], None)
    title = title or (about.title if about and about.title else "")
    spec = _instrument(instrument)
    judged = tagger_of(spec).judge(
        pages,
        title=title,
        kind=about.document_kind if about else library_kind(None, title=title).kind,
        limit=limit,
        file_name=file.stem if file else "",
        dates=Dates(made_on(about.enacted_on, about.year) if about else None, now().date()),
    )
    names = {indicator.number: indicator.short_name for indicator in spec.indicators}
    result = [
        {
            "indicator": suggestion.number,
            "name": names[suggestion.number],
            "level": plain(suggestion.level.value) if suggestion.level else None,
            "level_rule": suggestion.level.rule if suggestion.level else "",
            "score": suggestion.score,
            "reasons": [
                {"phrase": reason.phrase, "page": reason.page, "count": reason.count} for reason in suggestion.reasons
            ],
        }
        for suggestion in judged.suggestions
    ]
    show(result, as_json=json, text=lambda: _suggestions_as_text(result) or judged.none_because)


def score(
    levels: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help='JSON tingkat: {"1": 3, …}')],
    instrument: Instrument = DEFAULT_INSTRUMENT,
    json: AsJson = False,
) -> None:
    """Hitung indeks dari tingkat setiap indikator."""
    spec = _instrument(instrument)
    try:
        given = {int(number): Decimal(str(level)) for number, level in _read_levels(levels).items()}
    except (ValueError, TypeError, ArithmeticError) as error:
        fail(f'Isi berkas harus berbentuk {{"nomor indikator": tingkat}}: {error}', code=2)
    with told():
        scores = roll_up(spec, given)
    result = {
        "index": scores.index,
        "index_unrounded": scores.index_unrounded,
        "predicate": scores.predicate,
        "domains": scores.domains,
        "aspects": scores.aspects,
        "missing": scores.missing,
        "provisional_index": scores.provisional.rounded,
        "provisional_predicate": scores.provisional.predicate,
        "warning": scores.total.warning if scores.total else None,
    }
    show(result, as_json=json, text=lambda: f"Indeks: {scores.index}  Predikat: {scores.predicate}")


def _extract(file: Path) -> Extraction:
    """Also what the library would refuse is tried, by its name, and the reason of refusal is told."""
    media_type, warnings = None, list[str]()
    try:
        media_type = sniff_path(file).name
    except TypeRefused as refused:
        warnings.append(refused.reason)
    extraction = extract_file(file, media_type=media_type, limits=Limits())
    return replace(extraction, warnings=(*warnings, *extraction.warnings))


def _described(file: Path, *, ocr: bool) -> tuple[list[Page], Description]:
    """The pages as the library would search them, and what they say of the document."""
    extraction = _extract(file)
    scanned = _recognised(file, extraction) if ocr else {}
    raw = sorted(({page.number: page.text for page in extraction.pages} | scanned).items())
    pages = [(page.number, page.text) for page in repair_pages(raw, scanned=scanned)]
    properties = extraction.properties
    return pages, describe_pages(pages, file_name=file.name, core_properties=properties, scanned=scanned.keys())


def _recognised(file: Path, extraction: Extraction) -> dict[int, str]:
    """The words of pages that are pictures; without tesseract there are none."""
    recogniser, found = Recogniser(), dict[int, str]()
    wanted = [page.number for page in extraction.pages if page.needs_ocr]
    if not wanted or not recogniser.is_available():
        return found
    with Sandbox() as sandbox:
        for at in range(0, len(wanted), PAGES_AT_ONCE):
            some = wanted[at : at + PAGES_AT_ONCE]
            for event in sandbox.images(file, extraction.media_type, pages=some, dpi=DPI, grey=True, clean=True):
                if isinstance(event, PageImage):
                    with suppress(OcrPageFailed):
                        found[event.number] = recogniser.recognise(event).text
    return found


def _relation_row(relation: FoundRelation) -> dict[str, Any]:
    return {"type": relation.type, "target": relation.target, "key": relation.key} | {
        field.name: getattr(relation, field.name)
        for field in fields(relation)
        if field.name not in {"type", "citation"}
    }


def _description_as_text(shown: dict[str, Any]) -> str:
    hidden = {"confidence", "evidence", "relations"}
    lines = [f"{name}: {value}" for name, value in shown.items() if name not in hidden and value is not None]
    lines += [
        f"{row['type'].replace('_', ' ')}: {row['target']} (hlm. {row['page']})"
        + (" – sebagian" if row["in_part"] else "")
        for row in shown["relations"]
    ]
    return "\n".join(lines)


def _instrument(instrument_id: str) -> InstrumentSpec:
    if instrument_id not in loader.builtin_ids():
        fail(f"Instrumen “{instrument_id}” tidak dikenal. Yang ada: {', '.join(loader.builtin_ids())}.", code=2)
    return loader.load_builtin(instrument_id)


def _read_levels(path: Path) -> dict[str, Any]:
    found = json_module.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    if not isinstance(found, dict):
        raise TypeError("bukan objek JSON")
    return found


def _as_text(extraction: Extraction) -> str:
    pages = "\n".join(f"--- halaman {page.number} ---\n{page.text}" for page in extraction.pages)
    return f"{extraction.status} · {extraction.media_type} · {len(extraction.pages)} halaman\n{pages}"


def _suggestions_as_text(rows: list[dict[str, Any]]) -> str:
    return "\n".join(line for row in rows for line in _suggestion_lines(row))


def _suggestion_lines(row: dict[str, Any]) -> Iterator[str]:
    yield f"{row['score']:.2f}  {row['indicator']:>2}. {row['name']}"
    places: dict[str, list[str]] = {}
    for reason in row["reasons"]:
        place = "judul" if reason["page"] is None else f"hlm. {reason['page']}"
        places.setdefault(reason["phrase"], []).append(place)
    told = "; ".join(f"“{phrase}” {', '.join(where)}" for phrase, where in places.items())
    yield f"      alasan: {told}"
    if row["level"] is not None:
        yield f"      tingkat {row['level']:g}: {row['level_rule']}"
