import os
import subprocess
import sys
import time

import pytest

from mtl_core.jobs.liveness import FRESH_SECONDS, STARTING_SECONDS, is_alive
from mtl_core.schema import RunState, RunStatus

NOW = 1_000_000.0


def test_a_fresh_heartbeat_is_life_whatever_the_process_number():
    status = RunStatus(RunState.RUNNING, started=NOW - 60, updated=NOW - 1, pid=2**22 + 1)
    assert is_alive(status, NOW)


def test_a_stale_heartbeat_without_a_process_is_death():
    stale = NOW - FRESH_SECONDS - 1
    assert not is_alive(RunStatus(RunState.RUNNING, started=1.0, updated=stale, pid=2**22 + 1), NOW)


def test_a_machine_that_slept_has_a_stale_heartbeat_and_a_living_worker():
    now = time.time()
    status = RunStatus(RunState.RUNNING, started=now, updated=now - 9999, pid=os.getpid())
    assert is_alive(status, now)


def test_a_later_process_with_the_same_number_is_not_the_worker():
    now = time.time()
    status = RunStatus(RunState.RUNNING, started=now - 10**6, updated=now - 9999, pid=os.getpid())
    assert not is_alive(status, now)


def test_a_zombie_is_dead():
    child = subprocess.Popen([sys.executable, "-c", ""])
    now = time.time()
    give_up = now + 20
    status = RunStatus(RunState.RUNNING, started=now, updated=now - 9999, pid=child.pid)
    while is_alive(status, now) and time.time() < give_up:
        time.sleep(0.05)
    os.kill(child.pid, 0)  # the system still knows the number: nobody has asked for the end
    assert not is_alive(status, now)
    child.wait()


@pytest.mark.parametrize(("age", "alive"), [(1.0, True), (STARTING_SECONDS + 1, False)])
def test_a_worker_that_has_said_nothing_has_a_minute(age, alive):
    assert is_alive(RunStatus(RunState.STARTING, updated=NOW - age), NOW) is alive


@pytest.mark.parametrize("state", [RunState.DONE, RunState.FAILED, RunState.CANCELLED])
def test_an_ended_run_is_not_alive(state):
    assert not is_alive(RunStatus(state, updated=NOW, pid=os.getpid()), NOW)


def test_a_queued_run_waits_as_long_as_it_must():
    assert is_alive(RunStatus(RunState.QUEUED, updated=1.0), NOW)
