"""The learned relation on the Comparison page."""

from dataclasses import replace

from mtl_core.schema import LearnedRelation
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder

TASKS = ("sepsis", "stay", "stage")
RELATION = LearnedRelation(
    TASKS,
    ((1.0, 0.7, 0.3), (0.7, 1.0, 0.2), (0.3, 0.2, 1.0)),
    ((0.0, 0.1, 0.01), (0.1, 0.0, 0.3), (0.01, 0.3, 0.0)),
    ("stage",),
    10,
)


def test_a_relation_that_was_learned_is_shown_with_words(app, full_run):
    folder = RunFolder(load_settings().runs_dir / full_run.run_id)
    folder.write_result(replace(full_run.result, relations=(RELATION,)))
    at = app("comparison", run=full_run.run_id)
    assert not at.exception
    said = "\n".join(text.value for text in [*at.markdown, *at.caption])
    assert "Which tasks are alike to the networks" in said
    assert "what the networks learned, not what causes what" in said
    assert "10 networks" in said
    assert "without a direction" in said


def test_other_runs_show_no_relation(app, full_run):
    at = app("comparison", run=full_run.run_id)
    assert not any("related" in text.value for text in at.subheader)
