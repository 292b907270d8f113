"""Speed of training, every figure beside a peer measured in the same run.

``make benchmark`` runs it on a real cohort and keeps the figures in ``benchmarks/results``:

1. the replica stack against a loop over plain modules: the same networks, batches and steps, the
   stack with its validation checks and the loop without any;
2. the floating-point rate of the stack against that of the very matrix products that its steps are
   made of, batched and of the same shapes, and nothing else; a large square product beside it;
3. all multi-task and all single-task networks of a five-fold study against the LightGBM fits of the
   same study.

Each round measures all sides one after the other, and what is kept is the median over the rounds
of the ratios within a round. Figures of one thread are in processor seconds. Run it on an idle
machine: ratios hold, absolute seconds do not travel. ``benchmarks/growth.py`` measures how time and
memory grow with the cohort.
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
from mtl_core.studies.prepare import PreparedStudy, prepare
from mtl_core.training import Job, plan_replicas, train_stack
from mtl_core.training.loop import N_CHECKS

RESULTS = Path(__file__).parent / "results" / "training.json"
STEPS = 200
MATRIX = 2048
ROUNDS, ARM_ROUNDS = 5, 3


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


def _prepared(key: str) -> PreparedStudy:
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


def _stack_against_loop(prepared: PreparedStudy) -> dict[str, float]:
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
    rounds = []
    for _ in range(ROUNDS):
        alike = _products(job)
        square = _square_rate()
        stack = _processor_seconds(lambda: train_stack(job, n_threads=1))
        loop = _processor_seconds(lambda: _loop(job))
        rounds.append((alike, square, _flops(job) / stack / 1e9, stack, loop))
    alike, square, rate, stack, loop = (_median(column) for column in zip(*rounds, strict=True))
    return {
        "one_thread_same_shapes_gflops": round(alike, 1),
        "one_thread_square_product_gflops": round(square, 1),
        "one_thread_stack_gflops": round(rate, 1),
        "stack_share_of_same_shapes": round(_median([r / a for a, _, r, _, _ in rounds]), 3),
        "stack_share_of_square_product": round(_median([r / s for _, s, r, _, _ in rounds]), 3),
        "one_thread_stack_seconds": round(stack, 3),
        "one_thread_loop_seconds": round(loop, 3),
        "loop_over_stack": round(_median([after / own for *_, own, after in rounds]), 2),
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


def _flops(job: Job) -> float:
    """Floating-point operations of the products of a whole training: steps and checks."""
    first, rest = _sizes(job)
    checked = N_CHECKS * sum(len(job.folds[replica.split].valid) for replica in job.replicas)
    return STEPS * _flops_per_step(job) + checked * 2 * (first + rest)


def _flops_per_step(job: Job) -> float:
    """Floating-point operations of one step: forward, and both products of the backward pass.

    The first layer and the skip path need no gradient with respect to their input.
    """
    first, rest = _sizes(job)
    return len(job.replicas) * job.spec.batch_size * (4 * first + 6 * rest)


def _sizes(job: Job) -> tuple[int, int]:
    """Weights that meet the features, and all others, of one network of one hidden layer."""
    n_inputs, design = job.folds[0].features.shape[1], HardSharing()
    return n_inputs * (design.width + job.layout.width), design.width * job.layout.width


def _products(job: Job) -> float:
    """Return GFLOP/s of the products of one step, forward and backward, with nothing between."""
    n, rows = len(job.replicas), job.spec.batch_size
    n_inputs, n_out = job.folds[0].features.shape[1], job.layout.width
    width = HardSharing().width
    features, hidden = torch.randn(n, rows, n_inputs), torch.randn(n, rows, width)
    first, heads = torch.randn(n, width, n_inputs), torch.randn(n, n_out, width)
    skip, pull = torch.randn(n, n_out, n_inputs), torch.randn(n, rows, n_out)

    def step() -> None:
        torch.bmm(features, first.mT)
        torch.bmm(heads, hidden.mT)
        torch.bmm(skip, features.mT)
        torch.bmm(pull, heads)
        torch.bmm(hidden.mT, features)
        torch.bmm(pull.mT, hidden)
        torch.bmm(pull.mT, features)

    def steps() -> None:
        for _ in range(STEPS):
            step()

    return _flops_per_step(job) * STEPS / _processor_seconds(steps) / 1e9


def _square_rate() -> float:
    """Return GFLOP/s of a large square float32 product."""
    a, b = torch.randn(MATRIX, MATRIX), torch.randn(MATRIX, MATRIX)
    return 2 * MATRIX**3 / _processor_seconds(lambda: a @ b) / 1e9


def _arms(prepared: PreparedStudy, n_threads: int) -> dict[str, float]:
    def ignore(_: object) -> None:
        pass

    def go_on() -> bool:
        return False

    arms = {
        "multi": lambda: train_shared(prepared, ignore, go_on, n_threads),
        "boosting": lambda: predict_reference(prepared, Arm.BOOSTING, n_threads, ignore, go_on),
        "single": lambda: train_single(prepared, ignore, go_on, n_threads),
    }
    rounds = [{name: _seconds(work) for name, work in arms.items()} for _ in range(ARM_ROUNDS)]

    def median(of: str, over: str | None = None) -> float:
        values = [one[of] / (one[over] if over else 1) for one in rounds]
        return round(_median(values), 2)

    return {
        "multi_task_seconds": median("multi"),
        "single_task_seconds": median("single"),
        "boosting_seconds": median("boosting"),
        "multi_task_over_boosting": median("multi", "boosting"),
        "single_task_over_boosting": median("single", "boosting"),
    }


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _processor_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
