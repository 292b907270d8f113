"""How far a patient's estimates move when values are changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtl_core.schema import named
from mtl_core.schema.answers import PatientAnswer, PatientOutput

_NOTHING = 5e-4


@dataclass(frozen=True, slots=True)
class Move:
    """One estimate before and after a change.

    Attributes
    ----------
    name
        The task, with its class where it has several.
    """

    name: str
    before: PatientOutput
    after: PatientOutput

    @property
    def change(self) -> float:
        """After minus before, in the units of the output."""
        return self.after.value - self.before.value

    @property
    def way(self) -> int:
        """1 up, -1 down, 0 where less than 0.0005 changes."""
        return (self.change > _NOTHING) - (self.change < -_NOTHING)


def moves_of(before: PatientAnswer, after: PatientAnswer) -> tuple[Move, ...]:
    """Set every estimate beside what it was; both answers are of the same networks."""
    names = named(found.output for found in before.outputs)
    pairs = zip(before.outputs, after.outputs, strict=True)
    return tuple(Move(names[old.output], old, new) for old, new in pairs)


def largest_of_risks(moves: Sequence[Move]) -> Move | None:
    """Return the risk that moves most; ``None`` where none moves at all."""
    moved = [move for move in moves if move.before.output.is_risk and move.change]
    return max(moved, key=lambda move: (abs(move.change), move.name), default=None)
