"""Columns and tasks in the form in which many pairs of them can be compared quickly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mtl_core.columns import MOST_LEVELS
from mtl_core.data import labels_of
from mtl_core.schema import TaskKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mtl_core.data import Table
    from mtl_core.schema import Task

FOLDS = 5
"""Parts of the patients, as in the default evaluation plan."""

MOST_BINS = 32
"""Numbers with more distinct values are cut at quantiles: a rank lost within a bin costs an AUROC
at most half of the bin's share, one part in 64."""

MOST_ROWS = 50_000
"""Longer tables are compared on so many rows: an AUROC of 0.95 needs no more to be seen."""


@dataclass(frozen=True, slots=True, eq=False)
class BinnedColumn:
    """A column as small whole numbers.

    Attributes
    ----------
    codes
        Bin of each row, -1 where the cell is missing, shape (rows,).
    exact
        Whether each bin is one distinct value.
    numbers
        The values where the column is numeric, NaN for missing, shape (rows,); else ``None``.
    """

    name: str
    codes: NDArray[np.intp]
    n_bins: int
    exact: bool
    numbers: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A task's labels as they are compared with columns.

    Attributes
    ----------
    labels
        As :func:`~mtl_core.data.labels_of` returns them, shape (rows,).
    ranks
        For a regression the share of known labels below each, 0 to 1, ties at their middle; NaN
        where the label is unknown; ``None`` for classes.
    """

    task: Task
    labels: NDArray[np.float64]
    ranks: NDArray[np.float64] | None

    @property
    def n_classes(self) -> int:
        """Number of classes; 0 for a regression."""
        return len(self.task.classes)


def some_rows(table: Table) -> Table:
    """Return the table, or 50,000 of its rows drawn at random but always alike."""
    if table.n_rows <= MOST_ROWS:
        return table
    rows = np.random.default_rng(0).choice(table.n_rows, MOST_ROWS, replace=False)
    return replace(table, frame=table.frame.iloc[np.sort(rows)].reset_index(drop=True))


def bin_column(table: Table, name: str) -> BinnedColumn | None:
    """Bin one column; ``None`` when it is text with too many answers to compare."""
    column = table.column(name)
    if table.is_numeric(name):
        return _bin_numbers(name, column.to_numpy(dtype=np.float64))
    codes, levels = pd.factorize(column)
    if len(levels) > MOST_LEVELS:
        return None
    return BinnedColumn(name, codes, len(levels), exact=True, numbers=None)


def target_of(table: Table, task: Task) -> Target:
    """Prepare one task."""
    labels = labels_of(table, task)
    ranks: NDArray[np.float64] | None = None
    if task.kind is TaskKind.REGRESSION:
        ranks = np.asarray(pd.Series(labels).rank(pct=True), dtype=np.float64)
    return Target(task, labels, ranks)


def patient_folds(table: Table, patient_id: str | None) -> NDArray[np.intp]:
    """Return the fold of each row, 0 to 4: drawn at random but always alike, patients whole."""
    if patient_id is None:
        patients = np.arange(table.n_rows)
    else:
        codes, known = pd.factorize(table.column(patient_id))
        # A row without an id is a patient of its own.
        patients = np.where(codes >= 0, codes, len(known) - 1 + np.cumsum(codes < 0))
    n_patients = int(patients.max(initial=-1)) + 1
    drawn = np.random.default_rng(0).permutation(n_patients) % FOLDS
    return drawn[patients].astype(np.intp)


def _bin_numbers(name: str, values: NDArray[np.float64]) -> BinnedColumn:
    known = values[~np.isnan(values)]
    distinct = np.unique(known)
    exact = len(distinct) <= MOST_BINS
    if not exact:
        shares = np.arange(1, MOST_BINS) / MOST_BINS
        distinct = np.unique(np.quantile(known, shares, method="lower"))
    codes = np.searchsorted(distinct, values, side="left" if exact else "right").astype(np.intp)
    codes[np.isnan(values)] = -1
    n_bins = len(distinct) if exact else len(distinct) + 1
    return BinnedColumn(name, codes, n_bins, exact=exact, numbers=values)
