"""The network that a replica starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.models import build, start_at_base_rates
from mtl_core.training.devices import CPU
from mtl_core.training.seeding import derive_seed, seeded

if TYPE_CHECKING:
    from mtl_core.models import Network
    from mtl_core.schema import OutputLayout
    from mtl_core.training.replicas import Job, Replica


def first_network(job: Job, replica: Replica, layout: OutputLayout, n_inputs: int) -> Network:
    """Draw the first weights of a replica; those of one fold and member are drawn alike.

    They are drawn on the processor, whatever the job's device: the same numbers everywhere.
    Ordinal tasks start at the shares of their classes among the fold's training rows.
    """
    fold = job.folds[replica.split]
    with CPU, seeded(derive_seed(job.seed, "weights", *fold.seed_key, replica.member)):
        network = build(job.design, n_inputs, layout)
    columns = [job.layout.index(task.name) for task in layout.tasks]
    labels, known = fold.labels[fold.train][:, columns], fold.known[fold.train][:, columns]
    start_at_base_rates(network, layout, labels, known)
    return network
