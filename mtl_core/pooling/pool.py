"""Several files as one table, with what does not fit together between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtl_core.data import read_bytes
from mtl_core.errors import SchemaError
from mtl_core.pooling.conflicts import Conflict, Consent, NewName, settled
from mtl_core.pooling.dates import dates_differ
from mtl_core.pooling.levels import levels_differ
from mtl_core.pooling.names import near_names
from mtl_core.pooling.outcomes import outcomes_differ
from mtl_core.pooling.parts import Part, SiteFrame, site_frames
from mtl_core.pooling.patients import free_name, same_patients, with_pooled_ids
from mtl_core.pooling.presence import columns_absent, kinds_differ
from mtl_core.pooling.units import units_differ
from mtl_core.pooling.writing import as_csv, named_numbers, stacked
from mtl_core.schema.repairs import LeaveOut

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from mtl_core.data import Table
    from mtl_core.schema import Check, Finding
    from mtl_core.schema.repairs import AsCategories, Repair

SITE_NAMES = ("site", "site_name", "site_code", "pooled_site")
"""Names for the column with the site, the first that no file has."""

_MENDABLE: tuple[Callable[[Sequence[SiteFrame]], list[Conflict]], ...] = (
    near_names,
    dates_differ,
    units_differ,
    levels_differ,
)


@dataclass(frozen=True, slots=True)
class Match:
    """How the columns of one file went into the pooled table.

    Attributes
    ----------
    columns
        From a column's name in the file to its name in the pooled table.
    absent
        Columns of the pooled table that the file does not have.
    """

    site: str
    file: str
    rows: int
    columns: Mapping[str, str]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PooledCohort:
    """Several files as one table.

    Attributes
    ----------
    content
        The table as a CSV in UTF-8, for :func:`mtl_core.data.read_bytes`.
    repairs
        With these the content reads back with the same types: text that looks like numbers in all
        files, because somebody said that it names categories.
    rows
        Number of rows.
    site_column, patient_id
        Columns with the name of the site and with the patients' ids, ``SITE/ID``.
    conflicts
        What does not fit together and was not settled.
    matches
        One for each file, in order.
    """

    content: bytes = field(repr=False)
    rows: int
    site_column: str
    patient_id: str | None
    conflicts: tuple[Conflict, ...]
    matches: tuple[Match, ...]
    repairs: tuple[AsCategories, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """The findings of the conflicts, with the repair where it may be stored."""
        return tuple(conflict.check for conflict in self.conflicts)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What does not fit together, in words."""
        return tuple(check.finding for check in self.checks)

    @property
    def proposed(self) -> tuple[Consent, ...]:
        """Everything that a person could accept."""
        consents = [conflict.consent for conflict in self.conflicts]
        return tuple(consent for consent in consents if consent is not None)

    def read(self, name: str = "pooled.csv") -> Table:
        """Read the table back, with the types that the files have."""
        return read_bytes(self.content, name=name, repairs=self.repairs)


def pool(parts: Sequence[Part], accepted: Collection[Consent] = ()) -> PooledCohort:
    """Put the tables of several sites under each other, and say what does not fit together.

    Columns go together when they have the same name, after the renames of each part. A column that
    a file does not have is missing for its patients. Patients of different files are different
    patients. Nothing is converted, respelt or renamed that is not in ``accepted``.

    Parameters
    ----------
    accepted
        Consent to proposals, each as found in :attr:`PooledCohort.proposed`. Settling one may bring
        up the next: two columns have one unit only after they have one name.

    Raises
    ------
    SchemaError
        When a file is given twice, names of sites or columns clash, or a column is unknown.
    """
    sites = site_frames(parts)
    open_conflicts: list[Conflict] = []
    for look in _MENDABLE:
        found = look(sites)
        sites = settled(sites, [c for c in found if c.consent in accepted])
        open_conflicts += [c for c in found if c.consent is None or c.consent not in accepted]
    open_conflicts += kinds_differ(sites)
    open_conflicts += columns_absent(sites, _named_otherwise(open_conflicts))
    open_conflicts += outcomes_differ(sites)
    open_conflicts += same_patients(sites)
    sites, patient_id = with_pooled_ids(sites)
    names = dict.fromkeys(name for site in sites for name in site.own_names)
    site_column = free_name(SITE_NAMES, names)
    frame = stacked(sites, site_column)
    return PooledCohort(
        content=as_csv(frame),
        rows=len(frame),
        site_column=site_column,
        patient_id=patient_id,
        conflicts=tuple(open_conflicts),
        matches=tuple(_match(site, names) for site in sites),
        repairs=named_numbers(frame),
    )


def pool_files(
    files: Sequence[tuple[str, bytes]],
    *,
    sites: Sequence[str] = (),
    renames: Mapping[str, str] | None = None,
    repairs: Sequence[Repair] = (),
    accepted: Collection[Consent] = (),
) -> PooledCohort:
    """Read several files and pool them.

    Parameters
    ----------
    files
        Name and bytes of each file, in any format that can be read.
    sites
        A name for each file's site; empty for the names of the files.
    renames
        From a column's name in a file to its name in the pooled table, in every file that has it.
    repairs
        Accepted repairs, applied to each file that has their column; a column that is to be left
        out does not go into the pooled table. Files that need repairs of their own are read with
        them first and given to :func:`pool`.

    Raises
    ------
    CohortError
        When a file is not a table.
    SchemaError
        As for :func:`pool`, and when there is not one site name for each file.
    """
    if sites and len(sites) != len(files):
        raise SchemaError(
            "The sites and the files do not go together",
            expected=f"{len(files)} names of sites, one for each file, or none",
            found=f"{len(sites)}",
            action="name all sites, or none",
        )
    tables = [read_bytes(content, name=name, repairs=repairs) for name, content in files]
    left_out = tuple(repair.column for repair in repairs if isinstance(repair, LeaveOut))
    parts = [
        Part(table, site, renames or {}, left_out=left_out)
        for table, site in zip(tables, sites or [""] * len(tables), strict=True)
    ]
    return pool(parts, accepted)


def _named_otherwise(conflicts: Sequence[Conflict]) -> set[str]:
    """Columns whose absence is a question of names."""
    mends = [conflict.mend for conflict in conflicts if isinstance(conflict.mend, NewName)]
    return {name for mend in mends for name in (mend.column, mend.name)}


def _match(site: SiteFrame, names: Collection[str]) -> Match:
    columns = {own: name for name, own in site.own_names.items()}
    absent = tuple(name for name in names if name not in site.own_names)
    return Match(site.label, site.file, len(site.frame), columns, absent)
