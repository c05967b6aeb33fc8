"""Log odds → how often a suggestion of that strength was right. Two numbers for texts, two for bare titles.

`benchmarks/tagging.py --calibrate` finds them (Platt) and writes `tagger_calibration.json`.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACE = Path(__file__).with_suffix(".json")
LARGEST = 30.0


@dataclass(frozen=True, slots=True)
class Curve:
    slope: float
    intercept: float

    def probability(self, log_odds: float) -> float:
        return 1 / (1 + math.exp(-min(max(self.slope * log_odds + self.intercept, -LARGEST), LARGEST)))


@dataclass(frozen=True, slots=True)
class Calibration:
    with_text: Curve
    title_only: Curve


@cache
def calibration() -> Calibration:
    content = json.loads(PLACE.read_text(encoding="utf-8"))
    return Calibration(Curve(**content["with_text"]), Curve(**content["title_only"]))
