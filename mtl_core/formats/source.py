"""Which format a file has, and its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.formats.archive import OLE_MAGIC, refuse_old_office
from mtl_core.formats.delimited import read_delimited
from mtl_core.formats.detection import refuse_other_formats
from mtl_core.formats.parquet import read_parquet
from mtl_core.formats.statistical import read_statistical, statistical_program
from mtl_core.formats.workbook import read_workbook

if TYPE_CHECKING:
    from mtl_core.formats.cells import Cells

_ZIP_MAGIC = b"PK\x03\x04"
_PARQUET_MAGIC = b"PAR1"


def read_cells(content: bytes, sheet: str = "") -> Cells:
    """Read the cells of a file of patients; its first bytes say the format, not its name.

    Parameters
    ----------
    sheet
        Sheet of a workbook; empty for the first one with a table. Other formats have none.

    Raises
    ------
    CohortError
        When the bytes are no table in a known format.
    """
    program = statistical_program(content)
    if program is not None:
        return read_statistical(content, program)
    if content.startswith(_ZIP_MAGIC):
        return read_workbook(content, sheet)
    if content.startswith(_PARQUET_MAGIC):
        return read_parquet(content)
    if content.startswith(OLE_MAGIC):
        refuse_old_office(content)
    refuse_other_formats(content)
    return read_delimited(content)


def has_own_reader(start: bytes) -> bool:
    """Whether a file that starts like this is of a format that is not delimited text."""
    magic = (_ZIP_MAGIC, _PARQUET_MAGIC, OLE_MAGIC)
    return start.startswith(magic) or statistical_program(start) is not None
