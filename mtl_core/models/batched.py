"""Layers of many networks at once, with a backward pass written out.

The general way to run a stack is ``vmap``; it suits every design and costs about as much in
dispatch and in passes over memory as the products themselves. These layers do the same for plain
perceptrons in a few batched products, forwards and backwards, and every product reads its matrices
in the order in which they lie: weights are stored by rows, one row per unit.

Shapes: inputs ``(n_networks, rows, n_in)``, weights ``(n_networks, n_out, n_in)``, biases
``(n_networks, n_out)``, outputs ``(n_networks, rows, n_out)``.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function

_FEW_UNITS = 32
"""Up to so many units, the product with the weights on the left takes half the time on a CPU."""


def linear(inputs: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Apply a linear layer of each network."""
    outputs: Tensor = _Linear.apply(inputs, weight, bias)  # type: ignore[no-untyped-call]
    return outputs


def hidden_layer(inputs: Tensor, weight: Tensor, bias: Tensor, mask: Tensor | None) -> Tensor:
    """Apply a linear layer of each network, ReLU, and dropout where there is a mask.

    Parameters
    ----------
    mask
        What units are multiplied by, 0 or more, of a shape that broadcasts to that of the outputs.
    """
    outputs: Tensor = _HiddenLayer.apply(inputs, weight, bias, mask)  # type: ignore[no-untyped-call]
    return outputs


# Without ``setup_context``: torch would ask Python for the signature of ``forward`` in every call.


class _Linear(Function):
    @staticmethod
    def forward(ctx: Any, inputs: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:  # noqa: ANN401
        ctx.save_for_backward(inputs, weight)
        return _product(inputs, weight, bias)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
        inputs, weight = ctx.saved_tensors
        return _gradients(ctx.needs_input_grad, inputs, weight, grads[0])


class _HiddenLayer(Function):
    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401
        inputs: Tensor,
        weight: Tensor,
        bias: Tensor,
        mask: Tensor | None,
    ) -> Tensor:
        hidden = _product(inputs, weight, bias).relu_()
        hidden = hidden if mask is None else hidden.mul_(mask)
        ctx.save_for_backward(inputs, weight, mask, hidden)
        return hidden

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
        inputs, weight, mask, outputs = ctx.saved_tensors
        # a unit that dropout has switched off is 0, as one that ReLU has
        grad = torch.ops.aten.threshold_backward(grads[0], outputs, 0)
        if mask is not None:
            grad = grad.mul_(mask)
        return (*_gradients(ctx.needs_input_grad, inputs, weight, grad), None)


def _product(inputs: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    if weight.shape[1] <= _FEW_UNITS:
        outputs = torch.bmm(weight, inputs.mT).mT
    else:
        outputs = torch.bmm(inputs, weight.mT)
    # baddbmm would first write the bias into every row: a quarter of the time of the product
    return outputs if bias is None else outputs.add_(bias.unsqueeze(1))


def _gradients(
    needed: tuple[bool, ...], inputs: Tensor, weight: Tensor, grad: Tensor
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    """Gradients of inputs, weight and bias, given that of the linear layer's output."""
    return (
        torch.bmm(grad, weight) if needed[0] else None,
        torch.bmm(grad.mT, inputs) if needed[1] else None,
        grad.sum(dim=1) if needed[2] else None,
    )
