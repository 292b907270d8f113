"""Task relation learning (Zhang & Yeung 2010): a learned covariance of the tasks' last layer."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from mtl_core.models.batched import linear
from mtl_core.models.encoders import MultilayerPerceptron
from mtl_core.models.level import SharedLevel
from mtl_core.models.network import Lifted, Network
from mtl_core.models.proportional_odds import score_parameters
from mtl_core.models.skip import SkipPath, skip_batched, skip_weights
from mtl_core.schema import OutputLayout
from mtl_core.schema.specs import TaskRelation

RIDGE = 1e-6
"""Added to the variance in every direction, so that the covariance can be inverted."""


class TaskRelationNetwork(Network):
    """One encoder; the weights of the last layer are drawn to a covariance that is learned.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``. The last layer is heads
    and skip path together; both start at zero.
    """

    def __init__(self, design: TaskRelation, n_inputs: int, layout: OutputLayout) -> None:
        super().__init__()
        self.strength = design.strength
        self.encoder = MultilayerPerceptron(
            n_inputs, width=design.width, depth=design.depth, dropout=design.dropout
        )
        self.level = SharedLevel(design.width)
        self.heads = nn.Linear(design.width, layout.width)
        self.skip = SkipPath(n_inputs, layout.width)
        for parameter in (self.heads.weight, self.heads.bias):
            nn.init.zeros_(parameter)

    @property
    def batched(self) -> bool:
        """True: there is a batched pass."""
        return True

    def forward_batched(self, parameters: Mapping[str, Tensor], features: Tensor) -> Tensor:
        """Predict with many networks at once."""
        hidden = self.encoder.forward_batched(parameters, features, "encoder.")
        heads = linear(self.level(hidden), parameters["heads.weight"], parameters["heads.bias"])
        return heads + skip_batched(parameters, features)

    def lift(self, features: Tensor) -> Lifted:
        """Apply the encoder's first layer and the skip path."""
        return self.encoder.lift(features), self.skip(features)

    def finish(self, lifted: Lifted) -> Tensor:
        """Encode further, apply the heads and add what came by the skip path."""
        first, skipped = lifted
        outputs: Tensor = self.heads(self.level(self.encoder.finish(first))) + skipped
        return outputs

    def penalty(self, parameters: Mapping[str, Tensor]) -> Tensor | None:
        """Return ``strength * tr(W Omega^-1 W^T)`` with the best ``Omega`` for the present ``W``.

        ``Omega`` is computed anew in every step and held fixed while ``W`` takes its step: the
        alternation of the source, one step each.
        """
        if self.strength == 0:
            return None
        products = _products(parameters)
        with torch.no_grad():
            deviations, directions = _deviations(products)
            total = deviations.sum(dim=-1, keepdim=True)
            inverse = (directions * (total / deviations).unsqueeze(1)) @ directions.mT
        added: Tensor = self.strength * (products * inverse).sum(dim=(1, 2))
        return added


def output_covariance(parameters: Mapping[str, Tensor]) -> Tensor:
    """Return ``Omega = (W^T W)^(1/2) / tr(...)`` of stacked networks of this design.

    Returns
    -------
    Covariances of output columns, of trace 1, ``(n_networks, width, width)`` with the width of
    ``layout.of_scores``.
    """
    deviations, directions = _deviations(_products(score_parameters(parameters)).detach())
    shares = deviations / deviations.sum(dim=-1, keepdim=True)
    covariance: Tensor = (directions * shares.unsqueeze(1)) @ directions.mT
    return covariance


def task_relation(parameters: Mapping[str, Tensor], layout: OutputLayout) -> Tensor:
    """Return how the tasks of one group are related, as networks of this design learned it.

    Parameters
    ----------
    parameters
        Stacked parameters by the module's own names, of ``n_networks`` networks.

    Returns
    -------
    Shape ``(n_networks, n_tasks, n_tasks)`` in the order of the layout, symmetric, 1 on the
    diagonal. Between tasks of one output each it is a correlation: 1 same weights up to scale, -1
    opposite weights, 0 unrelated; an ordinal task has one, its score. A multiclass task has one
    output per class, whose signs mean nothing together: there it is the size of the covariance
    block over the geometric mean of the two own blocks, 0 to 1 (0 unrelated).
    """
    covariance = output_covariance(parameters)
    scores = layout.of_scores
    blocks = [scores.columns(task.name) for task in scores.tasks]
    rows = []
    for one in blocks:
        cells = [covariance[:, one, other] for other in blocks]
        signed = [
            cell[:, 0, 0] if cell[0].numel() == 1 else cell.flatten(1).norm(dim=1) for cell in cells
        ]
        rows.append(torch.stack(signed, dim=-1))
    sizes = torch.stack(rows, dim=-2)
    own = sizes.diagonal(dim1=1, dim2=2).sqrt()
    relation: Tensor = sizes / own.unsqueeze(1) / own.unsqueeze(2)
    return relation


def _products(parameters: Mapping[str, Tensor]) -> Tensor:
    """Scalar products of the last layer's weights, ``(n_networks, n_outputs, n_outputs)``."""
    last = torch.cat([parameters["heads.weight"], skip_weights(parameters)], dim=-1)
    return last @ last.mT


def _deviations(products: Tensor) -> tuple[Tensor, Tensor]:
    """Square roots of the eigenvalues of ``products + RIDGE``, and the eigenvectors."""
    # a network that has diverged must not end the training of the others
    variances, directions = torch.linalg.eigh(products.nan_to_num(0.0, 0.0, 0.0))
    return (variances.clamp(min=0) + RIDGE).sqrt(), directions
