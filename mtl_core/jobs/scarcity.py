"""Curves of label scarcity in a process of their own, found again by study and question."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from mtl_core.jobs.background import Answer, asked_folder, start_work
from mtl_core.jobs.launch import NICENESS
from mtl_core.schema import Study, to_json
from mtl_core.schema.answers import LabelScarcity, ScarcityReport
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder

_REPORT: Answer[ScarcityReport] = Answer(ScarcityReport, "scarcity.json")

load_scarcity = _REPORT.load
scarcity_in_folder = _REPORT.compute


def scarcity_folder(study: Study, question: LabelScarcity, settings: Settings) -> RunFolder:
    """Return the folder in which the answer to a question about a study is, or will be."""
    asked = f"{to_json(_asked(study))}\n{to_json(question)}"
    return asked_folder("scarcity", asked, settings)


def start_scarcity(
    study: Study, question: LabelScarcity, cohort: bytes | Path, settings: Settings
) -> RunFolder:
    """Start to hide labels, train and compare, unless that is under way or done.

    Parameters
    ----------
    study
        Its reference models and explanation are not read.
    cohort
        The bytes of the file, or its path; a copy is kept.

    Raises
    ------
    StorageError
        When the folder or the process cannot be made.
    """
    folder = scarcity_folder(study, question, settings)
    return start_work(folder, _asked(study), cohort, settings, partial(_command, question))


def _asked(study: Study) -> Study:
    """Return the study without what a curve does not depend on."""
    explanation = replace(study.explanation, n_patients=0)
    return replace(study, references=(), explanation=explanation, champion=False)


def _command(
    question: LabelScarcity, folder: RunFolder, cohort: Path, settings: Settings
) -> list[str]:
    return [
        *(sys.executable, "-m", "mtl_core", "scarcity", str(folder.path / "study.json")),
        *("--cohort", str(cohort), "--out", str(folder.path)),
        *(f"--task-to-hide={question.task}", "--draws", str(question.draws)),
        *("--shares", ",".join(f"{share:g}" for share in question.shares)),
        *("--threads", str(settings.n_threads), "--nice", str(NICENESS), "--quiet"),
    ]
