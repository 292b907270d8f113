"""``run``: compute a study and keep everything in a folder."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import typer

from mtl_core.cli.engine import Engine, load_engine
from mtl_core.cli.options import SourceWord, StudyOptions, WorkOptions
from mtl_core.cli.screen import ProgressLines, show_result, warn
from mtl_core.cli.signature import with_options
from mtl_core.cli.sources import prepare
from mtl_core.data import Table
from mtl_core.jobs import adopted, run_in_folder
from mtl_core.schema import Study, StudyResult
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


@with_options()
def run(
    context: typer.Context, source: SourceWord = None, *, work: WorkOptions, options: StudyOptions
) -> None:
    """Train and compare all arms of a study, from a CSV of patients or from a study's JSON.

    The cohort may be the name of a demonstration cohort, ``support2`` or ``rhc``: its tasks and
    roles are then ready and ``--task`` may be left out. Columns that may give an outcome away
    are left out, each with a warning. Single-task networks and reference models are trained
    beside the groups, on the same patients and folds.
    """
    os.nice(work.nice)
    engine: Engine | None = context.obj
    folder = RunFolder(work.out.absolute())
    with adopted(folder):
        study, table, place, refused = prepare(source, work.cohort, options)
        for sentence in refused.values():
            warn(sentence)
        screen = ProgressLines(quiet=work.quiet)
        compute = partial(_compute, engine, study, table, work.threads or load_settings().n_threads)
        result = run_in_folder(
            folder, study, compute, place=place, refused=refused, on_event=screen
        )
    for name, sentence in result.refused.items():
        if name not in refused:
            warn(sentence)
    if not work.quiet:
        show_result(result, work.out)


def _compute(
    engine: Engine | None,
    study: Study,
    table: Table,
    n_threads: int,
    on_event: Any,  # noqa: ANN401 - passed through
    should_stop: Any,  # noqa: ANN401 - passed through
) -> StudyResult:
    compute = (engine or load_engine()).run
    return compute(study, table, on_event=on_event, should_stop=should_stop, n_threads=n_threads)
