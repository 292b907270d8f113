"""What a column looked like, in numbers from which no patient's cell can be read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns import MOST_LEVELS
from mtl_core.schema import ColumnKind, ColumnRecord, ColumnRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from mtl_core.data import Table

PERCENTILES = (5, 25, 50, 75, 95)
"""Percentiles by which the numbers of a column are known again."""

FEWEST_KNOWN = 20
"""With fewer known numbers a percentile would be the cell of a patient."""

MANY_ROWS = 0.01
"""Share of rows with new answers from which they need a person's eye."""

_DIGEST_LETTERS = 10


def column_record(table: Table, name: str, kind: ColumnKind, role: ColumnRole) -> ColumnRecord:
    """Describe one column of a cohort; of one that is left out only its kind and its gaps."""
    column = table.frame[name]
    used = role not in (ColumnRole.EXCLUDED, ColumnRole.PATIENT_ID)
    numeric = table.is_numeric(name)
    return ColumnRecord(
        name=name,
        kind=kind,
        role=role,
        label=table.labels.get(name, ""),
        missing=round(float(column.isna().mean()), 2),
        spread=spread(column) if used and numeric else (),
        levels=tuple(sorted(digests(column))) if used and not numeric else (),
    )


def spread(column: pd.Series) -> tuple[float, ...]:
    """Return the five percentiles of a column of numbers, rounded to two significant digits."""
    known = column.dropna().to_numpy(dtype=np.float64)
    if len(known) < FEWEST_KNOWN:
        return ()
    return tuple(float(f"{value:.1e}") for value in np.percentile(known, PERCENTILES))


def digests(column: pd.Series) -> Mapping[str, str]:
    """Return each level of a column of text by its digest; none where there are too many levels.

    The digest is the beginning of the SHA-256 of the column's name and the level. Whoever already
    knows a word can find out whether it is a level; nobody can read the levels from it.
    """
    levels = column.dropna().unique()
    if len(levels) > MOST_LEVELS:
        return {}
    return {digest(str(column.name), str(level)): str(level) for level in levels}


def digest(name: str, level: str) -> str:
    """Return the digest of one level of one column."""
    return hashlib.sha256(f"{name}\0{level}".encode()).hexdigest()[:_DIGEST_LETTERS]


def rows_by_new_level(record: ColumnRecord, column: pd.Series) -> dict[str, int]:
    """Return the levels of a column that the record does not know, with their rows."""
    known = set(record.levels)
    counts = column.dropna().value_counts()
    return {
        str(level): int(n)
        for level, n in counts.items()
        if digest(record.name, str(level)) not in known
    }
