import pytest

from mtl_core.cli import execute
from mtl_core.schema import RunState, TaskGrouping
from mtl_core.storage import RunFolder


def test_a_run_writes_its_folder_and_prints_headline_and_files(csv, out, fake, capsys):
    words = ["run", csv, "--task", "died", "--task", "sepsis", "--patient-id", "pid"]
    assert execute([*map(str, words), "--out", str(out)], fake.engine()) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("It helped.\n")
    assert str(out / "result.json") in printed.out
    assert "prepare" in printed.err
    folder = RunFolder(out)
    ((study, table, n_threads),) = fake.calls
    assert folder.read_study() == study
    assert folder.read_status().state is RunState.DONE
    assert folder.read_result().headline == "It helped."
    assert len(folder.read_predictions()) == 1
    assert folder.read_cohort_place().path == str(csv)
    assert table.n_rows == 60
    assert n_threads >= 1
    assert study.schema.patient_id == "pid"
    assert study.grouping == TaskGrouping.coarsest(["died", "sepsis"])


def test_quiet_prints_neither_progress_nor_result(csv, out, fake, capsys):
    words = ["run", str(csv), "--task", "died", "--out", str(out), "--quiet"]
    assert execute(words, fake.engine()) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "Warning: late: no.\n")


@pytest.mark.parametrize("task", ["same", "rare", "blank"])
def test_a_task_that_cannot_be_estimated_is_refused_and_the_others_go_on(
    csv, out, fake, capsys, task
):
    words = ["run", str(csv), "--out", str(out), "--task", "died", "--task", task]
    assert execute([*words, "--group", f"died,{task}"], fake.engine()) == 0
    sentence = RunFolder(out).read_result().refused[task]
    assert f"Warning: {sentence}" in capsys.readouterr().err
    study = fake.calls[0][0]
    assert study.schema.task_names == ("died",)
    assert task not in study.schema.feature_names


def test_a_study_runs_again_from_its_json(csv, out, tmp_path, fake):
    first = ["run", str(csv), "--task", "died", "--task", "sepsis", "--out", str(out), "--quiet"]
    again = ["run", str(out / "study.json"), "--cohort", str(csv), "--out", str(tmp_path / "two")]
    assert execute(first, fake.engine()) == 0
    assert execute([*again, "--quiet"], fake.engine()) == 0
    assert fake.calls[0][0] == fake.calls[1][0]
