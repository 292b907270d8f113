"""From the bytes of a CSV file to a table: detect, check the shape, type each column."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pandas as pd

from mtl_core.data.column_findings import read_column
from mtl_core.data.column_typing import raw_column
from mtl_core.data.decimals import detect_decimal
from mtl_core.data.detection import detect_delimiter, detect_encoding, refuse_other_formats
from mtl_core.data.finding_codes import FindingCode
from mtl_core.data.shape import check_shape
from mtl_core.data.table import Table
from mtl_core.errors import CohortError
from mtl_core.schema import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mtl_core.data.column_typing import RawColumn
    from mtl_core.data.decimals import DecimalMark
    from mtl_core.data.detection import Delimiter
    from mtl_core.data.shape import Shape

LARGEST_FILE_BYTES = 1_000_000_000
"""Files beyond this are refused before they are read: the table would not fit in memory."""

_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


def read_table(path: Path) -> Table:
    """Read a CSV file of patients.

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
            return read_bytes(path.read_bytes(), name=path.name)
    except FileNotFoundError:
        found, action = f"no file called '{path.name}' there", "check the name and the folder"
    except OSError as error:
        found = f"'{path.name}': {error.strerror or type(error).__name__}"
        action = "check that you may read the file, and that it is not open elsewhere"
    raise CohortError(problem, expected=expected, found=found, action=action)


def read_bytes(content: bytes, *, name: str) -> Table:
    """Read the bytes of a CSV file of patients.

    Recognised are UTF-8, UTF-16 and Windows-1252; comma, semicolon, tab and ``|``; decimal point
    and decimal comma. Whatever is not surely a number stays text.

    Raises
    ------
    CohortError
        When the bytes are not a table; with what was expected, found, and line numbers.
    """
    refuse_other_formats(content)
    encoding = detect_encoding(content)
    delimiter = detect_delimiter(content, encoding)
    shape = check_shape(content, encoding, delimiter.mark)
    cells = _cells(content, encoding, delimiter.mark, shape)
    # Each column of text leaves as it is taken, so that the file is not held twice.
    columns = [raw_column(name, cells.pop(name)) for name in shape.header]
    decimal = detect_decimal(columns, delimiter.mark)
    frame, column_findings = _typed(columns, decimal.mark)
    findings = (
        *_file_findings(encoding, delimiter, decimal),
        *column_findings,
        *_row_findings(frame),
    )
    return Table(
        frame=frame,
        encoding=encoding,
        delimiter=delimiter.mark,
        decimal=decimal.mark,
        fingerprint=hashlib.sha256(content).hexdigest(),
        name=name,
        findings=findings,
    )


def _cells(content: bytes, encoding: str, delimiter: str, shape: Shape) -> pd.DataFrame:
    """All cells as text."""
    try:
        cells = pd.read_csv(
            io.BytesIO(content),
            sep=delimiter,
            encoding=encoding,
            header=0,
            names=list(shape.header),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
        )
    except pd.errors.ParserError:
        cells = pd.DataFrame()
    if len(cells) != shape.n_rows:
        # The two readers differ only in how they take stray quotation marks.
        raise CohortError(
            "The quotation marks of the file are not balanced",
            expected='a closing quotation mark (") for each opening one',
            found=f"{shape.n_rows} rows in one reading and {len(cells)} in another",
            action="mend the quotation marks, or export the table again",
        )
    return cells


def _typed(columns: list[RawColumn], decimal: str) -> tuple[pd.DataFrame, list[Finding]]:
    arrays: dict[str, NDArray[Any]] = {}
    findings: list[Finding] = []
    for raw in columns:
        arrays[raw.name], noticed = read_column(raw, decimal)
        findings.extend(noticed)
    return pd.DataFrame(arrays), findings


def _file_findings(encoding: str, delimiter: Delimiter, decimal: DecimalMark) -> list[Finding]:
    findings = []
    if encoding == "cp1252":
        findings.append(
            Finding(
                FindingCode.ENCODING_GUESSED,
                Severity.WARNING,
                None,
                "The file is not UTF-8; it was read as Windows-1252.",
                "Check that names with accents look right, or save the table as 'CSV UTF-8'.",
            )
        )
    if delimiter.rivals:
        others = ", ".join(_DELIMITER_NAMES[mark] for mark in delimiter.rivals)
        findings.append(
            Finding(
                FindingCode.DELIMITER_GUESSED,
                Severity.WARNING,
                None,
                f"Columns were split at each {_DELIMITER_NAMES[delimiter.mark]}; "
                f"they could also be split at: {others}.",
                "Check that the columns look right.",
            )
        )
    if decimal.guessed:
        mark = "comma" if decimal.mark == "," else "point"
        findings.append(
            Finding(
                FindingCode.DECIMAL_GUESSED,
                Severity.WARNING,
                None,
                f"The {mark} in numbers was read as the decimal mark; "
                "all of them could also be thousands.",
                "Check the range of the columns with numbers.",
            )
        )
    return findings


def _row_findings(frame: pd.DataFrame) -> list[Finding]:
    n_empty = int(frame.isna().all(axis=1).sum())
    if not n_empty:
        return []
    return [
        Finding(
            FindingCode.EMPTY_ROWS,
            Severity.WARNING,
            None,
            f"{n_empty} row(s) have no value in any column.",
            "Delete these rows in the file.",
        )
    ]
