"""Rows that may be no patients: empty ones, repetitions, totals below the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns import names_patient_id
from mtl_core.formats import RowStep
from mtl_core.schema import Check, Finding, Severity
from mtl_core.schema.repairs import RowReason, WithoutRows
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from mtl_core.schema.repairs import Repair

TOTAL_WORDS = frozenset(
    {"total", "totals", "grand total", "subtotal", "sum", "sums", "mean", "average", "median"}
    | {"gesamt", "gesamtsumme", "summe", "mittelwert", "durchschnitt", "insgesamt"}
    | {"somme", "moyenne", "totale", "media", "suma", "promedio", "totaal", "gemiddelde"}
)
"""First cells, in lower case, of a row that is a total or an average."""

MOST_TOTALS = 5
"""Rows below the table that are looked at: totals, averages and the like."""

_UNSURE_WORDS = frozenset({"n", "all", "overall", "count"})
"""First cells that are a total only when a number of the row says so, too."""

_FEWEST_ABOVE = 3
"""Rows that there must be above a total."""

_ODD = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without pattern (the golden ratio), for mixing bits."""


def row_checks(frame: pd.DataFrame) -> list[Check]:
    """Notice rows that may be no patients.

    Repetitions are only told when no column is named like a patient's identifier and patients who
    are alike by chance are not to be expected.
    """
    n_empty = int(empty_rows(frame).sum())
    n_total = int(total_rows(frame).sum())
    n_repeated = int(repeated_rows(frame).sum()) if _repetition_is_odd(frame) else 0
    return [
        *_check(
            RowReason.EMPTY, n_empty, "has no value in any column", "have no value in any column"
        ),
        *_check(
            RowReason.TOTAL,
            n_total,
            "below the table looks like a total or an average",
            "below the table look like totals or averages",
        ),
        *_check(
            RowReason.REPEATED,
            n_repeated,
            "is equal to an earlier row in every column",
            "are equal to an earlier row in every column",
        ),
    ]


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
            gone = _FOUND[repair.reason](frame)
            n_gone = int(gone.sum())
            if n_gone:
                frame = frame[~gone].reset_index(drop=True)
                file_rows = file_rows[~gone]
                steps.append(RowStep(repair.reason.code, n_gone))
    return frame, file_rows, steps


def empty_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows have no value, shape (rows,)."""
    empty = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        if not empty.any():
            break
        empty &= frame[name].isna().to_numpy()
    return empty


def repeated_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows equal an earlier row in every column and are not empty, shape (rows,)."""
    import pandas as pd

    # Rows with different numbers are told apart without looking at their texts.
    alike = pd.Series(_digest(frame)).duplicated(keep=False).to_numpy()
    repeated = np.zeros(len(frame), dtype=bool)
    if alike.any():
        repeated[alike] = frame[alike].duplicated().to_numpy()
    return repeated & ~empty_rows(frame)


def total_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which of the last rows are totals or averages of the rows above, shape (rows,).

    Such a row begins with a word such as *total* that occurs nowhere above in its column; less
    telling words (*n*, *all*) need numbers that fit. Without a word its first cell is blank, as
    when a word was made missing among numbers, and its numbers are sums or means of those above.
    """
    total = np.zeros(len(frame), dtype=bool)
    first = len(frame)
    lowest = max(_FEWEST_ABOVE, len(frame) - MOST_TOTALS)
    while first > lowest and _first_word(frame, first - 1)[1] in TOTAL_WORDS | _UNSURE_WORDS:
        first -= 1
    for row in range(first, len(frame)):
        name, word = _first_word(frame, row)
        above = frame[name].iloc[:first]
        new = not any(_plain(cell) == word for cell in above.unique())
        total[row] = new and (word in TOTAL_WORDS or _sums_up(frame, first, row))
    if first == len(frame) > _FEWEST_ABOVE and frame.iloc[-1, :1].isna().all():
        total[-1] = _sums_up(frame, first - 1, first - 1)
    return total


def _first_word(frame: pd.DataFrame, row: int) -> tuple[str, str]:
    """Name of the column that holds the first text of a row, and this text; blank if none."""
    for name in frame.columns:
        if frame[name].dtype == object and frame[name].iloc[row] is not None:
            return name, _plain(frame[name].iloc[row])
    return "", ""


def _plain(cell: object) -> str:
    return str(cell).casefold().strip(" :=.")


def _sums_up(frame: pd.DataFrame, first: int, row: int) -> bool:
    """Whether a row has numbers, and all of them are sums or the like of those above."""
    n_fit = 0
    for name in frame.columns:
        column = frame[name]
        if column.dtype != np.float64:
            continue
        numbers = column.to_numpy(dtype=np.float64)
        above = numbers[:first][~np.isnan(numbers[:first])]
        if np.isnan(numbers[row]) or len(above) < _FEWEST_ABOVE or np.ptp(above) == 0:
            continue
        if not _fits(float(numbers[row]), above):
            return False
        n_fit += 1
    return n_fit > 0


def _fits(value: float, above: NDArray[np.float64]) -> bool:
    """Whether a number is the sum, the mean or the count of others, perhaps rounded."""
    return any(
        np.isclose(value, number, rtol=1e-9) or value in {round(number, k) for k in range(5)}
        for number in (float(above.sum()), float(above.mean()), float(len(above)))
    )


def _digest(frame: pd.DataFrame) -> NDArray[np.uint64]:
    """Mix the numbers of each row into one; rows that are equal have equal ones, shape (rows,)."""
    digest = np.zeros(len(frame), dtype=np.uint64)
    for name in frame.columns:
        if frame[name].dtype == np.float64:
            numbers = frame[name].to_numpy() + 0.0  # minus zero becomes zero
            bits = np.where(np.isnan(numbers), np.inf, numbers).view(np.uint64)
            digest = (digest ^ bits) * _ODD
            digest ^= digest >> np.uint64(32)
    return digest


def _repetition_is_odd(frame: pd.DataFrame) -> bool:
    """Whether fewer than one pair of equal rows is to be expected if columns were independent."""
    if any(map(names_patient_id, frame.columns)):
        return False
    pairs = len(frame) * (len(frame) - 1) / 2
    for name in frame.columns:
        if pairs < 1:
            break
        shares = frame[name].value_counts(dropna=False, normalize=True).to_numpy()
        pairs *= float((shares**2).sum())
    return pairs < 1


def _check(reason: RowReason, n: int, one: str, many: str) -> list[Check]:
    if not n:
        return []
    message = f"{counted(n, f'row {one}', f'rows {many}')}."
    proposal = "Leave this row out." if n == 1 else "Leave these rows out."
    finding = Finding(reason.code, Severity.WARNING, None, message, proposal)
    return [Check(finding, WithoutRows(reason))]


_FOUND: Mapping[RowReason, Callable[[pd.DataFrame], NDArray[np.bool_]]] = {
    RowReason.EMPTY: empty_rows,
    RowReason.REPEATED: repeated_rows,
    RowReason.TOTAL: total_rows,
}
