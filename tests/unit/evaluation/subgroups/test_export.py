"""What leaves the house by subgroup."""

from dataclasses import replace

import pytest

from mtl_core.evaluation.subgroups import (
    gap_phrase,
    subgroup_headline,
    subgroup_sentence,
    subgroup_table,
    suppressed,
)
from mtl_core.schema import (
    Arm,
    CohortStamp,
    Difference,
    Estimate,
    TaskKind,
    Verdict,
    from_json,
    to_json,
)
from mtl_core.schema.answers import (
    Gap,
    SubgroupQuestion,
    SubgroupReport,
    SubgroupResult,
    TaskSubgroups,
)

FEW = "not estimable (too few patients)"


def cell(n, events, verdict=Verdict.INCONCLUSIVE, gap=None):
    if min(events, n - events) < 20:
        reason = f"not estimable ({events} events)"
        lost = {"auroc": Estimate(n=n, reason=reason)}
        return SubgroupResult(
            n, events, True, {Arm.MULTI_TASK: lost}, Difference(reason=reason),
            {"auroc": Gap(reason=reason)},
        )  # fmt: skip
    found = {"auroc": Estimate(0.812345678, 0.78, 0.84, n)}
    difference = Difference(0.0123456, -0.01, 0.03, 0.2, 0.02, verdict)
    gaps = {"auroc": gap or Gap(-0.1, -0.2, 0.01, 1.0)}
    return SubgroupResult(n, events, False, {Arm.MULTI_TASK: found}, difference, gaps)


def report(cells, sizes=None):
    task = TaskSubgroups(TaskKind.BINARY, cells)
    return SubgroupReport(
        question=SubgroupQuestion("ward"),
        cohort=CohortStamp(1000, "f", "c"),
        seed=0,
        margin=0.02,
        gap_arm=Arm.MULTI_TASK,
        sizes=sizes or {name: found.n for name, found in cells.items()},
        unknown=0,
        tasks={"died": task},
    )


def test_a_small_count_is_hidden_with_another_from_which_it_could_be_worked_out():
    safe = suppressed(report({"a": cell(300, 60), "b": cell(200, 40), "c": cell(100, 4)}))
    cells = safe.tasks["died"].subgroups
    assert (cells["c"].n, cells["c"].events) == (None, None)
    # 104 events in all are known, so 4 follows from 60 and 40: a second cell has to go as well.
    assert sum(found.events is None for found in cells.values()) >= 2
    assert safe.hidden_below == 11


def test_no_reason_tells_a_hidden_count():
    safe = suppressed(report({"a": cell(300, 60), "b": cell(200, 40), "c": cell(100, 4)}))
    text = to_json(safe)
    assert "4 events" not in text
    assert safe.tasks["died"].subgroups["c"].arms[Arm.MULTI_TASK]["auroc"].reason == FEW
    assert safe.tasks["died"].subgroups["c"].arms[Arm.MULTI_TASK]["auroc"].n is None
    assert "4" not in subgroup_table(safe)["reason"].dropna().str.cat()


def test_large_counts_stay_and_numbers_have_three_decimals():
    safe = suppressed(report({"a": cell(300, 60), "b": cell(200, 40)}))
    found = safe.tasks["died"].subgroups["a"]
    assert (found.n, found.events) == (300, 60)
    assert found.arms[Arm.MULTI_TASK]["auroc"].value == 0.812
    assert found.difference.value == 0.012


def test_sizes_of_subgroups_are_hidden_in_the_same_way():
    sizes = {"a": 300, "b": 200, "c": 5}
    safe = suppressed(report({"a": cell(300, 60), "b": cell(200, 40)}, sizes))
    assert safe.sizes == {"a": 300, "b": None, "c": None}


def test_few_rows_of_unknown_subgroup_are_hidden_too():
    safe = suppressed(replace(report({"a": cell(300, 60), "b": cell(200, 40)}), unknown=3))
    assert safe.unknown is None
    assert None in safe.sizes.values()


def test_regressions_have_one_count_per_subgroup():
    cells = {
        name: SubgroupResult(n, None, False, {}, Difference(), {})
        for name, n in (("a", 500), ("b", 30), ("c", 6))
    }
    whole = report({"a": cell(300, 60)}, {"a": 500, "b": 30, "c": 6})
    whole = replace(whole, tasks={"cost": TaskSubgroups(TaskKind.REGRESSION, cells)})
    safe = suppressed(whole).tasks["cost"].subgroups
    assert [found.n for found in safe.values()] == [500, None, None]


@pytest.mark.parametrize("value", [report({"a": cell(300, 60), "b": cell(100, 4)})])
def test_reports_survive_json(value):
    assert from_json(SubgroupReport, to_json(value)) == value
    safe = suppressed(value)
    assert from_json(SubgroupReport, to_json(safe)) == safe


def test_the_headline_counts_every_cell():
    cells = {
        "women": cell(300, 60, Verdict.WORSE, Gap(-0.1, -0.15, -0.05, 0.001)),
        "men": cell(300, 60, Verdict.BETTER),
        "few": cell(100, 4),
    }
    assert subgroup_headline(report(cells)) == (
        "Of 2 pairs of task and subgroup, sharing helped 1 (died in 'men') and harmed 1 (died in "
        "'women'). 1 of 3 is not estimable. Predicted clearly less well than in everybody else: 1 "
        "(died in 'women')."
    )


def test_a_gap_that_chance_explains_is_not_told():
    task = TaskSubgroups(TaskKind.BINARY, {"men": cell(300, 60)})
    assert "everybody else" not in subgroup_sentence(task, "men", Arm.MULTI_TASK)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        # positive calibration-in-the-large: risks are too low (Cox 1958)
        ("calibration_in_the_large", 0.3, "more events come than its risks say"),
        ("calibration_in_the_large", -0.3, "fewer events come than its risks say"),
        ("sensitivity", -0.2, "fewer are flagged"),
        ("mae", 2.0, "the mean error is larger"),
        ("auroc", -0.1, "AUROC is lower"),
    ],
)
def test_gaps_are_said_in_their_direction(key, value, words):
    assert words in gap_phrase(key, Gap(value, value - 0.01, value + 0.01, 0.01))
