"""Every design with every balancing: as options, as a study's JSON, and trained."""

import dataclasses
import typing

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.schema import (
    Arm,
    EvaluationPlan,
    SharingDesign,
    Study,
    from_json,
    options_of,
    to_json,
)
from mtl_core.schema.specs import Balancing, Identical, TaskRelation
from mtl_core.storage import RunFolder

DESIGNS = typing.get_args(SharingDesign)
BALANCINGS = typing.get_args(Balancing)
TASKS = ("died", "stay", "stage", "grade")
WORDS = (*TASKS[:3], "grade:ordinal:mild<severe<worst")


def name(choice):
    return choice.name


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    """A hundred and twenty patients; each label is unknown for every tenth."""
    rng = np.random.default_rng(0)
    x, n = rng.normal(size=(120, 2)), 120
    frame = pd.DataFrame(
        {
            "x": x[:, 0].round(3),
            "y": x[:, 1].round(3),
            "died": np.where(x[:, 0] + rng.normal(size=n) > 0, "yes", "no"),
            "stay": (5 + x[:, 0] + rng.normal(size=n)).round(2),
            "stage": np.array(["low", "mid", "high"])[np.digitize(x[:, 1], [-0.4, 0.4])],
            "grade": np.array(["mild", "severe", "worst"])[np.digitize(x.sum(axis=1), [-0.6, 0.6])],
        }
    )
    for place, task in enumerate(TASKS):
        frame.loc[place::10, task] = None
    path = tmp_path_factory.mktemp("cohort") / "ward.csv"
    frame.to_csv(path, index=False)
    return path


def options(design, balancing):
    tasks = [word for task in WORDS for word in ("--task", task)]
    return ["--design", design.name, "--balancing", balancing.name, *tasks, "--folds", "2"]


def smallest(spec):
    """The spec with small networks, so that a hundred of them train in seconds."""
    sizes = {"width": 8, "depth": 1, "levels": 1}
    return dataclasses.replace(spec, **{k: v for k, v in sizes.items() if k in options_of(spec)})


def short(study):
    """The same study with a handful of steps, few resamples, and no decay by so few rows."""
    return dataclasses.replace(
        study,
        design=smallest(study.design),
        training=dataclasses.replace(
            study.training, n_steps=20, batch_size=32, n_members=1, members=Identical()
        ),
        plan=EvaluationPlan(folds=2, n_resamples=50),
        champion=True,
        explanation=dataclasses.replace(study.explanation, n_patients=0),
    )


@pytest.mark.parametrize("balancing", BALANCINGS, ids=name)
@pytest.mark.parametrize("design", DESIGNS, ids=name)
def test_a_study_is_made_by_options_written_read_and_trained(
    cohort, tmp_path, fake, design, balancing
):
    made, trained = tmp_path / "made", tmp_path / "trained"
    words = ["run", str(cohort), *options(design, balancing), "--reference", "none", "--quiet"]
    assert execute([*words, "--out", str(made)], fake.engine()) == 0
    study = RunFolder(made).read_study()
    assert isinstance(study.design, design)
    assert isinstance(study.training.balancing, balancing)
    assert from_json(Study, to_json(study)) == study

    path = tmp_path / "short.json"
    path.write_text(to_json(short(study)), encoding="utf-8")
    again = ["run", str(path), "--cohort", str(cohort), "--out", str(trained), "--threads", "1"]
    assert execute([*again, "--quiet"]) == 0
    folder = RunFolder(trained)
    assert folder.read_study() == short(study)
    result = folder.read_result()
    assert set(result.tasks) == set(TASKS)
    assert bool(result.relations) == (design is TaskRelation)
    # a score has a direction, classes without an order have none
    assert all(relation.unsigned == ("stage",) for relation in result.relations)
    for task in result.tasks.values():
        assert set(task.arms) == {Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.CHAMPION}
        assert all(e.value is not None for arm in task.arms.values() for e in arm.values())
    assert np.isfinite(folder.read_predictions()["predicted"]).all()


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("design", DESIGNS, ids=name)
def test_groups_are_suggested_for_a_study_of_every_design(cohort, tmp_path, fake, design, thorough):
    made, out = tmp_path / "made", tmp_path / "out"
    words = ["run", str(cohort), *options(design, BALANCINGS[0]), "--quiet", "--out", str(made)]
    assert execute(words, fake.engine()) == 0
    path = tmp_path / "short.json"
    path.write_text(to_json(short(RunFolder(made).read_study())), encoding="utf-8")
    way = ["--thorough"] * thorough
    again = ["affinity", str(path), "--cohort", str(cohort), "--out", str(out), "--threads", "1"]
    assert execute([*again, *way, "--quiet"]) == 0
    assert (out / "affinity.json").is_file()
