"""Which decimal mark a file uses, by a vote of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtl_core.columns.raw import is_grouped, looks_like_codes, parse_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mtl_core.columns.raw import RawColumn
    from mtl_core.schema import Written


@dataclass(frozen=True, slots=True)
class DecimalMark:
    """The decimal mark found.

    Attributes
    ----------
    guessed
        Whether every number with the mark could also be read as thousands (1.234), or the mark
        separates the columns, too.
    """

    mark: str
    guessed: bool


def detect_decimal(columns: Iterable[RawColumn], written: Written) -> DecimalMark:
    """Return the decimal mark of a file.

    Where the format has settled it, that is it. Otherwise each column whose numbers
    carry one mark votes for it; columns in which the mark could also separate thousands only
    count when no other column votes.
    """
    if written.decimal:
        return DecimalMark(written.decimal, guessed=False)
    sure, unsure = {".": 0, ",": 0}, {".": 0, ",": 0}
    for column in columns:
        values = column.values
        mark = _mark_of(values)
        if mark is not None:
            votes = unsure if _could_be_thousands(values, mark) else sure
            votes[mark] += 1
    votes = sure if any(sure.values()) else unsure
    mark = "," if votes[","] > votes["."] else "."
    unusual = mark == written.delimiter
    return DecimalMark(mark, guessed=unusual or (votes is unsure and any(unsure.values())))


def _mark_of(values: Sequence[str]) -> str | None:
    joined = "\n".join(values)
    marks = [mark for mark in (".", ",") if mark in joined]
    if len(marks) != 1 or looks_like_codes(values):
        return None
    return marks[0] if parse_numbers(values, marks[0]) is not None else None


def _could_be_thousands(values: Sequence[str], mark: str) -> bool:
    other = "," if mark == "." else "."
    return all(
        is_grouped(text, other) and not text.lstrip("+-").startswith("0")
        for text in values
        if mark in text
    )
