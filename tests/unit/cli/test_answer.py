"""The hidden command that a page's worker is: every question, answered as its own command does."""

import json
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.data import read_table
from mtl_core.jobs import answer_folder, ask, load_answer, questions, work_status
from mtl_core.schema import HardSharing, RunState, TaskKind, to_json, to_plain
from mtl_core.schema.answers import (
    ArmsQuestion,
    InteractionQuestion,
    LabelScarcity,
    SubgroupQuestion,
    SuggestionQuestion,
    TwoRunsQuestion,
)
from mtl_core.settings import load_settings
from mtl_core.storage import FinishedRun, OpenStudy, RunFolder
from tests.reference.explanations.arms import study_of

FEATURES = ("age", "crp", "lactate", "ward")
KINDS = {"died": TaskKind.BINARY, "stay": TaskKind.REGRESSION}


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 3)).round(2)
    frame = pd.DataFrame(x, columns=list(FEATURES[:3]))
    frame["ward"] = rng.choice(["north", "south"], 120)
    frame["died"] = np.where(x[:, 0] + rng.normal(size=120) > 0, "yes", "no")
    frame["stay"] = (9 + 2 * x[:, 1] + rng.normal(size=120)).round(2)
    frame.insert(0, "pid", [f"p{i}" for i in range(120)])
    path = tmp_path_factory.mktemp("cohort") / "cohort.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def study(cohort):
    found, _ = study_of(pd.read_csv(cohort), HardSharing(width=8), KINDS, FEATURES)
    return found


@pytest.fixture(scope="module")
def trained(cohort, study):
    """Two runs, the second with other networks on the same folds."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONSILIUM_HOME", str(cohort.parent / "home"))
        for name, width in (("one", 8), ("two", 4)):
            path, one = cohort.parent / f"{name}.json", replace(study, design=HardSharing(width))
            path.write_text(to_json(one), encoding="utf-8")
            words = ["run", path, "--cohort", cohort, "--out", cohort.parent / name, "--quiet"]
            assert execute([*map(str, words), "--threads", "1"]) == 0
    return [cohort.parent / name for name in ("one", "two")]


@pytest.fixture
def asked(monkeypatch):
    """Ask a question, and start no process."""
    monkeypatch.setattr(questions, "start_work", lambda *_: None)
    return lambda question, about: ask(question, about, load_settings())


def found_in(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8")) | {"seconds": {}}


ABOUT_A_RUN = {
    "subgroups": (SubgroupQuestion("age", (0.0, 0.5)), ["--by", "age", "--bands", "0,0.5"]),
    "explain-pair": (
        InteractionQuestion("age", "crp", 3),
        ["--first", "age", "--second", "crp", "--rows", "3"],
    ),
    "explain-arms": (ArmsQuestion(4), ["--rows", "4"]),
}


@pytest.mark.parametrize("command", ABOUT_A_RUN)
def test_a_question_about_a_run_is_answered_as_by_its_command(trained, asked, tmp_path, command):
    question, words = ABOUT_A_RUN[command]
    run = FinishedRun(RunFolder(trained[0]), load_settings().cohorts_dir)
    folder = asked(question, run)
    assert execute(["answer", str(folder.path)]) == 0
    out = tmp_path / "out"
    assert execute([command, str(trained[0]), *words, "--out", str(out), "--quiet"]) == 0
    assert found_in(folder.path, question.file) == found_in(out, question.file)
    assert not (out / "question.json").exists()


def test_two_runs_are_compared_as_by_their_command(trained, asked, tmp_path):
    question = TwoRunsQuestion(str(trained[1]))
    folder = asked(question, FinishedRun(RunFolder(trained[0]), load_settings().cohorts_dir))
    assert execute(["answer", str(folder.path)]) == 0
    out = tmp_path / "out"
    assert execute(["compare", *map(str, trained), "--out", str(out), "--quiet"]) == 0
    assert found_in(folder.path, question.file) == found_in(out, question.file)


ABOUT_A_STUDY = {
    "scarcity": (
        LabelScarcity("died", (1.0, 0.3), draws=2),
        ["--task-to-hide", "died", "--shares", "1,0.3", "--draws", "2"],
    ),
    "affinity": (SuggestionQuestion(), []),
    "affinity --thorough": (SuggestionQuestion(thorough=True), ["--thorough"]),
}


@pytest.mark.parametrize("command", ABOUT_A_STUDY)
def test_a_question_about_a_study_is_answered_as_by_its_command(
    cohort, study, asked, tmp_path, command
):
    question, words = ABOUT_A_STUDY[command]
    folder = asked(question, OpenStudy(study, read_table(cohort), cohort))
    assert execute(["answer", str(folder.path), "--threads", "1"]) == 0
    (tmp_path / "study.json").write_text(to_json(question.part_of(study)), encoding="utf-8")
    source = [command.split()[0], str(tmp_path / "study.json"), "--cohort", str(cohort)]
    out = tmp_path / "out"
    kept = ["--out", str(out), "--threads", "1", "--quiet"]
    assert execute([*source, *words, *kept]) == 0
    assert found_in(folder.path, question.file) == found_in(out, question.file)


def test_the_process_that_a_question_starts_answers_it(trained):
    run = FinishedRun(RunFolder(trained[0]), load_settings().cohorts_dir)
    question = SubgroupQuestion("ward")
    folder = ask(question, run, load_settings())
    give_up = time.monotonic() + 60
    while work_status(folder).state.live and time.monotonic() < give_up:
        time.sleep(0.1)
    assert work_status(folder).state is RunState.DONE
    assert load_answer(question, folder).sizes.keys() == {"north", "south"}
    assert answer_folder(question, run, load_settings()) == folder


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "[]",
        "{}",
        '{"kind": "SubgroupQuestion", "run": ""}',
        '{"kind": "StudyResult", "run": "", "question": {}}',
        '{"kind": "SubgroupQuestion", "run": "", "question": {"line": "age"}}',
        '{"kind": "SubgroupQuestion", "run": "", "question": {"column": 3}}',
        '{"kind": "LabelScarcity", "run": "", "question": {"task": "died", "shares": [2.0]}}',
    ],
)
def test_a_damaged_or_foreign_question_is_refused_with_one_message(tmp_path, refused, text):
    (tmp_path / "question.json").write_text(text, encoding="utf-8")
    refused(execute(["answer", str(tmp_path)]))


def test_a_folder_without_a_question_is_refused_with_one_message(tmp_path, refused):
    assert "no such file" in refused(execute(["answer", str(tmp_path)]))


def test_a_question_about_a_run_that_is_gone_is_refused_with_one_message(tmp_path, refused):
    asked = {"kind": "ArmsQuestion", "run": str(tmp_path / "gone"), "question": ArmsQuestion()}
    (tmp_path / "question.json").write_text(json.dumps(to_plain(asked)), encoding="utf-8")
    assert "no study.json" in refused(execute(["answer", str(tmp_path)]))


def test_the_hidden_command_is_not_in_the_help(capsys):
    assert execute(["--help"]) == 0
    said = capsys.readouterr().out
    assert "subgroups" in said
    assert "\n  answer " not in said
