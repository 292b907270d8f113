"""The commands as one program, and what its exit code means."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

import mtl_core
from mtl_core.cli.affinity import affinity
from mtl_core.cli.ask import ask
from mtl_core.cli.compare import compare
from mtl_core.cli.dashboard import app as dashboard
from mtl_core.cli.engine import Engine
from mtl_core.cli.explain import explain
from mtl_core.cli.explain_arms import explain_arms
from mtl_core.cli.explain_pair import explain_pair
from mtl_core.cli.pool import pool
from mtl_core.cli.predict import predict
from mtl_core.cli.profile import profile
from mtl_core.cli.recalibrate import recalibrate
from mtl_core.cli.run import run
from mtl_core.cli.scan import scan
from mtl_core.cli.scarcity import scarcity
from mtl_core.cli.sets import sets
from mtl_core.cli.subgroups import subgroups
from mtl_core.errors import MTLError, RunCancelled
from mtl_core.jobs import places_of

SUCCESS, BUG, BAD_INPUT, STOPPED = 0, 1, 2, 130

app = typer.Typer(
    name="consilium",
    epilog="Research use only. Not a medical device.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _say_version(asked: bool) -> None:  # noqa: FBT001 - as the library calls it
    if asked:
        typer.echo(f"Consilium {mtl_core.__version__}")
        raise typer.Exit


@app.callback(help="Which diagnoses should learn together, did it help, and why?")
def _whole(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_say_version, help="Say the version and end."
        ),
    ] = False,
) -> None:
    del version


app.command("app")(dashboard)
app.command()(profile)
app.command()(scan)
app.command()(pool)
app.command()(affinity)
app.command()(scarcity)
app.command()(run)
app.command()(explain)
app.command()(explain_arms)
app.command()(explain_pair)
app.command()(subgroups)
app.command()(predict)
app.command()(recalibrate)
app.command()(compare)
app.command()(ask)
app.command()(sets)


def main() -> None:
    """Run the program on the words of the command line and exit."""
    # Busy threads that wait for each other slow a shared machine down by orders of magnitude.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if not sys.warnoptions:
        # Warnings of third parties may quote cells of patients.
        warnings.simplefilter("ignore")
    sys.exit(execute(sys.argv[1:]))


def _called() -> str:
    """Return how the program was called: by its console script, or as a module."""
    return "consilium" if Path(sys.argv[0]).stem == "consilium" else "python -m mtl_core"


def execute(arguments: Sequence[str], engine: Engine | None = None) -> int:
    """Run one command and return the exit code; messages go to standard error.

    Parameters
    ----------
    engine
        What computes; ``None`` for the program's own.
    """
    command = typer.main.get_command(app)
    try:
        command.main(list(arguments), prog_name=_called(), obj=engine)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else SUCCESS
    except (RunCancelled, KeyboardInterrupt):
        typer.echo("Stopped. Everything computed so far is kept.", err=True)
        return STOPPED
    except MTLError as error:
        typer.echo(f"Error: {error}", err=True)
        return BAD_INPUT
    except Exception as error:  # noqa: BLE001 - the last line of defence: no cell may be shown
        typer.echo(f"A bug stopped the program. Please report it:\n{places_of(error)}", err=True)
        return BUG
    return SUCCESS
