"""One task, measured: every number of every arm with its interval, and every difference of two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mtl_core.evaluation.arms.arm_measures import NAMES, ArmMeasures, measure_arms
from mtl_core.evaluation.arms.layout import TaskPredictions
from mtl_core.evaluation.intervals import Resamples, estimate_between, interval
from mtl_core.limits import FEWEST_EVENTS, is_exploratory
from mtl_core.schema import PRIMARY, Arm, Difference, Estimate, TaskKind
from mtl_core.schema.measures import MEASURES
from mtl_core.words import counted

_SHARED, _ALONE = Arm.MULTI_TASK, Arm.SINGLE_TASK


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredTask:
    """A task, or a part of its rows: what was measured of each arm, or why nothing was.

    Attributes
    ----------
    measured
        From the same resamples, arms without a number for some rows left out.
    reason
        Why nothing could be measured, if so.
    independent
        Whether "repeats" are independent draws of what was learned from, and not a study's repeats
        (:mod:`.training_spread`).
    """

    laid_out: TaskPredictions
    measured: Mapping[Arm, ArmMeasures]
    reason: str | None = None
    independent: bool = False

    @property
    def primary(self) -> str:
        """Key of the primary measure."""
        return PRIMARY[self.laid_out.task.kind]

    @property
    def exploratory(self) -> bool:
        """Whether there are few events."""
        return is_exploratory(self.laid_out.rarest)

    def estimates(self) -> dict[Arm, dict[str, Estimate]]:
        """Every measure of every arm with its interval, or why there is none."""
        names = NAMES[self.laid_out.task.kind]
        return {
            arm: {name: self.estimate(arm, name) for name in names} for arm in self.laid_out.arms
        }

    def estimate(self, arm: Arm, name: str) -> Estimate:
        """One measure of one arm with its interval, or why there is none."""
        n, found = self.laid_out.n, self.measured.get(arm)
        if found is None:
            why = self.reason or "not estimable (this model gave no number for some rows)"
            return Estimate(n=n, reason=why)
        value = found.value_of[name]
        if not np.isfinite(value):
            return Estimate(n=n, reason=MEASURES[name].undefined)
        chance = found.draws[name], found.repeats[name], found.n_fewest
        return estimate_between(
            value, interval(name, value, *chance, independent=self.independent), n
        )

    def differences(self) -> dict[str, tuple[Difference, float | None]]:
        """Multi-task minus single-task by measure, with its p-value; empty without both arms."""
        if any(arm not in self.laid_out.arms for arm in (_SHARED, _ALONE)):
            return {}
        return {name: self.difference(name) for name in NAMES[self.laid_out.task.kind]}

    def difference(self, name: str) -> tuple[Difference, float | None]:
        """Multi-task minus single-task in one measure, and the p-value of "no difference"."""
        shared, alone = self.measured.get(_SHARED), self.measured.get(_ALONE)
        if shared is None or alone is None:
            why = (
                self.reason or "not estimable (one of the two models gave no number for some rows)"
            )
            return Difference(reason=why), None
        multi, single = (self.laid_out.arms[arm].predicted for arm in (_SHARED, _ALONE))
        value = shared.value_of[name] - alone.value_of[name]
        if np.isfinite(value) and np.array_equal(multi, single):
            # Exactly no difference, which is not left to sums in single precision.
            return Difference(0.0, 0.0, 0.0), 1.0
        return shared.minus(alone, name, independent=self.independent)


def measured_task(
    laid_out: TaskPredictions,
    resamples: Resamples,
    fewest: int = FEWEST_EVENTS,
    n_threads: int = 1,
) -> MeasuredTask:
    """Measure every arm of a task that has at least ``fewest`` rows of each class."""
    reason = why_not(laid_out, fewest)
    usable = {arm: block for arm, block in laid_out.arms.items() if reason is None and block.finite}
    return MeasuredTask(laid_out, measure_arms(laid_out, usable, resamples, n_threads), reason)


def why_not(laid_out: TaskPredictions, fewest: int) -> str | None:
    """Say why nothing can be estimated where there are fewer than ``fewest`` of a class, if so."""
    if laid_out.task.kind is TaskKind.REGRESSION:
        few = laid_out.n < fewest
        return f"not estimable ({laid_out.n} labelled rows)" if few else None
    rarest, events = laid_out.rarest or 0, laid_out.events or 0
    if rarest >= fewest:
        return None
    if laid_out.task.kind.per_class:
        return f"not estimable ({rarest} rows of the rarest class)"
    if events < fewest:
        return f"not estimable ({counted(events, 'event')})"
    return f"not estimable ({counted(rarest, 'row')} without the event)"
