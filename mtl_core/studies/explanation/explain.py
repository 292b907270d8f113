"""Explain a trained ensemble: all tasks in one pass, a column of the CSV as player."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
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
from mtl_core.inference import CodedPredictor, Ensemble, NetworkGame, read_bundle
from mtl_core.logistic import log_odds
from mtl_core.schema import Event, OutputLayout, Study, TaskKind
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

    Parameters
    ----------
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
    on_event(explain_ensemble(read_bundle(files), study, table, budget, should_stop=should_stop))


def explain_ensemble(
    ensemble: Ensemble,
    study: Study,
    table: Table,
    budget: Budget = Budget(),
    *,
    on_fraction: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> AttributionsReady:
    """Compute Shapley values of the ensemble's predictions on risk and logit scale together."""
    attribution = attribute(
        ensemble, study, table, budget, on_fraction=on_fraction, should_stop=should_stop
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
    return AttributionsReady(in_study_order, explanation_summary(attribution, outputs))


def attribute(
    ensemble: Ensemble,
    study: Study,
    table: Table,
    budget: Budget = Budget(),
    *,
    on_fraction: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Attribution:
    """Compute Shapley values of the study's explained patients against its background.

    Patients, background and permutations depend on study and table alone, not on the ensemble.
    Every patient takes one thread, so that the number of threads changes no bit.
    """
    opened = open_game(ensemble, study, table, budget.panels)
    with one_torch_thread():
        return shapley_values(
            opened.game,
            opened.codes,
            row_ids=opened.rows,
            background_ids=opened.background,
            seed=study.plan.seed,
            n_evaluations=budget.n_evaluations,
            n_threads=budget.n_threads,
            on_progress=on_fraction,
            should_stop=should_stop,
        )


@dataclass(frozen=True, slots=True, eq=False)
class OpenGame:
    """The game of a study's columns, with the patients who play it.

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


def open_game(
    ensemble: Ensemble,
    study: Study,
    table: Table,
    panels: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> OpenGame:
    """Let an ensemble play with the study's explained patients against its background."""
    features = study.schema.feature_names
    predictor = CodedPredictor(ensemble, table.frame, features)
    rows, background = choose_rows(
        table.n_rows,
        study.explanation.n_patients,
        study.explanation.n_background,
        patient_codes(table.frame, study.schema.patient_id),
        study.plan.seed,
    )
    _, player_of = players_of(features, panels)
    with one_torch_thread():
        game = NetworkGame(
            predictor,
            predictor.codes[background],
            lambda predicted: with_logits(predicted, ensemble.layout),
            player_of,
        )
    return OpenGame(game, predictor.codes[rows], rows, background)


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
