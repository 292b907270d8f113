"""Harm planted in one subgroup of one task."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from mtl_core.evaluation.subgroups import evaluate_subgroups
from mtl_core.evaluation.subgroups.division import Division
from mtl_core.schema import Arm, EvaluationPlan, Task, TaskKind, Verdict


def run(table, tasks, division):
    n = len(division.code)
    return evaluate_subgroups(
        table,
        tasks,
        division,
        arms=(Arm.MULTI_TASK, Arm.SINGLE_TASK),
        gap_arm=Arm.MULTI_TASK,
        plan=EvaluationPlan(n_resamples=400, seed=3),
        patients=np.arange(n),
        strata=np.zeros(n, int),
    )


def expit(x):
    return 1 / (1 + np.exp(-x))


def binary_lines(task, arm, observed, predicted):
    n = len(observed)
    return pd.DataFrame(
        {
            "row": np.arange(n),
            "task": task,
            "arm": arm,
            "repeat": 0,
            "fold": np.arange(n) % 5,
            "class": "yes",
            "observed": observed,
            "predicted": predicted,
        }
    )


def noisy(rng, signal, spread):
    return expit(signal + spread * rng.normal(size=len(signal)))


@pytest.fixture(scope="module")
def planted():
    """Three tasks, four wards; sharing ruins task ``a`` in ward 2 and changes nothing elsewhere."""
    rng = np.random.default_rng(11)
    n = 4000
    ward = rng.integers(0, 4, n)
    parts = []
    for name in ("a", "b", "c"):
        signal = rng.normal(size=n) * 1.5
        outcome = (rng.random(n) < expit(signal - 0.5)).astype(float)
        single = noisy(rng, signal, 0.3)
        harmed = (ward == 2) & (name == "a")
        multi = np.where(harmed, noisy(rng, signal, 3.0), noisy(rng, signal, 0.3))
        parts += [
            binary_lines(name, "multi_task", outcome, multi),
            binary_lines(name, "single_task", outcome, single),
        ]
    tasks = [Task(name, TaskKind.BINARY, ("no", "yes")) for name in ("a", "b", "c")]
    return pd.concat(parts), tasks, Division(tuple(f"ward {i}" for i in range(4)), ward)


@pytest.fixture(scope="module")
def found(planted):
    return run(*planted)


def test_harm_planted_in_one_subgroup_is_found_there(found):
    assert found["a"].subgroups["ward 2"].difference.verdict is Verdict.WORSE
    assert found["a"].subgroups["ward 2"].gaps["auroc"].clear
    assert found["a"].subgroups["ward 2"].gaps["auroc"].value < 0


def test_harm_planted_in_one_subgroup_is_found_nowhere_else(found):
    others = [
        cell.difference.verdict
        for task, parts in found.items()
        for name, cell in parts.subgroups.items()
        if (task, name) != ("a", "ward 2")
    ]
    assert len(others) == 11
    assert not {Verdict.WORSE, Verdict.BETTER} & set(others)
    gaps = [g for t in "bc" for cell in found[t].subgroups.values() for g in cell.gaps.values()]
    assert not any(gap.clear for gap in gaps)


def test_verdicts_are_corrected_for_all_cells_as_statsmodels_does(planted, found):
    table, tasks, division = planted
    alone = []
    for task in tasks:
        for place, name in enumerate(division.names):
            only = Division((name,), np.where(division.code == place, 0, -1))
            (cell,) = run(table, [task], only)[task.name].subgroups.values()
            alone.append(cell.difference.p_holm)  # one cell: nothing to correct for
    together = [c.difference.p_holm for parts in found.values() for c in parts.subgroups.values()]
    assert together == pytest.approx(multipletests(alone, method="holm")[1])
