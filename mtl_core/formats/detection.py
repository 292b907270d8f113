"""How a file was written: its encoding and its delimiter, from the bytes alone."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from mtl_core.errors import CohortError

DELIMITERS: tuple[str, ...] = (",", ";", "\t", "|")
"""Delimiters that are recognised, in the order in which ties are settled."""

SAMPLE_BYTES = 65_536
"""How much of a file is looked at to tell binary from text, and to find the delimiter."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"$FL2", "an SPSS file"),
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOTHING = b" \t\r\n" + codecs.BOM_UTF8 + codecs.BOM_UTF16_LE
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\f")


@dataclass(frozen=True, slots=True)
class Delimiter:
    """The delimiter found, and others that would have split the sample as evenly."""

    mark: str
    rivals: tuple[str, ...]


def refuse_other_formats(content: bytes) -> None:
    """Refuse files that are empty or are not text.

    Raises
    ------
    CohortError
        For 0 bytes, a known other format, NUL bytes outside UTF-16, or many control characters.
    """
    if not content.strip(_NOTHING):
        raise CohortError(
            "The file is empty",
            expected="a CSV file with a header line and one line per patient",
            found=f"{len(content)} bytes and no text",
            action="export the table again and choose that file",
        )
    known = next((what for magic, what in _MAGIC if content.startswith(magic)), None)
    sample = content[:SAMPLE_BYTES]
    n_control = len(sample) - len(sample.translate(None, _CONTROL))
    wide = content.startswith(_UTF16) and not content.startswith(codecs.BOM_UTF32_LE)
    if known is None and (wide or (b"\x00" not in content and n_control <= len(sample) // 100)):
        return
    raise CohortError(
        "The file is not a CSV file",
        expected="plain text with one line per patient",
        found=known or "a binary file",
        action="open it in the program it came from and save it as 'CSV UTF-8'",
    )


def detect_encoding(content: bytes) -> str:
    """Return the encoding: a byte order mark decides, then strict UTF-8, then Windows-1252.

    Raises
    ------
    CohortError
        When the bytes are text in none of them.
    """
    candidates: tuple[str, ...] = ("utf-8", "cp1252")
    if content.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    elif content.startswith(_UTF16):
        candidates = ("utf-16",)
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return encoding
    raise CohortError(
        "The characters of the file cannot be read",
        expected="UTF-8, UTF-16 with a byte order mark, or Windows-1252",
        found="bytes that are no characters in any of these",
        action="save the table again as 'CSV UTF-8'",
    )


def detect_delimiter(content: bytes, encoding: str) -> Delimiter:
    """Return the delimiter that splits the header and most of the first lines alike.

    Raises
    ------
    CohortError
        When no delimiter splits the header into two or more columns.
    """
    text = content[:SAMPLE_BYTES].decode(encoding, errors="ignore")
    whole = len(content) <= SAMPLE_BYTES
    scores = {mark: _evenness(text, mark, whole=whole) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: scores[mark])
    if scores[best][1] < 2:
        raise CohortError(
            "The file has a single column",
            expected="at least two columns, separated by a comma, semicolon, tab or |",
            found="a first line with none of these separators between names",
            action="export the table with one of these separators",
        )
    even, _ = scores[best]
    rivals = [m for m in DELIMITERS if m != best and scores[m][1] > 1 and scores[m][0] >= even]
    return Delimiter(best, tuple(rivals))


def _evenness(text: str, mark: str, *, whole: bool) -> tuple[float, int]:
    """Share of the records as wide as the header, and the header's width."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        return 0.0, 0
    if not whole and len(records) > 2:
        records = records[:-1]
    widths = [len(record) for record in records if record]
    if not widths or widths[0] < 2:
        return 0.0, 0
    body = widths[1:] or widths
    return sum(width == widths[0] for width in body) / len(body), widths[0]
