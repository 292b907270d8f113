"""Delimited text (CSV and its relatives): from bytes to cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.formats.cells import Cells, RowStep
from mtl_core.formats.detection import detect_delimiter, detect_encoding, single_column
from mtl_core.formats.records import read_records
from mtl_core.formats.remarks import remarks
from mtl_core.formats.set_aside import sort_rows
from mtl_core.formats.shape import (
    plain_name,
    refuse_endless,
    refuse_header,
    refuse_patient_as_header,
)
from mtl_core.formats.unnamed import name_columns
from mtl_core.schema import Written

if TYPE_CHECKING:
    from collections.abc import Iterable

_DECIMAL_COMMA = re.compile(r"[+-]?([0-9]+,([0-9]{1,2}|[0-9]{4,})|0,[0-9]+)([eE][+-]?[0-9]+)?")


def read_delimited(content: bytes, encoding: str | None = None) -> Cells:
    """Read delimited text: UTF-8, UTF-16 or Windows-1252; comma, semicolon, tab or ``|``.

    Parameters
    ----------
    encoding
        Where it is known already, as for a piece of a larger file.

    Raises
    ------
    CohortError
        When the bytes are not a table; with what was expected, found, and line numbers.
    """
    encoding = encoding or detect_encoding(content)
    delimiter = detect_delimiter(content, encoding)
    records = read_records(content, encoding, delimiter)
    _, first = next(records, (1, []))
    header = tuple(map(plain_name, first))
    if len(header) < 2:
        raise single_column()
    refuse_endless(header)
    rows = sort_rows(header, records)
    refuse_patient_as_header(header, rows.columns)
    names, unnamed = name_columns(header, rows.columns)
    refuse_header(names)
    decimal = decimal_of(delimiter.mark, rows.columns)
    columns = {}
    for i, name in enumerate(names):
        # each list of cells leaves as its array is made, so that no cell is held twice
        columns[name] = np.array(rows.columns[i], dtype=object)
        rows.columns[i] = []
    return Cells(
        columns=columns,
        written=Written("csv", encoding, delimiter.mark, decimal),
        file_rows=np.array(rows.file_rows),
        checks=(*remarks(encoding, delimiter, rows.counts, rows.lines), *unnamed),
        row_steps=tuple(
            RowStep(code, n, tuple(rows.lines[code])) for code, n in rows.counts.items()
        ),
    )


def decimal_of(delimiter: str, columns: Iterable[Iterable[str]]) -> str:
    """Return the decimal mark where the delimiter settles it, or ``""``.

    A file that is delimited by commas has decimal points, unless quoted cells hold numbers such as
    1,5 whose comma cannot separate thousands.
    """
    if delimiter != ",":
        return ""
    commas = (cell.strip() for column in columns for cell in column if "," in cell)
    return "" if any(map(_DECIMAL_COMMA.fullmatch, commas)) else "."
