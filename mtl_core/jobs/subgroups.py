"""A finished run by subgroup in a process of its own, found again by run and question."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mtl_core.errors import StorageError
from mtl_core.jobs.background import (
    Computation,
    asked_folder,
    load_found,
    start_work,
    work_in_folder,
)
from mtl_core.jobs.launch import NICENESS
from mtl_core.schema import Event, Study, SubgroupQuestion, SubgroupReport, to_json
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder

REPORT = "subgroups.json"


def subgroups_folder(run: RunFolder, question: SubgroupQuestion, settings: Settings) -> RunFolder:
    """Return the folder in which the answer to a question about a run is, or will be."""
    asked = f"{run.path.absolute()}\n{run.stamp('predictions.parquet')}\n{to_json(question)}"
    return asked_folder("subgroups", asked, settings)


def start_subgroups(run: RunFolder, question: SubgroupQuestion, settings: Settings) -> RunFolder:
    """Start to evaluate a run by subgroup, unless that is under way or done.

    Raises
    ------
    StorageError
        When the run or its cohort is not there any more, or the process cannot be made.
    """
    study, place = run.read_study(), run.read_cohort_place()
    cohort = None if place is None else Path(place.path)
    if study is None or cohort is None or not cohort.is_file():
        raise StorageError(
            "The file of this run's patients is no longer where it was",
            expected="the file that the run was made with",
            found="no such file",
            action="run the study again, or name the file with --cohort on the command line",
        )
    folder = subgroups_folder(run, question, settings)
    return start_work(folder, study, cohort, settings, partial(_command, run, question))


def load_subgroups(folder: RunFolder) -> SubgroupReport | None:
    """Return what was found, ``None`` when it is not there yet.

    Raises
    ------
    StudyError
        When the file is damaged.
    """
    return load_found(folder, SubgroupReport, REPORT)


def subgroups_in_folder(
    folder: RunFolder,
    study: Study,
    work: Computation[SubgroupReport],
    on_event: Callable[[Event], None],
) -> SubgroupReport:
    """Compute a report and keep it; every end leaves word in ``status.json``.

    Parameters
    ----------
    work
        The computation, called with ``on_event`` and ``should_stop``.
    on_event
        A second listener, for a screen.

    Raises
    ------
    MTLError
        Whatever ended it; the folder's status says the same.
    """
    return work_in_folder(folder, study, work, on_event, REPORT)


def _command(
    run: RunFolder, question: SubgroupQuestion, folder: RunFolder, cohort: Path, _: Settings
) -> list[str]:
    bands = [f"--bands={','.join(f'{cut:.12g}' for cut in question.cuts)}"] if question.cuts else []
    return [
        *(sys.executable, "-m", "mtl_core", "subgroups", str(run.path.absolute())),
        *(f"--by={question.column}", *bands, "--cohort", str(cohort), "--out", str(folder.path)),
        *("--nice", str(NICENESS), "--quiet"),
    ]
