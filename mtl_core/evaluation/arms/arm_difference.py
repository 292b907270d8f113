"""Multi-task minus single-task on one task: every measure, its interval, and the p-value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.evaluation.arms.arm_measures import NAMES, Measured
from mtl_core.evaluation.arms.layout import TaskPredictions
from mtl_core.evaluation.arms.verdict import SMALLEST_P, tail_p
from mtl_core.evaluation.intervals import freedom, interval_of_difference, p_of_difference, widened
from mtl_core.schema import PRIMARY, Arm, Difference
from mtl_core.schema.measures import MEASURES

NO_INTERVAL = "the interval is undefined in too many resamples"
_BOTH = (Arm.MULTI_TASK, Arm.SINGLE_TASK)


def compare_arms(
    laid_out: TaskPredictions, measured: Mapping[Arm, Measured], reason: str | None
) -> tuple[dict[str, Difference], float | None]:
    """Multi-task minus single-task by measure, and the p-value of the primary one.

    With one repeat an interval speaks of these networks and other patients. With several it holds
    the spread between repeats too (:mod:`.training_spread`), so it speaks of networks trained once
    more.

    Parameters
    ----------
    measured
        What was measured of each arm, from the same resamples.
    reason
        Why nothing could be measured, if so.
    """
    names = NAMES[laid_out.task.kind]
    if any(arm not in laid_out.arms for arm in _BOTH):
        return {}, None
    if any(arm not in measured for arm in _BOTH):
        why = reason or "not estimable (one of the two models gave no number for some rows)"
        return {name: Difference(reason=why) for name in names}, None
    multi, single = (laid_out.arms[arm].predicted for arm in _BOTH)
    same = np.array_equal(multi, single)
    pair = measured[Arm.MULTI_TASK], measured[Arm.SINGLE_TASK]
    found = {name: _none(name, *pair) if same else _difference(name, *pair) for name in names}
    differences = {name: difference for name, (difference, _) in found.items()}
    return differences, found[PRIMARY[laid_out.task.kind]][1]


def draws_and_repeats(
    name: str, multi: Measured, single: Measured
) -> tuple[FloatArray, FloatArray]:
    """Difference in each resample, ``(n_resamples,)``, and in each repeat, ``(n_repeats,)``."""
    return multi.draws[name] - single.draws[name], multi.repeats[name] - single.repeats[name]


def _none(name: str, multi: Measured, single: Measured) -> tuple[Difference, float | None]:
    """Exactly no difference, which is not left to sums in single precision."""
    if not np.isfinite(multi.value_of[name] - single.value_of[name]):
        return Difference(reason=MEASURES[name].undefined), None
    return Difference(0.0, 0.0, 0.0), 1.0


def _difference(name: str, multi: Measured, single: Measured) -> tuple[Difference, float | None]:
    value = multi.value_of[name] - single.value_of[name]
    if not np.isfinite(value):
        return Difference(reason=MEASURES[name].undefined), None
    draws, repeats = draws_and_repeats(name, multi, single)
    interval = interval_of_difference(name, draws, multi.n_fewest)
    if interval is None:
        return Difference(value, reason=NO_INTERVAL), None
    if len(repeats) == 1:
        p = p_of_difference(name, tail_p(value, draws), multi.n_fewest)
        return Difference(value, *interval), p
    low, high, p = widened(value, interval, draws, repeats, freedom(name, multi.n_fewest))
    return Difference(value, low, high), max(p, SMALLEST_P)
