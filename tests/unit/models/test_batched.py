"""The batched pass of a design gives what vmap and autograd give, forwards and backwards."""

import typing

import pytest
import torch
from torch.func import functional_call, vmap

from mtl_core.models import SharedDropout, build
from mtl_core.models.batched import hidden_layer, linear
from mtl_core.models.stacked import forward_stacked
from mtl_core.schema import OutputLayout, SharingDesign, Task, TaskKind, options_of

LAYOUT = OutputLayout.of(
    [
        Task("died", TaskKind.BINARY, ("no", "yes")),
        Task("stay", TaskKind.REGRESSION),
        Task("grade", TaskKind.ORDINAL, ("low", "middle", "high")),
        Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
    ]
)
N_REPLICAS, N_ROWS, N_INPUTS = 3, 20, 6


def small(design, depth):
    wanted = {"width": 8, "depth": depth, "dropout": 0.4}
    return design(**{name: wanted[name] for name in options_of(design) if name in wanted})


NETWORKS = [
    build(small(design, depth), N_INPUTS, layout)
    for design in typing.get_args(SharingDesign)
    for depth in (1, 3)
    for layout in (LAYOUT, LAYOUT.restricted_to(["stay", "stage"]))
]
BATCHED = [network for network in NETWORKS if network.batched]


def drawn(network, generator):
    """Random stacked parameters of a network, leaves of autograd."""
    return {
        name: torch.randn(N_REPLICAS, *p.shape, generator=generator).requires_grad_()
        for name, p in network.named_parameters()
    }


def by_vmap(network, parameters, features):
    def one(own, rows):
        return functional_call(network, own, (rows,))

    return vmap(one, randomness="same")(parameters, features)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("network", BATCHED, ids=lambda n: type(n).__name__)
def test_outputs_and_gradients_are_those_of_the_general_way(network, training):
    generator = torch.Generator().manual_seed(0)
    parameters = drawn(network, generator)
    features = torch.randn(N_REPLICAS, N_ROWS, N_INPUTS, generator=generator).requires_grad_()
    pull = torch.randn(N_REPLICAS, N_ROWS, 1, generator=generator)
    for module in network.modules():
        if isinstance(module, SharedDropout):
            module.draw(N_ROWS, generator)
    found = []
    for run in (forward_stacked, by_vmap):
        network.train(training)
        options = {"training": training} if run is forward_stacked else {}
        outputs = run(network, parameters, features, **options)
        leaves = [*parameters.values(), features]
        grads = torch.autograd.grad((outputs.tanh() * pull).sum(), leaves)
        found.append((outputs.detach(), *grads))
    for one, other in zip(*found, strict=True):
        scale = other.abs().max()
        assert scale > 0
        assert torch.allclose(one, other, rtol=1e-4, atol=1e-5 * float(scale))


def test_designs_without_a_batched_pass_say_so():
    assert len(BATCHED) == 8
    for network in NETWORKS:
        if not network.batched:
            with pytest.raises(NotImplementedError):
                network.forward_batched({}, torch.zeros(1, 1, N_INPUTS))


@pytest.mark.parametrize("mask", [True, False])
def test_written_out_gradients_are_finite_differences(mask):
    generator = torch.Generator().manual_seed(1)
    shapes = [(2, 5, 4), (2, 3, 4), (2, 3)]
    inputs, weight, bias = (
        torch.randn(*shape, generator=generator).double().requires_grad_() for shape in shapes
    )
    kept = torch.tensor([0.0, 2.0, 2.0]).double() if mask else None
    assert torch.autograd.gradcheck(lambda *a: hidden_layer(*a, kept), (inputs, weight, bias))
    assert torch.autograd.gradcheck(linear, (inputs, weight, bias))
    assert torch.autograd.gradcheck(lambda x, w: linear(x, w, None), (inputs, weight))
