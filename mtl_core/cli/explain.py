"""``explain``: explain a finished run again, from its saved networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.cohort import read_cohort_of
from mtl_core.cli.engine import Engine, load_engine
from mtl_core.cli.screen import ProgressLines
from mtl_core.errors import StorageError
from mtl_core.jobs import StopFlag, stopping_on_signals
from mtl_core.schema import AttributionsReady, Event, ExplanationSpec, Study
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


def explain(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    *,
    rows: Annotated[int, typer.Option(min=1, help="Patients to explain.")] = 200,
    cohort: Annotated[
        str | None, typer.Option(help="The cohort of the run, when it is not where it was.")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads to use.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Say what drives each task of a finished run, for as many patients as you like."""
    folder = RunFolder(directory)
    study, files = _trained(folder)
    ExplanationSpec(n_patients=rows)  # the range that the option has everywhere
    settings = load_settings()
    place = folder.read_cohort_place()
    _, table = read_cohort_of(study, cohort, place.path if place else None, settings)
    screen = ProgressLines(quiet=quiet)
    engine: Engine = context.obj or load_engine()

    def keep(event: Event) -> None:
        if isinstance(event, AttributionsReady):
            folder.write_attributions(event.attributions, event.summary)
        screen(event)

    with stopping_on_signals(StopFlag()) as flag:
        engine.explain(
            study,
            table,
            files,
            n_patients=rows,
            on_event=keep,
            should_stop=flag,
            n_threads=threads or settings.n_threads,
        )
    if not quiet:
        typer.echo(f"Attributions: {directory / 'attributions.parquet'}")


def _trained(folder: RunFolder) -> tuple[Study, dict[str, bytes]]:
    study = folder.read_study()
    if study is None:
        raise StorageError(
            "There is no run in this folder",
            expected=f"a folder written by 'run' at '{folder.path}'",
            found="no study.json",
            action="check the path",
        )
    files = folder.read_bundle()
    if files is None:
        raise StorageError(
            "The run has no trained networks",
            expected=f"files in '{folder.path / 'bundle'}'",
            found="none; the run has not finished training",
            action="run the study again",
        )
    return study, files
