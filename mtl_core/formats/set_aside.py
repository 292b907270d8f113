"""Which records of a text file are rows of the table, and which are set aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from mtl_core.formats.detection import n_irregular_allowed
from mtl_core.formats.shape import SHOWN_LINES, is_number, no_rows, plain_name, ragged_rows
from mtl_core.schema import FindingCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_NOTES = 20
"""Lines below the table that may be notes; with more of them none is taken for a note."""

_SAMPLE = 1000
"""Rows that are looked at to learn what the first column holds."""

_CHUNK = 4096
"""Records that are turned into columns at a time."""


class _Record(NamedTuple):
    """Record ``row`` of the file, header not counted, which starts on a line."""

    row: int
    line: int
    cells: list[str]


@dataclass(slots=True)
class Rows:
    """The rows of a file as columns of text, and what was set aside.

    Attributes
    ----------
    columns
        One list of cells per column of the header.
    file_rows
        0-based record of the file, header and blank lines not counted, of each row.
    lines
        By finding code the 1-based lines of the first ten records that were set aside.
    counts
        By finding code the number of records that were set aside.
    surplus
        Of the first ten ragged records, by how many cells each is longer than the header, and
        whether these cells are blank.
    """

    columns: list[list[str]]
    file_rows: list[int] = field(default_factory=list)
    lines: dict[FindingCode, list[int]] = field(default_factory=dict)
    counts: dict[FindingCode, int] = field(default_factory=dict)
    surplus: list[tuple[int, bool]] = field(default_factory=list)
    _chunk: list[list[str]] = field(default_factory=list)

    def keep(self, record: _Record) -> None:
        """Take a record as a row."""
        self.file_rows.append(record.row)
        self._chunk.append(record.cells)
        if len(self._chunk) == _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Turn the rows that were kept last into columns; equal cells are held once."""
        for column, cells in zip(self.columns, zip(*self._chunk, strict=True), strict=False):
            column.extend(map(intern, cells))
        self._chunk.clear()

    def put_aside(self, record: _Record, code: FindingCode) -> None:
        """Count a record that is no row."""
        self.counts[code] = self.counts.get(code, 0) + 1
        lines = self.lines.setdefault(code, [])
        if len(lines) < SHOWN_LINES:
            lines.append(record.line)
            if code is FindingCode.RAGGED_ROWS:
                n = len(self.columns)
                blank = not "".join(record.cells[n:]).strip()
                self.surplus.append((len(record.cells) - n, blank))


def sort_rows(header: Sequence[str], records: Iterable[tuple[int, list[str]]]) -> Rows:
    """Tell rows from repeated headers, notes below the table and ragged records.

    Parameters
    ----------
    header
        The column names as :func:`plain_name` gives them.
    records
        Records below the header with their 1-based lines.

    Raises
    ------
    CohortError
        When there is no row, or when more records are ragged than may be set aside.
    """
    rows = Rows([[] for _ in header])
    pending: list[_Record] = []
    for row, (line, cells) in enumerate(records):
        record = _Record(row, line, cells)
        if _repeats(cells, header):
            rows.put_aside(record, FindingCode.REPEATED_HEADER)
        elif len(cells) == len(header) and any(cells[1:]):
            _settle(rows, pending)
            rows.keep(record)
        else:
            pending.append(record)
    _settle(rows, pending, below=True)
    rows.flush()
    n_rows, n_ragged = len(rows.file_rows), rows.counts.get(FindingCode.RAGGED_ROWS, 0)
    if n_ragged > n_irregular_allowed(n_rows + n_ragged):
        lines = rows.lines[FindingCode.RAGGED_ROWS]
        raise ragged_rows(len(header), n_ragged, lines, rows.surplus)
    if not n_rows:
        raise no_rows(len(header))
    return rows


def _repeats(cells: list[str], header: Sequence[str]) -> bool:
    # the first cell alone settles it for nearly every row
    return (
        len(cells) == len(header)
        and plain_name(cells[0]) == header[0]
        and all(plain_name(cell) == name for cell, name in zip(cells, header, strict=True))
    )


def _settle(rows: Rows, pending: list[_Record], *, below: bool = False) -> None:
    """Decide on records with few or other cells, once it is known what follows them."""
    if not pending:
        return
    rows.flush()
    n = len(rows.columns)
    first_notes = _first_note(rows, pending) if below else len(pending)
    for i, record in enumerate(pending):
        filled = bool("".join(record.cells).strip())
        if i >= first_notes and filled:
            rows.put_aside(record, FindingCode.NOTES_BELOW)
        elif len(record.cells) == n:
            rows.keep(record)
        else:
            rows.put_aside(record, FindingCode.RAGGED_ROWS)
    pending.clear()


def _first_note(rows: Rows, pending: list[_Record]) -> int:
    """Position from which on the records at the end of the file are notes or blank."""
    n = len(rows.columns)
    known = [cell.strip() for cell in rows.columns[0][:_SAMPLE] if cell.strip()]
    numbered = bool(known) and all(map(is_number, known))
    spaced = any(" " in cell for cell in known)
    most = min(MOST_NOTES, len(rows.file_rows))
    start, n_notes = len(pending), 0
    while start and n_notes <= most:
        cells = [cell.strip() for cell in pending[start - 1].cells]
        if any(cells):
            unlike = numbered or (" " in cells[0] and not spaced)
            if not _may_be_note(cells, n, unlike=unlike):
                break
            n_notes += 1
        elif len(cells) != n:
            break
        start -= 1
    return start if n_notes <= most else len(pending)


def _may_be_note(cells: list[str], n: int, *, unlike: bool) -> bool:
    """Whether cells are words in place of a patient; ``unlike`` the first cells of the rows above.

    A number anywhere tells a line that was cut off from a note.
    """
    if not cells[0] or any(map(is_number, filter(None, cells))):
        return False
    if len(cells) == n:
        return unlike
    return len(cells) < n or any(" " in cell for cell in cells)
