"""What a person sees in the terminal."""

from __future__ import annotations

from pathlib import Path

import typer

from mtl_core.schema import Event, Progress, StudyResult

_STEP = 0.1


class ProgressLines:
    """Prints where a run is, on standard error: a line per stage and per tenth of the run."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._stage = ""
        self._fraction = 0.0

    def __call__(self, event: Event) -> None:
        """Print a progress event, unless nothing much has changed."""
        if self._quiet or not isinstance(event, Progress):
            return
        if event.stage != self._stage or event.fraction - self._fraction >= _STEP:
            self._stage, self._fraction = event.stage, event.fraction
            typer.echo(f"{event.fraction:4.0%}  {event.stage:<12} {event.message}", err=True)


def warn(sentence: str) -> None:
    """Print a warning on standard error."""
    typer.echo(f"Warning: {sentence}", err=True)


def show_result(result: StudyResult, out: Path) -> None:
    """Print what was found and where the files are, on standard output."""
    typer.echo(result.headline or "Done.")
    for words in (result.exploratory, result.plan):
        if words:
            typer.echo(words)
    typer.echo(f"Results: {out / 'result.json'}")
    typer.echo(f"Predictions: {out / 'predictions.parquet'}")
    typer.echo("Research use only. Not a medical device.")
