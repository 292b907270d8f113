"""New files of patients for a finished run."""

from __future__ import annotations

from pathlib import Path

from mtl_core.data import Table, read_table
from mtl_core.errors import CohortError
from mtl_core.schema import Finding, Severity, Study


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
