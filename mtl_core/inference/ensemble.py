"""From rows of cells to predictions, by the trained ensemble of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import Tensor, nn

from mtl_core.data import Preprocessor
from mtl_core.models import StackedParameters, build, forward_stacked
from mtl_core.objectives import activate
from mtl_core.schema import OutputLayout, SharingDesign, TaskKind

FloatArray = npt.NDArray[np.float64]

_ROWS_PER_PASS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Trained networks of several splits and members, and what each predicts.

    Attributes
    ----------
    n_inputs
        Encoded columns of the networks, the widest split's; others are padded with zeros.
    parameters
        Stacked parameters of ``n_networks`` networks.
    preprocessors
        One per split.
    split_of
        Split of each network, ``(n_networks,)``.
    own_tasks
        1 where a network was trained on a task, ``(n_networks, n_tasks)``.
    centre, scale
        Training mean and deviation of regression labels, ``(n_splits, n_tasks)``.
    """

    layout: OutputLayout
    design: SharingDesign
    n_inputs: int
    parameters: StackedParameters
    preprocessors: tuple[Preprocessor, ...]
    split_of: Tensor
    own_tasks: Tensor
    centre: Tensor
    scale: Tensor

    def skeleton(self) -> nn.Module:
        """Return the network whose parameters are stacked."""
        return build(self.design, self.n_inputs, self.layout).to("meta")

    def predict(self, frame: pd.DataFrame) -> FloatArray:
        """Predict all tasks for raw rows.

        Returns
        -------
        Shape ``(n_rows, layout.width)``: probabilities averaged over the task's networks, and
        regression values in original units.
        """
        features = np.zeros((len(self.preprocessors), len(frame), self.n_inputs), np.float32)
        for split, preprocessor in enumerate(self.preprocessors):
            features[split, :, : preprocessor.width] = preprocessor.transform(frame)
        return self.predict_encoded(torch.from_numpy(features))

    @torch.no_grad()
    def predict_encoded(self, features: Tensor) -> FloatArray:
        """Predict from encoded rows of shape ``(n_splits, n_rows, n_inputs)``."""
        skeleton, parts = self.skeleton(), []
        for start in range(0, features.shape[1], _ROWS_PER_PASS):
            rows = features[:, start : start + _ROWS_PER_PASS][self.split_of]
            outputs = forward_stacked(skeleton, self.parameters, rows, training=False)
            parts.append(self._average(activate(outputs, self.layout)))
        return np.concatenate(parts)

    def _average(self, outputs: Tensor) -> FloatArray:
        """Average ``(n_networks, rows, width)`` over each task's networks, in original units."""
        columns = []
        for place, task in enumerate(self.layout.tasks):
            own = torch.nonzero(self.own_tasks[:, place]).squeeze(1)
            block = outputs[own][..., self.layout.columns(task.name)].double()
            if task.kind is TaskKind.REGRESSION:
                split = self.split_of[own]
                centre, scale = self.centre[split, place], self.scale[split, place]
                block = block * scale.view(-1, 1, 1).double() + centre.view(-1, 1, 1).double()
            columns.append(block.mean(dim=0))
        return torch.cat(columns, dim=-1).numpy()
