"""Every measure of every arm on one task: its value, and its bootstrap draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeAlias, TypeVar, assert_never

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.evaluation.arms.layout import ArmPredictions, TaskPredictions
from mtl_core.evaluation.intervals import (
    NO_INTERVAL,
    Resamples,
    difference_interval,
    fewest_patients,
    row_weights,
)
from mtl_core.evaluation.measures import (
    BINARY_MEASURES,
    MULTICLASS_MEASURES,
    ORDINAL_MEASURES,
    REGRESSION_MEASURES,
    binary_measurer,
    multiclass_measurer,
    ordinal_measurer,
    regression_measurer,
    training_thresholds,
)
from mtl_core.schema import Arm, Difference, TaskKind
from mtl_core.schema.measures import MEASURES

NAMES: dict[TaskKind, tuple[str, ...]] = {
    TaskKind.BINARY: BINARY_MEASURES,
    TaskKind.MULTICLASS: MULTICLASS_MEASURES,
    TaskKind.ORDINAL: ORDINAL_MEASURES,
    TaskKind.REGRESSION: REGRESSION_MEASURES,
}
"""Keys of the measures of each kind of task, in the order in which they are shown."""


class Measurer(Protocol):
    """What measures one arm in one repeat, under any weights of its rows."""

    def measure(self, weights: FloatArray) -> dict[str, FloatArray]:
        """Measures by name, each ``(n_resamples,)``, for weights ``(n, n_resamples)``."""

    def lighter(self) -> Measurer:
        """Return the same in single precision."""


K = TypeVar("K")
_Draws: TypeAlias = dict[str, FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class ArmMeasures:
    """One arm: each measure (NaN: undefined), its draws and what each repeat alone gives.

    Attributes
    ----------
    draws
        ``(n_resamples,)`` per measure.
    repeats
        On all rows, ``(n_repeats,)`` per measure; their mean is the value.
    n_fewest
        Patients of the rarest class; of a quantity, all of them.
    """

    value_of: dict[str, float]
    draws: _Draws
    repeats: _Draws
    n_fewest: int

    def apart(self, other: ArmMeasures, name: str) -> tuple[FloatArray, FloatArray]:
        """Difference in each resample, ``(n_resamples,)``, and in each repeat, ``(n_repeats,)``."""
        return self.draws[name] - other.draws[name], self.repeats[name] - other.repeats[name]

    def minus(
        self, other: ArmMeasures, name: str, *, over_repeats: bool = True, independent: bool = False
    ) -> tuple[Difference, float | None]:
        """Return one measure minus that of another arm, or of other patients, and its p-value.

        Parameters
        ----------
        over_repeats
            Whether the interval holds the spread between repeats, too.
        independent
            Whether repeats are independent draws.
        """
        value = self.value_of[name] - other.value_of[name]
        if not np.isfinite(value):
            return Difference(reason=MEASURES[name].undefined), None
        draws, repeats = self.apart(other, name)
        found = difference_interval(
            name,
            value,
            draws,
            repeats if over_repeats else np.array([value]),
            min(self.n_fewest, other.n_fewest),
            independent=independent,
        )
        if found is None:
            return Difference(value, reason=NO_INTERVAL), None
        low, high, p = found
        return Difference(value, low, high), p


def measure(
    measurers: Mapping[K, Sequence[Measurer]],
    rows: IntArray,
    resamples: Resamples,
    n_fewest: int,
    n_threads: int = 1,
) -> dict[K, ArmMeasures]:
    """Measure arms, each by a measurer per repeat, on all rows and on every resample.

    The value comes from sums in double precision, the draws from sums in single precision (counts
    are exact in both); each chunk of resamples is read once for all arms.

    Parameters
    ----------
    rows
        0-based row of the cohort of each, ``(n,)``.
    n_fewest
        Of the answer.
    n_threads
        Arms that are measured side by side.
    """
    from threadpoolctl import threadpool_limits

    chunks: dict[K, list[_Draws]] = {key: [] for key in measurers}
    # Threads of linear algebra beside ours would only wait for each other, and add in other orders.
    with threadpool_limits(1), ThreadPoolExecutor(n_threads) as pool:
        ones = np.ones((len(rows), 1))
        whole = {key: [one.measure(ones) for one in own] for key, own in measurers.items()}
        light = {key: [one.lighter() for one in own] for key, own in measurers.items()}
        for counts in resamples if measurers else ():
            weights = row_weights(counts, resamples.slot[rows])
            found = pool.map(partial(_measure_all, weights), light.values())
            for key, draws in zip(light, found, strict=True):
                chunks[key].append(draws)
    return {
        key: ArmMeasures(
            {name: float(value[0]) for name, value in _mean(own).items()},
            {name: np.concatenate([chunk[name] for chunk in chunks[key]]) for name in own[0]},
            {name: np.array([float(one[name][0]) for one in own]) for name in own[0]},
            n_fewest,
        )
        for key, own in whole.items()
    }


def measure_arms(
    laid_out: TaskPredictions,
    arms: Mapping[Arm, ArmPredictions],
    resamples: Resamples,
    n_threads: int = 1,
) -> dict[Arm, ArmMeasures]:
    """Measure ``arms`` of a task by its measures."""
    measurers = {arm: _measurers(laid_out, block) for arm, block in arms.items()}
    patients = resamples.slot[laid_out.rows]
    n_fewest = (
        len(np.unique(patients))
        if laid_out.task.kind is TaskKind.REGRESSION
        else fewest_patients(laid_out.observed, patients)
    )
    return measure(measurers, laid_out.rows, resamples, n_fewest, n_threads)


def thresholds_of(observed: FloatArray, block: ArmPredictions) -> FloatArray:
    """Risk above which each row of a binary task counts as positive, ``(n_repeats, n)``.

    That which comes with the predictions, otherwise the event rate outside each row's fold.
    """
    if block.threshold is not None:
        return block.threshold
    return np.array([training_thresholds(observed, fold) for fold in block.fold], dtype=np.float64)


def _measurers(laid_out: TaskPredictions, block: ArmPredictions) -> list[Measurer]:
    """One measurer per repeat."""
    observed = laid_out.observed
    match laid_out.task.kind:
        case TaskKind.BINARY:
            y = observed[:, 0]
            cuts = thresholds_of(y, block)
            pairs = zip(block.predicted, cuts, strict=True)
            return [binary_measurer(y, p[:, 0], cut) for p, cut in pairs]
        case TaskKind.MULTICLASS:
            return [multiclass_measurer(observed, p) for p in block.predicted]
        case TaskKind.ORDINAL:
            return [ordinal_measurer(observed, p) for p in block.predicted]
        case TaskKind.REGRESSION:
            return [regression_measurer(observed[:, 0], p[:, 0]) for p in block.predicted]
        case _ as unknown:
            assert_never(unknown)


def _measure_all(weights: FloatArray, measurers: Sequence[Measurer]) -> _Draws:
    return _mean([measurer.measure(weights) for measurer in measurers])


def _mean(measured: Sequence[_Draws]) -> _Draws:
    """Mean over repeats of every measure, undefined where one repeat is."""
    return {
        name: np.mean([np.asarray(one[name], np.float64) for one in measured], axis=0)
        for name in measured[0]
    }
