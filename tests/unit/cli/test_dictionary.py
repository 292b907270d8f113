"""``profile --dictionary``: the findings and labels of a data dictionary on the command line."""

import json

import pytest

from mtl_core.cli.app import BAD_INPUT, SUCCESS, execute

DICTIONARY = (
    "field_name,field_type,field_label,select_choices_or_calculations,text_validation_max\n"
    "pid,text,Patient,,\n"
    "age,text,Age in years,,120\n"
    'sex,radio,Sex,"1, Male | 2, Female",\n'
)


@pytest.fixture
def files(tmp_path):
    cohort, dictionary = tmp_path / "cohort.csv", tmp_path / "dictionary.csv"
    cohort.write_text("pid,age,sex\n1,61,1\n2,440,2\n3,44,2\n", encoding="utf-8")
    dictionary.write_text(DICTIONARY, encoding="utf-8")
    return str(cohort), str(dictionary)


def test_a_dictionary_adds_its_labels_and_findings(files, capsys):
    cohort, dictionary = files
    assert execute(["profile", cohort, "--dictionary", dictionary]) == SUCCESS
    text = capsys.readouterr().out
    assert "Age in years" in text
    assert "1 cell of 'age' lies outside the range" in text
    assert "440" not in text


def test_the_json_has_the_findings_too(files, capsys):
    cohort, dictionary = files
    assert execute(["profile", cohort, "--dictionary", dictionary, "--json"]) == SUCCESS
    codes = {f["code"] for f in json.loads(capsys.readouterr().out)["findings"]}
    assert {"out-of-range", "value-labels"} <= codes


def test_a_dictionary_that_is_none_or_not_there_is_bad_input(files, capsys):
    cohort, dictionary = files
    assert execute(["profile", cohort, "--dictionary", cohort]) == BAD_INPUT
    assert "not a data dictionary" in capsys.readouterr().err
    assert execute(["profile", cohort, "--dictionary", dictionary + "x"]) == BAD_INPUT
    assert "cannot be opened" in capsys.readouterr().err
