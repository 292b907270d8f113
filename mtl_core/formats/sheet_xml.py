"""What the XML of a sheet says beyond its values: merged areas and formulas without a result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO

_BLOCK_BYTES = 1 << 20
_ROW_END = b"row>"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FORMULA_ALONE = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_TEXT = b't="str"'


@dataclass(frozen=True, slots=True)
class MergedArea:
    """0-based first and last row, and first column, of cells that were merged into one."""

    first_row: int
    last_row: int
    first_column: int


@dataclass(frozen=True, slots=True)
class SheetScan:
    """Merged areas, and the number of formulas whose result was never saved."""

    merged: tuple[MergedArea, ...]
    n_uncalculated: int


def scan_sheet(stream: IO[bytes]) -> SheetScan:
    """Scan the XML of a sheet block by block.

    A formula whose result is an empty text has a result.
    """
    merged: list[MergedArea] = []
    n_uncalculated = 0
    rest = b""
    while block := stream.read(_BLOCK_BYTES):
        # Cells and merged areas never lie across the end of a row.
        whole, end, tail = (rest + block).rpartition(_ROW_END)
        n_uncalculated += _uncalculated(whole)
        rest = tail if end else whole + tail
    merged = [_area(*match) for match in _MERGED.findall(rest)]
    return SheetScan(tuple(merged), n_uncalculated + _uncalculated(rest))


def _uncalculated(xml: bytes) -> int:
    return sum(_TEXT not in attributes for attributes in _FORMULA_ALONE.findall(xml))


def _area(first_letters: bytes, first: bytes, _: bytes, last: bytes) -> MergedArea:
    column = 0
    for letter in first_letters:
        column = column * 26 + letter - ord("A") + 1
    return MergedArea(int(first) - 1, int(last) - 1, column - 1)
