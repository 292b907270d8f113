"""New patients by a trained ensemble: recalibrated risks, and how far its networks disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.calibration import apply_map
from mtl_core.data import Table
from mtl_core.inference import (
    Ensemble,
    new_row_findings,
    read_bundle,
    read_calibration,
    with_all_features,
)
from mtl_core.schema import Finding, Study, Task
from mtl_core.schema.calibration import CalibrationMap, FittedMaps

COLUMNS = ("row", "task", "class", "predicted", "low", "high", "calibrated")
"""Columns of the table of predictions, a line per row, task and class."""

_PERCENTILES = (5.0, 95.0)
_ROWS_AT_A_TIME = 2048


@dataclass(frozen=True, slots=True, eq=False)
class TaskRisks:
    """What an ensemble says about one task.

    Attributes
    ----------
    predicted, low, high
        Mean over the networks, and their 5th and 95th percentile, ``(n_rows, task.n_outputs)``.
    calibrated
        Whose maps the numbers have passed: ``no``, ``run``, ``site`` or ``run+site``.
    """

    task: Task
    predicted: FloatArray
    low: FloatArray
    high: FloatArray
    calibrated: str


@dataclass(frozen=True, slots=True, eq=False)
class NewPredictions:
    """Predictions of all tasks, and where the new patients differ from those of training."""

    tasks: tuple[TaskRisks, ...]
    findings: tuple[Finding, ...]


def predict_new(
    study: Study,
    table: Table,
    files: Mapping[str, bytes],
    *,
    site_maps: FittedMaps | None = None,
    missing_as_unknown: bool = False,
) -> NewPredictions:
    """Predict every task for patients that no network has seen.

    Risks are the mean over all networks, mapped by the run's own recalibration and then by that of
    a second site. Low and high are percentiles over the networks, each mapped in the same way: they
    say how far the networks disagree, not how sure the risk is.

    Parameters
    ----------
    table
        New patients, read with the study's repairs. Outcomes are not looked at.
    files
        The run's ``bundle/``.
    site_maps
        Maps by task that were fitted at a second site.
    missing_as_unknown
        Whether columns that the file lacks count as unknown for everybody.

    Raises
    ------
    StorageError
        When the bundle cannot be read.
    SchemaError
        When columns are missing, or hold text in place of numbers.
    """
    ensemble, own = read_bundle(files), read_calibration(files)
    features = study.schema.features
    frame, findings = with_all_features(table, features, as_unknown=missing_as_unknown)
    findings += new_row_findings(frame, ensemble.preprocessors)
    chains = {task.name: _chain(task.name, own, site_maps) for task in ensemble.layout.tasks}
    blocks = [
        _predict(ensemble, frame.iloc[start : start + _ROWS_AT_A_TIME], chains)
        for start in range(0, len(frame), _ROWS_AT_A_TIME)
    ]
    risks = []
    for task in study.schema.tasks:
        if task.name in chains:
            parts = np.concatenate([block[task.name] for block in blocks], axis=1)
            whose = "+".join(chains[task.name]) or "no"
            risks.append(TaskRisks(task, parts[0], parts[1], parts[2], whose))
    return NewPredictions(tuple(risks), findings)


def prediction_lines(found: NewPredictions, rows: IntArray) -> pd.DataFrame:
    """Write predictions as a long table with the columns of :data:`COLUMNS`.

    Parameters
    ----------
    rows
        0-based row of the file of every patient, ``(n_rows,)``.
    """
    parts = []
    for risks in found.tasks:
        names = list(risks.task.output_classes)
        parts.append(
            pd.DataFrame(
                {
                    "row": np.repeat(rows, len(names)),
                    "task": risks.task.name,
                    "class": names * len(rows),
                    "predicted": risks.predicted.reshape(-1),
                    "low": risks.low.reshape(-1),
                    "high": risks.high.reshape(-1),
                    "calibrated": risks.calibrated,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _chain(name: str, own: FittedMaps, site: FittedMaps | None) -> dict[str, CalibrationMap]:
    """Return the maps that the risks of a task pass, by whose they are."""
    found = {"run": own, "site": site or FittedMaps()}
    return {whose: maps.tasks[name].map for whose, maps in found.items() if name in maps.tasks}


def _predict(
    ensemble: Ensemble, frame: pd.DataFrame, chains: Mapping[str, dict[str, CalibrationMap]]
) -> dict[str, FloatArray]:
    """Mean and percentiles over the networks by task, ``(3, n_rows, n_outputs)``."""
    found = {}
    for name, each in ensemble.predict_each(frame).items():
        kind = next(task.kind for task in ensemble.layout.tasks if task.name == name)
        together = np.concatenate([each.mean(axis=0)[None], each])
        for map_ in chains[name].values():
            together = np.stack([apply_map(map_, one, kind) for one in together])
        low, high = np.percentile(together[1:], _PERCENTILES, axis=0)
        found[name] = np.stack([together[0], low, high])
    return found
