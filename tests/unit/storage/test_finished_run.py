"""A run opened: what it has, what it lacks, and the one rule for where its cohort is."""

from dataclasses import replace

import pandas as pd
import pytest

from mtl_core.data import read_bytes
from mtl_core.errors import CohortError, StorageError, StudyError
from mtl_core.schema import Arm, CohortReference
from mtl_core.storage import (
    CohortPlace,
    FinishedRun,
    OpenStudy,
    RunFolder,
    fingerprint_of,
    keep_cohort,
    run_of,
    where_cohort_is,
)

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
WARD = b"age,died\n61,yes\n44,no\n70,no\n52,yes\n"


@pytest.fixture
def cohorts(tmp_path):
    return tmp_path / "cohorts"


@pytest.fixture
def ward_study(study):
    return replace(study, cohort=CohortReference("ward.csv", 4, fingerprint_of(WARD)))


@pytest.fixture
def run(ward_study, tmp_path, cohorts):
    folder = RunFolder(tmp_path / "run")
    folder.begin(ward_study)
    (tmp_path / "ward.csv").write_bytes(WARD)
    place = CohortPlace(str(tmp_path / "ward.csv"), "ward.csv", fingerprint_of(WARD))
    folder.write_cohort_place(place)
    return FinishedRun(folder, cohorts)


def test_everything_that_a_run_left_is_read_when_it_is_wanted(run, ward_study):
    assert run.study == ward_study
    assert run.table.n_rows == 4
    run.folder.write_predictions(Arm.MULTI_TASK, PREDICTIONS)
    run.folder.write_bundle({"manifest.json": b"{}"})
    assert set(run.predictions["arm"]) == {"multi_task"}
    assert run.networks == {"manifest.json": b"{}"}


@pytest.mark.parametrize(
    ("part", "missing"),
    [("study", "no study.json"), ("predictions", "no predictions"), ("networks", "no bundle")],
)
def test_what_a_run_does_not_have_is_told(tmp_path, cohorts, part, missing):
    with pytest.raises(StorageError, match=missing):
        getattr(FinishedRun(RunFolder(tmp_path), cohorts), part)


def test_the_cohort_is_where_the_run_found_it(run, tmp_path, cohorts):
    keep_cohort(cohorts, WARD)
    assert run.cohort == tmp_path / "ward.csv"


def test_the_kept_copy_is_the_cohort_when_the_file_has_gone(run, tmp_path, cohorts):
    kept = keep_cohort(cohorts, WARD)
    (tmp_path / "ward.csv").unlink()
    assert run.cohort == kept
    assert run.table.frame["age"].tolist() == [61, 44, 70, 52]


def test_a_run_that_remembers_no_place_has_the_kept_copy(ward_study, cohorts):
    kept = keep_cohort(cohorts, WARD)
    assert where_cohort_is(ward_study, None, cohorts) == kept


def test_a_cohort_that_is_nowhere_is_told_with_what_to_do(run, tmp_path):
    (tmp_path / "ward.csv").unlink()
    with pytest.raises(CohortError, match=r"no longer where it was, and no copy of it.*--cohort"):
        _ = run.cohort


def test_a_file_that_a_person_names_comes_before_the_remembered_one(run, tmp_path, cohorts):
    named = FinishedRun(run.folder, cohorts, tmp_path / "other.csv")
    assert named.cohort == tmp_path / "other.csv"


def test_another_file_than_the_study_was_made_for_is_refused(run, tmp_path):
    (tmp_path / "ward.csv").write_bytes(WARD + b"33,no\n")
    with pytest.raises(StudyError, match=r"another cohort.*5 rows"):
        _ = run.table


def test_a_study_that_was_not_run_is_no_finished_run(run, ward_study):
    assert run_of(run) is run
    with pytest.raises(TypeError):
        run_of(OpenStudy(ward_study, read_bytes(WARD, name="ward.csv"), WARD))
