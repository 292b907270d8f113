"""Speed of training, every figure beside a peer measured in the same run.

``make benchmark`` runs it on a real cohort and keeps the figures in ``benchmarks/results``:

1. the replica stack against a loop over plain modules: the same networks, batches and steps;
2. the floating-point rate of the stack against that of a large matrix product on this machine;
3. all multi-task and all single-task networks of a five-fold study against the LightGBM fits of the
   same study.

Run it on an idle machine: ratios hold, absolute seconds do not travel.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch

from mtl_core.data import builtin, read_table
from mtl_core.models import build
from mtl_core.objectives import masked_means, row_losses
from mtl_core.schema import (
    Arm,
    CohortReference,
    EvaluationPlan,
    HardSharing,
    Study,
    TaskGrouping,
    TrainingSpec,
)
from mtl_core.studies.arms import predict_reference, train_shared, train_single
from mtl_core.studies.preparation import Prepared, prepare
from mtl_core.training import Job, plan_replicas, train_stack

RESULTS = Path(__file__).parent / "results" / "training.json"
STEPS = 200
MATRIX = 2048


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cohort", default="support2", help="a built-in cohort")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    arguments = parser.parse_args()
    prepared = _prepared(arguments.cohort)
    figures: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {arguments.threads} used",
        "torch": torch.__version__,
        "cohort": arguments.cohort,
    }
    figures |= _stack_against_loop(prepared)
    figures |= _arms(prepared, arguments.threads)
    figures["peak_memory_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    text = json.dumps(figures, indent=1)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def _prepared(key: str) -> Prepared:
    cohort = builtin(key)
    table = read_table(cohort.csv_path)
    schema = cohort.schema()
    study = Study(
        cohort=CohortReference(key, table.n_rows, table.fingerprint),
        schema=schema,
        grouping=TaskGrouping.coarsest(schema.task_names),
        plan=EvaluationPlan(folds=5),
    )
    return prepare(study, table)


def _stack_against_loop(prepared: Prepared) -> dict[str, float]:
    """Train the ten multi-task networks of two members, as a stack and one after the other."""
    spec = TrainingSpec(n_steps=STEPS, n_members=2, patience=1000)
    groups = [prepared.study.schema.task_names]
    job = Job(
        replicas=plan_replicas(groups, len(prepared.folds), spec.n_members),
        folds=prepared.folds,
        layout=prepared.layout,
        design=HardSharing(),
        spec=spec,
        seed=0,
    )
    torch.set_num_threads(1)
    product = _matrix_rate()
    stack = _median(lambda: _seconds(lambda: train_stack(job, n_threads=1)))
    loop = _median(lambda: _seconds(lambda: _loop(job)))
    rate = _flops_per_step(job) * STEPS / stack / 1e9
    return {
        "one_thread_matrix_product_gflops": round(product, 1),
        "one_thread_stack_gflops": round(rate, 1),
        "stack_share_of_matrix_product": round(rate / product, 3),
        "one_thread_stack_seconds": round(stack, 3),
        "one_thread_loop_seconds": round(loop, 3),
        "loop_over_stack": round(loop / stack, 2),
    }


def _loop(job: Job) -> None:
    """Train the same networks one by one: a plain module, a plain optimiser, the same batches."""
    for replica in job.replicas:
        fold = job.folds[replica.split]
        network = build(job.design, fold.features.shape[1], job.layout)
        optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1.0, fused=True)
        order = torch.randperm(len(fold.train)).repeat(
            STEPS * job.spec.batch_size // len(fold.train) + 1
        )
        for step in range(STEPS):
            rows = fold.train[order[step * job.spec.batch_size : (step + 1) * job.spec.batch_size]]
            losses = row_losses(network(fold.features[rows]), fold.labels[rows], job.layout)
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(masked_means(losses, fold.known[rows]).sum())
            optimiser.step()


def _flops_per_step(job: Job) -> float:
    """Floating-point operations of one step: forward, and both products of the backward pass.

    The first layer and the skip path need no gradient with respect to their input.
    """
    n_inputs, design = job.folds[0].features.shape[1], job.design
    first = n_inputs * design.width + n_inputs * job.layout.width
    rest = (design.depth - 1) * design.width**2 + design.width * job.layout.width
    return len(job.replicas) * job.spec.batch_size * (4 * first + 6 * rest)


def _matrix_rate() -> float:
    """Return GFLOP/s of a large square float32 product."""
    a, b = torch.randn(MATRIX, MATRIX), torch.randn(MATRIX, MATRIX)
    a @ b
    return 2 * MATRIX**3 / _median(lambda: _seconds(lambda: a @ b), 5) / 1e9


def _arms(prepared: Prepared, n_threads: int) -> dict[str, float]:
    def ignore(_: object) -> None:
        pass

    def go_on() -> bool:
        return False

    multi = _seconds(lambda: train_shared(prepared, ignore, go_on, n_threads))
    boosting = _seconds(lambda: predict_reference(prepared, Arm.BOOSTING, n_threads, ignore, go_on))
    single = _seconds(lambda: train_single(prepared, ignore, go_on, n_threads))
    return {
        "multi_task_seconds": round(multi, 2),
        "single_task_seconds": round(single, 2),
        "boosting_seconds": round(boosting, 2),
        "multi_task_over_boosting": round(multi / boosting, 2),
        "single_task_over_boosting": round(single / boosting, 2),
    }


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _median(measure: Callable[[], float], times: int = 3) -> float:
    return sorted(measure() for _ in range(times))[times // 2]


if __name__ == "__main__":
    main()
