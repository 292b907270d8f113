"""A finished run by subgroup in a process of its own, found again by run and question."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from mtl_core.jobs.background import Answer, asked_folder, finished_run, start_work
from mtl_core.jobs.launch import NICENESS
from mtl_core.schema import to_json
from mtl_core.schema.answers import SubgroupQuestion, SubgroupReport
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder

_REPORT: Answer[SubgroupReport] = Answer(SubgroupReport, "subgroups.json")

load_subgroups = _REPORT.load
subgroups_in_folder = _REPORT.compute


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
    study, cohort = finished_run(run)
    folder = subgroups_folder(run, question, settings)
    return start_work(folder, study, cohort, settings, partial(_command, run, question))


def _command(
    run: RunFolder, question: SubgroupQuestion, folder: RunFolder, cohort: Path, _: Settings
) -> list[str]:
    bands = [f"--bands={','.join(f'{cut:.12g}' for cut in question.cuts)}"] if question.cuts else []
    return [
        *(sys.executable, "-m", "mtl_core", "subgroups", str(run.path.absolute())),
        *(f"--by={question.column}", *bands, "--cohort", str(cohort), "--out", str(folder.path)),
        *("--nice", str(NICENESS), "--quiet"),
    ]
