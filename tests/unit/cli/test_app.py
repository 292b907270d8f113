import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from mtl_core.cli import execute
from mtl_core.errors import RunCancelled
from mtl_core.schema import RunState
from mtl_core.storage import RunFolder


def test_a_bug_exits_with_one_and_shows_no_value(csv, out, capsys, cell, fail_with):
    engine = fail_with(ValueError(f"could not convert {cell}"))
    words = ["run", str(csv), "--task", "died", "--out", str(out), "--quiet"]
    assert execute(words, engine) == 1
    told = capsys.readouterr().err
    assert "ValueError" in told
    assert "conftest.py, line" in told
    assert cell not in told
    assert len(RunFolder(out).read_predictions()) == 1


def test_a_stopped_run_says_that_it_keeps_everything(csv, out, capsys, fail_with):
    engine = fail_with(RunCancelled("Stopped", expected="", found="", action=""))
    words = ["run", str(csv), "--task", "died", "--out", str(out), "--quiet"]
    assert execute(words, engine) == 130
    assert capsys.readouterr().err == "Stopped. Everything computed so far is kept.\n"
    assert RunFolder(out).read_status().state is RunState.CANCELLED


def test_profile_prints_the_columns_as_json_and_as_text_without_cells(csv, capsys, cell):
    assert execute(["profile", str(csv), "--json"]) == 0
    printed = capsys.readouterr().out
    plain = json.loads(printed)
    assert (plain["rows"], plain["delimiter"], plain["decimal"]) == (60, ",", ".")
    assert [column["name"] for column in plain["columns"]][:3] == ["pid", "age", "sex"]
    keys = {"name", "kind", "missing", "levels", "proposed_role"}
    assert all(set(column) == keys for column in plain["columns"])
    keys = {"code", "severity", "column", "message", "proposal"}
    assert all(set(finding) == keys for finding in plain["findings"])
    assert cell not in printed
    assert execute(["profile", str(csv)]) == 0
    text = capsys.readouterr().out
    assert "60 rows, 10 columns" in text
    assert cell not in text


def test_the_module_runs_as_a_program_and_imports_nothing_heavy(csv, tmp_path):
    root = Path(__file__).parents[3]
    words = [sys.executable, "-m", "mtl_core"]
    good = subprocess.run(
        [*words, "profile", csv, "--json"], cwd=root, check=False, capture_output=True
    )
    assert good.returncode == 0
    assert json.loads(good.stdout)["rows"] == 60
    bad = subprocess.run(
        [*words, "profile", tmp_path / "none.csv"],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr.count("\n") == 1
    program = (
        "import sys, mtl_core.cli, mtl_core.jobs; "
        "print([m for m in ('torch', 'shap', 'sklearn', 'lightgbm') if m in sys.modules])"
    )
    light = subprocess.run(
        [sys.executable, "-c", program], cwd=root, check=False, capture_output=True, text=True
    )
    assert light.stdout.strip() == "[]"


def test_control_c_cancels_a_run_of_the_real_program(csv, out):
    program = (
        "import sys, time\n"
        "from mtl_core.cli import Engine, execute\n"
        "from mtl_core.errors import RunCancelled\n"
        "def run(study, table, *, on_event, should_stop, n_threads):\n"
        "    while not should_stop(): time.sleep(.02)\n"
        "    raise RunCancelled('Stopped', expected='', found='', action='')\n"
        "sys.exit(execute(sys.argv[1:], Engine(run=run, explain=run)))\n"
    )
    words = [sys.executable, "-c", program, "run", str(csv), "--task", "died", "--out", str(out)]
    worker = subprocess.Popen(
        words, cwd=Path(__file__).parents[3], stderr=subprocess.PIPE, text=True
    )
    give_up = time.monotonic() + 60
    while not (out / "status.json").exists() and time.monotonic() < give_up:
        time.sleep(0.02)
    os.kill(worker.pid, signal.SIGINT)
    _, told = worker.communicate(timeout=60)
    assert worker.returncode == 130
    assert "Traceback" not in told
    assert RunFolder(out).read_status().state is RunState.CANCELLED
