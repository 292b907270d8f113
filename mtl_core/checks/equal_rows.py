"""Rows that are equal in all columns of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MOSTLY_DIFFERENT = 0.9
"""Share of rows unlike any other from which two equal rows are no coincidence."""

FEWEST_KNOWN = 0.5
"""Share of cells that must be known: two nearly empty rows are equal and say nothing."""

_ODD = np.uint64(0x9E3779B97F4A7C15)


def equal_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have an equal one.

    Returns
    -------
    Those rows of the frame, with its index; none when so many rows are alike that two equal ones
    are a coincidence, and none of which most cells are missing.
    """
    candidates = frame[_may_repeat(frame)]
    candidates = candidates[candidates.notna().mean(axis=1) >= FEWEST_KNOWN]
    equal = candidates[candidates.duplicated(keep=False)]
    return equal if len(equal) <= (1 - MOSTLY_DIFFERENT) * len(frame) else equal.iloc[:0]


def _may_repeat(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark the rows whose numbers are those of another row, by a fingerprint of the numbers."""
    fingerprint = np.zeros(len(frame), dtype=np.uint64)
    for name in frame.columns:
        if frame[name].dtype.kind == "f":
            # Adding zero makes minus zero plus zero; all NaN of a table have the same bits.
            bits = (frame[name].to_numpy() + 0.0).view(np.uint64)
            fingerprint = (fingerprint ^ bits) * _ODD
            fingerprint ^= fingerprint >> np.uint64(29)
    _, group, counts = np.unique(fingerprint, return_inverse=True, return_counts=True)
    return np.asarray(counts[group] > 1)
