"""Simulated risks whose calibration is known."""

import numpy as np
import pytest


def expit(x):
    return 1 / (1 + np.exp(-x))


@pytest.fixture
def simulate():
    """Draw risks and outcomes; the truth is ``expit(intercept + slope * logit(risk))``."""

    def draw(n, intercept=0.0, slope=1.0, mean=-1.0, seed=0):
        rng = np.random.default_rng(seed)
        x = rng.normal(mean, 1.2, n)
        outcome = (rng.random(n) < expit(intercept + slope * x)).astype(float)
        return outcome[:, None], expit(x)[:, None]

    return draw
