"""From a spec to the method that balances: the only file that knows which is which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import torch

from mtl_core.balancing.balancer import Balancer, GradientAggregator
from mtl_core.balancing.cagrad import CAGradAggregator
from mtl_core.balancing.dynamic_average import DynamicAverageScalarizer
from mtl_core.balancing.gradnorm import GradNormBalancer
from mtl_core.balancing.mgda import MGDAAggregator
from mtl_core.balancing.pcgrad import PCGradAggregator
from mtl_core.balancing.random_weights import RandomScalarizer
from mtl_core.balancing.uncertainty import UncertaintyScalarizer
from mtl_core.balancing.upgrad import UPGradAggregator
from mtl_core.schema.specs import (
    MGDA,
    Balancing,
    CAGrad,
    DynamicWeightAverage,
    Equal,
    GradNorm,
    PCGrad,
    RandomWeights,
    UncertaintyWeights,
    UPGrad,
)


def build_balancer(
    spec: Balancing, *, n_tasks: int, generators: Sequence[torch.Generator]
) -> Balancer | None:
    """Build what balances a stack of networks of one group of tasks.

    Parameters
    ----------
    generators
        Random numbers of each network's own, so that none depends on which others there are.

    Returns
    -------
    ``None`` where every task simply counts 1: equal weights, and a task alone whatever the method.
    """
    return None if n_tasks == 1 else _balancer(spec, n_tasks, generators)


def _balancer(
    spec: Balancing, n_tasks: int, generators: Sequence[torch.Generator]
) -> Balancer | None:
    start = torch.ones(len(generators), n_tasks, device="cpu")
    balancer: Balancer | None
    match spec:
        case Equal():
            balancer = None
        case UncertaintyWeights():
            balancer = UncertaintyScalarizer(spec, start)
        case DynamicWeightAverage():
            balancer = DynamicAverageScalarizer(spec, start)
        case GradNorm():
            balancer = GradNormBalancer(spec, start)
        case RandomWeights():
            balancer = RandomScalarizer(generators)
        case PCGrad() | CAGrad() | MGDA() | UPGrad():
            balancer = _aggregator(spec, generators)
        case _:
            assert_never(spec)
    return balancer


def _aggregator(
    spec: PCGrad | CAGrad | MGDA | UPGrad, generators: Sequence[torch.Generator]
) -> GradientAggregator:
    aggregator: GradientAggregator
    match spec:
        case PCGrad():
            aggregator = PCGradAggregator(generators)
        case CAGrad():
            aggregator = CAGradAggregator(spec)
        case MGDA():
            aggregator = MGDAAggregator()
        case UPGrad():
            aggregator = UPGradAggregator()
        case _:
            assert_never(spec)
    return aggregator
