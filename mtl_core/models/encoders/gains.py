"""A learned factor for every encoded column, before an encoder's first layer."""

from __future__ import annotations

from torch import Tensor

RATE = 3.0
"""How much faster than a weight a gain moves."""


def with_gains(weight: Tensor, gains: Tensor) -> Tensor:
    """Return the first layer's weights times each column's gain, ``1 + RATE * gains``.

    A column that helps grows and one that does not shrinks at every unit at once, which single
    weights learn slowly (the scaling layer of RealMLP, Holzmüller et al. 2024, arXiv 2407.04491).
    The factors are multiplied into the weights instead of the features: the same numbers, and no
    gradient with respect to the features is needed.

    NOTE[DIFF]: there the layer has a learning rate of its own, six times the others'; here it is
    ``RATE`` times, which Adam gives by the way in which the factor is written.

    Parameters
    ----------
    weight
        ``(..., n_units, n_inputs)``.
    gains
        ``(..., n_inputs)``, zero at the start.
    """
    return weight * (1 + RATE * gains).unsqueeze(-2)
