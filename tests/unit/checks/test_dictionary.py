"""A data dictionary beside a table: what it proposes, and that accepting it settles it."""

import pytest

from mtl_core.checks import dictionary_checks, dictionary_labels
from mtl_core.data import read_bytes
from mtl_core.formats import read_dictionary
from mtl_core.schema import FindingCode, Severity
from mtl_core.schema.repairs import Coding, LeaveOut, OneCoding

DICTIONARY = read_dictionary(
    b"field_name,form_name,field_type,field_label,select_choices_or_calculations,"
    b"text_validation_type_or_show_slider_number,text_validation_min,text_validation_max,"
    b"identifier\n"
    b"record_id,base,text,Record,,,,,\n"
    b"age,base,text,Age,,integer,18,120,\n"
    b"mail,base,text,Contact,,email,,,y\n"
    b'sex,base,radio,Sex,"1, Male | 2, Female | 3, Not said",,,,\n'
    b"smoker,base,yesno,Smoker,,,,,\n"
    b'sign,base,checkbox,Sign,"1, Cough | 2, Fever",,,,\n'
    b"visit,base,text,Visit,,date_ymd,2024-01-01,today,\n"
    b"hint,base,descriptive,Read this,,,,,\n"
)
HEADER = "record_id,redcap_event_name,age,mail,sex,smoker,sign___1,sign___2,visit,base_complete"


def table_of(*rows, header=HEADER, repairs=()):
    return read_bytes("\n".join([header, *rows]).encode(), name="x.csv", repairs=repairs)


WHOLE = table_of(
    "1,baseline,61,a@b.org,1,1,1,0,2024-01-05,2",
    "2,baseline,17,c@d.org,2,0,0,0,2023-12-31,2",
    "3,baseline,121,,1,,0,1,2024-02-05,0",
)


def found(table, code):
    checks = dictionary_checks(table, DICTIONARY)
    return {c.finding.column: c for c in checks if c.finding.code == code}


def test_codes_are_proposed_to_become_their_labels_and_every_choice_is_named():
    checks = found(WHOLE, FindingCode.VALUE_LABELS)
    assert list(checks) == ["sex", "smoker", "base_complete"]
    assert checks["sex"].repair == OneCoding(
        "sex",
        (Coding("Male", ("1",)), Coding("Female", ("2",)), Coding("Not said", ("3",))),
    )
    assert checks["sex"].finding.severity is Severity.WARNING
    examples = [(e.before, e.after, e.rows) for e in checks["sex"].examples]
    assert examples == [("1", "Male", 2), ("2", "Female", 1)]


def test_an_accepted_coding_gives_categories_and_is_not_proposed_again():
    repairs = [check.repair for check in found(WHOLE, FindingCode.VALUE_LABELS).values()]
    table = table_of(
        "1,b,61,,1,1,1,0,2024-01-05,2", "2,b,17,,2.0,0,0,0,2024-01-05,2", repairs=repairs
    )
    assert table.frame["sex"].tolist() == ["Male", "Female"]
    assert table.frame["smoker"].tolist() == ["Yes", "No"]
    assert found(table, FindingCode.VALUE_LABELS) == {}
    assert list(found(table, FindingCode.DICTIONARY_MISMATCH)) == []


def test_answers_that_are_not_listed_are_counted_and_their_text_is_not_told():
    table = table_of("1,b,61,,1,1,1,0,2024-01-05,2", "2,b,44,,7,7,7,0,2024-01-05,2")
    checks = found(table, FindingCode.DICTIONARY_MISMATCH)
    assert list(checks) == ["sex", "smoker", "sign___1"]
    assert all(c.finding.message.startswith("In 1 cell of") for c in checks.values())
    assert not any("7" in c.finding.message for c in checks.values())


def test_numbers_and_dates_outside_of_their_range_are_counted():
    checks = found(WHOLE, FindingCode.OUT_OF_RANGE)
    assert checks["age"].finding.message.startswith("2 cells of 'age' lie outside")
    assert checks["age"].finding.message.endswith("(below 18 or above 120).")
    assert checks["visit"].finding.message.startswith("1 cell of 'visit' lies outside")
    assert checks["visit"].finding.message.endswith("(below 2024-01-01).")


@pytest.mark.parametrize(("age", "n_checks"), [(18, 0), (120, 0), (17.99, 1), (120.5, 1)])
def test_both_ends_of_a_range_are_valid(age, n_checks):
    table = table_of(f"1,b,{age},,1,1,1,0,2024-01-01,2", "2,b,50,,2,0,0,0,2024-01-01,2")
    assert len(found(table, FindingCode.OUT_OF_RANGE)) == n_checks


def test_zero_is_a_bound():
    dictionary = read_dictionary(
        b"field_name,field_type,field_label,text_validation_type_or_show_slider_number,"
        b"text_validation_min\nid,text,Id,,\nscore,text,Score,number,0\n"
    )
    table = read_bytes(b"id,score\n1,5\n2,-1\n3,0\n", name="x.csv")
    (check,) = dictionary_checks(table, dictionary)
    assert check.finding.message.startswith("1 cell of 'score' lies outside")
    assert check.finding.message.endswith("(below 0).")


def test_a_marked_identifier_is_proposed_to_be_left_out():
    (check,) = found(WHOLE, FindingCode.POSSIBLE_IDENTIFIER).values()
    assert check.repair == LeaveOut("mail")


def test_fields_and_columns_without_a_counterpart_are_named():
    assert None not in found(WHOLE, FindingCode.DICTIONARY_MISMATCH)
    table = table_of("1,61,x,y", "2,44,x,y", header="record_id,age,ward,redcap_repeat_instance")
    message = found(table, FindingCode.DICTIONARY_MISMATCH)[None].finding.message
    assert "7 fields without a column (mail, sex, smoker, " in message
    assert "1 column without a field (ward)" in message


def test_columns_get_the_label_of_their_field_and_choice():
    labels = dictionary_labels(WHOLE, DICTIONARY)
    assert labels["age"] == "Age"
    assert labels["sign___2"] == "Sign: Fever"
    assert "redcap_event_name" not in labels


def test_codes_that_are_labels_of_other_codes_are_left_alone():
    dictionary = read_dictionary(
        b"field_name,field_type,field_label,select_choices_or_calculations\n"
        b"a,text,A,\n"
        b'stage,radio,Stage,"0, 1 | 1, 2 | 2, 3"\n'
    )
    checks = dictionary_checks(table_of("1,0", "2,1", header="a,stage"), dictionary)
    assert checks == ()


def test_exported_labels_instead_of_codes_ask_nothing():
    table = table_of(
        "1,b,61,,Male,Yes,Checked,Unchecked,2024-01-05,Complete",
        "2,b,44,,female,No,Unchecked,Checked,2024-01-05,Incomplete",
    )
    codes = {check.finding.code for check in dictionary_checks(table, DICTIONARY)}
    assert codes == {FindingCode.POSSIBLE_IDENTIFIER}
