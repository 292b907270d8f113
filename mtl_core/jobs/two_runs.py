"""Two finished runs compared in a process of its own, found again by the two runs and the arm."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from mtl_core.jobs.background import Answer, asked_folder, finished_run, start_work
from mtl_core.jobs.launch import NICENESS
from mtl_core.schema import Arm
from mtl_core.schema.answers import TwoRuns
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder

_REPORT: Answer[TwoRuns] = Answer(TwoRuns, "two_runs.json")

load_two_runs = _REPORT.load
two_runs_in_folder = _REPORT.compute


def two_runs_folder(first: RunFolder, second: RunFolder, arm: Arm, settings: Settings) -> RunFolder:
    """Return the folder in which the comparison of two runs is, or will be."""
    runs = [f"{run.path.absolute()}\n{run.stamp('predictions.parquet')}" for run in (first, second)]
    return asked_folder("two_runs", "\n".join([*runs, arm.value]), settings)


def start_two_runs(first: RunFolder, second: RunFolder, arm: Arm, settings: Settings) -> RunFolder:
    """Start to compare two runs, unless that is under way or done.

    Raises
    ------
    StorageError
        When the first run or its cohort is not there any more, or the process cannot be made.
    """
    study, cohort = finished_run(first)
    folder = two_runs_folder(first, second, arm, settings)
    return start_work(folder, study, cohort, settings, partial(_command, first, second, arm))


def _command(
    first: RunFolder, second: RunFolder, arm: Arm, folder: RunFolder, cohort: Path, _: Settings
) -> list[str]:
    return [
        *(sys.executable, "-m", "mtl_core", "compare"),
        *(str(run.path.absolute()) for run in (first, second)),
        *("--arm", arm.value, "--cohort", str(cohort), "--out", str(folder.path)),
        *("--nice", str(NICENESS), "--quiet"),
    ]
