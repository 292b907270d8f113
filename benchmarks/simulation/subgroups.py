"""Gaps of the smallest subgroup that is allowed, and how often a gap or a verdict is false.

The number of events of the cohort is fixed and the folds are balanced, so that the threshold of a
yes/no task, the event rate of the training rows, is the prevalence exactly, and the sensitivity
above it is known. The events of a subgroup are fixed too, for gaps in AUROC and sensitivity, which
compare patients whose outcome is known. For calibration, which is about how many events come, they
are left to chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr

from benchmarks.simulation.binormal import (
    BOTH,
    N_FOLDS,
    Drawn,
    FloatArray,
    IntArray,
    binary_task,
    long_table,
    separation,
)
from benchmarks.simulation.coverage import Tally
from benchmarks.simulation.families import SAID
from benchmarks.simulation.rates import Rate
from mtl_core.data.splits import label_strata
from mtl_core.evaluation.subgroups import Division, evaluate_subgroups
from mtl_core.schema import Arm, EvaluationPlan
from mtl_core.schema.answers import TaskSubgroups

PREVALENCE = 0.2
_BETWEEN_ARMS = 0.8
_N_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Group:
    """A subgroup.

    Attributes
    ----------
    n_events
        A fifth of its patients; with ``by_chance`` the number that is expected.
    shift
        Log odds by which its risks are too low.
    """

    n_events: int
    auroc: float = 0.8
    shift: float = 0.0

    @property
    def n(self) -> int:
        """Patients."""
        return round(self.n_events / PREVALENCE)

    @property
    def sensitivity(self) -> float:
        """Share of the events whose risk is above the prevalence."""
        distance = separation(self.auroc)
        return float(ndtr(distance / 2 - self.shift / distance))


def gap_coverage(
    small: Group, others: Group, n_studies: int, *, by_chance: bool = False, seed: int = 0
) -> dict[str, Tally]:
    """Count the intervals of the gaps between two subgroups, and of the small one's sensitivity."""
    gaps = {
        "auroc": Tally(small.auroc - others.auroc),
        "sensitivity": Tally(small.sensitivity - others.sensitivity),
    }
    if by_chance:
        gaps["calibration_in_the_large"] = Tally(small.shift - others.shift)
    alone = Tally(small.sensitivity)
    for k in range(n_studies):
        rng = np.random.default_rng([seed, k])
        found = _evaluated(_draw((small, others), 1, rng, by_chance=by_chance), k)
        (task,) = found.values()
        result = task.subgroups["group 0"]
        for key, tally in gaps.items():
            tally.count(result.gaps[key])
        alone.count(result.arms[Arm.MULTI_TASK]["sensitivity"])
    return {f"gap in {key}": tally for key, tally in gaps.items()} | {"sensitivity": alone}


def false_findings(
    groups: tuple[Group, ...], n_tasks: int, n_studies: int, *, seed: int = 0
) -> dict[str, Rate]:
    """Count the reports with any false verdict, and with any gap that is said to stand out."""
    verdicts, gaps = 0, 0
    for k in range(n_studies):
        rng = np.random.default_rng([seed, k])
        found = _evaluated(_draw(groups, n_tasks, rng, by_chance=True), k)
        cells = [cell for task in found.values() for cell in task.subgroups.values()]
        verdicts += any(cell.difference.verdict in SAID for cell in cells)
        gaps += any(
            gap.p_holm is not None and gap.p_holm < 0.05
            for cell in cells
            for gap in cell.gaps.values()
        )
    return {"verdicts": Rate(verdicts, n_studies), "gaps": Rate(gaps, n_studies)}


@dataclass(frozen=True, slots=True, eq=False)
class _Report:
    drawn: Drawn
    division: Division


def _evaluated(report: _Report, seed: int) -> dict[str, TaskSubgroups]:
    return evaluate_subgroups(
        report.drawn.predictions,
        report.drawn.tasks,
        report.division,
        arms=BOTH,
        gap_arm=Arm.MULTI_TASK,
        plan=EvaluationPlan(n_resamples=_N_RESAMPLES, seed=seed),
        patients=report.drawn.patients,
        strata=report.drawn.strata,
    )


def _draw(
    groups: tuple[Group, ...], n_tasks: int, rng: np.random.Generator, *, by_chance: bool
) -> _Report:
    code = np.repeat(np.arange(len(groups)), [group.n for group in groups])
    tasks = tuple(binary_task(k) for k in range(n_tasks))
    labels, tables = {}, []
    for task in tasks:
        y = np.concatenate([np.arange(group.n) < group.n_events for group in groups]) * 1.0
        y = rng.permutation(y) if by_chance else y
        labels[task.name], fold = y, _balanced(y)
        common = rng.normal(size=len(y))
        for arm in BOTH:
            own = rng.normal(size=len(y))
            noise = math.sqrt(_BETWEEN_ARMS) * common + math.sqrt(1 - _BETWEEN_ARMS) * own
            risk = _risk(groups, y, noise)
            tables.append(long_table(task, arm, y, risk[None], fold[None]))
    patients = np.arange(len(code))
    drawn = Drawn(
        pd.concat(tables, ignore_index=True),
        tasks,
        patients,
        label_strata(labels, tasks, patients),
    )
    return _Report(drawn, Division(tuple(f"group {k}" for k in range(len(groups))), code))


def _balanced(y: FloatArray) -> IntArray:
    """Deal events and others over the folds in turn."""
    fold = np.empty(len(y), dtype=np.int64)
    for members in (np.flatnonzero(y > 0.5), np.flatnonzero(y < 0.5)):
        fold[members] = np.arange(len(members)) % N_FOLDS
    return fold


def _risk(groups: tuple[Group, ...], y: FloatArray, noise: FloatArray) -> FloatArray:
    sizes = [group.n for group in groups]
    distance = np.repeat([separation(group.auroc) for group in groups], sizes)
    shift = np.repeat([group.shift for group in groups], sizes)
    log_odds = math.log(PREVALENCE / (1 - PREVALENCE)) - shift
    return np.asarray(expit(log_odds + distance * (noise + distance * y - distance / 2)))
