import pytest

from mtl_core.cli import Engine, execute
from mtl_core.schema import Arm, Progress, RunState
from mtl_core.schema.events import PredictionsReady
from mtl_core.storage import RunFolder


def test_when_every_task_is_refused_nothing_runs(csv, out, fake, refused):
    words = ["run", str(csv), "--out", str(out), "--task", "same", "--task", "blank"]
    told = refused(execute(words, fake.engine()))
    assert "No task is left" in told
    assert "same" in told
    assert "blank" in told
    assert fake.calls == []
    assert not out.exists()


BAD_OPTIONS = {
    "an unknown task": (["--task", "dyed"], "'dyed'"),
    "an unknown kind": (["--task", "died:ordeal"], "ordeal"),
    "a positive class that is none": (["--task", "died:binary:maybe"], "positive class"),
    "no task": ([], "--task"),
    "a task twice": (["--task", "died", "--task", "died"], "died"),
    "a task that is excluded": (["--task", "died", "--exclude", "died"], "died"),
    "a task that is the patient id": (["--task", "died", "--patient-id", "died"], "died"),
    "an unknown excluded column": (["--task", "died", "--exclude", "nothing"], "'nothing'"),
    "an unknown patient id": (["--task", "died", "--patient-id", "nothing"], "'nothing'"),
    "overlapping groups": (
        ["--task", "died", "--task", "sepsis", "--group", "died,sepsis", "--group", "died"],
        "overlap",
    ),
    "a group of an unknown task": (["--task", "died", "--group", "died,sepsis"], "sepsis"),
    "an empty group": (["--task", "died", "--group", ","], "empty group"),
    "an unknown design": (["--task", "died", "--design", "telepathy"], "telepathy"),
    "an unknown balancing": (["--task", "died", "--balancing", "telepathy"], "telepathy"),
    "an unknown optimiser": (["--task", "died", "--optimiser", "telepathy"], "telepathy"),
    "an unknown schedule": (["--task", "died", "--schedule", "telepathy"], "telepathy"),
    "an unknown reference": (["--task", "died", "--reference", "oracle"], "oracle"),
    "too few folds": (["--task", "died", "--folds", "1"], "folds"),
    "a negative seed": (["--task", "died", "--seed", "-1"], "seed"),
    "a margin above one half": (["--task", "died", "--margin", "0.7"], "margin"),
    "a negative number of patients": (["--task", "died", "--explain-patients", "-1"], "Patients"),
    "a cohort twice": (["--task", "died", "--cohort", "support2"], "--cohort"),
    "no feature left": (
        ["--task", "died"]
        + [
            w
            for c in ["age", "sex", "ward", "sepsis", "same", "rare", "blank", "days", "pid"]
            for w in ("--exclude", c)
        ],
        "No feature",
    ),
}


@pytest.mark.parametrize("case", BAD_OPTIONS)
def test_bad_options_are_one_clear_message(csv, out, fake, case, refused):
    options, word = BAD_OPTIONS[case]
    got = execute(["run", str(csv), "--out", str(out), *options], fake.engine())
    assert word.lower() in refused(got).lower()
    assert fake.calls == []
    assert not out.exists()


BAD_FILES = {
    "nothing there": None,
    "an empty file": b"",
    "a header only": b"age,died\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "a zip": b"PK\x03\x04" + bytes(200),
    "NUL bytes": b"age,died\n1\x00,0\n",
}


@pytest.mark.parametrize("case", BAD_FILES)
@pytest.mark.parametrize("command", ["profile", "run"])
def test_a_file_that_is_no_cohort_is_one_clear_message(tmp_path, out, case, command, refused):
    path = tmp_path / "ward.csv"
    if BAD_FILES[case] is not None:
        path.write_bytes(BAD_FILES[case])
    words = [command, str(path)]
    words += ["--task", "died", "--out", str(out)] if command == "run" else []
    refused(execute(words))
    assert not out.exists()


def test_a_name_longer_than_a_path_is_one_clear_message(refused):
    assert "no such cohort" in refused(execute(["profile", "x" * 5000]))


def test_an_output_folder_below_a_file_is_one_clear_message(csv, fake, refused):
    words = ["run", str(csv), "--task", "died", "--out", str(csv / "out")]
    assert "choose another folder" in refused(execute(words, fake.engine()))
    assert fake.calls == []


def test_an_output_folder_with_another_run_is_one_clear_message(csv, out, fake, capsys, refused):
    words = ["run", str(csv), "--task", "died", "--out", str(out), "--quiet"]
    assert execute(words, fake.engine()) == 0
    assert execute(words, fake.engine()) == 0
    capsys.readouterr()
    told = refused(execute([*words, "--seed", "1"], fake.engine()))
    assert "another run" in told
    assert RunFolder(out).read_study().plan.seed == 0


def test_a_disk_that_fills_up_is_one_clear_message_and_keeps_what_was_written(
    csv, out, fake, refused, predictions
):
    def run(study, table, *, on_event, **_):
        on_event(PredictionsReady(Arm.MULTI_TASK, predictions))
        (out / "events.jsonl").symlink_to("/dev/full")
        on_event(Progress("prepare", 0.5, "Reading"))

    words = ["run", str(csv), "--task", "died", "--out", str(out), "--quiet"]
    got = execute(words, Engine(run=run, explain=fake.explain))
    assert "disk is full" in refused(got)
    assert len(RunFolder(out).read_predictions()) == 1
    assert RunFolder(out).read_status().state is RunState.FAILED


@pytest.mark.parametrize("words", [["--folds", "many"], ["--preset", "slow"], ["--bogus"]])
def test_usage_errors_exit_with_two_and_name_the_option(csv, out, capsys, words):
    assert execute(["run", str(csv), "--out", str(out), *words]) == 2
    assert words[0] in capsys.readouterr().err


def test_a_missing_output_folder_is_a_usage_error(csv, capsys):
    assert execute(["run", str(csv), "--task", "died"]) == 2
    assert "--out" in capsys.readouterr().err


def test_bad_studies_are_one_clear_message(csv, out, tmp_path, fake, capsys, refused):
    execute(["run", str(csv), "--task", "died", "--out", str(out), "--quiet"], fake.engine())
    capsys.readouterr()
    study, other = out / "study.json", tmp_path / "other.csv"
    other.write_text(csv.read_text().replace("P000", "P999"))
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "odd.json").write_text('{"cohort": 1, "extra": 2}')
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    two = ["--out", str(tmp_path / "two")]
    cases = {
        "no such file": [str(tmp_path / "none.json"), "--cohort", str(csv)],
        "not JSON": [str(tmp_path / "broken.json"), "--cohort", str(csv)],
        "wrong fields": [str(tmp_path / "odd.json"), "--cohort", str(csv)],
        "cannot be read": [str(tmp_path / "binary.json"), "--cohort", str(csv)],
        "another cohort": [str(study), "--cohort", str(other)],
        "no such cohort": [str(study), "--cohort", str(tmp_path / "gone.csv")],
        "--cohort": [str(study)],
        "takes no options": [str(study), "--cohort", str(csv), "--seed", "0"],
    }
    for word, words in cases.items():
        assert word in refused(execute(["run", *words, *two], fake.engine()))
    assert len(fake.calls) == 1
