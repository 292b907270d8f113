"""Both neural arms of a run explained for the same patients, beside the noise of training."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from mtl_core.data import Table, check_schema
from mtl_core.errors import StorageError
from mtl_core.explanation import (
    Agreement,
    Attribution,
    arm_agreement,
    attribution_table,
    mean_of_halves,
    task_similarity,
)
from mtl_core.inference import SINGLE_TASK, Ensemble, fewest_of_a_split, halves, read_bundle
from mtl_core.schema import Event, Study, TaskKind
from mtl_core.schema.answers import ArmsExplained, FeatureInArms, Likeness, OutputInArms, TasksAlike
from mtl_core.studies.explanation import Budget, attribute, splits_that_test
from mtl_core.studies.progress import StageWatch

_WORDS = {
    "prepare": "Reading the networks",
    "multi_task": "Explaining the multi-task networks",
    "single_task": "Explaining the single-task networks",
}
# A single-task arm has a network for every task, so it takes longer.
_ENDS = {"prepare": 0.03, "multi_task": 0.25, "single_task": 1.0}


def explain_arms(  # noqa: PLR0913 - what to explain, and its listener and brake
    study: Study,
    table: Table,
    predictions: pd.DataFrame,
    files: Mapping[str, bytes],
    *,
    n_patients: int = 100,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> ArmsExplained:
    """Explain the multi-task and the single-task networks for the same patients.

    Each arm's networks are dealt out to two halves that were trained apart; the four ensembles are
    explained with the same background and the same permutations. Each patient is explained by
    networks that never saw the patient, where both halves have such: where every split has two
    networks or more.

    Parameters
    ----------
    predictions, files
        The run's ``predictions.parquet`` and ``bundle/``, with the single-task networks.
    n_patients
        The first of those whom the run explains.

    Raises
    ------
    StorageError
        When the bundle has no single-task networks.
    RunError
        When an arm has a single network per task.
    SchemaError
        When the table is not the study's.
    RunCancelled
        When ``should_stop()`` turns true.
    """
    watch = StageWatch(on_event, _WORDS, _ENDS, should_stop)
    check_schema(table, study.schema)
    if not any(name.startswith(SINGLE_TASK) for name in files):
        raise StorageError(
            "The single-task networks of this run were not kept",
            expected="a run whose bundle holds both arms",
            found="the multi-task networks alone",
            action="run the study again",
        )
    study = replace(study, explanation=replace(study.explanation, n_patients=n_patients))
    multi, single = read_bundle(files), read_bundle(files, SINGLE_TASK)
    budget = Budget(n_threads=n_threads)
    unseen = min(fewest_of_a_split(multi), fewest_of_a_split(single)) > 1
    split_of = splits_that_test(predictions, table) if unseen else None

    def explained(half: Ensemble, start: float) -> Attribution:
        return attribute(
            half,
            study,
            table,
            split_of,
            budget,
            on_fraction=lambda done: watch.tell(start + done / 2),
            should_stop=should_stop,
        )

    def both_halves(stage: str, ensemble: Ensemble) -> tuple[Attribution, Attribution]:
        watch.next(stage)
        first, second = halves(ensemble)
        return explained(first, 0.0), explained(second, 0.5)

    both = both_halves("multi_task", multi), both_halves("single_task", single)
    watch.next("")
    first = both[0][0]
    return ArmsExplained(
        n_patients=len(first.row_ids),
        n_background=first.n_background,
        n_evaluations=first.n_evaluations,
        additivity_gap=max(half.additivity_gap for arm in both for half in arm),
        outputs=_outputs(both, multi, study.schema.feature_names),
        single_tasks_alike=_tasks_alike(mean_of_halves(*both[1]), single, study, table),
        seconds=watch.seconds,
        unseen=unseen,
    )


def _outputs(
    both: tuple[tuple[Attribution, Attribution], tuple[Attribution, Attribution]],
    multi: Ensemble,
    features: tuple[str, ...],
) -> tuple[OutputInArms, ...]:
    found = arm_agreement(*both)
    sizes = [[np.abs(half.values).mean(axis=0) for half in arm] for arm in both]
    return tuple(
        OutputInArms(
            task=output.task,
            label=output.label,
            between=_likeness(found.between, at),
            multi_task=_likeness(found.within[0], at),
            single_task=_likeness(found.within[1], at),
            beyond_noise=bool(found.beyond_noise[at]),
            features=tuple(
                FeatureInArms(
                    name,
                    (float(sizes[0][0][i, at]), float(sizes[0][1][i, at])),
                    (float(sizes[1][0][i, at]), float(sizes[1][1][i, at])),
                )
                for i, name in enumerate(features)
            ),
        )
        for at, output in enumerate(multi.layout.told)
    )


def _tasks_alike(
    explained: Attribution, ensemble: Ensemble, study: Study, table: Table
) -> tuple[TasksAlike, ...]:
    kinds = {task.name: task.kind for task in ensemble.layout.tasks}
    several = [name for name, kind in kinds.items() if kind is TaskKind.MULTICLASS]
    if len(kinds) - len(several) < 2:
        return ()
    lines = attribution_table(
        explained,
        ensemble.layout.told,
        study.schema.feature_names,
        table.frame.iloc[explained.row_ids],
        table.frame,
    )
    return task_similarity(lines, without_direction=several).pairs


def _likeness(found: Agreement, at: int) -> Likeness:
    return Likeness(
        _known(found.cosines[at]),
        _known(found.rank_correlations[at]),
        _known(found.low[at]),
        _known(found.high[at]),
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
