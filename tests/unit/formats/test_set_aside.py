"""Lines that are no patients are set aside with their numbers; too many refuse the file."""

import pytest

from mtl_core.errors import CohortError
from mtl_core.formats import read_cells
from mtl_core.schema import FindingCode

ROWS = "".join(f"p{i},{i % 7},{i / 3:.2f}\n" for i in range(40))


def aside(text):
    cells = read_cells(text.encode())
    return [(step.code, step.n_rows, step.lines) for step in cells.row_steps], cells


def test_one_ragged_line_of_twenty_or_more_is_set_aside_with_its_line_number():
    lines = ["pid,a,b", *ROWS.splitlines()]
    lines[5] += ",9"
    steps, cells = aside("\n".join(lines))
    assert steps == [(FindingCode.RAGGED_ROWS, 1, (6,))]
    assert len(cells.columns["pid"]) == 39
    assert "p4" not in cells.columns["pid"]
    assert cells.file_rows.tolist() == [i for i in range(40) if i != 4]


@pytest.mark.parametrize(("n_rows", "n_ragged", "read"), [
    (19, 1, False), (20, 1, True), (20, 2, False), (199, 2, False), (200, 2, True), (200, 3, False),
])  # fmt: skip
def test_ragged_lines_are_at_most_one_percent_or_one_of_twenty(n_rows, n_ragged, read):
    text = "a,b\n" + "1,2\n" * (n_rows - n_ragged - 1) + "1,2,3\n" * n_ragged + "5,6\n"
    if read:
        assert aside(text)[0][0][1] == n_ragged
    else:
        with pytest.raises(CohortError, match="another number of cells in"):
            aside(text)


def test_a_repeated_header_is_set_aside_wherever_it_occurs():
    steps, cells = aside("pid, a,b\n1,2,3\npid,a,b \n4,5,6\npid,a,b\n")
    assert steps == [(FindingCode.REPEATED_HEADER, 2, (3, 5))]
    assert cells.columns["a"].tolist() == ["2", "5"]
    assert cells.file_rows.tolist() == [0, 2]


@pytest.mark.parametrize("note", [
    "Source: registry",
    "Source: registry, ward 3",
    "* measured fasting,,",
    "Notes\nunits are mg/dL\n\nprepared by the ward",
])  # fmt: skip
def test_notes_below_the_table_are_set_aside(note):
    steps, cells = aside(f"pid,a,b\n1,2,3\n2,5,6\n3,8,9\n4,1,1\n\n{note}\n")
    n = len([line for line in note.splitlines() if line])
    assert [(code, count) for code, count, _ in steps] == [(FindingCode.NOTES_BELOW, n)]
    assert steps[0][2][0] == 7
    assert cells.columns["a"].tolist() == ["2", "5", "8", "1"]


def test_a_line_that_was_cut_off_is_no_note():
    with pytest.raises(CohortError, match="line 4"):
        aside("pid,a,b\n1,2,3\n2,5,6\n3,8\n")


def test_a_patient_about_whom_only_the_id_is_known_is_no_note():
    steps, cells = aside("pid,a,b\np1,2,3\np2,5,6\np3,,\n")
    assert steps == []
    assert cells.columns["pid"].tolist() == ["p1", "p2", "p3"]


def test_words_between_rows_are_no_notes():
    with pytest.raises(CohortError, match="line 3"):
        aside("pid,a,b\n1,2,3\nsecond ward\n2,5,6\n")


def test_more_than_twenty_lines_below_the_table_are_no_notes():
    with pytest.raises(CohortError, match="21 lines"):
        aside("pid,a,b\n" + ROWS + "and so on\n" * 21)


def test_lines_of_a_file_are_counted_with_those_inside_quoted_cells_and_the_separator_line():
    text = 'sep=;\npid;a\n1;"two\nlines"\n\n' + "2;3\n" * 30 + "4;5;6\n"
    steps, cells = aside(text)
    assert steps == [(FindingCode.RAGGED_ROWS, 1, (36,))]
    assert cells.columns["a"][0] == "two\nlines"


def test_row_numbers_without_a_name_in_front_are_named_and_proposed_to_be_left_out():
    cells = read_cells(b'"","age","sex"\n"1",61,"f"\n"2",44,"m"\n"5",50,"f"\n')
    (check,) = cells.checks
    assert (check.finding.code, check.finding.column) == (FindingCode.UNNAMED_COLUMN, "column 1")
    assert check.repair.column == "column 1"
    assert list(cells.columns) == ["column 1", "age", "sex"]


def test_a_separator_at_the_end_of_every_line_makes_an_empty_column():
    cells = read_cells(b"a,b,\n1,2,\n3,4,\n")
    assert list(cells.columns) == ["a", "b", "column 3"]
    assert [c.finding.code for c in cells.checks] == [FindingCode.UNNAMED_COLUMN]


@pytest.mark.parametrize("text", [",a\nx,1\ny,2\n", ",a\n2,1\n1,2\n", "a,,b\n1,2,3\n2,3,4\n"])
def test_other_columns_without_a_name_are_refused(text):
    with pytest.raises(CohortError, match="no name"):
        read_cells(text.encode())


def test_a_separator_line_names_the_separator_and_is_no_row():
    cells = read_cells(b"sep=;\na;b,c\n1;2,5\n")
    assert list(cells.columns) == ["a", "b,c"]
    assert [c.finding.code for c in cells.checks] == [FindingCode.SEPARATOR_LINE]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_byte_order_mark_is_read_with_a_finding(encoding):
    cells = read_cells("name,größe\nJörg,1\nÅsa,2\n".encode(encoding))
    assert cells.columns["name"].tolist() == ["Jörg", "Åsa"]
    assert cells.written.encoding == encoding
    assert [c.finding.code for c in cells.checks] == [FindingCode.ENCODING_GUESSED]
