"""Builders of small tables of predictions."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.schema import Task, TaskKind


def binary_lines(task, arm, observed, predicted, *, repeat=0, fold=None, row=None):
    n = len(observed)
    return pd.DataFrame(
        {
            "row": np.arange(n) if row is None else row,
            "task": task,
            "arm": arm,
            "repeat": repeat,
            "fold": np.arange(n) % 5 if fold is None else fold,
            "class": "yes",
            "observed": np.asarray(observed, float),
            "predicted": np.asarray(predicted, float),
        }
    )


@pytest.fixture
def lines():
    """Lines of the table of predictions of a binary task (or, without class, a regression)."""
    return binary_lines


@pytest.fixture
def sick():
    return Task("sick", TaskKind.BINARY, ("no", "yes"))


@pytest.fixture
def cohort():
    """Outcome, a good and a middling risk for 400 patients."""
    rng = np.random.default_rng(7)
    signal = rng.normal(size=400)
    outcome = (rng.random(400) < 1 / (1 + np.exp(1 - 1.5 * signal))).astype(float)
    good = 1 / (1 + np.exp(1 - 1.5 * signal))
    middling = 1 / (1 + np.exp(1 - signal - rng.normal(size=400)))
    return outcome, good, middling
