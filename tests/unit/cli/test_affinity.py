"""The command that suggests groups."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.cli.draft import make_study
from mtl_core.cli.options import StudyOptions
from mtl_core.data import read_table
from mtl_core.schema import Study, TrainingSpec, from_json, to_json
from mtl_core.schema.answers import AffinityReport


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


def test_the_command_writes_what_was_found_and_says_it(csv, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["affinity", str(csv), "--task", "a", "--task", "b", "--task", "c", "--folds", "2"]
    assert execute([*words, "--out", str(out), "--threads", "1"]) == 0
    report = from_json(AffinityReport, (out / "affinity.json").read_text(encoding="utf-8"))
    shown = capsys.readouterr()
    assert report.headline in shown.out
    assert set(report.tasks) == {"a", "b", "c"}
    assert "score" in shown.err


def test_a_study_s_json_is_taken_as_it_is(csv, tmp_path):
    table = read_table(csv)
    study, _ = make_study(table, StudyOptions(task=["a", "b"], folds=2))
    short = dataclasses.replace(study, training=TrainingSpec(n_steps=20, n_members=1))
    (tmp_path / "study.json").write_text(to_json(short), encoding="utf-8")
    out = tmp_path / "out"
    words = [str(tmp_path / "study.json"), "--cohort", str(csv), "--out", str(out), "--quiet"]
    assert execute(["affinity", *words]) == 0
    report = from_json(AffinityReport, (out / "affinity.json").read_text(encoding="utf-8"))
    assert report.tasks == ("a", "b")
    assert from_json(Study, (out / "study.json").read_text(encoding="utf-8")) == short


def test_one_task_is_refused_with_what_to_do(csv, tmp_path, capsys):
    words = ["affinity", str(csv), "--task", "b", "--out", str(tmp_path / "out"), "--quiet"]
    assert execute(words) == 2
    assert "at least two tasks" in capsys.readouterr().err


def test_a_study_takes_no_options(csv, tmp_path, capsys):
    words = ["affinity", "study.json", "--cohort", str(csv), "--folds", "3"]
    assert execute([*words, "--out", str(tmp_path / "out")]) == 2
    assert "--folds" in capsys.readouterr().err
