"""What networks predict for patients who only stopped them, never taught them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.inference import Ensemble, GroupNetworks
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.training import TrainedGroup, select


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Predictions of one split's held-out rows.

    Attributes
    ----------
    rows
        Rows of the cohort that some member held out, each once, ``(n,)``.
    predicted
        By the members that held the row out, averaged, ``(n, layout.width)``: probabilities, or
        values in the outcome's unit.
    """

    rows: IntArray
    predicted: FloatArray


def predict_held_out(
    prepared: PreparedStudy, trained: Sequence[TrainedGroup], number: int
) -> HeldOut:
    """Predict the rows that members of a split's ensemble held out, each by its own members."""
    fold = prepared.folds[number]
    members = {r.member for group in trained for r in group.replicas if r.split == number}
    rows, predicted = [], []
    for part in sorted({fold.hold_out_of(member) for member in members}):
        own = [member for member in sorted(members) if fold.hold_out_of(member) == part]
        valid = fold.rows_of(own[0]).valid
        rows.append(valid.numpy())
        ensemble = members_of(prepared, trained, [number], own)
        predicted.append(ensemble.predict_encoded(fold.features[valid].unsqueeze(0)))
    return HeldOut(np.concatenate(rows), np.concatenate(predicted))


def members_of(
    prepared: PreparedStudy,
    trained: Sequence[TrainedGroup],
    splits: Sequence[int],
    members: Sequence[int] | None = None,
) -> Ensemble:
    """Gather networks of some splits as they were trained: all members, or those named."""

    def networks(group: TrainedGroup) -> GroupNetworks:
        places = [
            place
            for place, replica in enumerate(group.replicas)
            if replica.split in splits and (members is None or replica.member in members)
        ]
        return GroupNetworks(
            layout=group.layout,
            parameters=select(group.weights, places),
            split_of=torch.tensor([splits.index(group.replicas[i].split) for i in places]),
        )

    return Ensemble(
        layout=prepared.layout,
        design=prepared.study.design,
        n_inputs=prepared.folds[0].features.shape[1],
        groups=tuple(networks(group) for group in trained),
        preprocessors=tuple(prepared.preprocessors[split] for split in splits),
        centre=torch.stack([prepared.folds[split].centre for split in splits]),
        scale=torch.stack([prepared.folds[split].scale for split in splits]),
    )
