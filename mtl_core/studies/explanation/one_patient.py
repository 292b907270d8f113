"""Answers about single patients of a finished run, by networks that never saw them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import torch

from mtl_core.arrays import FloatArray
from mtl_core.data import Table, check_schema, patient_codes
from mtl_core.errors import RunError, StorageError
from mtl_core.explanation import Attribution, choose_rows, shapley_values
from mtl_core.inference import (
    CodedPredictor,
    Ensemble,
    NetworkGame,
    members_of_split,
    networks_of_split,
    read_bundle,
)
from mtl_core.schema import Arm, Study, TaskKind
from mtl_core.schema.answers import PatientAnswer, PatientOutput, PatientQuestion
from mtl_core.studies.explanation.games import splits_that_test, with_logits

N_PAIRS = 4
"""Pairs of walks for an explanation: the fewest that know their error well enough to be told."""

_SAME = 1e-4


class PatientAnswers:
    """A finished run, open and warm: ask about one patient after another.

    Parameters
    ----------
    table
        The cohort as the study reads it, with its repairs.
    predictions
        The run's ``predictions.parquet``; it says which networks never saw a patient.
    files
        The run's ``bundle/``.

    Raises
    ------
    StorageError
        When the networks cannot be read, or are not those of the predictions.
    SchemaError
        When the table is not the study's.
    """

    def __init__(
        self, study: Study, table: Table, predictions: pd.DataFrame, files: Mapping[str, bytes]
    ) -> None:
        torch.set_num_threads(1)
        check_schema(table, study.schema)
        self._ensemble = read_bundle(files)
        self._frame = table.frame
        self._features = study.schema.feature_names
        self._numeric = {name for name in self._features if table.is_numeric(name)}
        self._seed = study.plan.seed
        self._patients = patient_codes(table.frame, study.schema.patient_id)
        in_file = table.rows_in_file(np.arange(table.n_rows))
        self._place = {int(row): place for place, row in enumerate(in_file)}
        mine = predictions[
            (predictions["arm"] == Arm.MULTI_TASK.value) & (predictions["repeat"] == 0)
        ]
        split_of = splits_that_test(predictions, table).tolist()
        self._fold = {
            int(row): split for row, split in zip(in_file, split_of, strict=True) if split >= 0
        }
        _, self._background = choose_rows(
            table.n_rows, 0, study.explanation.n_background, self._patients, self._seed
        )
        self._check(mine)

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of the file that can be asked about."""
        return tuple(sorted(self._fold))

    def answer(self, question: PatientQuestion) -> PatientAnswer:
        """Estimate and explain all tasks for one patient, with the question's changes.

        The same permutations are used whatever is changed, so a push that moves was moved by the
        change.

        Raises
        ------
        RunError
            When there is no such patient or feature, or a changed cell is no number.
        """
        place, fold = self._placed(question.row)
        row = self._changed(place, question.changes)
        ours = self._patients[self._background] != self._patients[place]
        rows = pd.concat([self._frame.iloc[self._background[ours]], row])
        ensemble = networks_of_split(self._ensemble, fold)
        n_outputs = len(ensemble.layout.told)
        predictor = CodedPredictor(ensemble, rows, self._features)
        game = NetworkGame(
            predictor,
            predictor.codes[:-1],
            lambda predicted: with_logits(predicted, ensemble.layout)[:, :n_outputs],
        )
        attribution = shapley_values(
            game,
            predictor.codes[-1:],
            row_ids=np.array([question.row]),
            seed=self._seed,
            n_evaluations=N_PAIRS * (2 * len(self._features) + 1),
        )
        spread = np.stack(
            [
                with_logits(member.predict(row), member.layout)[0, :n_outputs]
                for member in members_of_split(self._ensemble, fold)
            ]
        )
        return _answer(attribution, spread, ensemble, self._features)

    def _placed(self, row: int) -> tuple[int, int]:
        if row not in self._fold or row not in self._place:
            raise RunError(
                "There is nothing to say about this patient",
                expected="a row that some network of the run never saw and that has a label",
                found="a row without a prediction",
                action="choose another patient",
            )
        return self._place[row], int(self._fold[row])

    def _changed(self, place: int, changes: Mapping[str, str | None]) -> pd.DataFrame:
        row = self._frame.iloc[[place]].copy()
        unknown = sorted(set(changes) - set(self._features))
        if unknown:
            raise RunError(
                "A column cannot be changed",
                expected="features of the study",
                found=f"other columns: {', '.join(unknown)}",
                action="change features only",
            )
        for name, text in changes.items():
            row[name] = _number(name, text) if name in self._numeric else pd.Series(
                [text], index=row.index, dtype=object
            )  # fmt: skip
        return row

    def _check(self, mine: pd.DataFrame) -> None:
        """Predict one row again: what is shown has to be what was stored."""
        names = {t.name for t in self._ensemble.layout.tasks if t.kind is not TaskKind.REGRESSION}
        known = mine[mine["row"].isin(list(self._place))]
        if known.empty:
            raise _other_networks("no prediction for any row of the cohort")
        row = int(known["row"].iloc[0])
        place, fold = self._placed(row)
        ensemble = networks_of_split(self._ensemble, fold)
        again = ensemble.predict(self._frame.iloc[[place]])
        for task in ensemble.layout.tasks:
            stored = known.loc[
                (known["row"] == row) & (known["task"] == task.name), "predicted"
            ].to_numpy(dtype=np.float64)
            now = np.sort(again[0, ensemble.layout.columns(task.name)])
            limit = _SAME if task.name in names else _SAME * (1 + np.abs(stored).max(initial=0.0))
            if len(stored) and np.abs(np.sort(stored) - now).max() > limit:
                raise _other_networks("networks that predict something else")


def _answer(
    attribution: Attribution, spread: FloatArray, ensemble: Ensemble, features: tuple[str, ...]
) -> PatientAnswer:
    pushes = attribution.values[0]  # noqa: PD011 - an array, not a frame
    errors = attribution.standard_errors
    outputs = tuple(
        PatientOutput(
            output=output,
            value=float(attribution.predictions[0, place]),
            low=float(spread[:, place].min()),
            high=float(spread[:, place].max()),
            baseline=float(attribution.baselines[0, place]),
            pushes=tuple(pushes[:, place].tolist()),
            errors=() if errors is None else tuple(errors[0, :, place].tolist()),
        )
        for place, output in enumerate(ensemble.layout.told)
    )
    return PatientAnswer(
        features=features,
        outputs=outputs,
        n_networks=len(spread),
        n_background=attribution.n_background,
        n_evaluations=attribution.n_evaluations,
        additivity_gap=attribution.additivity_gap,
        method=attribution.method,
    )


def _number(name: str, text: str | None) -> float:
    try:
        value = np.nan if text is None else float(text)
    except ValueError:
        value = np.inf
    if np.isinf(value):
        raise RunError(
            f"'{name}' cannot be changed to this",
            expected="a number, or nothing for unknown",
            found="something else",
            action="type a number",
        )
    return value


def _other_networks(found: str) -> StorageError:
    return StorageError(
        "The saved networks do not belong to the predictions of this run",
        expected="networks that give the stored predictions",
        found=found,
        action="run the study again",
    )
