"""The warm helper: it answers, says why not, comes back after a crash, and ends with its asker."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from mtl_core.errors import RunError
from mtl_core.jobs import PatientHelper
from mtl_core.schema.answers import PatientQuestion

FAKE = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked["row"] == 1:
        parts = {"problem": "No", "expected": "a", "found": "b", "action": "c"}
        print(json.dumps({"error": parts}), flush=True)
    elif asked["row"] == 2:
        sys.exit(1)
    elif asked["row"] == 3:
        continue
    else:
        print(json.dumps({"answer": {"features": list(asked["changes"]), "outputs": [],
            "n_networks": 2, "n_background": 5, "n_evaluations": 9, "additivity_gap": 0.0,
            "method": "m"}}), flush=True)
"""


@pytest.fixture
def helper(tmp_path):
    helper = PatientHelper(
        tmp_path, command=lambda _: [sys.executable, "-c", FAKE], answer_seconds=1.0
    )
    yield helper
    helper.close()


def test_a_question_travels_there_and_back_in_one_process(helper):
    helper.start()
    pid = helper.pid
    assert helper.ask(PatientQuestion(0, {"age": None})).features == ("age",)
    assert helper.ask(PatientQuestion(0)).n_networks == 2
    assert helper.pid == pid


def test_a_refusal_arrives_as_an_error_and_the_helper_lives_on(helper):
    with pytest.raises(RunError, match="Expected: a"):
        helper.ask(PatientQuestion(1))
    pid = helper.pid
    assert helper.ask(PatientQuestion(0)).n_background == 5
    assert helper.pid == pid


def test_a_helper_that_was_killed_is_started_again(helper):
    helper.ask(PatientQuestion(0))
    first = helper.pid
    os.kill(first, signal.SIGKILL)
    assert helper.ask(PatientQuestion(0)).n_networks == 2
    assert helper.pid != first


@pytest.mark.parametrize("row", [2, 3])
def test_a_helper_that_ends_or_says_nothing_is_given_up_after_two_tries(helper, row):
    with pytest.raises(RunError, match="do not answer"):
        helper.ask(PatientQuestion(row))
    assert helper.pid is None


def test_closing_ends_the_process(helper):
    helper.start()
    pid = helper.pid
    helper.close()
    assert not psutil.pid_exists(pid)


def test_the_helper_ends_when_its_asker_is_killed(tmp_path):
    asker = (
        "import sys, time, pathlib\n"
        "from mtl_core.jobs import PatientHelper\n"
        f"h = PatientHelper(pathlib.Path({str(tmp_path)!r}),"
        f" command=lambda _: [sys.executable, '-c', {FAKE!r}])\n"
        "h.start(); print(h.pid, flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", asker], stdout=subprocess.PIPE, text=True)
    pid = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _alive(pid):
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
