"""The Cohort page: questions are answered one by one, and every answer can be taken along."""

import json

import numpy as np
import pytest

from mtl_core.decisions import read_decisions, record
from mtl_core.schema import Answer, ColumnRole, to_json
from mtl_core.schema.repairs import MissingCodes

CELL = "Quuxington"


def dirty_csv(n=120, seed=1):
    """A cohort with a sentinel, two spellings of an answer, marks around numbers and e-mails."""
    rng = np.random.default_rng(seed)
    lines = ["pid,age,sodium,smoker,troponin,email,died"]
    for i in range(n):
        age = -999 if i % 20 == 0 else rng.integers(30, 80)
        smoker = ["yes", "Yes", "no", "No"][rng.integers(4)]
        troponin = "<0.01" if i % 5 == 0 else f"{rng.gamma(2, 0.2):.2f}"
        died = int(rng.random() < 0.3)
        mail = f"{CELL}{i}@ward.example"
        lines.append(f"{i},{age},{rng.normal(138, 4):.0f},{smoker},{troponin},{mail},{died}")
    return "\n".join(lines).encode()


@pytest.fixture
def opened(app):
    return upload(app, dirty_csv())


def upload(app, content):
    at = app("start").file_uploader(key="csv").upload("ward.csv", content).run()
    at = at.switch_page("pages/cohort.py").run()
    assert not at.exception
    return at


def metric(at, label):
    return next(m.value for m in at.metric if m.label == label)


def slot(at, name):
    return at.session_state[f"_{name}"]


def press(at, key):
    at = at.button(key=key).click().run()
    assert not at.exception
    return at


def recorded(at):
    """Return the decision file that the page offers."""
    cohort = slot(at, "cohort")
    return to_json(record(cohort.table, slot(at, "draft"), checks=cohort.checks))


def test_nothing_is_changed_before_it_is_accepted(opened):
    frame = slot(opened, "cohort").table.frame
    assert (frame["age"] == -999).sum() == 6
    assert set(frame["smoker"]) == {"yes", "Yes", "no", "No"}
    assert int(metric(opened, "Open questions")) >= 3
    assert metric(opened, "Answered") == "0"


def test_an_accepted_code_becomes_missing_and_is_kept_beside(opened):
    at = press(opened, "accepted_sentinel-suspect_0")
    frame = slot(at, "cohort").table.frame
    assert frame["age"].isna().sum() == 6
    assert (frame["age (code)"] == "-999").sum() == 6
    assert metric(at, "Answered") == "1"
    (decision,) = slot(at, "draft").decisions
    assert decision.repair == MissingCodes("age", ("-999",))


def test_a_refused_repair_changes_no_cell_and_asks_no_more(opened):
    before = slot(opened, "cohort").table.frame
    n_open = int(metric(opened, "Open questions"))
    at = press(opened, "refused_many-spellings_0")
    assert slot(at, "cohort").table.frame.equals(before)
    assert int(metric(at, "Open questions")) == n_open - 1
    assert slot(at, "draft").decisions[0].answer is Answer.REFUSED


def test_an_answer_that_is_taken_back_is_a_question_again(opened):
    n_open = metric(opened, "Open questions")
    at = press(press(opened, "accepted_qualified-numbers_0"), "take_back_0")
    assert metric(at, "Open questions") == n_open
    assert not slot(at, "cohort").table.is_numeric("troponin")


def test_an_identifying_column_is_left_out_and_its_cells_are_not_shown(opened):
    assert slot(opened, "draft").roles["email"] is ColumnRole.EXCLUDED
    assert int(metric(opened, "Left out for safety")) >= 1
    at = opened.selectbox(key="cohort_column").select("email").run()
    assert any("not shown" in box.value for box in at.info)
    assert CELL not in str(at.main)


def test_a_person_can_take_an_identifying_column_in(opened):
    at = press(opened, "take_in_0")
    assert slot(at, "draft").roles["email"] is ColumnRole.FEATURE


def test_decisions_taken_along_leave_no_question_on_the_next_file(opened, app):
    at = opened
    for _ in range(40):
        waiting = [b.key for b in at.button if str(b.key).startswith("accepted_")]
        if not waiting:
            break
        at = press(at, waiting[0])
    assert metric(at, "Open questions") == "0"
    told = json.dumps({"note": "x", "content": json.loads(recorded(at))})
    assert CELL not in told
    assert read_decisions(told).repairs
    later = upload(app, dirty_csv(seed=2))
    assert int(metric(later, "Open questions")) >= 3
    later.file_uploader(key="replay").upload("decisions.json", told.encode()).run()
    assert not later.exception
    assert metric(later, "Open questions") == "0"
    assert slot(later, "cohort").table.is_numeric("troponin")


def test_a_file_that_is_no_decision_file_gets_one_message_and_changes_nothing(opened):
    before = slot(opened, "cohort")
    at = opened.file_uploader(key="replay").upload("decisions.json", b'{"x": 1}').run()
    assert not at.exception
    assert len(at.error) == 1
    assert slot(at, "cohort") is before


def test_groups_of_patients_are_described_without_a_test(opened):
    at = opened.selectbox(key="table_one_group").select("died").run()
    assert not at.exception
    table = next(d.value for d in at.dataframe if "Characteristic" in d.value.columns)
    assert "Standardised difference" in table.columns
    assert not any(str(name).lower() == "p" for name in table.columns)


DICTIONARY = (
    "Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"
    '"Choices, Calculations, OR Slider Labels",Field Note,'
    "Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,"
    "Identifier?\n"
    "sodium,lab,,text,Serum sodium (mmol/L),,,number,130,150,\n"
    'died,end,,radio,Vital status,"0, Alive | 1, Dead",,,,,\n'
)


def test_a_data_dictionary_gives_labels_and_asks_about_codes(opened):
    at = opened.file_uploader(key="dictionary").upload("fields.csv", DICTIONARY.encode()).run()
    assert not at.exception
    columns = next(d.value for d in at.dataframe if "Label" in d.value.columns)
    assert "Serum sodium (mmol/L)" in set(columns["Label"])
    asked = {str(b.key) for b in at.button}
    at = press(at, next(key for key in asked if key.startswith("accepted_value-labels")))
    assert set(slot(at, "cohort").table.frame["died"]) == {"Alive", "Dead"}


def test_a_date_can_be_read_in_the_other_order(app):
    days = [f"{1 + i % 12:02d}/{1 + i % 11:02d}/2021" for i in range(60)]
    lines = [f"{day},{50 + i % 17},{i % 2}" for i, day in enumerate(days)]
    at = upload(app, ("admitted,age,died\n" + "\n".join(lines)).encode())
    at = press(at, "other_date-order_0")
    first = slot(at, "cohort").table.frame["admitted"][1]
    assert first == "2021-02-02"
    assert slot(at, "cohort").table.frame["admitted"][12] == "2021-01-02"
