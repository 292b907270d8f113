"""Columns of a cohort: what they hold and what they are for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    NUMERIC = "numeric"
    CATEGORICAL = "categorical"
    TEXT = "text"
    DATE = "date"
    ID = "id"


class ColumnRole(StrEnum):
    """What a column is used for."""

    FEATURE = "feature"
    TASK = "task"
    PATIENT_ID = "patient_id"
    SITE = "site"
    TIME = "time"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What one look at a column says.

    Attributes
    ----------
    missing
        Share of missing cells, 0 to 1.
    levels
        Number of distinct non-missing values.
    """

    name: str
    kind: ColumnKind
    missing: float
    levels: int
    proposed_role: ColumnRole


@dataclass(frozen=True, slots=True)
class Feature:
    """A column from which tasks are predicted; its kind is numeric or categorical."""

    name: str
    kind: ColumnKind
