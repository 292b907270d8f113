"""``scarcity``: what sharing is worth when few labels of one task are known."""

from __future__ import annotations

import os
from functools import partial
from typing import Annotated, Any

import typer

from mtl_core.cli.options import SourceWord, StudyOptions, WorkOptions
from mtl_core.cli.screen import ProgressLines, warn
from mtl_core.cli.signature import with_options
from mtl_core.cli.sources import prepare
from mtl_core.data import Table
from mtl_core.errors import StudyError
from mtl_core.jobs import adopted, scarcity_in_folder
from mtl_core.schema import Study, options_of
from mtl_core.schema.answers import LabelScarcity, ScarcityReport
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder

_USUAL = LabelScarcity("")
_SHARES = ",".join(f"{share:g}" for share in _USUAL.shares)


@with_options(
    without=(
        *("balancing", "optimiser", "schedule", "members", "margin", "reference", "champion"),
        *("explain_patients", "no_explain"),
    )
)
def scarcity(
    source: SourceWord = None,
    *,
    task_to_hide: Annotated[str, typer.Option(help="The task whose labels are hidden.")],
    shares: Annotated[
        str, typer.Option(help="Shares of its labels that stay known, separated by commas.")
    ] = _SHARES,
    draws: Annotated[
        int, typer.Option(help=options_of(LabelScarcity)["draws"].help)
    ] = _USUAL.draws,
    work: WorkOptions,
    options: StudyOptions,
) -> None:
    """Hide most labels of one task and compare learning together with learning alone."""
    os.nice(work.nice)
    folder = RunFolder(work.out.absolute())
    with adopted(folder):
        question = LabelScarcity(task_to_hide, _shares(shares), draws)
        study, table, _, refused = prepare(source, work.cohort, options)
        for sentence in refused.values():
            warn(sentence)
        n_threads = work.threads or load_settings().n_threads
        compute = partial(_compute, study, table, question, n_threads)
        report = scarcity_in_folder(folder, study, compute, ProgressLines(quiet=work.quiet))
    if not work.quiet:
        typer.echo(report.headline)
        typer.echo(f"Details: {work.out / 'scarcity.json'}")
        typer.echo("Research use only. Not a medical device.")


def _shares(text: str) -> tuple[float, ...]:
    """Read shares, in any order."""
    try:
        return tuple(sorted((float(word) for word in text.split(",")), reverse=True))
    except ValueError:
        raise StudyError(
            "The shares cannot be read",
            expected="numbers above 0 and at most 1, separated by commas",
            found=f"'{text}'",
            action="write them like 1,0.3,0.1,0.03",
        ) from None


def _compute(
    study: Study,
    table: Table,
    question: LabelScarcity,
    n_threads: int,
    on_event: Any,  # noqa: ANN401 - passed through
    should_stop: Any,  # noqa: ANN401 - passed through
) -> ScarcityReport:
    from mtl_core.studies.scarcity import scarcity_curve

    return scarcity_curve(
        study, table, question, on_event=on_event, should_stop=should_stop, n_threads=n_threads
    )
