"""Values as older versions wrote them, brought to what they are called today.

Reading is strict, so a field that moved would make every older file unreadable. An upgrade knows
one former shape and nothing else: what it does not recognise it leaves to the reader to refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mtl_core.schema.specs import AdamW, TrainingSpec


def _optimiser_of_its_own(plain: dict[str, Any]) -> dict[str, Any]:
    """Learning rate and weight decay once belonged to the training spec: they were AdamW's."""
    moved: dict[str, Any] = {
        name: plain[name] for name in ("learning_rate", "weight_decay") if name in plain
    }
    if not moved or "optimiser" in plain:
        return plain
    kept = {name: value for name, value in plain.items() if name not in moved}
    optimiser: dict[str, Any] = {"type": AdamW.__name__, **moved}
    return kept | {"optimiser": optimiser}


def _optimiser_that_is_left(plain: dict[str, Any]) -> dict[str, Any]:
    """L-BFGS took linear designs to the minimum that is now solved for: under the default."""
    optimiser = plain.get("optimiser")
    if not isinstance(optimiser, dict) or optimiser.get("type") != "LBFGS":
        return plain
    return {name: value for name, value in plain.items() if name != "optimiser"}


UPGRADES: Mapping[type, Callable[[dict[str, Any]], dict[str, Any]]] = {
    TrainingSpec: lambda plain: _optimiser_that_is_left(_optimiser_of_its_own(plain)),
}
"""By class: from decoded JSON of any older version to that of this one."""
