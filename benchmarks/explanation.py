"""Speed of explanations, beside shap on the same ensemble in the same run.

Trains a small study of a real cohort, then explains patients against the same background with the
same number of evaluations by

1. the engine: networks taken apart by column (:class:`~mtl_core.inference.NetworkGame`);
2. the same walks, every coalition written out, encoded and predicted;
3. ``shap.PermutationExplainer`` with ``maskers.Independent``, after its import and compilation,
   which are measured apart.

Peers explain fewer patients; seconds are per patient. Run it on an idle machine: ratios hold,
absolute seconds do not travel.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from mtl_core.data import builtin, patient_codes, read_table
from mtl_core.explanation import PredictGame, choose_rows, shapley_values
from mtl_core.inference import CodedPredictor, NetworkGame, read_bundle
from mtl_core.schema import (
    BundleReady,
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Study,
    TaskGrouping,
    TrainingSpec,
)
from mtl_core.studies import run_study
from mtl_core.studies.explaining import with_logits

RESULTS = Path(__file__).parent / "results" / "explanation.json"
N_BACKGROUND = 100
N_STEPS = 200
"""Training steps: speed does not depend on how well the networks are trained."""


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

    def outputs(self, predicted: np.ndarray) -> np.ndarray:
        """Predictions and the logits of risks."""
        return with_logits(predicted, self.predictor.ensemble.layout)

    def predict(self, codes: np.ndarray) -> np.ndarray:
        """Predict rows of codes as an explainer that knows no networks sees them."""
        return self.outputs(self.predictor(codes.astype(np.int64)))


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cohort", default="support2", help="a built-in cohort")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--patients", type=int, default=200, help="explained by the engine")
    parser.add_argument("--peer-patients", type=int, default=20, help="explained by the peers")
    arguments = parser.parse_args()
    subject = _trained(arguments.cohort, arguments.patients, arguments.threads)
    ensemble = subject.predictor.ensemble
    torch.set_num_threads(arguments.threads)
    figures: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {arguments.threads} used",
        "torch": torch.__version__,
        "cohort": arguments.cohort,
        "columns": subject.predictor.codes.shape[1],
        "outputs": subject.predict(subject.others[:1]).shape[1],
        "networks": sum(len(group.split_of) for group in ensemble.groups),
        "background": len(subject.background),
        "patients": len(subject.rows),
    }
    figures |= _measure(subject, arguments.peer_patients)
    figures["peak_memory_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    text = json.dumps(figures, indent=1)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def _trained(key: str, n_patients: int, n_threads: int) -> Subject:
    cohort = builtin(key)
    table = read_table(cohort.csv_path)
    schema = cohort.schema()
    study = Study(
        cohort=CohortReference(key, table.n_rows, table.fingerprint),
        schema=schema,
        grouping=TaskGrouping.coarsest(schema.task_names),
        plan=EvaluationPlan(folds=5),
        training=TrainingSpec(n_steps=N_STEPS, n_members=2),
        references=(),
        explanation=ExplanationSpec(n_patients=0),
    )
    events: list[object] = []
    run_study(study, table, on_event=events.append, n_threads=n_threads)
    (files,) = (event.files for event in events if isinstance(event, BundleReady))
    predictor = CodedPredictor(read_bundle(files), table.frame, schema.feature_names)
    patients = patient_codes(table.frame, schema.patient_id)
    return Subject(predictor, *choose_rows(table.n_rows, n_patients, N_BACKGROUND, patients, 0))


def _measure(subject: Subject, n_peer: int) -> dict[str, float]:
    def engine(n_patients: int) -> np.ndarray:
        game = NetworkGame(subject.predictor, subject.others, subject.outputs)
        return _explain(game, subject, n_patients)

    def written_out(n_patients: int) -> np.ndarray:
        return _explain(PredictGame(subject.predict, subject.others), subject, n_patients)

    engine(1)  # first calls pay for what a library sets up once
    n_patients = len(subject.rows)
    whole = _seconds(lambda: engine(n_patients))
    peer = _seconds(lambda: written_out(n_peer)) / n_peer
    first = _seconds(lambda: _by_shap(subject, 1))
    shap = _seconds(lambda: _by_shap(subject, n_peer)) / n_peer
    mine, theirs = engine(n_peer), _by_shap(subject, n_peer)
    return {
        "engine_seconds": round(whole, 3),
        "engine_seconds_per_patient": round(whole / n_patients, 5),
        "written_out_seconds_per_patient": round(peer, 5),
        "shap_seconds_per_patient": round(shap, 5),
        "shap_import_and_compilation_seconds": round(first - shap, 3),
        "written_out_over_engine": round(peer / whole * n_patients, 2),
        "shap_over_engine": round(shap / whole * n_patients, 2),
        "whole_explanation_by_shap_over_engine": round(
            (first - shap + n_patients * shap) / whole, 2
        ),
        "cosine_of_engine_and_shap": round(_cosine(mine, theirs), 4),
        "largest_difference_from_written_out": float(
            f"{np.abs(mine - written_out(n_peer)).max():.1e}"
        ),
    }


def _explain(game: NetworkGame | PredictGame, subject: Subject, n_patients: int) -> np.ndarray:
    rows, row_ids = subject.patients[:n_patients], subject.rows[:n_patients]
    return shapley_values(game, rows, row_ids=row_ids, seed=0).values


def _by_shap(subject: Subject, n_patients: int) -> np.ndarray:
    shap = importlib.import_module("shap")
    masker = shap.maskers.Independent(subject.others, max_samples=len(subject.others))
    explainer = shap.PermutationExplainer(subject.predict, masker, seed=0)
    budget = 2 * subject.others.shape[1] + 1
    return np.asarray(
        explainer(subject.patients[:n_patients], max_evals=budget, silent=True).values
    )


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    """Mean cosine of each output's values: 1 would be the same permutations."""
    products = (one * other).sum(axis=(0, 1))
    sizes = np.sqrt((one**2).sum(axis=(0, 1)) * (other**2).sum(axis=(0, 1)))
    return float((products / sizes).mean())


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
