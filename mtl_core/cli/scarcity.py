"""``scarcity``: what sharing is worth when few labels of one task are known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.asking import answered, show
from mtl_core.cli.options import SourceWord, StudyOptions, WorkOptions
from mtl_core.cli.screen import warn
from mtl_core.cli.signature import with_options
from mtl_core.cli.sources import prepare
from mtl_core.errors import StudyError
from mtl_core.schema import options_of
from mtl_core.schema.answers import LabelScarcity
from mtl_core.storage import OpenStudy

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
    """Hide most labels of one task and compare learning together with learning alone.

    Keeps only a share of the task's training and validation labels, trains together and alone,
    and scores both on the same patients with all labels. ``scarcity.json`` holds a point for
    every share, with intervals over patients and draws.
    """
    question = LabelScarcity(task_to_hide, _shares(shares), draws)
    study, table, place, refused = prepare(source, work.cohort, options)
    for sentence in refused.values():
        warn(sentence)
    about = OpenStudy(study, table, Path(place.path))
    report = answered(
        question, about, work.out, quiet=work.quiet, nice=work.nice, threads=work.threads
    )
    lines = [report.headline, f"Details: {work.out / question.file}"]
    show(report, lines, quiet=work.quiet)


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
