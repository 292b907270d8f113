"""Folds of tensors with a planted signal, small enough to train in a moment."""

import pytest
import torch

from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind, TrainingSpec
from mtl_core.schema.specs import AdamW
from mtl_core.training import FoldData, Job

ADAMW = {"learning_rate", "weight_decay"}
N_ROWS, N_INPUTS = 160, 5
TASKS = (
    Task("died", TaskKind.BINARY, ("no", "yes")),
    Task("stay", TaskKind.REGRESSION),
    Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
)


@pytest.fixture
def layout():
    return OutputLayout.of(TASKS)


@pytest.fixture
def make_fold():
    """Draw a fold: rows 0 to 99 train, 100 to 129 validate, the rest test."""

    def make(seed, **replaced):
        generator = torch.Generator().manual_seed(seed)
        features = torch.randn(N_ROWS, N_INPUTS, generator=generator)
        noise = torch.randn(N_ROWS, 3, generator=generator)
        score = features[:, :3] + 0.5 * noise
        labels = torch.stack(
            [
                (score[:, 0] > 0).float(),
                score[:, 1],
                torch.bucketize(score[:, 2].contiguous(), torch.tensor([-0.5, 0.5])).float(),
            ],
            dim=1,
        )
        known = (torch.rand(N_ROWS, 3, generator=generator) < 0.8).float()
        values = {
            "features": features,
            "labels": labels * known,
            "known": known,
            "base_loss": torch.tensor([0.69, 0.6, 1.1]),
            "train": torch.arange(100),
            "valid": torch.arange(100, 130),
            "test": torch.arange(130, N_ROWS),
            "centre": torch.zeros(3),
            "scale": torch.ones(3),
            "seed_key": (0, seed),
        }
        return FoldData(**values | replaced)

    return make


@pytest.fixture
def make_job(layout, make_fold):
    def make(replicas, *, folds=None, dropout=0.0, seed=0, **options):
        moves = {"learning_rate": 0.02} | {name: options.pop(name) for name in ADAMW & set(options)}
        spec = {"n_steps": 48, "batch_size": 16, "optimiser": AdamW(**moves), "patience": 1000}
        return Job(
            replicas=tuple(replicas),
            folds=folds or [make_fold(0), make_fold(1)],
            layout=layout,
            design=HardSharing(width=8, depth=2, dropout=dropout),
            spec=TrainingSpec(**spec | options),
            seed=seed,
        )

    return make
