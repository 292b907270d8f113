import numpy as np
import pytest

from mtl_core.data import declare_tasks, read_bytes
from mtl_core.decisions import record
from mtl_core.schema import ColumnRole, Draft, TaskRequest

N_ROWS = 200


def ward(n_rows=N_ROWS, **columns):
    """A small ward: an outcome, numbers, two sexes, a wing, a patient id and a remark."""
    rng = np.random.default_rng(5)
    table = {
        "pid": [f"P{i:04}" for i in range(n_rows)],
        "age": [str(40 + i % 45) for i in range(n_rows)],
        "creatinine": [f"{value:.3f}" for value in rng.lognormal(0, 0.4, n_rows)],
        "sex": ["fm"[i % 2] for i in range(n_rows)],
        "wing": ["north" if i % 3 else "south" for i in range(n_rows)],
        "died": ["yes" if value < 0.3 else "no" for value in rng.random(n_rows)],
        "remark": [f"remark {i}" for i in range(n_rows)],
    } | columns
    return {name: cells for name, cells in table.items() if cells is not None}


def as_bytes(columns, delimiter=","):
    lines = [delimiter.join(columns)]
    lines += [delimiter.join(row) for row in zip(*columns.values(), strict=True)]
    return ("\n".join(lines) + "\n").encode()


def read(columns, **options):
    return read_bytes(as_bytes(columns), name="ward.csv", **options)


ROLES = {
    "pid": ColumnRole.PATIENT_ID,
    "age": ColumnRole.FEATURE,
    "creatinine": ColumnRole.FEATURE,
    "sex": ColumnRole.FEATURE,
    "wing": ColumnRole.SITE,
    "died": ColumnRole.TASK,
    "remark": ColumnRole.EXCLUDED,
}


@pytest.fixture(name="ward")
def ward_fixture():
    """Columns of text of a small ward; keyword arguments replace columns, ``None`` drops one."""
    return ward


@pytest.fixture(name="as_bytes")
def as_bytes_fixture():
    return as_bytes


@pytest.fixture(name="read")
def read_fixture():
    return read


@pytest.fixture(name="decided")
def decided_fixture():
    """Record decisions about a ward: its roles, the outcome 'died', and the answers given."""

    def decided(columns=None, answers=(), roles=ROLES, justified=None, **options):
        table = read(columns or ward())
        tasks = declare_tasks(table, [TaskRequest("died")]).tasks
        draft = Draft(decisions=answers, roles=dict(roles), justified=justified or {})
        return record(table, draft, tasks=tasks, **options)

    return decided
