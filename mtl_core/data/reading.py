"""From the bytes of a file to a table: cells, accepted repairs, typed columns, checks."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from mtl_core.columns import coded_column, detect_decimal, raw_column, read_column, with_intervals
from mtl_core.data.odd_rows import row_checks, without_rows
from mtl_core.data.table import Table
from mtl_core.errors import CohortError
from mtl_core.formats import LARGE_FILE_BYTES, CodedColumn, read_cells, read_large
from mtl_core.schema import Check, Finding, FindingCode, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from mtl_core.columns import DecimalMark, RawColumn
    from mtl_core.formats import Cells, LargeFile
    from mtl_core.schema.repairs import Repair

LARGEST_FILE_BYTES = 2_000_000_000
"""Files beyond this are refused before they are read: the table would not fit in memory."""

OnProgress: TypeAlias = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1."""

_READING_SHARE = 0.6
"""Share of the time that reading takes; typing takes the rest."""


def read_table(
    path: Path,
    repairs: Sequence[Repair] = (),
    sheet: str = "",
    on_progress: OnProgress | None = None,
) -> Table:
    """Read a file of patients; a large one in blocks, so that its bytes are not held.

    Parameters
    ----------
    repairs, sheet
        As for :func:`read_bytes`.

    Raises
    ------
    CohortError
        When the file is missing, cannot be opened, is too large, or is not a table.
    """
    problem = "The cohort file cannot be opened"
    expected = "a CSV file that may be read"
    tell = on_progress or _tell_nobody
    try:
        size = path.stat().st_size
        if path.is_dir():
            found, action = f"'{path.name}' is a folder", "name the file inside this folder"
        elif size > LARGEST_FILE_BYTES:
            problem, expected = "The cohort file is too large", "at most 2 GB"
            found, action = f"{size / 1e9:.1f} GB", "keep the columns and rows that are needed"
        else:
            large = _large(lambda: path.open("rb"), size, tell)
            if large is not None:
                return table_of(large.cells, large.fingerprint, path.name, repairs, tell)
            return _exactly(path.read_bytes(), path.name, repairs, sheet, tell)
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
    large = _large(lambda: io.BytesIO(content), len(content), _tell_nobody)
    if large is not None:
        return table_of(large.cells, large.fingerprint, name, repairs)
    return _exactly(content, name, repairs, sheet, _tell_nobody)


def table_of(
    cells: Cells,
    fingerprint: str,
    name: str,
    repairs: Sequence[Repair] = (),
    on_progress: OnProgress | None = None,
) -> Table:
    """Type the cells of a file, whose columns are taken out one by one on the way.

    Parameters
    ----------
    fingerprint
        SHA-256 (hex) of the file's bytes.
    name
        Name of the file.
    """
    tell = on_progress or _tell_nobody
    decimal = detect_decimal(_votes(cells), cells.written)
    frame, column_checks = _typed(cells, decimal.mark, repairs, tell)
    frame = with_intervals(frame, repairs)
    frame, file_rows, row_steps = without_rows(frame, cells.file_rows, repairs)
    return Table(
        frame=frame,
        encoding=cells.written.encoding,
        delimiter=cells.written.delimiter,
        decimal=decimal.mark,
        fingerprint=fingerprint,
        name=name,
        checks=(*cells.checks, *_decimal_check(decimal), *column_checks, *row_checks(frame)),
        file_rows=file_rows,
        format=cells.written.format,
        sheet=cells.written.sheet,
        labels=cells.labels,
        row_steps=(*cells.row_steps, *row_steps),
    )


def _large(source: Callable[[], IO[bytes]], size: int, tell: OnProgress) -> LargeFile | None:
    if size < LARGE_FILE_BYTES:
        return None
    return read_large(source, lambda share: tell(_READING_SHARE * share))


def _exactly(
    content: bytes, name: str, repairs: Sequence[Repair], sheet: str, tell: OnProgress
) -> Table:
    cells = read_cells(content, sheet)
    tell(_READING_SHARE)
    return table_of(cells, hashlib.sha256(content).hexdigest(), name, repairs, tell)


def _tell_nobody(_: float) -> None:
    pass


def _raw(name: str, cells: NDArray[np.object_] | CodedColumn) -> RawColumn:
    if isinstance(cells, CodedColumn):
        return coded_column(name, cells.codes(), cells.texts(), tight=cells.tight)
    return raw_column(name, cells)


def _votes(cells: Cells) -> Iterator[RawColumn]:
    # Made anew for the vote, column by column: only few files need one, and none twice at a time.
    for name, column in cells.columns.items():
        yield _raw(name, column)


def _typed(
    cells: Cells, decimal: str, repairs: Sequence[Repair], tell: OnProgress
) -> tuple[pd.DataFrame, list[Check]]:
    arrays: dict[str, NDArray[Any]] = {}
    checks: list[Check] = []
    names = list(cells.columns)
    for i, name in enumerate(names):
        # Each column of text leaves as it is taken, so that the file is not held twice.
        raw = _raw(name, cells.columns.pop(name))
        raw = raw.respelt(raw.texts, named=True) if name in cells.named else raw
        own = [repair for repair in repairs if repair.column == raw.name]
        column = read_column(raw, decimal, own, cells.labels.get(name, ""))
        # A column of the file is never replaced by one that a repair puts beside another.
        arrays |= {key: a for key, a in column.arrays.items() if key == name or key not in names}
        checks.extend(column.checks)
        tell(_READING_SHARE + (1 - _READING_SHARE) * (i + 1) / len(names))
    return pd.DataFrame(arrays, copy=False), checks


def _decimal_check(decimal: DecimalMark) -> list[Check]:
    if not decimal.guessed:
        return []
    mark = "comma" if decimal.mark == "," else "point"
    finding = Finding(
        FindingCode.DECIMAL_GUESSED,
        Severity.WARNING,
        None,
        f"The {mark} in numbers was read as the decimal mark; it could also separate thousands.",
        "Check the range of the columns with numbers.",
    )
    return [Check(finding)]
