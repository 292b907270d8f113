"""From text cells to numbers, column by column; what is not surely a number stays text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MISSING_WORDS = frozenset({"", "NA", "NaN", "nan", "null"})
"""Cells that are missing in a column of numbers; in a column of text only the blank is."""

LARGEST = 1e30
"""Numbers beyond this are no measurements: they overflow when squared and count as missing."""

INFINITE_WORDS = frozenset(
    sign + spelt
    for sign in ("", "+", "-")
    for word in ("inf", "infinity")
    for spelt in (word, word.title(), word.upper())
)
"""Cells that spell infinity; missing in a column of numbers."""

_NO_VALUES = MISSING_WORDS | INFINITE_WORDS
_NUMBER_BYTES = b"0123456789+-eE.,\n"
_LEADING_ZERO = re.compile(r"^[+-]?0[0-9]", re.MULTILINE)
_EXPONENT_CODE = re.compile(r"^[0-9]+[eE][0-9]{1,2}$", re.MULTILINE)
_NUMBER = {
    mark: re.compile(
        rf"[+-]?([0-9]+({re.escape(mark)}[0-9]*)?|{re.escape(mark)}[0-9]+)([eE][+-]?[0-9]+)?"
    )
    for mark in (".", ",")
}
_THOUSANDS = {
    mark: re.compile(rf"[+-]?[0-9]{{1,3}}({re.escape(other)}[0-9]{{3}})+({re.escape(mark)}[0-9]+)?")
    for mark, other in ((".", ","), (",", "."))
}


@dataclass(frozen=True, slots=True, eq=False)
class RawColumn:
    """A column as text: row ``i`` holds ``texts[codes[i]]``, spaces around it dropped.

    Attributes
    ----------
    values
        The texts that are neither missing nor infinite, in order.
    value_mask
        Which of ``texts`` are in ``values``, shape (len(texts),).
    n_padded
        Rows whose text had spaces around it.
    decimal
        Decimal mark of this column where a repair has settled it; ``None`` for the file's.
    named
        Whether its numbers are names of categories, by a repair or the source's dictionary.
    """

    name: str
    codes: NDArray[np.intp]
    texts: tuple[str, ...]
    values: tuple[str, ...]
    value_mask: NDArray[np.bool_]
    n_padded: int
    decimal: str | None = None
    named: bool = False

    def n_cells(self, chosen: Sequence[bool] | NDArray[np.bool_]) -> int:
        """Count the rows whose text is among the chosen ones (a mask over ``texts``)."""
        return int(np.asarray(chosen, dtype=bool)[self.codes].sum())

    @property
    def counts(self) -> NDArray[np.int64]:
        """Number of rows of each of ``texts``, shape (len(texts),)."""
        return np.bincount(self.codes, minlength=len(self.texts)).astype(np.int64, copy=False)

    def respelt(
        self, texts: Sequence[str], *, decimal: str | None = None, named: bool | None = None
    ) -> RawColumn:
        """Return the column with other texts, one for each of its own in the same order."""
        mask = np.fromiter((text not in _NO_VALUES for text in texts), bool, count=len(texts))
        return replace(
            self,
            texts=tuple(texts),
            values=tuple(compress(texts, mask)),
            value_mask=mask,
            decimal=self.decimal if decimal is None else decimal,
            named=self.named if named is None else named,
        )

    def compact(self) -> RawColumn:
        """Return the column with every text once, as after spellings were merged."""
        first: dict[str, int] = {}
        indices = [first.setdefault(text, len(first)) for text in self.texts]
        if len(first) == len(self.texts):
            return self
        codes = np.array(indices, dtype=np.intp)[self.codes]
        return replace(self, codes=codes).respelt(tuple(first))


def raw_column(name: str, cells: NDArray[np.object_]) -> RawColumn:
    """Find the distinct texts of a column of text, shape (rows,)."""
    codes, uniques = pd.factorize(cells)
    full = tuple(uniques)
    texts = tuple(map(str.strip, full))
    padded = [short != long for short, long in zip(texts, full, strict=True)]
    mask = np.fromiter((text not in _NO_VALUES for text in texts), dtype=bool, count=len(texts))
    return RawColumn(
        name=name,
        codes=codes,
        texts=texts,
        values=texts if mask.all() else tuple(compress(texts, mask)),
        value_mask=mask,
        n_padded=int(np.array(padded)[codes].sum()) if any(padded) else 0,
    )


def looks_like_codes(values: Sequence[str]) -> bool:
    """Whether texts that could be numbers are codes: 00123, 1E5."""
    joined = "\n".join(values)
    if not _only_number_characters(joined):
        return False
    if _LEADING_ZERO.search(joined):
        return True
    return "e" in joined.lower() and _EXPONENT_CODE.search(joined) is not None


def parse_numbers(values: Sequence[str], decimal: str) -> NDArray[np.float64] | None:
    """Return the numbers that texts spell with this decimal mark, or ``None`` if one is not.

    Only ASCII digits, signs, the mark and an exponent count: ``1_000`` is no number. A number
    beyond the range of floats becomes infinite.
    """
    joined = "\n".join(values)
    foreign = "," if decimal == "." else "."
    if foreign in joined or not _only_number_characters(joined):
        return None
    if joined.count("\n") != max(len(values) - 1, 0):
        return None
    parts = joined.replace(",", ".").split("\n") if "," in joined else values
    try:
        # Both round correctly, so they agree to the last bit; this one is ten times as fast.
        return np.array(pa.array(parts, pa.string()).cast(pa.float64()))
    except pa.ArrowInvalid:
        pass
    try:
        return np.array(parts, dtype=object).astype(np.float64)
    except ValueError:
        return None


def spelt_number(number: float, decimal: str) -> str:
    """Spell a number with this decimal mark so that it is read back equal; whole without a mark.

    >>> spelt_number(1.5, ","), spelt_number(90.0, ".")
    ('1,5', '90')
    """
    whole = float(number).is_integer() and abs(number) < 1e15
    return (str(int(number)) if whole else repr(float(number))).replace(".", decimal)


def is_number(text: str, decimal: str) -> bool:
    """Whether one text spells a number with this decimal mark."""
    return _NUMBER[decimal].fullmatch(text) is not None


def number_of(text: str, decimal: str) -> float | None:
    """Return the number that one text spells with this decimal mark, ``None`` if it is none."""
    return float(text.replace(",", ".")) if is_number(text, decimal) else None


def is_grouped(text: str, decimal: str) -> bool:
    """Whether a text is a number with thousands separators: 1,234 or 1,234.5."""
    return _THOUSANDS[decimal].fullmatch(text) is not None


def surely_grouped(text: str, decimal: str) -> bool:
    """Whether the separators of a grouped number cannot be decimal marks: 1,234.5 or 1,234,567."""
    other = "," if decimal == "." else "."
    return is_grouped(text, decimal) and (decimal in text or text.count(other) > 1)


def ungroup(values: Sequence[str], decimal: str) -> NDArray[np.float64] | None:
    """Return the numbers of texts with or without thousands separators, or ``None``."""
    other = "," if decimal == "." else "."
    plain = [t.replace(other, "") if is_grouped(t, decimal) else t for t in values]
    return parse_numbers(plain, decimal)


def numeric_column(raw: RawColumn, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread the numbers of ``raw.values`` over the rows; everything else is NaN."""
    distinct = np.full(len(raw.texts), np.nan)
    distinct[raw.value_mask] = numbers
    distinct[np.abs(distinct) > LARGEST] = np.nan
    return distinct[raw.codes]


def text_column(raw: RawColumn) -> NDArray[np.object_]:
    """Spread the texts over the rows; blank is ``None``."""
    distinct = np.array([text or None for text in raw.texts], dtype=object)
    return distinct[raw.codes]


def _only_number_characters(text: str) -> bool:
    return text.isascii() and not text.encode("ascii").translate(None, _NUMBER_BYTES)
