"""Log odds → how often a suggestion of that strength was right. Two numbers for texts, two for bare titles,
for each instrument that has labelled documents of its own or by its mapping.

`benchmarks/tagging.py --calibrate` finds them (Platt) and writes `tagger_calibration.json`.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACE = Path(__file__).with_suffix(".json")
DEFAULT = "default"
LARGEST = 30.0
KNEE, BEYOND = 3.0, 2.0  # where title and text agree, every further word says three times as much


@dataclass(frozen=True, slots=True)
class Curve:
    slope: float
    intercept: float

    def probability(self, log_odds: float) -> float:
        return 1 / (1 + math.exp(-min(max(self.slope * bent(log_odds) + self.intercept, -LARGEST), LARGEST)))


def bent(log_odds: float) -> float:
    """Signals that overlap make the middle flat and the top steep; the place of the bend is fixed, not fitted."""
    return log_odds + BEYOND * max(0.0, log_odds - KNEE)


@dataclass(frozen=True, slots=True)
class Calibration:
    with_text: Curve
    title_only: Curve


@cache
def calibration(instrument_id: str = DEFAULT) -> Calibration:
    """Of an instrument that has no labelled documents the usual one."""
    known = json.loads(PLACE.read_text(encoding="utf-8"))
    content = known.get(instrument_id, known[DEFAULT])
    return Calibration(Curve(**content["with_text"]), Curve(**content["title_only"]))


def keep(instrument_id: str, curves: Mapping[str, Mapping[str, float]]) -> None:
    known = json.loads(PLACE.read_text(encoding="utf-8")) | {instrument_id: curves}
    PLACE.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
