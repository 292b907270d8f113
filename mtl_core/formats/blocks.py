"""The fast reader of plain delimited text, and the stream that feeds it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from mtl_core.formats.coded import CodedColumn, code_column


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of text without their header.

    Attributes
    ----------
    blocks
        The rows as UTF-8, each block with the bytes of the file read so far.
    block_bytes
        Bytes that are read at a time; every line must fit.
    breaks
        Whether quoted cells may hold line breaks.
    """

    blocks: Iterator[tuple[bytes, int]]
    delimiter: str
    block_bytes: int
    breaks: bool


def read_blocks(
    rows: Rows, n_columns: int, on_bytes: Callable[[int], None]
) -> tuple[CodedColumn, ...]:
    """Read all rows; no column when there is no row.

    Parameters
    ----------
    on_bytes
        Called with the number of bytes of the file that were read.

    Raises
    ------
    pyarrow.ArrowInvalid
        When a line has another number of cells, or is longer than a block.
    """
    from pyarrow import csv

    # Names by position: those of the file may be empty.
    names = [str(i) for i in range(n_columns)]
    kind = pa.dictionary(pa.int32(), pa.string())
    columns: list[list[pa.DictionaryArray]] = [[] for _ in names]
    stream = _Stream(rows.blocks)
    with csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=csv.ReadOptions(column_names=names, block_size=rows.block_bytes),
        parse_options=csv.ParseOptions(delimiter=rows.delimiter, newlines_in_values=rows.breaks),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, kind), null_values=[], strings_can_be_null=False
        ),
    ) as batches:
        for batch in batches:
            for column, block in zip(columns, batch.columns, strict=True):
                column.append(block)
            on_bytes(stream.n_bytes)
    filled = [[block for block in column if len(block)] for column in columns]
    del columns
    coded = tuple(code_column(filled.pop(0)) for _ in names if filled[0])
    pa.default_memory_pool().release_unused()
    return coded


class _Stream(io.RawIOBase):
    """Blocks of bytes as a file."""

    def __init__(self, blocks: Iterator[tuple[bytes, int]]) -> None:
        self._blocks = blocks
        self._rest = b""
        self.n_bytes = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            block, n_bytes = next(self._blocks, (None, 0))
            if block is None:
                break
            self._rest += block
            self.n_bytes = n_bytes
        taken, self._rest = (
            (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        )
        return taken
