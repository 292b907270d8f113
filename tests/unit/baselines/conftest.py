"""A small cohort with planted signals, and the parts of one split."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.data.splits import Split
from mtl_core.schema import ColumnKind, Feature


@pytest.fixture
def split():
    return Split(0, 0, np.arange(200), np.arange(200, 260), np.arange(260, 360))


@pytest.fixture
def encoded():
    return np.random.default_rng(0).normal(size=(360, 8)).astype(np.float32)


@pytest.fixture
def labels(encoded):
    noise = np.random.default_rng(1).normal(size=(3, 360))
    columns = {
        "died": (encoded[:, 0] + noise[0] > 0.5).astype(float),
        "stage": np.digitize(encoded[:, 1] + 0.5 * noise[1], [-0.5, 0.5]).astype(float),
        "stay": 10 + 3 * encoded[:, 2] + noise[2],
    }
    hidden = np.random.default_rng(2).random(360) < 0.2
    return {name: np.where(hidden, np.nan, values) for name, values in columns.items()}


@pytest.fixture
def features():
    numbers = [Feature(f"x{i}", ColumnKind.NUMERIC) for i in range(8)]
    return [*numbers, Feature("unit", ColumnKind.CATEGORICAL)]


@pytest.fixture
def frame(encoded):
    """The same numbers with holes, and a category with a missing, a rare and an unseen level."""
    table = pd.DataFrame(encoded.astype(float), columns=[f"x{i}" for i in range(8)])
    table.loc[::9, "x1"] = np.nan
    units = np.random.default_rng(3).choice(["icu", "ward", "theatre"], 360).astype(object)
    units[:3], units[3], units[300] = "ship", None, "moon"
    return table.assign(unit=units)
