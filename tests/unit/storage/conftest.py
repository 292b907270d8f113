import pytest

from mtl_core.schema import (
    CohortReference,
    CohortSchema,
    CohortStamp,
    ColumnKind,
    Feature,
    Study,
    StudyResult,
    Task,
    TaskGrouping,
    TaskKind,
)


@pytest.fixture
def study() -> Study:
    return Study(
        cohort=CohortReference(name="ward.csv", rows=4, fingerprint="f" * 64),
        schema=CohortSchema(
            tasks=(Task("died", TaskKind.BINARY, ("no", "yes")),),
            features=(Feature("age", ColumnKind.NUMERIC),),
        ),
        grouping=TaskGrouping.coarsest(["died"]),
    )


@pytest.fixture
def result() -> StudyResult:
    return StudyResult(
        seed=0,
        cohort=CohortStamp(rows=4, fingerprint="f" * 64),
        tasks={},
        seconds={"prepare": 0.5},
        headline="Sharing an encoder helped 1 of 1 task.",
    )
