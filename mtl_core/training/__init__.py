"""Training: which networks a study needs, and one loop that trains them all as one stack.

A *replica* is one network: one group of tasks, one fold, one ensemble member. Every replica is the
same network with other labels hidden, so all of them train as one batched program.

Examples
--------
>>> from mtl_core.schema import TaskGrouping
>>> shared_groups(TaskGrouping.of(["a", "b", "c"], [["a", "b"]]))
(('a', 'b'),)
"""

from mtl_core.training.batches import FoldTensors
from mtl_core.training.chunk import Chunk
from mtl_core.training.devices import CPU, training_device
from mtl_core.training.loop import Check, cancelled, train_stack
from mtl_core.training.preparing import prepare_folds, relabelled
from mtl_core.training.replicas import (
    FoldData,
    HoldOut,
    Job,
    Replica,
    TrainedGroup,
    plan_replicas,
    select,
    shared_groups,
)
from mtl_core.training.schedules import one_cycle, share_of_peak
from mtl_core.training.seeding import derive_seed

__all__ = [
    "CPU",
    "Check",
    "Chunk",
    "FoldData",
    "FoldTensors",
    "HoldOut",
    "Job",
    "Replica",
    "TrainedGroup",
    "cancelled",
    "derive_seed",
    "one_cycle",
    "plan_replicas",
    "prepare_folds",
    "relabelled",
    "select",
    "share_of_peak",
    "shared_groups",
    "train_stack",
    "training_device",
]
