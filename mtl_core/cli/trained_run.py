"""A finished run as the commands take it that need its networks, and new files for them."""

from __future__ import annotations

from pathlib import Path

from mtl_core.data import Table, read_table
from mtl_core.errors import CohortError, StorageError
from mtl_core.schema import Finding, Severity, Study
from mtl_core.storage import RunFolder


def read_trained_run(folder: RunFolder) -> tuple[Study, dict[str, bytes]]:
    """Return the study of a run and the files of its bundle.

    Raises
    ------
    StorageError
        When one of the two is not there.
    """
    study = folder.read_study()
    if study is None:
        raise StorageError(
            "There is no run in this folder",
            expected=f"a folder written by 'run' at '{folder.path}'",
            found="no study.json",
            action="check the path",
        )
    files = folder.read_bundle()
    if files is None:
        raise StorageError(
            "The run has no trained networks",
            expected=f"files in '{folder.path / 'bundle'}'",
            found="none; the run has not finished training",
            action="run the study again",
        )
    return study, files


def read_new_file(path: Path, study: Study) -> Table:
    """Read another file with the repairs of a study.

    Raises
    ------
    CohortError
        When the file is not found or is not a table.
    """
    sheet = study.cohort.sheet
    try:
        return read_table(path, study.repairs, sheet)
    except CohortError:
        if not sheet:
            raise
        # The next workbook may call its sheet otherwise.
        return read_table(path, study.repairs)


def lines_of(table: Table, study: Study, findings: tuple[Finding, ...]) -> list[str]:
    """Say what a person should look at: warnings about features, and all ``findings``."""
    features = {None, *study.schema.feature_names}
    noticed = [
        finding
        for finding in table.findings
        if finding.severity is not Severity.INFO and finding.column in features
    ]
    return [f"{f.code}: {f.message} {f.proposal}" for f in (*noticed, *findings)]
