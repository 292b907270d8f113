"""Decisions made on one half of a real cohort hold on the other half, and notice what was broken.

The halves are random rows. Each planted difference is one that clinical exports have: a column that
was dropped, renamed or added, numbers written as text, a new answer, another unit, an outcome spelt
in another way, another delimiter.
"""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pandas as pd
import pytest

from mtl_core.checks import examine, suspects
from mtl_core.data import builtin, read_bytes
from mtl_core.decisions import decide, open_questions, read_decisions, record, replay
from mtl_core.schema import Answer, ColumnRole, Draft, Severity, accepted, roles_of, to_json
from mtl_core.schema.repairs import (
    AgeBand,
    LeaveOut,
    MissingCodes,
    OneCoding,
    QualifiedNumbers,
    UnitConversion,
    WithoutRows,
)

KEYS = ("rhc", "support2")
NAMES = {
    "rhc": {
        "dropped": "hema1",
        "renamed": "sod1",
        "text": "hrt1",
        "lab": "crea1",
        "white": "wblc1",
    },
    "support2": {
        "dropped": "wblc",
        "renamed": "sod",
        "text": "hrt",
        "lab": "crea",
        "white": "bili",
    },
}
OUTCOME = {"rhc": "death_180d", "support2": "hospdead"}


@cache
def cells(key):
    return pd.read_csv(builtin(key).csv_path, dtype=str, keep_default_na=False)


@cache
def halves(key, seed):
    rows = np.random.default_rng(seed).permutation(len(cells(key)))
    cut = len(rows) // 2
    return tuple(cells(key).iloc[np.sort(half)].copy() for half in (rows[:cut], rows[cut:]))


def as_bytes(frame, delimiter=","):
    stream = io.StringIO()
    frame.to_csv(stream, index=False, sep=delimiter)
    return stream.getvalue().encode()


@cache
def decisions_of(key, seed, answer=Answer.ACCEPTED):
    return decisions_on(key, halves(key, seed)[0], answer)


def decisions_on(key, frame, answer=Answer.ACCEPTED):
    """Answer every question about a file, with the roles that people gave its cohort."""
    content, schema = as_bytes(frame), builtin(key).schema()
    decisions = ()
    for _ in range(5):
        table = read_bytes(content, name="first.csv", repairs=accepted(decisions))
        roles = dict.fromkeys(table.columns, ColumnRole.EXCLUDED) | roles_of(schema)
        suspicious = suspects(table, schema.tasks, schema.feature_names, schema.patient_id)
        checks = examine(table) + suspicious
        waiting = [c for c in open_questions(checks, decisions) if asks_about_cells(c, roles)]
        for check in waiting:
            decisions = decide(decisions, check, answer)
    assert waiting == []
    draft = Draft(decisions=decisions, roles=roles)
    written = record(table, draft, tasks=schema.tasks, checks=checks)
    return read_decisions(to_json(written))


def asks_about_cells(check, roles):
    used = roles.get(check.finding.column) is not ColumnRole.EXCLUDED
    return used and not isinstance(check.repair, LeaveOut)


def replayed(key, frame, seed=0, delimiter=",", answer=Answer.ACCEPTED):
    return replay(as_bytes(frame, delimiter), "second.csv", decisions_of(key, seed, answer))


def found(result):
    return {(f.code.value, f.severity.value, f.column) for f in result.mismatches}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("key", KEYS)
def test_the_other_half_raises_no_question_and_no_mismatch(key, seed):
    result = replayed(key, halves(key, seed)[1], seed)
    assert result.questions == ()
    assert [f for f in result.mismatches if f.severity is not Severity.INFO] == []


@pytest.mark.parametrize("key", KEYS)
def test_refused_repairs_are_not_asked_about_again(key):
    result = replayed(key, halves(key, 1)[1], 1, answer=Answer.REFUSED)
    assert result.questions == ()
    assert [r for r in result.decisions.repairs if not isinstance(r, LeaveOut)] == []


@pytest.mark.parametrize("key", KEYS)
def test_the_other_half_gets_the_same_roles_and_outcomes(key):
    result, ready = replayed(key, halves(key, 0)[1]), builtin(key).schema()
    assert result.schema.tasks == ready.tasks
    assert set(result.schema.features) == set(ready.features)
    assert result.schema.patient_id == ready.patient_id
    assert set(result.schema.excluded) == set(ready.excluded)


def drop(frame, key):
    del frame[NAMES[key]["dropped"]]
    return {("replay-missing-column", "error", NAMES[key]["dropped"])}


def rename(frame, key):
    name = NAMES[key]["renamed"]
    frame.insert(0, "sodium", frame.pop(name))
    return {
        ("replay-missing-column", "error", name),
        ("replay-new-column", "warning", "sodium"),
    }


def add(frame, key):
    frame["bed"] = [str(i % 7) for i in range(len(frame))]
    return {("replay-new-column", "warning", "bed")}


def numbers_to_text(frame, key):
    name = NAMES[key]["text"]
    frame[name] = [f"{cell} per minute" if cell else "" for cell in frame[name]]
    return {("replay-changed-kind", "error", name)}


def new_level(frame, key):
    frame.loc[frame.index[::20], "race"] = "not asked"
    return {("replay-new-levels", "warning", "race")}


def other_unit(frame, key):
    name = NAMES[key]["lab"]
    frame[name] = [f"{88.4 * float(cell):.1f}" if cell else "" for cell in frame[name]]
    return {("replay-shifted-values", "warning", name)}


def respell(frame, key):
    name = OUTCOME[key]
    frame[name] = frame[name].replace({"1": "dead", "1.0": "dead"})
    return {("replay-new-levels", "error", name)}


BREAKAGES = [drop, rename, add, numbers_to_text, new_level, other_unit, respell]
SEED = {"rhc": 2, "support2": 0}
"""Halves that differ in nothing that is told, so that all that is told was planted."""


def broken(key, breakages):
    frame = halves(key, SEED[key])[1].copy()
    return frame, set().union(*(breakage(frame, key) for breakage in breakages))


def asked_about(result):
    return {check.finding.column for check in result.questions}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda b: b.__name__)
def test_a_planted_difference_is_told_and_nothing_else(key, breakage):
    frame, planted = broken(key, [breakage])
    result = replayed(key, frame, SEED[key])
    assert found(result) == planted
    assert asked_about(result) <= {column for _, _, column in planted}


@pytest.mark.parametrize("key", KEYS)
def test_another_delimiter_is_told_and_nothing_else(key):
    result = replayed(key, halves(key, SEED[key])[1], SEED[key], delimiter=";")
    assert found(result) == {("replay-written-otherwise", "info", None)}
    assert result.questions == ()


@pytest.mark.parametrize("key", KEYS)
def test_all_planted_differences_together_are_told_and_nothing_else(key):
    frame, planted = broken(key, BREAKAGES)
    result = replayed(key, frame, SEED[key], delimiter=";")
    assert found(result) == planted | {("replay-written-otherwise", "info", None)}
    assert asked_about(result) <= {column for _, _, column in planted}
    assert result.schema is None


@pytest.mark.parametrize("key", KEYS)
def test_another_unit_is_named(key):
    frame, _ = broken(key, [other_unit])
    (finding,) = replayed(key, frame, SEED[key]).mismatches
    assert "mg/dL" in finding.message
    assert "µmol/L" in finding.message


@pytest.mark.parametrize("key", KEYS)
def test_a_renamed_column_is_offered_under_its_near_name(key):
    frame, _ = broken(key, [rename])
    missing = next(f for f in replayed(key, frame, SEED[key]).mismatches if f.severity == "error")
    assert "'sodium'" in missing.proposal


@pytest.mark.parametrize("key", KEYS)
def test_no_answer_of_a_patient_is_in_the_file(key):
    text = to_json(decisions_of(key, 0))
    schema = builtin(key).schema()
    classes = {label for task in schema.tasks for label in task.classes}
    words = {
        cell
        for name in cells(key).columns
        for cell in cells(key)[name].unique()
        if not cell.replace(".", "").isdigit() and len(cell) > 3
    }
    assert {cell for cell in words - classes if f'"{cell}"' in text} == set()


def dirty(key):
    """Give a whole cohort what clinical exports have, before it is cut into halves."""
    frame, names, rng = cells(key).copy(), NAMES[key], np.random.default_rng(3)

    def change(name, share, to):
        rows = (rng.random(len(frame)) < share) & (frame[name] != "")
        frame.loc[rows, name] = frame.loc[rows, name].map(to)

    change(names["lab"], 0.25, lambda cell: f"{88.4 * float(cell):.0f}")
    change(names["renamed"], 0.03, lambda _: "-999")
    change(names["white"], 0.05, lambda cell: f"<{cell}")
    change(names["text"], 0.05, lambda _: "unknown")
    change("sex", 0.3, lambda cell: cell.swapcase())
    frame.loc[rng.random(len(frame)) < 0.01] = ""
    return frame


@pytest.mark.parametrize("key", KEYS)
def test_repairs_accepted_on_one_half_settle_the_other(key):
    frame = dirty(key)
    rows = np.random.default_rng(0).permutation(len(frame))
    first, second = (frame.iloc[np.sort(half)] for half in np.array_split(rows, 2))
    decisions = decisions_on(key, first)
    result = replay(as_bytes(second), "second.csv", decisions)
    kinds = {type(repair) for repair in decisions.repairs}
    assert {AgeBand, MissingCodes, OneCoding, QualifiedNumbers, UnitConversion} <= kinds
    assert WithoutRows in kinds
    assert result.questions == ()
    assert [f for f in result.mismatches if f.severity is not Severity.INFO] == []
    assert result.schema.tasks == builtin(key).schema().tasks
    lab = NAMES[key]["lab"]
    clean = pd.to_numeric(cells(key)[lab]).loc[second.index].to_numpy()[result.table.file_rows]
    read = result.table.frame[lab].to_numpy()
    right = np.isclose(read, clean, rtol=0.02, atol=0.01, equal_nan=True)
    # a very low number of the one unit can be a high one of the other
    assert right.mean() > 0.998
