"""One row of the table of repairs: how a repair is done, told, and which finding it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from mtl_core.columns.raw import RawColumn
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import Repair

R = TypeVar("R", bound=Repair)

RepairedCells: TypeAlias = RawColumn | tuple[RawColumn, Sequence[str] | None]
"""The repaired column; where the repair keeps what it takes out, also this, text by text."""


@dataclass(frozen=True, slots=True)
class RepairRule(Generic[R]):
    """All that is to be known of one type of repair; it stands beside its check.

    Attributes
    ----------
    code
        From a repair to the finding that it usually answers.
    sentence
        From a repair and the names of its columns to a sentence of a methods section; empty for
        rows and columns that are left out, which are told together.
    apply
        From a column, a repair of it and the decimal mark to its cells; ``None`` where the repair
        concerns two columns, the rows, or the role of the column.
    """

    type: type[R]
    code: Callable[[R], FindingCode]
    sentence: Callable[[R, str], str] = lambda *_: ""
    apply: Callable[[RawColumn, R, str], RepairedCells] | None = None
