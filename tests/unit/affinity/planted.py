"""Cohorts in which it is known who should learn with whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.data import Table, declare_schema, declare_task, read_bytes
from mtl_core.schema import (
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    HardSharing,
    Study,
    TaskGrouping,
    TaskKind,
    TaskRequest,
    TrainingSpec,
)

COLUMNS_PER_GROUP = 3


def planted_frame(
    sizes: tuple[int, ...], seed: int, *, n_rows: int = 900, noise: float = 0.5, blank: float = 0.1
) -> pd.DataFrame:
    """Draw tasks in groups: each group is driven by columns of its own, and bent.

    The tasks of a group see the same hidden burden (a product and a square, which a linear path
    cannot carry) and add noise of their own; every
    second group predicts yes/no, the others numbers.
    Two columns drive nothing.
    """
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {}
    for group, size in enumerate(sizes):
        x = rng.normal(size=(n_rows, COLUMNS_PER_GROUP))
        burden = 1.2 * x[:, 0] * x[:, 1] + x[:, 2] ** 2 - 1
        columns |= {f"x{group}{k}": x[:, k].round(4) for k in range(COLUMNS_PER_GROUP)}
        for k in range(size):
            outcome = burden + noise * burden.std() * rng.normal(size=n_rows)
            known = rng.random(n_rows) >= blank
            if group % 2:
                cells = np.where(outcome > 0, "yes", "no").astype(object)
            else:
                cells = outcome.round(4).astype(object)
            columns[f"t{group}{k}"] = np.where(known, cells, None)
    columns |= {f"n{k}": rng.normal(size=n_rows).round(4) for k in range(2)}
    return pd.DataFrame(columns)


def planted_groups(sizes: tuple[int, ...]) -> list[list[str]]:
    """Return the groups that :func:`planted_frame` plants."""
    return [[f"t{group}{k}" for k in range(size)] for group, size in enumerate(sizes)]


def as_table(frame: pd.DataFrame) -> Table:
    """Read a frame as the program reads a file."""
    return read_bytes(frame.to_csv(index=False).encode(), name="planted.csv")


def planted_study(table: Table, *, width: int = 16, n_steps: int = 240, seed: int = 0) -> Study:
    """Make a study of all tasks of a planted cohort, with a small budget."""
    names = [c for c in table.columns if c.startswith("t")]
    kinds = [
        TaskKind.REGRESSION if pd.api.types.is_numeric_dtype(table.frame[n]) else TaskKind.BINARY
        for n in names
    ]
    requests = [TaskRequest(name, kind) for name, kind in zip(names, kinds, strict=True)]
    tasks = [declare_task(table, r.name, r.kind) for r in requests]
    features = [c for c in table.columns if c[0] in "xn"]
    return Study(
        cohort=CohortReference("planted", table.n_rows, table.fingerprint),
        schema=declare_schema(table, tasks, features=features),
        grouping=TaskGrouping.coarsest(names),
        design=HardSharing(width=width, depth=1, dropout=0.0),
        training=TrainingSpec(n_steps=n_steps, batch_size=64, n_members=1),
        plan=EvaluationPlan(folds=3, seed=seed, n_resamples=50),
        references=(),
        explanation=ExplanationSpec(n_patients=0, n_background=10),
    )
