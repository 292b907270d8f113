"""The champion: per task and split the better of both neural arms, as validation patients say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.baselines import validation_loss
from mtl_core.schema import Arm, Task
from mtl_core.studies.arms.held_out import predict_held_out
from mtl_core.studies.arms.shrinking import shrinkage
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.training import TrainedGroup, cancelled

_SMALLEST_RISK = 1e-7
"""Networks predict in single precision, where a risk nearer to 0 is rounding."""


def choose_champion(
    prepared: PreparedStudy,
    multi: Sequence[TrainedGroup],
    single: Sequence[TrainedGroup],
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, tuple[Arm, ...]]:
    """Choose an arm for every task and split by the loss on the split's own validation rows.

    Validation rows of one split are test rows of another, so losses are not pooled over splits:
    each choice looks at its own split alone, and no row that it is scored on has a say in it.

    Parameters
    ----------
    multi, single
        All networks of the two arms.

    Returns
    -------
    By task, one arm per split in the order of ``prepared.splits``. Multi-task where both are
    equally good: so for a task that stands alone, and where no validation label is known.

    Raises
    ------
    RunCancelled
        When ``should_stop()`` turns true; asked before every split.
    """
    chosen: dict[str, list[Arm]] = {name: [] for name in prepared.study.schema.task_names}
    for number in range(len(prepared.splits)):
        if should_stop():
            raise cancelled()
        shared, alone = (validation_losses(prepared, arm, number) for arm in (multi, single))
        for name, arms in chosen.items():
            arms.append(Arm.SINGLE_TASK if alone[name] < shared[name] else Arm.MULTI_TASK)
    return {name: tuple(arms) for name, arms in chosen.items()}


def champion_table(
    prepared: PreparedStudy,
    chosen: Mapping[str, tuple[Arm, ...]],
    multi: pd.DataFrame,
    single: pd.DataFrame,
) -> pd.DataFrame:
    """Put the champion's out-of-fold predictions together from those of the two arms.

    Parameters
    ----------
    chosen
        As from :func:`choose_champion`.
    multi, single
        Predictions of the two arms, line by line for the same rows, tasks, repeats and folds.
    """
    keys = ["task", "repeat", "fold"]
    takes_single = {
        (name, split.repeat, split.fold): arm is Arm.SINGLE_TASK
        for name, arms in chosen.items()
        for split, arm in zip(prepared.splits, arms, strict=True)
    }
    mask = [takes_single[key] for key in multi[keys].itertuples(index=False, name=None)]
    predicted = np.where(mask, single["predicted"], multi["predicted"])
    return multi.assign(arm=str(Arm.CHAMPION), predicted=predicted)


def validation_losses(
    prepared: PreparedStudy, trained: Sequence[TrainedGroup], number: int
) -> dict[str, float]:
    """Mean loss by task of one split's networks on rows that stopped them and taught them nothing.

    Log loss of classes and squared error of quantities; NaN without a validation label. Where
    members of an ensemble hold out rows of their own, each row is predicted by those members alone
    that held it out. Quantities are shrunk as they will be on test rows; for classes the factor
    is 1.
    """
    held = predict_held_out(prepared, trained, number)
    factors = shrinkage(prepared, trained, number)
    losses = {}
    for task in prepared.layout.tasks:
        place, predicted = prepared.layout.index(task.name), held.predicted
        centre, factor = float(prepared.folds[number].centre[place]), float(factors[place])
        own = centre + factor * (predicted[:, prepared.layout.columns(task.name)] - centre)
        losses[task.name] = _mean_loss(task, prepared.labels[task.name][held.rows], own)
    return losses


def _mean_loss(task: Task, labels: FloatArray, predicted: FloatArray) -> float:
    known = ~np.isnan(labels)
    if not known.any():
        return float("nan")
    return validation_loss(task, labels[known], predicted[known], _SMALLEST_RISK)
