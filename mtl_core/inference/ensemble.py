"""From rows of cells to predictions, by the trained ensemble of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from mtl_core.arrays import FloatArray
from mtl_core.data import Preprocessor
from mtl_core.models import StackedParameters, build, forward_stacked
from mtl_core.objectives import activate
from mtl_core.schema import OutputLayout, SharingDesign, TaskKind

_ROWS_PER_PASS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class GroupNetworks:
    """Trained networks of one group of tasks.

    Attributes
    ----------
    layout
        The group's own tasks.
    parameters
        Stacked parameters of ``n_networks`` networks.
    split_of
        Split of each network, ``(n_networks,)``.
    """

    layout: OutputLayout
    parameters: StackedParameters
    split_of: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Trained networks of all groups over several splits and members.

    Attributes
    ----------
    layout
        All tasks; the columns of a prediction.
    n_inputs
        Encoded columns of the networks, the widest split's; others are padded with zeros.
    groups
        Networks by group of tasks; every task is in one group.
    preprocessors
        One per split.
    centre, scale
        Training mean and deviation of regression labels, ``(n_splits, n_tasks)``.
    """

    layout: OutputLayout
    design: SharingDesign
    n_inputs: int
    groups: tuple[GroupNetworks, ...]
    preprocessors: tuple[Preprocessor, ...]
    centre: Tensor
    scale: Tensor

    def predict(self, frame: pd.DataFrame) -> FloatArray:
        """Predict all tasks for raw rows.

        Returns
        -------
        Shape ``(n_rows, layout.width)``: probabilities averaged over the task's networks, and
        regression values in original units.
        """
        return self.predict_encoded(self.encode(frame))

    def encode(self, frame: pd.DataFrame) -> Tensor:
        """Encode raw rows by every preprocessor, ``(n_splits, n_rows, n_inputs)``."""
        features = np.zeros((len(self.preprocessors), len(frame), self.n_inputs), np.float32)
        for split, preprocessor in enumerate(self.preprocessors):
            features[split, :, : preprocessor.width] = preprocessor.transform(frame)
        return torch.from_numpy(features)

    @torch.no_grad()
    def predict_each(self, frame: pd.DataFrame) -> dict[str, FloatArray]:
        """Predict raw rows with every network by itself, by task.

        Returns
        -------
        Each ``(n_networks, n_rows, n_outputs)``, as in :meth:`predict` without the mean.
        """
        features = self.encode(frame)
        n_threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            parts = [self._blocks(g, self._outputs(g, features)) for g in self.groups]
        finally:
            torch.set_num_threads(n_threads)
        return {name: block.double().numpy() for part in parts for name, block in part.items()}

    @torch.no_grad()
    def predict_encoded(self, features: Tensor) -> FloatArray:
        """Predict from encoded rows of shape ``(n_splits, n_rows, n_inputs)``.

        By one thread: products that several threads share differ in the last bit.
        """
        n_threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return self._predict_encoded(features)
        finally:
            torch.set_num_threads(n_threads)

    def _predict_encoded(self, features: Tensor) -> FloatArray:
        predicted = np.empty((features.shape[1], self.layout.width))
        for group in self.groups:
            for start in range(0, features.shape[1], _ROWS_PER_PASS):
                rows = slice(start, start + _ROWS_PER_PASS)
                outputs = self._outputs(group, features[:, rows])
                for name, block in self.average(group, outputs).items():
                    predicted[rows, self.layout.columns(name)] = block
        return predicted

    def _outputs(self, group: GroupNetworks, features: Tensor) -> Tensor:
        """Run encoded rows through a group's networks, ``(n_networks, rows, width)``."""
        with torch.device("meta"):
            skeleton = build(self.design, self.n_inputs, group.layout)
        encoded = features[group.split_of]
        return forward_stacked(skeleton, group.parameters, encoded, training=False)

    def average(self, group: GroupNetworks, outputs: Tensor) -> dict[str, FloatArray]:
        """Average outputs ``(n_networks, rows, width)`` of a group's networks, by task.

        Probabilities, and regression values in original units, each ``(rows, n_outputs)``.
        """
        activated = activate(outputs, group.layout)
        mean = activated.mean(dim=0, dtype=torch.float64)
        for task in group.layout.of_kind(TaskKind.REGRESSION):
            own = group.layout.columns(task.name)
            mean[:, own] = self._in_units(group, task.name, activated[..., own]).mean(dim=0)
        return {
            task.name: mean[:, group.layout.columns(task.name)].numpy()
            for task in group.layout.tasks
        }

    def _blocks(self, group: GroupNetworks, outputs: Tensor) -> dict[str, Tensor]:
        """Probabilities, and values in original units in double precision, of every network."""
        activated = activate(outputs, group.layout)
        blocks = {}
        for task in group.layout.tasks:
            block = activated[..., group.layout.columns(task.name)]
            if task.kind is TaskKind.REGRESSION:
                block = self._in_units(group, task.name, block)
            blocks[task.name] = block
        return blocks

    def _in_units(self, group: GroupNetworks, name: str, standardised: Tensor) -> Tensor:
        """Turn standardised values ``(n_networks, ...)`` of a task into its own units."""
        place = self.layout.index(name)
        centre, scale = (
            fitted[group.split_of, place].double().view(-1, 1, 1)
            for fitted in (self.centre, self.scale)
        )
        return standardised.double() * scale + centre
