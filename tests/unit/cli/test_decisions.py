import json

import pytest

from mtl_core.cli import execute
from mtl_core.decisions import read_decisions
from mtl_core.schema import ColumnRole
from mtl_core.schema.repairs import MissingCodes
from mtl_core.storage import RunFolder


@pytest.fixture
def file(csv, tmp_path, capsys):
    """A decision file with the proposed roles of the ward, as ``--record`` writes it."""
    path = tmp_path / "decisions.json"
    assert execute(["profile", str(csv), "--record", str(path)]) == 0
    capsys.readouterr()
    return path


@pytest.fixture
def edit(file):
    """Change the decision file: roles by column, tasks, answers, justifications."""

    def edit(roles=None, **parts):
        plain = json.loads(file.read_text())
        for column in plain["columns"]:
            column["role"] = (roles or {}).get(column["name"], column["role"])
        file.write_text(json.dumps(plain | parts))
        return file

    return edit


@pytest.fixture
def two(tmp_path):
    return tmp_path / "two"


@pytest.fixture
def next_csv(csv, tmp_path):
    """Write the next export: the ward's lines, changed."""

    def write(change=lambda text: text):
        path = tmp_path / "next.csv"
        path.write_text(change(csv.read_text()))
        return path

    return write


DIED = {"name": "died", "kind": "binary", "classes": ["0", "1"]}


def accepted(column, *codes):
    repair = {"type": "MissingCodes", "column": column, "codes": list(codes)}
    return {
        "code": "sentinel-suspect",
        "column": column,
        "answer": "accepted",
        "repair": repair,
    }


def test_recording_writes_the_proposed_roles_and_accepts_nothing(file, cell):
    decisions = read_decisions(file.read_text())
    roles = {column.name: column.role for column in decisions.columns}
    assert roles["pid"] is ColumnRole.PATIENT_ID
    assert roles["age"] is ColumnRole.FEATURE
    assert roles["same"] is ColumnRole.EXCLUDED
    assert [task.name for task in decisions.tasks] == ["died"]
    assert decisions.repairs == ()
    assert cell not in file.read_text()


def test_recording_leaves_out_what_may_give_an_outcome_away(tmp_path):
    rows = ["age,discharge_date_known,sex,died"]
    rows += [f"{30 + i % 41},{i % 5},{'fm'[i % 2]},{i % 3 == 0:d}" for i in range(90)]
    (tmp_path / "ward.csv").write_text("\n".join(rows))
    path = tmp_path / "decisions.json"
    assert execute(["profile", str(tmp_path / "ward.csv"), "--record", str(path)]) == 0
    roles = {c.name: c.role for c in read_decisions(path.read_text()).columns}
    assert roles["discharge_date_known"] is ColumnRole.EXCLUDED
    assert roles["age"] is ColumnRole.FEATURE


def test_recording_never_overwrites_a_file(csv, file, refused):
    before = file.read_text()
    told = refused(execute(["profile", str(csv), "--record", str(file)]))
    assert "a file of this name" in told
    assert file.read_text() == before


def test_a_run_takes_roles_outcomes_and_repairs_from_the_decisions(edit, next_csv, out, fake):
    file = edit(
        {"sepsis": "excluded", "ward": "site", "days": "excluded"},
        decisions=[accepted("age", "30")],
        tasks=[DIED | {"classes": ["1", "0"]}],
    )
    words = ["run", str(next_csv()), "--decisions", str(file), "--out", str(out), "--quiet"]
    assert execute(words, fake.engine()) == 0
    study, table, _ = fake.calls[0]
    assert study.schema.task("died").positive == "0"
    assert study.schema.patient_id == "pid"
    assert study.schema.site == "ward"
    assert set(study.schema.feature_names) == {"age", "sex", "rare"}
    assert study.repairs == (MissingCodes("age", ("30",)),)
    # ages are 30 + i % 41 for 60 patients: 30 comes twice
    assert int(table.frame["age"].isna().sum()) == 2


def test_options_go_before_decisions(edit, next_csv, out, fake):
    file = edit({"days": "excluded"}, tasks=[DIED])
    words = ["run", str(next_csv()), "--decisions", str(file), "--out", str(out), "--quiet"]
    words += ["--task", "sepsis", "--exclude", "age", "--site", "ward"]
    assert execute(words, fake.engine()) == 0
    schema = fake.calls[0][0].schema
    assert schema.task_names == ("sepsis",)
    assert schema.site == "ward"
    assert schema.patient_id == "pid"
    assert {"died", "days", "age"} <= set(schema.excluded)


def test_a_mismatch_that_would_make_another_study_stops_with_one_message(
    edit, next_csv, out, fake, refused
):
    file = edit(tasks=[DIED])
    csv = next_csv(lambda text: text.replace("age", "agee").replace(",f,", ",female,"))
    words = ["run", str(csv), "--decisions", str(file), "--out", str(out)]
    told = refused(execute(words, fake.engine()))
    assert "1 mismatch that" in told
    assert "replay-missing-column 'age'" in told
    assert fake.calls == []


def test_warnings_and_open_questions_are_printed_and_the_run_goes_on(
    edit, next_csv, out, fake, capsys, cell
):
    file = edit({"sepsis": "excluded", "days": "excluded"}, tasks=[DIED])
    csv = next_csv(lambda text: text.replace(",f,", ",unknown,"))
    words = ["run", str(csv), "--decisions", str(file), "--out", str(out), "--quiet"]
    assert execute(words, fake.engine()) == 0
    told = capsys.readouterr().err
    assert "Warning: replay-new-levels: 'sex' has 1 answer in 30 rows" in told
    assert "1 open question that the decisions do not settle: missing-code-suspect 'sex'" in told
    assert cell not in told


def test_the_study_of_such_a_run_runs_again_and_is_explained_with_its_repairs(
    edit, next_csv, out, two, fake
):
    file = edit({"days": "excluded"}, decisions=[accepted("age", "30")], tasks=[DIED])
    csv = next_csv()
    words = ["run", str(csv), "--decisions", str(file), "--out", str(out), "--quiet"]
    assert execute(words, fake.engine()) == 0
    again = ["run", str(out / "study.json"), "--cohort", str(csv), "--out", str(two)]
    assert execute([*again, "--quiet"], fake.engine()) == 0
    assert fake.calls[1][0] == fake.calls[0][0]
    assert fake.calls[1][1].frame.equals(fake.calls[0][1].frame)
    assert RunFolder(out).read_study().repairs == (MissingCodes("age", ("30",)),)


BAD_FILES = {
    "nothing there": (None, "no such file"),
    "no JSON": ("{", "not JSON"),
    "another JSON": ('{"rows": 3}', "wrong fields"),
    "a newer version": ('{"format": 99}', "newer version"),
}


@pytest.mark.parametrize("command", ["run", "profile"])
@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_decision_file_is_one_clear_message(csv, tmp_path, out, case, command, refused):
    text, words = BAD_FILES[case]
    path = tmp_path / "bad.json"
    if text is not None:
        path.write_text(text)
    command = [command, str(csv), "--decisions", str(path)]
    command += ["--out", str(out)] if command[0] == "run" else []
    assert words in refused(execute(command))


def test_decisions_do_not_go_with_a_study(edit, next_csv, out, fake, refused):
    file = edit({"days": "excluded"}, tasks=[DIED])
    words = ["run", str(out / "study.json"), "--cohort", str(next_csv())]
    words += ["--decisions", str(file), "--out", str(out)]
    assert "--decisions" in refused(execute(words, fake.engine()))


def test_a_profile_lists_mismatches_and_questions_beside_the_findings(edit, next_csv, capsys, cell):
    file = edit(tasks=[DIED])
    csv = next_csv(lambda text: text.replace("age", "agee").replace(",f,", ",unknown,"))
    assert execute(["profile", str(csv), "--decisions", str(file), "--json"]) == 0
    printed = capsys.readouterr().out
    plain = json.loads(printed)
    assert set(plain) == {"rows", "encoding", "delimiter", "decimal", "columns", "findings"}
    found = {(f["code"], f["column"]) for f in plain["findings"]}
    assert {
        ("replay-missing-column", "age"),
        ("replay-new-column", "agee"),
        ("replay-new-levels", "sex"),
        ("missing-code-suspect", "sex"),
    } <= found
    roles = {column["name"]: column["proposed_role"] for column in plain["columns"]}
    assert (roles["agee"], roles["died"]) == ("excluded", "task")
    assert cell not in printed


def test_a_decision_file_is_renewed_on_the_next_export(edit, next_csv, tmp_path, capsys):
    file = edit(tasks=[DIED], decisions=[accepted("age", "30")])
    path = tmp_path / "renewed.json"
    words = ["profile", str(next_csv()), "--decisions", str(file), "--record", str(path)]
    assert execute(words) == 0
    renewed = read_decisions(path.read_text())
    assert renewed.repairs == (MissingCodes("age", ("30",)),)
    assert [task.name for task in renewed.tasks] == ["died"]
