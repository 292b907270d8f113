"""``explain-arms``: how alike both arms of a run are explained, beside the noise of training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.asking import JsonOption, answered, show
from mtl_core.cli.cohort import CohortOfRunOption, RunWord, open_run
from mtl_core.cli.options import NiceOption, QuietOption
from mtl_core.explanation import arms_sentence
from mtl_core.schema.answers import ArmsQuestion


def explain_arms(  # noqa: PLR0913 - one argument per option of the command line
    directory: RunWord,
    *,
    rows: Annotated[int, typer.Option(min=2, help="Patients to explain.")] = 100,
    cohort: CohortOfRunOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder for arms_explained.json.")] = None,
    as_json: JsonOption = False,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Compare what drives the multi-task and the single-task networks of a finished run.

    Says how alike both arms are explained, beside what another training of the same networks
    changes.
    """
    run = open_run(directory, cohort)
    report = answered(ArmsQuestion(rows), run, out, nice=nice, quiet=quiet)
    lines = [arms_sentence(output) for output in report.outputs]
    show(report, lines, as_json=as_json, quiet=quiet)
