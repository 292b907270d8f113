"""Speed of explanations, beside shap on the same ensemble in the same run.

Trains the networks of the full preset on a real cohort, in few steps, then explains patients
against the same background with the same number of evaluations (two rounds of walks) by

1. the engine: networks taken apart by column (:class:`~mtl_core.inference.NetworkGame`);
2. the same walks, every coalition written out, encoded and predicted;
3. ``shap.PermutationExplainer`` with ``maskers.Independent``, after its import and compilation,
   which are measured apart;
4. ``shap.KernelExplainer`` with as many samples, of one patient;
5. ``shap.GradientExplainer`` with 200 samples on the ensemble as a torch module of its encoded
   inputs: *expected gradients*, added up by column. These are no estimates of Shapley values of
   columns, so there is no error to give: a cosine and a rank correlation say how near they are.

Errors are root mean squares over patients, columns and outputs against long-run values of the
engine from another seed, relative to the values' own root mean square. Peers explain fewer
patients; seconds are per patient. A table says how the engine's time grows when patients, columns,
tasks and members are doubled in turn. The peak memory is that of the process while the engine
explains, with the trained networks in it. Run it on an idle machine: ratios hold, absolute
seconds do not travel.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from benchmarks.explaining.growth import growth, in_words
from benchmarks.explaining.peers import (
    by_gradients,
    by_kernel,
    by_permutations,
    cosine,
    rank_correlation,
    relative_error,
)
from benchmarks.explaining.subject import Size, Subject, trained
from mtl_core.explanation import PredictGame, shapley_values
from mtl_core.inference import NetworkGame

RESULTS = Path(__file__).parent / "results" / "explanation.json"
N_LONG_RUN = 60
"""Rounds of the long run."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and keep."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--cohort", default="rhc", help="a built-in cohort")
    words.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    words.add_argument("--patients", type=int, default=200, help="explained by the engine")
    words.add_argument("--peer-patients", type=int, default=20, help="explained by the peers")
    words.add_argument("--gradient-patients", type=int, default=5)
    words.add_argument("--samples", type=int, default=200, help="of the expected gradients")
    words.add_argument("--long-run", type=int, default=N_LONG_RUN, help="rounds of the truth")
    words.add_argument("--steps", type=int, default=200, help="of training")
    words.add_argument("--no-growth", action="store_true", help="without the table of growth")
    words.add_argument("--out", type=Path, default=RESULTS)
    chosen = words.parse_args(arguments)
    load = os.getloadavg()[0]
    subject = trained(chosen.cohort, Size(chosen.patients), chosen.steps, chosen.threads)
    torch.set_num_threads(1)
    figures: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {chosen.threads} used",
        "load_before": round(load, 2),
        "torch": torch.__version__,
        "cohort": chosen.cohort,
        "columns": subject.predictor.codes.shape[1],
        "outputs": subject.predict(subject.others[:1]).shape[1],
        "networks": subject.n_networks,
        "background": len(subject.background),
        "patients": len(subject.rows),
    }
    figures |= _engine_beside_peers(subject, chosen)
    figures |= _expected_gradients(subject, chosen)
    if not chosen.no_growth:
        torch.set_num_threads(1)
        lines = growth(chosen.cohort, chosen.patients, chosen.steps, chosen.threads)
        print(in_words(lines))
        figures["growth"] = lines
    figures["load_after"] = round(os.getloadavg()[0], 2)
    text = json.dumps(figures, indent=1)
    print(text)
    chosen.out.parent.mkdir(exist_ok=True)
    chosen.out.write_text(text + "\n", encoding="utf-8")


def _engine_beside_peers(subject: Subject, chosen: argparse.Namespace) -> dict[str, float]:
    game, n_threads = subject.game(), chosen.threads
    general = PredictGame(subject.predict, subject.others)
    budget, n_patients, n_peer = subject.budget, len(subject.rows), chosen.peer_patients

    def engine(n: int, of: NetworkGame | PredictGame = game, **options: int) -> np.ndarray:
        rows, row_ids = subject.patients[:n], subject.rows[:n]
        options = {"seed": 0, "n_evaluations": budget, "n_threads": n_threads, **options}
        return shapley_values(of, rows, row_ids=row_ids, **options).values

    engine(1)  # first calls pay for what a library sets up once
    peak = _peak_mib(lambda: engine(n_patients))
    whole = _seconds(lambda: engine(n_patients)) / n_patients
    torch.set_num_threads(n_threads)  # peers use torch's own threads
    peer = _seconds(lambda: engine(n_peer, general, n_threads=1)) / n_peer
    first = _seconds(lambda: by_permutations(subject, 1))
    shap = _seconds(lambda: by_permutations(subject, n_peer)) / n_peer
    kernel = _seconds(lambda: by_kernel(subject, 1))
    torch.set_num_threads(1)
    truth = engine(n_peer, seed=1, n_evaluations=chosen.long_run * budget // 2)
    mine, theirs, once = (
        engine(n_peer),
        by_permutations(subject, n_peer),
        engine(n_peer, n_evaluations=budget // 2),
    )
    error, shap_error = relative_error(mine, truth), relative_error(theirs, truth)
    return {
        "evaluations": budget,
        "engine_seconds_per_patient": round(whole, 5),
        "written_out_seconds_per_patient": round(peer, 5),
        "shap_seconds_per_patient": round(shap, 5),
        "kernel_seconds_per_patient": round(kernel, 5),
        "shap_import_and_compilation_seconds": round(first - shap, 3),
        "written_out_over_engine": round(peer / whole, 2),
        "shap_over_engine": round(shap / whole, 2),
        "kernel_over_engine": round(kernel / whole, 2),
        "engine_error": round(error, 4),
        "engine_error_of_one_round": round(relative_error(once, truth), 4),
        "shap_error": round(shap_error, 4),
        "kernel_error": round(relative_error(by_kernel(subject, 1), truth[:1]), 4),
        "shap_evaluations_for_the_engines_error": round(budget * (shap_error / error) ** 2),
        "shap_over_engine_at_equal_error": round(shap / whole * (shap_error / error) ** 2, 1),
        "cosine_of_engine_and_shap": round(cosine(mine, theirs), 4),
        "largest_difference_from_written_out": float(
            f"{np.abs(engine(3) - engine(3, general)).max():.1e}"
        ),
        "peak_memory_of_the_engine_mib": round(peak),
    }


def _expected_gradients(subject: Subject, chosen: argparse.Namespace) -> dict[str, float]:
    """Compare with expected gradients: another quantity, so likeness is given and no error."""
    n = min(chosen.gradient_patients, len(subject.rows))
    torch.set_num_threads(chosen.threads)
    began = time.perf_counter()
    gradients = by_gradients(subject, n, chosen.samples)
    seconds = (time.perf_counter() - began) / n
    torch.set_num_threads(1)
    mine = subject.explained(subject.game(), n, chosen.threads)
    expected = subject.predict(subject.patients[:n]) - subject.predict(subject.others).mean(axis=0)
    spread = np.sqrt(np.square(expected).mean(axis=0))
    gaps = np.sqrt(np.square(gradients.sum(axis=1) - expected).mean(axis=0))
    return {
        "expected_gradients_samples": chosen.samples,
        "expected_gradients_patients": n,
        "expected_gradients_seconds_per_patient": round(seconds, 5),
        "expected_gradients_cosine_with_engine": round(cosine(gradients, mine), 4),
        "expected_gradients_rank_correlation_with_engine": round(
            rank_correlation(gradients, mine), 4
        ),
        "expected_gradients_additivity_gap_over_difference": round(
            float(np.median(gaps / spread)), 4
        ),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mib(work: Callable[[], object]) -> float:
    """Largest resident memory of the process during work, where the system can begin it anew."""
    marks = Path("/proc/self/clear_refs")
    if not marks.exists():
        work()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    marks.write_text("5", encoding="ascii")
    work()
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(peak) / 1024


if __name__ == "__main__":
    main()
