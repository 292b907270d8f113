"""What the cells of a column are: numbers, categories, dates, identifiers or free text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtl_core.columns.names import names_id
from mtl_core.schema import ColumnKind

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

MOST_LEVELS = 50
"""Text with more levels than this is no category."""

UNIQUE_SHARE = 0.9
"""Share of distinct values among the known ones from which a column is near-unique."""

FEWEST_UNIQUE = 20
"""A column with fewer distinct values than this is never called near-unique."""

_DATE = re.compile(
    r"([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2}))"
    r"([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """Counts about one column.

    Attributes
    ----------
    missing
        Share of missing cells, 0 to 1.
    levels, n_known
        Number of distinct and of all non-missing values.
    fractional
        Whether it holds numbers that are not whole.
    unique
        Whether nearly every known value is different.
    """

    name: str
    kind: ColumnKind
    missing: float
    levels: int
    n_known: int
    fractional: bool
    unique: bool


def column_facts(column: pd.Series) -> ColumnFacts:
    """Count and classify one column of a table."""
    known = column.dropna()
    distinct = known.unique()
    levels, n_known = len(distinct), len(known)
    unique = levels >= max(FEWEST_UNIQUE, UNIQUE_SHARE * n_known)
    numeric = column.dtype.kind == "f"
    fractional = bool(numeric and (distinct % 1 != 0).any())
    name = str(column.name)
    if unique and not fractional and names_id(name):
        kind = ColumnKind.ID
    elif numeric:
        kind = ColumnKind.NUMERIC
    else:
        kind = _text_kind(list(distinct), unique=unique)
    missing = 1 - n_known / len(column)
    return ColumnFacts(name, kind, missing, levels, n_known, fractional, unique)


def _text_kind(distinct: Collection[str], *, unique: bool) -> ColumnKind:
    if all(_DATE.fullmatch(text) for text in distinct):
        return ColumnKind.DATE
    free = unique or len(distinct) > MOST_LEVELS
    return ColumnKind.TEXT if free else ColumnKind.CATEGORICAL
