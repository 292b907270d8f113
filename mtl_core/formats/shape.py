"""Whether a table has a name above every column, rows below, and one cell for each name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from mtl_core.errors import CohortError

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_LINES = 10
"""Line numbers that a message lists before it only counts."""

MOST_COLUMNS = 5_000
"""Tables with more columns are refused: each column is examined on its own."""

LONGEST_NAME = 1_000
"""Characters of a column's name; what is longer is no name."""

_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([T ][0-9:.]+)?")
_NAME_SAMPLE = 200


def plain_name(cell: str) -> str:
    """Return a column's name with single spaces, and without a stray byte order mark."""
    return " ".join(cell.replace("\ufeff", "").split())


def refuse_header(header: tuple[str, ...]) -> None:
    """Refuse names of columns that are numbers, missing, repeated, endless or too many.

    Raises
    ------
    CohortError
        With the positions or the names concerned.
    """
    n_numbers = sum(map(is_number, header))
    if n_numbers > len(header) / 2:
        raise _no_header(f"numbers in {n_numbers} of {len(header)} cells of the first line")
    refuse_endless(header)
    empty = [i + 1 for i, name in enumerate(header) if not name]
    if empty:
        names = "1 empty name" if len(empty) == 1 else f"{len(empty)} empty names"
        raise CohortError(
            "A column has no name",
            expected="a name above every column",
            found=f"{names}, at position {line_numbers(empty)}",
            action="name these columns, or delete them",
        )
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise CohortError(
            "Two columns have the same name",
            expected="a different name above every column",
            found=f"more than once: {', '.join(twice[:SHOWN_LINES])}",
            action="rename or delete the repeated columns",
        )


def refuse_endless(header: Sequence[str]) -> None:
    """Refuse a first line with too many or too long cells, before the rows are read.

    Raises
    ------
    CohortError
        With the counts.
    """
    n_long = sum(len(name) > LONGEST_NAME for name in header)
    if n_long or len(header) > MOST_COLUMNS:
        raise CohortError(
            "The first line is too long to be a line of column names",
            expected=f"at most {MOST_COLUMNS:,} names of at most {LONGEST_NAME:,} characters",
            found=f"{len(header):,} names, {n_long} of them longer than that",
            action="look for missing line ends, or export fewer columns",
        )


def refuse_patient_as_header(header: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
    """Refuse a first line that looks like a patient instead of names.

    A cell of it looks like data when it is a number, a date, or occurs again in its column.

    Parameters
    ----------
    columns
        Cells below each name.

    Raises
    ------
    CohortError
        When more than half of the cells that are not empty look like data.
    """
    named = [(name, column[:_NAME_SAMPLE]) for name, column in zip(header, columns, strict=True)]
    named = [(name, cells) for name, cells in named if name]
    n_data = sum(
        is_number(name) or _DATE.fullmatch(name) is not None or name in cells
        for name, cells in named
    )
    if n_data > len(named) / 2:
        raise _no_header(
            f"numbers, dates or answers that occur again below in {n_data} of {len(named)} cells "
            "of the first line"
        )


def ragged_rows(
    n_columns: int, n_ragged: int, lines: Sequence[int], surplus: Sequence[tuple[int, bool]]
) -> CohortError:
    """Return the error for too many lines with another number of cells than the header.

    Parameters
    ----------
    lines
        1-based lines of the first ten of them.
    surplus
        By how many cells each of these is longer than the header, and whether these are blank.
    """
    more = f" (the first {len(lines)} of {n_ragged})" if n_ragged > len(lines) else ""
    lines_with = "1 line" if n_ragged == 1 else f"{n_ragged} lines"
    action = (
        "look for a missing or additional separator in these lines, for totals or notes "
        "below the table, or for a separator at the end of the lines"
    )
    if all(n == 1 and blank for n, blank in surplus):
        action = "delete the separator at the end of these lines, or add it to the first line too"
    elif all(n == 1 for n, _ in surplus):
        action = "look for a column without a name, such as row numbers, and name it; or for an "
        action += "additional separator in these lines"
    return CohortError(
        "Some lines do not have the columns of the header",
        expected=f"{n_columns} cells in every line",
        found=f"another number of cells in {lines_with}: line {line_numbers(lines)}{more}",
        action=action,
    )


def no_rows(n_columns: int) -> CohortError:
    """Return the error for a header without rows."""
    return CohortError(
        "The file has a header but no patients",
        expected="at least one line below the column names",
        found=f"{n_columns} column names and 0 rows",
        action="export the table again, with its rows",
    )


def line_numbers(numbers: Sequence[int]) -> str:
    """Return the first ten numbers as text."""
    return ", ".join(map(str, numbers[:SHOWN_LINES]))


def is_number(text: str) -> bool:
    """Whether a text is a number with any decimal mark."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _no_header(found: str) -> CohortError:
    return CohortError(
        "The first line does not name the columns",
        expected="a header line with one name per column",
        found=found,
        action="add a line with the column names at the top of the file",
    )
