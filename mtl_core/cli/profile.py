"""``profile``: what is in a file of patients."""

from __future__ import annotations

from typing import Annotated

import typer

from mtl_core.checks import CohortProfile
from mtl_core.checks import profile as profile_table
from mtl_core.cli.cohort import find_cohort
from mtl_core.data import read_table
from mtl_core.schema import to_json


def profile(
    cohort: Annotated[str, typer.Argument(metavar="COHORT.csv", show_default=False)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the columns of a cohort, their proposed roles and what to look at."""
    found = profile_table(read_table(find_cohort(cohort)))
    if as_json:
        typer.echo(to_json(found), nl=False)
    else:
        typer.echo(_as_text(found))


def _as_text(found: CohortProfile) -> str:
    width = max((len(column.name) for column in found.columns), default=6)
    written = f"encoding {found.encoding}, delimiter {found.delimiter!r}, decimal {found.decimal!r}"
    lines = [
        f"{found.rows} rows, {len(found.columns)} columns; {written}",
        "",
        f"{'column':<{width}}  {'kind':<11} {'missing':>7} {'levels':>7}  proposed role",
    ]
    lines += [
        f"{c.name:<{width}}  {c.kind:<11} {c.missing:>7.1%} {c.levels:>7}  {c.proposed_role}"
        for c in found.columns
    ]
    lines += ["", f"{len(found.findings)} findings" if found.findings else "No findings."]
    lines += [
        f"  {f.severity}: {f.column + ': ' if f.column else ''}{f.message} {f.proposal}".rstrip()
        for f in found.findings
    ]
    return "\n".join(lines)
