"""Folders are named after questions, so that the same question is found again."""

from dataclasses import replace

import pytest

from mtl_core.jobs import answer_folder
from mtl_core.schema import Arm, Preset
from mtl_core.schema.answers import (
    ArmsQuestion,
    InteractionQuestion,
    LabelScarcity,
    SubgroupQuestion,
    SuggestionQuestion,
    TwoRunsQuestion,
)
from mtl_core.storage import FinishedRun, RunFolder


def test_the_folder_of_a_curve_depends_on_the_study_and_on_the_question(about, settings):
    question, study = LabelScarcity("died"), about.study
    folder = answer_folder(question, about, settings)
    without = replace(about, study=replace(study, references=()))
    assert answer_folder(question, without, settings) == folder
    quick = replace(about, study=replace(study, training=Preset.QUICK.training))
    others = [
        answer_folder(replace(question, shares=(0.5,)), about, settings),
        answer_folder(replace(question, draws=2), about, settings),
        answer_folder(replace(question, task="icu"), about, settings),
        answer_folder(question, quick, settings),
    ]
    assert len({folder, *others}) == 5


def test_the_folder_of_a_suggestion_does_not_depend_on_groups_and_budget(about, settings):
    question, study = SuggestionQuestion(), about.study
    folder = answer_folder(question, about, settings)
    budget = replace(about, study=replace(study, training=Preset.FULL.training, references=()))
    assert answer_folder(question, budget, settings) == folder
    seed = replace(about, study=replace(study, plan=replace(study.plan, seed=1)))
    assert answer_folder(question, seed, settings) != folder


@pytest.mark.parametrize(
    "question",
    [
        SubgroupQuestion("age"),
        TwoRunsQuestion("other"),
        InteractionQuestion("age", "sex"),
        ArmsQuestion(),
    ],
    ids=lambda question: type(question).__name__,
)
def test_an_answer_about_a_run_is_found_again_until_the_run_is_computed_anew(
    run, settings, question
):
    folder = answer_folder(question, run, settings)
    again = FinishedRun(RunFolder(run.folder.path), settings.cohorts_dir)
    assert answer_folder(question, again, settings) == folder
    (run.folder.path / question.reads).write_bytes(b"another version")
    assert answer_folder(question, again, settings) != folder


def test_questions_about_a_run_have_folders_of_their_own(run, settings):
    asked = [
        SubgroupQuestion("age"),
        SubgroupQuestion("age", (50.0,)),
        SubgroupQuestion("sex"),
        TwoRunsQuestion("other"),
        TwoRunsQuestion("third"),
        TwoRunsQuestion("other", Arm.SINGLE_TASK),
        InteractionQuestion("age", "sex"),
        InteractionQuestion("age", "sex", 50),
        ArmsQuestion(),
        ArmsQuestion(50),
    ]
    folders = {answer_folder(question, run, settings) for question in asked}
    assert len(folders) == len(asked)


def test_a_comparison_is_another_one_when_the_other_run_was_computed_anew(run, settings, tmp_path):
    (tmp_path / "two").mkdir()
    question = TwoRunsQuestion(str(tmp_path / "two"))
    folder = answer_folder(question, run, settings)
    (tmp_path / "two" / "predictions.parquet").write_bytes(b"new")
    assert answer_folder(question, run, settings) != folder
