"""Are planted groups found again, and is negative transfer removed? Ten cohorts of each kind.

``python -m benchmarks.affinity`` draws cohorts whose tasks are driven by columns of their own group
(``tests/unit/affinity/planted.py``), measures pairwise gains in both ways, and counts how often
the partition that they suggest is the planted one. A second part trains everything through an
encoder of eight units, too narrow for three groups, and scores the suggestion on rows that chose
nothing. The result is kept in ``benchmarks/results/affinity.json``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import numpy as np

from mtl_core.affinity import PairwiseGains, best_partition, quick_affinity, thorough_affinity
from mtl_core.studies.prepare import prepare
from mtl_core.studies.suggestion import inner_folds, suggest_groups
from mtl_core.training import Job
from tests.unit.affinity.planted import as_table, planted_frame, planted_groups, planted_study

ROOT = Path(__file__).resolve().parents[1]
SEEDS = range(10)
N_ROWS = 1200
COHORTS = {"two groups": (3, 3), "three groups": (3, 2, 3)}
METHODS = {"quick": quick_affinity, "thorough": thorough_affinity}
NARROW = 8


def recovered(sizes: tuple[int, ...], seed: int, measure: Callable[..., PairwiseGains]) -> bool:
    """Whether the gains of all folds together suggest the planted groups."""
    table = as_table(planted_frame(sizes, seed, n_rows=N_ROWS))
    prepared = prepare(planted_study(table, seed=seed), table)
    study, inner = prepared.study, inner_folds(prepared)
    folds = list(chain.from_iterable(inner))
    job = Job((), folds, prepared.layout, study.design, study.training, study.plan.seed)
    gains = measure(job).ordered(study.schema.task_names)
    by_fold = gains.values.reshape(len(inner), -1, *gains.values.shape[1:]).mean(axis=1)
    found = best_partition(by_fold).partition
    return [[gains.tasks[t] for t in g] for g in found] == planted_groups(sizes)


def narrow(seed: int) -> dict[str, object]:
    """Suggest groups where sharing with all does harm, and score the suggestion."""
    sizes = COHORTS["three groups"]
    table = as_table(planted_frame(sizes, seed, n_rows=N_ROWS))
    report = suggest_groups(planted_study(table, width=NARROW, seed=seed), table)
    gain = report.against_together
    return {
        "planted": [list(g) for g in report.suggestion.groups] == planted_groups(sizes),
        "gain_over_together": [round(v, 4) for v in (gain.value, gain.low, gain.high)],
        "agreement": round(report.agreement, 3),
    }


def main() -> None:
    """Run everything, print it and keep it."""
    result: dict[str, object] = {"seeds": len(SEEDS), "rows": N_ROWS}
    for words, sizes in COHORTS.items():
        for method, measure in METHODS.items():
            start = time.perf_counter()
            found = [recovered(sizes, seed, measure) for seed in SEEDS]
            line = {
                "recovered": int(np.sum(found)),
                "seconds_each": round((time.perf_counter() - start) / len(SEEDS), 1),
            }
            result[f"{words}, {method}"] = line
            print(f"{words}, {method}: {line}", flush=True)
    runs = [narrow(seed) for seed in SEEDS]
    result[f"three groups, {NARROW} units, quick"] = {
        "planted": sum(bool(run["planted"]) for run in runs),
        "clear_gain_over_together": sum(run["gain_over_together"][1] > 0 for run in runs),
        "runs": runs,
    }
    print(result, flush=True)
    path = ROOT / "benchmarks" / "results" / "affinity.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
