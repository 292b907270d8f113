"""Delimited text (CSV and its relatives): from bytes to cells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mtl_core.errors import CohortError
from mtl_core.formats.cells import Cells
from mtl_core.formats.detection import detect_delimiter, detect_encoding
from mtl_core.formats.shape import check_shape
from mtl_core.schema import Check, Finding, FindingCode, Severity, Written

if TYPE_CHECKING:
    from mtl_core.formats.detection import Delimiter
    from mtl_core.formats.shape import Shape

_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


def read_delimited(content: bytes) -> Cells:
    """Read delimited text: UTF-8, UTF-16 or Windows-1252; comma, semicolon, tab or ``|``.

    Raises
    ------
    CohortError
        When the bytes are not a table; with what was expected, found, and line numbers.
    """
    encoding = detect_encoding(content)
    delimiter = detect_delimiter(content, encoding)
    shape = check_shape(content, encoding, delimiter.mark)
    frame = _frame(content, encoding, delimiter.mark, shape)
    return Cells(
        columns={name: frame.pop(name).to_numpy(dtype=object) for name in shape.header},
        # A file that is delimited by commas has decimal points.
        written=Written("csv", encoding, delimiter.mark, "." if delimiter.mark == "," else ""),
        file_rows=np.arange(shape.n_rows),
        checks=tuple(_checks(encoding, delimiter)),
    )


def _frame(content: bytes, encoding: str, delimiter: str, shape: Shape) -> pd.DataFrame:
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


def _checks(encoding: str, delimiter: Delimiter) -> list[Check]:
    checks = []
    if encoding == "cp1252":
        finding = Finding(
            FindingCode.ENCODING_GUESSED,
            Severity.WARNING,
            None,
            "The file is not UTF-8; it was read as Windows-1252.",
            "Check that names with accents look right, or save the table as 'CSV UTF-8'.",
        )
        checks.append(Check(finding))
    if delimiter.rivals:
        others = ", ".join(_DELIMITER_NAMES[mark] for mark in delimiter.rivals)
        finding = Finding(
            FindingCode.DELIMITER_GUESSED,
            Severity.WARNING,
            None,
            f"Columns were split at each {_DELIMITER_NAMES[delimiter.mark]}; "
            f"they could also be split at: {others}.",
            "Check that the columns look right.",
        )
        checks.append(Check(finding))
    return checks
