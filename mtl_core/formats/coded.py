"""A column of text as its distinct texts and a number per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LAST_SPACE, _FIRST_BEYOND_ASCII = 0x20, 0x80


@dataclass(frozen=True, slots=True, eq=False)
class CodedColumn:
    """A column in a few bytes per row, however long its texts are.

    Attributes
    ----------
    blocks
        Blocks of rows that share one dictionary, its texts in order of appearance.
    """

    blocks: pa.ChunkedArray = field(repr=False)

    @property
    def longest(self) -> int:
        """Length of the longest text, in bytes of UTF-8."""
        return int(pc.max(pc.binary_length(self._dictionary)).as_py() or 0)

    @property
    def tight(self) -> bool:
        """Whether no text has a space or another character that may be cut off at its ends.

        False also where only a look at each text could tell.
        """
        _, offsets, letters = self._dictionary.buffers()
        if letters is None:
            return True
        first, last = np.frombuffer(offsets, np.int32)[[0, len(self._dictionary)]]
        used = np.frombuffer(letters, np.uint8)[first:last]
        return bool(((used > _LAST_SPACE) & (used < _FIRST_BEYOND_ASCII)).all())

    @property
    def last(self) -> str:
        """The text of the last row."""
        return str(self.blocks[-1].as_py())

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.blocks)

    def head(self, n_rows: int | None = None) -> list[str]:
        """Return the cells of the first rows, or of all."""
        blocks = self.blocks if n_rows is None else self.blocks[:n_rows]
        return [
            str(cell) for block in blocks.chunks for cell in block.cast(pa.string()).to_pylist()
        ]

    def texts(self) -> tuple[str, ...]:
        """Return the distinct texts in order of appearance."""
        return tuple(self._dictionary.to_numpy(zero_copy_only=False))

    def texts_with(self, part: str) -> list[str]:
        """Return the distinct texts that hold ``part``; all of them when it has spaces."""
        if " " in part:
            return list(self.texts())
        chosen = pc.match_substring(self._dictionary, part)
        found: list[str] = self._dictionary.filter(chosen).to_pylist()
        return found

    def codes(self) -> NDArray[np.int32]:
        """Return the number of each row's text, shape (rows,)."""
        codes: NDArray[np.int32] = np.concatenate(
            [block.indices.to_numpy() for block in self.blocks.chunks]
        )
        return codes

    @property
    def _dictionary(self) -> pa.Array:
        return self.blocks.chunk(0).dictionary


def code_column(blocks: Sequence[pa.DictionaryArray]) -> CodedColumn:
    """Give blocks of one column, at least one, the same dictionary."""
    return CodedColumn(pa.chunked_array(blocks).unify_dictionaries())
