"""Zip archives: which of them are workbooks, and what to do about the others."""

from __future__ import annotations

import io
import zipfile

from mtl_core.errors import CohortError
from mtl_core.formats.refusals import DAMAGE, refuse_size

OLE_MAGIC = b"\xd0\xcf\x11\xe0"
"""First bytes of Office files before 2007, and of encrypted ones since."""

_PROBLEM = "The file is not a CSV file or a workbook that can be read"
_EXPECTED = "an Excel workbook (.xlsx) without a password, or plain text with one line per patient"
_SAVE = "open it in Excel or LibreOffice and save it as .xlsx or as 'CSV UTF-8'"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def workbook_archive(content: bytes) -> zipfile.ZipFile:
    """Open the zip archive that a workbook is.

    Raises
    ------
    CohortError
        When it is damaged, another kind of archive, or would unpack to more than 1 GB.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = set(archive.namelist())
        encrypted = any(entry.flag_bits & 1 for entry in archive.infolist())
        unpacked = sum(entry.file_size for entry in archive.infolist())
    except DAMAGE:
        found, action = "a damaged workbook or zip archive", f"{_SAVE}, or export it again"
        raise _refusal(found, action) from None
    if encrypted:
        raise _refusal("a zip archive with a password", "unpack it, and choose the file inside")
    if "xl/workbook.bin" in names:
        raise _refusal("a binary Excel workbook (.xlsb)", _SAVE)
    if "content.xml" in names and "mimetype" in names:
        raise _refusal("an OpenDocument file (.ods)", _SAVE)
    if not any(name.startswith("xl/") for name in names):
        raise _refusal(
            "a zip archive that is no workbook", "unpack it, and choose the table inside"
        )
    refuse_size(0, 0, unpacked)
    return archive


def refuse_old_office(content: bytes) -> None:
    """Refuse a file in the container of Office before 2007.

    Raises
    ------
    CohortError
        Always; it says whether a password is the reason.
    """
    if _ENCRYPTED in content:
        action = "open it with its password, save a copy without one, and choose the copy"
        raise _refusal("a workbook with a password", action)
    raise _refusal("an old Excel workbook (.xls) or another old Office file", _SAVE)


def _refusal(found: str, action: str) -> CohortError:
    return CohortError(_PROBLEM, expected=_EXPECTED, found=found, action=action)
