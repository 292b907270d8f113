"""Table 1: who the patients are, in all and by group."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mtl_core.errors import SchemaError
from mtl_core.evaluation.small_cells import hidden_cells
from mtl_core.evaluation.standardised import (
    difference_of_numbers,
    difference_of_shares,
    largest_difference,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

MOST_GROUPS = 8
"""Groups that can stand side by side."""

MOST_LEVELS = 12
"""Levels of a category that have a line each; the rarer ones are added up."""

NOTICEABLE = 0.1
"""Standardised difference beyond which groups are said to differ."""

DIFFERENCE = "Standardised difference"
_HIDDEN = "not shown"


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


@dataclass(frozen=True, slots=True)
class _Sides:
    """Positions of the rows of each column of the table: all of them first, then each group."""

    names: tuple[str, ...]
    rows: tuple[npt.NDArray[np.int64], ...]
    below: int

    @property
    def groups(self) -> tuple[npt.NDArray[np.int64], ...]:
        return self.rows[1:]


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
        body, difference = (_numbers if numeric else _levels)(cells, sides)
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


def _sides(frame: pd.DataFrame, group: str | None, below: int) -> tuple[_Sides, int]:
    if group is None:
        return _Sides((), (np.arange(len(frame)),), below), 0
    codes, values = pd.factorize(frame[group], sort=True)
    rows = (np.flatnonzero(codes >= 0), *(np.flatnonzero(codes == i) for i in range(len(values))))
    names = tuple(_text(value) for value in values)
    return _Sides(names, rows, below), int((codes < 0).sum())


def _headings(sides: _Sides) -> list[str]:
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


def _numbers(cells: pd.Series, sides: _Sides) -> tuple[list[list[str]], float | None]:
    values = cells.to_numpy(dtype=np.float64)
    known = [values[rows][np.isfinite(values[rows])] for rows in sides.rows]
    enough = [len(numbers) >= max(sides.below, 1) for numbers in known]
    digits = _digits(known[0])
    means = [_mean(v, digits) if ok else _HIDDEN for v, ok in zip(known, enough, strict=True)]
    medians = [_median(v, digits) if ok else _HIDDEN for v, ok in zip(known, enough, strict=True)]
    body = [["mean (SD)", *means], ["median [quartiles]", *medians]]
    missing = np.array([[len(r) - len(v) for r, v in zip(sides.rows, known, strict=True)]])
    if missing.any():
        body.append(["missing, n (%)", *_counts(missing, sides, adds_up=False)[0]])
    return body, largest_difference(known[1:], difference_of_numbers)


def _mean(values: npt.NDArray[np.float64], digits: int) -> str:
    spread = f" ({values.std(ddof=1):,.{digits}f})" if len(values) > 1 else ""
    return f"{values.mean():,.{digits}f}{spread}"


def _median(values: npt.NDArray[np.float64], digits: int) -> str:
    low, middle, high = (f"{q:,.{digits}f}" for q in np.quantile(values, [0.25, 0.5, 0.75]))
    return f"{middle} [{low}, {high}]"


def _digits(values: npt.NDArray[np.float64]) -> int:
    """Decimals that show two significant digits of the standard deviation, from one to six."""
    spread = float(values.std()) if len(values) else 0.0
    return min(max(1, 1 - math.floor(math.log10(spread))), 6) if spread > 0 else 1


def _levels(cells: pd.Series, sides: _Sides) -> tuple[list[list[str]], float | None]:
    codes, values = pd.factorize(cells, sort=True)
    counts = np.array([np.bincount(codes[r] + 1, minlength=len(values) + 1) for r in sides.rows]).T
    missing, every = counts[:1], counts[1:]
    names, shown = _shortened([_text(value) for value in values], every)
    lines = np.concatenate([shown, missing]) if missing.any() else shown
    n_levels = len(names)
    written = _counts(lines, sides, adds_up=True, n_levels=n_levels)
    names += ["missing"] if missing.any() else []
    body = [[f"{name}, n (%)", *line] for name, line in zip(names, written, strict=True)]
    groups = [column.astype(np.float64) for column in every.T[1:]]
    body = body or [["no known value", *("" for _ in sides.rows)]]
    return body, largest_difference(groups, difference_of_shares)


def _shortened(
    names: list[str], counts: npt.NDArray[np.int64]
) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Keep the most frequent levels in their order, and add up the others."""
    if len(names) <= MOST_LEVELS:
        return names, counts
    order = np.argsort(-counts[:, 0], kind="stable")
    kept, rest = np.sort(order[: MOST_LEVELS - 1]), order[MOST_LEVELS - 1 :]
    others = counts[rest].sum(axis=0, keepdims=True)
    return (
        [*(names[i] for i in kept), f"{len(rest)} other levels"],
        np.concatenate([counts[kept], others]),
    )


def _counts(
    counts: npt.NDArray[np.int64], sides: _Sides, *, adds_up: bool, n_levels: int = 0
) -> list[list[str]]:
    """Write counts with their share: levels of what is known, missing cells of all rows."""
    sizes = np.array([len(rows) for rows in sides.rows])
    whole = np.array([counts[:n_levels].sum(axis=0) if i < n_levels else sizes
                      for i in range(len(counts))])  # fmt: skip
    small, other = _hidden(counts, sides.below, adds_up=adds_up)
    # A share of the known rows would tell how many are missing.
    bare = np.zeros(counts.shape, dtype=np.bool_)
    bare[:n_levels] = (small | other)[n_levels:].any(axis=0)
    shares = np.where(bare | (whole == 0), np.nan, 100 * counts / np.maximum(whole, 1))
    written = [
        [
            f"{n:,}" if np.isnan(share) else f"{n:,} ({share:.1f})"
            for n, share in zip(*pair, strict=True)
        ]
        for pair in zip(counts.tolist(), shares.tolist(), strict=True)
    ]
    shown = np.where(small, f"<{sides.below}", np.where(other, _HIDDEN, np.array(written)))
    return [[str(cell) for cell in line] for line in shown]


def _hidden(
    counts: npt.NDArray[np.int64], below: int, *, adds_up: bool
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Hide small cells; where there are no groups, or one, all columns hide the same."""
    if counts.shape[1] > 2:
        return hidden_cells(counts, below, adds_up=adds_up)
    small, other = hidden_cells(counts[:, :1], below, adds_up=adds_up)
    return (
        np.repeat(small, counts.shape[1], axis=1),
        np.repeat(other, counts.shape[1], axis=1),
    )


def _text(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
