"""The Tasks page: columns that give an outcome away, and what the cohort can show."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import Engine, execute
from mtl_core.data import builtin
from mtl_core.errors import RunCancelled
from mtl_core.schema import Preset
from ui.session import runs

N = 400
WORDS = "measured on admission, before the decision"


def leaky_csv() -> bytes:
    """A ward with an outcome, its date (afterwards by name) and a copy of it in other words."""
    rng = np.random.default_rng(5)
    died = rng.random(N) < 0.3
    table = pd.DataFrame(
        {
            "pid": np.arange(N),
            "age": rng.normal(60, 12, N).round(),
            "sodium": rng.normal(138, 4, N).round(1),
            "lab_x": (died * 3 + rng.normal(size=N)).round(2),
            "died": np.where(died, "yes", "no"),
        }
    )
    return table.to_csv(index=False).encode()


@pytest.fixture
def tasks_page(app):
    at = app("start")
    at.file_uploader(key="csv").upload("ward.csv", leaky_csv()).run()
    at.switch_page("pages/tasks.py").run()
    give(at, died="task", pid="patient id")
    return at


def give(at, **roles):
    columns = [c.name for c in at.session_state["_cohort"].profile.columns]
    rows = {columns.index(name): {"Role": role} for name, role in roles.items()}
    at.session_state["roles_editor"] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    at.run()


def table_with(at, column):
    return next((d.value for d in at.dataframe if column in d.value), None)


def held(at):
    """The columns that the page holds back."""
    return [option for box in at.selectbox if box.key == "take_in_column" for option in box.options]


def apply(at):
    at.button(key="apply_tasks").click().run()
    assert not at.exception
    return at.session_state["_draft"].schema


def take_in(at, column, words):
    at.selectbox(key="take_in_column").set_value(column)
    at.text_input(key="take_in_words").set_value(words)
    at.button(key="take_in_button").click().run()


def test_a_column_that_predicts_the_outcome_alone_is_left_out_with_its_number(tasks_page):
    said = next(m.value for m in tasks_page.markdown if "Predicts an outcome alone" in m.value)
    assert "lab_x" in said
    assert "AUROC 0.9" in said
    schema = apply(tasks_page)
    assert schema.feature_names == ("age", "sodium")
    assert "lab_x" in schema.excluded


def test_what_was_left_out_stays_on_the_page_after_it_was_applied(tasks_page):
    apply(tasks_page)
    assert held(tasks_page) == ["lab_x"]
    tasks_page.switch_page("pages/sharing.py").run()
    tasks_page.switch_page("pages/tasks.py").run()
    assert held(tasks_page) == ["lab_x"]
    assert any("in use" in box.value for box in tasks_page.success)


def test_a_reason_of_a_few_letters_is_not_enough(tasks_page):
    take_in(tasks_page, "lab_x", "because")
    assert any("at least 10 letters" in error.value for error in tasks_page.error)
    assert "lab_x" not in apply(tasks_page).feature_names


def test_a_column_is_taken_in_with_words_that_reach_the_study(tasks_page):
    apply(tasks_page)
    take_in(tasks_page, "lab_x", WORDS)
    assert not tasks_page.exception
    assert held(tasks_page) == []
    assert "lab_x" in apply(tasks_page).feature_names
    tasks_page.switch_page("pages/training.py").run()
    assert tasks_page.session_state["_draft"].justified == {"lab_x": WORDS}


def test_a_column_can_be_left_out_again(tasks_page):
    take_in(tasks_page, "lab_x", WORDS)
    apply(tasks_page)
    tasks_page.button(key="leave_out_0").click().run()
    assert held(tasks_page) == ["lab_x"]
    assert "lab_x" not in apply(tasks_page).feature_names


def test_the_study_carries_the_words_of_the_columns_that_are_used(tasks_page, monkeypatch):
    class Supervisor:
        def __init__(self, real):
            self.submitted = []
            self.__dict__ |= {name: getattr(real, name) for name in ("folder", "runs", "status")}

        def submit(self, study, _cohort, *, title=""):  # noqa: ARG002 - as the real one
            self.submitted.append(study)
            return "f00dfeed"

        def advance(self):
            return None

    supervisor = Supervisor(runs.supervisor())
    take_in(tasks_page, "lab_x", WORDS)
    apply(tasks_page)
    monkeypatch.setattr(runs, "supervisor", lambda: supervisor)
    tasks_page.switch_page("pages/sharing.py").run()
    tasks_page.button(key="to_training").click().run()
    tasks_page.switch_page("pages/training.py").run()
    tasks_page.button(key=f"start_{Preset.QUICK.value}").click().run()
    study = supervisor.submitted[-1]
    assert [(j.column, j.words) for j in study.justified] == [("lab_x", WORDS)]


@pytest.mark.parametrize("cohort", ["support2", "rhc"])
def test_a_built_in_cohort_comes_decided(app, cohort):
    at = app("start")
    at.button(key=f"load_{cohort}").click().run()
    at.switch_page("pages/tasks.py").run()
    assert not at.exception
    assert held(at) == []
    assert any("in use" in box.value for box in at.success)


def test_a_feature_added_to_a_built_in_cohort_is_looked_at(app):
    at = app("start")
    at.button(key="load_support2").click().run()
    at.switch_page("pages/tasks.py").run()
    give(at, death="feature", sex="excluded")
    assert held(at) == ["death"]
    assert "death" not in apply(at).feature_names


def test_page_and_command_line_leave_out_the_same_columns_when_an_outcome_is_added(
    app, tmp_path, capsys
):
    """SUPPORT's class of diagnoses is no outcome of the ready schema; its groups and cancer do."""
    made = []

    def keep(study, *_, **__):
        made.append(study)
        raise RunCancelled

    words = ["run", "support2", "--task", "hospdead", "--task", "dzclass", "--quiet"]
    execute([*words, "--out", str(tmp_path)], Engine(run=keep, explain=keep))
    told = capsys.readouterr().err
    assert "'dzgroup'" in told
    assert "'ca'" in told

    at = app("start")
    at.button(key="load_support2").click().run()
    at.switch_page("pages/tasks.py").run()
    others = set(builtin("support2").schema().task_names) - {"hospdead"}
    give(at, dzclass="task", **dict.fromkeys(others, "excluded"))
    assert held(at) == ["dzgroup", "ca"]
    on_page, typed = apply(at), made[0].schema
    assert set(on_page.feature_names) == set(typed.feature_names)
    assert set(on_page.excluded) == set(typed.excluded)
    assert {"dzgroup", "ca", *others} <= set(typed.excluded)


def test_each_task_says_the_smallest_difference_it_can_show(tasks_page):
    shown = table_with(tasks_page, "Smallest difference").iloc[0]
    assert shown["Patients"] == "400"
    assert 0.02 < float(shown["Smallest difference"]) < 0.2
    text = " ".join(element.value for element in tasks_page.markdown)
    assert "400 patients and" in text
    assert "(80 % power)" in text


def test_a_better_agreement_shows_a_smaller_difference_and_is_remembered(tasks_page):
    before = float(table_with(tasks_page, "Smallest difference").iloc[0]["Smallest difference"])
    tasks_page.number_input(key="expected_agreement").set_value(0.98).run()
    after = float(table_with(tasks_page, "Smallest difference").iloc[0]["Smallest difference"])
    assert after < before / 2
    tasks_page.switch_page("pages/start.py").run()
    tasks_page.switch_page("pages/tasks.py").run()
    assert tasks_page.number_input(key="expected_agreement").value == 0.98


def test_the_sample_size_is_called_a_lower_bound(tasks_page):
    table = table_with(tasks_page, "Needed at least")
    assert list(table["Task"]) == ["died"]
    assert "lower bound" in " ".join(caption.value for caption in tasks_page.caption)


def test_patients_are_counted_once_however_many_rows_they_have(tasks_page):
    from ui.tasks.evidence import labelled_patients

    table = tasks_page.session_state["_cohort"].table
    task = draft_task(tasks_page)
    assert labelled_patients(table, task, None).n == N
    frame = table.frame.assign(pid=np.repeat(np.arange(N // 2.0), 2))
    twice = type(table)(frame, "utf-8", ",", ".", "0", "t")
    assert labelled_patients(twice, task, "pid").n == N // 2
    frame = frame.assign(pid=np.where(np.arange(N) < 10, np.nan, frame["pid"]))
    unnamed = type(table)(frame, "utf-8", ",", ".", "0", "t")
    assert labelled_patients(unnamed, task, "pid").n == N // 2 - 5 + 10


def draft_task(at):
    return apply(at).tasks[0]


def test_patients_whose_rows_disagree_about_an_outcome_are_told(app):
    rows = [f"{i},{40 + i % 30},{['no', 'yes'][i % 3 == 0]}" for i in range(80)]
    again = [f"{i},{45 + i % 30},{['no', 'yes'][(i % 3 == 0) != (i < 2)]}" for i in range(30)]
    at = app("start")
    csv = "\n".join(["pid,age,died", *rows, *again]).encode()
    at.file_uploader(key="csv").upload("ward.csv", csv).run()
    at.switch_page("pages/tasks.py").run()
    give(at, died="task", pid="patient id")
    assert any("2 patients" in box.value and "died" in box.value for box in at.warning)
