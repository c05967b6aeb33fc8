"""What the tagger's part of an instrument must fulfil: weights, known roles and neighbours, readable citations."""

from collections import Counter
from collections.abc import Iterator

from app.instruments.nodes import Lines, Problem
from app.instruments.profile_spec import LevelRule, Phrase
from app.instruments.spec import DOCUMENT_KINDS, IndicatorSpec, InstrumentSpec
from indexer.citations import find_citations


def profile_problems(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    for indicator in instrument.indicators:
        for message in _indicator(indicator, instrument):
            yield Problem(lines["indikator", indicator.number], message)
    for role in instrument.evidence_roles:
        for kind in sorted(set(role.kinds) - DOCUMENT_KINDS):
            message = f'Peran "{role.id}" menyebut jenis dokumen "{kind}" yang tidak dikenal.'
            yield Problem(lines["peran", role.id], message)
    for place, rule in enumerate(instrument.level_rules):
        for message in _level_rule(rule, instrument):
            yield Problem(lines["aturan tingkat", place], message)


def _indicator(indicator: IndicatorSpec, instrument: InstrumentSpec) -> Iterator[str]:
    for words, name in (
        (indicator.phrases, "Frasa"),
        (indicator.evidence_names, "Nama bukti"),
        (indicator.against, "Kata penyangkal"),
    ):
        yield from _phrases(words, name, indicator.number)
    if indicator.role and indicator.role not in {role.id for role in instrument.evidence_roles}:
        yield f'Indikator {indicator.number} memakai peran "{indicator.role}" yang tidak ada.'
    known = {other.number for other in instrument.indicators} - {indicator.number}
    for number in sorted(set(indicator.neighbours) - known):
        yield f"Indikator {indicator.number} menyebut tetangga {number} yang tidak ada atau dirinya sendiri."
    for citation in indicator.citations:
        if not find_citations(citation):
            yield f'Kutipan "{citation}" pada indikator {indicator.number} tidak terbaca sebagai peraturan.'


def _phrases(phrases: tuple[Phrase, ...], name: str, number: int) -> Iterator[str]:
    for phrase in phrases:
        if not 0 < phrase.weight <= 1:
            yield f'Bobot {name.lower()} "{phrase.text}" pada indikator {number} harus di atas 0 sampai 1.'
        for kind in sorted(set(phrase.kinds) - DOCUMENT_KINDS):
            yield f'{name} "{phrase.text}" pada indikator {number} menyebut jenis dokumen "{kind}" yang tidak dikenal.'
    for text, count in Counter(phrase.text.casefold() for phrase in phrases).items():
        if count > 1:
            yield f'{name} "{text}" pada indikator {number} ditulis {count} kali.'


def _level_rule(rule: LevelRule, instrument: InstrumentSpec) -> Iterator[str]:
    if not instrument.min_level <= rule.level <= instrument.max_level:
        yield f"Aturan tingkat menyebut tingkat {rule.level} yang berada di luar skala instrumen."
    for role in sorted(set(rule.roles) - {role.id for role in instrument.evidence_roles}):
        yield f'Aturan tingkat memakai peran "{role}" yang tidak ada.'
    for number in sorted(set(rule.indicators) - {indicator.number for indicator in instrument.indicators}):
        yield f"Aturan tingkat menyebut indikator {number} yang tidak ada."
    for kind in sorted(set(rule.kinds) - DOCUMENT_KINDS):
        yield f'Aturan tingkat menyebut jenis dokumen "{kind}" yang tidak dikenal.'
