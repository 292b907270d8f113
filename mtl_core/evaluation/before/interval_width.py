"""How wide the interval of a difference came out, beside what was to be expected before training.

Whether "inconclusive" was to be expected is a matter of width. Only the width is used here, never
the difference that was found: power worked out from a found difference says no more than its
p-value (Hoenig and Heisey 2001, doi:10.1198/000313001300339897).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import IntArray
from mtl_core.evaluation.arms import TaskPredictions, stands_alone
from mtl_core.evaluation.before.detectable import TO_BE_FOUND, Detectable, rounded_up
from mtl_core.schema import PRIMARY, TaskKind, TaskResult, Verdict
from mtl_core.words import counted

_HALF_OF_95 = 1.959964
"""Standard errors from the middle of a 95 % interval to its end."""

_ALIKE = 1.25
"""Widths whose ratio is smaller than this are called about the same."""


@dataclass(frozen=True, slots=True)
class IntervalWidth:
    """The width of one task's interval: multi-task minus single-task in the primary measure.

    Attributes
    ----------
    foreseen
        What could be said before training.
    expected
        Distance from the middle of the 95 % interval to its end that this amounts to; ``None``
        where nothing could be foreseen.
    found
        The same distance in this run. A difference beyond it has an interval without 0. ``None``
        with a reason.
    """

    foreseen: Detectable
    expected: float | None
    found: float | None
    margin: float
    verdict: Verdict | None
    reason: str | None = None


def patients_by_class(laid_out: TaskPredictions, patients: IntArray) -> tuple[int, tuple[int, ...]]:
    """Count the patients behind a result, in all and of each class in its order.

    Parameters
    ----------
    laid_out
        Predictions of the task.
    patients
        Code of the patient of every row of the CSV, ``(n_rows,)``. A patient with several rows
        counts once, and once in each class that the rows have.
    """
    own, kind = patients[laid_out.rows], laid_out.task.kind
    n = len(np.unique(own))
    if kind is TaskKind.REGRESSION:
        return n, ()
    seen = laid_out.observed
    classes = seen if kind.per_class else np.hstack([1 - seen, seen])
    return n, tuple(len(np.unique(own[column == 1])) for column in classes.T)


def interval_width(result: TaskResult, foreseen: Detectable, margin: float) -> IntervalWidth:
    """Put the width of a task's interval beside the one that was foreseen.

    Examples
    --------
    >>> from mtl_core.schema import Difference
    >>> found = Difference(0.004, -0.008, 0.016, verdict=Verdict.NO_MEANINGFUL_DIFFERENCE)
    >>> task = TaskResult(TaskKind.REGRESSION, 900, None, False, None, {}, {"r2": found})
    >>> width = interval_width(task, Detectable(TaskKind.REGRESSION, 0.031, 900, None), 0.02)
    >>> interval_width_sentence(width)
    "Predicted: a difference of 0.031 or more would be found, with an interval of about ± 0.022. \
This run's interval: ± 0.012, narrower than predicted."
    """
    expected = None if foreseen.difference is None else _expected(foreseen.difference)
    found = result.difference.get(PRIMARY[result.kind])
    if stands_alone(result):
        return IntervalWidth(foreseen, expected, None, margin, None, "both arms are one network")
    if found is None or found.low is None or found.high is None:
        reason = found.reason if found is not None and found.reason else "nothing was compared"
        return IntervalWidth(foreseen, expected, None, margin, None, reason)
    half = (found.high - found.low) / 2
    return IntervalWidth(foreseen, expected, half, margin, found.verdict)


def interval_width_sentence(width: IntervalWidth) -> str:
    """Say what was predicted, what came out, and whether "inconclusive" was to be expected."""
    foreseen, expected = width.foreseen.difference, width.expected
    before = (
        f"Predicted: nothing, {width.foreseen.reason}."
        if foreseen is None or expected is None
        else f"Predicted: a difference of {rounded_up(foreseen)} or more would be found, with an "
        f"interval of about ± {rounded_up(expected)}."
    )
    if width.found is None:
        return f"{before} This run has no interval: {width.reason}."
    after = f"This run's interval: {_plus_minus(width.found)}"
    if expected is None:
        return f"{before} {after}."
    sentences = f"{before} {after}, {_beside(width.found, expected)}."
    return f"{sentences} {_why(width, expected)}".strip()


def interval_widths_headline(widths: Iterable[IntervalWidth]) -> str:
    """Say for how many tasks the prediction held.

    Examples
    --------
    >>> interval_widths_headline([])
    'No task has both a prediction and an interval.'
    """
    known = [
        _beside(width.found, width.expected)
        for width in widths
        if width.found is not None and width.expected is not None
    ]
    if not known:
        return "No task has both a prediction and an interval."
    told = ", ".join(f"{words} for {n}" for words, n in Counter(known).most_common())
    return f"Of {counted(len(known), 'task')} with an interval, it came out {told}."


def _expected(difference: float) -> float:
    return difference * _HALF_OF_95 / TO_BE_FOUND


def _plus_minus(half: float) -> str:
    return f"± {rounded_up(half)}" if half > 0 else "of no width"


def _beside(found: float, expected: float) -> str:
    if found > expected * _ALIKE:
        return "wider than predicted"
    if found * _ALIKE < expected:
        return "narrower than predicted"
    return "about as predicted"


def _why(width: IntervalWidth, expected: float) -> str:
    if width.verdict is not Verdict.INCONCLUSIVE or width.found is None:
        return ""
    margin = f"the margin of {width.margin:g}"
    if width.found <= width.margin:
        return (
            f"That is less than {margin}: it reads 'inconclusive' because of where the difference "
            "lies, not because of the width."
        )
    if expected > width.margin:
        return (
            f"'Inconclusive' was to be expected: around no difference at all, the predicted "
            f"interval reaches beyond {margin}."
        )
    return f"'Inconclusive' was not to be expected: the interval came out wider than {margin}."
