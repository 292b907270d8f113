"""Whether every line has the cells that the header promises."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtl_core.errors import CohortError

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN_LINES = 10
"""Line numbers that a message lists before it only counts."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Column names and number of rows of a well-formed file."""

    header: tuple[str, ...]
    n_rows: int


def check_shape(content: bytes, encoding: str, delimiter: str) -> Shape:
    """Return the header and count the rows, or refuse the file.

    Blank lines are no rows. Spaces around a column's name are dropped.

    Raises
    ------
    CohortError
        When names are missing, repeated or numbers, when there is no row, or when a line has too
        few or too many cells (with 1-based line numbers).
    """
    records = _records(content, encoding, delimiter)
    _, first = next(records, (1, []))
    header = tuple(" ".join(cell.split()) for cell in first)
    _refuse_header(header)
    ragged: list[int] = []
    n_rows = n_ragged = 0
    for line, record in records:
        n_rows += 1
        if len(record) != len(header):
            n_ragged += 1
            if len(ragged) < SHOWN_LINES:
                ragged.append(line)
    if n_ragged:
        raise _ragged(header, ragged, n_ragged)
    if not n_rows:
        raise CohortError(
            "The file has a header but no patients",
            expected="at least one line below the column names",
            found=f"{len(header)} column names and 0 rows",
            action="export the table again, with its rows",
        )
    return Shape(header, n_rows)


def _records(content: bytes, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank with the 1-based line on which it starts."""
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    reader = csv.reader(stream, delimiter=delimiter)
    start = 1
    try:
        for record in reader:
            blank = not record or (len(record) == 1 and not record[0].strip(" \t"))
            if not blank:
                yield start, record
            start = reader.line_num + 1
    except csv.Error:
        raise CohortError(
            "A quoted cell does not end",
            expected='a closing quotation mark (") for each opening one',
            found=f"an open quotation mark in the cells from line {start} on",
            action="mend the quotation marks in that line, or export the table again",
        ) from None


def _refuse_header(header: tuple[str, ...]) -> None:
    n_numbers = sum(_is_number(name) for name in header)
    if n_numbers > len(header) / 2:
        raise CohortError(
            "The first line does not name the columns",
            expected="a header line with one name per column",
            found=f"numbers in {n_numbers} of {len(header)} cells of the first line",
            action="add a line with the column names at the top of the file",
        )
    empty = [i + 1 for i, name in enumerate(header) if not name]
    if empty:
        raise CohortError(
            "A column has no name",
            expected="a name above every column",
            found=f"{len(empty)} empty name(s), at position {_listed(empty)}",
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


def _ragged(header: tuple[str, ...], lines: list[int], n_ragged: int) -> CohortError:
    more = f" (the first {len(lines)} of {n_ragged})" if n_ragged > len(lines) else ""
    return CohortError(
        "Some lines do not have the columns of the header",
        expected=f"{len(header)} cells in every line",
        found=f"another number of cells in {n_ragged} line(s): line {_listed(lines)}{more}",
        action="look for a missing or additional separator in these lines, for totals or notes "
        "below the table, or for a separator at the end of the lines",
    )


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:SHOWN_LINES]))


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
