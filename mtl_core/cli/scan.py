"""``scan``: read a file once and keep the typed table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.cohort import find_cohort
from mtl_core.jobs import scan_folder, scan_into
from mtl_core.schema import Progress


def scan(
    cohort: Annotated[str, typer.Argument(metavar="COHORT.csv", show_default=False)],
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder for the table.", show_default=False)],
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
) -> None:
    """Read and check a large file, and keep the typed table as Parquet.

    The dashboard does the same in the background for files of 20 MB and more, and shows
    progress from ``scan.json``; the profile and the checks lie beside it as JSON.
    """
    shown: list[str] = []

    def tell(event: Progress) -> None:
        if not quiet and event.message not in shown:
            shown.append(event.message)
            typer.echo(f"{event.fraction:4.0%}  {event.message}", err=True)

    found = scan_into(scan_folder(out), find_cohort(cohort), tell)
    typer.echo(f"{found.rows} rows, {len(found.columns)} columns, {len(found.findings)} findings")
    typer.echo(f"Table: {out / 'table.parquet'}")
