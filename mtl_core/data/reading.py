"""From the bytes of a file to a table: cells, accepted repairs, typed columns, checks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd

from mtl_core.columns import detect_decimal, raw_column, read_column
from mtl_core.data.odd_rows import row_checks
from mtl_core.data.row_repairs import without_rows
from mtl_core.data.table import Table
from mtl_core.errors import CohortError
from mtl_core.formats import read_cells
from mtl_core.schema import Check, Finding, FindingCode, Severity, WithoutRows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from mtl_core.columns import DecimalMark, RawColumn
    from mtl_core.schema import Repair

LARGEST_FILE_BYTES = 1_000_000_000
"""Files beyond this are refused before they are read: the table would not fit in memory."""


def read_table(path: Path, repairs: Sequence[Repair] = (), sheet: str = "") -> Table:
    """Read a file of patients.

    Raises
    ------
    CohortError
        When the file is missing, cannot be opened, is too large, or is not a table.
    """
    problem = "The cohort file cannot be opened"
    expected = "a CSV file that may be read"
    try:
        size = path.stat().st_size
        if path.is_dir():
            found, action = f"'{path.name}' is a folder", "name the file inside this folder"
        elif size > LARGEST_FILE_BYTES:
            problem, expected = "The cohort file is too large", "at most 1 GB"
            found, action = f"{size / 1e9:.1f} GB", "keep the columns and rows that are needed"
        else:
            return read_bytes(path.read_bytes(), name=path.name, repairs=repairs, sheet=sheet)
    except FileNotFoundError:
        found, action = f"no file called '{path.name}' there", "check the name and the folder"
    except OSError as error:
        found = f"'{path.name}': {error.strerror or type(error).__name__}"
        action = "check that you may read the file, and that it is not open elsewhere"
    raise CohortError(problem, expected=expected, found=found, action=action)


def read_bytes(
    content: bytes, *, name: str, repairs: Sequence[Repair] = (), sheet: str = ""
) -> Table:
    """Read the bytes of a file of patients.

    Whatever is not surely a number stays text.

    Parameters
    ----------
    repairs
        What a person has accepted, in that order; those for columns that the file does not have
        do nothing.
    sheet
        Sheet of a workbook; empty for the first one with a table.

    Raises
    ------
    CohortError
        When the bytes are not a table; with what was expected, found, and line numbers.
    """
    cells = read_cells(content, sheet)
    # Each column of text leaves as it is taken, so that the file is not held twice.
    columns = [raw_column(name, cells.columns.pop(name)) for name in list(cells.columns)]
    decimal = detect_decimal(columns, cells.written)
    frame, column_checks = _typed(columns, decimal.mark, repairs)
    frame, file_rows, row_steps = without_rows(frame, cells.file_rows, repairs)
    return Table(
        frame=frame,
        encoding=cells.written.encoding,
        delimiter=cells.written.delimiter,
        decimal=decimal.mark,
        fingerprint=hashlib.sha256(content).hexdigest(),
        name=name,
        checks=(*cells.checks, *_decimal_check(decimal), *column_checks, *row_checks(frame)),
        file_rows=file_rows,
        format=cells.written.format,
        sheet=cells.written.sheet,
        labels=cells.labels,
        row_steps=(*cells.row_steps, *row_steps),
    )


def _typed(
    columns: list[RawColumn], decimal: str, repairs: Sequence[Repair]
) -> tuple[pd.DataFrame, list[Check]]:
    arrays: dict[str, NDArray[Any]] = {}
    checks: list[Check] = []
    for raw in columns:
        own = [r for r in repairs if not isinstance(r, WithoutRows) and r.column == raw.name]
        column = read_column(raw, decimal, own)
        arrays |= column.arrays
        checks.extend(column.checks)
    return pd.DataFrame(arrays), checks


def _decimal_check(decimal: DecimalMark) -> list[Check]:
    if not decimal.guessed:
        return []
    mark = "comma" if decimal.mark == "," else "point"
    finding = Finding(
        FindingCode.DECIMAL_GUESSED,
        Severity.WARNING,
        None,
        f"The {mark} in numbers was read as the decimal mark; all of them could also be thousands.",
        "Check the range of the columns with numbers.",
    )
    return [Check(finding)]
