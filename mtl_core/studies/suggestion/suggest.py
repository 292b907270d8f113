"""Suggest who should learn with whom, and say honestly what the suggestion is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, combinations
from typing import TypedDict

import numpy as np

from mtl_core.affinity import (
    PairwiseGains,
    adjusted_rand_index,
    best_partition,
    expected_gain,
    losses_of_groupings,
    quick_affinity,
    standard_error,
    task_tree,
    thorough_affinity,
    watched_design,
)
from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data import Table
from mtl_core.errors import StudyError
from mtl_core.schema import CohortStamp, Event, Study, TaskGrouping
from mtl_core.schema.answers import AffinityReport, ExpectedGain
from mtl_core.studies.prepare import PreparedStudy, folds_that_test_nobody_set_aside, prepare
from mtl_core.studies.progress import StageWatch
from mtl_core.studies.suggestion.inner_folds import inner_folds
from mtl_core.studies.suggestion.verifying import Candidates, verified
from mtl_core.studies.suggestion.words import suggestion_headline
from mtl_core.training import FoldData, Job, derive_seed

_WORDS = {
    "prepare": "Dividing patients, encoding features",
    "affinity": "Measuring what the tasks do for each other",
    "verify": "Training the proposed groups beside all tasks together",
    "score": "Scoring the suggestions on patients who did not choose them",
}
_ENDS = {
    "quick": {"prepare": 0.05, "affinity": 0.25, "verify": 0.55, "score": 1.0},
    "thorough": {"prepare": 0.02, "affinity": 0.8, "verify": 0.88, "score": 1.0},
}
"""Share of the wall time at the end of each stage, as measured on the demonstration cohort."""


def suggest_groups(
    study: Study,
    table: Table,
    *,
    thorough: bool = False,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> AffinityReport:
    """Measure who learns well with whom, suggest groups, and score the suggestion.

    The plan's folds divide the patients once; patients that the plan sets aside for its own test
    are in none of them. In every fold gains are measured and groups are chosen on
    training and validation rows alone, and the groups are kept only when they beat all tasks
    together there; on the fold's test rows these groups are then compared with
    all tasks together and with each task alone. The suggestion itself rests on all folds; what is
    scored is the way of choosing.

    Parameters
    ----------
    study
        Its grouping is not read.
    thorough
        Train every pair instead of watching one joint run.

    Raises
    ------
    StudyError
        When there are fewer than two tasks.
    RunCancelled
        When ``should_stop()`` turns true.
    """
    method = "thorough" if thorough else "quick"
    watch = StageWatch(on_event, _WORDS, _ENDS[method], should_stop)
    prepared = prepare(study, table, folds_that_test_nobody_set_aside)
    _check_tasks(prepared)
    names = prepared.study.schema.task_names
    inner = inner_folds(prepared)
    inside = _job(prepared, list(chain.from_iterable(inner)))
    more: _Running = {
        "on_fraction": watch.tell,
        "should_stop": should_stop,
        "n_threads": n_threads,
    }
    watch.next("affinity")
    gains = (thorough_affinity if thorough else quick_affinity)(inside, **more).ordered(names)
    by_fold = _by_fold(gains, len(inner))
    watch.next("verify")
    means = PairwiseGains.joined([part.mean() for part in by_fold])
    proposed = Candidates(names, tuple(map(_grouping, by_fold)), _grouping(means))
    chosen = verified(inside, proposed, **more)
    watch.next("score")
    worth = _worth(prepared, chosen, more)
    watch.next("")
    return _report(prepared, method, means, chosen, worth, watch.seconds)


class _Running(TypedDict):
    """What every stage is told about the run."""

    on_fraction: Callable[[float], None]
    should_stop: Callable[[], bool]
    n_threads: int


def _check_tasks(prepared: PreparedStudy) -> None:
    n_tasks = prepared.layout.n_tasks
    if n_tasks < 2:
        raise StudyError(
            "There is nothing to group",
            expected="at least two tasks that can be estimated",
            found=f"{n_tasks} task",
            action="declare more outcomes as tasks",
        )


def _job(prepared: PreparedStudy, folds: Sequence[FoldData]) -> Job:
    study, layout, device = prepared.study, prepared.layout, prepared.device
    return Job((), folds, layout, study.design, study.training, study.plan.seed, device)


def _by_fold(gains: PairwiseGains, n_folds: int) -> list[PairwiseGains]:
    """Cut measurements, which come fold by fold, into those of each fold of the study."""
    size = len(gains.values) // n_folds
    return [
        PairwiseGains(
            gains.tasks,
            gains.values[start : start + size],
            None if gains.cosines is None else gains.cosines[start : start + size],
        )
        for start in range(0, len(gains.values), size)
    ]


def _grouping(gains: PairwiseGains) -> TaskGrouping:
    partition = best_partition(gains.values).partition
    groups = [[gains.tasks[place] for place in group] for group in partition]
    return TaskGrouping.of(gains.tasks, groups)


def _worth(
    prepared: PreparedStudy, chosen: Candidates, more: _Running
) -> tuple[ExpectedGain, ExpectedGain]:
    """Score what each fold chose on its test rows: against all together, and each alone."""
    n_folds, seed = len(prepared.folds), prepared.study.plan.seed
    together, alone = TaskGrouping.coarsest(chosen.tasks), TaskGrouping.finest(chosen.tasks)
    losses = losses_of_groupings(
        _job(prepared, prepared.folds),
        [chosen.by_fold, [together] * n_folds, [alone] * n_folds],
        **more,
    )
    suggested, *references = (
        _scattered(one, [split.test for split in prepared.splits], prepared.table.n_rows)
        for one in losses
    )
    first, second = (
        expected_gain(suggested, r, prepared.patients, seed=derive_seed(seed, "expected gain"))
        for r in references
    )
    return first, second


def _scattered(parts: Sequence[FloatArray], rows: Sequence[IntArray], n_rows: int) -> FloatArray:
    """Put the losses of the folds' test rows where these rows are in the cohort."""
    whole = np.full((n_rows, parts[0].shape[1]), np.nan)
    for part, places in zip(parts, rows, strict=True):
        whole[places] = part
    return whole


def _report(
    prepared: PreparedStudy,
    method: str,
    means: PairwiseGains,
    chosen: Candidates,
    worth: tuple[ExpectedGain, ExpectedGain],
    seconds: dict[str, float],
) -> AffinityReport:
    study, table, overall = prepared.study, prepared.table, means.mean()
    together, alone = worth
    measured_with = watched_design(study.design) if method == "quick" else study.design
    agreement = mean_agreement(chosen.by_fold)
    return AffinityReport(
        method=method,
        seed=study.plan.seed,
        cohort=CohortStamp(table.n_rows, table.fingerprint, study.cohort.name),
        tasks=overall.tasks,
        matrix=_plain(overall.values[0]),
        spread=_plain(standard_error(means.values)),
        cosines=None if overall.cosines is None else _plain(overall.cosines[0]),
        suggestion=chosen.overall,
        against_together=together,
        against_alone=alone,
        fold_groupings=chosen.by_fold,
        agreement=agreement,
        headline=suggestion_headline(chosen.overall, together, alone, agreement),
        seconds=seconds,
        refused=prepared.refused,
        merges=task_tree(overall.values[0]),
        measured_with=measured_with.label,
    )


def mean_agreement(groupings: Sequence[TaskGrouping]) -> float:
    """Mean adjusted Rand index over all pairs of groupings; 1 for a single one."""
    tasks = groupings[0].tasks
    place = {name: number for number, name in enumerate(tasks)}
    numbered = [[[place[t] for t in group] for group in one.groups] for one in groupings]
    pairs = [adjusted_rand_index(a, b) for a, b in combinations(numbered, 2)]
    return float(np.mean(pairs)) if pairs else 1.0


def _plain(matrix: FloatArray) -> tuple[tuple[float | None, ...], ...]:
    return tuple(tuple(float(v) if np.isfinite(v) else None for v in row) for row in matrix)
