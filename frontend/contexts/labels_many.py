"""What the pages for deciding on many documents at once show, and what of it stands in the address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.core.errors import InvalidInput
from app.core.pagination import Listing
from app.curation.bulk import Verb
from app.curation.models import CurationAction
from app.curation.schemas import BulkScope, Pair, Passed, Preview, Proposal, ProposalGroup, Skipped, WaitingRow
from app.documents.labels import KIND_LABELS
from frontend.addresses import number_or_none
from frontend.contexts.cards import shortened
from frontend.contexts.documents import reasons_of
from frontend.contexts.label_lines import SuggestionLine, as_percent
from frontend.contexts.labels import MANY, ORDERS, STRENGTHS, WHY, Choices, QueueState, suggested
from frontend.list_state import address

PREVIEW = f"{MANY}/pratinjau"
DECIDED_AT = (("0.9", "0,9"), ("0.8", "0,8"), ("0.65", "0,65"), ("0.4", "0,4"))
ALL = "saringan"
_NAMED = 3  # skipped ones that a message names; a link shows all of them
_VERSION = 16


@dataclass(frozen=True, slots=True)
class BulkAsk:
    """What was asked for: which suggestions, what is to become of them, and from which document on."""

    state: QueueState
    verb: Verb
    strength: Decimal
    is_all: bool
    document_ids: tuple[int, ...]
    after: int

    @classmethod
    def of(cls, state: QueueState, given: Mapping[str, str], ticked: Collection[str]) -> "BulkAsk":
        """Raises InvalidInput for what is no choice."""
        if given.get("tindakan") not in {verb.value for verb in Verb}:
            raise InvalidInput("Pilih apakah usulannya dipastikan atau ditolak.")
        ids = tuple(number for number in map(number_or_none, ticked) if number is not None)
        is_all = given.get("lingkup") == ALL
        if not is_all and not ids:
            raise InvalidInput("Pilih sedikitnya satu dokumen.")
        after = number_or_none(given.get("setelah", "")) or 0
        return cls(state, Verb(given["tindakan"]), _strength(given.get("kekuatan", "")), is_all, ids, after)

    @property
    def scope(self) -> BulkScope:
        where = self.state.where if self.is_all else None
        return BulkScope(self.verb is Verb.CONFIRM, float(self.strength), where, () if where else self.document_ids)

    @property
    def values(self) -> dict[str, object]:
        """Of the address, and of the form that decides."""
        return {
            **self.state.values,
            "lingkup": ALL if self.is_all else None,
            "tindakan": self.verb.value,
            "kekuatan": self.strength,
            "berkas": None if self.is_all else self.document_ids,
        }

    def url(self, after: int | None = None) -> str:
        return address(PREVIEW, {**self.values, "setelah": after})


@dataclass(frozen=True, slots=True)
class ManyPage:
    """`last` is the decision on many that can still be taken back."""

    state: QueueState
    choices: Choices
    rows: Listing[WaitingRow]
    pages_href: str
    last: CurationAction | None
    problem: str = ""
    strengths: Sequence[tuple[str, str]] = STRENGTHS
    orders: Sequence[tuple[str, str]] = ORDERS
    decided_at: Sequence[tuple[str, str]] = DECIDED_AT

    def about(self, one: WaitingRow) -> str:
        best = f"terkuat {as_percent(one.best)}%" if one.best is not None else ""
        parts = (KIND_LABELS[one.row.kind], str(one.row.year or ""), suggested(one), best, WHY[one.why].lower())
        return " · ".join(filter(None, parts))

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [("kekuatan", self.problem)] if self.problem else []


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """`ticked` are the pairs that stay ticked when the form is shown again; None means all of them."""

    ask: BulkAsk
    found: Preview
    others: Mapping[str, str]
    ticked: Collection[str] | None = None
    finishes: bool = True
    problem: str = ""

    @property
    def confirms(self) -> bool:
        return self.ask.verb is Verb.CONFIRM

    @property
    def title(self) -> str:
        word = "Pastikan" if self.confirms else "Tolak"
        return f"{word} {_number(self.found.tags)} label pada {_number(self.found.documents)} dokumen?"

    @property
    def back(self) -> str:
        return self.ask.state.url(path=MANY)

    @property
    def is_part(self) -> bool:
        return self.found.before > 0 or self.found.next_after is not None

    @property
    def button(self) -> str:
        word = "Pastikan yang dicentang" if self.confirms else "Tolak yang dicentang"
        return f"{word}, lanjut" if self.found.next_after else word

    @property
    def next_url(self) -> str | None:
        return self.ask.url(self.found.next_after) if self.found.next_after else None

    @property
    def hidden(self) -> list[tuple[str, object]]:
        """What the form sends along beside the pairs; the state of the queue goes in its address."""
        state = set(self.ask.state.values)
        given = {name: value for name, value in self.ask.values.items() if name not in state and name != "berkas"}
        fields = [(name, value) for name, value in given.items() if value is not None]
        fields += [("berkas", number) for number in self.ask.document_ids if not self.ask.is_all]
        return [*fields, ("setelah", self.ask.after), ("berikut", self.found.next_after or "")]

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [("usulan", self.problem)] if self.problem else []

    def about(self, group: ProposalGroup) -> str:
        return " · ".join(filter(None, (KIND_LABELS[group.row.kind], str(group.row.year or ""), group.row.agency_name)))

    def line(self, one: Proposal) -> SuggestionLine:
        return SuggestionLine(
            None,
            one.tag,
            reasons_of(one.tag.document_id, one.tag.reasons),
            (),
            self.others.get(one.tag.instrument_id, ""),
        )

    def value(self, one: Proposal) -> str:
        return f"{one.tag.document_id}-{one.tag.indicator_id}-{one.version}"

    def is_ticked(self, one: Proposal) -> bool:
        return self.ticked is None or self.value(one) in self.ticked


def pair_of(value: str) -> Pair | None:
    """What a ticked box stands for; None for anything else."""
    document, _, rest = value.partition("-")
    indicator, _, version = rest.partition("-")
    numbers = number_or_none(document), number_or_none(indicator)
    if numbers[0] is None or numbers[1] is None or len(version) != _VERSION:
        return None
    return Pair(numbers[0], numbers[1], version)


def said_of_skipped(skipped: Sequence[Skipped]) -> str:
    """The first few by name, the others by number."""
    if not skipped:
        return ""
    named = [one for one in skipped if one.why is not Passed.HIDDEN]
    parts = [f"{one.number} pada “{shortened(one.title, 50)}” ({_why(one)})" for one in named[:_NAMED]]
    rest = len(skipped) - len(parts)
    if rest and len(named) <= _NAMED:
        parts.append(f"{rest} pada dokumen yang tidak terbuka lagi bagi Anda")
    elif rest:
        parts.append(f"{rest} lainnya")
    return f" {len(skipped)} usulan dilewati karena tidak lagi seperti yang Anda lihat: {'; '.join(parts)}."


def _why(one: Skipped) -> str:
    if one.why is Passed.DECIDED:
        return f"sudah diputuskan {one.decided_by_name or 'orang lain'}"
    return "usulannya berubah" if one.why is Passed.CHANGED else "usulannya sudah tidak ada"


def _strength(text: str) -> Decimal:
    try:
        strength = Decimal(text)
        is_share = 0 <= strength <= 1  # what is no number at all, NaN, cannot be compared
    except InvalidOperation:
        is_share = False
    if not is_share:
        raise InvalidInput("Pilih kekuatan usulannya.")
    return strength


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
