"""Data dictionaries of REDCap: recognised by their header, read field by field."""

import csv
import io

import openpyxl
import pytest

from mtl_core.errors import CohortError
from mtl_core.formats import read_dictionary

# The columns of a data dictionary as REDCap writes them for download, and as its API names them.
DOWNLOADED = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
]
BY_API = [
    "field_name",
    "form_name",
    "section_header",
    "field_type",
    "field_label",
    "select_choices_or_calculations",
    "field_note",
    "text_validation_type_or_show_slider_number",
    "text_validation_min",
    "text_validation_max",
    "identifier",
]
AGE = "<b>Age</b>, years &gt; 18"
FIELDS = [
    ["record_id", "base form", "", "text", "Record ID", "", "", "", "", "", ""],
    ["age", "base form", "About", "text", AGE, "", "", "integer", "18", "120", "y"],
    ["sex", "base form", "", "radio", "Sex", "1, Male | 2, Female |3,Not said", "", "", "", "", ""],
    ["pain", "base form", "", "slider", "Pain", "none | some | worst", "", "number", "", "", ""],
    ["sign", "visit", "", "checkbox", "Signs", "1, Cough | -1, Fever, high", "", "", "", "", ""],
    ["smoker", "visit", "", "yesno", "Smokes?", "", "", "", "", "", ""],
    ["hint", "visit", "", "descriptive", "Read this", "", "", "", "", "", ""],
]


def dictionary(header, rows=FIELDS, delimiter=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    return read_dictionary(stream.getvalue().encode())


@pytest.mark.parametrize("header", [DOWNLOADED, BY_API])
def test_a_dictionary_is_recognised_by_either_header(header):
    found = dictionary(header)
    assert [field.name for field in found.fields] == [row[0] for row in FIELDS]
    age, sex, pain = found.fields[1:4]
    assert age.label == "Age, years > 18"
    assert (age.validation, age.low, age.high) == ("integer", "18", "120")
    assert (age.identifier, sex.identifier) == (True, False)
    assert sex.choices == {"1": "Male", "2": "Female", "3": "Not said"}
    assert pain.choices == {}


def test_a_dictionary_that_excel_saved_is_the_same():
    book = openpyxl.Workbook()
    for row in [DOWNLOADED, *FIELDS]:
        book.active.append([cell or None for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    assert read_dictionary(stream.getvalue()) == dictionary(BY_API)
    assert dictionary(DOWNLOADED, delimiter=";") == dictionary(BY_API)


def test_an_export_has_a_column_per_checkbox_and_one_per_form():
    columns = dictionary(DOWNLOADED).column_fields()
    assert list(columns) == [
        "record_id",
        "age",
        "sex",
        "pain",
        "sign___1",
        "sign____1",
        "smoker",
        "base_form_complete",
        "visit_complete",
    ]
    assert columns["sign____1"].label == "Signs: Fever, high"
    assert columns["smoker"].choices == {"1": "Yes", "0": "No"}
    assert columns["visit_complete"].choices["2"] == "Complete"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"pid,age\n1,61\n", "not a data dictionary"),
        (b"field_name,field_type,field_label\n", "cannot be used"),
        (b"field_name,field_type,field_label\na,text,A\na,text,B\n", "cannot be used"),
        (b"field_name,field_type,field_label\na,text\n", "differ in length"),
        (b"\x89PNG\r\n\x1a\n", "not a CSV"),
        (b"PK\x03\x04", "not a CSV"),
    ],
)
def test_what_is_no_dictionary_is_refused(content, problem):
    with pytest.raises(CohortError) as caught:
        read_dictionary(content)
    assert problem in caught.value.problem
    assert caught.value.action
