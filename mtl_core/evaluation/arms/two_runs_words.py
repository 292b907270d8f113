"""Two runs side by side, in sentences."""

from __future__ import annotations

from mtl_core.evaluation.arms.signed import signed
from mtl_core.schema import PRIMARY, Difference, Estimate, Verdict
from mtl_core.schema.answers import TwoRunsTask
from mtl_core.schema.measures import MEASURES

EXPLORATORY_COMPARISON = (
    "Exploratory: the two runs were chosen after results were seen. Of many runs compared in this "
    "way some differ by chance; a difference worth believing is found again in a study planned "
    "for it."
)
"""What must stand beside every comparison of two runs."""


def two_runs_sentence(task: str, found: TwoRunsTask) -> str:
    """Say what was found for one task, with numbers, interval and sample size."""
    difference = found.difference
    if difference.value is None:
        return f"{task}: cannot be compared, {difference.reason or 'no estimate'}."
    basis = _basis(found)
    phrase = MEASURES[PRIMARY[found.kind]].phrase
    if difference.value == difference.low == difference.high == 0.0:
        level = _level(found.first)
        return f"{task}: no difference at all between the runs; {phrase} is {level} ({basis})."
    interval = (
        "no interval"
        if difference.low is None or difference.high is None
        else f"95 % interval {signed(difference.low)} to {signed(difference.high)}"
    )
    return (
        f"{task}: {_finding(difference)}; {phrase} is {_level(found.first)} in the first run and "
        f"{_level(found.second)} in the second, a difference of {signed(difference.value)} "
        f"({interval}; {basis})."
    )


def _basis(found: TwoRunsTask) -> str:
    counted = "in the rarest class" if found.kind.per_class else "events"
    events = "" if found.events is None else f", {found.events:,} {counted}"
    return f"n = {found.n:,}{events}" + (", few events" if found.exploratory else "")


def _level(estimate: Estimate) -> str:
    return "unknown" if estimate.value is None else f"{estimate.value:.3f}"


def _finding(difference: Difference) -> str:
    margin = difference.margin or 0.0
    match difference.verdict:
        case Verdict.BETTER:
            small = difference.high is not None and difference.high <= margin
            return "the first run did better" + (", but by less than the margin" if small else "")
        case Verdict.WORSE:
            small = difference.low is not None and difference.low >= -margin
            return "the second run did better" + (", but by less than the margin" if small else "")
        case Verdict.NO_MEANINGFUL_DIFFERENCE:
            return f"no meaningful difference between the runs (margin {margin:g})"
        case _:
            return "this cohort cannot tell which run is better"
