"""Networks: plain modules that know one batch of patients, and how to build them from a spec.

Nothing here knows folds, replicas or optimisers; the training loop stacks these modules.

Examples
--------
>>> import torch
>>> from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
>>> layout = OutputLayout.of([Task("stay", TaskKind.REGRESSION)])
>>> build(HardSharing(), 4, layout)(torch.ones(2, 4)).shape
torch.Size([2, 1])
"""

from mtl_core.models.build import build
from mtl_core.models.dropout import SharedDropout
from mtl_core.models.level import SharedLevel, shared_level
from mtl_core.models.network import Lifted, Network
from mtl_core.models.proportional_odds import (
    design_name,
    score_parameters,
    start_at_base_rates,
    stored_cut_points,
)
from mtl_core.models.sharing import task_relation
from mtl_core.models.stacked import StackedParameters, forward_stacked

__all__ = [
    "Lifted",
    "Network",
    "SharedDropout",
    "SharedLevel",
    "StackedParameters",
    "build",
    "design_name",
    "forward_stacked",
    "score_parameters",
    "shared_level",
    "start_at_base_rates",
    "stored_cut_points",
    "task_relation",
]
