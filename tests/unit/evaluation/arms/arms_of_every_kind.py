"""A task of every kind, and the table of predictions of two arms for it."""

import numpy as np
import pandas as pd

from mtl_core.schema import Task, TaskKind

LABELS = {
    TaskKind.BINARY: ("no", "yes"),
    TaskKind.MULTICLASS: ("a", "b", "c"),
    TaskKind.ORDINAL: ("low", "mid", "high"),
    TaskKind.REGRESSION: (),
}
TASKS = {kind: Task(kind.value, kind, labels) for kind, labels in LABELS.items()}


def drawn(kind, n=150, seed=0):
    """Observed ``(n, n_outputs)`` and the predictions of a good and of a middling model."""
    rng = np.random.default_rng(seed)
    if kind is TaskKind.REGRESSION:
        truth = 50 + 10 * rng.normal(size=(n, 1))
        return truth, *(truth + noise * rng.normal(size=(n, 1)) for noise in (4, 8))
    if kind is TaskKind.BINARY:
        signal = rng.normal(size=(n, 1))
        truth = (rng.random((n, 1)) < 1 / (1 + np.exp(0.5 - 1.5 * signal))).astype(float)
        noisy = (1.2 * signal + noise * rng.normal(size=(n, 1)) for noise in (0.3, 1.2))
        return truth, *(1 / (1 + np.exp(0.5 - score)) for score in noisy)
    truth = np.eye(3)[rng.choice(3, n, p=[0.45, 0.3, 0.25])]
    shares = (rng.dirichlet([2, 2, 2], n) + pull * truth for pull in (0.5, 0.15))
    return truth, *(share / share.sum(axis=1, keepdims=True) for share in shares)


def lines(kind, arm, observed, predicted, *, repeat=0):
    """Lines of the table of predictions; both arrays ``(n, n_outputs)``."""
    n, width = observed.shape
    classes = LABELS[kind][-width:] or (None,)
    return pd.DataFrame(
        {
            "row": np.repeat(np.arange(n), width),
            "task": kind.value,
            "arm": arm,
            "repeat": repeat,
            "fold": np.repeat(np.arange(n) % 5, width),
            "class": list(classes) * n,
            "observed": observed.ravel().astype(float),
            "predicted": predicted.ravel().astype(float),
        }
    )


def both(kind, observed, multi, single):
    """Lines of both arms."""
    return pd.concat(
        [lines(kind, "multi_task", observed, multi), lines(kind, "single_task", observed, single)]
    )
