"""Where runs are kept: a folder per run, an index over all folders, and the cohorts they used.

The folder is the truth. Every file in it is replaced as a whole or appended line by line, so a
reader never sees half a file and a worker that is killed loses nothing that it had written. The
index (:class:`RunIndex`) answers "which runs are there" quickly and can be rebuilt from the
folders at any time (:func:`reindex`).

Cohorts are kept once per content, named by fingerprint; :class:`FinishedRun` opens a run with all
that it left, and finds its cohort. Nothing here knows how a run is computed.

Examples
--------
>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as home:
...     folder = RunFolder(Path(home) / "run")
...     folder.create()
...     folder.append_log("Started")
...     print(folder.read_status(), "Started" in folder.read_log())
None True
"""

from mtl_core.storage.atomic import read_bytes, storing, write_bytes
from mtl_core.storage.cohorts import CohortPlace, cohort_path, fingerprint_of, keep_cohort
from mtl_core.storage.event_log import LoggedEvent
from mtl_core.storage.finished_run import (
    FinishedRun,
    OpenStudy,
    read_cohort,
    run_of,
    where_cohort_is,
)
from mtl_core.storage.folder import RunCard, RunFolder
from mtl_core.storage.frames import ATTRIBUTION_COLUMNS, PREDICTION_COLUMNS
from mtl_core.storage.index import RunIndex, RunRecord
from mtl_core.storage.reindex import reindex
from mtl_core.storage.tables import PlainCheck, load_table, plain_checks, store_table, whole_checks

__all__ = [
    "ATTRIBUTION_COLUMNS",
    "PREDICTION_COLUMNS",
    "CohortPlace",
    "FinishedRun",
    "LoggedEvent",
    "OpenStudy",
    "PlainCheck",
    "RunCard",
    "RunFolder",
    "RunIndex",
    "RunRecord",
    "cohort_path",
    "fingerprint_of",
    "keep_cohort",
    "load_table",
    "plain_checks",
    "read_bytes",
    "read_cohort",
    "reindex",
    "run_of",
    "store_table",
    "storing",
    "where_cohort_is",
    "whole_checks",
    "write_bytes",
]
