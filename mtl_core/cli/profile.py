"""``profile``: what is in a file of patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.checks import CohortProfile
from mtl_core.checks import profile as profile_table
from mtl_core.cli.cohort import find_cohort
from mtl_core.cli.decision_file import proposals, renewed, write_decisions
from mtl_core.cli.dictionary import dictionary_at, explained
from mtl_core.cli.replayed import replay_file
from mtl_core.data import read_table
from mtl_core.decisions import Replay
from mtl_core.schema import Severity, to_json


def profile(
    cohort: Annotated[str, typer.Argument(metavar="COHORT.csv", show_default=False)],
    *,
    decisions: Annotated[
        Path | None, typer.Option(help="Decision file to replay on this cohort.")
    ] = None,
    dictionary: Annotated[
        Path | None, typer.Option(help="Data dictionary of the REDCap project.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(help="Write a decision file with the proposed roles.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the columns of a cohort, their proposed roles and what to look at.

    Says what each column holds (numbers, categories, text, dates, identifiers), how much is
    missing, which role is proposed for it, and which findings deserve a look. The file may be a
    CSV, an Excel workbook, or a file of Parquet, SPSS, Stata or SAS. A decision file that is
    replayed says where this file differs from the one it was made on, and which questions it
    leaves open.
    """
    if decisions is not None:
        replayed = replay_file(decisions, find_cohort(cohort))
        table, settled = replayed.table, replayed.decisions.decisions
        found = _compared(replayed)
        written = renewed(replayed) if record is not None else None
    else:
        table, settled = read_table(find_cohort(cohort)), ()
        found = profile_table(table)
        written = proposals(table, found) if record is not None else None
    labels = table.labels
    if dictionary is not None:
        found, labels = explained(found, table, dictionary_at(dictionary), settled)
    if record is not None and written is not None:
        write_decisions(record, written)
    if as_json:
        typer.echo(to_json(found), nl=False)
    else:
        typer.echo(_as_text(found, labels))


def _compared(replayed: Replay) -> CohortProfile:
    """Profile a cohort under decisions: their roles, and the findings that they leave."""
    found = profile_table(replayed.table, replayed.checks)
    questions = (check.finding for check in replayed.questions)
    told = [finding for finding in found.findings if finding.severity is not Severity.WARNING]
    return replace(
        found,
        columns=tuple(replace(c, proposed_role=replayed.roles[c.name]) for c in found.columns),
        findings=(*told, *questions, *replayed.mismatches),
    )


def _as_text(found: CohortProfile, labels: Mapping[str, str]) -> str:
    width = max((len(column.name) for column in found.columns), default=6)
    delimiter = f"delimiter {found.delimiter!r}, " if found.delimiter else ""
    written = f"encoding {found.encoding}, {delimiter}decimal {found.decimal!r}"
    heading = "proposed role" + ("  label" if labels else "")
    lines = [
        f"{found.rows} rows, {len(found.columns)} columns; {written}",
        "",
        f"{'column':<{width}}  {'kind':<11} {'missing':>7} {'levels':>7}  {heading}",
    ]
    lines += [
        f"{c.name:<{width}}  {c.kind:<11} {c.missing:>7.1%} {c.levels:>7}  "
        f"{c.proposed_role:<13}  {labels.get(c.name, '')}".rstrip()
        for c in found.columns
    ]
    lines += ["", f"{len(found.findings)} findings" if found.findings else "No findings."]
    lines += [
        f"  {f.severity}: {f.column + ': ' if f.column else ''}{f.message} {f.proposal}".rstrip()
        for f in found.findings
    ]
    return "\n".join(lines)
