"""Train the arms on labels that were drawn, and predict the test rows of every draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from mtl_core.baselines import fit_predict
from mtl_core.schema import Arm
from mtl_core.studies.arms import train_groups
from mtl_core.studies.hiding import narrowed
from mtl_core.studies.predictions import predict_rows, prediction_table
from mtl_core.studies.preparation import Prepared
from mtl_core.studies.scarce_question import Asked
from mtl_core.training import cancelled

FloatArray = npt.NDArray[np.float64]

ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC)
"""The two arms that are compared, and the plainest model as a reference."""


def train_arms(
    asked: Asked,
    on_fraction: Callable[[float], None],
    should_stop: Callable[[], bool],
    n_threads: int,
) -> list[pd.DataFrame]:
    """Train both arms on every draw as one stack; predict the test rows.

    Returns
    -------
    Lines of the long table of predictions with a column ``share``, the place of the share.
    """
    if not asked.learnable:
        return []
    name, group = asked.task.name, asked.prepared.study.schema.task_names
    multi, single = train_groups(
        asked.hidden,
        [group, (name,)],
        lambda check: on_fraction(check.step / check.n_steps),
        should_stop,
        n_threads,
    )
    alone = narrowed(asked.hidden, [name])
    arms = ((Arm.MULTI_TASK, asked.hidden, multi), (Arm.SINGLE_TASK, alone, single))
    tables = []
    for arm, prepared, trained in arms:
        for number, split in enumerate(alone.splits):
            outputs = predict_rows(prepared, [trained], number, split.test)
            tables.append(_lines(asked, alone, arm, number, outputs[name]))
    return tables


def fit_reference(
    asked: Asked, on_fraction: Callable[[float], None], should_stop: Callable[[], bool]
) -> list[pd.DataFrame]:
    """Fit a regression on the labels of every draw; predict the test rows."""
    alone, name = narrowed(asked.hidden, [asked.task.name]), asked.task.name
    seed, tables = asked.prepared.study.plan.seed, []
    with threadpool_limits(1):
        for number, (draw, split) in enumerate(zip(asked.learnable, alone.splits, strict=True)):
            if should_stop():
                raise cancelled()
            labels = np.where(draw.kept, alone.labels[name], np.nan)
            encoded = np.asarray(alone.folds[number].features.numpy())
            outputs = fit_predict(Arm.LOGISTIC, asked.task, encoded, labels, split, seed=seed)
            tables.append(_lines(asked, alone, Arm.LOGISTIC, number, outputs))
            on_fraction((number + 1) / len(asked.learnable))
    return tables


def _lines(
    asked: Asked, alone: Prepared, arm: Arm, number: int, outputs: FloatArray
) -> pd.DataFrame:
    table = prediction_table(alone, arm, alone.splits[number], {asked.task.name: outputs})
    return table.assign(share=asked.learnable[number].share)
