"""A study with an ordinal outcome from training to explanation."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mtl_core.inference import networks_of_split, read_bundle
from mtl_core.schema import (
    Arm,
    EvaluationPlan,
    ExplanationSpec,
    Task,
    TaskKind,
    TrainingSpec,
    from_json,
    to_json,
)
from mtl_core.schema.events import AttributionsReady, BundleReady, PredictionsReady, ResultReady
from mtl_core.schema.specs import AdamW
from mtl_core.studies.explanation import splits_that_test, with_logits

STAGE = Task("stage", TaskKind.ORDINAL, ("I", "II", "III"))


@pytest.fixture(scope="module")
def study(make_study):
    made = make_study(
        groups=[("died", "stage")],
        names=("died", "stage"),
        references=(Arm.LOGISTIC,),
        plan=EvaluationPlan(folds=2, n_resamples=50),
        training=TrainingSpec(n_steps=120, batch_size=32, n_members=2, optimiser=AdamW(0.02)),
        explanation=ExplanationSpec(n_patients=3, n_background=10),
    )
    tasks = tuple(STAGE if task.name == "stage" else task for task in made.schema.tasks)
    return dataclasses.replace(made, schema=dataclasses.replace(made.schema, tasks=tasks))


@pytest.fixture(scope="module")
def events(study, run):
    return run(from_json(type(study), to_json(study)))


def of_type(events, kind):
    return [event for event in events if isinstance(event, kind)]


def test_every_labelled_row_has_one_line_per_class_and_probabilities_that_sum_to_one(events):
    for event in of_type(events, PredictionsReady):
        lines = event.predictions[event.predictions["task"] == "stage"]
        by_row = lines.groupby("row")
        assert set(by_row.size()) == {3}
        assert lines["class"].tolist()[:3] == ["I", "II", "III"]
        sums = by_row[["predicted", "observed"]].sum()
        assert sums.to_numpy() == pytest.approx(np.ones((len(sums), 2)), abs=1e-6)
        assert lines["predicted"].min() >= 0


def test_all_arms_find_the_planted_order(events):
    result = of_type(events, ResultReady)[-1].result.tasks["stage"]
    assert result.kind is TaskKind.ORDINAL
    for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC):
        assert result.arms[arm]["ordinal_auroc"].value > 0.75
        assert result.arms[arm]["weighted_kappa"].value > 0.3
    assert result.difference["ordinal_auroc"].verdict is not None


def test_the_bundle_predicts_classes_of_new_rows(events, table):
    ensemble = read_bundle(of_type(events, BundleReady)[-1].files)
    assert ensemble.layout.tasks[-1] == STAGE
    predicted = ensemble.predict(table.frame.iloc[:7])[:, ensemble.layout.columns("stage")]
    assert predicted.sum(axis=1) == pytest.approx(np.ones(7), abs=1e-6)


def test_the_risks_of_a_class_or_a_higher_one_are_explained_and_add_up(events, table):
    (ready,) = of_type(events, AttributionsReady)
    bundle = read_bundle(of_type(events, BundleReady)[-1].files)
    tables = [event.predictions for event in of_type(events, PredictionsReady)]
    split_of = splits_that_test(pd.concat(tables), table)
    lines = ready.attributions[ready.attributions["task"] == "stage"]
    assert list(dict.fromkeys(lines["class"])) == ["at least II", "at least III"]
    assert ready.summary.additivity_gap < 1e-4
    for row, of_row in lines.groupby("row"):
        ensemble = networks_of_split(bundle, split_of[row])
        classes = ensemble.predict(table.frame.iloc[[row]])[0, ensemble.layout.columns("stage")]
        for label, risk in (("at least II", classes[1:].sum()), ("at least III", classes[2])):
            steps = of_row.loc[of_row["class"] == label, "value"].sum()
            baseline = of_row.loc[of_row["class"] == label, "baseline"].iloc[0]
            assert baseline + steps == pytest.approx(risk, abs=1e-4)


def test_what_is_explained_stands_beside_its_name(events):
    layout = read_bundle(of_type(events, BundleReady)[-1].files).layout
    told = with_logits(np.array([[0.3, 0.2, 0.5, 0.3]]), layout)[0]
    assert [str(output) for output in layout.told] == [
        "died: yes",
        "stage: at least II",
        "stage: at least III",
    ]
    assert len(told) == 6
    assert told[:3] == pytest.approx([0.3, 0.8, 0.3])
    assert told[4] == pytest.approx(np.log(0.8 / 0.2))
