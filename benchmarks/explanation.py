"""Speed of explanations, beside shap on the same ensemble in the same run.

Trains the networks of the full preset on a real cohort, in few steps, then explains patients
against the same background with the same number of evaluations (two rounds of walks) by

1. the engine: networks taken apart by column (:class:`~mtl_core.inference.NetworkGame`);
2. the same walks, every coalition written out, encoded and predicted;
3. ``shap.PermutationExplainer`` with ``maskers.Independent``, after its import and compilation,
   which are measured apart;
4. ``shap.KernelExplainer`` with as many samples, of one patient.

Errors are root mean squares over patients, columns and outputs against long-run values of the
engine from another seed, relative to the values' own root mean square. The engine is also timed on
half of the patients and on half of the networks. Peers explain fewer patients; seconds are per
patient. Run it on an idle machine: ratios hold, absolute seconds do not travel.
"""

from __future__ import annotations

import argparse
import copy
import importlib
import json
import os
import platform
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from mtl_core.data import builtin, patient_codes, read_table
from mtl_core.explanation import PredictGame, choose_rows, shapley_values
from mtl_core.inference import CodedPredictor, NetworkGame, halves, read_bundle
from mtl_core.schema import (
    BundleReady,
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Preset,
    Study,
    TaskGrouping,
)
from mtl_core.studies import run_study
from mtl_core.studies.explaining import with_logits

RESULTS = Path(__file__).parent / "results" / "explanation.json"
N_BACKGROUND = 100
N_LONG_RUN = 60
"""Rounds of the long run."""
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
    parser.add_argument("--cohort", default="rhc", help="a built-in cohort")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--patients", type=int, default=200, help="explained by the engine")
    parser.add_argument("--peer-patients", type=int, default=20, help="explained by the peers")
    arguments = parser.parse_args()
    subject = _trained(arguments.cohort, arguments.patients, arguments.threads)
    ensemble = subject.predictor.ensemble
    torch.set_num_threads(1)
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
    figures |= _measure(subject, arguments.peer_patients, arguments.threads)
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
        training=replace(Preset.FULL.training, n_steps=N_STEPS),
        references=(),
        explanation=ExplanationSpec(n_patients=0),
    )
    events: list[object] = []
    run_study(study, table, on_event=events.append, n_threads=n_threads)
    (files,) = (event.files for event in events if isinstance(event, BundleReady))
    predictor = CodedPredictor(read_bundle(files), table.frame, schema.feature_names)
    patients = patient_codes(table.frame, schema.patient_id)
    return Subject(predictor, *choose_rows(table.n_rows, n_patients, N_BACKGROUND, patients, 0))


def _measure(subject: Subject, n_peer: int, n_threads: int) -> dict[str, float]:
    game = NetworkGame(subject.predictor, subject.others, subject.outputs)
    general = PredictGame(subject.predict, subject.others)
    budget = 2 * (2 * game.n_players + 1)
    n_patients = len(subject.rows)

    def engine(n: int, of: NetworkGame | PredictGame = game, **options: int) -> np.ndarray:
        rows, row_ids = subject.patients[:n], subject.rows[:n]
        options = {"seed": 0, "n_evaluations": budget, "n_threads": n_threads, **options}
        return shapley_values(of, rows, row_ids=row_ids, **options).values

    engine(1)  # first calls pay for what a library sets up once
    whole = _seconds(lambda: engine(n_patients)) / n_patients
    half = _seconds(lambda: engine(n_patients // 2)) / (n_patients // 2)
    fewer = _half_of_the_networks(subject)
    fewer_networks = _seconds(lambda: engine(n_peer, fewer)) / n_peer
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    torch.set_num_threads(n_threads)  # peers use torch's own threads
    peer = _seconds(lambda: engine(n_peer, general, n_threads=1)) / n_peer
    first = _seconds(lambda: _by_shap(subject, 1, budget))
    shap = _seconds(lambda: _by_shap(subject, n_peer, budget)) / n_peer
    kernel = _seconds(lambda: _by_kernel(subject, budget))
    torch.set_num_threads(1)
    truth = engine(n_peer, seed=1, n_evaluations=N_LONG_RUN * budget // 2)
    mine, theirs, once = (
        engine(n_peer),
        _by_shap(subject, n_peer, budget),
        engine(n_peer, n_evaluations=budget // 2),
    )
    error, shap_error = _error(mine, truth), _error(theirs, truth)
    return {
        "evaluations": budget,
        "engine_seconds_per_patient": round(whole, 5),
        "engine_seconds_per_patient_of_half_the_patients": round(half, 5),
        "engine_seconds_per_patient_with_half_the_networks": round(fewer_networks, 5),
        "written_out_seconds_per_patient": round(peer, 5),
        "shap_seconds_per_patient": round(shap, 5),
        "kernel_seconds_per_patient": round(kernel, 5),
        "shap_import_and_compilation_seconds": round(first - shap, 3),
        "written_out_over_engine": round(peer / whole, 2),
        "shap_over_engine": round(shap / whole, 2),
        "kernel_over_engine": round(kernel / whole, 2),
        "engine_error": round(error, 4),
        "engine_error_of_one_round": round(_error(once, truth), 4),
        "shap_error": round(shap_error, 4),
        "shap_evaluations_for_the_engines_error": round(budget * (shap_error / error) ** 2),
        "shap_over_engine_at_equal_error": round(shap / whole * (shap_error / error) ** 2, 1),
        "cosine_of_engine_and_shap": round(_cosine(mine, theirs), 4),
        "largest_difference_from_written_out": float(
            f"{np.abs(engine(3) - engine(3, general)).max():.1e}"
        ),
        "peak_memory_of_the_engine_mib": round(peak),
    }


def _half_of_the_networks(subject: Subject) -> NetworkGame:
    first, _ = halves(subject.predictor.ensemble)
    predictor = copy.copy(subject.predictor)
    predictor._ensemble = first  # noqa: SLF001 - the same codes, fewer networks
    return NetworkGame(predictor, subject.others, subject.outputs)


def _error(found: np.ndarray, truth: np.ndarray) -> float:
    """Root mean square error over that of the true values, by output, then the median."""
    errors = np.square(found - truth).mean(axis=(0, 1))
    return float(np.median(np.sqrt(errors / np.square(truth).mean(axis=(0, 1)))))


def _by_shap(subject: Subject, n_patients: int, budget: int) -> np.ndarray:
    shap = importlib.import_module("shap")
    masker = shap.maskers.Independent(subject.others, max_samples=len(subject.others))
    explainer = shap.PermutationExplainer(subject.predict, masker, seed=0)
    return np.asarray(
        explainer(subject.patients[:n_patients], max_evals=budget, silent=True).values
    )


def _by_kernel(subject: Subject, budget: int) -> object:
    explainer = importlib.import_module("shap").KernelExplainer(subject.predict, subject.others)
    return explainer.shap_values(subject.patients[:1], nsamples=budget, l1_reg=0, silent=True)


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
