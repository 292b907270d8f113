import errno
import os
import resource
import signal
import subprocess
import sys
import textwrap

import pytest

from mtl_core.errors import StorageError
from mtl_core.storage.atomic import append_line, read_bytes, storing, write_bytes


def test_a_file_is_replaced_as_a_whole_and_no_draft_stays(tmp_path):
    target = tmp_path / "file"
    write_bytes(target, b"old and long")
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_is_not_there_reads_as_none(tmp_path):
    assert read_bytes(tmp_path / "nothing") is None


def test_a_write_into_a_limit_keeps_the_old_file_and_says_the_disk_is_full(tmp_path):
    target = tmp_path / "file"
    target.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(StorageError) as told:
            write_bytes(target, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert told.value.problem == "The disk is full"
    assert "free some space" in told.value.action
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_appending_to_a_device_without_room_says_the_disk_is_full(tmp_path):
    (tmp_path / "events").symlink_to("/dev/full")  # the kernel answers ENOSPC to every write
    with pytest.raises(StorageError, match="The disk is full"):
        append_line(tmp_path / "events", "line")


def test_a_folder_below_a_file_cannot_be_used(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="a file in its place") as told:
        write_bytes(tmp_path / "file" / "inside", b"")
    assert str(tmp_path / "file") in told.value.expected


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_missing_permission_is_told_as_such(tmp_path, number):
    with pytest.raises(StorageError, match="not writable"), storing(tmp_path / "file"):
        raise OSError(number, os.strerror(number))


def test_other_errors_of_the_system_are_told_in_its_words(tmp_path):
    with pytest.raises(StorageError) as told, storing(tmp_path / "file"):
        raise OSError(errno.EIO, "whatever")
    assert told.value.found == os.strerror(errno.EIO)


def test_a_reader_never_sees_half_a_file_while_a_writer_is_killed(tmp_path):
    target = tmp_path / "file"
    program = textwrap.dedent(
        f"""
        from pathlib import Path
        from mtl_core.storage.atomic import write_bytes
        while True:
            for letter in b"abc":
                write_bytes(Path({str(target)!r}), bytes([letter]) * 200_000)
        """
    )
    worker = subprocess.Popen([sys.executable, "-c", program])
    while not target.exists():
        assert worker.poll() is None
    seen = [target.read_bytes() for _ in range(50)]
    worker.kill()
    worker.wait()
    seen.append(target.read_bytes())
    assert {len(content) for content in seen} == {200_000}
    assert all(len(set(content)) == 1 for content in seen)
