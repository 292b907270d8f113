"""What does not fit together between sites: findings, and what a person may accept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from mtl_core.columns import raw_column, read_column
from mtl_core.data import text_cells
from mtl_core.schema import Check, Finding, FindingCode, Severity
from mtl_core.schema.repairs import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from mtl_core.pooling.parts import SiteFrame


@dataclass(frozen=True, slots=True)
class NewName:
    """The column of one site gets the name that it has in the others."""

    column: str
    name: str


Mend: TypeAlias = NewName | Repair
"""What settles a conflict in the table of one site."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's consent to what is proposed for a column.

    Attributes
    ----------
    code, column
        The finding that was answered.
    site
        The site whose table changes.
    """

    code: str
    column: str
    site: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that does not fit together, and where it would be mended.

    Attributes
    ----------
    check
        The finding. Its repair is what may be stored: units, the order of dates, and spellings
        that are not those of a few patients.
    site
        The site whose table would change; ``None`` when nothing is proposed.
    mend
        What would be done; ``None`` when the program cannot do it.
    """

    check: Check
    site: str | None = None
    mend: Mend | None = field(default=None, repr=False)

    @property
    def consent(self) -> Consent | None:
        """What a person accepts to have it mended; ``None`` when nothing is proposed."""
        column = self.check.finding.column
        if self.mend is None or self.site is None or column is None:
            return None
        return Consent(self.check.finding.code, column, self.site)


def conflict(
    code: FindingCode, severity: Severity, column: str, message: str, proposal: str
) -> Conflict:
    """Return a conflict that only a person can settle."""
    return Conflict(Check(Finding(code, severity, column, message, proposal)))


def settled(sites: Sequence[SiteFrame], accepted: Iterable[Conflict]) -> list[SiteFrame]:
    """Mend what a person has accepted, each in the table of its site."""
    by_label = {site.label: site for site in sites}
    for found in accepted:
        site = by_label[found.site or ""]
        match found.mend:
            case None:
                pass
            case NewName():
                by_label[site.label] = site.renamed({found.mend.column: found.mend.name})
            case _:
                by_label[site.label] = _repaired(site, found.mend, found.check.finding.column or "")
    return list(by_label.values())


def _repaired(site: SiteFrame, repair: Repair, column: str) -> SiteFrame:
    """Read one column again with a repair, as the file itself would be."""
    cells = text_cells(site.frame[column])
    cells[pd.isna(cells)] = ""
    arrays = read_column(raw_column(column, cells), ".", [repair]).arrays
    return site.with_columns({n: a for n, a in arrays.items() if n == column or _has_values(a)})


def _has_values(cells: NDArray[Any]) -> bool:
    return bool(pd.notna(cells).any())
