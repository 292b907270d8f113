"""The records of delimited text, each with the line on which it starts."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from mtl_core.errors import CohortError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtl_core.formats.detection import Delimiter


def read_records(
    content: bytes, encoding: str, delimiter: Delimiter
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not a blank line with its 1-based line in the file.

    Remarks above the header, and a line that only names the separator, are no records. Quotation
    marks are read strictly: a quoted cell ends at its closing mark, and marks inside are doubled.

    Raises
    ------
    CohortError
        When a quoted cell does not end, goes on after its closing mark, or a cell is longer than
        131,072 characters.
    """
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    above = delimiter.n_comments + delimiter.declared
    for _ in range(above):
        stream.readline()
    reader = csv.reader(stream, delimiter=delimiter.mark, strict=True)
    start = above + 1
    try:
        for record in reader:
            blank = not record or (len(record) == 1 and not record[0].strip(" \t\ufeff"))
            if not blank:
                yield start, record
            start = reader.line_num + above + 1
    except csv.Error as error:
        raise _refusal(start, reader.line_num + above, str(error)) from None


def _refusal(start: int, reached: int, reason: str) -> CohortError:
    if "field larger" in reason and reached == start:
        return CohortError(
            "A cell is too long",
            expected=f"at most {csv.field_size_limit():,} characters in a cell",
            found=f"a longer cell in line {start}",
            action="leave this column out of the export, or look for missing line ends",
        )
    if "expected after" in reason:
        return CohortError(
            "A quotation mark is in the wrong place",
            expected="a separator after a closing quotation mark, and doubled marks inside a cell",
            found=f"another character after a quotation mark in the row that starts in line "
            f"{start}",
            action='write quotation marks inside a cell twice (""), or export the table again',
        )
    return CohortError(
        "A quoted cell does not end",
        expected='a closing quotation mark (") for each opening one',
        found=f"an open quotation mark in the cells from line {start} on",
        action="mend the quotation marks in that line, or export the table again",
    )
