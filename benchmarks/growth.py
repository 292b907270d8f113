"""How the time and the memory of training grow with rows, tasks and features.

Each size is a synthetic cohort of numbers, trained in a process of its own: five folds, two
members, all tasks in one group, hard sharing, the usual budget of steps and no early stop. Run it
as ``python -m benchmarks.growth``; results go to
``benchmarks/results/growth.json``. ``seconds`` are processor seconds of one thread; memory is the
peak of the whole process above what it held before the cohort was drawn.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
import torch

from mtl_core.data import Table
from mtl_core.schema import (
    CohortReference,
    CohortSchema,
    ColumnKind,
    EvaluationPlan,
    Feature,
    Study,
    Task,
    TaskGrouping,
    TaskKind,
    TrainingSpec,
)
from mtl_core.studies.arms import train_shared
from mtl_core.studies.prepare import prepare

RESULTS = Path(__file__).parent / "results" / "growth.json"
ROWS, TASKS, FEATURES = 5_000, 8, 50
SIZES = {
    "rows": [(rows, TASKS, FEATURES) for rows in (5_000, 50_000, 500_000)],
    "tasks": [(ROWS, tasks, FEATURES) for tasks in (2, 8, 32)],
    "features": [(ROWS, TASKS, features) for features in (10, 50, 200)],
}


def main() -> None:
    """Measure every size in a process of its own, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", nargs=3, type=int, metavar=("ROWS", "TASKS", "FEATURES"))
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(_measure(*arguments.one)))
        return
    figures: dict[str, list[dict[str, float]]] = {}
    for name, sizes in SIZES.items():
        figures[name] = [_in_its_own_process(size) for size in sizes]
        print(json.dumps({name: figures[name]}, indent=1))
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _in_its_own_process(size: tuple[int, int, int]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.growth", "--one", *map(str, size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measure(n_rows: int, n_tasks: int, n_features: int) -> dict[str, float]:
    torch.set_num_threads(1)
    before = _peak_mib()
    study, table = _cohort(n_rows, n_tasks, n_features)
    started = time.process_time()
    prepared = prepare(study, table)
    ready = time.process_time()
    held = _peak_mib()
    train_shared(prepared, lambda _: None, lambda: False, 1)
    trained = time.process_time()
    fold = prepared.folds[0].features
    return {
        "rows": n_rows,
        "tasks": n_tasks,
        "features": n_features,
        "encoded_columns": fold.shape[1],
        "one_encoding_mib": round(fold.numel() * fold.element_size() / 2**20),
        "prepare_seconds": round(ready - started, 2),
        "train_seconds": round(trained - ready, 2),
        "peak_mib_prepared": round(held - before),
        "peak_mib": round(_peak_mib() - before),
    }


def _cohort(n_rows: int, n_tasks: int, n_features: int) -> tuple[Study, Table]:
    """Draw numbers, and outcomes that depend on ten of them, a tenth of the labels missing."""
    rng = np.random.default_rng(0)
    columns: dict[str, np.ndarray] = {
        f"x{k}": rng.normal(size=n_rows).round(3) for k in range(n_features)
    }
    score = sum(columns[f"x{k}"] for k in range(10))
    for k in range(n_tasks):
        high = score + 3 * rng.normal(size=n_rows) > 2
        known = rng.random(n_rows) > 0.1
        columns[f"t{k}"] = np.where(known, np.where(high, "yes", "no"), None)
    names = tuple(f"t{k}" for k in range(n_tasks))
    study = Study(
        cohort=CohortReference("drawn", n_rows, "0" * 64),
        schema=CohortSchema(
            tasks=tuple(Task(name, TaskKind.BINARY, ("no", "yes")) for name in names),
            features=tuple(Feature(f"x{k}", ColumnKind.NUMERIC) for k in range(n_features)),
        ),
        grouping=TaskGrouping.coarsest(names),
        plan=EvaluationPlan(folds=5),
        training=TrainingSpec(n_members=2, patience=1000),
    )
    return study, Table(pd.DataFrame(columns), "utf-8", ",", ".", "0" * 64, "drawn.csv")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
