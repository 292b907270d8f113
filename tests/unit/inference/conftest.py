"""An ensemble of two splits and five networks, with weights drawn at random."""

import numpy as np
import pandas as pd
import pytest
import torch

from mtl_core.data import fit_preprocessor
from mtl_core.inference import Ensemble, GroupNetworks
from mtl_core.models import build
from mtl_core.schema import ColumnKind, Feature, HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import PiecewiseLinear

FEATURES = [
    Feature("age", ColumnKind.NUMERIC),
    Feature("unit", ColumnKind.CATEGORICAL),
    Feature("grade", ColumnKind.CATEGORICAL),
    Feature("rare", ColumnKind.NUMERIC),
]
TASKS = [
    Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
    Task("died", TaskKind.BINARY, ("no", "yes")),
    Task("stay", TaskKind.REGRESSION),
]


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    age = rng.normal(60, 10, 200)
    age[rng.random(200) < 0.2] = np.nan
    rare = np.zeros(200)
    rare[100:] = rng.integers(0, 5, 100)  # constant in the training rows of split 0
    unit = rng.choice(np.array(["icu", "ward", "ship", None], dtype=object), 200)
    grade = rng.choice([1.0, 2.0, 2.5, np.nan], 200)
    return pd.DataFrame({"age": age, "unit": unit, "grade": grade, "rare": rare})


@pytest.fixture
def ensemble(frame):
    layout, design = OutputLayout.of(TASKS), HardSharing(width=8, depth=2, dropout=0.5)
    preprocessors = tuple(
        fit_preprocessor(frame, FEATURES, rows, PiecewiseLinear())
        for rows in (np.arange(100), np.arange(100, 200))
    )
    n_inputs = max(p.width for p in preprocessors)
    assert len({p.width for p in preprocessors}) == 2
    generator = torch.Generator().manual_seed(0)

    def networks(names, split_of):
        own = layout.restricted_to(names)
        shapes = build(design, n_inputs, own).named_parameters()
        drawn = {
            name: 0.5 * torch.randn(len(split_of), *p.shape, generator=generator)
            for name, p in shapes
        }
        return GroupNetworks(own, drawn, torch.tensor(split_of))

    return Ensemble(
        layout=layout,
        design=design,
        n_inputs=n_inputs,
        groups=(networks(["stay", "stage"], [0, 1]), networks(["died"], [0, 1, 1])),
        preprocessors=preprocessors,
        # Tasks in the order of the layout: died, stay, stage.
        centre=torch.tensor([[0, 8.0, 0], [0, 9.0, 0]]),
        scale=torch.tensor([[1, 2.0, 1], [1, 3.0, 1]]),
    )
