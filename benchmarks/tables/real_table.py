"""What a table of the benchmark is: one that comes with the program, or one out of a package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd


@dataclass(frozen=True, slots=True)
class BuiltinTable:
    """A cohort of ``assets/cohorts`` with its ready schema.

    Attributes
    ----------
    cohort
        Key of the built-in cohort.
    further_tasks
        Columns that are features of the ready schema, and tasks here.
    """

    name: str
    cohort: str
    further_tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackagedTable:
    """A table out of an installed package.

    Attributes
    ----------
    package
        What ``pip`` calls the package.
    frame
        Reads it: one row per patient, and no column but tasks and features.
    tasks
        As a person would write them, ``NAME[:kind[:positive]]``; every other column is a feature.
    """

    name: str
    package: str
    frame: Callable[[], pd.DataFrame]
    tasks: tuple[str, ...]


RealTable: TypeAlias = BuiltinTable | PackagedTable
