"""Sharing designs: how the tasks of one group share, one module per design.

A design is a plain module from encoded features ``(batch, n_inputs)`` to outputs
``(batch, layout.width)``. Designs do not know each other.

Examples
--------
>>> import torch
>>> from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
>>> layout = OutputLayout.of([Task("sepsis", TaskKind.BINARY, ("no", "yes"))])
>>> HardSharingNetwork(HardSharing(), 3, layout)(torch.ones(2, 3)).tolist()
[[0.0], [0.0]]
"""

from mtl_core.models.sharing.cross_stitch import CrossStitchNetwork
from mtl_core.models.sharing.hard import HardSharingNetwork
from mtl_core.models.sharing.linear import LinearSharedNetwork
from mtl_core.models.sharing.mixture import MixtureOfExpertsNetwork
from mtl_core.models.sharing.progressive import ProgressiveExpertsNetwork
from mtl_core.models.sharing.soft import SoftSharingNetwork
from mtl_core.models.sharing.task_relation import TaskRelationNetwork, task_relation
from mtl_core.models.sharing.trace_norm import TraceNormNetwork

__all__ = [
    "CrossStitchNetwork",
    "HardSharingNetwork",
    "LinearSharedNetwork",
    "MixtureOfExpertsNetwork",
    "ProgressiveExpertsNetwork",
    "SoftSharingNetwork",
    "TaskRelationNetwork",
    "TraceNormNetwork",
    "task_relation",
]
