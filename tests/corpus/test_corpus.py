"""Every broken file of the corpus is read as it should be, or refused in the right words."""

import numpy as np
import pytest

from mtl_core.checks import examine
from mtl_core.data import read_bytes, read_table
from mtl_core.errors import CohortError
from mtl_core.schema import Severity
from tests.corpus.make_corpus import all_cases, write

CASES = all_cases()
READ = [case for case in CASES if not case.refused]
REFUSED = [case for case in CASES if case.refused]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write(tmp_path_factory.mktemp("corpus"))


def name(case):
    return case.name


def test_there_are_at_least_sixty_cases_and_no_two_have_one_name():
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert len({case.content for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_a_file_that_is_no_table_is_refused_in_the_right_words(case, files):
    with pytest.raises(CohortError) as caught:
        read_table(files[case.name])
    assert case.refused in caught.value.problem
    assert case.phrase in f"{caught.value.found} {caught.value.action}"


@pytest.mark.parametrize("case", READ, ids=name)
def test_a_file_that_is_odd_is_read_with_its_findings_and_no_other_question(case, files):
    table = read_table(files[case.name])
    findings = [check.finding for check in examine(table)]
    found = {(str(f.code), f.column) for f in findings}
    asked = {(str(f.code), f.column) for f in findings if f.severity is Severity.WARNING}
    assert set(case.findings) <= found
    assert asked <= set(case.findings)
    assert case.n_rows in (None, table.n_rows)


@pytest.mark.parametrize("case", [case for case in READ if case.values], ids=name)
def test_the_cells_of_an_odd_file_are_what_its_writer_meant(case):
    frame = read_bytes(case.content, name="x.csv").frame
    for column, expected in case.values.items():
        cells = frame[column].to_numpy()[: len(expected)]
        if cells.dtype == np.float64:
            numbers = [np.nan if cell is None else cell for cell in expected]
            np.testing.assert_array_equal(cells, np.array(numbers, dtype=float))
        else:
            assert cells.tolist() == expected


@pytest.mark.parametrize("case", READ, ids=name)
def test_each_row_knows_its_place_in_the_file(case):
    table = read_bytes(case.content, name="x.csv")
    n_aside = sum(step.n_rows for step in table.row_steps)
    places = table.rows_in_file(np.arange(table.n_rows))
    assert (np.diff(places) > 0).all()
    assert places[-1] < table.n_rows + n_aside


def test_a_file_of_two_gigabytes_and_more_is_refused_before_it_is_read(tmp_path):
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.truncate(3_000_000_000)
    with pytest.raises(CohortError, match=r"Found: 3\.0 GB"):
        read_table(huge)
