"""Balancing: how much each task of a group counts in a training step.

A *scalarizer* looks at the losses of the tasks, an *aggregator* at how their gradients with respect
to what they share agree; both give one weight per task, and a step follows the weighted sum of the
losses. Weights of the tasks that have labels in a batch always sum to the number of these tasks, so
that a method changes who counts and not how long a step is. Stacked networks are weighed side by
side, each by its own losses and gradients.

Examples
--------
>>> import torch
>>> from mtl_core.schema.specs import MGDA
>>> gramians = torch.tensor([[[1.0, 0.0], [0.0, 4.0]]])
>>> step = StepLosses(torch.ones(1, 2), torch.ones(1, 2, dtype=torch.bool), gramians)
>>> balancer = build_balancer(MGDA(), n_tasks=2, generators=[torch.Generator()])
>>> balancer.weigh(step).round(decimals=2)
tensor([[1.6000, 0.4000]])
"""

from mtl_core.balancing.balancer import Balancer, GradientAggregator, LossScalarizer, StepLosses
from mtl_core.balancing.build import build_balancer
from mtl_core.balancing.gramians import gramians_of

__all__ = [
    "Balancer",
    "GradientAggregator",
    "LossScalarizer",
    "StepLosses",
    "build_balancer",
    "gramians_of",
]
