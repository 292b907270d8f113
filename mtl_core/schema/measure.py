"""What is said about a measure: names, range, direction, and when there is no value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureText:
    """One measure in words.

    Attributes
    ----------
    label
        Short name for axes and tables.
    phrase
        The measure in a running sentence.
    description
        One sentence for a tooltip: what it says, and what its extremes mean.
    range
        Smallest and largest possible value; ``None`` where there is no bound.
    higher_is_better
        ``None`` for the calibration coefficients, whose ideal lies in the middle.
    undefined
        Why there is no value, when there is none.
    """

    label: str
    phrase: str
    description: str
    range: tuple[float | None, float | None]
    higher_is_better: bool | None
    undefined: str
