"""From a study and a table to everything the arms need: labels, splits, encoded folds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from mtl_core.data import (
    Preprocessor,
    Split,
    Table,
    check_schema,
    fit_preprocessor,
    label_strata,
    labels_of,
    make_splits,
    patient_codes,
    refusal,
    with_hold_outs,
)
from mtl_core.errors import SchemaError
from mtl_core.schema import Diverse, Finding, OutputLayout, Severity, Study
from mtl_core.settings import load_settings
from mtl_core.training import FoldData, prepare_folds, training_device

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A study ready to train.

    Attributes
    ----------
    study
        The study without the tasks that were refused.
    labels
        By task, ``(n_rows,)``, NaN where unknown.
    patients, strata
        Code of each row's patient and stratum, ``(n_rows,)``.
    device
        On what networks train, as the settings say.
    refused
        Sentence per refused task.
    """

    study: Study
    table: Table
    labels: dict[str, FloatArray]
    patients: IntArray
    strata: IntArray
    layout: OutputLayout
    splits: tuple[Split, ...]
    preprocessors: tuple[Preprocessor, ...]
    folds: tuple[FoldData, ...]
    refused: dict[str, str]
    findings: tuple[Finding, ...]
    device: torch.device


def prepare(study: Study, table: Table) -> Prepared:
    """Check a study against its cohort, refuse what cannot be estimated, and encode every fold.

    Raises
    ------
    SchemaError
        When a column is missing, or when no task can be estimated.
    SettingsError
        When the settings ask for a device that is not there.
    """
    device = training_device(load_settings().device)
    check_schema(table, study.schema)
    study, refused = _without_refused(study, table)
    tasks = study.schema.tasks
    labels = {task.name: labels_of(table, task) for task in tasks}
    patients = patient_codes(table.frame, study.schema.patient_id)
    splits = make_splits(labels, tasks, patients, study.plan)
    if isinstance(study.training.members, Diverse) and study.training.n_members > 1:
        seed = study.plan.seed
        splits = tuple(with_hold_outs(each, labels, tasks, patients, seed) for each in splits)
    preprocessors = tuple(
        fit_preprocessor(table.frame, study.schema.features, split.train, study.training.encoding)
        for split in splits
    )
    layout = OutputLayout.of(tasks)
    return Prepared(
        study=study,
        table=table,
        labels=labels,
        patients=patients,
        strata=label_strata(labels, tasks, patients),
        layout=layout,
        splits=splits,
        preprocessors=preprocessors,
        folds=prepare_folds(table.frame, labels, layout, splits, preprocessors),
        refused=refused,
        findings=tuple(_dropped_columns(preprocessors)),
        device=device,
    )


def _without_refused(study: Study, table: Table) -> tuple[Study, dict[str, str]]:
    sentences = {task.name: refusal(table, task.name, task.kind) for task in study.schema.tasks}
    refused = {name: sentence for name, sentence in sentences.items() if sentence is not None}
    if not refused:
        return study, {}
    kept = tuple(task for task in study.schema.tasks if task.name not in refused)
    if not kept:
        raise SchemaError(
            "No task can be estimated",
            expected="at least one task with enough labels",
            found=" ".join(refused.values()),
            action="choose other tasks or a larger cohort",
        )
    schema = dataclasses.replace(
        study.schema, tasks=kept, excluded=(*study.schema.excluded, *refused)
    )
    grouping = study.grouping.restricted_to(schema.task_names)
    return dataclasses.replace(study, schema=schema, grouping=grouping), refused


def _dropped_columns(preprocessors: tuple[Preprocessor, ...]) -> list[Finding]:
    counts: dict[str, int] = {}
    for preprocessor in preprocessors:
        for name in preprocessor.dropped:
            counts[name] = counts.get(name, 0) + 1
    return [
        Finding(
            code="constant-in-fold",
            severity=Severity.INFO,
            column=name,
            message=f"'{name}' has only one value in the training rows of {n} of "
            f"{len(preprocessors)} folds and was left out there.",
            proposal="exclude the column if it carries no information",
        )
        for name, n in counts.items()
    ]
