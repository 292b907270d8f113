"""The column that divides patients, as numbers."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.columns import days_since
from mtl_core.data.table import Table
from mtl_core.errors import SchemaError
from mtl_core.schema import CohortSchema, check_split
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest, RepeatedFolds, SplitPlan

_FIRST_DAY = "1970-01-01"


def dividing_values(table: Table, schema: CohortSchema, split: SplitPlan) -> FloatArray | None:
    """Return what a way of dividing patients reads of each row.

    Returns
    -------
    ``(n_rows,)``, NaN where unknown: the number of the site, or the time (as it is when it is a
    number, days for dates); ``None`` where no column is read.

    Raises
    ------
    StudyError
        When the column has no role.
    SchemaError
        When the column is missing, or holds neither numbers nor dates where it should say when.
    """
    check_split(split, schema)
    match split:
        case RepeatedFolds() | LockedTest():
            return None
        case LeaveOneSiteOut():
            codes = pd.factorize(table.column(str(schema.site)))[0].astype(np.float64)
            return np.where(codes < 0, np.nan, codes)
        case BeforeAfter():
            return _times(table, str(schema.time))
        case _ as unknown:
            assert_never(unknown)


def _times(table: Table, name: str) -> FloatArray:
    column = table.column(name)
    if table.is_numeric(name):
        return column.to_numpy(dtype=np.float64, copy=True)
    cells = [None if pd.isna(cell) else str(cell) for cell in column]
    days = days_since(cells, [_FIRST_DAY] * len(cells))
    if days is None or np.isnan(days).all():
        raise SchemaError(
            f"'{name}' does not say what is earlier and what is later",
            expected="numbers, or dates in one clear order of day and month",
            found="a column of text",
            action="give another column the role time, or accept an order of its dates",
        )
    return days
