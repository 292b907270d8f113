"""An answer about one patient in the tables that figures read, and what may be changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from mtl_core.patient.space import PatientSpace
from mtl_core.schema import ExplanationSummary
from mtl_core.schema.answers import PatientAnswer

_LOCKED = re.compile(r"(^|[^a-z])(age|sex|gender|race|ethnicity|birth)([^a-z]|$)", re.IGNORECASE)


def locked_at_first(features: Sequence[str]) -> tuple[str, ...]:
    """Return the features that nobody can change in a patient, by their names: age, sex, ...

    Examples
    --------
    >>> locked_at_first(["age", "sodium", "patient_sex", "dosage", "Age at entry"])
    ('age', 'patient_sex', 'Age at entry')
    """
    return tuple(name for name in features if _LOCKED.search(name))


def outside_range(space: PatientSpace, changes: Mapping[str, str | None]) -> dict[str, str]:
    """Say which changed values no patient of the cohort has, and what the cohort has.

    Returns
    -------
    By feature, the observed range of numbers, or that the category is unknown.
    """
    found = {}
    for name, text in changes.items():
        if text is None:
            continue
        if name in space.numbers:
            known = space.numbers[name]
            if len(known) and not known[0] <= float(text) <= known[-1]:
                found[name] = f"{known[0]:.6g} to {known[-1]:.6g}"
        elif text not in space.levels[name]:
            found[name] = "no such category"
    return found


def answer_table(answer: PatientAnswer, row: int, cells: Mapping[str, str | None]) -> pd.DataFrame:
    """Write an answer in the columns that the figures of an explanation read.

    Parameters
    ----------
    cells
        The patient's value of each feature as text, ``None`` where missing.
    """
    n_features = len(answer.features)
    parts = [
        pd.DataFrame(
            {
                "row": row,
                "task": output.task,
                "class": pd.Series([output.label] * n_features, dtype=object),
                "feature": list(answer.features),
                "value": np.array(output.pushes),
                "feature_value": [cells.get(name) for name in answer.features],
            }
        )
        for output in answer.outputs
    ]
    return pd.concat(parts, ignore_index=True)


def answer_summary(answer: PatientAnswer) -> ExplanationSummary:
    """Say how an answer was made, in the form that the figures of an explanation read."""
    tasks = [output.task for output in answer.outputs]
    return ExplanationSummary(
        method=answer.method,
        n_patients=1,
        n_background=answer.n_background,
        n_evaluations=answer.n_evaluations,
        additivity_gap=answer.additivity_gap,
        baselines={
            o.task if tasks.count(o.task) == 1 else f"{o.task}={o.label}": o.baseline
            for o in answer.outputs
        },
    )
