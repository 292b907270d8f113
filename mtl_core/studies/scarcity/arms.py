"""Train the arms on labels that were drawn, and predict the test rows of every draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from mtl_core.arrays import FloatArray
from mtl_core.baselines import fit_predict
from mtl_core.data.splits import Split
from mtl_core.schema import Arm
from mtl_core.studies.arms import predict_rows, prediction_table, train_groups
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.studies.scarcity.hiding import LabelDraw, drawn_split, narrowed, with_hidden
from mtl_core.studies.scarcity.question import ScarcityCase
from mtl_core.training import Check, cancelled

ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC)
"""The two arms that are compared, and the plainest model as a reference."""


def train_arms(
    asked: ScarcityCase,
    on_fraction: Callable[[float], None],
    should_stop: Callable[[], bool],
    n_threads: int,
) -> list[pd.DataFrame]:
    """Train both arms on every draw, all scarce ones as one stack; predict the test rows.

    Returns
    -------
    Lines of the long table of predictions with a column ``share``, the place of the share.
    """
    n_done, tables = 0, []
    for draws in asked.stacks:

        def tell(check: Check, before: int = n_done, n_draws: int = len(draws)) -> None:
            part = n_draws * check.step / check.n_steps
            on_fraction((before + part) / len(asked.learnable))

        tables += _train_stack(asked, draws, tell, should_stop, n_threads)
        n_done += len(draws)
    return tables


def _train_stack(
    asked: ScarcityCase,
    draws: Sequence[LabelDraw],
    on_check: Callable[[Check], None],
    should_stop: Callable[[], bool],
    n_threads: int,
) -> list[pd.DataFrame]:
    name, group = asked.task.name, asked.prepared.study.schema.task_names
    together = with_hidden(asked.prepared, name, draws)
    alone = narrowed(together, [name])
    multi, single = train_groups(together, [group, (name,)], on_check, should_stop, n_threads)
    tables = []
    arms = ((Arm.MULTI_TASK, together, multi), (Arm.SINGLE_TASK, alone, single))
    for arm, prepared, trained in arms:
        for number, draw in enumerate(draws):
            outputs = predict_rows(prepared, [trained], number, prepared.splits[number].test)
            tables.append(_lines(alone, arm, draw, alone.splits[number], outputs[name]))
    return tables


def fit_reference(
    asked: ScarcityCase, on_fraction: Callable[[float], None], should_stop: Callable[[], bool]
) -> list[pd.DataFrame]:
    """Fit a regression on the labels of every draw; predict the test rows."""
    alone, name = narrowed(asked.prepared, [asked.task.name]), asked.task.name
    seed, tables = alone.study.plan.seed, []
    with threadpool_limits(1):
        for number, draw in enumerate(asked.learnable):
            if should_stop():
                raise cancelled()
            split = drawn_split(alone, draw)
            labels = np.where(draw.kept, alone.labels[name], np.nan)
            encoded = np.asarray(alone.folds[draw.split].features.numpy())
            outputs = fit_predict(Arm.LOGISTIC, asked.task, encoded, labels, split, seed=seed)
            tables.append(_lines(alone, Arm.LOGISTIC, draw, split, outputs))
            on_fraction((number + 1) / len(asked.learnable))
    return tables


def _lines(
    alone: PreparedStudy, arm: Arm, draw: LabelDraw, split: Split, outputs: FloatArray
) -> pd.DataFrame:
    (task,) = alone.study.schema.tasks
    return prediction_table(alone, arm, split, {task.name: outputs}).assign(share=draw.share)
