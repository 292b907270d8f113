"""The cells of a file as text, before any of them is taken for a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from mtl_core.formats.coded import CodedColumn
    from mtl_core.schema import Check, Written


@dataclass(frozen=True, slots=True)
class RowStep:
    """Rows of a file that did not become rows of the table.

    Attributes
    ----------
    code
        The finding that says so.
    n_rows
        Number of rows.
    lines
        1-based lines of the file on which the first ten of them start; empty where a format has
        no lines.
    """

    code: str
    n_rows: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A file as columns of text.

    Attributes
    ----------
    columns
        By name in the file's order: object arrays of ``str``, shape (rows,), blank for missing; of
        a large file the distinct texts and a number per row.
        Reading takes the columns out one by one, so that the file is not held twice.
    written
        How the file was written; ``decimal`` is empty where columns have yet to vote on it.
    file_rows
        0-based row of the file, header not counted, of each row here, shape (rows,).
    labels
        Label of a column in the source's dictionary, where there is one.
    checks
        What was noticed so far.
    row_steps
        Rows that were set aside.
    named
        Columns whose numbers are names of something, such as reasons for a missing value.
    """

    columns: dict[str, NDArray[np.object_]] | dict[str, CodedColumn]
    written: Written
    file_rows: NDArray[np.int64]
    labels: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    row_steps: tuple[RowStep, ...] = ()
    named: frozenset[str] = frozenset()
