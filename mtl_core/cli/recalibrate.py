"""``recalibrate``: adapt the risks of a finished run to a second site."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.cohort import RunWord, open_run
from mtl_core.cli.new_file import lines_of, read_new_file
from mtl_core.cli.options import QuietOption
from mtl_core.cli.predict import MissingOption
from mtl_core.cli.screen import warn
from mtl_core.evaluation.calibration import NAMES as CALIBRATION_NAMES
from mtl_core.schema import Estimate, RecalibrationGain, to_json
from mtl_core.schema.answers import SiteRecalibration
from mtl_core.schema.measures import MEASURES
from mtl_core.storage import write_bytes
from mtl_core.words import signed, with_interval


def recalibrate(
    directory: RunWord,
    second_site: Annotated[Path, typer.Argument(metavar="SECOND_SITE.csv", show_default=False)],
    *,
    out: Annotated[Path, typer.Option(help="JSON of maps and measures to write.")],
    missing_as_unknown: MissingOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say how well a finished run's risks fit a second site, and fit maps that adapt them.

    The outcomes of these patients have to be known. Fits an intercept, and an intercept with a
    slope (a temperature for several classes), and prints calibration-in-the-large, slope, Brier
    score, log loss and ICI before and after, cross-fitted, with intervals. Fewer than 10 events
    are refused, fewer than 50 are exploratory.
    """
    run = open_run(directory)
    study, files = run.study, run.networks
    table = read_new_file(second_site, study)

    from mtl_core.studies.new_patients import recalibrate_site

    site = recalibrate_site(study, table, files, missing_as_unknown=missing_as_unknown)
    for line in lines_of(table, study, site.findings):
        warn(line)
    for sentence in site.refused.values():
        warn(sentence)
    write_bytes(out, to_json(site).encode())
    if not quiet:
        show_site(site)
        typer.echo(f"Maps: {out}")
        typer.echo("Research use only. Not a medical device.")


def show_site(site: SiteRecalibration) -> None:
    """Print measures before and after every map, task by task, on standard output."""
    for name, task in site.tasks.items():
        first = next(iter(task.options.values()))
        few = ", exploratory" if first.exploratory else ""
        typer.echo(f"{name} (n = {first.n:,}, {first.events:,} in the rarest class{few})")
        typer.echo(f"  before: {_measures(first.before)}")
        for method, option in task.options.items():
            taken = ", taken by 'predict'" if method is task.chosen else ""
            typer.echo(f"  {CALIBRATION_NAMES[method]}{taken}: {_measures(option.after)}")
            typer.echo(f"    {_differences(option)}")
    typer.echo("Numbers after a map are cross-fitted; brackets hold 95 % intervals by patient.")


def _measures(found: dict[str, Estimate]) -> str:
    return "; ".join(
        f"{_label(name)} {with_interval(estimate)}" for name, estimate in found.items()
    )


def _label(name: str) -> str:
    return MEASURES[name].label if name in MEASURES else name.upper()


def _differences(option: RecalibrationGain) -> str:
    parts = [
        f"{_label(name)} {with_interval(found, partial(signed, digits=4))}"
        for name, found in option.difference.items()
        if found.value is not None
    ]
    return f"after minus before: {'; '.join(parts) or 'not estimable'}"
