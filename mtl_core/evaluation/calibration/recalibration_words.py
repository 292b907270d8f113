"""What a map of risks does, and whether it helps, in one sentence."""

from __future__ import annotations

from mtl_core.schema import Difference, Estimate
from mtl_core.schema.calibration import CalibrationMethod

MATTERS = 0.01
"""A change of the mean distance between risk and observed frequency that is worth a sentence: one
patient in a hundred."""

DOES: dict[CalibrationMethod, str] = {
    CalibrationMethod.INTERCEPT: "moves all log odds by one number",
    CalibrationMethod.TEMPERATURE: "makes all probabilities more, or less, extreme by one number",
    CalibrationMethod.LOGISTIC: "moves and stretches the log odds by two numbers",
    CalibrationMethod.ISOTONIC: "replaces risks by rising steps through the observed frequencies",
}
"""What each method does, after its name."""

NAMES: dict[CalibrationMethod, str] = {
    CalibrationMethod.INTERCEPT: "intercept only",
    CalibrationMethod.TEMPERATURE: "temperature",
    CalibrationMethod.LOGISTIC: "intercept and slope",
    CalibrationMethod.ISOTONIC: "isotonic",
}
"""The methods as people call them."""


def recalibration_sentence(
    method: CalibrationMethod,
    before: dict[str, Estimate],
    after: dict[str, Estimate],
    difference: dict[str, Difference],
    size: str,
) -> str:
    """Say what recalibration does and whether it helps.

    It helps, or harms, when the 95 % interval of the difference in log loss leaves out 0; it
    matters when the mean distance between risk and observed frequency (ICI) changes by one patient
    in a hundred or more, or where that is unknown.

    Parameters
    ----------
    size
        Sample size and events in words.
    """
    change = difference["log_loss"]
    return (
        f"Recalibration ({NAMES[method]}) {DOES[method]}. {_verdict(change, before, after)}: "
        f"{_numbers(before, after, change)} ({size}; cross-fitted)."
    )


def _verdict(change: Difference, before: dict[str, Estimate], after: dict[str, Estimate]) -> str:
    if change.value is None or change.low is None or change.high is None:
        return "Whether it helps cannot be told"
    first, last = _gap(before), _gap(after)
    small = first is not None and last is not None and abs(last - first) < MATTERS
    if change.high < 0 or change.low > 0:
        said = "It helps" if change.high < 0 else "It harms"
        return f"{said}, but changes nothing that matters" if small else said
    return (
        "It changes nothing that matters"
        if small
        else "Whether it helps cannot be told from chance"
    )


def _gap(measures: dict[str, Estimate]) -> float | None:
    return measures.get("ici", Estimate()).value


def _numbers(before: dict[str, Estimate], after: dict[str, Estimate], change: Difference) -> str:
    parts = []
    first, last = _gap(before), _gap(after)
    if first is not None and last is not None:
        parts.append(
            f"risks lie on average {100 * first:.1f} percentage points from the observed "
            f"frequency before and {100 * last:.1f} after"
        )
    if change.value is not None and change.low is not None and change.high is not None:
        parts.append(
            f"log loss changes by {change.value:+.4f} (95 % interval {change.low:+.4f} to "
            f"{change.high:+.4f})"
        )
    return ", ".join(parts) or "no number"
