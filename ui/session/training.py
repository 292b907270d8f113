"""How the networks of this session's study are trained."""

from __future__ import annotations

import typing

from mtl_core.schema.specs import LBFGS, AdamW, Equal, LinearShared, Optimiser
from ui import state


def fitting_optimisers() -> list[type[Optimiser]]:
    """Return the optimisers that fit the design and the balancing."""
    linear = isinstance(state.DRAFT.get().choices.design, LinearShared)
    curved = linear and isinstance(state.DRAFT.get().choices.balancing, Equal)
    return [kind for kind in typing.get_args(Optimiser) if curved or kind is not LBFGS]


def possible_optimiser(optimiser: Optimiser) -> Optimiser:
    """Return the optimiser, or the usual one where it does not fit."""
    return optimiser if isinstance(optimiser, tuple(fitting_optimisers())) else AdamW()
