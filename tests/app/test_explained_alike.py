"""Tasks that a past run explains alike, on the Sharing page."""

from mtl_core.schema.answers import ArmsExplained, ArmsQuestion, TasksAlike
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from tests.app.recording import finished, leave, reopened


def said(at):
    return "\n".join(text.value for text in [*at.markdown, *at.caption])


def test_a_past_run_says_which_tasks_are_explained_alike_and_that_this_proves_nothing(
    app, full_run
):
    at = reopened(app, full_run, "sharing")
    assert not at.exception
    text = said(at)
    assert "**sepsis** and **stay** are explained most alike (" in text
    assert "no proof that sharing helps" in text
    assert "multi-task networks: tasks that shared" in text
    (table,) = (f.value for f in at.dataframe if "Cosine" in f.value)
    assert table["Shared an encoder in that run"].tolist() == ["yes"]


def test_networks_that_share_nothing_come_first(app, full_run):
    pairs = (TasksAlike("sepsis", "stay", 0.83, 0.8, 0.86), TasksAlike("sepsis", "gone", 1, 1, 1))
    report = ArmsExplained(100, 40, 98, 1e-7, (), pairs)
    leave(ArmsQuestion(), finished(full_run.run_id), report)
    text = said(reopened(app, full_run, "sharing"))
    assert "explained most alike (+0.83, +0.80 to +0.86)" in text
    assert "single-task networks, which share nothing" in text
    assert "gone" not in text


def test_without_a_run_nothing_is_said(app, full_run):
    run = RunFolder(load_settings().runs_dir / full_run.run_id)
    (run.path / "attributions.json").unlink()
    at = reopened(app, full_run, "sharing")
    assert not at.exception
    assert "explained most alike" not in said(at)
