"""Every task in every subgroup."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import recall_score, roc_auc_score

from mtl_core.evaluation.arms import evaluate
from mtl_core.evaluation.intervals.resampling import SMALLEST_P, bootstrap_p, tail_p
from mtl_core.evaluation.subgroups import evaluate_subgroups
from mtl_core.evaluation.subgroups.division import Division
from mtl_core.schema import Arm, EvaluationPlan, Task, TaskKind

BOTH = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
PLAN = EvaluationPlan(n_resamples=400, seed=3)


def everybody(n):
    return Division(("all",), np.zeros(n, np.int64))


def by_place(n, n_parts=2):
    return Division(tuple(f"part {i}" for i in range(n_parts)), np.arange(n) % n_parts)


def run(table, tasks, division, *, plan=PLAN, gap_arm=Arm.MULTI_TASK):
    n = len(division.code)
    return evaluate_subgroups(
        table,
        tasks,
        division,
        arms=BOTH,
        gap_arm=gap_arm,
        plan=plan,
        patients=np.arange(n),
        strata=np.zeros(n, int),
    )


@pytest.fixture
def table(lines, cohort):
    outcome, good, middling = cohort
    return pd.concat(
        [
            lines("sick", "multi_task", outcome, good),
            lines("sick", "single_task", outcome, middling),
        ]
    )


def test_a_subgroup_of_everybody_is_the_overall_result_to_the_bit(table, sick):
    (found,) = run(table, [sick], everybody(400))["sick"].subgroups.values()
    whole = evaluate(
        table,
        [sick],
        arms=BOTH,
        plan=PLAN,
        patients=np.arange(400),
        strata=np.zeros(400, int),
    )["sick"]
    assert found.arms == whole.arms
    assert found.difference.value == whole.difference["auroc"].value
    assert (found.difference.low, found.difference.high) == (
        whole.difference["auroc"].low,
        whole.difference["auroc"].high,
    )
    assert (found.n, found.events) == (whole.n, whole.events)
    assert "nobody is in another subgroup" in found.gaps["auroc"].reason


def test_auroc_in_a_subgroup_is_that_of_scikit_learn(table, sick, cohort):
    outcome, good, middling = cohort
    found = run(table, [sick], by_place(400, 3))["sick"].subgroups
    for place in range(3):
        mine = np.arange(400) % 3 == place
        cell = found[f"part {place}"]
        for arm, risk in ((Arm.MULTI_TASK, good), (Arm.SINGLE_TASK, middling)):
            expected = roc_auc_score(outcome[mine], risk[mine])
            estimate = cell.arms[arm]["auroc"]
            assert estimate.value == pytest.approx(expected, abs=1e-12)
            assert estimate.low < expected < estimate.high
        rest = roc_auc_score(outcome[~mine], good[~mine])
        own = roc_auc_score(outcome[mine], good[mine])
        assert cell.gaps["auroc"].value == pytest.approx(own - rest, abs=1e-12)


def test_thresholds_stay_those_of_the_whole_cohort(lines, sick):
    # In part 0 everybody's risk lies above the cohort's event rate, though below that of part 0.
    outcome = np.tile([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0], 50)
    part = np.tile([0, 1], 200)
    risk = np.where(part == 0, 0.6, 0.1)
    rows = lines("sick", "multi_task", outcome, risk)
    found = run(rows, [sick], Division(("a", "b"), part))["sick"].subgroups
    expected = recall_score(outcome[part == 0], risk[part == 0] > outcome.mean())
    assert expected == 1.0
    assert found["a"].arms[Arm.MULTI_TASK]["sensitivity"].value == expected


def test_too_few_events_or_others_are_not_estimable(lines, sick):
    outcome = np.zeros(400)
    outcome[:19] = 1  # part 0: 19 events
    outcome[200:381] = 1  # part 1: 19 without
    risk = np.random.default_rng(1).random(400)
    rows = lines("sick", "multi_task", outcome, risk)
    division = Division(("few", "nearly all"), np.repeat([0, 1], 200))
    found = run(rows, [sick], division)["sick"].subgroups
    reasons = {name: cell.arms[Arm.MULTI_TASK]["auroc"].reason for name, cell in found.items()}
    assert reasons == {
        "few": "not estimable (19 events)",
        "nearly all": "not estimable (19 rows without the event)",
    }
    assert found["few"].gaps["auroc"].reason == "not estimable (19 events)"
    assert found["few"].gaps["auroc"].p_holm is None
    outcome[19] = 1
    rows = lines("sick", "multi_task", outcome, risk)
    found = run(rows, [sick], division)["sick"].subgroups
    assert found["few"].arms[Arm.MULTI_TASK]["auroc"].value is not None
    assert "everybody else is not estimable" in found["few"].gaps["auroc"].reason


def test_a_subgroup_without_any_label_is_not_estimable(lines, sick, cohort):
    outcome, good, _ = cohort
    rows = lines("sick", "multi_task", outcome, good)
    division = Division(("labelled", "not"), np.repeat([0, 1], [400, 60]))
    found = run(rows, [sick], division)["sick"].subgroups
    assert found["not"].arms[Arm.MULTI_TASK]["auroc"].reason == "not estimable (0 events)"
    assert (found["not"].n, found["not"].events) == (0, 0)


def test_regressions_need_twenty_rows(lines):
    cost = Task("cost", TaskKind.REGRESSION)
    rng = np.random.default_rng(2)
    value = rng.normal(size=100)
    rows = lines("cost", "multi_task", value, value + rng.normal(size=100)).assign(
        **{"class": None}
    )
    division = Division(("few", "many"), np.repeat([0, 1], [19, 81]))
    found = run(rows, [cost], division)["cost"].subgroups
    assert found["few"].arms[Arm.MULTI_TASK]["r2"].reason == "not estimable (19 labelled rows)"
    assert found["many"].arms[Arm.MULTI_TASK]["r2"].value is not None
    assert set(found["many"].gaps) == {"r2", "mae"}


def test_rows_whose_subgroup_is_unknown_are_with_nobody(table, sick, cohort):
    outcome, good, _ = cohort
    code = np.arange(400) % 4 - 1
    found = run(table, [sick], Division(("a", "b", "c"), code))["sick"].subgroups
    assert sum(cell.n for cell in found.values()) == 300
    own, rest = code == 0, code > 0
    expected = roc_auc_score(outcome[own], good[own]) - roc_auc_score(outcome[rest], good[rest])
    assert found["a"].gaps["auroc"].value == pytest.approx(expected, abs=1e-12)


def test_gaps_of_two_subgroups_are_mirror_images_and_tested_once(table, sick):
    found = run(table, [sick], by_place(400))["sick"].subgroups
    one, two = found["part 0"].gaps, found["part 1"].gaps
    for key in one:
        assert one[key].value == -two[key].value
        assert one[key].p_holm == two[key].p_holm


def test_a_p_value_is_that_of_the_bootstrap_while_a_draw_is_on_the_other_side():
    draws = np.random.default_rng(5).normal(2.0, 1.0, 2000)
    assert (draws < 0).any()
    assert tail_p(2.0, draws) == bootstrap_p(draws)


def test_beyond_all_draws_the_p_value_is_that_of_the_normal_distribution():
    # two-sided normal tail beyond 4 standard deviations: 6.334e-05 (R: 2 * pnorm(-4))
    draws = 4.0 + np.array([-1.0, 1.0] * 1000)
    assert tail_p(4.0, draws) == pytest.approx(6.334248e-05, rel=1e-6)
    assert tail_p(9.0, draws + 5) == SMALLEST_P


def test_a_difference_that_is_always_the_same_keeps_the_smallest_p_of_the_draws():
    assert tail_p(1.0, np.ones(1999)) == 2 / 2000


def test_no_network_against_itself_is_better_in_any_subgroup(lines, sick, cohort):
    outcome, good, _ = cohort
    table = pd.concat([lines("sick", arm.value, outcome, good) for arm in BOTH])
    for cell in run(table, [sick], by_place(400))["sick"].subgroups.values():
        assert (cell.difference.value, cell.difference.low, cell.difference.high) == (0, 0, 0)
        assert cell.difference.p_holm == 1.0


def test_reports_of_one_arm_have_gaps_and_no_differences(lines, sick, cohort):
    outcome, good, _ = cohort
    table = lines("sick", "multi_task", outcome, good)
    for cell in run(table, [sick], by_place(400))["sick"].subgroups.values():
        assert "not both trained" in cell.difference.reason
        assert cell.gaps["auroc"].value is not None


def test_people_with_several_rows_come_and_go_together(lines, sick, cohort):
    # Every patient twice: twice the rows, but the interval is not narrower.
    outcome, good, middling = (np.repeat(x, 2) for x in cohort)
    table = pd.concat(
        [
            lines("sick", "multi_task", outcome, good),
            lines("sick", "single_task", outcome, middling),
        ]
    )
    division = Division(("a", "b"), np.repeat(np.arange(400) % 2, 2))

    def width(patients):
        found = evaluate_subgroups(
            table,
            [sick],
            division,
            arms=BOTH,
            gap_arm=Arm.MULTI_TASK,
            plan=PLAN,
            patients=patients,
            strata=np.zeros(800, int),
        )
        cell = found["sick"].subgroups["a"].difference
        return cell.high - cell.low

    assert width(np.repeat(np.arange(400), 2)) > 1.2 * width(np.arange(800))
