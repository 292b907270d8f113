"""Who is explained by which networks, and the game that they play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
import pandas as pd
import torch

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data import Table, patient_codes
from mtl_core.explanation import choose_rows, players_of
from mtl_core.inference import CodedPredictor, Ensemble, NetworkGame, networks_of_split
from mtl_core.logistic import log_odds
from mtl_core.schema import Arm, OutputLayout, Study, TaskKind

_SMALLEST_RISK = 1e-9


def splits_that_test(predictions: pd.DataFrame, table: Table) -> IntArray:
    """Say for every row of a table which networks of a bundle never saw it.

    Parameters
    ----------
    predictions
        As in ``predictions.parquet``: ``row`` is that of the file.

    Returns
    -------
    Split of the first repeat whose networks predicted the row, -1 where none did; shape
    ``(n_rows,)``.
    """
    ours = (predictions["arm"] == Arm.MULTI_TASK.value) & (predictions["repeat"] == 0)
    fold_of = predictions[ours].drop_duplicates("row").set_index("row")["fold"]
    in_file = table.rows_in_file(np.arange(table.n_rows))
    return fold_of.reindex(in_file, fill_value=-1).to_numpy(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class OpenGame:
    """The game of a study's columns by one split's networks, with the patients it tested.

    Attributes
    ----------
    codes
        Of the explained patients, shape ``(n, M)``.
    rows, background
        Places of the explained and of the background patients in the table.
    """

    game: NetworkGame
    codes: IntArray
    rows: IntArray
    background: IntArray


def open_games(
    ensemble: Ensemble,
    study: Study,
    table: Table,
    split_of: IntArray | None,
    panels: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[OpenGame, ...]:
    """Let an ensemble play with the study's explained patients against its background.

    Parameters
    ----------
    split_of
        As in :func:`explain_ensemble`; ``None`` lets all networks explain every patient.

    Returns
    -------
    A game for each split that tested one of the patients, played by its networks alone.
    """
    rows, background = choose_rows(
        table.n_rows,
        study.explanation.n_patients,
        study.explanation.n_background,
        patient_codes(table.frame, study.schema.patient_id),
        study.plan.seed,
        allowed=None if split_of is None else split_of >= 0,
    )
    _, player_of = players_of(study.schema.feature_names, panels)
    played = [(ensemble, rows)]
    if split_of is not None and len(rows):
        played = [
            (networks_of_split(ensemble, int(split)), rows[split_of[rows] == split])
            for split in np.unique(split_of[rows])
        ]
    games = []
    for own, mine in played:
        predictor = CodedPredictor(own, table.frame, study.schema.feature_names)
        with one_torch_thread():
            game = NetworkGame(
                predictor,
                predictor.codes[background],
                partial(with_logits, layout=ensemble.layout),
                player_of,
            )
        games.append(OpenGame(game, predictor.codes[mine], mine, background))
    return tuple(games)


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Hold torch to one thread, so that the number of threads changes no bit."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def with_logits(predicted: FloatArray, layout: OutputLayout) -> FloatArray:
    """Turn predictions ``(n, layout.width)`` into what is explained, each risk's logit at the end.

    Of ordered classes the risk of each or a higher one is explained: a network's feature pushes all
    of these one way, while it fills a middle class from below and empties it upwards.
    """
    told = np.hstack([_told(predicted[:, layout.columns(t.name)], t.kind) for t in layout.tasks])
    is_risk = np.array([output.is_risk for output in layout.told])
    return np.hstack([told, log_odds(told[:, is_risk], _SMALLEST_RISK)])


def _told(predicted: FloatArray, kind: TaskKind) -> FloatArray:
    """Return the outputs of one task that people are told."""
    if kind is not TaskKind.ORDINAL:
        return predicted
    return np.asarray(predicted[:, :0:-1].cumsum(axis=1)[:, ::-1])
