"""Columns from lists of cells: what is asked about them, and what repairs make of them."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.columns import raw_column, read_column


@pytest.fixture(scope="session")
def read():
    """Read cells of a column called ``name`` with repairs."""

    def reading(name, cells, repairs=(), decimal=".", label=""):
        raw = raw_column(name, np.array(cells, dtype=object))
        return read_column(raw, decimal, repairs, label)

    return reading


@pytest.fixture(scope="session")
def asked(read):
    """Return the checks about cells by the code of their finding."""

    def checks(name, cells, repairs=(), decimal=".", label=""):
        found = read(name, cells, repairs, decimal, label).checks
        return {check.finding.code: check for check in found}

    return checks


@pytest.fixture(scope="session")
def repaired(read):
    """Return the cells of a column after repairs, missing as ``None``."""

    def cells_after(name, cells, repairs, decimal="."):
        array = read(name, cells, repairs, decimal).arrays[name]
        return [
            None if missing else cell
            for cell, missing in zip(array.tolist(), pd.isna(array), strict=True)
        ]

    return cells_after
