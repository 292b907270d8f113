"""What a map of risks is worth: calibration before and after it, on the same resamples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from mtl_core.arrays import FloatArray, IntArray, ratio
from mtl_core.evaluation.calibration.gaps import calibration_gaps
from mtl_core.evaluation.intervals import Resamples, percentile_interval, row_weights
from mtl_core.evaluation.measures import one_step_draws, one_step_terms
from mtl_core.schema import Difference, Estimate, TaskKind
from mtl_core.schema.measures import MEASURES

Sums: TypeAlias = dict[str, FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class MapEffect:
    """Measures before and after, and after minus before; below 0 is better.

    Binary: ``calibration_in_the_large``, ``calibration_slope``, ``brier``, ``log_loss``; without
    an interval ``ici``. Several classes: ``log_loss``.
    """

    before: dict[str, Estimate]
    after: dict[str, Estimate]
    difference: dict[str, Difference]


def map_effect(
    kind: TaskKind,
    observed: FloatArray,
    before: FloatArray,
    after: FloatArray,
    rows: IntArray,
    resamples: Resamples,
) -> MapEffect:
    """Measure calibration without and with a map.

    Parameters
    ----------
    observed
        ``(n, n_outputs)``.
    before, after
        ``(n_repeats, n, n_outputs)``; a measure is the mean over repeats.
    rows
        Row of the cohort of each of the n, for the resamples.
    """
    sides = {"before": before, "after": after}
    terms = {side: [_terms(kind, observed, one) for one in p] for side, p in sides.items()}
    ones = np.ones((len(rows), 1))
    values = {side: _mean([one.measure(ones) for one in terms[side]]) for side in sides}
    light = {side: [one.lighter() for one in found] for side, found in terms.items()}
    chunks: dict[str, list[Sums]] = {side: [] for side in sides}
    for counts in resamples:
        weights = row_weights(counts, resamples.slot[rows])
        for side in sides:
            chunks[side].append(_mean([one.measure(weights) for one in light[side]]))
    draws = {
        side: {name: np.concatenate([chunk[name] for chunk in chunks[side]]) for name in found}
        for side, found in values.items()
    }
    estimates = {
        side: {name: _estimate(name, found, draws[side], len(rows)) for name in found}
        for side, found in values.items()
    }
    if kind is TaskKind.BINARY:
        for side, predicted in sides.items():
            gaps = [calibration_gaps(observed[:, 0], one[:, 0]).ici for one in predicted]
            estimates[side]["ici"] = Estimate(float(np.mean(gaps)), n=len(rows))
    difference: dict[str, Difference] = {
        name: _difference(name, values, draws)
        for name in ("brier", "log_loss")
        if name in values["before"]
    }
    return MapEffect(estimates["before"], estimates["after"], difference)


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
    """What each row adds to the sums behind the measures.

    Attributes
    ----------
    losses
        ``(n_losses, n)`` in the order of ``names``.
    line
        ``(7, n)`` and the solution it starts from, of a binary task.
    """

    names: Sequence[str]
    losses: FloatArray
    line: tuple[FloatArray, FloatArray] | None

    def lighter(self) -> _Terms:
        """Return the same in single precision, for resamples."""
        losses: FloatArray = self.losses.astype(np.float32)
        if self.line is None:
            return replace(self, losses=losses)
        terms: FloatArray = self.line[0].astype(np.float32)
        return replace(self, losses=losses, line=(terms, self.line[1]))

    def measure(self, weights: FloatArray) -> Sums:
        """Measures by name, each ``(n_resamples,)``."""
        n = weights.sum(axis=0)
        found = dict(zip(self.names, ratio(self.losses @ weights, n), strict=True))
        if self.line is not None:
            terms, start = self.line
            in_the_large, slope = one_step_draws(terms @ weights, start)
            found |= {"calibration_in_the_large": in_the_large, "calibration_slope": slope}
        return found


def _terms(kind: TaskKind, observed: FloatArray, predicted: FloatArray) -> _Terms:
    unit = np.finfo(np.float64).eps
    if kind is not TaskKind.BINARY:
        of_truth = np.clip((observed * predicted).sum(axis=1), unit, 1.0)
        return _Terms(("log_loss",), -np.log(of_truth)[None], None)
    y, risk = observed[:, 0], predicted[:, 0]
    surprise = -np.log(np.clip(np.where(y > 0.5, risk, 1 - risk), unit, 1.0))
    losses = np.stack([(risk - y) ** 2, surprise])
    return _Terms(("brier", "log_loss"), losses, one_step_terms(y, risk))


def _estimate(name: str, values: Sums, draws: Sums, n: int) -> Estimate:
    value = float(values[name][0])
    if not np.isfinite(value):
        return Estimate(n=n, reason=MEASURES[name].undefined)
    interval = percentile_interval(draws[name])
    return Estimate(value, *interval, n=n) if interval is not None else Estimate(value, n=n)


def _difference(name: str, values: Mapping[str, Sums], draws: Mapping[str, Sums]) -> Difference:
    value = float(values["after"][name][0] - values["before"][name][0])
    interval = percentile_interval(draws["after"][name] - draws["before"][name])
    return Difference(value, *interval) if interval is not None else Difference(value)


def _mean(measured: Sequence[Sums]) -> Sums:
    return {name: np.mean([one[name] for one in measured], axis=0) for name in measured[0]}
