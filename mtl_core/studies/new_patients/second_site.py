"""A trained ensemble at a second site: how well its risks fit there, and maps that adapt them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.calibration import (
    EVENTS_FOR_SLOPE,
    cross_fit,
    fit_map,
    folds_by_patient,
    rarest_class,
)
from mtl_core.data import Table, labels_of, patient_codes
from mtl_core.errors import StudyError
from mtl_core.evaluation.calibration import recalibrated
from mtl_core.inference import PREDICTING_FILES
from mtl_core.limits import FEWEST_EVENTS
from mtl_core.schema import CohortStamp, RecalibrationGain, Study, Task, TaskKind
from mtl_core.schema.answers import SiteRecalibration, SiteTask
from mtl_core.schema.calibration import CalibrationMethod, FittedMap, FittedMaps
from mtl_core.studies.arms import resamples_of
from mtl_core.studies.new_patients.predict import TaskRisks, predict_new

_SEED = 0


def recalibrate_site(
    study: Study, table: Table, files: Mapping[str, bytes], *, missing_as_unknown: bool = False
) -> SiteRecalibration:
    """Measure a trained ensemble at a second site, and fit maps that adapt its risks to the site.

    Binary tasks get an intercept, and an intercept with a slope; tasks of several classes a
    temperature. Numbers after are cross-fitted in five folds by patient; the maps that are returned
    are fitted on all patients. Patients who were in training must not be in this file.

    Parameters
    ----------
    table
        Patients of the site with labels, read with the study's repairs.
    files
        The run's ``bundle/``.
    missing_as_unknown
        Whether columns that the file lacks count as unknown for everybody.

    Raises
    ------
    StorageError
        When the bundle cannot be read.
    SchemaError
        When features are missing or hold text, or labels have other classes than the study's.
    StudyError
        When it is the file that the networks were trained on, or has no outcome to recalibrate.
    """
    if table.fingerprint == study.cohort.fingerprint:
        raise StudyError(
            "This is the file that the networks were trained on",
            expected="patients of another site, or of another time",
            found="the file of the study",
            action="give another file; what recalibration is worth on the study's own patients is "
            "on the Performance page",
        )
    found = predict_new(study, table, files, missing_as_unknown=missing_as_unknown)
    patient_id = study.schema.patient_id if study.schema.patient_id in table.columns else None
    patients = patient_codes(table.frame, patient_id)
    tasks: dict[str, SiteTask] = {}
    refused: dict[str, str] = {}
    for risks in found.tasks:
        labels, why = _labels(table, risks.task)
        resamples = study.plan.n_resamples
        adapted = None if labels is None else _site_task(risks, labels, patients, resamples)
        if adapted is None:
            refused[risks.task.name] = why or f"No map could be fitted for '{risks.task.name}'."
        else:
            tasks[risks.task.name] = adapted
    if not tasks:
        raise StudyError(
            "No task can be recalibrated with this file",
            expected=f"an outcome of the study with at least {FEWEST_EVENTS} rows of each class",
            found=" ".join(refused.values()),
            action="give a file with outcomes, or more patients",
        )
    return SiteRecalibration(
        model=model_digest(files),
        cohort=CohortStamp(table.n_rows, table.fingerprint, table.name),
        seed=_SEED,
        tasks=tasks,
        refused=refused,
        findings=found.findings,
    )


def model_digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) of the multi-task networks and their maps; other networks have another one."""
    digest = hashlib.sha256()
    for name in PREDICTING_FILES:
        digest.update(name.encode() + b"\0" + files.get(name, b""))
    return digest.hexdigest()


def site_maps(site: SiteRecalibration, files: Mapping[str, bytes]) -> FittedMaps:
    """Return the chosen maps of a second site for the networks of ``files``.

    Raises
    ------
    StudyError
        When the maps were fitted for other networks.
    """
    if site.model != model_digest(files):
        raise StudyError(
            "The recalibration belongs to other networks",
            expected=f"maps for the model {model_digest(files)[:12]}",
            found=f"maps for the model {site.model[:12]}",
            action="run 'recalibrate' with this run's folder",
        )
    return FittedMaps({name: task.maps[task.chosen] for name, task in site.tasks.items()})


def _labels(table: Table, task: Task) -> tuple[FloatArray | None, str]:
    """Return a task's labels as numbers, or why it cannot be recalibrated here."""
    if task.kind is TaskKind.REGRESSION:
        return None, f"'{task.name}' is a quantity, for which no map is offered."
    if task.name not in table.columns:
        return None, f"'{task.name}' is not a column of this file."
    labels = labels_of(table, task)
    known = labels[~np.isnan(labels)].astype(np.int64)
    rarest = int(np.bincount(known, minlength=len(task.classes)).min())
    if rarest < FEWEST_EVENTS:
        return None, (
            f"'{task.name}' has {rarest} rows of its rarest class among {len(known):,} labelled "
            f"ones; at least {FEWEST_EVENTS} are needed."
        )
    return labels, ""


def _site_task(
    risks: TaskRisks, labels: FloatArray, patients: IntArray, n_resamples: int
) -> SiteTask | None:
    """Return what maps change for one task; ``None`` where none can be fitted."""
    kind = risks.task.kind
    rows = np.flatnonzero(~np.isnan(labels))
    of_class = np.eye(len(risks.task.classes))[labels[rows].astype(np.int64)]
    observed = of_class if kind.per_class else of_class[:, 1:]
    known = patients[rows]
    predicted, fold = risks.predicted[rows], folds_by_patient(known, _SEED)
    resamples = resamples_of(known, n_resamples, _SEED)
    options: dict[CalibrationMethod, RecalibrationGain] = {}
    maps: dict[CalibrationMethod, FittedMap] = {}
    events = rarest_class(observed)
    for method in _methods(kind):
        found = fit_map(method, observed, predicted, kind)
        if found is not None:
            after = cross_fit(observed, predicted, fold, kind, method)
            options[method] = recalibrated(
                kind,
                method,
                observed,
                predicted[None],
                after[None],
                np.arange(len(rows)),
                resamples,
            )
            maps[method] = FittedMap(found, len(rows), events)
    if not maps:
        return None
    chosen = list(maps)[-1] if events >= EVENTS_FOR_SLOPE else next(iter(maps))
    return SiteTask(kind, options, maps, chosen)


def _methods(kind: TaskKind) -> tuple[CalibrationMethod, ...]:
    if kind.per_class:
        return (CalibrationMethod.TEMPERATURE,)
    return CalibrationMethod.INTERCEPT, CalibrationMethod.LOGISTIC
