"""The Patient page with a finished run that keeps no networks: what it shows, and what it hides."""

from pathlib import Path

import pytest

from mtl_core.storage import RunFolder


def words(at):
    return "\n".join([element.value for element in (*at.markdown, *at.caption, *at.info)])


def table_with(at, column):
    return next(frame.value for frame in at.dataframe if column in frame.value)


@pytest.fixture
def at(app, full_run):
    at = app("runs", run=full_run.run_id)
    at.button(key="open_run").click().run()
    at = at.switch_page("pages/patient.py").run()
    assert not at.exception
    return at


def test_values_risks_and_similar_patients_are_shown_without_networks(at):
    text = words(at)
    assert "keeps no networks" in text
    assert set(table_with(at, "In words")["Feature"]) == {"age", "sex", "sodium"}
    assert len(table_with(at, "Multi-task")) == 1 + 3 + 1  # sepsis, three stages, stay
    similar = table_with(at, "Similar patients")
    assert all(told.endswith(" of 20") for told in similar["Similar patients"])


def test_outcomes_are_covered_until_somebody_asks(at):
    assert "What happened" not in table_with(at, "Multi-task").columns
    at.toggle(key="show_outcome").set_value(True).run()
    assert set(table_with(at, "Multi-task")["What happened"][:1]) <= {"yes", "no"}


def test_a_patient_is_found_by_id_or_mark_and_the_id_is_never_shown(at):
    at.text_input(key="patient_find").set_value("42").run()
    assert at.number_input(key="patient_at").value == 41
    mark = words(at).split("**Patient ")[1][:8]
    assert "**Patient 42" not in words(at)
    at.number_input(key="patient_at").set_value(3).run()
    at.text_input(key="patient_find").set_value(mark.upper()).run()
    assert at.number_input(key="patient_at").value == 41
    at.text_input(key="patient_find").set_value("nobody").run()
    assert any("No patient" in message.value for message in at.success)
    assert at.number_input(key="patient_at").value == 41


@pytest.mark.parametrize("kind", ["arms", "tasks"])
def test_disagreements_are_visited_one_after_another(at, kind):
    visited = []
    for _ in range(2):
        at.button(key=f"next_{kind}").click().run()
        assert not at.exception
        visited.append(at.number_input(key="patient_at").value)
    # Predictions of this run are drawn at random: no two tasks go together.
    assert len(set(visited)) == (2 if kind == "arms" else 1)


def test_nothing_of_the_patient_is_in_the_address(at):
    at.number_input(key="patient_at").set_value(7).run()
    assert set(at.query_params) == {"run"}


def test_without_the_file_the_page_leads_to_the_runs(app, full_run, home):
    folder = RunFolder(home / "runs" / full_run.run_id)
    place = folder.read_cohort_place()

    Path(place.path).unlink()
    at = app("patient", run=full_run.run_id)
    assert not at.exception
    assert "cannot be shown" in words(at)
