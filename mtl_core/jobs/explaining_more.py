"""What is asked of a finished run's networks beyond its explanation, in a process of its own."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from mtl_core.jobs.background import Answer, asked_folder, finished_run, start_work
from mtl_core.jobs.launch import NICENESS
from mtl_core.schema import to_json
from mtl_core.schema.answers import ArmsExplained, InteractionQuestion, InteractionReport
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder

_ARMS: Answer[ArmsExplained] = Answer(ArmsExplained, "arms_explained.json")
_INTERACTION: Answer[InteractionReport] = Answer(InteractionReport, "interaction.json")

load_arms_explained = _ARMS.load
arms_explained_in_folder = _ARMS.compute
load_interaction = _INTERACTION.load
interaction_in_folder = _INTERACTION.compute


def arms_explained_folder(run: RunFolder, settings: Settings) -> RunFolder:
    """Return the folder in which both arms of a run are, or will be, explained."""
    return asked_folder("arms_explained", _asked(run), settings)


def start_arms_explained(run: RunFolder, settings: Settings) -> RunFolder:
    """Start to explain both arms of a run, unless that is under way or done.

    Raises
    ------
    StorageError
        When the run or its cohort is not there any more, or the process cannot be made.
    """
    study, cohort = finished_run(run)
    command = partial(_command, ["explain-arms", str(run.path.absolute())])
    return start_work(arms_explained_folder(run, settings), study, cohort, settings, command)


def interaction_folder(
    run: RunFolder, question: InteractionQuestion, settings: Settings
) -> RunFolder:
    """Return the folder in which the interaction of two columns is, or will be."""
    return asked_folder("interactions", f"{_asked(run)}\n{to_json(question)}", settings)


def start_interaction(
    run: RunFolder, question: InteractionQuestion, settings: Settings
) -> RunFolder:
    """Start to compute the interaction of two columns, unless that is under way or done.

    Raises
    ------
    StorageError
        When the run or its cohort is not there any more, or the process cannot be made.
    """
    study, cohort = finished_run(run)
    words = ["explain-pair", str(run.path.absolute())]
    words += [f"--first={question.first}", f"--second={question.second}"]
    words += ["--rows", str(question.n_patients)]
    folder = interaction_folder(run, question, settings)
    return start_work(folder, study, cohort, settings, partial(_command, words))


def _asked(run: RunFolder) -> str:
    return f"{run.path.absolute()}\n{run.stamp('bundle/manifest.json')}"


def _command(words: list[str], folder: RunFolder, cohort: Path, _: Settings) -> list[str]:
    return [
        *(sys.executable, "-m", "mtl_core", *words, "--cohort", str(cohort)),
        *("--out", str(folder.path), "--nice", str(NICENESS), "--quiet"),
    ]
