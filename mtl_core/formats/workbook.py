"""Excel workbooks: from a sheet to cells."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.formats.archive import workbook_archive
from mtl_core.formats.cells import Cells, RowStep
from mtl_core.formats.detection import Delimiter
from mtl_core.formats.refusals import foreign_reader, refuse_single_column, refuse_size
from mtl_core.formats.remarks import remarks
from mtl_core.formats.set_aside import sort_rows
from mtl_core.formats.shape import plain_name, refuse_header, refuse_patient_as_header
from mtl_core.formats.sheets import is_blank, used_sheet
from mtl_core.formats.spelling import cell_texts
from mtl_core.formats.unnamed import name_columns
from mtl_core.schema import Check, Finding, FindingCode, Severity, Written
from mtl_core.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mtl_core.formats.sheets import Sheet

FORMULA_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
    | {"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!"}
)
"""What Excel shows instead of a value that it cannot calculate."""


def read_workbook(content: bytes, sheet: str = "") -> Cells:
    """Read one sheet of a workbook; its first row that is not empty names the columns.

    Formulas count with the value that Excel last calculated, errors of formulas as missing. Empty
    rows after the table, and columns without a name and any cell, are no part of it. Repeated
    headers and notes below are set aside as in a text file; a line is a row of the sheet.

    Parameters
    ----------
    sheet
        Name of the sheet; empty for the first visible one with a table.

    Raises
    ------
    CohortError
        When the workbook is damaged, too large, has no such sheet or no table, or the table has
        merged cells, formulas that were never calculated, or columns without a sound name.
    """
    from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException

    own = (CellCoordinatesException, InvalidFileException)
    action = "open it in Excel, save it again as .xlsx, and choose that file"
    with workbook_archive(content), foreign_reader("an Excel workbook (.xlsx)", action, *own):
        used = used_sheet(content, sheet)
        header, texts, n_errors = _texts(used)
    # Rows of a sheet are counted from 1, and the header is the first one here.
    records = zip(count(used.first_row + 2), map(list, zip(*texts, strict=True)), strict=False)
    rows = sort_rows(header, records)
    refuse_patient_as_header(header, rows.columns)
    names, unnamed = name_columns(header, rows.columns)
    refuse_header(names)
    errors = [_formula_errors(name, n) for name, n in zip(names, n_errors, strict=True) if n]
    aside = remarks("utf-8", Delimiter(","), rows.counts, rows.lines)
    columns = zip(names, rows.columns, strict=True)
    return Cells(
        columns={name: np.array(cells, dtype=object) for name, cells in columns},
        written=Written("excel", "utf-8", "", ".", used.name),
        file_rows=np.array(rows.file_rows),
        checks=(*_sheet_chosen(used), *aside, *unnamed, *errors),
        row_steps=tuple(
            RowStep(code, n, tuple(rows.lines[code])) for code, n in rows.counts.items()
        ),
    )


def _texts(used: Sheet) -> tuple[tuple[str, ...], list[NDArray[np.object_]], list[int]]:
    """Return the header, the cells below each name, and how many of them held an error."""
    rows = used.rows
    width = max(map(len, rows))
    refuse_size(len(rows), width)
    header, texts, n_errors = [], [], []
    for i in range(width):
        name, *values = [row[i] if i < len(row) else None for row in rows]
        if not is_blank((name, *values)):
            n_errors.append(sum(isinstance(v, str) and v in FORMULA_ERRORS for v in values))
            texts.append(cell_texts([None if v in FORMULA_ERRORS else v for v in values]))
            header.append(plain_name(cell_texts([name])[0]))
    refuse_single_column(header)
    return tuple(header), texts, n_errors


def _sheet_chosen(used: Sheet) -> list[Check]:
    if used.n_tables < 2:
        return []
    finding = Finding(
        FindingCode.SHEET_CHOSEN,
        Severity.WARNING,
        None,
        f"The workbook has {used.n_tables} sheets with tables; the first one, '{used.name}', "
        "was read.",
        "Check that it is the one you mean, or choose another one.",
    )
    return [Check(finding)]


def _formula_errors(name: str, n: int) -> Check:
    hold, are = ("holds", "is") if n == 1 else ("hold", "are")
    finding = Finding(
        FindingCode.FORMULA_ERRORS,
        Severity.WARNING,
        name,
        f"{counted(n, 'cell')} of '{name}' {hold} an error of a formula instead of a value and "
        f"{are} missing.",
        "Mend the formulas in the workbook if you need these values.",
    )
    return Check(finding)
