"""Sheets of a workbook: which one has the table, and whether its cells can be trusted."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from mtl_core.errors import CohortError
from mtl_core.formats.sheet_xml import scan_sheet
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mtl_core.formats.sheet_xml import SheetScan


@dataclass(frozen=True, slots=True)
class Sheet:
    """The used part of a sheet.

    Attributes
    ----------
    first_row
        0-based row of the header in the sheet.
    rows
        Rows from the header on, without those after the last that holds something; a row ends
        with its last cell.
    n_tables
        Number of sheets that this one was chosen from.
    """

    name: str
    first_row: int
    rows: list[tuple[Any, ...]]
    n_tables: int


def used_sheet(content: bytes, wanted: str) -> Sheet:
    """Return the sheet called ``wanted``, or the first visible one with a table.

    Raises
    ------
    CohortError
        When there is none, or it has merged cells or formulas that were never calculated.
    """
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    sheets = {sheet.title: sheet for sheet in reader.wb.worksheets}
    for sheet in sheets.values():
        # What a sheet says about its own size is often wrong.
        sheet.reset_dimensions()
    name, n_tables = _chosen(sheets, wanted)
    parts = {part.name: relation.target for part, relation in reader.parser.find_sheets()}
    with reader.archive.open(parts[name]) as stream:
        scan = scan_sheet(stream)
    rows = list(sheets[name].iter_rows(values_only=True))
    first = next((i for i, row in enumerate(rows) if not is_blank(row)), None)
    if first is None:
        raise _no_table(1)
    while is_blank(rows[-1]):
        rows.pop()
    _refuse_merged(name, scan, first, rows)
    _refuse_uncalculated(name, scan)
    return Sheet(name, first, rows[first:], n_tables)


def is_blank(values: Sequence[Any]) -> bool:
    """Whether cells hold nothing but spaces."""
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in values)


def _chosen(sheets: dict[str, Any], wanted: str) -> tuple[str, int]:
    """Return a sheet's name, and the number of sheets it was chosen from."""
    if wanted and wanted not in sheets:
        raise CohortError(
            "The workbook has no sheet of that name",
            expected=f"one of its {len(sheets)} sheets: {', '.join(sheets)}",
            found="another name",
            action="choose one of these sheets",
        )
    if wanted:
        return wanted, 1
    visible = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]
    tables = [name for name in visible if _has_table(sheets[name])]
    if not tables:
        raise _no_table(len(visible))
    return tables[0], len(tables)


def _has_table(sheet: Any) -> bool:  # noqa: ANN401 - openpyxl has no types
    rows: Iterator[tuple[Any, ...]] = (
        row for row in sheet.iter_rows(values_only=True) if not is_blank(row)
    )
    first_two = list(islice(rows, 2))
    return len(first_two) == 2 and sum(not is_blank((value,)) for value in first_two[0]) > 1


def _refuse_merged(name: str, scan: SheetScan, first: int, rows: Sequence[Sequence[Any]]) -> None:
    width = max(map(len, rows))
    n_merged = sum(
        area.first_row < len(rows) and area.last_row >= first and area.first_column < width
        for area in scan.merged
    )
    if n_merged:
        raise CohortError(
            "The table has merged cells",
            expected="one cell for each patient and column",
            found=f"{counted(n_merged, 'merged area')} on the sheet '{name}'",
            action="unmerge them in Excel and fill in what each cell stands for; a title above "
            "the table belongs on another sheet",
        )


def _refuse_uncalculated(name: str, scan: SheetScan) -> None:
    n = scan.n_uncalculated
    if n:
        raise CohortError(
            "The workbook has formulas that were never calculated",
            expected="a value with each formula, as Excel saves it",
            found=f"{counted(n, 'formula')} without a value on the sheet '{name}'",
            action="open it in Excel, save it, and choose that file",
        )


def _no_table(n_sheets: int) -> CohortError:
    return CohortError(
        "The workbook has no table",
        expected="a sheet with names of columns and one row per patient below",
        found=counted(n_sheets, "visible sheet"),
        action="choose another file, or the sheet you mean by its name",
    )
