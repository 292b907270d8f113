"""Mean predictions of an ensemble for coalitions of columns, without encoding any coalition."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mtl_core.inference.coded import CodedPredictor, FloatArray, IntArray
from mtl_core.inference.ensemble import Ensemble, GroupNetworks
from mtl_core.inference.lifting import Columns, LiftedBackground, lift_background
from mtl_core.models import Network, build

BYTES_PER_PASS = 2 << 20
"""Lifted features of one network held at one time: what a processor's cache takes."""
TABLE_BYTES = 128 << 20
"""Contributions of background rows kept between patients."""


class NetworkGame:
    """The game of columns that an explanation plays with an ensemble.

    What a network does first is linear in its inputs, so the lifted features of a patient whose
    columns come partly from a background row are a sum over columns. They are kept by column, and
    all coalitions of a patient cost one matrix product per network in place of an encoding and a
    first layer each. Values agree with predictions of the mixed rows to single precision.

    Parameters
    ----------
    predictor
        The ensemble as a function of codes.
    background
        Codes of the background rows, shape ``(b, M)``.
    transform
        What to do with averaged predictions ``(n, layout.width)`` before their mean over the
        background, row by row.
    """

    def __init__(
        self,
        predictor: CodedPredictor,
        background: IntArray,
        transform: Callable[[FloatArray], FloatArray] = lambda predicted: predicted,
    ) -> None:
        self._predictor = predictor
        self._background = background
        self._transform = transform
        self._groups = self._lift_groups()
        self._width = max(w.shape[1] for _, ours in self._groups for w in ours[0].weights)
        self.n_background: int = len(background)
        self.n_players: int = background.shape[1]

    def predict(self, codes: IntArray) -> FloatArray:
        """Predict rows as they are, on the ordinary path, shape ``(n, n_outputs)``."""
        return self._transform(self._predictor(codes))

    def baselines(self) -> FloatArray:
        """Mean prediction of the background rows, shape ``(n_outputs,)``."""
        return np.asarray(self.predict(self._background).mean(axis=0))

    def idle(self, patient: IntArray) -> npt.NDArray[np.bool_]:
        """Columns whose cell the patient ``(M,)`` shares with every background row."""
        return np.asarray((self._background == patient).all(axis=0))

    @torch.no_grad()
    def worths(self, patient: IntArray, coalitions: npt.NDArray[np.bool_]) -> FloatArray:
        """Mean output over the background for each coalition.

        Parameters
        ----------
        patient
            Codes, shape ``(M,)``.
        coalitions
            Which columns come from the patient, shape ``(n_steps, M)``.

        Returns
        -------
        Shape ``(n_steps, n_outputs)``.
        """
        encoded = self._predictor.encode(patient[None])[:, 0]
        joined = torch.from_numpy(coalitions).float()
        n_rows = rows_per_pass(max(coalitions.shape), self._width)
        total: FloatArray | float = 0.0
        for start in range(0, self.n_background, n_rows):
            rows = slice(start, min(start + n_rows, self.n_background))
            outputs = self._transform(self._averages(encoded, joined, rows))
            total = total + outputs.reshape(len(coalitions), -1, outputs.shape[1]).sum(axis=1)
        return np.asarray(total / self.n_background)

    def _averages(self, encoded: Tensor, joined: Tensor, rows: slice) -> FloatArray:
        ensemble = self._predictor.ensemble
        n_pairs = len(joined) * (rows.stop - rows.start)
        averages = np.empty((n_pairs, ensemble.layout.width))
        for group, backgrounds in self._groups:
            outputs = [b.outputs(encoded[b.split], joined, rows) for b in backgrounds]
            for name, block in ensemble.average(group, torch.stack(outputs)).items():
                averages[:, ensemble.layout.columns(name)] = block
        return averages

    @torch.no_grad()
    def _lift_groups(self) -> list[tuple[GroupNetworks, list[LiftedBackground]]]:
        features, column_of = self._predictor.encode(self._background), self._predictor.column_of
        ensemble = self._predictor.ensemble
        columns = [Columns(self._background.shape[1], own) for own in column_of]
        room = TABLE_BYTES // sum(len(group.split_of) for group in ensemble.groups)
        return [
            (
                group,
                [
                    lift_background(network, split, features[split], columns[split], room)
                    for network, split in zip(
                        _networks(ensemble, group), group.split_of.tolist(), strict=True
                    )
                ],
            )
            for group in ensemble.groups
        ]


def rows_per_pass(n_steps: int, width: int) -> int:
    """Background rows to mix at one time into each of ``n_steps`` coalitions, at least one."""
    return max(1, BYTES_PER_PASS // (4 * n_steps * width))


def _networks(ensemble: Ensemble, group: GroupNetworks) -> Iterator[Network]:
    """Take a group's networks out of their stack."""
    for number in range(len(group.split_of)):
        with torch.device("meta"):
            network = build(ensemble.design, ensemble.n_inputs, group.layout)
        own = {name: stacked[number] for name, stacked in group.parameters.items()}
        network.load_state_dict(own, assign=True)
        yield network.eval()
