"""Every plan from the command line to result.json, and options that do not fit a plan."""

import json

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.cli.options import SPLITS
from mtl_core.schema import EvaluationPlan, Study, from_json
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest, RepeatedFolds
from mtl_core.storage import RunFolder


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    """Two hundred patients at three sites, seen on two hundred days."""
    rng, n = np.random.default_rng(0), 200
    x = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "x": x.round(3),
            "ward": rng.choice(["north", "south", "west"], n),
            "seen": pd.date_range("2020-01-01", periods=n).strftime("%Y-%m-%d"),
            "died": np.where(x + rng.normal(size=n) > 0, "yes", "no"),
            "stay": (5 + x + rng.normal(size=n)).round(2),
        }
    )
    path = tmp_path_factory.mktemp("cohort") / "wards.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("plan", SPLITS)
def test_every_plan_runs_to_a_result_that_says_it(cohort, tmp_path, capsys, plan):
    out = tmp_path / "run"
    words = f"""run {cohort} --out {out} --task died --task stay --site ward --time seen
    --plan {plan} --preset quick --folds 2 --reference none --no-explain --threads 1""".split()
    assert execute(words) == 0
    said = capsys.readouterr().out
    assert "Exploratory: with 1 repeat" in said
    result = json.loads((out / "result.json").read_text())
    assert result["plan"] in said
    assert result["exploratory"]
    n_tested = {"folds": 200, "leave-one-site-out": 200, "locked-test": 40, "before-after": 50}
    assert result["tasks"]["stay"]["n"] == pytest.approx(n_tested[plan], abs=6)
    folder = RunFolder(out)
    assert folder.read_study().plan.split == SPLITS[plan]()
    lines = folder.read_predictions()
    assert len(set(lines["row"])) == result["tasks"]["stay"]["n"]
    assert ("threshold" in lines) == (not SPLITS[plan].tests_everyone)


@pytest.mark.parametrize(
    ("words", "plan"),
    [
        ("", EvaluationPlan()),
        ("--plan folds", EvaluationPlan(repeats=5)),
        ("--plan locked-test --test-share 0.3", EvaluationPlan(repeats=5, split=LockedTest(0.3))),
        ("--plan locked-test --preset quick", EvaluationPlan(split=LockedTest())),
        (
            "--plan before-after --time days --repeats 7",
            EvaluationPlan(repeats=7, split=BeforeAfter()),
        ),
        (
            "--plan leave-one-site-out --site ward --smallest-site 3",
            EvaluationPlan(repeats=5, split=LeaveOneSiteOut(3)),
        ),
    ],
)
def test_a_plan_and_its_options_reach_the_study(csv, out, fake, words, plan):
    command = ["run", str(csv), "--out", str(out), "--task", "died", *words.split()]
    assert execute(command, fake.engine()) == 0
    assert fake.calls[0][0].plan == plan


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("--plan tomorrow", "plan is unknown"),
        ("--test-share 0.3", "--test-share does not belong"),
        ("--plan locked-test --smallest-site 9", "--smallest-site does not belong"),
        ("--plan leave-one-site-out", "role site"),
        ("--plan before-after", "role time"),
    ],
)
def test_what_does_not_fit_a_plan_is_refused(csv, out, fake, capsys, words, found):
    command = ["run", str(csv), "--out", str(out), "--task", "died", *words.split()]
    assert execute(command, fake.engine()) != 0
    assert found in capsys.readouterr().err


def test_a_study_written_before_plans_were_many_still_opens(csv, out, fake):
    execute(["run", str(csv), "--out", str(out), "--task", "died"], fake.engine())
    plain = json.loads((out / "study.json").read_text())
    plain["plan"] = {"folds": 5, "repeats": 1, "seed": 0, "margin": 0.02, "n_resamples": 2000}
    assert from_json(Study, json.dumps(plain)).plan.split == RepeatedFolds()
