"""Two runs side by side, in sentences."""

from __future__ import annotations

from mtl_core.schema import PRIMARY, Difference, Estimate, Verdict
from mtl_core.schema.answers import TwoRunsTask
from mtl_core.schema.measures import MEASURES
from mtl_core.words import decimal, interval_95, sample, signed

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
    return (
        f"{task}: {_finding(difference)}; {phrase} is {_level(found.first)} in the first run and "
        f"{_level(found.second)} in the second, a difference of {signed(difference.value)} "
        f"({interval_95(difference, signed)}; {basis})."
    )


def _basis(found: TwoRunsTask) -> str:
    size = f"n = {sample(found.n, found.events, found.kind.events)}"
    return f"{size}, few events" if found.exploratory else size


def _level(estimate: Estimate) -> str:
    return "unknown" if estimate.value is None else decimal(estimate.value)


def _finding(difference: Difference) -> str:
    match difference.verdict:
        case Verdict.BETTER | Verdict.WORSE as clear:
            which = "first" if clear is Verdict.BETTER else "second"
            small = ", but by less than the margin" if difference.inside_margin else ""
            return f"the {which} run did better{small}"
        case Verdict.NO_MEANINGFUL_DIFFERENCE:
            return (
                f"no meaningful difference between the runs (margin {difference.margin or 0.0:g})"
            )
        case _:
            return "this cohort cannot tell which run is better"
