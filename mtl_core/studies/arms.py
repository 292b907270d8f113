"""Train the arms of a study: both neural arms as stacks, the reference models fold by fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import torch

from mtl_core.models import StackedParameters
from mtl_core.schema import Arm
from mtl_core.studies.predictions import prediction_table
from mtl_core.studies.preparation import Prepared
from mtl_core.training import (
    Check,
    Job,
    Replica,
    cancelled,
    plan_replicas,
    select,
    shared_groups,
    train_stack,
)


@dataclass(frozen=True, slots=True)
class TrainedArm:
    """Replicas and their best weights, in the same order."""

    replicas: tuple[Replica, ...]
    weights: StackedParameters


def train_groups(
    prepared: Prepared,
    groups: Sequence[tuple[str, ...]],
    on_check: Callable[[Check], None],
    should_stop: Callable[[], bool],
) -> TrainedArm | None:
    """Train all replicas of some groups as one stack; None when there is no group."""
    if not groups:
        return None
    study = prepared.study
    job = Job(
        replicas=plan_replicas(groups, len(prepared.folds), study.training.n_members),
        folds=prepared.folds,
        layout=prepared.layout,
        design=study.design,
        spec=study.training,
        seed=study.plan.seed,
    )
    return TrainedArm(job.replicas, train_stack(job, on_check=on_check, should_stop=should_stop))


def train_shared(
    prepared: Prepared, on_check: Callable[[Check], None], should_stop: Callable[[], bool]
) -> TrainedArm | None:
    """Train the groups of two tasks or more."""
    groups = shared_groups(prepared.study.grouping)
    return train_groups(prepared, groups, on_check, should_stop)


def train_single(
    prepared: Prepared, on_check: Callable[[Check], None], should_stop: Callable[[], bool]
) -> TrainedArm:
    """Train every task alone, whatever the grouping: the single-task arm."""
    groups = [(name,) for name in prepared.study.schema.task_names]
    arm = train_groups(prepared, groups, on_check, should_stop)
    assert arm is not None  # noqa: S101 - a study has at least one task
    return arm


def assemble_multi_task(
    prepared: Prepared, shared: TrainedArm | None, single: TrainedArm
) -> TrainedArm:
    """Complete the shared groups with the tasks that stand alone.

    Those *are* their single-task baselines and were trained once.
    """
    alone = {group for group in prepared.study.grouping.groups if len(group) == 1}
    places = [i for i, replica in enumerate(single.replicas) if replica.tasks in alone]
    parts = [TrainedArm(tuple(single.replicas[i] for i in places), select(single.weights, places))]
    if shared is not None:
        parts.insert(0, shared)
    return TrainedArm(
        tuple(replica for part in parts for replica in part.replicas),
        {name: torch.cat([part.weights[name] for part in parts]) for name in single.weights},
    )


def predict_reference(
    prepared: Prepared,
    arm: Arm,
    n_threads: int,
    on_fraction: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> pd.DataFrame:
    """Fit a reference model per task and split and predict the test rows."""
    from mtl_core import baselines

    parts = []
    tasks = prepared.study.schema.tasks
    for number, split in enumerate(prepared.splits):
        raw = baselines.boosting_frame(prepared.table.frame, prepared.study.schema.features, split)
        encoded = prepared.folds[number].features.numpy()
        outputs = {}
        for place, task in enumerate(tasks):
            if should_stop():
                raise cancelled()
            labels = prepared.labels[task.name]
            if arm is Arm.BOOSTING:
                outputs[task.name] = baselines.fit_predict_boosting(
                    task, raw, labels, split, seed=prepared.study.plan.seed, n_threads=n_threads
                )
            else:
                outputs[task.name] = baselines.fit_predict_linear(task, encoded, labels, split)
            on_fraction((number + (place + 1) / len(tasks)) / len(prepared.splits))
        parts.append(prediction_table(prepared, arm, split, outputs))
    return pd.concat(parts, ignore_index=True)
