"""How often the 95 % intervals hold the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.simulation.binormal import BOTH, Design, Drawn, draw
from benchmarks.simulation.rates import Rate
from mtl_core.evaluation.arms import evaluate, lay_out, measured_task
from mtl_core.evaluation.intervals import percentile_interval, resample_patients
from mtl_core.schema import Arm, Difference, Estimate, EvaluationPlan, TaskResult
from mtl_core.schema.answers import Gap


@dataclass(slots=True)
class Tally:
    """Intervals counted against one truth."""

    truth: float
    n: int = 0
    n_below: int = 0
    n_above: int = 0
    width: float = 0.0
    bias: float = 0.0
    undefined: int = 0

    def count(self, found: Estimate | Difference | Gap) -> None:
        """Count one interval; one that is not there counts as undefined."""
        if found.value is None or found.low is None or found.high is None:
            self.undefined += 1
            return
        self.n += 1
        self.n_below += self.truth < found.low
        self.n_above += self.truth > found.high
        self.width += found.high - found.low
        self.bias += found.value - self.truth

    @property
    def covered(self) -> Rate:
        """Intervals that hold the truth."""
        return Rate(self.n - self.n_below - self.n_above, self.n)

    def plain(self) -> dict[str, object]:
        """Coverage in percent with its Monte-Carlo error, and on which side the truth is missed."""
        return {
            "truth": round(self.truth, 4),
            **self.covered.plain(),
            "undefined": self.undefined,
            "truth_below": round(100 * self.n_below / self.n, 1),
            "truth_above": round(100 * self.n_above / self.n, 1),
            "mean_width": round(self.width / self.n, 4),
            "bias": round(self.bias / self.n, 4),
        }


def coverage_of(
    design: Design,
    n_studies: int,
    *,
    n_resamples: int = 1000,
    seed: int = 0,
    by_row: bool = False,
) -> dict[str, Tally]:
    """Count the intervals of the first task of ``n_studies`` studies.

    ``by_row`` resamples rows instead of patients: the mistake that the clustered design shows.
    A study with fewer than ten events is refused, as always, and counts as undefined.
    """
    counted = _tallies(design)
    for k, one in studies_of(design, n_studies, seed):
        drawn = rows_as_patients(one) if by_row else one
        result = evaluated(drawn, n_resamples, k)[drawn.tasks[0].name]
        arm = result.arms[Arm.MULTI_TASK]
        counted["auroc"].count(arm["auroc"])
        counted["calibration_slope"].count(arm["calibration_slope"])
        counted["auroc difference"].count(result.difference["auroc"])
    return counted


def percentiles_of(
    design: Design, n_studies: int, *, n_resamples: int = 1000, seed: int = 0
) -> dict[str, Tally]:
    """Count plain percentile intervals in the same studies: what they were before."""
    counted = _tallies(design)
    counted.pop("calibration_slope")
    for k, drawn in studies_of(design, n_studies, seed):
        (laid_out,) = lay_out(drawn.predictions, drawn.tasks, BOTH)
        if (laid_out.rarest or 0) < 10:
            continue
        resamples = resample_patients(drawn.patients, drawn.strata, n_resamples=n_resamples, seed=k)
        one, other = (measured_task(laid_out, resamples, fewest=0).measured[arm] for arm in BOTH)
        value, draws = one.value_of["auroc"], one.draws["auroc"]
        low, high = percentile_interval(draws) or (None, None)
        counted["auroc"].count(Estimate(value, low, high))
        low, high = percentile_interval(draws - other.draws["auroc"]) or (None, None)
        counted["auroc difference"].count(Difference(value - other.value_of["auroc"], low, high))
    return counted


def studies_of(design: Design, n_studies: int, seed: int) -> Iterator[tuple[int, Drawn]]:
    """Draw studies, each with a generator of its own."""
    for k in range(n_studies):
        yield k, draw(design, np.random.default_rng([seed, k]))


def evaluated(drawn: Drawn, n_resamples: int, seed: int) -> Mapping[str, TaskResult]:
    """Evaluate as a run does."""
    return evaluate(
        drawn.predictions,
        drawn.tasks,
        arms=BOTH,
        plan=EvaluationPlan(n_resamples=n_resamples, seed=seed),
        patients=drawn.patients,
        strata=drawn.strata,
    )


def rows_as_patients(drawn: Drawn) -> Drawn:
    """Forget which rows are of one patient."""
    patients = np.arange(len(drawn.patients))
    return Drawn(drawn.predictions, drawn.tasks, patients, drawn.strata)


def _tallies(design: Design) -> dict[str, Tally]:
    better, other = design.auroc
    return {
        "auroc": Tally(better),
        "auroc difference": Tally(better - other),
        "calibration_slope": Tally(design.slope),
    }
