"""Mean predictions of an ensemble for coalitions of columns, without encoding any coalition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.inference.coded import CodedPredictor
from mtl_core.inference.ensemble import Ensemble, GroupNetworks
from mtl_core.inference.lifting import Inputs, LiftedBackground, LiftedPatient, lift_background
from mtl_core.inference.walking import Walks
from mtl_core.models import Network, build

BYTES_PER_PASS = 2 << 20
"""Lifted features of one network held at one time: what a processor's cache takes."""
LIFTED_PATIENTS = 8
"""Patients kept lifted: each is asked about several times in a row."""
TABLE_BYTES = 128 << 20
"""Contributions of background rows kept between patients."""


class NetworkGame:
    """The game of columns that an explanation plays with an ensemble.

    What a network does first is linear in its inputs, so the lifted features of a patient whose
    columns come partly from a background row are a sum over columns: when one more column joins,
    one term is added. No mixture is encoded or sent through a first layer. Values agree with
    predictions of the mixed rows to single precision.

    Parameters
    ----------
    predictor
        The ensemble as a function of codes.
    background
        Codes of the background rows, shape ``(b, M)``.
    transform
        What to do with averaged predictions ``(n, layout.width)`` before their mean over the
        background, row by row.
    player_of
        The player that each column belongs to, shape ``(M,)``; without it every column plays for
        itself.
    """

    def __init__(
        self,
        predictor: CodedPredictor,
        background: IntArray,
        transform: Callable[[FloatArray], FloatArray] = lambda predicted: predicted,
        player_of: IntArray | None = None,
    ) -> None:
        self._predictor = predictor
        self._background = background
        self._transform = transform
        self._player_of = np.arange(background.shape[1]) if player_of is None else player_of
        self.n_background: int = len(background)
        self.n_columns: int = background.shape[1]
        self.n_players: int = int(self._player_of.max()) + 1
        self._groups = self._lift_groups()
        self._lifted = lru_cache(LIFTED_PATIENTS)(self._lift_codes)
        self._width = max(ours[0].weights.shape[1] for _, ours in self._groups)
        with torch.no_grad():
            alone = [[each.finish(each.whole) for each in own] for own in self._stacks]
            self._alone = self._outputs(alone)

    def predict(self, codes: IntArray) -> FloatArray:
        """Predict rows as they are, on the ordinary path, shape ``(n, n_outputs)``."""
        return self._transform(self._predictor(codes))

    def baselines(self) -> FloatArray:
        """Mean prediction of the background rows, shape ``(n_outputs,)``."""
        return np.asarray(self.predict(self._background).mean(axis=0))

    @torch.no_grad()
    def ends(self, patient: IntArray) -> tuple[FloatArray, FloatArray]:
        """Predict with nobody joined, ``(b, n_outputs)``, and with all, ``(n_outputs,)``."""
        lifted = self._lift(patient)
        outputs = [
            [b.finish(own.whole) for b, own in zip(backgrounds, owns, strict=True)]
            for backgrounds, owns in zip(self._stacks, lifted, strict=True)
        ]
        return self._alone, self._outputs(outputs)[0]

    def differs(self, patient: IntArray) -> BoolArray:
        """Whether a player's cells differ between row and patient ``(M,)``, ``(b, n_players)``."""
        members = self._player_of[:, None] == np.arange(self.n_players)
        return np.asarray((self._background != patient) @ members)

    @torch.no_grad()
    def steps(
        self, patient: IntArray, rows: IntArray, movers: IntArray, walks: IntArray, moved: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Predict at steps of walks, each background row in an order of its own.

        Parameters
        ----------
        patient
            Codes, shape ``(M,)``.
        rows
            Places of the background rows, shape ``(n,)``; a row may be walked several times.
        movers
            Players in the order in which they join, shape ``(n, longest)``.
        walks, moved
            The walk that each step belongs to, and how many players have moved, ``(n_steps,)``.

        Returns
        -------
        Outputs with the first ``moved`` movers joined, and with all but these joined: two arrays of
        shape ``(n_steps, n_outputs)``.
        """
        lifted, walked = self._lift(patient), Walks(rows, movers, walks, moved)
        n_walks = max(1, len(rows) // len(np.unique(rows)))
        per_pass = rows_per_pass(2 * n_walks * movers.shape[1], self._width)
        joined, left = (np.empty((len(walks), self._alone.shape[1])) for _ in range(2))
        for start in range(0, self.n_background, per_pass):
            own = slice(start, min(start + per_pass, self.n_background))
            part, steps = walked.of_rows(own)
            if not len(steps):
                continue
            outputs = self._outputs(
                [
                    [b.steps(mine, own, part) for b, mine in zip(backgrounds, owns, strict=True)]
                    for backgrounds, owns in zip(self._stacks, lifted, strict=True)
                ]
            )
            joined[steps], left[steps] = np.split(outputs, 2)
        return joined, left

    @torch.no_grad()
    def worths(self, patient: IntArray, coalitions: BoolArray) -> FloatArray:
        """Mean output over the background for each coalition.

        Parameters
        ----------
        patient
            Codes, shape ``(M,)``.
        coalitions
            Which players come from the patient, shape ``(n, n_players)``.

        Returns
        -------
        Shape ``(n, n_outputs)``.
        """
        lifted = self._lift(patient)
        joined = torch.from_numpy(coalitions).float()
        per_pass = rows_per_pass(max(coalitions.shape), self._width)
        total: FloatArray | float = 0.0
        for start in range(0, self.n_background, per_pass):
            rows = slice(start, min(start + per_pass, self.n_background))
            outputs = self._outputs(
                [
                    [b.coalitions(own, joined, rows) for b, own in zip(backs, owns, strict=True)]
                    for backs, owns in zip(self._stacks, lifted, strict=True)
                ]
            )
            total = total + outputs.reshape(-1, len(coalitions), outputs.shape[1]).sum(axis=0)
        return np.asarray(total / self.n_background)

    @property
    def _stacks(self) -> list[list[LiftedBackground]]:
        return [backgrounds for _, backgrounds in self._groups]

    def _lift(self, patient: IntArray) -> list[list[LiftedPatient]]:
        return self._lifted(patient.astype(np.int64, copy=False).tobytes())

    def _lift_codes(self, codes: bytes) -> list[list[LiftedPatient]]:
        encoded = self._predictor.encode(np.frombuffer(codes, np.int64).copy()[None])[:, 0]
        return [[each.lift(encoded[each.split]) for each in own] for own in self._stacks]

    def _outputs(self, outputs: list[list[Tensor]]) -> FloatArray:
        """Average the outputs of each group's networks, and transform."""
        ensemble = self._predictor.ensemble
        averages = np.empty((len(outputs[0][0]), ensemble.layout.width))
        for (group, _), own in zip(self._groups, outputs, strict=True):
            # with the rows last in memory, where probabilities of few classes are quicker
            stacked = torch.stack([each.mT for each in own]).mT
            for name, block in ensemble.average(group, stacked).items():
                averages[:, ensemble.layout.columns(name)] = block
        return self._transform(averages)

    @torch.no_grad()
    def _lift_groups(self) -> list[tuple[GroupNetworks, list[LiftedBackground]]]:
        features, column_of = self._predictor.encode(self._background), self._predictor.column_of
        ensemble = self._predictor.ensemble
        player_of = torch.from_numpy(self._player_of)
        inputs = [Inputs(self.n_players, player_of[own]) for own in column_of]
        room = TABLE_BYTES // sum(len(group.split_of) for group in ensemble.groups)
        return [
            (
                group,
                [
                    lift_background(network, split, features[split], inputs[split], room)
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
