"""Explain a trained ensemble: all tasks in one pass, a column of the CSV as player."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from mtl_core.arrays import IntArray
from mtl_core.data import Table, check_schema
from mtl_core.explanation import (
    Attribution,
    attribution_table,
    explanation_summary,
    players_of,
    shapley_values,
)
from mtl_core.inference import Ensemble, read_bundle
from mtl_core.schema import Event, Study
from mtl_core.schema.events import AttributionsReady
from mtl_core.studies.explanation.games import one_torch_thread, open_games, splits_that_test


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
