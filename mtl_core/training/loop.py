"""The training loop: the only code that knows both patients and replicas."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from mtl_core.errors import RunCancelled
from mtl_core.models import StackedParameters, build
from mtl_core.objectives import masked_means, row_losses
from mtl_core.training.batches import Batches
from mtl_core.training.replicas import Job
from mtl_core.training.seeding import derive_seed, seeded
from mtl_core.training.stack import Stack, decayed_matrices
from mtl_core.training.stopping import BestWeights

N_CHECKS = 16
"""Validation checks per budget."""

WARM_UP = 0.15
"""Share of the steps in which the learning rate rises."""


@dataclass(frozen=True, slots=True)
class Check:
    """One validation check, as the loop reports it.

    Attributes
    ----------
    losses
        Mean over live replicas of the validation loss relative to the base rate, by task.
    live
        Replicas still in training.
    """

    step: int
    n_steps: int
    losses: dict[str, float]
    live: int


def train_stack(
    job: Job,
    *,
    on_check: Callable[[Check], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> StackedParameters:
    """Train all replicas of a job together and return each one's best weights.

    Every replica walks its own permutation of its fold's training rows; replicas of the same fold
    and member walk the same one and start from the same weights, so that arms differ in nothing
    but the labels they see. A replica whose validation loss has not improved for
    ``spec.patience`` checks leaves the stack.

    Returns
    -------
    Stacked parameters in the order of ``job.replicas``, detached.

    Raises
    ------
    RunCancelled
        When ``should_stop()`` turns true.
    """
    batches = Batches(job)
    with seeded(derive_seed(job.seed, "weights")):
        stack = Stack(_initial_networks(job, batches.n_inputs))
    best = BestWeights(stack.parameters, patience=job.spec.patience)
    optimiser = torch.optim.AdamW(
        decayed_matrices(stack.parameters, job.spec.weight_decay),
        lr=job.spec.learning_rate,
        fused=True,
    )
    n_steps, every = job.spec.n_steps, max(1, job.spec.n_steps // N_CHECKS)
    with seeded(derive_seed(job.seed, "dropout")):
        for step in range(1, n_steps + 1):
            if should_stop():
                raise cancelled()
            features, labels, mask = batches.draw(step - 1)
            losses = row_losses(stack.forward(features, training=True), labels, job.layout)
            total = masked_means(losses, mask).sum()
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(total)
            for group in optimiser.param_groups:
                group["lr"] = job.spec.learning_rate * one_cycle(step / n_steps)
            optimiser.step()
            if step % every == 0 or step == n_steps:
                relative = batches.validate(stack)
                on_check(_report(job, batches, relative, step))
                keep = best.update(stack.parameters, batches.score(relative))
                if len(keep) == 0:
                    break
                if len(keep) < batches.n_live:
                    stack.keep(keep, optimiser)
                    batches.keep(keep)
    return best.weights


def one_cycle(progress: float) -> float:
    """Learning rate as a share of its peak: linear warm-up, then half a cosine down to zero.

    Examples
    --------
    >>> one_cycle(0.15), one_cycle(1.0)
    (1.0, 0.0)
    """
    if progress <= WARM_UP:
        return progress / WARM_UP
    return 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


def cancelled() -> RunCancelled:
    """Return the error that ends a run which a person stopped."""
    return RunCancelled(
        "The run was cancelled",
        expected="a run that goes on to its end",
        found="a request to stop",
        action="start it again when you wish; what was finished is kept",
    )


def _initial_networks(job: Job, n_inputs: int) -> list[torch.nn.Module]:
    """Build one network per replica; same fold and member, same start."""
    networks = []
    for replica in job.replicas:
        key = job.folds[replica.split].seed_key
        with seeded(derive_seed(job.seed, "weights", *key, replica.member)):
            networks.append(build(job.design, n_inputs, job.layout))
    return networks


def _report(job: Job, batches: Batches, relative: Tensor, step: int) -> Check:
    own = batches.own_tasks
    means = (relative * own).sum(dim=0) / own.sum(dim=0).clamp(min=1)
    names = [task.name for task in job.layout.tasks]
    losses = {
        name: float(mean)
        for name, mean, n in zip(names, means, own.sum(dim=0), strict=True)
        if n > 0
    }
    return Check(step, job.spec.n_steps, losses, batches.n_live)
