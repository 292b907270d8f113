"""Folds with missing labels of every kind of task, and jobs that train any design on them."""

import pytest
import torch

from mtl_core.models import build, forward_stacked
from mtl_core.schema import OutputLayout, Task, TaskKind, TrainingSpec
from mtl_core.schema.specs import AdamW
from mtl_core.training import FoldData, Job, Replica, select, train_stack
from mtl_core.training.seeding import seeded

ADAMW = {"learning_rate", "weight_decay"}
N_ROWS, N_INPUTS = 120, 5
TASKS = (
    Task("died", TaskKind.BINARY, ("no", "yes")),
    Task("sepsis", TaskKind.BINARY, ("no", "yes")),
    Task("stay", TaskKind.REGRESSION),
    Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
    Task("grade", TaskKind.ORDINAL, ("low", "middle", "high")),
)
EVERY = tuple(task.name for task in TASKS)
ALL = EVERY[:4]


def make_fold(seed, names=ALL):
    """Draw a fold: rows 0 to 79 train, 80 to 99 validate; a fifth of the labels is unknown."""
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(N_ROWS, N_INPUTS, generator=generator)
    score = features[:, :4] + 0.5 * torch.randn(N_ROWS, 4, generator=generator)
    cuts = torch.tensor([-0.5, 0.5])
    drawn = [torch.rand(N_ROWS, n, generator=generator) < 0.8 for n in (4, 1)]
    drawn = torch.cat(drawn, dim=1).float()
    grade = features[:, 4] + 0.5 * torch.randn(N_ROWS, generator=generator)
    by_name = {
        "died": (score[:, 0] > 0).float(),
        "sepsis": (score[:, 0] + score[:, 1] > 0.5).float(),
        "stay": score[:, 2],
        "stage": torch.bucketize(score[:, 3].contiguous(), cuts).float(),
        "grade": torch.bucketize(grade, cuts).float(),
    }
    known = torch.stack([drawn[:, EVERY.index(name)] for name in names], dim=1)
    return FoldData(
        features=features,
        labels=torch.stack([by_name[name] for name in names], dim=1) * known,
        known=known,
        base_loss=torch.ones(5),
        train=torch.arange(80),
        valid=torch.arange(80, 100),
        test=torch.arange(100, N_ROWS),
        centre=torch.zeros(5),
        scale=torch.ones(5),
        seed_key=(0, seed),
    )


@pytest.fixture(autouse=True)
def first_weights():
    """Draw the first weights of networks that a test builds by itself from a seed of its own."""
    with seeded(0):
        yield


@pytest.fixture
def make_job():
    """Make a job of some groups on one fold; ``names`` orders the tasks."""

    def make(design, groups=(ALL,), *, names=ALL, folds=None, **options):
        moves = {"learning_rate": 0.02} | {name: options.pop(name) for name in ADAMW & set(options)}
        spec = {"n_steps": 24, "batch_size": 16, "optimiser": AdamW(**moves), "patience": 1000}
        by_name = {task.name: task for task in TASKS}
        layout = OutputLayout.of([by_name[name] for name in names])
        return Job(
            replicas=tuple(Replica(tuple(group), 0, 0) for group in groups),
            folds=folds or [make_fold(0, [task.name for task in layout.tasks])],
            layout=layout,
            design=design,
            spec=TrainingSpec(**spec | options),
            seed=0,
        )

    return make


@pytest.fixture
def train():
    """Train a job and return the weights of every group's network."""

    def run(job, **options):
        return {
            replica.tasks: select(group.weights, [place])
            for group in train_stack(job, **options)
            for place, replica in enumerate(group.replicas)
        }

    return run


@pytest.fixture
def predict():
    """Outputs by task of a group's trained network for all rows of the fold."""

    def run(job, tasks, weights):
        layout = job.layout.restricted_to(tasks)
        with torch.device("meta"):
            skeleton = build(job.design, N_INPUTS, layout)
        rows = job.folds[0].features.unsqueeze(0)
        outputs = forward_stacked(skeleton, weights, rows, training=False)[0]
        return {task.name: outputs[:, layout.columns(task.name)] for task in layout.tasks}

    return run


@pytest.fixture
def outcome(train, predict):
    """Train a job and predict with it: outputs of every task that a group holds."""

    def run(job, **options):
        found = {}
        for tasks, weights in train(job, **options).items():
            found |= predict(job, tasks, weights)
        return found

    return run
