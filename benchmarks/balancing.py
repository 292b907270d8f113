"""What balancing is worth beside equal weights, and beside choosing the groups.

``python -m benchmarks.balancing`` trains all tasks in one group with every method of balancing at
its defaults: SUPPORT2 (preset quick, three folds, three seeds), and five drawn cohorts in which the
tasks of three groups compete for an encoder of eight units (``tests/unit/affinity/planted.py``).
Beside them, with equal weights: every task alone, and on the drawn cohorts the planted groups.
Means of the primary measures (AUROC, R2) over tasks are kept in
``benchmarks/results/balancing.json``.
"""

from __future__ import annotations

import json
import os
import sys
import typing
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from benchmarks.scoring import mean_scores, score_tasks
from mtl_core.data import Table, builtin, read_table
from mtl_core.schema import (
    Arm,
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Preset,
    Study,
    TaskGrouping,
)
from mtl_core.schema.specs import Balancing
from mtl_core.studies.arms import predict_out_of_fold, train_shared, train_single
from mtl_core.studies.prepare import PreparedStudy, prepare
from tests.unit.affinity.planted import as_table, planted_frame, planted_groups, planted_study

RESULTS = Path(__file__).parent / "results" / "balancing.json"
METHODS = {method.name: method() for method in typing.get_args(Balancing)}
SUPPORT2_SEEDS, DRAWN_SEEDS = range(3), range(5)
SIZES, N_ROWS, WIDTH = (3, 2, 3), 1200, 8
ALONE, PLANTED = "every task alone", "planted groups"


def main() -> None:
    """Run both parts, print them and keep them."""
    torch.set_num_threads(1)
    support2 = _told("support2", (_of_support2(seed) for seed in SUPPORT2_SEEDS))
    drawn = _told("three groups that compete", (_of_drawn(seed) for seed in DRAWN_SEEDS))
    kept = {"support2": support2, f"three groups, {WIDTH} units": drawn}
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _of_support2(seed: int) -> dict[str, float]:
    cohort = builtin("support2")
    table, schema = read_table(cohort.csv_path), cohort.schema()
    study = Study(
        cohort=CohortReference(table.name, table.n_rows, table.fingerprint),
        schema=schema,
        grouping=TaskGrouping.coarsest(schema.task_names),
        training=Preset.QUICK.training,
        plan=EvaluationPlan(folds=3, seed=seed, n_resamples=50),
        references=(),
        explanation=ExplanationSpec(n_patients=0),
    )
    return _measured(study, table)


def _of_drawn(seed: int) -> dict[str, float]:
    table = as_table(planted_frame(SIZES, seed, n_rows=N_ROWS))
    study = planted_study(table, width=WIDTH, seed=seed)
    together = _measured(study, table)
    names = list(study.schema.task_names)
    groups = TaskGrouping.of(names, planted_groups(SIZES))
    grouped = prepare(replace(study, grouping=groups), table)
    return together | {PLANTED: _score(grouped, train_shared)}


def _measured(study: Study, table: Table) -> dict[str, float]:
    """Mean measure of every method with all tasks together, and of all tasks alone."""
    found = {}
    prepared = prepare(study, table)
    for name, method in METHODS.items():
        spec = replace(study.training, balancing=method)
        found[name] = _score(
            replace(prepared, study=replace(prepared.study, training=spec)), train_shared
        )
    return found | {ALONE: _score(prepared, train_single)}


def _score(prepared: PreparedStudy, train: Callable[..., typing.Any]) -> float:
    trained = train(prepared, lambda _: None, lambda: False, 1)
    predictions = predict_out_of_fold(prepared, Arm.MULTI_TASK, trained)
    scores = score_tasks(prepared, predictions, [Arm.MULTI_TASK])
    return mean_scores(list(scores.values())).value[Arm.MULTI_TASK]


def _told(title: str, runs: Iterator[dict[str, float]]) -> dict[str, typing.Any]:
    """Print means and differences from equal weights as they come, and return them."""
    found = []
    for run in runs:
        found.append(run)
        print(title, {name: round(value, 4) for name, value in run.items()}, file=sys.stderr)
    print(f"\n### {title}\n\n| method | mean | minus equal | smallest | largest |")
    print("|---|---|---|---|---|")
    lines: dict[str, typing.Any] = {}
    for name in found[0]:
        values = np.array([run[name] for run in found])
        gains = values - np.array([run["equal"] for run in found])
        lines[name] = {
            "values": [round(float(v), 5) for v in values],
            "minus_equal": [round(float(g), 5) for g in gains],
        }
        print(
            f"| {name} | {values.mean():.4f} | {gains.mean():+.4f} | {gains.min():+.4f} "
            f"| {gains.max():+.4f} |"
        )
    return lines


if __name__ == "__main__":
    main()
