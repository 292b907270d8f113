"""Decision curves: whether acting on the risk is worth more than acting on everybody or nobody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, ratio
from mtl_core.evaluation.arms import ArmPredictions, TaskPredictions, lay_out
from mtl_core.evaluation.intervals import Resamples, percentile_interval, row_weights
from mtl_core.schema import Arm, Curve, Task
from mtl_core.schema.net_benefit import DecisionCurves

THRESHOLDS: FloatArray = np.concatenate(
    [np.arange(1, 10) / 1000, np.arange(2, 20) / 200, np.arange(10, 100) / 100]
)
"""From 0.1 % to 99 %, finer below 10 %, where thresholds of rare outcomes lie."""


def decision_curves(
    predictions: pd.DataFrame,
    task: Task,
    arms: Sequence[Arm],
    *,
    resamples: Resamples | None = None,
    thresholds: FloatArray = THRESHOLDS,
) -> DecisionCurves:
    """Net benefit of every arm, and of multi-task minus single-task with its interval.

    ``TP / n - FP / n * t / (1 - t)``, where a row counts as positive when its risk is above t. The
    value is the mean over repeats. The interval of the difference comes from resamples of patients,
    the mean over repeats within each; it holds for one threshold at a time.

    Parameters
    ----------
    predictions
        The long table of predictions of a binary task.
    arms
        Arms to draw; the difference is computed whenever the table holds both neural arms.
    resamples
        Those of the study; without them the difference has no interval.
    thresholds
        Above 0 and below 1, rising, ``(n_thresholds,)``.

    Raises
    ------
    RunError
        When predictions are absent or incomplete.

    References
    ----------
    Vickers, A. J. and Elkin, E. B. (2006). Decision curve analysis. Med Decis Making 26.
    Vickers, A. J. et al. (2008). Extensions to decision curve analysis. BMC Med Inform 8.
    """
    pair = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
    (laid_out,) = lay_out(predictions, [task], list(dict.fromkeys([*arms, *pair])))
    finite = {arm: block for arm, block in laid_out.arms.items() if block.finite}
    observed = laid_out.observed[:, 0]
    worth = _worth(observed, thresholds)
    shared, alone = (finite.get(arm) for arm in pair)
    difference = None
    if shared is not None and alone is not None:
        apart = _gain(shared, worth, thresholds) - _gain(alone, worth, thresholds)
        difference = _difference(laid_out, apart, resamples, thresholds)
    return DecisionCurves(
        thresholds=np.asarray(thresholds, dtype=np.float64),
        arms={
            arm: _gain(finite[arm], worth, thresholds).mean(axis=1) for arm in arms if arm in finite
        },
        treat_all=worth.mean(axis=1),
        difference=difference,
        n=laid_out.n,
        events=int(observed.sum()),
    )


def _worth(observed: FloatArray, thresholds: FloatArray) -> FloatArray:
    """Return what treating each row gains, ``(n_thresholds, n)``: 1 with the event, else -odds."""
    odds = thresholds / (1 - thresholds)
    return np.where(observed > 0.5, 1.0, -odds[:, None])


def _gain(block: ArmPredictions, worth: FloatArray, thresholds: FloatArray) -> FloatArray:
    """Return each row's part in the net benefit, mean over repeats, ``(n_thresholds, n)``.

    Net benefit is a mean over rows, so under a resample it is a weighted mean of these parts, and
    repeats cost nothing more.
    """
    treated = np.zeros_like(worth)
    for risk in block.predicted[:, :, 0]:
        treated += risk > thresholds[:, None]
    return worth * (treated / len(block.predicted))


def _difference(
    laid_out: TaskPredictions,
    gain: FloatArray,
    resamples: Resamples | None,
    thresholds: FloatArray,
) -> Curve:
    value = gain.mean(axis=1)
    if resamples is None:
        return Curve(np.asarray(thresholds, np.float64), value)
    light = gain.astype(np.float32)
    # Rows on which both arms agree at every threshold add nothing but their count.
    apart = np.flatnonzero(light.any(axis=0))
    light = np.ascontiguousarray(light[:, apart])
    draws = []
    for counts in resamples:
        weights = row_weights(counts, resamples.slot[laid_out.rows])
        draws.append(ratio(light @ weights[apart], weights.sum(axis=0)))
    ends = [percentile_interval(each) for each in np.concatenate(draws, axis=1)]
    low, high = np.array([(np.nan, np.nan) if end is None else end for end in ends]).T
    return Curve(np.asarray(thresholds, np.float64), value, low, high)
