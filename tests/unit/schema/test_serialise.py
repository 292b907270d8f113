import json
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.errors import StudyError
from mtl_core.schema import (
    Arm,
    CohortReference,
    CohortSchema,
    CohortStamp,
    ColumnKind,
    Difference,
    Estimate,
    EvaluationPlan,
    Feature,
    Finding,
    Preset,
    RunState,
    RunStatus,
    Severity,
    SharingDesign,
    Study,
    StudyResult,
    Task,
    TaskGrouping,
    TaskKind,
    TaskResult,
    Verdict,
    from_json,
    from_plain,
    options_of,
    to_json,
    to_plain,
)

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.integers(0, 10**6)
WORDS = st.text(max_size=12)
MAYBE = st.none() | NUMBERS
ESTIMATES = st.builds(Estimate, MAYBE, MAYBE, MAYBE, st.none() | COUNTS, st.none() | WORDS)
DIFFERENCES = st.builds(
    Difference,
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
    st.none() | st.sampled_from(Verdict),
    st.none() | WORDS,
)
TASK_RESULTS = st.builds(
    TaskResult,
    kind=st.sampled_from(TaskKind),
    n=COUNTS,
    events=st.none() | COUNTS,
    exploratory=st.booleans(),
    threshold=MAYBE,
    arms=st.dictionaries(
        st.sampled_from(Arm), st.dictionaries(WORDS, ESTIMATES, max_size=3), max_size=4
    ),
    difference=st.dictionaries(WORDS, DIFFERENCES, max_size=3),
)
FINDINGS = st.builds(Finding, WORDS, st.sampled_from(Severity), st.none() | WORDS, WORDS, WORDS)
RESULTS = st.builds(
    StudyResult,
    seed=COUNTS,
    cohort=st.builds(CohortStamp, COUNTS, WORDS, WORDS),
    tasks=st.dictionaries(WORDS, TASK_RESULTS, max_size=3),
    seconds=st.dictionaries(WORDS, NUMBERS, max_size=3),
    refused=st.dictionaries(WORDS, WORDS, max_size=2),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
    headline=WORDS,
)
TASKS = st.builds(
    Task,
    name=WORDS,
    kind=st.just(TaskKind.MULTICLASS),
    classes=st.lists(WORDS, min_size=2, max_size=4, unique=True).map(tuple),
)


@st.composite
def designs(draw):
    """Draw any sharing design with any options inside their ranges."""
    design = draw(st.sampled_from(typing.get_args(SharingDesign)))
    values = {}
    for name, option in options_of(design).items():
        whole = isinstance(getattr(design(), name), int)
        values[name] = draw((st.integers if whole else st.floats)(option.low, option.high))
    return design(**values)


@st.composite
def studies(draw):
    """Studies over any column names, with any grouping and any budget inside its range."""
    names = draw(st.lists(WORDS, min_size=4, max_size=7, unique=True))
    feature, patient, excluded, *labels = names
    tasks = tuple(Task(name, TaskKind.BINARY, ("0", "1")) for name in labels)
    split = draw(st.integers(1, len(labels)))
    return Study(
        cohort=CohortReference(draw(WORDS), draw(COUNTS), "f" * 64),
        schema=CohortSchema(
            tasks=tasks,
            features=(Feature(feature, draw(st.sampled_from(ColumnKind))),),
            patient_id=draw(st.sampled_from([patient, None])),
            excluded=(excluded,),
        ),
        grouping=TaskGrouping.of(labels, [labels[:split]]),
        design=draw(designs()),
        training=draw(st.sampled_from(Preset)).training,
        plan=EvaluationPlan(seed=draw(st.integers(0, 2**31 - 1)), margin=draw(st.floats(0, 0.5))),
        references=draw(st.sampled_from([(), (Arm.BOOSTING,), (Arm.BOOSTING, Arm.LOGISTIC)])),
    )


@given(studies())
def test_any_study_survives_json_to_the_last_digit(study):
    assert from_json(Study, to_json(study)) == study


@given(RESULTS)
def test_any_result_survives_json_with_its_missing_numbers(result):
    assert from_json(StudyResult, to_json(result)) == result


@given(TASKS)
def test_any_task_survives_json(task):
    assert from_json(Task, to_json(task)) == task


@given(st.builds(RunStatus, st.sampled_from(RunState), WORDS, NUMBERS, WORDS, MAYBE, MAYBE))
def test_any_run_status_survives_json(status):
    assert from_json(RunStatus, to_json(status)) == status


def a_study():
    return Study(
        cohort=CohortReference("ward", 100, "0" * 64),
        schema=CohortSchema(
            tasks=(Task("los", TaskKind.REGRESSION),),
            features=(Feature("age", ColumnKind.NUMERIC),),
        ),
        grouping=TaskGrouping.finest(["los"]),
    )


def test_a_sharing_design_carries_its_name_so_that_another_can_stand_beside_it():
    assert to_plain(a_study())["design"]["type"] == "HardSharing"


@pytest.mark.parametrize("tag", ["Telepathy", "hard", None, [], {}])
def test_a_sharing_design_of_another_name_is_refused(tag):
    plain = to_plain(a_study())
    plain["design"]["type"] = tag
    with pytest.raises(StudyError, match=r"Study\.design"):
        from_plain(Study, plain)


def test_a_sharing_design_without_its_name_is_refused():
    plain = to_plain(a_study())
    del plain["design"]["type"]
    with pytest.raises(StudyError, match=r"Study\.design"):
        from_plain(Study, plain)


def test_a_misspelt_field_is_refused_by_name():
    plain = to_plain(a_study())
    plain["plan"]["sed"] = plain["plan"].pop("seed")
    with pytest.raises(StudyError, match="unknown: sed"):
        from_plain(Study, plain)


def test_a_missing_field_is_refused_by_name():
    plain = to_plain(a_study())
    del plain["cohort"]["fingerprint"]
    with pytest.raises(StudyError, match="missing: fingerprint"):
        from_plain(Study, plain)


def test_a_field_with_a_default_may_be_left_out():
    plain = to_plain(a_study())
    del plain["plan"]
    assert from_plain(Study, plain) == a_study()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("cohort", "rows"), "100"),
        (("cohort", "rows"), 100.0),
        (("cohort", "rows"), True),
        (("cohort", "name"), 7),
        (("plan", "margin"), "0.02"),
        (("plan", "margin"), True),
        (("plan", "margin"), None),
        (("plan", "folds"), 2.5),
        (("schema", "tasks"), {}),
        (("schema", "tasks"), "los"),
        (("schema", "tasks"), [["los"]]),
        (("grouping", "groups"), [["los", 3]]),
        (("references",), ["boosted"]),
        (("references",), [None]),
        (("design",), "HardSharing"),
        (("training",), []),
        (("schema",), None),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(path, value):
    plain = to_plain(a_study())
    inside = plain
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    with pytest.raises(StudyError, match=r"\.".join(path)):
        from_plain(Study, plain)


def test_a_message_about_a_wrong_value_does_not_repeat_the_value():
    plain = to_plain(a_study())
    plain["cohort"]["rows"] = "Jane Doe"
    with pytest.raises(StudyError) as caught:
        from_plain(Study, plain)
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_cannot_be_written(number):
    with pytest.raises(StudyError, match="A number cannot be stored"):
        to_json(Estimate(value=number))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400])
def test_a_number_that_is_none_cannot_be_read(text):
    with pytest.raises(StudyError, match=r"Estimate\.value"):
        from_json(Estimate, '{"value": ' + text + "}")


@pytest.mark.parametrize(
    "text", ["", "{", "{'value': 1}", '{"n": ' + "9" * 5000 + "}", "[" * 10**5]
)
def test_text_that_is_not_json_is_refused(text):
    with pytest.raises(StudyError, match="The file is not JSON"):
        from_json(Estimate, text)


@pytest.mark.parametrize("text", ["null", "3", "[]", '"value"'])
def test_json_that_is_no_object_is_refused(text):
    with pytest.raises(StudyError, match="Expected: an object"):
        from_json(Estimate, text)


def test_a_whole_number_is_read_as_the_float_that_the_field_holds():
    value = from_json(Estimate, '{"value": 1}').value
    assert (type(value), value) == (float, 1.0)


def test_a_result_of_another_format_is_refused():
    result = StudyResult(seed=0, cohort=CohortStamp(1, "0"), tasks={}, seconds={})
    newer = to_json(result).replace('"format": 1', '"format": 2')
    with pytest.raises(StudyError, match=r"Expected: format 1\. Found: format 2"):
        from_json(StudyResult, newer)


def test_accents_are_written_as_themselves():
    assert "Ménière" in to_json(Task("Ménière", TaskKind.REGRESSION))


def test_a_result_reads_as_the_documented_shape():
    result = StudyResult(
        seed=0,
        cohort=CohortStamp(rows=10, fingerprint="ab"),
        tasks={
            "aki": TaskResult(
                kind=TaskKind.BINARY,
                n=10,
                events=4,
                exploratory=True,
                threshold=0.4,
                arms={Arm.MULTI_TASK: {"auroc": Estimate(reason="4 events")}},
                difference={"auroc": Difference(verdict=Verdict.INCONCLUSIVE)},
            )
        },
        seconds={"prepare": 0.5},
    )
    plain = json.loads(to_json(result))
    assert plain["format"] == 1
    assert plain["cohort"]["rows"] == 10
    assert plain["tasks"]["aki"]["arms"]["multi_task"]["auroc"]["value"] is None
    assert plain["tasks"]["aki"]["arms"]["multi_task"]["auroc"]["reason"] == "4 events"
    assert plain["tasks"]["aki"]["difference"]["auroc"]["verdict"] == "inconclusive"
