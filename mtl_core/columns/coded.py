"""A column whose distinct texts are already known, as of a large file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.raw import RawColumn, raw_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def coded_column(name: str, codes: NDArray[np.integer], texts: Sequence[str]) -> RawColumn:
    """Return what :func:`raw_column` returns for the cells ``texts[codes]``.

    Parameters
    ----------
    codes
        Position in ``texts`` of each row's text, shape (rows,).
    texts
        The distinct texts in order of appearance, each at least once in ``codes``.
    """
    cells = np.empty(len(texts), dtype=object)
    cells[:] = texts
    distinct = raw_column(name, cells)
    n_padded = 0
    if distinct.n_padded:
        pairs = zip(distinct.texts, texts, strict=True)
        padded = np.fromiter((short != long for short, long in pairs), bool, count=len(texts))
        n_padded = int(padded[codes].sum())
    return replace(distinct, codes=codes.astype(np.intp), n_padded=n_padded)
