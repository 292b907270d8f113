"""How a file was written: its encoding and its delimiter, from the bytes alone."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

from mtl_core.errors import CohortError

DELIMITERS: tuple[str, ...] = (",", ";", "\t", "|")
"""Delimiters that are recognised, in the order in which ties are settled."""

SAMPLE_BYTES = 65_536
"""How much of a file is looked at to tell binary from text, and to find the delimiter."""

FEWEST_FOR_ONE = 20
"""From this number of rows on, one irregular line may be set aside; each 100 rows allow one."""

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
_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(?P<mark>[^\r\n])"?[ \t]*(\r\n|\r|\n)', re.IGNORECASE)
_COMMENT_LINE = re.compile(r"\ufeff?#([ #][^\r\n]*)?(\r\n|\r|\n)")
_NUL_SHARE = 0.8
"""Share of NUL bytes at every second byte that makes bytes UTF-16 without a byte order mark."""


@dataclass(frozen=True, slots=True)
class Delimiter:
    """How the cells of a line are separated.

    Attributes
    ----------
    rivals
        Other marks that would have split the sample about as evenly.
    declared
        Whether a first line such as ``sep=;`` says so; that line is no header.
    n_comments
        Lines above the header that start with ``# `` or ``##``: remarks, such as this program's own
        exports carry. ``#name`` is the name of a column.
    """

    mark: str
    rivals: tuple[str, ...] = ()
    declared: bool = False
    n_comments: int = 0


def n_irregular_allowed(n_rows: int) -> int:
    """Return how many irregular lines may be set aside: 1 % of the rows, or one of 20 to 199."""
    return max(n_rows // 100, int(n_rows >= FEWEST_FOR_ONE))


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
    if known is None and (
        _has_utf16_mark(content)
        or _silent_utf16(content) is not None
        or (b"\x00" not in content and n_control <= len(sample) // 100)
    ):
        return
    raise CohortError(
        "The file is not a CSV file",
        expected="plain text with one line per patient",
        found=known or "a binary file",
        action="open it in the program it came from and save it as 'CSV UTF-8'",
    )


def detect_encoding(content: bytes) -> str:
    """Return the encoding: a byte order mark decides, then NUL bytes, UTF-8, Windows-1252.

    Raises
    ------
    CohortError
        When the bytes are text in none of them.
    """
    silent = _silent_utf16(content)
    candidates: tuple[str, ...] = ("utf-8", "cp1252")
    if content.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    elif content.startswith(_UTF16):
        candidates = ("utf-16",)
    elif silent is not None:
        candidates = (silent,)
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return encoding
    raise CohortError(
        "The characters of the file cannot be read",
        expected="UTF-8, UTF-16, or Windows-1252",
        found="bytes that are no characters in any of these",
        action="save the table again as 'CSV UTF-8'",
    )


def detect_delimiter(content: bytes, encoding: str) -> Delimiter:
    """Return the delimiter that a first line names, or else the one that splits most evenly.

    A mark splits evenly when most lines have as many cells as the header. Marks that do so within
    the number of irregular lines that may be set aside are rivals; the one with most columns wins.

    Raises
    ------
    CohortError
        When no delimiter splits the header into two or more columns, or an unknown one is named.
    """
    text, n_comments = _without_comments(content[:SAMPLE_BYTES].decode(encoding, errors="ignore"))
    named = _SEPARATOR_LINE.match(text)
    if named is not None and named["mark"] in DELIMITERS:
        return Delimiter(named["mark"], declared=True, n_comments=n_comments)
    whole = len(content) <= SAMPLE_BYTES
    scores = {mark: _evenness(text, mark, whole=whole) for mark in DELIMITERS}
    wide = {mark: score for mark, score in scores.items() if score[1] >= 2}
    if not wide:
        raise single_column()
    evenest = max(even for even, _, _ in wide.values())
    rivals = [mark for mark, (even, _, slack) in wide.items() if even + slack >= evenest]
    best = max(rivals, key=lambda mark: (wide[mark][1], wide[mark][0]))
    others = tuple(mark for mark in rivals if mark != best)
    return Delimiter(best, others, n_comments=n_comments)


def _without_comments(text: str) -> tuple[str, int]:
    n_comments = 0
    while (line := _COMMENT_LINE.match(text)) is not None:
        text, n_comments = text[line.end() :], n_comments + 1
    return text, n_comments


def single_column() -> CohortError:
    """Return the error for a first line without a separator."""
    return CohortError(
        "The file has a single column",
        expected="at least two columns, separated by a comma, semicolon, tab or |",
        found="a first line with none of these separators between names",
        action="export the table with one of these separators, and delete lines above the "
        "column names",
    )


def _evenness(text: str, mark: str, *, whole: bool) -> tuple[float, int, float]:
    """Share of the records as wide as the header, its width, and the share that may be uneven.

    The share is lower by 1 where this mark leaves quotation marks in the wrong place.
    """
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        return 0.0, 0, 0.0
    if not whole and len(records) > 2:
        records = records[:-1]
    widths = [len(record) for record in records if record]
    if not widths or widths[0] < 2:
        return 0.0, 0, 0.0
    body = widths[1:] or widths
    even = sum(width == widths[0] for width in body) / len(body)
    misplaced = '"' in text and _misplaces_quotes(text, mark, len(records))
    return even - misplaced, widths[0], n_irregular_allowed(len(body)) / len(body)


def _misplaces_quotes(text: str, mark: str, n_records: int) -> bool:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for _ in zip(range(n_records), reader, strict=False):
            pass
    except csv.Error:
        return True
    return False


def _has_utf16_mark(content: bytes) -> bool:
    return content.startswith(_UTF16) and not content.startswith(codecs.BOM_UTF32_LE)


def _silent_utf16(content: bytes) -> str | None:
    """Return which UTF-16 bytes without a byte order mark are, if they are it beyond doubt.

    Letters of Latin alphabets have a zero in every second byte, and no other text has any.
    """
    sample = content[:SAMPLE_BYTES]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    half = len(sample) // 2
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if first == 0 and second >= _NUL_SHARE * half:
        return "utf-16-le"
    if second == 0 and first >= _NUL_SHARE * half:
        return "utf-16-be"
    return None
