"""The schema of a cohort: which column is a task, a feature, an identifier, or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import MOST_LEVELS
from mtl_core.data.labels import labels_of
from mtl_core.data.profiling import column_profiles
from mtl_core.errors import SchemaError
from mtl_core.schema import CohortSchema, ColumnKind, ColumnRole, Feature

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mtl_core.data.table import Table
    from mtl_core.schema import ColumnProfile, Task

_USABLE = (ColumnKind.NUMERIC, ColumnKind.CATEGORICAL)


def declare_schema(  # noqa: PLR0913 - one argument per role
    table: Table,
    tasks: Sequence[Task],
    *,
    patient_id: str | None = None,
    site: str | None = None,
    time: str | None = None,
    exclude: Iterable[str] = (),
    features: Sequence[str] | None = None,
    known: Sequence[Feature] = (),
) -> CohortSchema:
    """Give every column of a table one role.

    Parameters
    ----------
    exclude
        Columns that are not to be features, among them the columns of refused tasks.
    features
        Columns to predict from; by default all that are left, are numbers or categories, vary,
        and do not look like an identifier or a site. Columns that are left over are excluded.
    known
        Features whose kind is settled; the kind of the others is read off the table.

    Raises
    ------
    SchemaError
        When a name is no column, a column has two roles, no feature is left, or a feature is a
        date, an identifier, free text or constant.
    """
    special = [name for name in (patient_id, site, time) if name is not None]
    taken = [*(task.name for task in tasks), *special, *dict.fromkeys(exclude)]
    for name in (*taken, *(features or ())):
        table.column(name)
    columns = column_profiles(table)
    kinds = {column.name: column.kind for column in columns}
    chosen = _default_features(columns, taken) if features is None else tuple(features)
    settled = {feature.name: feature for feature in known}
    declared = tuple(settled.get(n) or _feature(table, n, kinds[n]) for n in chosen)
    used = {*taken, *chosen}
    left_over = [name for name in table.columns if name not in used]
    return CohortSchema(
        tasks=tuple(tasks),
        features=declared,
        patient_id=patient_id,
        site=site,
        time=time,
        excluded=(*dict.fromkeys(exclude), *left_over),
    )


def check_schema(table: Table, schema: CohortSchema) -> None:
    """Make sure that a schema made for one cohort fits this table.

    Raises
    ------
    SchemaError
        When columns are missing, a numeric feature holds text, or a task holds unknown classes.
    """
    special = (schema.patient_id, schema.site, schema.time)
    wanted = [*schema.task_names, *schema.feature_names, *(n for n in special if n is not None)]
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise SchemaError(
            "The cohort does not have all columns of the study",
            expected=f"the {len(wanted)} columns of the study",
            found=f"{len(missing)} missing: {', '.join(missing)}",
            action="add these columns under these names, or declare the study anew",
        )
    changed = [
        feature.name
        for feature in schema.features
        if feature.kind is ColumnKind.NUMERIC and not table.is_numeric(feature.name)
    ]
    if changed:
        raise SchemaError(
            "A numeric feature holds text in this cohort",
            expected="numbers or blanks in the columns that were numbers in the study",
            found=f"text in: {', '.join(changed)}",
            action="correct the cells that are no numbers, or declare the study anew",
        )
    for task in schema.tasks:
        labels_of(table, task)


def _default_features(columns: Sequence[ColumnProfile], taken: Sequence[str]) -> tuple[str, ...]:
    # An outcome by name alone stays available: a diagnosis flag is often a history.
    roles = (ColumnRole.FEATURE, ColumnRole.TASK)
    return tuple(c.name for c in columns if c.proposed_role in roles and c.name not in taken)


def _feature(table: Table, name: str, kind: ColumnKind) -> Feature:
    known = table.column(name).dropna()
    if known.nunique() < 2:
        found = "a column without two different known values"
    elif kind in _USABLE:
        return Feature(name, kind)
    elif table.is_numeric(name):
        return Feature(name, ColumnKind.NUMERIC)
    elif kind is not ColumnKind.DATE and known.nunique() <= MOST_LEVELS:
        return Feature(name, ColumnKind.CATEGORICAL)
    else:
        found = f"a column of kind '{kind}' with {known.nunique()} different values"
    raise SchemaError(
        f"Column '{name}' cannot be a feature",
        expected=f"numbers, or text with at most {MOST_LEVELS} different values",
        found=found,
        action="exclude this column, or leave it out of the features",
    )
