"""A study that an older version wrote still opens, and means what it meant."""

import pytest

from mtl_core.errors import StudyError
from mtl_core.schema import (
    CohortReference,
    CohortSchema,
    ColumnKind,
    Feature,
    Study,
    Task,
    TaskGrouping,
    TaskKind,
    TrainingSpec,
    from_json,
    from_plain,
    to_plain,
)
from mtl_core.schema.specs import AdamW, OneCycle

# as written before optimisers were specs of their own
WRITTEN = """{
 "cohort": {"name": "ward", "rows": 100, "fingerprint": "00", "sheet": ""},
 "schema": {"tasks": [{"name": "los", "kind": "regression", "classes": []}],
            "features": [{"name": "age", "kind": "numeric"}],
            "patient_id": null, "site": null, "excluded": []},
 "grouping": {"groups": [["los"]]},
 "design": {"type": "HardSharing", "width": 64, "depth": 1, "dropout": 0.3},
 "training": {"encoding": {"n_bins": 6}, "n_steps": 300, "batch_size": 128,
              "learning_rate": 0.02, "weight_decay": 0.5, "n_members": 1, "patience": 6},
 "references": []
}"""


def test_a_study_from_before_optimisers_were_chosen_is_read_as_adamw_and_rise_and_fall():
    training = from_json(Study, WRITTEN).training
    assert training.optimiser == AdamW(learning_rate=0.02, weight_decay=0.5)
    assert training.schedule == OneCycle(warm_up=0.15)
    assert (training.n_steps, training.n_members, training.l1) == (300, 1, 0.0)


def test_an_older_file_that_leaves_one_of_both_out_gets_its_default():
    assert from_plain(TrainingSpec, {"weight_decay": 3}).optimiser == AdamW(0.01, 3.0)


def test_an_older_value_of_the_wrong_type_is_refused_with_its_place():
    with pytest.raises(StudyError, match=r"TrainingSpec\.optimiser\.learning_rate"):
        from_plain(TrainingSpec, {"learning_rate": "fast"})


def test_old_and_new_fields_together_are_refused():
    plain = to_plain(TrainingSpec()) | {"learning_rate": 0.1}
    with pytest.raises(StudyError, match="unknown: learning_rate"):
        from_plain(TrainingSpec, plain)


LBFGS = '"optimiser": {"type": "LBFGS", "history": 10, "weight_decay": 0.0}, "l1": 0.0'


def test_a_study_of_an_optimiser_that_is_no_more_is_read_with_the_default():
    written = WRITTEN.replace('"learning_rate": 0.02, "weight_decay": 0.5', LBFGS)
    training = from_json(Study, written).training
    assert training.optimiser == AdamW()
    assert (training.n_steps, training.n_members, training.l1) == (300, 1, 0.0)


def test_an_optimiser_that_never_was_is_refused():
    with pytest.raises(StudyError, match="AdamW or SGD"):
        from_plain(TrainingSpec, {"optimiser": {"type": "Adagrad"}})


def test_a_study_written_by_this_version_is_not_changed():
    study = Study(
        cohort=CohortReference("ward", 100, "0" * 64),
        schema=CohortSchema(
            tasks=(Task("los", TaskKind.REGRESSION),),
            features=(Feature("age", ColumnKind.NUMERIC),),
        ),
        grouping=TaskGrouping.finest(["los"]),
    )
    assert from_plain(Study, to_plain(study)) == study
