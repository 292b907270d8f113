"""Networks of the full preset, trained in few steps, and the patients whom they are asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mtl_core.data import builtin, patient_codes, read_table
from mtl_core.explanation import choose_rows, shapley_values
from mtl_core.inference import CodedPredictor, Ensemble, GroupNetworks, NetworkGame, read_bundle
from mtl_core.schema import (
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Preset,
    Study,
    TaskGrouping,
)
from mtl_core.schema.events import BundleReady
from mtl_core.studies import run_study
from mtl_core.studies.explanation import with_logits

N_BACKGROUND = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """A trained ensemble, who is explained and against whom."""

    predictor: CodedPredictor
    rows: np.ndarray
    background: np.ndarray

    @property
    def patients(self) -> np.ndarray:
        """Codes of the explained patients."""
        return self.predictor.codes[self.rows]

    @property
    def others(self) -> np.ndarray:
        """Codes of the background."""
        return self.predictor.codes[self.background]

    @property
    def budget(self) -> int:
        """Evaluations of two rounds of walks."""
        return 2 * (2 * self.predictor.codes.shape[1] + 1)

    @property
    def n_networks(self) -> int:
        """Networks that predict, of all groups and splits."""
        return sum(len(group.split_of) for group in self.predictor.ensemble.groups)

    def outputs(self, predicted: np.ndarray) -> np.ndarray:
        """Predictions and the logits of risks."""
        return with_logits(predicted, self.predictor.ensemble.layout)

    def predict(self, codes: np.ndarray) -> np.ndarray:
        """Predict rows of codes as an explainer that knows no networks sees them."""
        return self.outputs(self.predictor(codes.astype(np.int64)))

    def game(self) -> NetworkGame:
        """Open the engine's game."""
        return NetworkGame(self.predictor, self.others, self.outputs)

    def explained(self, game: NetworkGame, n_patients: int, n_threads: int) -> np.ndarray:
        """Shapley values of some patients by two rounds of walks, ``(n, M, n_outputs)``."""
        rows, row_ids = self.patients[:n_patients], self.rows[:n_patients]
        options = {"seed": 0, "n_evaluations": self.budget, "n_threads": n_threads}
        return shapley_values(game, rows, row_ids=row_ids, **options).values

    def with_members(self, n_members: int) -> Subject:
        """Return the same subject with the first members of every split alone."""
        ensemble = self.predictor.ensemble
        groups = tuple(_first_members(group, n_members) for group in ensemble.groups)
        return self._by(replace(ensemble, groups=groups))

    def _by(self, ensemble: Ensemble) -> Subject:
        predictor = object.__new__(CodedPredictor)  # the same codes, other networks
        predictor.__dict__.update(self.predictor.__dict__ | {"_ensemble": ensemble})
        return replace(self, predictor=predictor)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a cohort is taken; everything where not told otherwise."""

    n_patients: int
    n_columns: int | None = None
    n_tasks: int | None = None


def trained(key: str, size: Size, n_steps: int, n_threads: int) -> Subject:
    """Train on a built-in cohort; speed does not depend on how well the networks are trained."""
    cohort = builtin(key)
    table, schema = read_table(cohort.csv_path), cohort.schema()
    schema = replace(
        schema, tasks=schema.tasks[: size.n_tasks], features=schema.features[: size.n_columns]
    )
    study = Study(
        cohort=CohortReference(key, table.n_rows, table.fingerprint),
        schema=schema,
        grouping=TaskGrouping.coarsest(schema.task_names),
        plan=EvaluationPlan(folds=5, n_resamples=50),
        training=replace(Preset.FULL.training, n_steps=n_steps),
        references=(),
        explanation=ExplanationSpec(n_patients=0),
    )
    events: list[object] = []
    run_study(study, table, on_event=events.append, n_threads=n_threads)
    (files,) = (event.files for event in events if isinstance(event, BundleReady))
    predictor = CodedPredictor(read_bundle(files), table.frame, schema.feature_names)
    patients = patient_codes(table.frame, schema.patient_id)
    chosen = choose_rows(table.n_rows, size.n_patients, N_BACKGROUND, patients, 0)
    return Subject(predictor, *chosen)


def _first_members(group: GroupNetworks, n_members: int) -> GroupNetworks:
    splits = group.split_of.tolist()
    kept = [i for i, split in enumerate(splits) if splits[:i].count(split) < n_members]
    parameters = {name: stacked[kept] for name, stacked in group.parameters.items()}
    return GroupNetworks(group.layout, parameters, group.split_of[kept])
