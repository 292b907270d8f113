"""A cohort as it was read: typed columns, how the file was written, and what was noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mtl_core.errors import SchemaError
from mtl_core.schema import CohortReference

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from mtl_core.formats import RowStep
    from mtl_core.schema import Check, Finding


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A cohort of ``n_rows`` patients' rows.

    Attributes
    ----------
    frame
        Columns in the file's order; a column is either float64 with NaN for missing, or object of
        ``str`` with ``None`` for missing. It is not to be changed.
    encoding, delimiter, decimal
        How the file was written, e.g. ``"utf-8"``, ``","``, ``"."``.
    fingerprint
        SHA-256 (hex) of the file's bytes.
    name
        Name of the file, without folders.
    checks
        What reading noticed, in the order of the columns, with the repair that would settle it.
    file_rows
        0-based row of the file, header not counted, of each row of ``frame``, shape (rows,): the
        two differ once rows were left out. ``None`` when none was.
    format, sheet
        ``"csv"``, ``"excel"``, ...; the sheet of a workbook.
    labels
        A column's label in the source's dictionary, where it has one.
    row_steps
        Rows of the file that are not in ``frame``, and why.
    """

    frame: pd.DataFrame
    encoding: str
    delimiter: str
    decimal: str
    fingerprint: str
    name: str
    checks: tuple[Check, ...] = ()
    file_rows: NDArray[np.int64] | None = None
    format: str = "csv"
    sheet: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    row_steps: tuple[RowStep, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the checks."""
        return tuple(check.finding for check in self.checks)

    def rows_in_file(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Translate rows of ``frame`` into 0-based rows of the file, header not counted."""
        return rows if self.file_rows is None else self.file_rows[rows]

    @property
    def n_rows(self) -> int:
        """Number of rows, header not counted."""
        return len(self.frame)

    @property
    def reference(self) -> CohortReference:
        """Which cohort this is, as a study names it."""
        return CohortReference(self.name, self.n_rows, self.fingerprint, self.sheet)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(self.frame.columns)

    def column(self, name: str) -> pd.Series:
        """Return one column.

        Raises
        ------
        SchemaError
            When there is no such column; close names are shown.
        """
        if name not in self.frame.columns:
            near = get_close_matches(name, self.columns, n=3, cutoff=0.6)
            raise SchemaError(
                f"There is no column '{name}'",
                expected=f"one of the {len(self.columns)} columns of the cohort",
                found=f"close names: {', '.join(near)}" if near else "no column with a close name",
                action="check the spelling; upper and lower case matter",
            )
        return self.frame[name]

    def is_numeric(self, name: str) -> bool:
        """Whether the column holds numbers (a column without any value counts as numeric)."""
        return bool(self.column(name).dtype.kind == "f")
