"""The command that hides most labels of one task."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.cli.draft import make_study
from mtl_core.cli.options import StudyOptions
from mtl_core.data import read_table
from mtl_core.schema import Study, TrainingSpec, from_json, to_json
from mtl_core.schema.answers import ScarcityReport


@pytest.fixture
def csv(tmp_path):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 300))
    frame = pd.DataFrame(
        {
            "x": x.round(3),
            "y": y.round(3),
            "a": np.where(x + rng.normal(size=300) > 0, "yes", "no"),
            "b": (x + rng.normal(size=300)).round(3),
            "c": (y + rng.normal(size=300)).round(3),
        }
    )
    path = tmp_path / "ward.csv"
    frame.to_csv(path, index=False)
    return path


def read(out):
    return from_json(ScarcityReport, (out / "scarcity.json").read_text(encoding="utf-8"))


def test_the_command_writes_what_was_found_and_says_it(csv, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["scarcity", str(csv), "--task", "a", "--task", "b", "--task", "c", "--group", "a,b"]
    words += ["--task-to-hide", "a", "--shares", "0.1, 1", "--draws", "2", "--preset", "quick"]
    assert execute([*words, "--folds", "2", "--out", str(out), "--threads", "1"]) == 0
    report = read(out)
    shown = capsys.readouterr()
    assert report.headline in shown.out
    assert report.group == ("a", "b")
    assert [(point.share, point.draws) for point in report.points] == [(1.0, 1), (0.1, 2)]
    assert "evaluate" in shown.err


def test_a_study_s_json_is_taken_as_it_is(csv, tmp_path):
    study, _ = make_study(read_table(csv), StudyOptions(task=["a", "b"], folds=2))
    short = dataclasses.replace(study, training=TrainingSpec(n_steps=20))
    (tmp_path / "study.json").write_text(to_json(short), encoding="utf-8")
    out = tmp_path / "out"
    words = [str(tmp_path / "study.json"), "--cohort", str(csv), "--out", str(out), "--quiet"]
    assert execute(["scarcity", *words, "--task-to-hide", "b", "--shares", "0.2"]) == 0
    assert read(out).measure == "r2"
    assert from_json(Study, (out / "study.json").read_text(encoding="utf-8")) == short


@pytest.mark.parametrize("shares", ["many", "0.5,0", "1.5", "0.3,0.3", "", "0.5,nan"])
def test_shares_that_make_no_sense_are_refused_with_what_to_do(csv, tmp_path, refused, shares):
    words = ["scarcity", str(csv), "--task", "a", "--task", "b", "--task-to-hide", "a"]
    got = execute([*words, "--shares", shares, "--out", str(tmp_path / "out")])
    assert "1,0.3,0.1,0.03" in refused(got)


def test_a_task_that_the_study_does_not_have_is_refused(csv, tmp_path, refused):
    words = ["scarcity", str(csv), "--task", "a", "--task", "b", "--task-to-hide", "z"]
    assert "one of a, b" in refused(execute([*words, "--out", str(tmp_path / "out"), "--quiet"]))
