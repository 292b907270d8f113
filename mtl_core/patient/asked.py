"""An answer about one patient as figures read it, and what may be changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from mtl_core.patient.space import PatientSpace
from mtl_core.schema import Output, named
from mtl_core.schema.answers import PatientAnswer
from mtl_core.schema.explained import Pushes

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


def answer_pushes(
    answer: PatientAnswer, row: int, cells: Mapping[str, str | None]
) -> tuple[Pushes, ...]:
    """Say what pushes each estimate of an answer.

    Parameters
    ----------
    cells
        The patient's value of each feature as text, ``None`` where missing.
    """
    names = named(output.output for output in answer.outputs)
    texts = tuple(cells.get(name) for name in answer.features)
    return tuple(
        Pushes(
            found.output,
            names[found.output],
            row,
            answer.n_background,
            found.baseline,
            answer.features,
            texts,
            np.array(found.pushes),
        )
        for found in answer.outputs
    )


def moves(before: PatientAnswer, after: PatientAnswer) -> dict[Output, float]:
    """Subtract the estimates of an answer from those after a change."""
    pairs = zip(before.outputs, after.outputs, strict=True)
    return {new.output: new.value - old.value for old, new in pairs}
