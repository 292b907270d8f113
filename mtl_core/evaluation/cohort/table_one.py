"""Table 1: who the patients are, in all and by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mtl_core.errors import SchemaError
from mtl_core.evaluation.cohort.characteristics import Sides, describe_levels, describe_numbers
from mtl_core.words import level_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


MOST_GROUPS = 8
"""Groups that can stand side by side."""

NOTICEABLE = 0.1
"""Standardised difference beyond which groups are said to differ."""

DIFFERENCE = "Standardised difference"


@dataclass(frozen=True, slots=True, eq=False)
class TableOne:
    """Characteristics of the patients.

    Attributes
    ----------
    table
        One line per characteristic and statistic, all cells text: ``Characteristic``,
        ``Statistic``, ``All (n = ...)``, one column per group, ``Standardised difference``.
    differences
        By column the largest standardised difference between two groups, ``None`` where it is not
        defined; empty without groups.
    sizes
        Rows by group.
    n_left_out
        Rows whose group is unknown; they are not in the table.
    """

    table: pd.DataFrame
    differences: Mapping[str, float | None]
    sizes: Mapping[str, int]
    n_left_out: int

    @property
    def reading(self) -> str:
        """One sentence on how alike the groups are."""
        known = {name: d for name, d in self.differences.items() if d is not None}
        left_out = (
            f" Rows whose group is unknown are left out ({self.n_left_out:,})."
            if self.n_left_out
            else ""
        )
        if not known:
            whole = f"{sum(self.sizes.values()):,} rows"
            return f"{whole}; nothing can be compared between groups.{left_out}"
        most = max(known, key=lambda name: known[name])
        n_apart = sum(value > NOTICEABLE for value in known.values())
        return (
            f"{n_apart} of {len(known)} characteristics differ between groups by more than "
            f"{NOTICEABLE} standard deviations; the largest difference is {known[most]:.2f} "
            f"({most}).{left_out}"
        )


def table_one(
    frame: pd.DataFrame,
    columns: Sequence[str],
    group: str | None = None,
    *,
    suppress_below: int = 0,
) -> TableOne:
    """Describe patients, in all and by group, with missing cells shown and without p-values.

    A column of numbers with more than two different values has mean (SD) and median [quartiles];
    any other column has its levels, in per cent of the rows where it is known. Missing cells have a
    line of their own, in per cent of all rows. Groups are compared by standardised differences of
    the known values, the largest one of all pairs of groups.

    Parameters
    ----------
    frame
        The cohort: float64 columns with NaN, text with ``None``.
    columns
        What is described, in this order; identifiers have no place here.
    group
        Column that makes the groups, or ``None``.
    suppress_below
        Counts from 1 to this number less one are not shown, nor any from which they could be
        worked out; 0 shows every count. Tables that leave the house take 11.

    Raises
    ------
    SchemaError
        When a column is unknown, or the group has more than 8 values.
    """
    _check(frame, columns, group)
    sides, n_left_out = _sides(frame, group, suppress_below)
    lines: list[list[str]] = []
    differences: dict[str, float | None] = {}
    for name in columns:
        if name == group:
            continue
        cells = frame[name]
        numeric = cells.dtype.kind == "f" and cells.nunique() > 2
        body, difference = (describe_numbers if numeric else describe_levels)(cells, sides)
        if sides.groups:
            differences[name] = difference
        lines += _characteristic(name, body, difference, grouped=bool(sides.groups))
    header = ["Characteristic", "Statistic", *_headings(sides)]
    header += [DIFFERENCE] if sides.groups else []
    sizes = dict(zip(sides.names, (len(rows) for rows in sides.groups), strict=True))
    sizes = sizes or {"all": len(frame)}
    return TableOne(pd.DataFrame(lines, columns=header), differences, sizes, n_left_out)


def _check(frame: pd.DataFrame, columns: Sequence[str], group: str | None) -> None:
    unknown = [name for name in (*columns, *([group] if group else [])) if name not in frame]
    if unknown:
        raise SchemaError(
            "A column of Table 1 is unknown",
            expected=f"some of the {frame.shape[1]} columns of the cohort",
            found=f"no column called {', '.join(unknown)}",
            action="check the spelling; upper and lower case matter",
        )
    if group is not None and not 1 <= frame[group].nunique() <= MOST_GROUPS:
        raise SchemaError(
            f"Table 1 cannot be made by '{group}'",
            expected=f"a column with 1 to {MOST_GROUPS} different values",
            found=f"{frame[group].nunique()} different values",
            action="choose another column to group by",
        )


def _sides(frame: pd.DataFrame, group: str | None, below: int) -> tuple[Sides, int]:
    if group is None:
        return Sides((), (np.arange(len(frame)),), below), 0
    codes, values = pd.factorize(frame[group], sort=True)
    rows = (np.flatnonzero(codes >= 0), *(np.flatnonzero(codes == i) for i in range(len(values))))
    names = tuple(level_text(value) for value in values)
    return Sides(names, rows, below), int((codes < 0).sum())


def _headings(sides: Sides) -> list[str]:
    names = ("All", *sides.names)
    return [f"{name} (n = {len(rows):,})" for name, rows in zip(names, sides.rows, strict=True)]


def _characteristic(
    name: str, body: list[list[str]], difference: float | None, *, grouped: bool
) -> list[list[str]]:
    """Put the name before, and the difference behind, the first line of a characteristic."""
    shown = "not estimable" if difference is None else f"{difference:.2f}"
    return [
        [name if i == 0 else "", *line, *([shown if i == 0 else ""] if grouped else [])]
        for i, line in enumerate(body)
    ]
