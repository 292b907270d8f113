"""Hostile predictions of every kind of task: real cohorts and poor models have them all."""

import numpy as np

from mtl_core.schema import TaskKind

N = 60


def labels(kind, n=N, events=None):
    """Observed values or classes, ``(n, n_outputs)``; ``events`` rows of the last class."""
    if kind is TaskKind.REGRESSION:
        return 10.0 * np.arange(n)[:, None] / max(n - 1, 1)
    width = 2 if kind is TaskKind.BINARY else 3
    place = np.arange(n) % width
    if events is not None:
        place = np.where(np.arange(n) < events, width - 1, np.arange(n) % (width - 1))
    return np.eye(width)[place][:, 1:] if kind is TaskKind.BINARY else np.eye(width)[place]


def _noise(kind, observed):
    rng = np.random.default_rng(1)
    if kind is TaskKind.REGRESSION:
        return observed + rng.normal(size=observed.shape)
    if kind is TaskKind.BINARY:
        return rng.uniform(0.05, 0.95, observed.shape)
    return rng.dirichlet(np.ones(observed.shape[1]), len(observed))


def _one_value(kind, observed):
    if kind is TaskKind.REGRESSION:
        return np.full_like(observed, 0.1)
    return np.full_like(observed, 1 / max(observed.shape[1], 2))


def _wrong(kind, observed):
    if kind is TaskKind.REGRESSION:
        return -observed
    return 1 - observed if kind is TaskKind.BINARY else np.roll(observed, 1, axis=1)


def _half_tied(kind, observed):
    """Every second row has one and the same prediction."""
    tied = _noise(kind, observed)
    tied[::2] = tied[0]
    return tied


def _one_missing(kind, observed):
    missing = _noise(kind, observed)
    missing[3 % len(missing)] = np.nan
    return missing


def _huge(kind, observed):
    """Predictions that are far away (a number), or certain for one class (a risk of 0 and 1)."""
    if kind is TaskKind.REGRESSION:
        return observed + 1e12
    return np.where(np.arange(len(observed))[:, None] % 3 == 0, observed, _wrong(kind, observed))


PREDICTIONS = {
    "constant": _one_value,
    "perfect": lambda _, observed: observed.copy(),
    "always wrong": _wrong,
    "half tied": _half_tied,
    "missing": _one_missing,
    "extreme": _huge,
}
"""What a model may say, by name: a function of the kind of task and of the observed values."""


def observations(kind):
    """What may be observed, by name."""
    one_class = np.zeros_like(labels(kind))
    one_class[:, 0] = 1.0
    return {
        "all classes": labels(kind),
        "one event": labels(kind, events=1),
        "ten events": labels(kind, events=10),
        "one class": one_class,
        "no event": one_class * (kind is not TaskKind.BINARY),
        "one row": labels(kind, n=1),
        "two rows": labels(kind, n=2),
    }


CASES = [
    (kind, seen, said) for kind in TaskKind for seen in observations(kind) for said in PREDICTIONS
]
"""Kind, name of what is observed, name of what is predicted."""


def case(kind, seen, said):
    """Observed and predicted, ``(n, n_outputs)``."""
    observed = observations(kind)[seen]
    return observed, PREDICTIONS[said](kind, observed)
