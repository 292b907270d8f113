"""A worker whose computation does what its first argument says."""

import os
import signal
import sys
import time
from pathlib import Path

import pandas as pd

from mtl_core.errors import RunCancelled, StudyError
from mtl_core.jobs import adopted, run_in_folder
from mtl_core.schema import Arm, CohortStamp, Progress, StudyResult
from mtl_core.schema.events import PredictionsReady
from mtl_core.storage import CohortPlace, RunFolder

PREDICTIONS = pd.DataFrame(
    {
        "row": [0],
        "task": ["died"],
        "arm": ["multi_task"],
        "repeat": [0],
        "fold": [0],
        "class": ["yes"],
        "observed": [1.0],
        "predicted": [0.5],
    }
)


def work(mode, on_event, should_stop):
    on_event(Progress("prepare", 0.1, "Reading"))
    on_event(PredictionsReady(Arm.MULTI_TASK, PREDICTIONS))
    on_event(Progress("multi_task", 0.2, "Training"))
    if mode == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "bug":
        int("SECRET-CELL")
    if mode == "exit":
        os._exit(7)
    while mode in {"wait", "stubborn"}:
        time.sleep(0.02)
        if should_stop() and mode == "wait":
            raise RunCancelled("Stopped", expected="", found="", action="")
    return StudyResult(0, CohortStamp(2, "f"), {}, {}, headline="It helped.")


def main(mode, out, cohort):
    folder = RunFolder(Path(out))
    if mode == "silent":
        time.sleep(60)
    with adopted(folder):
        if mode == "early":
            raise StudyError("Bad study", expected="good", found="bad", action="mend it")
        study = folder.read_study()
        place = CohortPlace(cohort, study.cohort.name, study.cohort.fingerprint)
        run_in_folder(folder, study, lambda tell, stop: work(mode, tell, stop), place=place)


if __name__ == "__main__":
    main(*sys.argv[1:])
