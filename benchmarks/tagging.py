"""How well indicators are suggested: `python benchmarks/tagging.py GOLD.jsonl PDF_DIR` or `--titles TITLES.jsonl`.

hit@1, hit@3: share of documents with a primary indicator among the first; recall@5: share of a document's primary
indicators among the first five (of at most five), as a mean over documents; precision of what scores 0.8 or more
(secondary ones count as right); suggestions on documents that prove nothing. The sectors 45, 46 and 47 count as one.
`--ablation` leaves out one signal after the other; `--halves` shows every other document by itself, also scored by a
curve that was fitted on the other half (weights and profiles have seen both); `--calibrate TITLES.jsonl` fits the
curves on both sets and writes them; scanned pages are recognised first (`--no-ocr` leaves them out).
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.ingest.suggesting import tagger_of
from app.instruments.loader import load_builtin
from app.instruments.spec import InstrumentSpec
from benchmarks.tagging_cases import GOLD_IS_IN, Case, Odds, counterparts, documents, titles
from benchmarks.tagging_measures import (
    Judged,
    Pair,
    Ranked,
    bins,
    brier,
    calibration_error,
    figures,
    fitted,
    halves,
    left_out,
)
from indexer.tagger import FROM_TITLE_ALONE, SUGGESTED_FROM, Tagger
from indexer.tagger_calibration import DEFAULT, PLACE, keep
from indexer.tagger_signals import SIGNALS

COLUMNS = ("hit@1", "hit@3", "recall@5", "confident", "precision_confident", "false_per_document")


def main() -> None:
    arguments = _arguments()
    spec = load_builtin(arguments.instrument)
    cases = list(
        titles(arguments.titles) if arguments.titles else documents(arguments.gold, arguments.pdfs, ocr=arguments.ocr)
    )
    if spec.id != GOLD_IS_IN:
        cases = _in_other_instrument(cases, spec)
    tagger = tagger_of(spec)
    started = time.process_time()
    judged = [Judged(case, case.suggested(tagger)) for case in cases]
    seconds = time.process_time() - started
    measures = figures(judged) | _speed(cases, seconds)
    if arguments.cases:
        _print_cases(judged)
    if arguments.json:
        print(json.dumps(measures))
        return
    _print(measures)
    _print_calibration(cases, [case.log_odds(tagger) for case in cases], judged)
    if arguments.ablation:
        _print_ablation(cases, spec)
    if arguments.halves:
        _print_halves(cases, tagger)
    if arguments.calibrate:
        more = list(documents(arguments.more, arguments.pdfs, ocr=arguments.ocr)) if arguments.more else []
        bare = [case for path in arguments.calibrate for case in titles(path)]
        if spec.id != GOLD_IS_IN:
            bare, more = _in_other_instrument(bare, spec), _in_other_instrument(more, spec)
        _calibrate([*cases, *more], bare, tagger, spec.id)


def _in_other_instrument(cases: list[Case], spec: InstrumentSpec) -> list[Case]:
    """The gold set in the numbers of the other instrument, as far as that says to which of ours it corresponds."""
    mapping = counterparts(spec, load_builtin(GOLD_IS_IN))
    print(f"The gold set speaks of {GOLD_IS_IN}; it is read in {spec.id} by that instrument's own mapping.")
    unmapped = sorted(number for number, earlier in mapping.items() if not earlier)
    if unmapped:
        print(f"Indicators without a counterpart, in which nothing can be right: {unmapped}")
    return [case.mapped(mapping) for case in cases]


def _speed(cases: Sequence[Case], seconds: float) -> dict[str, float | int]:
    pages = sum(len(case.pages) for case in cases)
    return {"pages": pages, "cpu_seconds": round(seconds, 2), "pages_per_cpu_second": round(pages / max(seconds, 1e-3))}


def _print(measures: dict[str, float | int]) -> None:
    for name, value in measures.items():
        print(f"{name:<26}{value:>10}")


def _print_cases(judged: Sequence[Judged]) -> None:
    for one in judged:
        shown = [(number, round(score, 2)) for number, score in one.suggested[:6]]
        print(f"{one.case.name[-70:]}\t{sorted(one.case.primary)}\t{shown}", file=sys.stderr)


def _print_calibration(cases: Sequence[Case], odds: Sequence[Odds], judged: Sequence[Judged]) -> None:
    """As the application scores, and with curves that were fitted without the case they score."""
    fresh = left_out(odds, cases)
    floor = SUGGESTED_FROM if cases and cases[0].pages else FROM_TITLE_ALONE
    apart = [Judged(case, _from(floor, found)) for case, found in zip(cases, fresh, strict=True)]
    for name, some in (("as suggested", judged), ("leave one out", apart)):
        pairs = _pairs(some)
        print(f"\nCalibration, {name}: Brier {brier(pairs)}, ECE {calibration_error(pairs)}")
        print(f"{'score from':>10}{'n':>6}{'mean':>8}{'right':>8}")
        for one in bins(pairs):
            print(f"{one.least:>10.1f}{one.count:>6}{one.mean_score:>8.2f}{one.share_right:>8.2f}")
    measures = figures(apart)
    print("leave one out: " + ", ".join(f"{name} {measures[name]}" for name in COLUMNS))


def _pairs(judged: Sequence[Judged]) -> list[Pair]:
    return [(score, number in one.case.right) for one in judged for number, score in one.suggested]


def _print_ablation(cases: Sequence[Case], spec: InstrumentSpec) -> None:
    """Without each signal, scored by a curve fitted without it too, so that only the order and the shape differ."""
    print("\n" + f"{'without':<14}" + "".join(f"{name:>20}" for name in COLUMNS))
    for signal in ("", *SIGNALS, "listing"):
        tagger = tagger_of(spec, without={signal})
        ranked = left_out([case.log_odds(tagger) for case in cases], cases)
        floor = SUGGESTED_FROM if cases[0].pages else FROM_TITLE_ALONE
        judged = [Judged(case, _from(floor, found)) for case, found in zip(cases, ranked, strict=True)]
        measures = figures(judged)
        print(f"{signal or '(nothing)':<14}" + "".join(f"{measures[name]:>20}" for name in COLUMNS))


def _print_halves(cases: Sequence[Case], tagger: Tagger) -> None:
    """Whether the figures rest on a lucky half; as suggested in the application, and with the other half's curve."""
    columns = ("with_primary", *COLUMNS[:5], "proving_nothing", "false_suggestions")
    print("\n" + f"{'half, curve':<22}" + "".join(f"{name:>20}" for name in columns))
    floor = SUGGESTED_FROM if cases[0].pages else FROM_TITLE_ALONE
    for name, some, ranked in halves([case.log_odds(tagger) for case in cases], cases):
        fresh = [Judged(case, _from(floor, found)) for case, found in zip(some, ranked, strict=True)]
        for curve, judged in (("own", [Judged(case, case.suggested(tagger)) for case in some]), ("other half", fresh)):
            measures = figures(judged)
            print(f"{name + ', ' + curve:<22}" + "".join(f"{measures[column]:>20}" for column in columns))


def _from(floor: float, ranked: Ranked) -> Ranked:
    return [one for one in ranked if one[1] >= floor]


def _calibrate(texts: Sequence[Case], bare: Sequence[Case], tagger: Tagger, instrument_id: str) -> None:
    curves = {}
    for name, cases in (("with_text", texts), ("title_only", bare)):
        pairs = [(odds, number in case.right) for case in cases for number, odds in case.log_odds(tagger).items()]
        curves[name] = asdict(fitted(pairs))
    keep(DEFAULT if instrument_id == GOLD_IS_IN else instrument_id, curves)
    print(f"\nwritten to {PLACE.name}: {curves}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("pdfs", type=Path, nargs="?")
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--instrument", default=GOLD_IS_IN)
    parser.add_argument("--ocr", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--halves", action="store_true", help="each half of the set by itself")
    parser.add_argument("--calibrate", type=Path, nargs="+", metavar="TITLES", help="fit the curves and write them")
    parser.add_argument("--more", type=Path, metavar="GOLD", help="further documents of PDF_DIR for --calibrate")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", action="store_true", help="every document with its suggestions, on stderr")
    arguments = parser.parse_args()
    if not arguments.titles and not (arguments.gold and arguments.pdfs):
        parser.error("give GOLD and PDF_DIR, or --titles TITLES")
    return arguments


if __name__ == "__main__":
    main()
