"""The headline and the sentence of each task."""

import pytest

from mtl_core.evaluation.arms import gains, headline, stands_alone, verdict_sentence
from mtl_core.evaluation.measures.binary import BINARY_MEASURES
from mtl_core.evaluation.measures.multiclass import MULTICLASS_MEASURES
from mtl_core.evaluation.measures.ordinal import ORDINAL_MEASURES
from mtl_core.evaluation.measures.regression import REGRESSION_MEASURES
from mtl_core.schema import Arm, Difference, Estimate, TaskKind, TaskResult, Verdict
from mtl_core.schema.measures import MEASURES

DIFFERENCES = {
    "b": Difference(0.03, 0.01, 0.05, 0.01, 0.02, Verdict.BETTER),
    "w": Difference(-0.04, -0.06, -0.02, 0.01, 0.02, Verdict.WORSE),
    "n": Difference(0.001, -0.01, 0.012, 0.9, 0.02, Verdict.NO_MEANINGFUL_DIFFERENCE),
    "i": Difference(0.01, -0.02, 0.04, 0.6, 0.02, Verdict.INCONCLUSIVE),
    "a": Difference(0.0, 0.0, 0.0, 1.0, 0.02, Verdict.NO_MEANINGFUL_DIFFERENCE),
}


def result(primary, **changes):
    return TaskResult(
        **{
            "kind": TaskKind.BINARY,
            "n": 9105,
            "events": 1200,
            "exploratory": False,
            "threshold": 0.13,
            "arms": {
                Arm.MULTI_TASK: {"auroc": Estimate(0.84)},
                Arm.SINGLE_TASK: {"auroc": Estimate(0.81)},
            },
            "difference": {"auroc": primary},
        }
        | changes
    )


def results(letters):
    return {f"{letter}{k}": result(DIFFERENCES[letter]) for k, letter in enumerate(letters)}


@pytest.mark.parametrize(
    ("letters", "sentence"),
    [
        ("bbbbiii", "Sharing an encoder helped 4 of 7 tasks; for 3 this cohort cannot tell."),
        (
            "bbwni",
            (
                "Sharing an encoder helped 2 of 5 tasks and harmed 1; for 1 there is no meaningful "
                "difference; for 1 this cohort cannot tell."
            ),
        ),
        ("bb", "Sharing an encoder helped both tasks."),
        ("bbb", "Sharing an encoder helped all 3 tasks."),
        ("wwww", "Sharing an encoder harmed all 4 tasks."),
        (
            "wii",
            (
                "Sharing an encoder helped none of 3 tasks and harmed 1; for 2 this cohort cannot "
                "tell."
            ),
        ),
        (
            "nni",
            (
                "Sharing an encoder helped none of 3 tasks; for 2 there is no meaningful "
                "difference; for 1 this cohort cannot tell."
            ),
        ),
        ("nnn", "Sharing an encoder made no meaningful difference for all 3 tasks."),
        ("ii", "For both tasks this cohort cannot tell whether sharing an encoder helped."),
        ("b", "Sharing an encoder helped the one task that was compared."),
        (
            "i",
            (
                "For the one task that was compared this cohort cannot tell whether sharing an "
                "encoder helped."
            ),
        ),
        ("aaa", "No task shares an encoder with another, so there is nothing to compare."),
        (
            "bba",
            (
                "Sharing an encoder helped both tasks. 1 task stands alone and is the same in both "
                "arms."
            ),
        ),
        (
            "bwaa",
            (
                "Sharing an encoder helped 1 of 2 tasks and harmed 1. 2 tasks stand alone and are "
                "the same in both arms."
            ),
        ),
        ("", "No task could be compared."),
    ],
)
def test_the_headline_accounts_for_every_task(letters, sentence):
    assert headline(results(letters), {}) == sentence


def test_the_headline_names_the_refused_tasks():
    assert headline(results("bb"), {"aki": "4 events"}) == (
        "Sharing an encoder helped both tasks. 1 task was refused: aki."
    )
    assert headline(results("bb"), {"aki": "4 events", "flu": "no labels"}).endswith(
        "2 tasks were refused: aki, flu."
    )


def test_gains_leave_out_tasks_that_stand_alone():
    found = gains(results("bwnia"))
    assert (found.n_tasks, found.n_alone) == (4, 1)
    assert (found.n_helped, found.n_harmed) == (1, 1)
    assert (found.n_no_difference, found.n_inconclusive) == (1, 1)
    assert found.mean == pytest.approx((0.03 - 0.04 + 0.001 + 0.01) / 4)
    assert (found.worst, found.worst_task) == (-0.04, "w1")


def test_gains_without_any_comparison_have_no_number():
    found = gains({"x": result(Difference(), difference={})})
    assert (found.n_tasks, found.mean, found.worst, found.worst_task) == (0, None, None, None)


def test_a_task_with_any_measure_that_moved_does_not_stand_alone():
    both = {"auroc": DIFFERENCES["a"], "brier": Difference(0.001, -0.001, 0.003)}
    assert stands_alone(result(DIFFERENCES["a"]))
    assert not stands_alone(result(DIFFERENCES["a"], difference=both))


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (
            "b",
            (
                "sepsis: sharing an encoder helped; discrimination (AUROC) is 0.840 with sharing "
                "and 0.810 without, a difference of +0.030 (95 % interval +0.010 to +0.050; n = "
                "9,105, 1,200 events)."
            ),
        ),
        ("w", "sepsis: sharing an encoder harmed; "),
        ("n", "sepsis: sharing an encoder made no meaningful difference (margin 0.02); "),
        ("i", "sepsis: this cohort cannot tell whether sharing an encoder helped; "),
        (
            "a",
            (
                "sepsis: stands alone, so both arms are the same network; discrimination (AUROC) "
                "is 0.840 (n = 9,105, 1,200 events)."
            ),
        ),
    ],
)
def test_the_sentence_says_the_verdict_with_numbers(letter, words):
    assert verdict_sentence("sepsis", result(DIFFERENCES[letter])).startswith(words)


def test_a_clear_but_small_difference_is_called_small():
    small = Difference(0.01, 0.005, 0.015, 0.01, 0.02, Verdict.BETTER)
    assert "helped, but by less than the margin;" in verdict_sentence("x", result(small))


def test_an_interval_beside_zero_that_holm_does_not_pass_is_explained():
    near = Difference(0.02, 0.001, 0.04, 0.2, 0.02, Verdict.INCONCLUSIVE)
    assert "once the number of tasks is taken into account" in verdict_sentence("x", result(near))


def test_a_task_that_cannot_be_compared_says_why():
    why = Difference(reason="not estimable (7 events)", verdict=Verdict.INCONCLUSIVE)
    assert verdict_sentence("x", result(why)) == "x: cannot be compared, not estimable (7 events)."
    assert "nothing is compared" in verdict_sentence("x", result(why, difference={}))


def test_regression_and_exploratory_tasks_say_so():
    los = result(
        DIFFERENCES["b"],
        kind=TaskKind.REGRESSION,
        events=None,
        difference={"r2": DIFFERENCES["b"]},
        arms={},
    )
    assert "explained variance (R²) is unknown" in verdict_sentence("los", los)
    assert verdict_sentence("los", los).endswith("n = 9,105).")
    rare = result(DIFFERENCES["i"], events=30, exploratory=True)
    assert verdict_sentence("rare", rare).endswith("30 events, exploratory).")


def test_every_measure_has_words():
    of_classes = {*MULTICLASS_MEASURES, *ORDINAL_MEASURES}
    assert set(MEASURES) == {*BINARY_MEASURES, *of_classes, *REGRESSION_MEASURES}
    assert all(text.description.endswith((".", ").")) for text in MEASURES.values())


@pytest.mark.parametrize(
    ("highs", "sentence"),
    [
        ([0.019], "The one difference that stands out from chance is smaller than"),
        ([0.019, 0.018], "Both differences that stand out from chance are smaller than"),
        ([0.019, 0.03], "1 of the 2 differences that stand out from chance is smaller than"),
    ],
)
def test_a_clear_difference_inside_the_margin_is_called_small(highs, sentence):
    small = [Difference(0.01, 0.005, high, 0.01, 0.02, Verdict.BETTER) for high in highs]
    said = headline({f"t{k}": result(d) for k, d in enumerate(small)}, {})
    assert f"{sentence} the margin of 0.02." in said


def test_a_clear_difference_beyond_the_margin_is_not_called_small():
    assert "margin" not in headline(results("bbw"), {})
