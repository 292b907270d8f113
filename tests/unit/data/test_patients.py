"""Who is one patient, and who stands in which stratum."""

import numpy as np
import pandas as pd

from mtl_core.data import declare_schema, labels_of, patient_codes, read_bytes, resampling_units
from mtl_core.data.declaring import declare_tasks
from mtl_core.data.splits import label_strata, make_splits
from mtl_core.schema import CohortReference, EvaluationPlan, Study, TaskGrouping, TaskRequest
from mtl_core.schema.specs import LockedTest


def test_rows_with_one_id_are_one_patient_and_rows_without_any_are_patients_of_their_own():
    frame = pd.DataFrame({"pid": ["a", "b", "a", None, None]})
    codes = patient_codes(frame, "pid")
    assert codes[0] == codes[2]
    assert len(set(codes.tolist())) == 4


def test_without_an_id_every_row_is_a_patient():
    assert patient_codes(pd.DataFrame({"x": [1, 1]}), None).tolist() == [0, 1]


def a_study(plan):
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(100), 2)
    ill = rng.choice(["yes", "no"], 200)
    frame = pd.DataFrame({"pid": people, "age": rng.integers(20, 90, 200), "ill": ill})
    table = read_bytes(frame.to_csv(index=False).encode(), name="wards.csv")
    tasks = declare_tasks(table, [TaskRequest("ill")]).tasks
    schema = declare_schema(table, tasks, patient_id="pid", features=["age"])
    cohort = CohortReference("wards", table.n_rows, table.fingerprint)
    return table, Study(cohort, schema, TaskGrouping.finest(["ill"]), plan=plan)


def test_the_units_of_resamples_are_the_strata_of_the_labels_by_patient():
    table, study = a_study(EvaluationPlan())
    tasks = study.schema.tasks
    units = resampling_units(table, tasks, study)
    labels = {"ill": labels_of(table, tasks[0])}
    np.testing.assert_array_equal(units.strata, label_strata(labels, tasks, units.patients))
    assert (units.patients[0::2] == units.patients[1::2]).all()
    assert (units.strata[0::2] == units.strata[1::2]).all()
    assert len(set(units.strata.tolist())) > 1


def test_patients_whom_a_locked_test_leaves_out_are_a_stratum_of_their_own():
    plan = EvaluationPlan(split=LockedTest(share=0.4), seed=5)
    table, study = a_study(plan)
    units = resampling_units(table, study.schema.tasks, study)
    labels = {"ill": labels_of(table, study.schema.tasks[0])}
    split, *_ = make_splits(labels, study.schema.tasks, units.patients, plan)
    np.testing.assert_array_equal(np.flatnonzero(units.strata > 0), split.test)
