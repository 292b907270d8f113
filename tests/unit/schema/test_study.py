import pytest

from mtl_core.errors import StudyError
from mtl_core.schema import (
    Arm,
    CohortReference,
    CohortSchema,
    ColumnKind,
    Feature,
    Study,
    Task,
    TaskGrouping,
    TaskKind,
)

SCHEMA = CohortSchema(
    tasks=(Task("sepsis", TaskKind.BINARY, ("0", "1")), Task("los", TaskKind.REGRESSION)),
    features=(Feature("age", ColumnKind.NUMERIC),),
)


def study(**changes):
    parts = {
        "cohort": CohortReference("ward", rows=100, fingerprint="0" * 64),
        "schema": SCHEMA,
        "grouping": TaskGrouping.coarsest(["sepsis", "los"]),
    }
    return Study(**parts | changes)


def test_arms_come_in_the_order_in_which_they_are_shown():
    assert study().arms == (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC, Arm.BOOSTING)
    assert study(references=()).arms == (Arm.MULTI_TASK, Arm.SINGLE_TASK)


@pytest.mark.parametrize("tasks", [["sepsis"], ["sepsis", "los", "aki"]])
def test_a_grouping_over_other_tasks_than_the_schemas_is_refused(tasks):
    with pytest.raises(StudyError, match="does not fit the tasks") as caught:
        study(grouping=TaskGrouping.finest(tasks))
    (odd,) = set(tasks) ^ {"sepsis", "los"}
    assert odd in caught.value.found


def test_every_reference_can_be_asked_for_and_comes_in_the_order_asked():
    asked = (Arm.SVM, Arm.CATBOOST, Arm.RANDOM_FOREST, Arm.BOOSTING, Arm.LOGISTIC)
    assert study(references=asked).arms[2:] == asked


@pytest.mark.parametrize("references", [(Arm.SINGLE_TASK,), (Arm.LOGISTIC, Arm.LOGISTIC)])
def test_a_reference_that_is_none_or_named_twice_is_refused(references):
    known = "logistic, boosting, random_forest, svm, catboost"
    with pytest.raises(StudyError, match=f"Expected: any of {known}, each at most once"):
        study(references=references)
