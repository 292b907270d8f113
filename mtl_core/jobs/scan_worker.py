"""The worker's side of a scan: read, type, check, keep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mtl_core.checks import CohortProfile, examine, profile
from mtl_core.data import Table, read_table
from mtl_core.errors import MTLError
from mtl_core.jobs.bugs import bug_error, memory_error
from mtl_core.jobs.scan_report import (
    CHECKS,
    PROFILE,
    REQUEST,
    PlainChecks,
    Reporter,
    Request,
    ScanState,
    read_value,
)
from mtl_core.schema import to_json
from mtl_core.storage import plain_checks, store_table, storing, write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_READ, _CHECKED, _PROFILED = 0.6, 0.8, 0.9
"""Share of the time at the end of each step."""


def scan_into(folder: Path, path: Path, on_progress: Callable[[ScanState], None]) -> CohortProfile:
    """Read, check and keep a file; every end leaves word in ``scan.json``.

    Parameters
    ----------
    folder
        Gets the table, its profile and its checks; made when it is not there.
    on_progress
        Told how far the scan is, for a screen.

    Raises
    ------
    MTLError
        Whatever ended the scan; ``scan.json`` says the same.
    """
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    reporter = Reporter(folder, on_progress)
    try:
        return _scanned(folder, path, reporter)
    except MTLError as error:
        reporter.fail(error)
        raise
    except MemoryError as error:
        told = memory_error()
        reporter.fail(told)
        raise told from error
    except Exception as error:
        reporter.fail(bug_error(error))
        raise


def _scanned(folder: Path, path: Path, reporter: Reporter) -> CohortProfile:
    asked = folder / REQUEST
    request = read_value(Request, asked) if asked.is_file() else Request(path.name)
    reading = f"Reading {path.stat().st_size / 1e6:,.0f} MB" if path.is_file() else "Reading"
    reporter.tell(0.0, reading)
    table = read_table(
        path, request.repairs, request.sheet, lambda share: reporter.tell(_READ * share, reading)
    )
    table = replace(table, name=request.name)
    shape = _shape(table)
    reporter.tell(_READ, f"Checking {shape}")
    checks = examine(table)
    reporter.tell(_CHECKED, f"Looking at the columns of {shape}")
    found = profile(table, checks)
    reporter.tell(_PROFILED, f"Keeping {shape}")
    store_table(folder, table)
    write_bytes(folder / PROFILE, to_json(found).encode())
    write_bytes(folder / CHECKS, to_json(PlainChecks(plain_checks(checks))).encode())
    reporter.end(f"Read {shape}")
    return found


def _shape(table: Table) -> str:
    return f"{table.n_rows:,} rows x {len(table.columns)} columns"
