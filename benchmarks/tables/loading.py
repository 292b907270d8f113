"""From the name of a table to a study and its cohort."""

from __future__ import annotations

import dataclasses
from typing import assert_never

from benchmarks.tables.flchain import FLCHAIN
from benchmarks.tables.framingham import FRAMINGHAM
from benchmarks.tables.nhefs import NHEFS
from benchmarks.tables.nmes import NMES
from benchmarks.tables.opt import OPT
from benchmarks.tables.real_table import BuiltinTable, PackagedTable, RealTable
from benchmarks.tables.rhc import RHC
from benchmarks.tables.rotterdam import ROTTERDAM
from benchmarks.tables.support2 import SUPPORT2, SUPPORT2_11
from mtl_core.data import (
    Table,
    builtin,
    declare_schema,
    declare_task,
    read_bytes,
    read_table,
    task_request,
)
from mtl_core.errors import CohortError
from mtl_core.schema import CohortReference, CohortSchema, EvaluationPlan, Study, TaskGrouping

TABLES: dict[str, RealTable] = {
    table.name: table
    for table in (*(SUPPORT2, SUPPORT2_11, RHC, FRAMINGHAM, OPT, NHEFS, NMES, ROTTERDAM, FLCHAIN),)
}
"""All tables by name."""


def load(name: str, plan: EvaluationPlan | None = None) -> tuple[Study, Table]:
    """Return a study of the default recipe with all tasks in one group, and its table.

    Parameters
    ----------
    name
        One of :data:`TABLES`.
    plan
        How arms are compared; five folds, one repeat, seed 0 when left out.

    Raises
    ------
    CohortError
        When there is no table of this name, or its package is not installed.
    """
    if name not in TABLES:
        raise CohortError(
            f"There is no table '{name}' in the benchmark",
            expected=f"one of {', '.join(TABLES)}",
            found=f"'{name}'",
            action="use one of these names",
        )
    schema, table = read(TABLES[name])
    study = Study(
        cohort=CohortReference(name, table.n_rows, table.fingerprint),
        schema=schema,
        grouping=TaskGrouping.coarsest(schema.task_names),
        plan=plan or EvaluationPlan(),
        references=(),
    )
    return study, table


def read(real: RealTable) -> tuple[CohortSchema, Table]:
    """Read a table and declare its roles."""
    match real:
        case BuiltinTable():
            cohort = builtin(real.cohort)
            table = read_table(cohort.csv_path)
            return _with_tasks(cohort.schema(), table, real.further_tasks), table
        case PackagedTable():
            content = real.frame().to_csv(index=False).encode()
            table = read_bytes(content, name=f"{real.name}.csv")
            requests = [task_request(text, table.columns) for text in real.tasks]
            tasks = [declare_task(table, r.name, r.kind, r.positive) for r in requests]
            outcomes = {task.name for task in tasks}
            features = [column for column in table.columns if column not in outcomes]
            return declare_schema(table, tasks, features=features), table
        case _ as unknown:
            assert_never(unknown)


def _with_tasks(schema: CohortSchema, table: Table, names: tuple[str, ...]) -> CohortSchema:
    """Turn features into tasks."""
    return dataclasses.replace(
        schema,
        tasks=(*schema.tasks, *(declare_task(table, name) for name in names)),
        features=tuple(feature for feature in schema.features if feature.name not in names),
    )
