"""Pages of a run whose networks say one thing, everything, or nonsense."""

import re

import numpy as np
import pandas as pd
import pytest

from mtl_core.evaluation.arms import evaluate
from mtl_core.schema import Arm, EvaluationPlan, StudyResult, TaskKind
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from tests.unit.evaluation.arms.degenerate import PREDICTIONS

ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK)


def rewritten(table, task, said, seen):
    """Predictions of one task, with another thing said, and perhaps other labels."""
    width = len(task.classes) if task.kind.per_class else 1
    mine = table[table["task"] == task.name].copy()
    place = mine.groupby("row", sort=False).cumcount()
    wide = mine.assign(place=place).pivot_table(index="row", columns="place", values="observed")
    observed = seen(task.kind, wide.to_numpy(float))
    assert observed.shape[1] == width
    for column, values in (("observed", observed), ("predicted", said(task.kind, observed))):
        mine[column] = values[mine["row"], place]
    return mine


def one_event(kind, observed):
    if kind is TaskKind.REGRESSION:
        return observed
    few = np.zeros_like(observed)
    few[:, 0] = observed.shape[1] > 1
    few[7] = np.eye(observed.shape[1])[-1]
    return few


SCENES = {
    "constant": (PREDICTIONS["constant"], lambda _, observed: observed),
    "perfect": (PREDICTIONS["perfect"], lambda _, observed: observed),
    "missing": (PREDICTIONS["missing"], lambda _, observed: observed),
    "one event": (PREDICTIONS["half tied"], one_event),
}
"""What is said, and what is observed: functions of the kind of task and of the observed values."""
NO_NUMBER = re.compile(r"\b(?:nan|NaN|inf|None|NaT)\b|(?<![.\d])1 (?:events|rows|patients)\b")


@pytest.fixture
def hostile(full_run):
    def write(said, seen):
        folder = RunFolder(load_settings().runs_dir / full_run.run_id)
        table, tasks = folder.read_predictions(), full_run.study.schema.tasks
        written = []
        for arm, say in zip(ARMS, (said, PREDICTIONS["half tied"]), strict=True):
            mine = table[table["arm"] == arm.value]
            lines = pd.concat([rewritten(mine, task, say, seen) for task in tasks])
            folder.write_predictions(arm, lines)
            written.append(lines)
        n = int(table["row"].max()) + 1
        found = evaluate(
            pd.concat(written), tasks, arms=ARMS, plan=EvaluationPlan(n_resamples=50, seed=1),
            patients=np.arange(n), strata=np.zeros(n, int),
        )  # fmt: skip
        folder.write_result(
            StudyResult(0, full_run.result.cohort, dict(found), {}, mean_gain=found.mean_gain)
        )
        return full_run

    return write


HYPHEN = re.compile(r"(?<!\S)[\"(\[]?-\d")


def words(at):
    """Everything that a page says, tables included; an empty cell says nothing."""
    parts = [*at.markdown, *at.caption, *at.metric, *at.info, *at.warning, *at.error]
    text = " ".join(f"{getattr(part, 'label', '')} {part.value}" for part in parts)
    return text + " ".join(frame.value.to_csv(na_rep="") for frame in at.dataframe)


@pytest.mark.parametrize("scene", SCENES)
def test_pages_do_not_crash_and_say_no_nan(app, hostile, scene):
    run = hostile(*SCENES[scene])
    at = app("performance", run=run.run_id)
    for task in run.study.schema.tasks:
        at.selectbox(key="performance_task").set_value(task.name).run()
        assert not at.exception, task.name
        assert NO_NUMBER.findall(words(at)) == [], task.name
    at = at.switch_page("pages/comparison.py").run()
    assert not at.exception
    assert NO_NUMBER.findall(words(at)) == []


def test_every_negative_number_has_the_true_minus_sign(app, hostile):
    run = hostile(*SCENES["missing"])
    at = app("performance", run=run.run_id)
    seen = []
    for task in run.study.schema.tasks:
        at.selectbox(key="performance_task").set_value(task.name).run()
        seen.append(texts(at))
    seen.append(texts(at.switch_page("pages/comparison.py").run()))
    assert any("−" in text for text in seen)
    assert [HYPHEN.findall(text) for text in seen] == [[]] * len(seen)


def texts(at):
    """Everything that a page says, and the cells of its tables that hold text."""
    frames = [frame.value.select_dtypes(object).to_csv(sep="\n") for frame in at.dataframe]
    return "\n".join([*(str(part.value) for part in (*at.markdown, *at.caption)), *frames])
