"""Large delimited files: read in blocks by a fast reader, when that gives the same cells.

The exact reader of :mod:`~mtl_core.formats.delimited` takes one line after the other and holds
every cell. Here lines are read in blocks, and of each column only its distinct texts and a number
per row are kept. What a file needs beyond plain lines of equal width (stray quotation marks, ragged
rows, notes, repeated headers) is left to the exact reader: :func:`read_large` then returns
``None``.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from mtl_core.errors import CohortError
from mtl_core.formats.blocks import Rows, read_blocks
from mtl_core.formats.cells import Cells
from mtl_core.formats.delimited import decimal_of
from mtl_core.formats.detection import SAMPLE_BYTES, detect_delimiter, refuse_other_formats
from mtl_core.formats.remarks import remarks
from mtl_core.formats.shape import plain_name, refuse_header, refuse_patient_as_header
from mtl_core.formats.source import has_own_reader
from mtl_core.formats.survey import BLOCK_BYTES, Source, Survey, quoting, survey, utf8_blocks
from mtl_core.formats.unnamed import name_columns
from mtl_core.schema import Written

if TYPE_CHECKING:
    from mtl_core.formats.coded import CodedColumn
    from mtl_core.formats.detection import Delimiter

LARGE_FILE_BYTES = 20_000_000
"""Files from this size on are read in blocks."""

LONGEST_CELL = 100_000
"""Longer cells (in bytes) are left to the exact reader, which refuses the longest ones."""

OnProgress: TypeAlias = Callable[[float], None]
"""Called with the share of the file that was read, 0 to 1."""

_FIRST_SHARE = 0.2
"""Share of the time that the first pass takes."""

_HEAD_CELLS = 1000
"""Cells of each column that are looked at to tell names from a first patient."""


@dataclass(frozen=True, slots=True)
class LargeFile:
    """The cells of a large file and the SHA-256 (hex) of its bytes."""

    cells: Cells
    fingerprint: str


def read_large(
    source: Source, on_progress: OnProgress | None = None, block_bytes: int = BLOCK_BYTES
) -> LargeFile | None:
    """Read delimited text in blocks; ``None`` when only the exact reader can tell.

    Parameters
    ----------
    source
        Opens the bytes at their start; two or three passes are made.
    block_bytes
        Bytes that are read at a time; every line must fit.
    """
    tell = on_progress or (lambda _: None)
    known = survey(source, block_bytes)
    if known is None:
        return None
    tell(_FIRST_SHARE)
    try:
        delimiter = _delimiter(source, known.encoding)
        top = None if delimiter is None else _top(source, known.encoding, delimiter)
        if delimiter is None or top is None:
            return None
        rows = _rows(source, known, delimiter, top, block_bytes)
        if rows is None:
            return None
        columns = read_blocks(
            rows,
            len(top.header),
            lambda n_bytes: tell(_FIRST_SHARE + (1 - _FIRST_SHARE) * n_bytes / known.n_bytes),
        )
        if not columns or not _are_plain(columns, top.header):
            return None
        return LargeFile(_cells(columns, top.header, known, delimiter), known.fingerprint)
    except (CohortError, pa.ArrowInvalid):
        return None


@dataclass(frozen=True, slots=True)
class _Top:
    """The names of the columns, and where the rows start in the file's text as UTF-8."""

    header: tuple[str, ...]
    n_bytes: int


def _delimiter(source: Source, encoding: str) -> Delimiter | None:
    """Return what separates cells; ``None`` for the formats that are read by other readers."""
    with source() as stream:
        start = stream.read(2 * SAMPLE_BYTES)
    if has_own_reader(start):
        return None
    refuse_other_formats(start)
    return detect_delimiter(start, encoding)


def _top(source: Source, encoding: str, delimiter: Delimiter) -> _Top | None:
    """Read the line of names; ``None`` when it is not one whole line with two names or more."""
    if delimiter.n_comments:
        return None
    block, _ = next(utf8_blocks(source, encoding, 4 * SAMPLE_BYTES))
    skipped = block.find(b"\n") + 1 if delimiter.declared else 0
    end = block.find(b"\n", skipped) + 1
    line = block[skipped:end]
    # The fast reader would take a byte order mark in front of its first row for none of the cell.
    marked = block[end:].startswith(codecs.BOM_UTF8)
    if not line.strip() or line.count(b'"') % 2 or marked or end > len(block) - 3:
        return None
    names = next(csv.reader(io.StringIO(line.decode(), newline=""), delimiter=delimiter.mark))
    return _Top(tuple(map(plain_name, names)), end) if len(names) > 1 else None


def _rows(
    source: Source, known: Survey, delimiter: Delimiter, top: _Top, block_bytes: int
) -> Rows | None:
    """Return what the last pass needs; ``None`` when quotation marks are not around whole cells."""
    breaks = False
    if known.quoted:
        blocks = utf8_blocks(source, known.encoding, block_bytes, top.n_bytes)
        quotes = quoting(blocks, delimiter.mark)
        if quotes is None:
            return None
        breaks = quotes.breaks
    blocks = utf8_blocks(source, known.encoding, block_bytes, top.n_bytes)
    return Rows(blocks, delimiter.mark, block_bytes, breaks=breaks)


def _are_plain(columns: Sequence[CodedColumn], header: Sequence[str]) -> bool:
    """Whether no row is one that the exact reader may refuse or set aside."""
    repeated = any(plain_name(text) == header[0] for text in columns[0].texts_with(header[0]))
    note = not any(column.last for column in columns[1:])
    longest = max(column.longest for column in columns)
    return not repeated and not note and longest <= LONGEST_CELL


def _cells(
    columns: Sequence[CodedColumn], header: tuple[str, ...], known: Survey, delimiter: Delimiter
) -> Cells:
    """Name the columns as the exact reader does.

    Raises
    ------
    CohortError
        When the first line does not name the columns.
    """
    refuse_patient_as_header(header, [column.head(_HEAD_CELLS) for column in columns])
    unnamed = [() if name else c.head() for name, c in zip(header, columns, strict=True)]
    names, checks = name_columns(header, unnamed)
    refuse_header(names)
    commas = (column.texts_with(",") for column in columns)
    return Cells(
        columns=dict(zip(names, columns, strict=True)),
        written=Written("csv", known.encoding, delimiter.mark, decimal_of(delimiter.mark, commas)),
        file_rows=np.arange(len(columns[0])),
        checks=(*remarks(known.encoding, delimiter, {}, {}), *checks),
    )
