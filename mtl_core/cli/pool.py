"""``pool``: several cohorts as one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.cohort import find_cohort
from mtl_core.cli.screen import warn
from mtl_core.data import read_table
from mtl_core.decisions import open_questions, read_decisions
from mtl_core.errors import SchemaError, StudyError
from mtl_core.pooling import Consent, Match, Part, PooledCohort
from mtl_core.pooling import pool as pool_parts
from mtl_core.schema import ColumnRole, Decisions, FindingCode, Severity
from mtl_core.schema.repairs import LeaveOut
from mtl_core.storage import write_bytes
from mtl_core.words import counted, listed

SHOWN = 10
"""Names of columns that a line lists before it only counts."""


def pool(
    cohorts: Annotated[list[str], typer.Argument(metavar="A.csv B.xlsx ...", show_default=False)],
    *,
    out: Annotated[Path, typer.Option(help="CSV file for the pooled table.")],
    site_name: Annotated[
        list[str] | None, typer.Option(help="Name of a file's site, one for each file in order.")
    ] = None,
    rename: Annotated[
        list[str] | None, typer.Option(help='A column\'s name in the pooled table: "OLD=NEW".')
    ] = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(help="Decision file for all files, or one for each file in order."),
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="Accept what a finding proposes: CODE[:COLUMN].")
    ] = None,
) -> None:
    """Put several cohorts into one table, and say what does not fit together.

    Files with different outcomes and overlapping columns become one table with a column for the
    site. What a file does not have is missing for its patients. Findings about units,
    spellings, dates and columns that differ go to standard error. ``run POOLED.csv --site site
    --patient-id pid`` then goes on as with any cohort.
    """
    if len(cohorts) < 2:
        raise StudyError(
            "There is nothing to pool",
            expected="two or more files",
            found="one",
            action="name the other files too",
        )
    paths = [find_cohort(word) for word in cohorts]
    _refuse_input(out, paths)
    known = [_decisions(path) for path in decisions or []]
    parts = _parts(paths, site_name or [], _renames(rename or []), known)
    pooled = _settled(parts, accept or [])
    _tell(pooled)
    write_bytes(out, pooled.content)
    typer.echo("\n".join(_report(pooled, out)))


def _parts(
    paths: Sequence[Path],
    site_names: Sequence[str],
    renames: dict[str, str],
    known: Sequence[Decisions],
) -> list[Part]:
    _refuse_uneven(len(site_names), len(paths), "--site-name")
    _refuse_uneven(len(known), len(paths), "--decisions", one_for_all=True)
    sites = site_names or [""] * len(paths)
    decided: Sequence[Decisions | None] = known or [None] * len(paths)
    if len(known) == 1:
        decided = [known[0]] * len(paths)
    return [
        _part(path, site, renames, decisions)
        for path, site, decisions in zip(paths, sites, decided, strict=True)
    ]


def _part(path: Path, site: str, renames: dict[str, str], decisions: Decisions | None) -> Part:
    repairs = decisions.repairs if decisions else ()
    table = read_table(path, repairs, decisions.written.sheet if decisions else "")
    questions = open_questions(table.checks, decisions.decisions if decisions else ())
    if questions:
        n = counted(len(questions), "question")
        warn(f"'{path.name}' has {n} of its own; see 'profile' for that file.")
    ids = (
        [c.name for c in decisions.columns if c.role is ColumnRole.PATIENT_ID] if decisions else []
    )
    return Part(
        table=table,
        site=site,
        renames=renames,
        patient_id=next((name for name in ids if name in table.columns), None),
        left_out=tuple(repair.column for repair in repairs if isinstance(repair, LeaveOut)),
    )


def _refuse_uneven(n_given: int, n_files: int, option: str, *, one_for_all: bool = False) -> None:
    if n_given in (0, n_files) or (one_for_all and n_given == 1):
        return
    raise StudyError(
        f"The files and {option} do not go together",
        expected=f"{option} once for each of the {n_files} files, in their order"
        + (", or once for all" if one_for_all else ""),
        found=f"{n_given} times",
        action=f"give {option} for every file, or leave it out",
    )


def _renames(words: Sequence[str]) -> dict[str, str]:
    renames = {}
    for word in words:
        old, mark, new = word.partition("=")
        if not mark or not old.strip() or not new.strip() or old.strip() in renames:
            raise SchemaError(
                "A column cannot be renamed like that",
                expected='--rename "OLD=NEW", once for each old name',
                found=f"'{word}'",
                action="write the name in the file, an equals sign, and the name it shall have",
            )
        renames[old.strip()] = new.strip()
    return renames


def _decisions(path: Path) -> Decisions:
    try:
        return read_decisions(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(
            "The decision file cannot be read",
            expected=f"a decision file as JSON at '{path}'",
            found="no such file" if isinstance(error, FileNotFoundError) else type(error).__name__,
            action="check the path",
        ) from error


def _refuse_input(out: Path, paths: Iterable[Path]) -> None:
    if any(out.resolve() == path.resolve() for path in paths):
        raise StudyError(
            "The pooled table would replace one of its files",
            expected="--out with a file of its own",
            found=f"'{out}', which is one of the files to pool",
            action="choose another name with --out",
        )


def _settled(parts: Sequence[Part], words: Sequence[str]) -> PooledCohort:
    """Pool with all proposals accepted that a person names; settling one may bring up others."""
    pooled = pool_parts(parts)
    accepted: set[Consent] = set()
    idle = set(words)
    while new := {c for c in pooled.proposed if not {c.code, _word(c)}.isdisjoint(words)}:
        idle -= {word for consent in new for word in (consent.code, _word(consent))}
        accepted |= new
        pooled = pool_parts(parts, accepted)
    if idle:
        open_words = sorted({_word(consent) for consent in pooled.proposed})
        listed = ", ".join(open_words[:SHOWN])
        raise StudyError(
            "There is no such proposal to accept",
            expected=f"one of {listed}" if listed else "no --accept: nothing is left to accept",
            found=", ".join(sorted(idle)),
            action="choose from the findings, or leave it out",
        )
    return pooled


def _word(consent: Consent) -> str:
    return f"{consent.code}:{consent.column}"


def _tell(pooled: PooledCohort) -> None:
    absent: dict[Severity, list[str]] = {Severity.WARNING: [], Severity.INFO: []}
    for conflict in pooled.conflicts:
        finding, consent = conflict.check.finding, conflict.consent
        line = f"{finding.code}: {finding.message} {finding.proposal}"
        if finding.code == FindingCode.POOLED_COLUMN_ABSENT and consent is None:
            absent[finding.severity].append(finding.column or "")
        elif consent is not None:
            warn(f'{line} [--accept "{_word(consent)}"]')
        elif finding.severity is Severity.INFO:
            _note(line)
        else:
            warn(line)
    _tell_absent(absent[Severity.INFO], absent[Severity.WARNING])
    for repair in pooled.repairs:
        warn(
            f"'{repair.column}' holds numbers that are names of categories; say so again when the "
            "pooled table is read (numbers-as-names)."
        )


def _tell_absent(columns: Sequence[str], markers: Sequence[str]) -> None:
    """Name columns that some files lack: one line each for those that matter and the others."""
    code = FindingCode.POOLED_COLUMN_ABSENT
    if columns:
        _note(f"{code}: {_columns(columns)} not in every file and missing for its patients there.")
    if markers:
        warn(
            f"{code}: {_columns(markers)} in one file only, and known for nearly all of its "
            "patients. As an outcome such a column may stay; as a feature it says which file a row "
            "is from: leave it out of a study with --exclude unless that is meant."
        )


def _columns(names: Sequence[str]) -> str:
    are = "is" if len(names) == 1 else "are"
    return f"{counted(len(names), 'column')} ({listed(names, SHOWN, ', ')}) {are}"


def _note(line: str) -> None:
    typer.echo(f"Note: {line}", err=True)


def _report(pooled: PooledCohort, out: Path) -> list[str]:
    n_columns = 1 + len(pooled.matches[0].columns) + len(pooled.matches[0].absent)
    ids = f"; patient id '{pooled.patient_id}'" if pooled.patient_id else "; no patient id"
    return [
        f"Pooled table: {out}",
        f"{pooled.rows:,} rows, {n_columns} columns; site '{pooled.site_column}'{ids}",
        *(_match_line(match) for match in pooled.matches),
    ]


def _match_line(match: Match) -> str:
    line = f"  {match.site} ('{match.file}'): {match.rows:,} rows, {len(match.columns)} columns"
    renamed = [f"{old} -> {new}" for old, new in match.columns.items() if old != new]
    if renamed:
        line += f"; renamed: {listed(renamed, SHOWN, ', ')}"
    if match.absent:
        line += f"; without {len(match.absent)}: {listed(match.absent, SHOWN, ', ')}"
    return line
