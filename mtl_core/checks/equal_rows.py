"""Rows that are equal in all columns of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

MOSTLY_DIFFERENT = 0.9
"""Share of rows unlike any other from which two equal rows are no coincidence."""

FEWEST_KNOWN = 0.5
"""Share of cells that must be known: two nearly empty rows are equal and say nothing."""

_ODD = np.uint64(0x9E3779B97F4A7C15)


def equal_rows(frame: pd.DataFrame, without: Collection[str]) -> pd.Series:
    """Group the rows that are equal in all columns but some.

    Parameters
    ----------
    without
        Columns that are not compared.

    Returns
    -------
    Number of the group of each row that has an equal one, with the index of these rows; empty when
    so many rows are alike that two equal ones are a coincidence, or nothing is compared. Rows of
    which most compared cells are missing are left out.
    """
    names = [name for name in frame.columns if name not in without]
    repeated = _repeated(frame, names)
    if not names or repeated.mean() > 1 - MOSTLY_DIFFERENT:
        return pd.Series(dtype=np.float64)
    rows = frame.loc[repeated, names]
    rows = rows[rows.notna().mean(axis=1) >= FEWEST_KNOWN]
    rows = rows[rows.duplicated(keep=False)]
    if rows.empty:
        return pd.Series(dtype=np.float64)
    return rows.groupby(names, dropna=False, sort=False).ngroup()


def _repeated(frame: pd.DataFrame, names: Iterable[str]) -> NDArray[np.bool_]:
    """Mark the rows whose fingerprint is that of another row, column by column to save memory."""
    fingerprint = np.zeros(len(frame), dtype=np.uint64)
    for name in names:
        column = frame[name]
        if column.dtype.kind == "f":
            # Adding zero makes minus zero plus zero; all NaN of a table have the same bits.
            bits = (column.to_numpy() + 0.0).view(np.uint64)
        else:
            bits = pd.factorize(column)[0].astype(np.uint64)
        fingerprint = (fingerprint ^ bits) * _ODD
        fingerprint ^= fingerprint >> np.uint64(29)
    _, group, counts = np.unique(fingerprint, return_inverse=True, return_counts=True)
    return np.asarray(counts[group] > 1)
