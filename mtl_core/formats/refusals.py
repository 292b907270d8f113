"""What every format refuses alike: damage, absurd sizes, names and rows that are not there."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mtl_core.errors import CohortError
from mtl_core.formats.shape import no_rows, plain_name, refuse_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LARGEST_UNPACKED_BYTES = 1_000_000_000
"""A file that would unpack to more than this is refused before it is unpacked."""

MOST_CELLS = 200_000_000
"""A table with more cells than this is refused before it is read."""

DAMAGE: tuple[type[Exception], ...] = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError),
    *(SyntaxError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error),
)
"""What readers of other projects raise on damaged files, besides errors of their own."""


@contextmanager
def foreign_reader(what: str, action: str, *own: type[Exception]) -> Iterator[None]:
    """Turn what a reader of another project raises on a damaged file into one refusal.

    Its words and its warnings are dropped, since they may quote cells.

    Parameters
    ----------
    what
        What the file seems to be, with its article.
    action
        What a person can do about a damaged one.
    own
        Errors that this reader has of its own.

    Raises
    ------
    CohortError
        When the reader gives up.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (*DAMAGE, *own):
        raise CohortError(
            "The file cannot be read to its end",
            expected=f"{what} that is complete and opens in its own program",
            found="a beginning that looks right, and damage or an unknown variety after it",
            action=action,
        ) from None


def sound_header(names: Iterable[str], n_rows: int) -> tuple[str, ...]:
    """Return the names of the columns without superfluous spaces, or refuse the table.

    Raises
    ------
    CohortError
        When there is no row, fewer than two columns, or a name is a number, missing or repeated.
    """
    header = tuple(map(plain_name, names))
    refuse_single_column(header)
    refuse_header(header)
    if not n_rows:
        raise no_rows(len(header))
    return header


def refuse_single_column(header: Sequence[str]) -> None:
    """Refuse a table that is none.

    Raises
    ------
    CohortError
        When it has fewer than two columns.
    """
    if len(header) < 2:
        raise CohortError(
            "The file has a single column" if header else "The file has no columns",
            expected="at least two columns, each with a name and a cell per patient",
            found="1 column" if header else "none",
            action="export the table again, with all its columns",
        )


def refuse_size(n_rows: int, n_columns: int, unpacked_bytes: int = 0) -> None:
    """Refuse a table that would not fit in memory.

    Raises
    ------
    CohortError
        With its size.
    """
    if unpacked_bytes > LARGEST_UNPACKED_BYTES:
        found = f"{unpacked_bytes / 1e9:.1f} GB once unpacked"
    elif n_rows * n_columns > MOST_CELLS:
        found = f"{n_rows:,} rows of {n_columns:,} columns"
    else:
        return
    raise CohortError(
        "The table is too large",
        expected=f"at most {LARGEST_UNPACKED_BYTES // 10**9} GB unpacked and {MOST_CELLS:,} cells",
        found=found,
        action="keep the columns and rows that are needed",
    )
