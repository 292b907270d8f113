"""Speed of the evaluation: all measures and intervals of a full study of the cohort ``rhc``.

``python -m benchmarks.evaluation`` draws predictions of four arms in five repeats from the real
labels of the 13 tasks (speed does not depend on how good they are), evaluates them with 2,000
resamples of patients, and keeps seconds, processor seconds and load in
``benchmarks/results/evaluation.json``. The peer in the same run is a loop that draws patients and
calls scikit-learn's metric functions (scipy's for two correlations) for every task, arm and repeat:
a few resamples are timed and their time is multiplied. A second figure adds a logistic regression
of scikit-learn for calibration, which our draws have as one Newton step.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtl_core.arrays import FloatArray, IntArray

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import pandas as pd
from scipy.special import expit, softmax

from benchmarks.metric_loop import calibration_fit, metrics_of
from mtl_core.data import builtin, labels_of, patient_codes, read_table
from mtl_core.data.splits import label_strata
from mtl_core.evaluation.arms import evaluate
from mtl_core.schema import Arm, EvaluationPlan, Task, TaskKind

RESULTS = Path(__file__).parent / "results" / "evaluation.json"
ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC, Arm.BOOSTING)
N_FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """The input of an evaluation."""

    predictions: pd.DataFrame
    tasks: Sequence[Task]
    patients: IntArray
    strata: IntArray


def drawn_study(cohort: str, n_repeats: int, seed: int = 0) -> Study:
    """Draw predictions from the labels of a built-in cohort, plus noise."""
    ready = builtin(cohort)
    table, schema = read_table(ready.csv_path), ready.schema()
    patients = patient_codes(table.frame, schema.patient_id)
    labels = {task.name: labels_of(table, task) for task in schema.tasks}
    rng = np.random.default_rng(seed)
    parts = [
        _lines(task, arm, repeat, labels[task.name], rng)
        for task in schema.tasks
        for arm in ARMS
        for repeat in range(n_repeats)
    ]
    strata = label_strata(labels, schema.tasks, patients)
    return Study(pd.concat(parts, ignore_index=True), schema.tasks, patients, strata)


def ours(study: Study, n_resamples: int, n_threads: int) -> dict[str, float]:
    """Evaluate once, as a run does."""
    began, processor = time.perf_counter(), time.process_time()
    found = evaluate(
        study.predictions,
        study.tasks,
        arms=ARMS,
        plan=EvaluationPlan(n_resamples=n_resamples),
        patients=study.patients,
        strata=study.strata,
        n_threads=n_threads,
    )
    estimates = [
        e for result in found.values() for arm in result.arms.values() for e in arm.values()
    ]
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(time.process_time() - processor, 2),
        "intervals": sum(estimate.low is not None for estimate in estimates),
    }


def peer(study: Study, n_timed: int, *, fits: bool) -> float:
    """Seconds per resample of a loop over metric functions, the mean of ``n_timed`` resamples."""
    blocks = _blocks(study)
    rng = np.random.default_rng(1)
    n_patients = int(study.patients.max()) + 1
    began = time.perf_counter()
    for _ in range(n_timed):
        times = np.bincount(rng.integers(0, n_patients, n_patients), minlength=n_patients)
        for task, rows, observed, predicted in blocks:
            chosen = np.repeat(np.arange(len(rows)), times[study.patients[rows]])
            metrics_of(task.kind, observed[chosen], predicted[chosen])
            if fits and task.kind is TaskKind.BINARY:
                calibration_fit(observed[chosen, 0], predicted[chosen, 0])
    return (time.perf_counter() - began) / n_timed


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure both sides, print and keep."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--cohort", default="rhc", help="a built-in cohort")
    words.add_argument("--repeats", type=int, default=5)
    words.add_argument("--resamples", type=int, default=2000)
    words.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    words.add_argument("--rounds", type=int, default=3, help="evaluations; the median is kept")
    words.add_argument("--timed", type=int, default=3, help="resamples of the peer")
    words.add_argument("--out", type=Path, default=RESULTS)
    chosen = words.parse_args(arguments)
    study = drawn_study(chosen.cohort, chosen.repeats)
    load = os.getloadavg()[0]
    rounds = sorted(
        (ours(study, chosen.resamples, chosen.threads) for _ in range(chosen.rounds)),
        key=lambda r: r["seconds"],
    )
    middle = rounds[len(rounds) // 2]
    plain, fitted = (peer(study, chosen.timed, fits=fits) for fits in (False, True))
    figures: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {chosen.threads} used",
        "load_before": round(load, 2),
        "load_after": round(os.getloadavg()[0], 2),
        "cohort": chosen.cohort,
        "tasks": len(study.tasks),
        "arms": len(ARMS),
        "repeats": chosen.repeats,
        "resamples": chosen.resamples,
        **middle,
        "seconds_of_all_rounds": [each["seconds"] for each in rounds],
        "peer_seconds_per_resample": round(plain, 2),
        "peer_seconds_scaled": round(plain * chosen.resamples),
        "peer_over_ours": round(plain * chosen.resamples / middle["seconds"]),
        "peer_with_calibration_fits_over_ours": round(
            fitted * chosen.resamples / middle["seconds"]
        ),
    }
    text = json.dumps(figures, indent=1)
    print(text)
    chosen.out.write_text(text + "\n", encoding="utf-8")


def _lines(
    task: Task, arm: Arm, repeat: int, labels: FloatArray, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw one task by one arm in one repeat; ``labels`` is ``(n_rows,)``, NaN where unknown."""
    rows = np.flatnonzero(np.isfinite(labels))
    known = labels[rows]
    n_classes = len(task.classes) if task.kind.per_class else 1
    observed = np.eye(n_classes)[known.astype(np.int64)] if n_classes > 1 else known[:, None]
    noise = rng.normal(size=observed.shape)
    match task.kind:
        case TaskKind.REGRESSION:
            predicted = 0.5 * observed + 0.5 * noise * observed.std()
        case TaskKind.BINARY:
            predicted = expit(1.5 * observed - 1 + noise)
        case _:
            predicted = softmax(1.5 * observed + noise, axis=1)
    classes = list(task.classes) if n_classes > 1 else [task.classes[-1] if task.classes else None]
    return pd.DataFrame(
        {
            "row": np.repeat(rows, n_classes),
            "task": task.name,
            "arm": arm.value,
            "repeat": repeat,
            "fold": np.repeat(rng.integers(0, N_FOLDS, len(rows)), n_classes),
            "class": np.tile(np.array(classes, dtype=object), len(rows)),
            "observed": observed.ravel(),
            "predicted": predicted.ravel(),
        }
    )


def _blocks(study: Study) -> list[tuple[Task, IntArray, FloatArray, FloatArray]]:
    """Split the table for the peer, so that it does not pay for that: one block per repeat."""
    tables = study.predictions.groupby(["task", "arm", "repeat"], sort=False)
    by_name = {task.name: task for task in study.tasks}
    blocks = []
    for (name, _, _), table in tables:
        width = by_name[name].n_outputs
        observed, predicted = (
            table[column].to_numpy(np.float64).reshape(-1, width)
            for column in ("observed", "predicted")
        )
        blocks.append((by_name[name], table["row"].to_numpy()[::width], observed, predicted))
    return blocks


if __name__ == "__main__":
    main()
