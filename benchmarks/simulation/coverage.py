"""How often the 95 % intervals hold the truth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from benchmarks.simulation.binormal import BOTH, Design, Drawn, draw
from mtl_core.evaluation import evaluate
from mtl_core.schema import Arm, Difference, Estimate, EvaluationPlan, TaskResult


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

    def count(self, found: Estimate | Difference) -> None:
        """Count one interval."""
        if found.value is None or found.low is None or found.high is None:
            self.undefined += 1
            return
        self.n += 1
        self.n_below += self.truth < found.low
        self.n_above += self.truth > found.high
        self.width += found.high - found.low
        self.bias += found.value - self.truth

    def plain(self) -> dict[str, float]:
        """Coverage in percent with its Monte-Carlo standard error in points, and what is missed."""
        covered = 1 - (self.n_below + self.n_above) / self.n
        return {
            "truth": round(self.truth, 4),
            "studies": self.n,
            "undefined": self.undefined,
            "coverage": round(100 * covered, 1),
            "error": round(100 * math.sqrt(covered * (1 - covered) / self.n), 1),
            "truth_below": round(100 * self.n_below / self.n, 1),
            "truth_above": round(100 * self.n_above / self.n, 1),
            "mean_width": round(self.width / self.n, 4),
            "bias": round(self.bias / self.n, 4),
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tallies of one design, by quantity."""

    auroc: Tally
    difference: Tally
    slope: Tally
    refused: list[int] = field(default_factory=list)

    def plain(self) -> dict[str, object]:
        """All tallies, and the studies that were refused for too few events."""
        tallies = {name: getattr(self, name).plain() for name in ("auroc", "difference", "slope")}
        return {**tallies, "refused": len(self.refused)}


def studies_of(design: Design, n_studies: int, seed: int) -> Iterator[tuple[int, Drawn]]:
    """Draw studies, each with a generator of its own."""
    for k in range(n_studies):
        yield k, draw(design, np.random.default_rng([seed, k]))


def evaluated(drawn: Drawn, n_resamples: int, seed: int) -> dict[str, TaskResult]:
    """Evaluate as a run does."""
    return evaluate(
        drawn.predictions,
        drawn.tasks,
        arms=BOTH,
        plan=EvaluationPlan(n_resamples=n_resamples, seed=seed),
        patients=drawn.patients,
        strata=drawn.strata,
    )


def coverage_of(
    design: Design,
    n_studies: int,
    *,
    n_resamples: int = 2000,
    seed: int = 0,
    by_row: bool = False,
) -> Coverage:
    """Count the intervals of the first task of ``n_studies`` studies.

    ``by_row`` resamples rows instead of patients: the mistake that the clustered design shows.
    """
    better, other = design.auroc
    counted = Coverage(Tally(better), Tally(better - other), Tally(design.slope))
    for k, drawn in studies_of(design, n_studies, seed):
        if by_row:
            drawn = rows_as_patients(drawn)
        result = evaluated(drawn, n_resamples, k)[drawn.tasks[0].name]
        arm = result.arms[Arm.MULTI_TASK]
        if arm["auroc"].value is None:
            counted.refused.append(k)
            continue
        counted.auroc.count(arm["auroc"])
        counted.slope.count(arm["calibration_slope"])
        counted.difference.count(result.difference["auroc"])
    return counted


def rows_as_patients(drawn: Drawn) -> Drawn:
    """Forget which rows are of one patient."""
    patients = np.arange(len(drawn.patients))
    return Drawn(drawn.predictions, drawn.tasks, patients, drawn.strata)
