"""A column whose distinct texts are already known, as of a large file."""

from __future__ import annotations

from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.raw import INFINITE_WORDS, MISSING_WORDS, RawColumn, raw_column

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_VALUES = MISSING_WORDS | INFINITE_WORDS
"""Texts that are no values of a column of numbers."""


def coded_column(
    name: str, codes: NDArray[np.integer], texts: tuple[str, ...], *, tight: bool = False
) -> RawColumn:
    """Return what :func:`raw_column` returns for the cells ``texts[codes]``.

    Parameters
    ----------
    codes
        Position in ``texts`` of each row's text, shape (rows,).
    texts
        The distinct texts in order of appearance, each at least once in ``codes``.
    tight
        Whether it is known that no text has spaces around it.
    """
    if not tight:
        return _stripped(name, codes, texts)
    # A million texts are looked at as a set, not one by one.
    mask = np.ones(len(texts), dtype=bool)
    mask[[texts.index(word) for word in NO_VALUES.intersection(texts)]] = False
    return RawColumn(
        name=name,
        codes=codes.astype(np.intp),
        texts=texts,
        values=texts if mask.all() else tuple(compress(texts, mask)),
        value_mask=mask,
        n_padded=0,
    )


def _stripped(name: str, codes: NDArray[np.integer], texts: tuple[str, ...]) -> RawColumn:
    cells = np.empty(len(texts), dtype=object)
    cells[:] = texts
    distinct = raw_column(name, cells)
    n_padded = 0
    if distinct.n_padded:
        pairs = zip(distinct.texts, texts, strict=True)
        padded = np.fromiter((short != long for short, long in pairs), bool, count=len(texts))
        n_padded = int(padded[codes].sum())
    return replace(distinct, codes=codes.astype(np.intp), n_padded=n_padded)
