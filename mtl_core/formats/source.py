"""Which format a file has, and its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.formats.delimited import read_delimited
from mtl_core.formats.detection import refuse_other_formats

if TYPE_CHECKING:
    from mtl_core.formats.cells import Cells


def read_cells(content: bytes, sheet: str = "") -> Cells:  # noqa: ARG001 - for workbooks
    """Read the cells of a file of patients; its first bytes say the format, not its name.

    Parameters
    ----------
    sheet
        Sheet of a workbook; empty for the first one with a table.

    Raises
    ------
    CohortError
        When the bytes are no table in a known format.
    """
    refuse_other_formats(content)
    return read_delimited(content)
