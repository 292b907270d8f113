"""Suggesting groups in a process of its own, found again by what was asked.

A suggestion lives in a folder that is named after its study: whoever asks the same again, after a
reload or in another browser, finds the one that is under way or done. ``status.json`` says how far
it is, ``affinity.json`` is what was found. No cell of a patient is in the folder.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from mtl_core.jobs.background import Answer, asked_folder, start_work, work_status
from mtl_core.jobs.launch import NICENESS
from mtl_core.schema import Preset, RunStatus, Study, TaskGrouping, to_json
from mtl_core.schema.answers import INNER_FOLDS, AffinityReport
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder

_REPORT: Answer[AffinityReport] = Answer(AffinityReport, "affinity.json")

load_suggestion = _REPORT.load
suggest_in_folder = _REPORT.compute

_SECONDS_PER_NETWORK = 0.25


def suggestion_folder(study: Study, settings: Settings, *, thorough: bool = False) -> RunFolder:
    """Return the folder in which the suggestion for a study is, or will be; each way has its own.

    Parameters
    ----------
    thorough
        Whether every pair is trained, instead of watching one joint run.
    """
    way = "thorough" if thorough else "quick"
    return asked_folder("affinity", f"{way}\n{to_json(_asked(study))}", settings)


def start_suggestion(
    study: Study, cohort: bytes | Path, settings: Settings, *, thorough: bool = False
) -> RunFolder:
    """Start to measure who learns well with whom, unless that is under way or done.

    Parameters
    ----------
    study
        Its grouping, budget, references and explanation are not read.
    cohort
        The bytes of the file, or its path; a copy is kept.
    thorough
        Whether every pair is trained, instead of watching one joint run.

    Raises
    ------
    StorageError
        When the folder or the process cannot be made.
    """
    folder = suggestion_folder(study, settings, thorough=thorough)
    command = _thorough_command if thorough else _command
    return start_work(folder, _asked(study), cohort, settings, command)


def thorough_effort(study: Study) -> tuple[int, float]:
    """Say how many networks the thorough way trains for pairs, and about how many seconds it takes.

    As measured for two demonstration cohorts, ``docs/methods/affinity.md``.
    """
    n_tasks = len(study.schema.tasks)
    n_networks = n_tasks * (n_tasks + 1) // 2 * study.plan.folds * INNER_FOLDS
    return n_networks, n_networks * _SECONDS_PER_NETWORK


def suggestion_status(folder: RunFolder) -> RunStatus | None:
    """Return how far a suggestion is, ``None`` when nobody asked; a dead worker has failed."""
    return work_status(folder)


def _asked(study: Study) -> Study:
    """Return the study without what a suggestion does not depend on."""
    return replace(
        study,
        grouping=TaskGrouping.coarsest(study.schema.task_names),
        training=Preset.QUICK.training,
        references=(),
        champion=False,
        explanation=replace(study.explanation, n_patients=0),
    )


def _command(folder: RunFolder, cohort: Path, settings: Settings) -> list[str]:
    return [
        *(sys.executable, "-m", "mtl_core", "affinity", str(folder.path / "study.json")),
        *("--cohort", str(cohort), "--out", str(folder.path)),
        *("--threads", str(settings.n_threads), "--nice", str(NICENESS), "--quiet"),
    ]


def _thorough_command(folder: RunFolder, cohort: Path, settings: Settings) -> list[str]:
    return [*_command(folder, cohort, settings), "--thorough"]
