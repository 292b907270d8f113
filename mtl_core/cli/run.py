"""``run``: compute a study and keep everything in a folder."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from mtl_core.cli.engine import Engine, load_engine
from mtl_core.cli.options import StudyOptions, default_of
from mtl_core.cli.screen import ProgressLines, show_result, warn
from mtl_core.cli.sources import prepare
from mtl_core.cli.study import DESIGNS
from mtl_core.data import Table
from mtl_core.jobs import adopted, run_in_folder
from mtl_core.schema import (
    DEFAULT_REFERENCES,
    REFERENCES,
    ExplanationSpec,
    Preset,
    Study,
    StudyResult,
    options_of,
)
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


def run(  # noqa: PLR0913 - one argument per option of the command line
    context: typer.Context,
    source: Annotated[
        str | None, typer.Argument(metavar="COHORT.csv|STUDY.json", show_default=False)
    ] = None,
    *,
    out: Annotated[Path, typer.Option(help="Folder for everything the run writes.")],
    cohort: Annotated[str | None, typer.Option(help="A CSV or a built-in cohort's name.")] = None,
    task: Annotated[
        list[str] | None, typer.Option(help="Outcome to predict: NAME[:kind[:positive]].")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Column not to use.")] = None,
    patient_id: Annotated[str | None, typer.Option(help="Column that names the patient.")] = None,
    site: Annotated[str | None, typer.Option(help="Column that names the site.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="Decision file: repairs, roles, tasks, justifications.")
    ] = None,
    justify: Annotated[
        list[str] | None,
        typer.Option(help='Use a column that may give an outcome away: "COLUMN=why".'),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(
            help='Tasks that share an encoder: "a,b". Others stand alone; '
            "without this option all tasks share one."
        ),
    ] = None,
    design: Annotated[
        str | None, typer.Option(help=f"How tasks share: {', '.join(DESIGNS)}.")
    ] = None,
    preset: Annotated[Preset | None, typer.Option(help="Training budget. [default: full]")] = None,
    folds: Annotated[int | None, typer.Option(help=default_of("folds"))] = None,
    repeats: Annotated[int | None, typer.Option(help=default_of("repeats"))] = None,
    seed: Annotated[int | None, typer.Option(help=default_of("seed"))] = None,
    margin: Annotated[float | None, typer.Option(help=default_of("margin"))] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            help=f"Reference models: any of {','.join(REFERENCES)}, or none. "
            f"[default: {','.join(DEFAULT_REFERENCES)}]"
        ),
    ] = None,
    explain_patients: Annotated[
        int | None, typer.Option(help=options_of(ExplanationSpec)["n_patients"].help)
    ] = None,
    no_explain: Annotated[bool, typer.Option("--no-explain", help="Explain nothing.")] = False,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads to use.")] = None,
    nice: Annotated[int, typer.Option(min=0, max=19, help="Step back behind others.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Train and compare all arms of a study, from a CSV of patients or from a study's JSON."""
    if nice:
        os.nice(nice)
    options = StudyOptions(
        task=tuple(task or ()),
        exclude=tuple(exclude or ()),
        justify=tuple(justify or ()),
        group=tuple(group or ()),
        patient_id=patient_id,
        site=site,
        decisions=decisions,
        design=design,
        preset=preset,
        reference=reference,
        folds=folds,
        repeats=repeats,
        seed=seed,
        margin=margin,
        explain_patients=0 if no_explain else explain_patients,
    )
    engine: Engine | None = context.obj
    folder = RunFolder(out.absolute())
    with adopted(folder):
        study, table, place, refused = prepare(source, cohort, options)
        for sentence in refused.values():
            warn(sentence)
        screen = ProgressLines(quiet=quiet)
        work = partial(_compute, engine, study, table, threads or load_settings().n_threads)
        result = run_in_folder(folder, study, work, place=place, refused=refused, on_event=screen)
    for name, sentence in result.refused.items():
        if name not in refused:
            warn(sentence)
    if not quiet:
        show_result(result, out)


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
