"""Codes that mean *missing*: taken out of a column, and kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtl_core.columns.raw import RawColumn
    from mtl_core.schema import MissingCodes


def without_codes(raw: RawColumn, repair: MissingCodes) -> tuple[RawColumn, RawColumn]:
    """Blank the cells that hold a code; return the column and one with the codes alone."""
    codes = frozenset(repair.codes)
    kept = raw.respelt(["" if text in codes else text for text in raw.texts])
    taken = raw.respelt([text if text in codes else "" for text in raw.texts], named=True)
    return kept, taken
