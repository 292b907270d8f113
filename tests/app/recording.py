"""A supervisor that starts nothing, and the way from a past run to the study of a new one."""

from mtl_core.jobs import answer_folder
from mtl_core.schema import Preset, RunState, RunStatus, to_json
from mtl_core.settings import load_settings
from mtl_core.storage import FinishedRun, RunFolder


class Recorder:
    """A supervisor that starts nothing and remembers what it was asked for."""

    def __init__(self, real):
        self._real = real
        self.submitted = []
        self.cancelled = []
        self.state = RunState.RUNNING

    def submit(self, study, cohort, *, title=""):
        self.submitted.append((study, cohort, title))
        return "f00dfeed"

    def status(self, _run_id):
        return RunStatus(self.state, stage="multi_task", fraction=0.5, message="Step 5 of 10")

    def cancel(self, run_id):
        self.cancelled.append(run_id)
        self.state = RunState.CANCELLED

    def advance(self):
        return None

    def folder(self, run_id):
        return self._real.folder(run_id)

    def runs(self):
        return self._real.runs()


def reopened(app, full_run, page):
    at = app("runs", run=full_run.run_id)
    at.button(key="open_run").click().run()
    return at.switch_page(f"pages/{page}.py").run()


def started(at, recorder, preset=Preset.QUICK):
    at.button(key="to_training").click().run()
    at.switch_page("pages/training.py").run()
    at.button(key=f"start_{preset.value}").click().run()
    return recorder.submitted[-1][0]


def finished(run_id):
    """Return a run as the pages ask it."""
    settings = load_settings()
    return FinishedRun(RunFolder(settings.runs_dir / run_id), settings.cohorts_dir)


def leave(question, about, answer=None, **status):
    """Leave the answer to a question, or word of how far it is, as a worker would."""
    folder = answer_folder(question, about, load_settings())
    folder.create()
    if answer is not None:
        (folder.path / question.file).write_text(to_json(answer))
        status = {"state": RunState.DONE, "fraction": 1.0}
    folder.write_status(RunStatus(**status))
    return folder
