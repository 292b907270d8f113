"""One pass over the bytes of a large file: its encoding, its digest, and whether it is plain.

A file is plain when every reader of delimited text takes it in the same way: no NUL, no carriage
return without a line feed, and quotation marks only around whole cells.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TypeAlias

import numpy as np

Source: TypeAlias = Callable[[], IO[bytes]]
"""Opens the bytes of a file at their start; called once per pass."""

BLOCK_BYTES = 2 << 20
"""How much of a file is held at a time."""

_NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_QUOTE, _LINE_FEED, _CARRIAGE_RETURN = b'"\n\r'


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the bytes has found.

    Attributes
    ----------
    fingerprint
        SHA-256 (hex) of the bytes.
    quoted
        Whether there is any quotation mark.
    """

    encoding: str
    fingerprint: str
    n_bytes: int
    quoted: bool


def survey(source: Source, block_bytes: int = BLOCK_BYTES) -> Survey | None:
    """Look once at all bytes; ``None`` when they need the exact reader.

    The encoding is found as :func:`~mtl_core.formats.detection.detect_encoding` finds it.
    """
    digest, tally, n_bytes = hashlib.sha256(), _Tally(), 0
    candidates = _Candidates(b"")
    with source() as stream:
        while block := stream.read(block_bytes):
            if not n_bytes:
                candidates = _Candidates(block)
            digest.update(block)
            n_bytes += len(block)
            tally.add(candidates.see(block))
            if not candidates.encoding or not tally.plain:
                return None
    tally.add(candidates.see(b"", final=True))
    if not candidates.encoding or not tally.ends_plain:
        return None
    return Survey(candidates.encoding, digest.hexdigest(), n_bytes, tally.quoted)


def utf8_blocks(
    source: Source, encoding: str, block_bytes: int = BLOCK_BYTES, start: int = 0
) -> Iterator[tuple[bytes, int]]:
    """Yield the text of a file as UTF-8, and how many bytes of the file were read so far.

    Parameters
    ----------
    start
        Bytes of this text that are left out at its start.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    n_bytes = 0
    with source() as stream:
        while block := stream.read(block_bytes):
            n_bytes += len(block)
            text = block if encoding == "utf-8" else decoder.decode(block).encode()
            yield text[start:], n_bytes
            start = max(start - len(text), 0)


@dataclass(frozen=True, slots=True)
class Quoting:
    """How quotation marks are used: ``breaks`` says whether a quoted cell holds a line break."""

    breaks: bool


def quoting(blocks: Iterator[tuple[bytes, int]], delimiter: str) -> Quoting | None:
    """Look at every quotation mark; ``None`` when one is not around a whole cell."""
    rest, inside, breaks = b"", False, False
    for block, _ in blocks:
        lines, line_feed, rest = (rest + block).rpartition(b"\n")
        if len(rest) > BLOCK_BYTES:
            return None
        found = _quoting_of(lines + line_feed, delimiter, inside=inside)
        if found is None:
            return None
        inside, breaks = found[0], breaks or found[1]
    found = _quoting_of(rest + b"\n", delimiter, inside=inside)
    return None if found is None or found[0] else Quoting(breaks or found[1])


def _quoting_of(lines: bytes, delimiter: str, *, inside: bool) -> tuple[bool, bool] | None:
    """Whether whole lines end inside a cell, and whether a quoted cell holds a line break."""
    characters = np.frombuffer(lines, dtype=np.uint8)
    marks = np.flatnonzero(characters == _QUOTE)
    if not marks.size:
        return inside, inside and bool(lines)
    mark = ord(delimiter)
    opening, closing = marks[int(inside) :: 2], marks[1 - int(inside) :: 2]
    before = np.where(opening > 0, characters[opening - 1], _LINE_FEED)
    after = characters[closing + 1]
    starts = np.isin(before, (mark, _LINE_FEED, _QUOTE)).all()
    ends = np.isin(after, (mark, _LINE_FEED, _CARRIAGE_RETURN, _QUOTE)).all()
    if not (starts and ends):
        return None
    line_feeds = np.flatnonzero(characters == _LINE_FEED)
    n_before = np.searchsorted(marks, line_feeds) + int(inside)
    return bool((len(marks) + inside) % 2), bool((n_before % 2).any())


class _Candidates:
    """Which encodings the bytes seen so far may have."""

    def __init__(self, start: bytes) -> None:
        marked = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else ""
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            marked = "utf-16"
        self._decoder = codecs.getincrementaldecoder(marked or "utf-8")()
        self._cp1252 = not marked
        self.encoding = marked or "utf-8"

    def see(self, block: bytes, *, final: bool = False) -> bytes:
        """Narrow the candidates down; return the block in an encoding that extends ASCII."""
        pending = self._decoder.getstate()[0]
        plain = block.isascii() and not pending and self.encoding != "utf-16"
        if plain:
            return block
        self._cp1252 &= not any(byte in block for byte in _split(_NOT_IN_CP1252))
        if self.encoding == "cp1252":
            self.encoding = "cp1252" if self._cp1252 else ""
            return block
        try:
            text = self._decoder.decode(block, final)
        except UnicodeDecodeError:
            self.encoding = "cp1252" if self._cp1252 else ""
            return block
        return text.encode() if self.encoding == "utf-16" else block


class _Tally:
    """Counts of the characters that readers may take differently."""

    def __init__(self) -> None:
        self.quoted, self.plain = False, True
        self._after_return = False

    def add(self, block: bytes) -> None:
        """Count in the next block."""
        if not block:
            return
        pairs = block.count(b"\r\n")
        if self._after_return:
            self.plain &= block.startswith(b"\n")
        self._after_return = block.endswith(b"\r")
        lone = block.count(b"\r") - pairs - self._after_return
        self.plain &= b"\x00" not in block and lone == 0
        self.quoted |= b'"' in block

    @property
    def ends_plain(self) -> bool:
        """Whether everything that was seen is plain."""
        return self.plain and not self._after_return


def _split(characters: bytes) -> list[bytes]:
    return [characters[i : i + 1] for i in range(len(characters))]
