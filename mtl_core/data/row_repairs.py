"""Accepted repairs that leave rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from mtl_core.data.odd_rows import empty_rows, repeated_rows, total_rows
from mtl_core.formats import RowStep
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import RowReason, WithoutRows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from mtl_core.schema.repairs import Repair


def without_rows(
    frame: pd.DataFrame, file_rows: NDArray[np.int64], repairs: Iterable[Repair]
) -> tuple[pd.DataFrame, NDArray[np.int64], list[RowStep]]:
    """Leave out the rows that a person has agreed to leave out.

    Parameters
    ----------
    file_rows
        0-based row of the file of each row, shape (rows,).

    Returns
    -------
    The frame with a new index, the rows of the file that it holds, and how many were left out why.
    """
    steps = []
    for repair in repairs:
        if isinstance(repair, WithoutRows):
            code, gone = _gone(frame, repair.reason)
            n_gone = int(gone.sum())
            if n_gone:
                frame = frame[~gone].reset_index(drop=True)
                file_rows = file_rows[~gone]
                steps.append(RowStep(code, n_gone))
    return frame, file_rows, steps


def _gone(frame: pd.DataFrame, reason: RowReason) -> tuple[FindingCode, NDArray[np.bool_]]:
    match reason:
        case RowReason.EMPTY:
            return FindingCode.EMPTY_ROWS, empty_rows(frame)
        case RowReason.REPEATED:
            return FindingCode.REPEATED_ROWS, repeated_rows(frame)
        case RowReason.TOTAL:
            return FindingCode.TOTAL_ROWS, total_rows(frame)
        case _:
            assert_never(reason)
