"""What a map of risks is worth: calibration before and after it, on the same resamples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mtl_core.arrays import FloatArray, IntArray, ratio
from mtl_core.evaluation.arms import ArmMeasures, measure
from mtl_core.evaluation.calibration.gaps import calibration_gaps
from mtl_core.evaluation.calibration.recalibration_words import recalibration_sentence
from mtl_core.evaluation.intervals import Resamples, estimate_between, percentile_interval
from mtl_core.evaluation.measures import one_step_draws, one_step_terms
from mtl_core.limits import is_exploratory
from mtl_core.schema import Difference, Estimate, RecalibrationGain, TaskKind
from mtl_core.schema.calibration import CalibrationMethod
from mtl_core.schema.measures import MEASURES
from mtl_core.words import sample


def recalibrated(  # noqa: PLR0913, PLR0917 - two predictions of the same rows, who is resampled
    kind: TaskKind,
    method: CalibrationMethod,
    observed: FloatArray,
    before: FloatArray,
    after: FloatArray,
    rows: IntArray,
    resamples: Resamples,
) -> RecalibrationGain:
    """Measure what a map changes: calibration without and with it, and after minus before.

    Binary: ``calibration_in_the_large``, ``calibration_slope``, ``brier``, ``log_loss``; without
    an interval ``ici``. Several classes: ``log_loss``.

    Parameters
    ----------
    observed
        ``(n, n_outputs)``.
    before, after
        ``(n_repeats, n, n_outputs)``; a measure is the mean over repeats. The map of a row was
        fitted on other patients.
    rows
        Row of the cohort of each of the n, for the resamples.
    """
    sides = {"before": before, "after": after}
    terms = {side: [_terms(kind, observed, one) for one in p] for side, p in sides.items()}
    found = measure(terms, rows, resamples, n_fewest=2)
    estimates = {
        side: {name: _estimate(name, one, len(rows)) for name in one.value_of}
        for side, one in found.items()
    }
    counts = observed.sum(axis=0)
    if kind is TaskKind.BINARY:
        counts = np.array([counts[0], len(rows) - counts[0]])
        for side, predicted in sides.items():
            gaps = [calibration_gaps(observed[:, 0], one[:, 0]).ici for one in predicted]
            estimates[side]["ici"] = Estimate(float(np.mean(gaps)), n=len(rows))
    difference: dict[str, Difference] = {
        name: found["after"].minus(found["before"], name, over_repeats=False)[0]
        for name in ("brier", "log_loss")
        if name in found["after"].value_of
    }
    n, rarest = len(rows), int(counts.min())
    events = int(counts[0]) if kind is TaskKind.BINARY else rarest
    size = f"n = {sample(n, events, kind.events)}"
    size += ", exploratory" if is_exploratory(rarest) else ""
    effect = estimates["before"], estimates["after"], difference
    sentence = recalibration_sentence(method, *effect, size)
    return RecalibrationGain(method, n, rarest, is_exploratory(rarest), *effect, sentence)


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

    def measure(self, weights: FloatArray) -> dict[str, FloatArray]:
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
    log_loss = -np.log(np.clip(np.where(y > 0.5, risk, 1 - risk), unit, 1.0))
    losses = np.stack([(risk - y) ** 2, log_loss])
    return _Terms(("brier", "log_loss"), losses, one_step_terms(y, risk))


def _estimate(name: str, found: ArmMeasures, n: int) -> Estimate:
    value = found.value_of[name]
    if not np.isfinite(value):
        return Estimate(n=n, reason=MEASURES[name].undefined)
    return estimate_between(value, percentile_interval(found.draws[name]), n)
