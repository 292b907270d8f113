"""What is pooled: the table of each site, under the names that the pooled table has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from mtl_core.columns import raw_column, read_column
from mtl_core.data import column_profiles
from mtl_core.errors import SchemaError
from mtl_core.schema import ColumnRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from mtl_core.data import Table


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One file of several that become one table.

    Attributes
    ----------
    table
        The file, read with its own accepted repairs.
    site
        Name of the site in the pooled table; empty for the file's name without its ending.
    renames
        From a column's name in this file to its name in the pooled table.
    patient_id
        Column of this file that names the patient; ``None`` for the one that its name proposes.
    left_out
        Columns of this file that do not go into the pooled table.
    """

    table: Table
    site: str = ""
    renames: Mapping[str, str] = field(default_factory=dict)
    patient_id: str | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SiteFrame:
    """The columns of one site under their pooled names.

    Attributes
    ----------
    own_names
        Name in the file of each column of ``frame``.
    patient_id
        Column of ``frame`` that names the patient, or ``None``.
    """

    label: str
    file: str
    frame: pd.DataFrame
    own_names: Mapping[str, str]
    patient_id: str | None

    def renamed(self, renames: Mapping[str, str]) -> SiteFrame:
        """Return the site with other names for some of its columns."""
        return replace(
            self,
            frame=self.frame.rename(columns=dict(renames)),
            own_names={renames.get(name, name): own for name, own in self.own_names.items()},
            patient_id=renames.get(self.patient_id, self.patient_id) if self.patient_id else None,
        )

    def with_columns(self, columns: Mapping[str, NDArray[Any]]) -> SiteFrame:
        """Return the site with other cells in some columns, or with further ones."""
        further = {name: name for name in columns if name not in self.own_names}
        frame = self.frame.assign(**columns)
        return replace(self, frame=frame, own_names={**self.own_names, **further})

    def has_text(self, name: str) -> bool:
        """Whether a column is here and is text; a column without any value counts as numbers."""
        return name in self.own_names and bool(self.frame[name].dtype.kind != "f")

    def has_numbers(self, name: str) -> bool:
        """Whether a column is here and holds at least one number."""
        here = name in self.own_names and not self.has_text(name)
        return here and bool(self.frame[name].notna().any())


def site_frames(parts: Sequence[Part]) -> list[SiteFrame]:
    """Name the sites and the columns of all parts.

    Raises
    ------
    SchemaError
        When there is no part, a file is given twice, two sites have one name, or a new name does
        not fit.
    """
    if not parts:
        raise SchemaError(
            "There is nothing to pool",
            expected="the tables of two or more files",
            found="none",
            action="name the files",
        )
    labels = [_label(part) for part in parts]
    _refuse_twice(parts, labels)
    _refuse_idle_renames(parts)
    return [_site_frame(part, label) for part, label in zip(parts, labels, strict=True)]


def _label(part: Part) -> str:
    label = " ".join((part.site or PurePath(part.table.name).stem).split())
    if not label or "/" in label:
        raise SchemaError(
            "A site cannot have this name",
            expected="a name with at least one letter and without '/'",
            found=f"'{label}' for '{part.table.name}'",
            action="choose another name for the site (--site-name)",
        )
    # Read back, a column of such names would be a column of numbers, and a site is no number.
    cells = np.array([label], dtype=object)
    number = read_column(raw_column("site", cells), ".").arrays["site"].dtype.kind == "f"
    return f"site {label}" if number else label


def _refuse_twice(parts: Sequence[Part], labels: Sequence[str]) -> None:
    first: dict[str, str] = {}
    for part in parts:
        table = part.table
        if table.fingerprint in first:
            raise SchemaError(
                "A file is given twice",
                expected="files with different patients",
                found=f"the same content in '{first[table.fingerprint]}' and '{table.name}'",
                action="name each file once",
            )
        first[table.fingerprint] = table.name
    # Names that differ only in case would be taken for one site by a reader's eye.
    seen = Counter(label.casefold() for label in labels)
    twice = [label for label in labels if seen[label.casefold()] > 1]
    if twice:
        raise SchemaError(
            "Two sites have the same name",
            expected="a different name for each site",
            found=f"{len(twice)} files for the site '{twice[0]}'",
            action="name the sites (one --site-name for each file)",
        )


def _refuse_idle_renames(parts: Sequence[Part]) -> None:
    known = {name for part in parts for name in part.table.columns}
    idle = sorted({old for part in parts for old in part.renames} - known)
    if idle:
        near = get_close_matches(idle[0], sorted(known), n=3, cutoff=0.6)
        raise SchemaError(
            f"There is no column '{idle[0]}' to rename",
            expected="a column of one of the files",
            found=f"close names: {', '.join(near)}" if near else "no column with a close name",
            action="check the spelling; upper and lower case matter",
        )


def _site_frame(part: Part, label: str) -> SiteFrame:
    table = part.table
    if part.patient_id is not None:
        table.column(part.patient_id)
    proposed = [c.name for c in column_profiles(table) if c.proposed_role is ColumnRole.PATIENT_ID]
    kept = [name for name in table.columns if name not in part.left_out]
    patient_id = part.patient_id or next((name for name in proposed if name in kept), None)
    site = SiteFrame(label, table.name, table.frame[kept], {n: n for n in kept}, patient_id)
    renames = {
        old: " ".join(new.split())
        for old, new in part.renames.items()
        if old in site.own_names and old != new
    }
    _refuse_clash(site, renames)
    return site.renamed(renames)


def _refuse_clash(site: SiteFrame, renames: Mapping[str, str]) -> None:
    names = Counter(renames.get(name, name) for name in site.own_names)
    twice = [name for name, n in names.items() if n > 1]
    if twice or "" in names:
        raise SchemaError(
            "Two columns of a file would have the same name" if twice else "A new name is empty",
            expected=f"a name of its own for each column of '{site.file}'",
            found=f"two columns called '{twice[0]}'" if twice else "no name",
            action="choose another new name, or leave one of the columns out",
        )
