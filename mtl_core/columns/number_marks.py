"""Decimal and thousands marks that differ within a column, and texts among numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.missing_codes import numbers_among_words
from mtl_core.columns.raw import (
    LARGEST,
    MISSING_WORDS,
    is_grouped,
    is_number,
    looks_like_codes,
    number_of,
    spelt_number,
    surely_grouped,
)
from mtl_core.columns.rule import RepairRule
from mtl_core.columns.wording import check_of, notice
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import NumberMarks, OnlyNumbers
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.schema import Check

MOSTLY_NUMBERS = 0.5
"""Share of numbers from which a column of text is told to be nearly a column of numbers."""

BOTH = "both"
"""The ``decimal`` of a repair by which each cell has its own decimal mark."""


def with_one_mark(raw: RawColumn, repair: NumberMarks) -> RawColumn:
    """Drop the thousands marks of a column and settle its decimal mark."""
    if repair.decimal == BOTH:
        return raw.respelt([_plain(text) for text in raw.texts], decimal=".")
    other = "," if repair.decimal == "." else "."
    texts = [t.replace(other, "") if is_grouped(t, repair.decimal) else t for t in raw.texts]
    return raw.respelt(texts, decimal=repair.decimal)


def only_numbers(raw: RawColumn, decimal: str) -> tuple[RawColumn, Sequence[str]]:
    """Blank the cells that are no usable number; return the column and the texts taken out.

    A column without any number is left as it is.
    """
    kept = [_number_or_blank(text, decimal) for text in raw.texts]
    if not any(kept) and not any(is_number(text, decimal) for text in raw.texts):
        return raw, kept
    words = MISSING_WORDS
    taken = ["" if new or old in words else old for old, new in zip(raw.texts, kept, strict=True)]
    kept = [old if old in words else new for old, new in zip(raw.texts, kept, strict=True)]
    return raw.respelt(kept), taken


def check_grouped(column: TypedColumn) -> list[Check]:
    """Tell that thousands separators were dropped from a column of numbers."""
    raw = column.raw
    n = raw.n_cells([is_grouped(text, column.decimal) for text in raw.texts])
    return [
        notice(
            FindingCode.THOUSANDS_REMOVED,
            raw.name,
            f"{counted(n, 'cell')} of '{raw.name}' {'has' if n == 1 else 'have'} thousands "
            "separators, which were dropped.",
            "Check the range of this column.",
        )
    ]


def check_infinite(column: TypedColumn) -> list[Check]:
    """Ask about numbers that no instrument has measured; they count as missing meanwhile."""
    raw = column.raw
    unusable = np.abs(column.numbers) > LARGEST
    for i in np.flatnonzero(~raw.value_mask):
        unusable[i] = raw.texts[i] not in MISSING_WORDS
    n = raw.n_cells(unusable)
    if not n:
        return []
    return [
        check_of(
            FindingCode.INFINITE_VALUES,
            raw.name,
            f"{counted(n, 'cell')} of '{raw.name}' {'is' if n == 1 else 'are'} infinite or too "
            "large to be a measurement; no model can use such numbers, so they count as missing.",
            "Accept to make them missing and keep them in a column of their own; refuse to correct "
            "them in the file.",
            OnlyNumbers(raw.name),
        )
    ]


def check_number_texts(column: TypedColumn) -> list[Check]:
    """Say why a column of text with many numbers is not a column of numbers, and what would help.

    A column in which numbers look like codes (038.9 beside V45) is no column of numbers.
    """
    raw, decimal = column.raw, column.decimal
    other = "," if decimal == "." else "."
    numbers = {text for text in raw.values if is_number(text, decimal)}
    others = set(raw.values) - numbers
    grouped = {text for text in others if is_grouped(text, decimal)}
    foreign = {text for text in others if _is_foreign(text, other)}
    known = numbers | foreign | grouped
    if looks_like_codes(tuple(numbers)) or numbers_among_words(column):
        return []
    complete = known.issuperset(raw.values)
    if complete and grouped and foreign <= grouped:
        return [_ambiguous(raw, grouped, decimal)]
    if complete and foreign:
        return [_mixed(raw, foreign)]
    n_numbers = raw.n_cells([text in known for text in raw.texts])
    words = set(raw.values) - known
    n = raw.n_cells([text in words for text in raw.texts])
    if n_numbers < MOSTLY_NUMBERS * (n + n_numbers) or not n_numbers:
        return []
    return [
        check_of(
            FindingCode.NUMBERS_WITH_TEXT,
            raw.name,
            f"{counted(n, 'cell')} of '{raw.name}' {'is no number' if n == 1 else 'are no numbers'}"
            f", the other {n_numbers:,} {'is' if n_numbers == 1 else 'are'}; it stays text.",
            "Accept to read the numbers and make the other cells missing; their texts are kept in "
            "a column of their own.",
            OnlyNumbers(raw.name),
        )
    ]


def _ambiguous(raw: RawColumn, grouped: set[str], decimal: str) -> Check:
    n = raw.n_cells([text in grouped for text in raw.texts])
    return check_of(
        FindingCode.THOUSANDS_AMBIGUOUS,
        raw.name,
        f"In {counted(n, 'cell')} of '{raw.name}' the mark could separate thousands or decimals; "
        "it stays text.",
        "Accept to read it as a thousands separator; refuse to keep the column as text.",
        NumberMarks(raw.name, decimal),
    )


def _mixed(raw: RawColumn, foreign: set[str]) -> Check:
    n = raw.n_cells([text in foreign for text in raw.texts])
    return check_of(
        FindingCode.MIXED_DECIMAL,
        raw.name,
        f"{counted(n, 'cell')} of '{raw.name}' {'has' if n == 1 else 'have'} another decimal mark "
        "than the rest of the file; it stays text.",
        "Accept to read the mark of each cell as its decimal mark; refuse to keep it as text.",
        NumberMarks(raw.name, BOTH),
    )


def _plain(text: str) -> str:
    """Write a number with a decimal point; the last mark of a cell is its decimal mark."""
    for decimal, other in ((".", ","), (",", ".")):
        if surely_grouped(text, decimal):
            return text.replace(other, "").replace(",", ".")
    return text.replace(",", ".") if is_number(text, ",") else text


def _is_foreign(text: str, other: str) -> bool:
    """Whether a text is a number with the mark that the column does not use for decimals."""
    return (other in text and is_number(text, other)) or surely_grouped(text, other)


def _number_or_blank(text: str, decimal: str) -> str:
    """Keep what is a number in some notation; marks that differ are another question."""
    number = number_of(text, decimal)
    if number is None:
        other = "," if decimal == "." else "."
        return text if is_grouped(text, decimal) or _is_foreign(text, other) else ""
    if abs(number) > LARGEST:
        return ""
    return spelt_number(number, decimal) if looks_like_codes((text,)) else text


_MARKS = {".": "the point", ",": "the comma", BOTH: "whichever mark a cell has"}

REPAIRS = (
    RepairRule(
        NumberMarks,
        code=lambda repair: (
            FindingCode.MIXED_DECIMAL if repair.decimal == BOTH else FindingCode.THOUSANDS_AMBIGUOUS
        ),
        sentence=lambda repair, columns: (
            f"In {columns}, {_MARKS[repair.decimal]} was read as the decimal mark."
        ),
        apply=lambda raw, repair, _: with_one_mark(raw, repair),
    ),
    RepairRule(
        OnlyNumbers,
        code=lambda _: FindingCode.NUMBERS_WITH_TEXT,
        sentence=lambda _, columns: f"In {columns}, cells that are no numbers counted as missing.",
        apply=lambda raw, _, decimal: only_numbers(raw, decimal),
    ),
)
