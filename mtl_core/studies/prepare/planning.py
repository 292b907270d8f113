"""The plan of a study put to its cohort: labels, splits, and the tasks that cannot be estimated."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data import Table, labels_of, patient_codes, refusal
from mtl_core.data.splits import Split, dividing_values, make_splits, rows_tested
from mtl_core.errors import SchemaError
from mtl_core.limits import FEWEST_EVENTS
from mtl_core.schema import Study, Task, TaskKind
from mtl_core.schema.specs import RepeatedFolds


@dataclass(frozen=True, slots=True, eq=False)
class StudySplits:
    """Who trains, validates and is tested, for the tasks that can be estimated.

    Attributes
    ----------
    study
        The study without the tasks that were refused.
    labels
        By task, ``(n_rows,)``, NaN where unknown.
    patients
        Code of each row's patient, ``(n_rows,)``.
    refused
        Sentence per refused task.
    """

    study: Study
    labels: dict[str, FloatArray]
    patients: IntArray
    splits: tuple[Split, ...]
    refused: dict[str, str]


def plan_splits(study: Study, table: Table) -> StudySplits:
    """Draw the splits of a study, without the tasks that they leave too few labels of.

    Raises
    ------
    SchemaError
        When no task can be estimated.
    StudyError
        When there are too few patients, sites or times for the plan.
    """
    patients = patient_codes(table.frame, study.schema.patient_id)
    divider = dividing_values(table, study.schema, study.plan.split)
    sentences = {task.name: refusal(table, task.name, task.kind) for task in study.schema.tasks}
    new = {name: sentence for name, sentence in sentences.items() if sentence is not None}
    refused: dict[str, str] = {}
    while True:
        refused |= new
        study = _without(study, new, refused)
        tasks = study.schema.tasks
        labels = {task.name: labels_of(table, task) for task in tasks}
        splits = make_splits(labels, tasks, patients, study.plan, divider)
        new = _too_few(labels, tasks, splits)
        if not new:
            return StudySplits(study, labels, patients, splits, refused)


def folds_that_test_nobody_set_aside(study: Study, table: Table) -> StudySplits:
    """Draw folds for choices that are made before the study: which tasks learn together.

    Where the plan sets patients aside (a locked test, later patients), they are in no part of any
    fold. All others are divided into the plan's folds, once.

    Raises
    ------
    SchemaError, StudyError
        As :func:`plan_splits`.
    """
    plan = dataclasses.replace(study.plan, split=RepeatedFolds(), repeats=1)
    folds = dataclasses.replace(study, plan=plan)
    if study.plan.split.tests_everyone:
        return plan_splits(folds, table)
    planned = plan_splits(study, table)
    first = planned.splits[0]
    rows = np.sort(np.concatenate([first.train, first.valid]))
    own = np.unique(planned.patients[rows], return_inverse=True)[1].astype(np.int64)
    labels = {name: values[rows] for name, values in planned.labels.items()}
    splits = make_splits(labels, planned.study.schema.tasks, own, plan)
    return dataclasses.replace(
        planned,
        study=dataclasses.replace(planned.study, plan=plan),
        splits=tuple(_placed(split, rows) for split in splits),
    )


def _placed(split: Split, rows: IntArray) -> Split:
    """Return a split of some rows as one of the whole cohort."""
    return dataclasses.replace(
        split, train=rows[split.train], valid=rows[split.valid], test=rows[split.test]
    )


def _without(study: Study, new: Mapping[str, str], refused: Mapping[str, str]) -> Study:
    if not new:
        return study
    kept = tuple(task for task in study.schema.tasks if task.name not in new)
    if not kept:
        raise SchemaError(
            "No task can be estimated",
            expected="at least one task with enough labels",
            found=" ".join(refused.values()),
            action="choose other tasks, another plan or a larger cohort",
        )
    schema = dataclasses.replace(study.schema, tasks=kept, excluded=(*study.schema.excluded, *new))
    grouping = study.grouping.restricted_to(schema.task_names)
    return dataclasses.replace(study, schema=schema, grouping=grouping)


def _too_few(
    labels: Mapping[str, FloatArray], tasks: Sequence[Task], splits: Sequence[Split]
) -> dict[str, str]:
    """Refuse tasks that have too few tested labels, or nothing to learn in some split."""
    tested = rows_tested(splits, len(next(iter(labels.values()))))
    found = {}
    for task in tasks:
        values = labels[task.name]
        n_poor = sum(_distinct(values[split.train]) < 2 for split in splits)
        fewest, what = _rarest(task, values[tested])
        if fewest < FEWEST_EVENTS:
            found[task.name] = (
                f"'{task.name}' has {fewest} {what} among the patients who are tested; "
                f"at least {FEWEST_EVENTS} are needed to be estimated."
            )
        elif n_poor:
            found[task.name] = (
                f"'{task.name}' has fewer than two different values among the training patients of "
                f"{n_poor} of {len(splits)} splits, so there is nothing to learn."
            )
    return found


def _rarest(task: Task, values: FloatArray) -> tuple[int, str]:
    known = values[~np.isnan(values)]
    if task.kind is TaskKind.REGRESSION:
        return len(known), "rows with a value"
    counts = np.bincount(known.astype(np.int64), minlength=len(task.classes))
    return int(counts.min()), "rows of the rarest class"


def _distinct(values: FloatArray) -> int:
    return len(np.unique(values[~np.isnan(values)]))
