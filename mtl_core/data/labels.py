"""Labels of a task as numbers, and whether they are enough to learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mtl_core.errors import SchemaError
from mtl_core.limits import FEWEST_EVENTS, FEWEST_LABELLED
from mtl_core.schema import Task, TaskKind
from mtl_core.words import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from mtl_core.data.table import Table


def class_counts(table: Table, name: str) -> Mapping[str, int]:
    """Count the rows of each distinct known value of a column.

    Returns
    -------
    Counts by label text, in the order of the numbers if the column is numeric, else of the text.
    """
    distinct, counts = np.unique(table.column(name).dropna().to_numpy(), return_counts=True)
    text: Callable[[Any], str] = number_text if table.is_numeric(name) else str
    return {text(value): int(n) for value, n in zip(distinct, counts, strict=True)}


def labels_of(table: Table, task: Task) -> NDArray[np.float64]:
    """Return the labels of one task.

    Returns
    -------
    Array of shape (rows,): NaN where the label is unknown; for a binary task 1 is the positive
    class and 0 the other; for a multiclass or ordinal task the index of the class; for a regression
    task the value.

    Raises
    ------
    SchemaError
        When the column is missing, is not numeric for a regression, or holds other classes.
    """
    column = table.column(task.name)
    if task.kind is TaskKind.REGRESSION:
        if not table.is_numeric(task.name):
            raise not_numeric(task.name)
        return column.to_numpy(dtype=np.float64, copy=True)
    codes, n_unknown = _class_codes(column, task, numeric=table.is_numeric(task.name))
    if n_unknown:
        raise SchemaError(
            f"Task '{task.name}' has classes that were not declared",
            expected=f"one of {len(task.classes)} classes, or a blank for unknown",
            found=f"other values in {n_unknown} of {table.n_rows} rows",
            action="declare the task again on this cohort, or correct these rows",
        )
    return codes


def refusal(table: Table, name: str, kind: TaskKind) -> str | None:
    """Say why a task of this kind cannot be estimated from this column, if so.

    Returns
    -------
    One plain sentence when no label is known, when all known labels are equal, when a class has
    fewer than 10 rows, or when a regression has fewer than 30; otherwise ``None``.
    """
    sentence = degenerate(table, name)
    if sentence is None and kind is TaskKind.REGRESSION:
        sentence = _too_few_values(name, int(table.column(name).notna().sum()))
    elif sentence is None:
        sentence = _too_few_events(name, list(class_counts(table, name).values()))
    return sentence


def _too_few_values(name: str, n_known: int) -> str | None:
    if n_known >= FEWEST_LABELLED:
        return None
    return (
        f"'{name}' is known for {n_known} rows; "
        f"a regression needs at least {FEWEST_LABELLED} to be estimated."
    )


def _too_few_events(name: str, counts: Sequence[int]) -> str | None:
    n_rare = sum(n < FEWEST_EVENTS for n in counts)
    if not n_rare:
        return None
    if len(counts) == 2:
        return (
            f"The rarer class of '{name}' has {min(counts)} rows; "
            f"at least {FEWEST_EVENTS} are needed to be estimated."
        )
    return (
        f"{n_rare} of the {len(counts)} classes of '{name}' have fewer than {FEWEST_EVENTS} rows, "
        "which is too few to be estimated."
    )


def degenerate(table: Table, name: str) -> str | None:
    """Say that a column has no known value, or only one, whatever its kind."""
    known = table.column(name).dropna()
    n_levels = len(known.unique())
    if n_levels == 0:
        return f"'{name}' is unknown for all {table.n_rows} rows, so there is nothing to learn."
    if n_levels == 1:
        return (
            f"All {len(known)} known values of '{name}' are the same, so there is nothing to learn."
        )
    return None


def same_label(label: str, wanted: str, *, numeric: bool) -> bool:
    """Whether two texts are the same class: upper and lower case, 1 and 1.0 and 1,0 are alike."""
    if not numeric:
        return label.lower() == wanted.lower()
    try:
        return float(label) == float(wanted.replace(",", "."))
    except ValueError:
        return False


def not_numeric(name: str) -> SchemaError:
    """Return the error for a regression on text."""
    return SchemaError(
        f"Task '{name}' cannot be a regression",
        expected="a column of numbers",
        found="a column of text",
        action=f"declare it as {name}:multiclass, or correct the cells that are no numbers",
    )


def _class_codes(
    column: pd.Series, task: Task, *, numeric: bool
) -> tuple[NDArray[np.float64], int]:
    """Index of the class per row, and how many known rows have none."""
    index = {label: i for i, label in enumerate(task.classes)}
    row_codes, uniques = column.factorize()
    texts = [number_text(value) if numeric else str(value) for value in uniques]
    distinct = np.array([*(index.get(text, np.nan) for text in texts), np.nan], dtype=np.float64)
    codes = distinct[row_codes]
    n_unknown = int((np.isnan(codes) & (row_codes >= 0)).sum())
    return codes, n_unknown
