"""Explain a trained ensemble: all tasks in one pass, a column of the CSV as player."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import numpy as np
import pandas as pd
import torch

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data import Table, check_schema, patient_codes
from mtl_core.explanation import (
    Attribution,
    attribution_table,
    choose_rows,
    explanation_summary,
    players_of,
    shapley_values,
)
from mtl_core.inference import CodedPredictor, Ensemble, NetworkGame, networks_of_split, read_bundle
from mtl_core.logistic import log_odds
from mtl_core.schema import Arm, Event, OutputLayout, Study, TaskKind
from mtl_core.schema.events import AttributionsReady

_SMALLEST_RISK = 1e-9


@dataclass(frozen=True, slots=True)
class Budget:
    """What an explanation may take, and who plays.

    Attributes
    ----------
    n_evaluations
        Coalitions per patient; two rounds of walks when ``None``.
    panels
        Columns that move together, by name of their panel.
    n_threads
        Patients explained side by side.
    """

    n_evaluations: int | None = None
    panels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    n_threads: int = 1


def explain_run(  # noqa: PLR0913 - what to explain, and the run's listener and brake
    study: Study,
    table: Table,
    predictions: pd.DataFrame,
    files: Mapping[str, bytes],
    *,
    n_patients: int,
    n_evaluations: int | None = None,
    panels: Mapping[str, Sequence[str]] | None = None,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> None:
    """Explain a finished run again from its bundle, for ``n_patients`` patients.

    Every patient is explained by the networks of the first repeat that never saw the patient.

    Parameters
    ----------
    predictions, files
        The run's ``predictions.parquet``, which says who was tested by which networks, and its
        ``bundle/``.
    n_evaluations
        As in :func:`~mtl_core.explanation.shapley_values`.
    panels
        Columns that move together, by name of their panel.

    Raises
    ------
    StorageError
        When the bundle cannot be read.
    SchemaError
        When the table is not the study's.
    RunCancelled
        When ``should_stop()`` turns true.
    """
    check_schema(table, study.schema)
    explanation = dataclasses.replace(study.explanation, n_patients=n_patients)
    study = dataclasses.replace(study, explanation=explanation)
    budget = Budget(n_evaluations, panels or {}, n_threads)
    split_of = splits_that_test(predictions, table)
    ensemble = read_bundle(files)
    on_event(explain_ensemble(ensemble, study, table, split_of, budget, should_stop=should_stop))


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


def explain_ensemble(  # noqa: PLR0913 - who is explained by what, its listener and brake
    ensemble: Ensemble,
    study: Study,
    table: Table,
    split_of: IntArray | None,
    budget: Budget = Budget(),
    *,
    on_fraction: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> AttributionsReady:
    """Compute Shapley values of the ensemble's predictions on risk and logit scale together.

    Parameters
    ----------
    split_of
        The split whose networks never saw a row, -1 where there is none, shape ``(n_rows,)``:
        they alone explain it. ``None`` lets all networks explain every patient.
    """
    attribution = attribute(
        ensemble, study, table, split_of, budget, on_fraction=on_fraction, should_stop=should_stop
    )
    players, _ = players_of(study.schema.feature_names, budget.panels)
    outputs = ensemble.layout.told
    cells = table.frame.iloc[attribution.row_ids]
    values = attribution_table(attribution, outputs, players, cells, table.frame)
    values["row"] = table.rows_in_file(values["row"].to_numpy())
    rank = {name: place for place, name in enumerate(study.schema.task_names)}
    in_study_order = values.sort_values(
        "task", key=lambda names: names.map(rank), kind="stable", ignore_index=True
    )
    summary = dataclasses.replace(
        explanation_summary(attribution, outputs), unseen=split_of is not None
    )
    return AttributionsReady(in_study_order, summary)


def attribute(  # noqa: PLR0913 - as above
    ensemble: Ensemble,
    study: Study,
    table: Table,
    split_of: IntArray | None,
    budget: Budget = Budget(),
    *,
    on_fraction: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Attribution:
    """Compute Shapley values of the study's explained patients against its background.

    Each patient is explained by the networks of the split that tested the patient. Patients,
    background and permutations depend on study, table and splits alone, not on the ensemble. Every
    patient takes one thread, so that the number of threads changes no bit.
    """
    games = open_games(ensemble, study, table, split_of, budget.panels)
    n_patients, n_done, parts = sum(len(opened.rows) for opened in games), 0, []

    def tell(share: float, of: int) -> None:
        if on_fraction is not None:
            on_fraction((n_done + share * of) / n_patients)

    with one_torch_thread():
        for opened in games:
            parts.append(
                shapley_values(
                    opened.game,
                    opened.codes,
                    row_ids=opened.rows,
                    background_ids=opened.background,
                    seed=study.plan.seed,
                    n_evaluations=budget.n_evaluations,
                    n_threads=budget.n_threads,
                    on_progress=partial(tell, of=len(opened.rows)),
                    should_stop=should_stop,
                )
            )
            n_done += len(opened.rows)
    return Attribution.joined(parts)


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
