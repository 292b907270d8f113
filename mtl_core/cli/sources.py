"""What a command works on: a study with its cohort, from a file and options or from a JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mtl_core.checks import conflicting_labels
from mtl_core.cli.cohort import find_builtin, find_cohort, read_cohort_of
from mtl_core.cli.draft import make_study
from mtl_core.cli.options import StudyOptions
from mtl_core.cli.replayed import replay_file, tell
from mtl_core.cli.screen import warn
from mtl_core.data import BuiltinCohort, Table, check_schema, read_table
from mtl_core.errors import StudyError
from mtl_core.schema import Draft, Study, from_json
from mtl_core.settings import load_settings
from mtl_core.storage import CohortPlace


def prepare(
    source: str | None, cohort: str | None, options: StudyOptions
) -> tuple[Study, Table, CohortPlace, Mapping[str, str]]:
    """Return the study that a person means, its cohort with its place, and the refused tasks.

    Parameters
    ----------
    source
        The first word: a file of patients, a built-in cohort's name, or a study's JSON.
    cohort
        What was given with ``--cohort``; alone it stands for the first word.

    Raises
    ------
    CohortError, SchemaError, StudyError
        When the files or the options cannot be used.
    """
    source, cohort = _words(source, cohort)
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
        builtin = find_builtin(source)
        table, start = _start(path, builtin, options.decisions)
        ready = builtin.schema() if builtin is not None and options.decisions is None else None
        name = builtin.key if builtin is not None else ""
        study, refused = make_study(table, options, start, ready, name)
        for check in conflicting_labels(table, study.schema.patient_id, study.schema.tasks):
            finding = check.finding
            warn(f"{finding.code}: {finding.message} {finding.proposal}")
    place = CohortPlace(str(path), study.cohort.name, study.cohort.fingerprint)
    return study, table, place, refused


def _words(source: str | None, cohort: str | None) -> tuple[str, str | None]:
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


def _start(
    path: Path, ready: BuiltinCohort | None, decisions: Path | None
) -> tuple[Table, Draft | None]:
    """Read a cohort, and what holds about it before the options."""
    if decisions is not None:
        replayed = replay_file(decisions, path)
        tell(replayed)
        return replayed.table, replayed.draft
    return read_table(path), None if ready is None else Draft().with_schema(ready.schema())


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
