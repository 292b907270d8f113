"""A supervisor that starts nothing, and the way from a past run to the study of a new one."""

from mtl_core.schema import Preset, RunState, RunStatus


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
