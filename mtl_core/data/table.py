"""A cohort as it was read: typed columns, how the file was written, and what was noticed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mtl_core.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd

    from mtl_core.schema import Finding


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A cohort of ``n_rows`` patients' rows.

    Attributes
    ----------
    frame
        Columns in the file's order; a column is either float64 with NaN for missing, or object of
        ``str`` with ``None`` for missing. The index is the 0-based row of the CSV, header not
        counted. It is not to be changed.
    encoding, delimiter, decimal
        How the file was written, e.g. ``"utf-8"``, ``","``, ``"."``.
    fingerprint
        SHA-256 (hex) of the file's bytes.
    name
        Name of the file, without folders.
    findings
        What reading noticed, in the order of the columns.
    """

    frame: pd.DataFrame
    encoding: str
    delimiter: str
    decimal: str
    fingerprint: str
    name: str
    findings: tuple[Finding, ...] = ()

    @property
    def n_rows(self) -> int:
        """Number of rows, header not counted."""
        return len(self.frame)

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
