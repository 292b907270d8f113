import dataclasses

import pytest

from mtl_core.cli import execute
from mtl_core.cli.draft import make_study
from mtl_core.cli.options import StudyOptions
from mtl_core.data import builtin, read_bytes
from mtl_core.errors import StudyError
from mtl_core.schema import Arm, Preset, TaskKind
from mtl_core.schema.specs import SGD, CAGrad, Cosine


def test_every_option_reaches_the_study(csv, out, fake):
    words = f"""run {csv} --out {out} --task died:binary:0 --task sepsis --task days:regression
    --exclude same --exclude rare --site ward --group died,days --design hard --preset quick
    --balancing cagrad --optimiser sgd --schedule cosine --folds 3 --repeats 2 --seed 7
    --margin 0.05
    --reference boosting --explain-patients 11 --threads 1""".split()
    assert execute(words, fake.engine()) == 0
    study, _, n_threads = fake.calls[0]
    assert study.schema.task("died").positive == "0"
    assert study.schema.task("days").kind is TaskKind.REGRESSION
    assert {"same", "rare"} <= set(study.schema.excluded)
    assert study.schema.site == "ward"
    assert study.grouping.groups == (("died", "days"), ("sepsis",))
    training = dataclasses.replace(
        Preset.QUICK.training, balancing=CAGrad(), optimiser=SGD(), schedule=Cosine()
    )
    assert study.training == training
    plan = study.plan
    assert (plan.folds, plan.repeats, plan.seed, plan.margin) == (3, 2, 7, 0.05)
    assert study.references == (Arm.BOOSTING,)
    assert study.explanation.n_patients == 11
    assert n_threads == 1


def test_no_references_and_no_explanation_can_be_asked_for(csv, out, fake):
    words = ["run", str(csv), "--out", str(out), "--task", "died"]
    assert execute([*words, "--reference", "none", "--no-explain"], fake.engine()) == 0
    study = fake.calls[0][0]
    assert study.references == ()
    assert study.explanation.n_patients == 0


def test_a_built_in_cohort_runs_with_its_ready_schema(out, fake):
    assert execute(["run", "support2", "--out", str(out), "--quiet"], fake.engine()) == 0
    study, table, _ = fake.calls[0]
    assert study.schema == builtin("support2").schema()
    assert study.cohort.name == "support2"
    assert table.n_rows == 9105


def test_a_study_of_a_built_in_cohort_finds_it_by_name(out, tmp_path, fake):
    execute(["run", "rhc", "--out", str(out), "--quiet"], fake.engine())
    words = ["run", str(out / "study.json"), "--cohort", "rhc", "--out", str(tmp_path / "two")]
    assert execute([*words, "--quiet"], fake.engine()) == 0
    assert fake.calls[1][0] == fake.calls[0][0]


def test_own_tasks_on_a_built_in_cohort_leave_its_other_outcomes_out(out, fake):
    words = ["run", "support2", "--task", "death", "--out", str(out), "--quiet"]
    ready = builtin("support2").schema()
    chosen = ready.task_names[0]
    words[3] = chosen
    assert execute(words, fake.engine()) == 0
    schema = fake.calls[0][0].schema
    assert schema.task_names == (chosen,)
    hidden = {*ready.task_names[1:], *ready.excluded}
    assert hidden <= set(schema.excluded)
    assert set(schema.feature_names) <= set(ready.feature_names)


def test_a_ready_schema_can_be_narrowed(out, fake, capsys, refused):
    ready = builtin("support2").schema()
    feature, task = ready.feature_names[0], ready.task_names[0]
    words = ["run", "support2", "--out", str(out), "--quiet", "--exclude"]
    assert execute([*words, feature], fake.engine()) == 0
    schema = fake.calls[0][0].schema
    assert schema.feature_names == ready.feature_names[1:]
    capsys.readouterr()
    assert task in refused(execute([*words, task], fake.engine()))


def test_a_file_with_the_name_of_a_built_in_cohort_wins(tmp_path, csv, out, fake, monkeypatch):
    monkeypatch.chdir(tmp_path)
    csv.rename(tmp_path / "support2")
    words = ["run", "support2", "--task", "died", "--out", str(out), "--quiet"]
    assert execute(words, fake.engine()) == 0
    assert fake.calls[0][1].n_rows == 60


def test_names_with_commas_can_be_grouped_in_quotes():
    rows = "".join(f"{i},{i % 2},{i % 2}\n" for i in range(60))
    table = read_bytes(f'age,"a, b",c\n{rows}'.encode(), name="x.csv")
    options = StudyOptions(task=["a, b", "c"], group=['"a, b",c'])
    study, refused_tasks = make_study(table, options, None)
    assert study.grouping.groups == (("a, b", "c"),)
    assert refused_tasks == {}


def test_a_wrong_kind_of_given_option_names_itself():
    assert StudyOptions(seed=0, task=["a"]).given() == ["--task", "--seed"]
    with pytest.raises(StudyError):
        make_study(
            read_bytes(b"age,died\n" + b"1,0\n2,1\n" * 30, name="x.csv"),
            StudyOptions(task=["died"], design="none"),
            None,
        )


def test_a_champion_competes_when_it_is_asked_for(csv, out, fake):
    words = ["run", str(csv), "--task", "died", "--quiet"]
    assert execute([*words, "--out", str(out), "--champion"], fake.engine()) == 0
    assert execute([*words, "--out", str(out.with_name("other"))], fake.engine()) == 0
    asked, not_asked = (study for study, *_ in fake.calls)
    assert asked.arms[:3] == (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.CHAMPION)
    assert not_asked.arms[:2] == (Arm.MULTI_TASK, Arm.SINGLE_TASK)
    assert Arm.CHAMPION not in not_asked.arms
