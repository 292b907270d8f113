"""The whole evaluation on small cohorts."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from mtl_core.evaluation.arms import evaluate
from mtl_core.evaluation.measures.binary import BINARY_MEASURES
from mtl_core.evaluation.measures.multiclass import MULTICLASS_MEASURES
from mtl_core.evaluation.measures.regression import REGRESSION_MEASURES
from mtl_core.schema import Arm, Difference, EvaluationPlan, Task, TaskKind, Verdict

BOTH = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
PLAN = EvaluationPlan(n_resamples=400, seed=3)


def run(table, tasks, n_rows, *, plan=PLAN, arms=BOTH, patients=None, strata=None):
    return evaluate(
        table,
        tasks,
        arms=arms,
        plan=plan,
        patients=np.arange(n_rows) if patients is None else patients,
        strata=np.zeros(n_rows, int) if strata is None else strata,
    )


def compared(lines, task, outcome, multi, single, **options):
    table = pd.concat(
        [
            lines(task.name, "multi_task", outcome, multi),
            lines(task.name, "single_task", outcome, single),
        ]
    )
    return run(table, [task], len(outcome), **options)[task.name]


def test_the_value_is_the_mean_over_repeats_of_the_pooled_measure(lines, sick, cohort):
    outcome, good, middling = cohort
    table = pd.concat(
        [
            lines("sick", "multi_task", outcome, good, repeat=0),
            lines("sick", "multi_task", outcome, middling, repeat=1),
        ]
    )
    found = run(table.sample(frac=1, random_state=1), [sick], 400)["sick"]
    expected = (roc_auc_score(outcome, good) + roc_auc_score(outcome, middling)) / 2
    estimate = found.arms[Arm.MULTI_TASK]["auroc"]
    assert estimate.value == pytest.approx(expected, abs=1e-12)
    assert estimate.low < estimate.value < estimate.high
    assert (estimate.n, found.n, found.events) == (400, 400, int(outcome.sum()))
    assert found.difference == {}


def test_every_measure_of_every_kind_has_value_and_interval(lines, sick, cohort):
    outcome, good, middling = cohort
    cost = Task("cost", TaskKind.REGRESSION)
    ward = Task("ward", TaskKind.MULTICLASS, ("a", "b"))
    parts = []
    for arm, risk in (("multi_task", good), ("single_task", middling)):
        parts.append(lines("sick", arm, outcome, risk))
        parts.append(lines("cost", arm, 10 * outcome + good, 9 * risk).assign(**{"class": None}))
        for label, is_it in (("b", 1.0), ("a", 0.0)):
            share = risk if is_it else 1 - risk
            parts.append(lines("ward", arm, outcome == is_it, share).assign(**{"class": label}))
    found = run(pd.concat(parts), [sick, cost, ward], 400)
    for task, names in (
        ("sick", BINARY_MEASURES),
        ("cost", REGRESSION_MEASURES),
        ("ward", MULTICLASS_MEASURES),
    ):
        for arm in BOTH:
            estimates = found[task].arms[arm]
            assert tuple(estimates) == names
            assert all(e.low <= e.value <= e.high for e in estimates.values())
        assert tuple(found[task].difference) == names
        primary = found[task].difference[names[0]]
        assert primary.p_holm is not None
        assert primary.margin == PLAN.margin
        assert all(found[task].difference[name].p_holm is None for name in names[1:])
    # Two classes as a multiclass task: macro AUROC is the AUROC.
    auroc = found["sick"].arms[Arm.MULTI_TASK]["auroc"].value
    assert found["ward"].arms[Arm.MULTI_TASK]["macro_auroc"].value == pytest.approx(auroc)
    assert found["cost"].events is None
    assert found["cost"].threshold is None


def test_a_model_against_itself_differs_by_exactly_nothing(lines, sick, cohort):
    outcome, good, _ = cohort
    found = compared(lines, sick, outcome, good, good.copy())
    assert found.difference["auroc"] == Difference(
        0.0, 0.0, 0.0, 1.0, PLAN.margin, Verdict.NO_MEANINGFUL_DIFFERENCE
    )
    assert all((d.value, d.low, d.high) == (0.0, 0.0, 0.0) for d in found.difference.values())


def test_swapping_the_arms_only_flips_the_sign(lines, sick, cohort):
    outcome, good, middling = cohort
    one = compared(lines, sick, outcome, good, middling).difference
    other = compared(lines, sick, outcome, middling, good).difference
    for name in BINARY_MEASURES:
        assert one[name].value == -other[name].value
        assert one[name].low == pytest.approx(-other[name].high, abs=1e-12)
        assert one[name].high == pytest.approx(-other[name].low, abs=1e-12)
    assert one["auroc"].p_holm == other["auroc"].p_holm
    assert (one["auroc"].verdict, other["auroc"].verdict) == (Verdict.BETTER, Verdict.WORSE)


def test_the_interval_of_shuffled_labels_covers_a_coin_toss(lines, sick, cohort):
    outcome, good, _ = cohort
    rng = np.random.default_rng(12)
    covered = 0
    for _ in range(20):
        table = lines("sick", "multi_task", rng.permutation(outcome), good)
        estimate = run(table, [sick], 400)["sick"].arms[Arm.MULTI_TASK]["auroc"]
        covered += estimate.low <= 0.5 <= estimate.high
    # 95 % coverage: 16 or fewer of 20 has probability .0026 (Binomial).
    assert covered >= 17


def test_rows_of_one_patient_widen_the_interval(lines, sick, cohort):
    outcome, _, risk = (np.repeat(part[:100], 4) for part in cohort)
    table = lines("sick", "multi_task", outcome, risk)
    patients = np.repeat(np.arange(100), 4)
    clustered = run(table, [sick], 400, patients=patients)["sick"].arms[Arm.MULTI_TASK]["auroc"]
    naive = run(table, [sick], 400)["sick"].arms[Arm.MULTI_TASK]["auroc"]
    # Four copies of each patient carry the information of one: the width doubles.
    ratio = (clustered.high - clustered.low) / (naive.high - naive.low)
    assert ratio == pytest.approx(2.0, rel=0.2)


def test_the_same_resamples_serve_all_tasks(lines, cohort):
    outcome, good, middling = cohort
    tasks = [Task(name, TaskKind.BINARY, ("no", "yes")) for name in ("one", "two")]
    table = pd.concat(
        [
            lines(name, arm, outcome, risk)
            for name in ("one", "two")
            for arm, risk in (("multi_task", good), ("single_task", middling))
        ]
    )
    found = run(table, tasks, 400)
    assert found["one"] == found["two"]


def test_an_added_task_leaves_the_numbers_of_another(lines, sick, cohort):
    outcome, good, middling = cohort
    alone = lines("sick", "single_task", outcome, good)
    noise = lines("noise", "single_task", outcome, middling)
    extra = Task("noise", TaskKind.BINARY, ("no", "yes"))
    before = run(alone, [sick], 400)["sick"]
    after = run(pd.concat([noise, alone]), [extra, sick], 400)["sick"]
    assert before == after


def test_unlabelled_patients_do_not_count_but_are_drawn(lines, sick, cohort):
    outcome, good, _ = (part[:300] for part in cohort)
    row = np.arange(300) + 100
    table = lines("sick", "multi_task", outcome, good, row=row)
    found = run(table, [sick], 400)["sick"].arms[Arm.MULTI_TASK]["auroc"]
    assert found.n == 300
    assert found.value == pytest.approx(roc_auc_score(outcome, good), abs=1e-12)


def test_the_threshold_is_the_mean_event_rate_of_the_training_rows(lines, sick, cohort):
    outcome, good, _ = cohort
    found = run(lines("sick", "multi_task", outcome, good), [sick], 400)["sick"]
    # Folds of equal size: the mean of the training rates is the rate of all rows.
    assert found.threshold == pytest.approx(outcome.mean(), abs=1e-12)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ([1.0] * 7 + [0.0] * 43, "not estimable (7 events)"),
        ([1.0] * 1 + [0.0] * 49, "not estimable (1 event)"),
        ([1.0] * 41 + [0.0] * 9, "not estimable (9 rows without the event)"),
    ],
)
def test_too_few_events_give_a_reason_and_no_number(lines, sick, outcome, reason):
    risk = np.linspace(0.1, 0.9, 50)
    found = compared(lines, sick, np.array(outcome), risk, risk**2)
    assert {(e.value, e.reason) for e in found.arms[Arm.MULTI_TASK].values()} == {(None, reason)}
    assert found.difference["auroc"].reason == reason
    assert found.difference["auroc"].verdict is Verdict.INCONCLUSIVE


def test_thirty_events_are_exploratory_and_sixty_are_not(lines, sick):
    rng = np.random.default_rng(0)
    for n_events, exploratory in ((30, True), (60, False)):
        outcome = np.repeat([1.0, 0.0], [n_events, 100])
        table = lines("sick", "multi_task", outcome, rng.random(len(outcome)))
        assert run(table, [sick], len(outcome))["sick"].exploratory is exploratory


def test_few_rows_of_a_class_or_of_a_regression_give_a_reason(lines):
    ward = Task("ward", TaskKind.MULTICLASS, ("a", "b"))
    observed = np.repeat([1.0, 0.0], [5, 45])
    table = pd.concat(
        [
            lines("ward", "multi_task", observed, np.full(50, 0.1)).assign(**{"class": "a"}),
            lines("ward", "multi_task", 1 - observed, np.full(50, 0.9)).assign(**{"class": "b"}),
        ]
    )
    found = run(table, [ward], 50)["ward"].arms[Arm.MULTI_TASK]
    assert found["log_loss"].reason == "not estimable (5 rows of the rarest class)"
    cost = Task("cost", TaskKind.REGRESSION)
    few = run(lines("cost", "multi_task", np.arange(9.0), np.arange(9.0)), [cost], 9)["cost"]
    assert few.arms[Arm.MULTI_TASK]["r2"].reason == "not estimable (9 labelled rows)"


def test_one_patient_above_the_threshold_gives_a_value_without_interval(lines, sick, cohort):
    outcome, _, _ = cohort
    risk = np.where(np.arange(400) == np.flatnonzero(outcome)[0], 0.9, 0.01)
    table = lines("sick", "multi_task", outcome, risk)
    found = run(table, [sick], 400)["sick"].arms[Arm.MULTI_TASK]["ppv"]
    # This patient is absent from a resample with probability 1/e.
    assert (found.value, found.low, found.high) == (1.0, None, None)
    assert "interval" in found.reason


def test_constant_risks_leave_slope_and_predictive_value_open(lines, sick, cohort):
    outcome, _, _ = cohort
    table = lines("sick", "multi_task", outcome, np.full(400, 0.01))
    found = run(table, [sick], 400)["sick"].arms[Arm.MULTI_TASK]
    assert found["auroc"].value == 0.5
    assert found["calibration_slope"].value is None
    assert "all equal" in found["calibration_slope"].reason
    assert "above the threshold" in found["ppv"].reason
    assert found["calibration_in_the_large"].value is not None


def test_predictions_that_are_no_numbers_cost_only_their_arm(lines, sick, cohort):
    outcome, good, middling = cohort
    broken = np.where(np.arange(400) == 3, np.nan, good)
    found = compared(lines, sick, outcome, broken, middling)
    assert "no number" in found.arms[Arm.MULTI_TASK]["auroc"].reason
    assert found.arms[Arm.SINGLE_TASK]["auroc"].value is not None
    assert "no number" in found.difference["auroc"].reason


def test_an_arm_without_predictions_is_absent(lines, sick, cohort):
    outcome, good, _ = cohort
    table = lines("sick", "multi_task", outcome, good)
    found = run(table, [sick], 400, arms=tuple(Arm))["sick"]
    assert set(found.arms) == {Arm.MULTI_TASK}


def test_holm_counts_the_tasks_that_are_compared(lines, cohort):
    outcome, _, middling = cohort
    rng = np.random.default_rng(2)
    nudged = np.clip(middling + 0.12 * (outcome - 0.5) * rng.random(400), 0.001, 0.999)
    tasks = [Task(f"t{k}", TaskKind.BINARY, ("no", "yes")) for k in range(4)]
    table = pd.concat(
        [
            lines(task.name, arm, outcome, risk)
            for task in tasks
            for arm, risk in (("multi_task", nudged), ("single_task", middling))
        ]
    )
    one = run(table, tasks[:1], 400)["t0"].difference["auroc"].p_holm
    four = run(table, tasks, 400)["t0"].difference["auroc"].p_holm
    assert four == pytest.approx(min(1.0, 4 * one))


def test_progress_ends_at_one(lines, sick, cohort):
    outcome, good, _ = cohort
    heard = []
    evaluate(
        lines("sick", "multi_task", outcome, good),
        [sick],
        arms=BOTH,
        plan=PLAN,
        patients=np.arange(400),
        strata=np.zeros(400, int),
        on_progress=heard.append,
    )
    assert heard == [1.0]


def test_the_input_is_left_as_it_was(lines, sick, cohort):
    outcome, good, _ = cohort
    table = lines("sick", "multi_task", outcome, good)
    copy = table.copy(deep=True)
    run(table, [sick], 400)
    pd.testing.assert_frame_equal(table, copy)
