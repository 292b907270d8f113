r"""Formats: from the bytes of a file to cells of text.

Whatever a table of patients was saved as, its cells become text first, with how the file was
written, which rows were set aside and why, and the labels of a dictionary where the source has one.
No cell is taken for a number here, and none is changed.

A file that is no table is refused with line numbers and counts; no message carries the value of a
cell.

Examples
--------
>>> cells = read_cells(b"pid;age\n1;61,5\n2;44,0\n")
>>> list(cells.columns["age"]), cells.written.delimiter
(['61,5', '44,0'], ';')
"""

from mtl_core.formats.cells import Cells, RowStep
from mtl_core.formats.coded import CodedColumn
from mtl_core.formats.dictionary import DataDictionary, DictionaryField, read_dictionary
from mtl_core.formats.large import LARGE_FILE_BYTES, LargeFile, read_large
from mtl_core.formats.source import read_cells

__all__ = [
    "LARGE_FILE_BYTES",
    "Cells",
    "CodedColumn",
    "DataDictionary",
    "DictionaryField",
    "LargeFile",
    "RowStep",
    "read_cells",
    "read_dictionary",
    "read_large",
]
