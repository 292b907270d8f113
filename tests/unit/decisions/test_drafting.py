"""A draft and the table of its cohort: questions, outcomes, what is held back, and back again."""

import dataclasses

import pytest

from mtl_core.data import declare_schema, declare_tasks, read_bytes
from mtl_core.decisions import (
    answered,
    candidate_schema,
    declared_tasks,
    full_plan,
    held_back,
    plan_of,
    suspicions,
    waiting,
    without_answer,
)
from mtl_core.errors import SchemaError, StudyError
from mtl_core.schema import (
    Answer,
    Check,
    CohortReference,
    ColumnRole,
    Draft,
    EvaluationPlan,
    Finding,
    FindingCode,
    Preset,
    Severity,
    TaskGrouping,
    TaskRequest,
    from_json,
    to_json,
)
from mtl_core.schema.repairs import LeaveOut, MissingCodes
from mtl_core.schema.specs import CAGrad, LeaveOneSiteOut, LockedTest, RepeatedFolds, SoftSharing

FEATURE, TASK, EXCLUDED = ColumnRole.FEATURE, ColumnRole.TASK, ColumnRole.EXCLUDED
ROLES = {
    "pid": ColumnRole.PATIENT_ID, "age": FEATURE, "copy": FEATURE, "died": TASK, "icu": TASK,
}  # fmt: skip
COHORT = CohortReference("ward.csv", 120, "f")
MOSTLY = Check(
    Finding(FindingCode.MOSTLY_MISSING, Severity.WARNING, "age", "", ""), LeaveOut("age")
)
CODES = Check(
    Finding(FindingCode.MISSING_CODE_SUSPECT, Severity.WARNING, "age", "", ""),
    MissingCodes("age", ("-9",)),
)


@pytest.fixture(scope="module")
def table():
    """A hundred and twenty patients; ``copy`` says the same as the outcome ``died``."""
    rows = ["pid,age,copy,died,icu"]
    for i in range(120):
        died = i % 3 == 0
        rows.append(f"{i},{40 + i * 7 % 41},{'xy'[died]},{['no', 'yes'][died]},{i % 2}")
    return read_bytes("\n".join(rows).encode(), name="ward.csv")


@pytest.fixture
def draft(table):
    draft = Draft(roles=dict(ROLES))
    return draft.with_schema(candidate_schema(draft, table, declared_tasks(draft, table).tasks))


def test_a_draft_and_its_study_are_each_other_s(draft):
    chosen = draft.with_choices(
        design=SoftSharing(), balancing=CAGrad(), plan=EvaluationPlan(folds=3), champion=True
    )
    chosen = dataclasses.replace(chosen, justified={"copy": "known on admission"})
    study = chosen.study(COHORT, Preset.QUICK.training, EvaluationPlan(folds=3))
    again = Draft.of(study, chosen.decisions)
    assert again == chosen
    assert again.study(COHORT, Preset.QUICK.training, EvaluationPlan(folds=3)) == study


def test_a_draft_survives_a_journey_through_json(draft):
    told = answered(draft, [MOSTLY, CODES], Answer.ACCEPTED)
    assert from_json(Draft, to_json(told)) == told


def test_without_outcomes_there_is_no_study():
    with pytest.raises(StudyError, match="no outcome"):
        Draft().study(COHORT, Preset.QUICK.training, EvaluationPlan())


def test_groups_stay_while_the_outcomes_do_and_start_anew_with_others(draft, table):
    apart = draft.with_choices(grouping=TaskGrouping.finest(["died", "icu"]))
    assert apart.with_schema(draft.schema).grouping == apart.grouping
    fewer = dataclasses.replace(draft.schema, tasks=draft.schema.tasks[:1])
    assert apart.with_schema(fewer).grouping == TaskGrouping.coarsest(["died"])


def test_an_answer_about_leaving_a_column_out_is_its_role(draft):
    gone = answered(draft, [MOSTLY], Answer.ACCEPTED)
    assert gone.roles["age"] is EXCLUDED
    assert gone.repairs == ()  # no cell is changed
    back = answered(gone, [MOSTLY], Answer.REFUSED)
    assert back.roles["age"] is FEATURE
    kept = answered(draft, [CODES], Answer.ACCEPTED)
    assert kept.repairs == (CODES.repair,)
    assert without_answer(kept, kept.decisions[0]).decisions == ()


def test_a_column_left_out_asks_nothing_unless_a_repair_may_make_it_of_use():
    unused = Draft(roles={"age": EXCLUDED})
    assert waiting(unused, [MOSTLY, CODES]) == (CODES,)
    assert waiting(unused.with_role("age", FEATURE), [MOSTLY, CODES]) == (MOSTLY, CODES)


def test_what_gives_an_outcome_away_is_held_back_until_justified_or_answered(draft, table):
    found = suspicions(draft, table, draft.schema.tasks)
    assert held_back(draft, found) == ("copy",)
    justified = dataclasses.replace(draft, justified={"copy": "known on admission"})
    assert held_back(justified, found) == ()
    copied = [check for check in found if check.repair is not None]
    assert held_back(answered(draft, copied, Answer.REFUSED), found) == ()


def test_a_watched_column_is_looked_at_although_it_is_left_out(draft, table):
    out = draft.with_role("copy", EXCLUDED)
    assert held_back(out, suspicions(out, table, draft.schema.tasks)) == ()
    watched = dataclasses.replace(out, watched=("copy",))
    assert held_back(watched, suspicions(watched, table, draft.schema.tasks)) == ("copy",)


def test_features_of_a_ready_schema_are_searched_once_an_outcome_is_added(draft, table):
    died, icu = declare_tasks(table, [TaskRequest("died"), TaskRequest("icu")]).tasks
    ready = declare_schema(table, [died], features=["age", "copy"])
    assert suspicions(draft, table, [died], ready) == ()
    assert held_back(draft, suspicions(draft, table, [died, icu], ready)) == ("copy",)


def test_a_column_that_cannot_be_the_task_asked_for_is_refused_alone(table):
    asked = Draft(roles=ROLES, requests={"icu": TaskRequest("icu", positive="7")})
    declared = declared_tasks(asked, table)
    assert [task.name for task in declared.tasks] == ["died"]
    assert set(declared.refused) == {"icu"}


def test_two_patient_ids_are_refused(draft, table):
    twice = draft.with_role("age", ColumnRole.PATIENT_ID)
    with pytest.raises(SchemaError, match="Two columns are the patient id"):
        candidate_schema(twice, table, draft.schema.tasks)


def test_a_quick_look_has_one_repeat_and_keeps_a_split_that_was_chosen(draft):
    assert isinstance(full_plan(draft, 20_000).split, LockedTest)
    quick = plan_of(draft, Preset.QUICK, 20_000)
    assert (quick.repeats, quick.split) == (1, RepeatedFolds())
    locked = draft.with_choices(plan=EvaluationPlan(repeats=7, split=LockedTest()))
    assert plan_of(locked, Preset.QUICK, 300).split == LockedTest()
    assert plan_of(locked, Preset.FULL, 300).repeats == 7


def test_a_plan_that_the_roles_do_not_allow_gives_way_to_the_proposal(draft):
    sites = draft.with_choices(plan=EvaluationPlan(seed=3, split=LeaveOneSiteOut()))
    assert full_plan(sites, 300).split == RepeatedFolds()
    assert full_plan(sites, 300).seed == 3
