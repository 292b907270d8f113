"""Writing files so that a reader, a crash or a full disk never leaves half of one."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mtl_core.errors import StorageError

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NOT_A_FOLDER = {errno.ENOTDIR, errno.EEXIST, errno.ENOENT, errno.ELOOP, errno.ENAMETOOLONG}


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn the operating system's errors about ``path`` into a :class:`StorageError`."""
    try:
        yield
    except OSError as error:
        raise _explained(error, path) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the file at ``path`` by ``content``, all or nothing.

    The content goes to a temporary file beside it, reaches the disk, and then takes the name. When
    anything fails, the old file stays as it was and the temporary one is removed.

    Raises
    ------
    StorageError
        When there is no space, no permission or no such folder.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with storing(path):
        try:
            with draft.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise


def append_line(path: Path, line: str) -> None:
    """Append one line in a single write, so that lines of several writers do not mix.

    Raises
    ------
    StorageError
        When there is no space, no permission or no such folder.
    """
    with storing(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(descriptor, (line + "\n").encode())
        finally:
            os.close(descriptor)


def read_bytes(path: Path) -> bytes | None:
    """Return the content of a file, ``None`` when there is no such file.

    Raises
    ------
    StorageError
        When the file is there and cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _explained(error, path) from error


def _explained(error: OSError, path: Path) -> StorageError:
    if error.errno in _NO_SPACE:
        return StorageError(
            "The disk is full",
            expected=f"room to write '{path.name}' in '{path.parent}'",
            found="no space left, or a limit on the size of files reached",
            action="free some space and start again; everything written so far is kept",
        )
    if error.errno in _NOT_ALLOWED:
        return StorageError(
            "The folder is not writable",
            expected=f"permission to read and write in '{path.parent}'",
            found="permission denied, or a read-only disk",
            action="choose another folder, or ask for the permission",
        )
    if error.errno in _NOT_A_FOLDER:
        return StorageError(
            "The folder cannot be used",
            expected=f"that '{path.parent}' is a folder",
            found="a file in its place, or no such folder",
            action="choose another folder",
        )
    return StorageError(
        "A file cannot be written or read",
        expected=f"that '{path.name}' in '{path.parent}' can be used",
        found=os.strerror(error.errno or 0),
        action="check the disk, or choose another folder",
    )
