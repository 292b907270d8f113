"""Scans: a file read in a process of its own, its table loaded equal."""

import dataclasses
import json
import os
import signal
import time

import numpy as np
import pytest

from mtl_core.checks import examine, profile
from mtl_core.data import Table, read_bytes, read_table
from mtl_core.errors import CohortError, MTLError, StorageError
from mtl_core.jobs import load_scan, scan_folder, scan_into, start_scan, work_status
from mtl_core.schema import FindingCode, RunState
from mtl_core.schema.repairs import MissingCodes, RowReason, WithoutRows
from mtl_core.settings import Settings
from mtl_core.storage import load_table, store_table

WARD = (
    "pid;age;sex;0.note\n1;61,5;f;Mustermann\n2;-0,0;;\n3;-9;m;Müller\n;;;\n"
    + "".join(f"{i};{i % 70},25;m;word {i}\n" for i in range(4, 60))
).encode("cp1252")


@pytest.fixture
def ward(tmp_path):
    path = tmp_path / "ward.csv"
    path.write_bytes(WARD)
    return path


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", database_url="sqlite://")


def say_nothing(_):
    pass


def without_examples(checks):
    return tuple(dataclasses.replace(check, examples=()) for check in checks)


def assert_equal(table, other):
    """Compare every field, numbers by their bits."""
    for field in dataclasses.fields(Table):
        ours, theirs = getattr(table, field.name), getattr(other, field.name)
        if field.name == "frame":
            assert list(ours.columns) == list(theirs.columns)
            for name in ours.columns:
                assert ours[name].dtype == theirs[name].dtype
                if ours[name].dtype == object:
                    assert ours[name].tolist() == theirs[name].tolist()
                else:
                    bits = [
                        column.to_numpy().view(np.uint64) for column in (ours[name], theirs[name])
                    ]
                    np.testing.assert_array_equal(*bits)
        elif field.name == "file_rows":
            np.testing.assert_array_equal(ours, theirs)
        elif field.name == "checks":
            assert without_examples(ours) == without_examples(theirs)
        elif field.name == "labels":
            assert dict(ours) == dict(theirs)
        else:
            assert ours == theirs, field.name


def ended(handle, seconds=60):
    until = time.monotonic() + seconds
    while (status := handle.status()).state.live:
        assert time.monotonic() < until, "the scan does not end"
        time.sleep(0.05)
    return status


def test_a_scan_in_its_own_process_leaves_the_table_that_reading_it_here_gives(ward, settings):
    handle = start_scan(ward, settings, name="clinic.csv")
    status = ended(handle)
    assert (status.state, status.error, status.fraction) == (RunState.DONE, None, 1.0)
    found = load_scan(handle.folder)
    assert_equal(found.table, read_bytes(WARD, name="clinic.csv"))
    assert found.profile == profile(found.table)
    assert found.checks == without_examples(examine(found.table))


def test_accepted_repairs_are_applied(ward, settings):
    repairs = (MissingCodes("age", ("-9",)), WithoutRows(RowReason.EMPTY))
    handle = start_scan(ward, settings, repairs=repairs)
    assert ended(handle).state is RunState.DONE
    table = load_scan(handle.folder).table
    assert_equal(table, read_table(ward, repairs))
    assert table.row_steps[-1].code == FindingCode.EMPTY_ROWS
    assert table.file_rows.tolist()[:4] == [0, 1, 2, 4]


def test_a_file_that_is_no_table_is_refused_in_the_same_words(tmp_path, settings):
    path = tmp_path / "ragged.csv"
    path.write_text("age,sex\n" + "61,f,Mustermann\n" * 9)
    handle = start_scan(path, settings)
    status = ended(handle)
    with pytest.raises(CohortError) as here:
        read_table(path)
    assert status.error == str(here.value)
    assert status.state is RunState.FAILED
    told, meant = MTLError.from_text(status.error), here.value
    parts = ("problem", "expected", "found", "action")
    assert [getattr(told, part) for part in parts] == [getattr(meant, part) for part in parts]


def test_no_cell_reaches_the_report_or_the_log(ward, settings):
    handle = start_scan(ward, settings)
    assert ended(handle).state is RunState.DONE
    texts = [path.read_text() for path in handle.folder.path.iterdir() if path.suffix != ".parquet"]
    assert len(texts) >= 5
    assert not any("Mustermann" in text or "word" in text for text in texts)


def test_a_scan_that_is_killed_leaves_a_reason(ward, settings):
    os.mkfifo(ward.with_name("pipe.csv"))
    handle = start_scan(ward.with_name("pipe.csv"), settings)
    assert work_status(handle.folder).state.live
    os.kill(handle.process.pid, signal.SIGKILL)
    status = ended(handle)
    assert status.state is RunState.FAILED
    assert "out of memory" in status.error
    assert "keep only the columns and rows that are needed" in status.error


def test_a_scan_whose_process_is_gone_is_noticed_from_its_folder_alone(tmp_path):
    gone = {"state": "running", "fraction": 0.3, "message": "Reading", "pid": 2**22 - 1}
    told = {"started": time.time() - 60, "updated": time.time() - 60}
    (tmp_path / "scan.json").write_text(json.dumps(gone | told))
    assert work_status(scan_folder(tmp_path)).state is RunState.FAILED


def test_a_scan_that_is_cancelled_leaves_nothing_behind(ward, settings):
    os.mkfifo(ward.with_name("pipe.csv"))
    handle = start_scan(ward.with_name("pipe.csv"), settings)
    handle.cancel()
    assert handle.process.poll() is not None
    assert not handle.folder.path.exists()


def test_a_folder_without_a_scan_is_told(tmp_path):
    assert work_status(scan_folder(tmp_path)) is None
    with pytest.raises(StorageError, match="read the file again"):
        load_scan(scan_folder(tmp_path))


def test_progress_only_rises_and_names_what_is_done(ward, tmp_path):
    told = []
    scan_into(scan_folder(tmp_path / "scan"), ward, told.append)
    fractions = [state.fraction for state in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    messages = list(dict.fromkeys(state.message for state in told))
    assert [message.split()[0] for message in messages] == [
        "Reading",
        "Checking",
        "Looking",
        "Keeping",
        "Read",
    ]


def test_a_disk_that_refuses_the_table_leaves_word(ward, tmp_path):
    (tmp_path / "scan").mkdir()
    (tmp_path / "scan" / "table.parquet").mkdir()
    with pytest.raises(StorageError) as here:
        scan_into(scan_folder(tmp_path / "scan"), ward, say_nothing)
    assert work_status(scan_folder(tmp_path / "scan")).error == str(here.value)


def test_scans_that_nobody_fetched_are_removed_after_a_day(ward, settings):
    old, recent = settings.home / "scans" / "old", settings.home / "scans" / "recent"
    for folder in (old, recent):
        folder.mkdir(parents=True)
    yesterday = time.time() - 90_000
    os.utime(old, (yesterday, yesterday))
    handle = start_scan(ward, settings)
    assert not old.exists()
    assert recent.exists()
    assert handle.folder.path.stat().st_mode & 0o777 == 0o700
    handle.cancel()


def test_a_scan_that_was_removed_leaves_nothing_behind(ward, tmp_path):
    folder = scan_folder(tmp_path / "scan")
    scan_into(folder, ward, say_nothing)
    folder.remove()
    assert not (tmp_path / "scan").exists()


def test_numbers_keep_their_bits_and_texts_their_letters(tmp_path):
    rows = ["a.b,c", "1e-300,", "-0.0,ä\u2028ö", ",x", "0.1,None", "0.0,NA"]
    table = read_bytes("\n".join(rows).encode(), name="x.csv")
    assert np.signbit(table.frame["a.b"][1])
    store_table(tmp_path, table)
    assert_equal(load_table(tmp_path), table)
