"""What two columns do together in a finished run, for every task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from mtl_core.data import Table, check_schema
from mtl_core.errors import StudyError
from mtl_core.explanation import Interaction, interaction
from mtl_core.inference import Ensemble, read_bundle
from mtl_core.schema import Event, Study
from mtl_core.schema.answers import InteractionQuestion, InteractionReport, OutputInteraction
from mtl_core.studies.explanation import OpenGame, one_torch_thread, open_games, splits_that_test
from mtl_core.studies.progress import StageWatch

_WORDS = {"prepare": "Reading the networks", "explain": "Asking for both columns together"}
_ENDS = {"prepare": 0.05, "explain": 1.0}


def interaction_in_run(  # noqa: PLR0913 - the run's parts, the question, listener and brake
    study: Study,
    table: Table,
    predictions: pd.DataFrame,
    files: Mapping[str, bytes],
    question: InteractionQuestion,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> InteractionReport:
    """Compute the Shapley interaction index of two columns by the networks of a finished run.

    Patients and background are those of the run's explanation, all tasks are answered at once.

    Parameters
    ----------
    predictions, files
        The run's ``predictions.parquet`` and ``bundle/``: each patient is explained by the networks
        that never saw the patient.

    Raises
    ------
    StudyError
        When the two are not different features of the study.
    StorageError
        When the bundle cannot be read.
    SchemaError
        When the table is not the study's.
    RunCancelled
        When ``should_stop()`` turns true.
    """
    watch = StageWatch(on_event, _WORDS, _ENDS, should_stop)
    check_schema(table, study.schema)
    pair = _pair(study, question)
    explanation = replace(study.explanation, n_patients=question.n_patients)
    ensemble = read_bundle(files)
    split_of = splits_that_test(predictions, table)
    games = open_games(ensemble, replace(study, explanation=explanation), table, split_of)
    asked = sorted(
        ((int(row), opened, i) for opened in games for i, row in enumerate(opened.rows)),
        key=lambda one: one[0],
    )
    watch.next("explain")
    found = []
    with one_torch_thread():
        for n_done, (_, opened, i) in enumerate(asked, start=1):
            found.append(_one_patient(opened, i, pair, study.plan.seed))
            watch.tell(n_done / len(asked))
    watch.next("")
    rows = table.rows_in_file(np.array([row for row, *_ in asked], dtype=np.int64))
    return InteractionReport(
        question=question,
        rows=tuple(int(row) for row in rows),
        n_background=len(games[0].background),
        n_evaluations=max((each.n_evaluations for each in found), default=0),
        outputs=_outputs(ensemble, found),
        seconds=watch.seconds,
        unseen=True,
    )


def _pair(study: Study, question: InteractionQuestion) -> tuple[int, int]:
    features, wanted = study.schema.feature_names, (question.first, question.second)
    if len(set(wanted) & set(features)) != 2:
        raise StudyError(
            "The interaction cannot be computed",
            expected="two different features of the study",
            found=" and ".join(f"'{name}'" for name in wanted),
            action="choose two columns that the networks use",
        )
    return features.index(wanted[0]), features.index(wanted[1])


def _one_patient(opened: OpenGame, i: int, pair: tuple[int, int], seed: int) -> Interaction:
    one = slice(i, i + 1)
    return interaction(opened.game, opened.codes[one], pair, row_ids=opened.rows[one], seed=seed)


def _outputs(ensemble: Ensemble, found: list[Interaction]) -> tuple[OutputInteraction, ...]:
    values = np.array([each.values[0] for each in found])  # noqa: PD011 - an array
    exact = any(each.standard_errors is None for each in found)
    errors = np.array(
        [] if exact else [e.standard_errors[0] for e in found if e.standard_errors is not None]
    )
    return tuple(
        OutputInteraction(
            output.task,
            output.label,
            tuple(values[:, at].tolist()) if len(values) else (),
            tuple(errors[:, at].tolist()) if len(errors) else (),
        )
        for at, output in enumerate(ensemble.layout.told)
    )
