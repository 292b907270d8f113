"""A small trained run, explained and asked at the command line by its own networks."""

import io
import json
import os

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.data import read_table
from mtl_core.schema import HardSharing, TaskKind, to_json, to_plain
from mtl_core.schema.answers import PatientQuestion
from mtl_core.storage import RunFolder
from mtl_core.studies.explanation import PatientAnswers
from tests.reference.explanations.arms import study_of

FEATURES = ("age", "crp", "lactate", "sodium", "ward")
KINDS = {"died": TaskKind.BINARY, "stay": TaskKind.REGRESSION}
CELL = "Zyx"


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 4)).round(2)
    frame = pd.DataFrame(x, columns=list(FEATURES[:4]))
    frame["ward"] = rng.choice([CELL, "Qwv"], 120)
    frame["died"] = np.where(x[:, 0] + rng.normal(size=120) > 0, "yes", "no")
    frame["stay"] = (9 + 2 * x[:, 1] + rng.normal(size=120)).round(2)
    frame.loc[::6, "crp"] = None
    frame.insert(0, "pid", [f"p{i}" for i in range(120)])
    path = tmp_path_factory.mktemp("cohort") / "cohort.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def trained(cohort):
    """A run of both tasks in one group, with a network in each of two folds."""
    study, _ = study_of(pd.read_csv(cohort), HardSharing(width=8), KINDS, FEATURES)
    (cohort.parent / "study.json").write_text(to_json(study), encoding="utf-8")
    out = cohort.parent / "run"
    words = ["run", cohort.parent / "study.json", "--cohort", cohort, "--out", out]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONSILIUM_HOME", str(cohort.parent / "home"))
        assert execute([*map(str, words), "--threads", "1", "--quiet"]) == 0
    return out


def kept(trained):
    folder = RunFolder(trained)
    return folder.read_attributions(), folder.read_explanation_summary()


def explain(trained, *words, command="explain"):
    return execute([command, str(trained), *words])


def test_without_options_every_column_plays_and_few_columns_are_exact(trained):
    assert explain(trained, "--rows", "4", "--quiet") == 0
    lines, summary = kept(trained)
    assert set(lines["feature"]) == set(FEATURES)
    assert lines["row"].nunique() == summary.n_patients == 4
    # two rounds of 2 x 5 + 1 are fewer than the 32 groups of five columns
    assert summary.n_evaluations == 2 * 11
    assert (lines["standard_error"] > 0).any()


def test_columns_of_a_panel_are_explained_as_one(trained):
    words = ("--panel", "blood=crp,lactate", "--panel", "rest=sodium,ward", "--rows", "4")
    assert explain(trained, *words, "--quiet") == 0
    lines, summary = kept(trained)
    assert set(lines["feature"]) == {"age", "blood", "rest"}
    assert lines.loc[lines["feature"] == "blood", "feature_value"].isna().all()
    assert summary.n_evaluations == 2**3  # fewer than two rounds of 7
    assert summary.additivity_gap < 1e-4


@pytest.mark.parametrize(("asked", "visited"), [(1, 11), (31, 22), (32, 32), (1000, 32)])
def test_evaluations_are_whole_rounds_until_all_groups_are_visited(trained, asked, visited):
    assert explain(trained, "--evaluations", str(asked), "--rows", "2", "--quiet") == 0
    lines, summary = kept(trained)
    assert summary.n_evaluations == visited
    exact = visited == 2**5
    assert ("exact" in summary.method) == exact
    assert (lines["standard_error"] == 0).all() == exact
    assert lines["standard_error"].isna().all() == (visited == 11)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--panel", "blood="], "blood"),
        (["--panel", "blood=crp", "--panel", "blood=age"], "a name twice"),
        (["--panel", "blood=crp,urea"], "urea"),
        (["--panel", "blood=crp", "--panel", "signs=crp,age"], "crp"),
        (["--panel", "age=crp"], "age"),
    ],
)
def test_unclear_panels_are_refused_and_the_kept_explanation_stays(trained, words, found, refused):
    assert explain(trained, "--rows", "2", "--quiet") == 0
    before = (trained / "attributions.parquet").read_bytes()
    assert f"Found: {found}" in refused(explain(trained, *words)).replace("unclear: ", "")
    assert (trained / "attributions.parquet").read_bytes() == before


def test_a_second_explanation_is_the_same_table(trained):
    tables = []
    for threads in ("1", "2"):
        assert explain(trained, "--rows", "3", "--threads", threads, "--quiet") == 0
        tables.append(kept(trained)[0])
    pd.testing.assert_frame_equal(*tables, check_exact=True)


def test_both_arms_are_compared_beside_the_halves_of_each(trained, tmp_path, capsys):
    words = ("--rows", "4", "--quiet", "--json", "--out", str(tmp_path / "arms"))
    assert explain(trained, *words, command="explain-arms") == 0
    told = json.loads(capsys.readouterr().out)
    assert {output["task"] for output in told["outputs"]} == set(KINDS)
    for output in told["outputs"]:
        assert -1 <= output["between"]["cosine"] <= 1
        assert {"multi_task", "single_task", "beyond_noise"} <= set(output)
    assert json.loads((tmp_path / "arms" / "arms_explained.json").read_text()) == told
    assert explain(trained, "--rows", "4", command="explain-arms") == 0
    said = capsys.readouterr().out
    assert "between the arms" in said
    assert CELL not in said


def test_two_columns_together_are_told_for_every_task(trained, capsys):
    words = ("--first", "age", "--second", "crp", "--rows", "3")
    assert explain(trained, *words, "--json", "--quiet", command="explain-pair") == 0
    told = json.loads(capsys.readouterr().out)
    assert [len(output["values"]) for output in told["outputs"]] == [3, 3]
    assert explain(trained, *words, "--quiet", command="explain-pair") == 0


@pytest.fixture
def ask(trained, monkeypatch, capsys):
    """Ask lines on standard input; what was answered line by line, and the exit code."""

    def asked(*lines, run=trained):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = execute(["ask", str(run)])
        printed = capsys.readouterr()
        return [json.loads(line) for line in printed.out.splitlines()], code

    return asked


def test_questions_are_answered_line_by_line_as_the_library_answers(ask, trained, cohort):
    questions = [PatientQuestion(3), PatientQuestion(3, {"age": "2.5", "crp": None})]
    lines = [json.dumps(to_plain(question)) for question in questions]
    told, code = ask(lines[0], "", lines[1])
    folder = RunFolder(trained)
    library = PatientAnswers(
        folder.read_study(),
        read_table(cohort),
        folder.read_predictions(),
        folder.read_bundle(),
    )
    assert code == 0
    assert told == [{"answer": json.loads(json.dumps(to_plain(library.answer(q))))}
                    for q in questions]  # fmt: skip
    for output in told[0]["answer"]["outputs"]:
        total = output["baseline"] + sum(output["pushes"])
        assert total == pytest.approx(output["value"], abs=1e-4 * max(1, abs(output["value"])))


def test_what_cannot_be_answered_is_said_and_the_next_question_is_answered(ask):
    odd = [
        '{"row": 100000, "changes": {}}',
        '{"row": 3, "changes": {"died": "yes"}}',
        f'{{"row": 3, "changes": {{"age": "{CELL}"}}}}',
        "not JSON",
        '{"line": 3}',
    ]
    told, code = ask(*odd, '{"row": 3, "changes": {}}')
    assert code == 0
    assert ["error" in line for line in told] == [True] * 5 + [False]
    for line in told[:5]:
        assert set(line["error"]) == {"problem", "expected", "found", "action"}
        assert CELL not in json.dumps(line)


def test_a_folder_without_a_trained_run_is_said_in_both_ways(ask, tmp_path):
    told, code = ask('{"row": 3, "changes": {}}', run=tmp_path)
    assert code == 2
    assert [line["error"]["problem"] for line in told] == ["The run has no trained networks"]


def test_it_ends_when_nobody_asks_for_a_while(trained, monkeypatch):
    reading, writing = os.pipe()
    with os.fdopen(reading) as lines:
        monkeypatch.setattr("sys.stdin", lines)
        assert execute(["ask", str(trained), "--idle", "1"]) == 0
        os.close(writing)
