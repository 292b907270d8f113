"""The pieces that pages share."""

import io

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.data import read_bytes
from mtl_core.schema import TaskGrouping
from ui.performance.hundred import out_of_hundred
from ui.session.letters import alphabet, to_grouping, to_letters
from ui.widgets.downloads import as_csv, as_html, file_stem
from ui.widgets.frame import RESEARCH_USE
from ui.words import as_text

shares = st.floats(min_value=0, max_value=1)


@given(shares, shares, shares)
def test_the_hundred_patients_add_up_to_a_hundred(prevalence, sensitivity, specificity):
    counts = out_of_hundred(prevalence, sensitivity, specificity)
    parts = (counts.found, counts.missed, counts.false_alarms, counts.rightly_cleared)
    assert sum(parts) == 100
    assert min(parts) >= 0


def test_the_hundred_patients_by_hand():
    # 20 have it, 15 of them found; of 80 without it 8 flagged: sensitivity .75, specificity .9.
    assert out_of_hundred(0.2, 0.75, 0.9).sentence == (
        "Out of 100 patients like these, 20 have the outcome: 15 of them are flagged and 5 are "
        "missed. Of the 80 without it, 8 are flagged by mistake."
    )


def test_a_single_patient_is_spoken_of_in_the_singular():
    # 10 have it, 9 found and 1 missed; of 90 without it 89 cleared and 1 flagged.
    sentence = out_of_hundred(0.1, 0.9, 89 / 90).sentence
    assert "9 of them are flagged and 1 is missed" in sentence
    assert "1 is flagged by mistake" in sentence


def test_letters_are_all_different():
    assert len(set(alphabet(60))) == 60
    assert alphabet(27)[24:] == ("Y", "Z", "A2")


@given(st.lists(st.integers(0, 5), min_size=1, max_size=9))
def test_letters_and_grouping_are_the_same_partition(assignment):
    tasks = [f"task{i}" for i in range(len(assignment))]
    groups = [[t for t, g in zip(tasks, assignment, strict=True) if g == k] for k in range(6)]
    grouping = TaskGrouping.of(tasks, [group for group in groups if group])
    letters = to_letters(grouping)
    assert to_grouping({task: letters[task] for task in tasks}) == grouping


def test_a_downloaded_table_reads_back_and_carries_the_research_use_sentence():
    table = pd.DataFrame({"task": ["a", "b"], "value": [-0.5, 2.0]})
    content = as_csv(table)
    assert RESEARCH_USE in content.decode("utf-8-sig").splitlines()[0]
    back = pd.read_csv(io.BytesIO(content), comment="#", encoding="utf-8-sig")
    pd.testing.assert_frame_equal(back, table)


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_runs_no_cell_of_a_download(cell):
    lines = as_csv(pd.DataFrame({"=name": [cell]})).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("'=")
    assert lines[2].strip('"').startswith("'")


def test_a_downloaded_figure_needs_no_network():
    page = as_html(go.Figure(), title="A < B", reading="a <b>").decode()
    assert RESEARCH_USE in page
    assert '<script src="http' not in page
    assert "A &lt; B" in page
    assert "a &lt;b&gt;" in page


def test_file_names_are_plain():
    assert file_stem("What drives each task: Δ?") == "what-drives-each-task"
    assert file_stem("???") == "consilium"


@pytest.mark.parametrize("name", ["cost ($)", "a*b*c", "_x_", "[link](x)", "`code`", "a < b"])
def test_no_column_name_is_read_as_markdown(name):
    escaped = as_text(name)
    assert escaped != name
    assert escaped.replace("\\", "") == name


def test_underscores_inside_a_name_stay_as_they_are():
    assert as_text("log_total_cost") == "log_total_cost"


def test_the_program_reads_its_own_exports():
    table = pd.DataFrame({"age": [61.5, 44.0] * 20, "sex": ["male", "female"] * 20})
    again = read_bytes(as_csv(table), name="repaired.csv")
    assert again.frame.equals(table)
    assert [finding.code for finding in again.findings] == ["notes-above"]
