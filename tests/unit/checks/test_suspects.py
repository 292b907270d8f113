"""Suspects: which columns are asked about, in which words, and which are left out until then."""

import numpy as np
import pytest

from mtl_core.checks import quarantined, suspects
from mtl_core.data import declare_task, read_bytes
from mtl_core.schema import FindingCode, Severity
from mtl_core.schema.repairs import LeaveOut

N = 600
RNG = np.random.default_rng(7)
Y = RNG.integers(0, 2, N)
SICK = RNG.normal(size=N)


def table_of(columns):
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    return read_bytes("\n".join(",".join(map(str, row)) for row in rows).encode(), name="x")


COLUMNS = {
    "pid": [f"p{i}" for i in range(N)],
    "y": Y,
    "amount": SICK,
    "age": RNG.integers(20, 90, N),
    "sex": np.array(["f", "m"])[RNG.integers(0, 2, N)],
    "biopsy": np.where(Y == 1, RNG.normal(size=N).astype(str), ""),
    "marker": Y + RNG.normal(size=N) / 3,
    "code": np.where(Y == 1, np.array(["A", "B"])[RNG.integers(0, 2, N)], "C"),
    "scaled": np.exp(SICK),
    "discharge_ward": np.array(["east", "west"])[RNG.integers(0, 2, N)],
}
TABLE = table_of(COLUMNS)
TASKS = (declare_task(TABLE, "y"), declare_task(TABLE, "amount"))
FEATURES = tuple(name for name in COLUMNS if name not in ("pid", "y", "amount"))


@pytest.fixture(scope="module")
def checks():
    return suspects(TABLE, TASKS, FEATURES, "pid")


def test_each_kind_of_suspect_is_found_once_in_the_order_of_the_features(checks):
    assert [(c.finding.column, c.finding.code) for c in checks] == [
        ("biopsy", FindingCode.MISSINGNESS_PREDICTS),
        ("marker", FindingCode.PREDICTS_ALONE),
        ("code", FindingCode.LABEL_FROM_LABEL),
        ("scaled", FindingCode.LABEL_FROM_LABEL),
        ("discharge_ward", FindingCode.KNOWN_AFTERWARDS),
    ]


def test_each_suspect_is_a_question_whose_answer_leaves_the_column_out(checks):
    assert all(c.finding.severity is Severity.WARNING for c in checks)
    assert all(c.repair == LeaveOut(c.finding.column) for c in checks)
    assert quarantined(checks) == ("biopsy", "marker", "code", "scaled", "discharge_ward")


def test_the_task_is_named_with_its_strength(checks):
    messages = {c.finding.column: c.finding.message for c in checks}
    assert "task 'y'" in messages["biopsy"]
    assert "AUROC 1.00" in messages["biopsy"]
    assert messages["scaled"] == "Task 'amount' is the same number on another scale: 'scaled'."


def test_no_finding_shows_a_cell(checks):
    cells = {str(cell) for name in ("sex", "code", "discharge_ward") for cell in COLUMNS[name]}
    words = {word for c in checks for word in c.finding.message.replace("'", " ").split()}
    assert not words & (cells - {"A"})


def test_the_same_table_gives_the_same_suspects(checks):
    assert suspects(TABLE, TASKS, FEATURES, "pid") == checks


def test_a_task_is_no_suspect_of_another_and_no_feature_gives_no_question():
    assert suspects(TABLE, TASKS, ("y", "amount", "age", "sex"), "pid") == ()


def test_two_tasks_that_are_the_same_thing_are_told_and_not_left_out():
    tasks = (*TASKS, declare_task(TABLE, "scaled"))
    (check,) = suspects(TABLE, tasks, ("age",), "pid")
    assert check.finding.severity is Severity.INFO
    assert check.finding.code == FindingCode.LABEL_FROM_LABEL
    assert "'amount'" in check.finding.message
    assert "'scaled'" in check.finding.message
    assert quarantined((check,)) == ()


def test_tasks_after_the_strongest_are_counted():
    columns = {"y": Y, "z": np.where(Y == 1, "a", "b"), "marker": COLUMNS["marker"], "k": SICK}
    table = table_of(columns)
    tasks = (declare_task(table, "y"), declare_task(table, "z"))
    first = suspects(table, tasks, ("marker", "k"))[0]
    assert first.finding.message.endswith(", and 1 other task.")


def test_the_label_of_a_dictionary_is_read_like_a_name():
    labelled = read_bytes(b"v1,v2,y\n" + b"1,3,0\n2,4,1\n" * 40, name="x")
    object.__setattr__(labelled, "labels", {"v2": "Length of stay in days"})
    checks = suspects(labelled, (), ("v1", "v2"))
    assert quarantined(checks) == ("v2",)


def test_noise_among_fifty_features_and_thirteen_tasks_is_not_suspected():
    rng = np.random.default_rng(1)
    n = 9_105
    features = {f"x{i}": np.round(rng.normal(size=n), 3) for i in range(40)}
    features |= {f"c{i}": rng.integers(0, 6, n).astype(str) for i in range(10)}
    labels = {f"t{i}": rng.integers(0, 2, n) for i in range(10)}
    labels |= {f"r{i}": np.round(rng.normal(size=n), 3) for i in range(3)}
    table = table_of(features | labels)
    tasks = [declare_task(table, name) for name in labels]
    assert suspects(table, tasks, features) == ()


def test_a_long_table_is_compared_on_some_of_its_rows_always_the_same():
    n = 120_000
    y = RNG.integers(0, 2, n)
    table = table_of({"y": y, "marker": np.round(y + RNG.normal(size=n) / 3, 2), "k": y * 0})
    task = declare_task(table, "y")
    first = suspects(table, [task], ["marker", "k"])
    assert quarantined(first) == ("marker",)
    assert suspects(table, [task], ["marker", "k"]) == first
