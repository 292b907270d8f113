"""Functions that are kept per run, and a note of when they were called."""

from ui.session.cached import per_run

CALLED = []


@per_run("study.json", max_entries=2)
def first(run_id, word=""):
    """Note that it was called."""
    CALLED.append("first")
    return f"first {word}"


@per_run("study.json", max_entries=2)
def second(run_id, word=""):
    """Note that it was called."""
    CALLED.append("second")
    return f"second {word}"


@per_run("nothing.json", max_entries=2)
def never(run_id):
    """Note that it was called."""
    CALLED.append("never")
