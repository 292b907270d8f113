"""No cell of a patient in anything that a person or a log reads, outside tables of patients.

Every kind of cell is marked: identifiers, free text, numbers, dates, rare answers, cells that the
program stumbles over. Then everything that the commands print and write is searched.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
MARK = "Zyx"
NUMBER = "77.123457"
TABLES = {
    "predictions.parquet": "one line per patient",
    "attributions.parquet": "values of single patients",
    "manifest.json": "the answers that the networks know",
    "single_task.manifest.json": "the same, of the single-task networks",
}
"""Files that are tables of patients, or hold the levels that a model needs to be applied."""


def planted(n=160):
    rng = np.random.default_rng(3)
    header = "patient_id,name,born,age,lactate,ward,note,smoker,crp,died"
    lines = [header]
    for i in range(n):
        ill = rng.normal()
        lines.append(
            ",".join(
                (
                    f"{MARK}id{i:04d}",
                    f"{MARK}name{i} {MARK}last{i}",
                    f"19{30 + i % 60}-0{1 + i % 9}-1{i % 9}",
                    NUMBER if i == 5 else f"{60 + 10 * ill:.1f}",
                    f"{MARK}lactate" if i % 40 == 7 else f"{2 + ill:.2f}",
                    f"{MARK}ward{i % 3}",
                    f"{MARK}note {MARK}{i} seen",
                    ["yes", "Yes", "no", f"{MARK}maybe"][i % 4 if i % 4 != 3 or i % 12 == 3 else 2],
                    f"<{NUMBER}" if i % 3 else f"{rng.gamma(2):.2f}",
                    str(int(ill + rng.normal() > 0.3)),
                )
            )
        )
    return lines


def written(path, lines, **encoding):
    path.write_text("\n".join(lines), **encoding)
    return path


def command(*words, home):
    done = subprocess.run(
        [sys.executable, "-m", "mtl_core", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "CONSILIUM_HOME": str(home), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        timeout=300,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def assert_clean(text):
    assert MARK.lower() not in text.lower()
    assert NUMBER not in text


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    return written(tmp_path_factory.mktemp("planted") / "ward.csv", planted())


@pytest.fixture(scope="module")
def run(cohort):
    out = cohort.parent / "out"
    code, said = command(
        *("run", cohort, "--task", "died", "--patient-id", "patient_id", "--preset", "quick"),
        *("--folds", "2", "--reference", "none", "--explain-patients", "5", "--out", out),
        home=cohort.parent / "home",
    )
    assert code == 0, "the run did not finish"
    return out, said


def test_a_run_prints_no_cell(run):
    assert_clean(run[1])


def test_a_run_writes_no_cell_outside_tables_of_patients(run):
    out, _ = run
    files = [path for path in out.rglob("*") if path.is_file()]
    assert len(files) >= 8
    for path in files:
        assert_clean(str(path.relative_to(out)))
        if path.name not in TABLES:
            assert_clean(path.read_bytes().decode("utf-8", errors="replace"))


def test_the_search_can_fail(run):
    out, _ = run
    content = b"".join(path.read_bytes() for path in out.rglob("*") if path.name in TABLES)
    assert MARK.encode() in content


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_profile_prints_no_cell(cohort, options):
    code, said = command("profile", cohort, *options, home=cohort.parent / "home")
    assert code == 0
    assert "sentinel" in said or "note" in said
    assert_clean(said)


def test_a_decision_file_holds_no_cell(cohort):
    file = cohort.parent / "decisions.json"
    code, said = command("profile", cohort, "--record", file, home=cohort.parent / "home")
    assert code == 0
    assert_clean(said)
    assert_clean(file.read_text())


BROKEN = {
    "ragged": lambda lines: [*lines[:20], *(f"{MARK}a,{MARK}b" for _ in range(30)), *lines[20:]],
    "open quotation mark": lambda lines: [*lines[:20], f'"{MARK}open', *lines[20:]],
    "no header": lambda _: [f"{NUMBER},{NUMBER}"] * 30,
    "one column": lambda _: [f"{MARK}{i}" for i in range(30)],
    "repeated names": lambda _: ["age,age", *(f"{MARK},{NUMBER}" for _ in range(30))],
    "only a header and notes": lambda lines: [lines[0], f"{MARK} note"],
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_refused_file_is_refused_without_a_cell(tmp_path, case):
    path = written(tmp_path / "broken.csv", BROKEN[case](planted()))
    code, said = command("profile", path, home=tmp_path / "home")
    assert code == 2
    assert "Expected:" in said
    assert_clean(said)


MISTAKES = {
    "a task that is free text": ("--task", "note"),
    "a task of another kind": ("--task", "lactate:regression"),
    "a positive class that does not occur": ("--task", "smoker:binary:perhaps"),
    "a task with too many classes": ("--task", "name:multiclass"),
    "every column excluded": ("--task", "died", "--exclude", "name", "--exclude", "age"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_without_a_cell(cohort, tmp_path, case):
    words = ("run", cohort, *MISTAKES[case], "--folds", "2", "--reference", "none")
    _, said = command(
        *words, "--preset", "quick", "--no-explain", "--out", tmp_path / "out", home=tmp_path
    )
    assert said
    assert_clean(said)
