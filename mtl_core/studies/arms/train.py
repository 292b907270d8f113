"""Train the arms of a study: both neural arms as stacks, the reference models fold by fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeAlias

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from mtl_core.arrays import FloatArray
from mtl_core.baselines import ReferenceInput, fit_predict, reference_input
from mtl_core.schema import Arm, Task
from mtl_core.studies.arms.predictions import prediction_table
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.training import (
    Check,
    Job,
    TrainedGroup,
    cancelled,
    plan_replicas,
    shared_groups,
    train_stack,
)

Trained: TypeAlias = tuple[TrainedGroup, ...]


def train_groups(
    prepared: PreparedStudy,
    groups: Sequence[tuple[str, ...]],
    on_check: Callable[[Check], None],
    should_stop: Callable[[], bool],
    n_threads: int,
) -> Trained:
    """Train all replicas of some groups as one stack."""
    study = prepared.study
    job = Job(
        replicas=plan_replicas(groups, len(prepared.folds), study.training.n_members),
        folds=prepared.folds,
        layout=prepared.layout,
        design=study.design,
        spec=study.training,
        seed=study.plan.seed,
        device=prepared.device,
    )
    return train_stack(job, on_check=on_check, should_stop=should_stop, n_threads=n_threads)


def train_shared(
    prepared: PreparedStudy,
    on_check: Callable[[Check], None],
    should_stop: Callable[[], bool],
    n_threads: int,
) -> Trained:
    """Train the groups of two tasks or more; nothing when every task stands alone."""
    groups = shared_groups(prepared.study.grouping)
    if not groups:
        return ()
    return train_groups(prepared, groups, on_check, should_stop, n_threads)


def train_single(
    prepared: PreparedStudy,
    on_check: Callable[[Check], None],
    should_stop: Callable[[], bool],
    n_threads: int,
) -> Trained:
    """Train every task alone, whatever the grouping: the single-task arm."""
    groups = [(name,) for name in prepared.study.schema.task_names]
    return train_groups(prepared, groups, on_check, should_stop, n_threads)


def assemble_multi_task(prepared: PreparedStudy, shared: Trained, single: Trained) -> Trained:
    """Complete the shared groups with the tasks that stand alone.

    Those *are* their single-task baselines and were trained once.
    """
    alone = prepared.study.grouping.alone
    return (*shared, *(group for group in single if group.layout.tasks[0].name in alone))


def predict_reference(
    prepared: PreparedStudy,
    arm: Arm,
    n_threads: int,
    on_fraction: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> pd.DataFrame:
    """Fit a reference model per task and split and predict the test rows.

    One fit takes one thread, and ``n_threads`` fits run side by side; ``on_fraction`` is told in
    the caller's thread.
    """
    tasks, seed = prepared.study.schema.tasks, prepared.study.plan.seed
    inputs = [_reference_input(prepared, arm, number) for number in range(len(prepared.splits))]

    def fit(number: int, task: Task) -> FloatArray:
        if should_stop():
            raise cancelled()
        split, labels = prepared.splits[number], prepared.labels[task.name]
        return fit_predict(arm, task, inputs[number], labels, split, seed=seed)

    parts = []
    with threadpool_limits(1), ThreadPoolExecutor(max_workers=n_threads) as pool:
        fits = {
            (number, task.name): pool.submit(fit, number, task)
            for number in range(len(prepared.splits))
            for task in tasks
        }
        try:
            for n_done, done in enumerate(as_completed(fits.values()), start=1):
                done.result()
                on_fraction(n_done / len(fits))
        finally:
            pool.shutdown(cancel_futures=True)
        for number, split in enumerate(prepared.splits):
            outputs = {task.name: fits[number, task.name].result() for task in tasks}
            parts.append(prediction_table(prepared, arm, split, outputs))
    return pd.concat(parts, ignore_index=True)


def _reference_input(prepared: PreparedStudy, arm: Arm, number: int) -> ReferenceInput:
    """Return what a reference model sees of one split."""
    frame, features = prepared.table.frame, prepared.study.schema.features
    encoded = np.asarray(prepared.folds[number].features.numpy())
    return reference_input(arm, frame, features, prepared.splits[number], encoded)
