"""``explain``: explain a finished run again, from its saved networks."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mtl_core.cli.cohort import CohortOfRunOption, RunWord, open_run
from mtl_core.cli.engine import Engine, load_engine
from mtl_core.cli.screen import ProgressLines
from mtl_core.errors import StudyError
from mtl_core.jobs import StopFlag, stopping_on_signals
from mtl_core.schema import Event, ExplanationSpec
from mtl_core.schema.events import AttributionsReady
from mtl_core.settings import load_settings


def explain(  # noqa: PLR0913 - one argument per option
    context: typer.Context,
    directory: RunWord,
    *,
    rows: Annotated[int, typer.Option(min=1, help="Patients to explain.")] = 200,
    evaluations: Annotated[
        int | None,
        typer.Option(min=1, help="Groups of columns asked per patient; two rounds by default."),
    ] = None,
    panel: Annotated[
        list[str] | None,
        typer.Option(help="NAME=COLUMN,COLUMN: columns that move together. Repeat it."),
    ] = None,
    cohort: CohortOfRunOption = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads to use.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Say what drives each task of a finished run, for as many patients as you like.

    Explains the run again from its saved networks: how far each column moved each prediction.
    """
    run = open_run(directory, cohort)
    study, files = run.study, run.networks
    ExplanationSpec(n_patients=rows)  # the range that the option has everywhere
    table = run.table
    screen = ProgressLines(quiet=quiet)
    engine: Engine = context.obj or load_engine()

    def keep(event: Event) -> None:
        if isinstance(event, AttributionsReady):
            run.folder.write_attributions(event.attributions, event.summary)
        screen(event)

    with stopping_on_signals(StopFlag()) as flag:
        engine.explain(
            study,
            table,
            run.predictions,
            files,
            n_patients=rows,
            on_event=keep,
            **_wanted(evaluations, panel),
            should_stop=flag,
            n_threads=threads or load_settings().n_threads,
        )
    if not quiet:
        typer.echo(f"Attributions: {directory / 'attributions.parquet'}")


def _wanted(evaluations: int | None, panels: list[str] | None) -> dict[str, Any]:
    """Return what was asked for beyond the defaults."""
    named = [panel.partition("=")[::2] for panel in panels or []]
    odd = [name for name, columns in named if not name or not columns]
    if odd or len(dict(named)) < len(named):
        raise StudyError(
            "The panels cannot be read",
            expected="NAME=COLUMN,COLUMN, each name once",
            found=f"{', '.join(odd) or 'a name twice'}",
            action="write for example --panel 'pressure=meanbp,sysbp'",
        )
    wanted = {
        "panels": {name: columns.split(",") for name, columns in named},
        "n_evaluations": evaluations,
    }
    return {name: value for name, value in wanted.items() if value}
