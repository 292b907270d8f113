"""Excel workbooks: which sheet, which rows, and what a cell becomes."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtl_core.data import read_bytes
from mtl_core.errors import CohortError
from mtl_core.formats import read_cells
from mtl_core.schema import FindingCode

HEADER = ["pid", "age", "sex"]
PATIENTS = [["p1", 61, "m"], ["p2", 44.5, "f"], ["p3", None, "f"]]


def workbook(rows, **sheets):
    """A workbook with one sheet of these rows, and others by name."""
    book = openpyxl.Workbook()
    book.active.title = "first"
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    return book


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cells_of(rows, **sheets):
    return read_cells(saved(workbook(rows, **sheets)))


def texts(cells):
    return {name: list(column) for name, column in cells.columns.items()}


def refused(content, sheet=""):
    with pytest.raises(CohortError) as caught:
        read_cells(content, sheet)
    return caught.value


def codes_of(cells):
    return [check.finding.code for check in cells.checks]


def test_numbers_answers_texts_and_blanks_become_cells():
    cells = cells_of(
        [["a", "b", "c", "d"], [61.0, True, "00123", None], [-0.25, False, "1,5", " "]]
    )
    assert texts(cells) == {
        "a": ["61", "-0.25"],
        "b": ["true", "false"],
        "c": ["00123", "1,5"],
        "d": ["", " "],
    }
    assert cells.written.format == "excel"
    assert cells.written.sheet == "first"


def test_dates_have_a_time_of_day_only_where_the_column_has_one():
    day, noon = map(dt.datetime.fromisoformat, ("2024-03-01", "2024-03-02 12:30"))
    cells = cells_of([["a", "b", "c"], [day, day, dt.time(7, 5)], [None, noon, dt.time(0, 0)]])
    assert texts(cells) == {
        "a": ["2024-03-01", ""],
        "b": ["2024-03-01 00:00:00", "2024-03-02 12:30:00"],
        "c": ["07:05:00", "00:00:00"],
    }


def test_empty_rows_and_columns_around_the_table_are_no_part_of_it():
    cells = cells_of(
        [[], [], [None, *HEADER, None], *([None, *row] for row in PATIENTS), [], [" "]]
    )
    assert texts(cells)["pid"] == ["p1", "p2", "p3"]
    assert list(cells.columns) == HEADER
    assert list(cells.file_rows) == [0, 1, 2]
    assert codes_of(cells) == []


def test_notes_and_repeated_headers_are_set_aside_with_the_row_of_the_sheet():
    cells = cells_of([[], HEADER, *PATIENTS, HEADER, *PATIENTS, ["Source: our registry"]])
    assert texts(cells)["pid"] == ["p1", "p2", "p3"] * 2
    steps = {step.code: step.lines for step in cells.row_steps}
    assert steps == {FindingCode.REPEATED_HEADER: (6,), FindingCode.NOTES_BELOW: (10,)}


def test_the_first_visible_sheet_with_a_table_is_read_and_the_choice_is_told():
    book = workbook([["A title alone"]], hidden=[["x", "y"], [1, 2]], second=[HEADER, *PATIENTS])
    book.create_sheet("third").append(["a", "b"])
    book["third"].append([1, 2])
    book["hidden"].sheet_state = "hidden"
    cells = read_cells(saved(book))
    assert cells.written.sheet == "second"
    (check,) = cells.checks
    assert check.finding.code == FindingCode.SHEET_CHOSEN
    assert "2 sheets" in check.finding.message


def test_a_sheet_that_is_asked_for_is_read_without_a_question():
    content = saved(workbook([HEADER, *PATIENTS], other=[["x", "y"], [1, 2]]))
    cells = read_cells(content, "other")
    assert texts(cells) == {"x": ["1"], "y": ["2"]}
    assert codes_of(cells) == []


def test_a_sheet_that_is_not_there_is_refused_with_the_names_of_the_others():
    error = refused(saved(workbook([HEADER, *PATIENTS], other=[["x"]])), "third")
    assert "first, other" in error.expected


def test_errors_of_formulas_are_missing_and_counted_per_column():
    rows = [["a", "b", "c"], ["#DIV/0!", 1, "x"], ["#N/A", 2, "#REF!"], [3, 4, "#1"]]
    cells = cells_of(rows)
    assert texts(cells) == {"a": ["", "", "3"], "b": ["1", "2", "4"], "c": ["x", "", "#1"]}
    found = {check.finding.column: check.finding.message for check in cells.checks}
    assert found["a"].startswith("2 cells")
    assert found["c"].startswith("1 cell ")
    assert set(codes_of(cells)) == {FindingCode.FORMULA_ERRORS}


def test_a_formula_counts_with_the_value_that_was_saved_with_it():
    content = saved(workbook([["a", "b"], [1, 2], [3, "=A2+1"]]))
    assert "1 formula without a value" in refused(content).found
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            xml = old.read(entry)
            if entry.endswith("sheet1.xml"):
                xml = xml.replace(b"<f>A2+1</f><v />", b"<f>A2+1</f><v>2</v>")
                xml = xml.replace(b"<f>A2+1</f><v></v>", b"<f>A2+1</f><v>2</v>")
            new.writestr(entry, xml)
    assert texts(read_cells(stream.getvalue()))["b"] == ["2", "2"]


def test_a_formula_whose_value_is_an_empty_text_is_blank():
    content = saved(workbook([["a", "b"], [1, 2], [3, "=A2"]]))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            xml = old.read(entry)
            if entry.endswith("sheet1.xml"):
                assert b'<c r="B3"><f>' in xml
                xml = xml.replace(b'<c r="B3"><f>', b'<c r="B3" t="str"><f>')
            new.writestr(entry, xml)
    assert texts(read_cells(stream.getvalue()))["b"] == ["2", ""]


def test_merged_cells_in_the_table_are_refused_and_those_beside_it_are_not():
    book = workbook([HEADER, *PATIENTS])
    book.active.merge_cells("H20:J22")
    assert texts(read_cells(saved(book)))["pid"] == ["p1", "p2", "p3"]
    book.active.merge_cells("A2:A3")
    assert "1 merged area on" in refused(saved(book)).found


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "has no table"),
        ([["a title"], ["and a line"]], "has no table"),
        ([HEADER], "has no table"),
        ([["a", "b", "a"], [1, 2, 3]], "same name"),
        ([["a", None, "c"], [1, 2, 3]], "no name"),
        ([[1, 2, 3], [4, 5, 6]], "does not name the columns"),
    ],
)
def test_what_is_no_table_is_refused_as_in_a_text_file(rows, problem):
    assert problem in refused(saved(workbook(rows))).problem


def test_a_number_that_is_no_date_of_the_calendar_is_missing_without_being_quoted():
    book = workbook([["a", "b"], [1, 987654321987]])
    book.active["B2"].number_format = "yyyy-mm-dd"
    cells = read_cells(saved(book))
    assert texts(cells) == {"a": ["1"], "b": [""]}
    assert codes_of(cells) == [FindingCode.FORMULA_ERRORS]


WORDS = st.text(st.characters(codec="latin-1", categories=["L", "N", "Zs"]), min_size=1).filter(
    lambda text: text.strip() == text
)
VALUES = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e300, 1e300).map(lambda x: float(f"{x:.16g}")),
)


@given(st.lists(st.tuples(VALUES, WORDS), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_whatever_openpyxl_writes_reads_back_equal(rows):
    # openpyxl writes numbers with 16 digits
    cells = cells_of([["number", "first word"], *rows])
    known = [None if text == "" else float(text) for text in cells.columns["number"]]
    assert known == [None if value is None else float(value) for value, _ in rows]
    assert list(cells.columns["first word"]) == [word for _, word in rows]


def test_a_workbook_gives_the_table_of_its_csv():
    text = "pid,age,sex\np1,61,m\np2,44.5,f\np3,,f\n"
    from_csv = read_bytes(text.encode(), name="a.csv")
    table = read_bytes(saved(workbook([HEADER, *PATIENTS])), name="a.xlsx")
    assert table.frame.equals(from_csv.frame)
    assert table.frame.dtypes.equals(from_csv.frame.dtypes)
    assert (table.format, table.sheet) == ("excel", "first")
