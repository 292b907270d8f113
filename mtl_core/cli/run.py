"""``run``: compute a study and keep everything in a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from mtl_core.checks import conflicting_labels
from mtl_core.cli.cohort import find_builtin, find_cohort, read_cohort_of
from mtl_core.cli.engine import Engine, load_engine
from mtl_core.cli.known import (
    Known,
    known_of_builtin,
    known_of_replay,
    replay_file,
    suspect_line,
    tell,
)
from mtl_core.cli.options import StudyOptions
from mtl_core.cli.screen import ProgressLines, show_result, warn
from mtl_core.cli.study import DESIGNS, make_study
from mtl_core.data import BuiltinCohort, Table, check_schema, read_table
from mtl_core.errors import StudyError
from mtl_core.jobs import adopted, run_in_folder
from mtl_core.schema import (
    DEFAULT_REFERENCES,
    REFERENCES,
    EvaluationPlan,
    ExplanationSpec,
    Preset,
    Study,
    StudyResult,
    from_json,
    options_of,
)
from mtl_core.settings import load_settings
from mtl_core.storage import CohortPlace, RunFolder

_PLAN = options_of(EvaluationPlan)


def _default(name: str) -> str:
    return f"{_PLAN[name].help} [default: {getattr(EvaluationPlan(), name)}]"


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
    folds: Annotated[int | None, typer.Option(help=_default("folds"))] = None,
    repeats: Annotated[int | None, typer.Option(help=_default("repeats"))] = None,
    seed: Annotated[int | None, typer.Option(help=_default("seed"))] = None,
    margin: Annotated[float | None, typer.Option(help=_default("margin"))] = None,
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
        study, table, place, refused = _prepare(*_sources(source, cohort), options)
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


def _sources(source: str | None, cohort: str | None) -> tuple[str, str | None]:
    """Let ``--cohort`` alone stand for the first word."""
    if source is not None:
        return source, cohort
    if cohort is not None:
        return cohort, None
    raise StudyError(
        "Nothing to run is named",
        expected="a CSV file, a study's JSON, or --cohort with a built-in cohort",
        found="neither",
        action="add the path of your file, or --cohort support2",
    )


def _prepare(
    source: str, cohort: str | None, options: StudyOptions
) -> tuple[Study, Table, CohortPlace, Mapping[str, str]]:
    if source.lower().endswith(".json"):
        study = _read_study(Path(source), options)
        path, table = read_cohort_of(study, cohort, None, load_settings())
        check_schema(table, study.schema)
        refused: Mapping[str, str] = {}
    else:
        if cohort is not None:
            raise StudyError(
                "The cohort is given twice",
                expected="--cohort only after a study's JSON",
                found="a cohort as the first word and another one with --cohort",
                action="leave out one of them",
            )
        path = find_cohort(source).absolute()
        table, known = _known(path, find_builtin(source), options.decisions)
        study, refused = make_study(table, options, known, lambda check: warn(suspect_line(check)))
        for check in conflicting_labels(table, study.schema.patient_id, study.schema.tasks):
            finding = check.finding
            warn(f"{finding.code}: {finding.message} {finding.proposal}")
    place = CohortPlace(str(path), study.cohort.name, study.cohort.fingerprint)
    return study, table, place, refused


def _known(path: Path, ready: BuiltinCohort | None, decisions: Path | None) -> tuple[Table, Known]:
    """Read a cohort, and what is known about it before the options."""
    if decisions is not None:
        replayed = replay_file(decisions, path)
        tell(replayed)
        name = ready.key if ready is not None else ""
        return replayed.table, replace(known_of_replay(replayed), name=name)
    return read_table(path), known_of_builtin(ready) if ready is not None else Known()


def _read_study(path: Path, options: StudyOptions) -> Study:
    if options.given():
        raise StudyError(
            "A study's JSON takes no options",
            expected="only --cohort, --out, --threads and --quiet after a study's JSON",
            found=", ".join(options.given()),
            action="change the study's JSON, or start from the CSV",
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(
            "The study cannot be read",
            expected=f"a study as JSON at '{path}'",
            found="no such file" if isinstance(error, FileNotFoundError) else type(error).__name__,
            action="check the path",
        ) from error
    return from_json(Study, text)
