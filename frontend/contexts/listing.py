"""The state of a list, all of it in its address: words, filters, order and page; and the facets drawn from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.documents.formats import FORMAT_LABELS
from app.documents.labels import KIND_LABELS, STATUS_LABELS
from app.documents.models import Kind, LegalStatus
from app.documents.schemas import FacetValue, Filters
from frontend.addresses import number_or_none
from storage.names import clean_line

# Name in the address → name of the facet, legend, whether it begins open.
FACETS: Mapping[str, tuple[str, str, bool]] = {
    "jenis": ("kind", "Jenis dokumen", True),
    "status": ("status", "Status hukum", True),
    "tahun": ("year", "Tahun", True),
    "domain": ("domain", "Domain", True),
    "aspek": ("aspect", "Aspek", False),
    "indikator": ("indicator", "Indikator", False),
    "opd": ("agency", "OPD", False),
    "format": ("format", "Format", False),
}
INSTRUMENT = "instrumen"
TIERS = ("domain", "aspek", "indikator")  # whose numbers mean something in one instrument only
CITATION = (INSTRUMENT, "")  # where labels keep the short name of the instrument
_LONGEST_ID = 60
_MOST_VALUES = 50
_LONGEST_IN_LINKS = 500
Labels = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class FacetOption:
    value: str
    text: str
    count: int
    checked: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    legend: str
    options: tuple[FacetOption, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address of a list asks for. Values that mean nothing are left out, and the page says so.

    `is_exact`: the words as typed, no other spelling of them; other words are looked for in the usual way again.
    """

    path: str
    text: str = ""
    values: tuple[tuple[str, str], ...] = ()
    order: str = ""
    usual_order: str = ""
    page: int = 1
    dropped: tuple[str, ...] = ()
    is_exact: bool = False
    instrument: str = ""
    usual_instrument: str = ""

    @classmethod
    def read(cls, path: str, params: QueryParams, *, orders: Sequence[str]) -> "Chosen":
        asked = [(name, value) for name, value in params.multi_items() if name in FACETS and value]
        given = [(name, value) for name, value in asked if _fits(name, value)]
        order = params.get("urut", "")
        return cls(
            path=path,
            text=clean_line(params.get("q", "")),
            values=tuple(dict.fromkeys(given))[:_MOST_VALUES],
            order=order if order in orders else orders[0],
            usual_order=orders[0],
            page=max(1, number_or_none(params.get("hal", "")) or 1),
            is_exact=params.get("tepat") == "1",
            instrument=params.get("instrumen", "")[:_LONGEST_ID],
            dropped=tuple(dict.fromkeys(name for name, value in asked if not _fits(name, value))),
        )

    def of(self, name: str) -> tuple[str, ...]:
        return tuple(value for given, value in self.values if given == name)

    def by(self, known: Collection[str], usual: str) -> "Chosen":
        """With an instrument that is there: what the address names, or else the one that is shown first."""
        is_known = not self.instrument or self.instrument in known
        return replace(
            self,
            instrument=self.instrument if self.instrument in known else usual,
            usual_instrument=usual,
            dropped=self.dropped if is_known else (*self.dropped, INSTRUMENT),
        )

    def filters(self, *, kinds: tuple[Kind, ...] = ()) -> Filters:
        """`kinds` are those of the page itself; chosen ones narrow them and never widen."""
        chosen = map(Kind, self.of("jenis"))
        return Filters(
            kinds=tuple(kind for kind in chosen if not kinds or kind in kinds),
            instrument_id=self.instrument or None,
            domains=self._numbers("domain"),
            aspects=self._numbers("aspek"),
            indicators=self._numbers("indikator"),
            years=self._numbers("tahun"),
            statuses=tuple(LegalStatus(value) for value in self.of("status")),
            agencies=self._numbers("opd"),
            formats=self.of("format"),
            within=(Filters(kinds=kinds),) if kinds else (),
        )

    def url(self, *, values: Sequence[tuple[str, str]] | None = None, text: str | None = None, page: str = "") -> str:
        """This list with something changed; from the first page unless one is named."""
        said = self.text if text is None else text
        parts = [("q", said[:_LONGEST_IN_LINKS])] if said else []
        parts += self.values if values is None else values
        parts += [("urut", self.order)] if self.order != self.usual_order else []
        parts += [(INSTRUMENT, self.instrument)] if self.instrument != self.usual_instrument else []
        parts += [("tepat", "1")] if self.is_exact and text is None else []
        joined = urlencode(parts)
        paged = "&".join(part for part in (joined, f"hal={page}" if page else "") if part)
        return f"{self.path}?{paged}" if paged else self.path

    def switched(self, instrument_id: str, *, keep: tuple[str, str] | None = None) -> str:
        """The same list by another instrument, without the numbers that meant something in this one but for `keep`."""
        kept = [pair for pair in self.values if pair[0] not in TIERS or pair == keep]
        return replace(self, instrument=instrument_id).url(values=kept)

    def without(self, name: str, value: str) -> str:
        return self.url(values=[pair for pair in self.values if pair != (name, value)])

    @property
    def cleared_url(self) -> str:
        return self.url(values=())

    @property
    def exact_url(self) -> str:
        """The words as typed, from the first page."""
        return replace(self, is_exact=True).url()

    @property
    def said_dropped(self) -> tuple[str, ...]:
        """One sentence where the address holds filters that nothing can fit."""
        names = ", ".join(FACETS[name][1].lower() if name in FACETS else name for name in self.dropped)
        return (f"Saringan {names} di alamat ini tidak dikenal, jadi diabaikan.",) if names else ()

    @property
    def page_url(self) -> str:
        """With {page} where the number goes."""
        return self.url(page="{page}")

    def _numbers(self, name: str) -> tuple[int, ...]:
        return tuple(int(value) for value in self.of(name))


def facets_of(
    chosen: Chosen, counted: Mapping[str, Sequence[FacetValue]], labels: Labels, *, names: Sequence[str] = tuple(FACETS)
) -> tuple[Facet, ...]:
    """Facets with something to choose. What is chosen stays in sight also when nothing is left of it."""
    made = (_facet(name, chosen, counted.get(FACETS[name][0], ()), labels) for name in names)
    return tuple(facet for facet in made if facet.options)


def chips_of(chosen: Chosen, labels: Labels) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{FACETS[name][1]}: {_chip_text((name, value), labels)}", chosen.without(name, value))
        for name, value in chosen.values
    )


def tier_text(pair: tuple[str, str], labels: Labels, *, shown: str = "", is_missing: bool = False) -> str:
    """ "12. Manajemen Data (PermenPANRB 59/2020)": a number says little without the instrument that gives it."""
    text, citation = labels.get(pair, shown or pair[1]), labels.get(CITATION, "")
    return f"{text} ({'tidak ada di ' if is_missing else ''}{citation})" if citation else text


def _chip_text(pair: tuple[str, str], labels: Labels) -> str:
    if pair[0] in TIERS:
        plain = (pair[0], str(int(pair[1])))
        return tier_text(plain, labels, is_missing=plain not in labels)
    return labels.get(pair, pair[1])


def fixed_labels() -> dict[tuple[str, str], str]:
    kinds = {("jenis", str(kind)): label for kind, label in KIND_LABELS.items()}
    statuses = {("status", str(status)): label for status, label in STATUS_LABELS.items()}
    return kinds | statuses | {("format", name): label for name, label in FORMAT_LABELS.items()}


def _facet(name: str, chosen: Chosen, counted: Sequence[FacetValue], labels: Labels) -> Facet:
    _, legend, is_open = FACETS[name]
    ticked = chosen.of(name)
    present = {value.value for value in counted}
    gone = [FacetOption(value, labels.get((name, value), value), 0, True) for value in ticked if value not in present]
    options = [FacetOption(value.value, value.label, value.count, value.value in ticked) for value in counted]
    return Facet(
        name, legend, (*gone, *sorted(options, key=lambda option: not option.checked)), is_open or bool(ticked)
    )


def _fits(name: str, value: str) -> bool:
    if name == "jenis":
        return value in KIND_LABELS
    if name == "status":
        return value in set(LegalStatus)
    if name == "format":
        return value in FORMAT_LABELS
    return number_or_none(value) is not None
