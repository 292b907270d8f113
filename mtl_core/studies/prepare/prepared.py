"""From a study and a table to everything the arms need: labels, splits, encoded folds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data import Preprocessor, Table, check_schema, fit_preprocessor
from mtl_core.data.splits import Split, rows_tested, strata_of_tested, with_hold_outs
from mtl_core.schema import Finding, OutputLayout, Severity, Study
from mtl_core.schema.specs import Diverse
from mtl_core.settings import load_settings
from mtl_core.studies.prepare.plan_findings import plan_findings
from mtl_core.studies.prepare.planning import StudySplits, plan_splits
from mtl_core.training import FoldData, prepare_folds, training_device

Draw: TypeAlias = Callable[[Study, Table], StudySplits]


@dataclass(frozen=True, slots=True, eq=False)
class PreparedStudy:
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


def prepare(study: Study, table: Table, draw: Draw = plan_splits) -> PreparedStudy:
    """Check a study against its cohort, refuse what cannot be estimated, and encode every fold.

    Parameters
    ----------
    draw
        How patients are divided; as the study's plan says, where not told otherwise.

    Raises
    ------
    SchemaError
        When a column is missing, or when no task can be estimated.
    SettingsError
        When the settings ask for a device that is not there.
    """
    device = training_device(load_settings().device)
    check_schema(table, study.schema)
    planned = draw(study, table)
    study, splits, labels, patients = (
        planned.study,
        planned.splits,
        planned.labels,
        planned.patients,
    )
    tasks = study.schema.tasks
    if isinstance(study.training.members, Diverse) and study.training.n_members > 1:
        seed = study.plan.seed
        splits = tuple(with_hold_outs(each, labels, tasks, patients, seed) for each in splits)
    preprocessors = tuple(
        fit_preprocessor(table.frame, study.schema.features, split.train, study.training.encoding)
        for split in splits
    )
    layout = OutputLayout.of(tasks)
    return PreparedStudy(
        study=study,
        table=table,
        labels=labels,
        patients=patients,
        strata=strata_of_tested(labels, tasks, patients, rows_tested(splits, table.n_rows)),
        layout=layout,
        splits=splits,
        preprocessors=preprocessors,
        folds=prepare_folds(table.frame, labels, layout, splits, preprocessors),
        refused=planned.refused,
        findings=(*plan_findings(planned, table), *_dropped_columns(preprocessors)),
        device=device,
    )


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
