"""Numbers that are names."""

import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import AsCategories

CODE = FindingCode.NUMBERS_AS_NAMES


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("sex", [1, 2]),
        ("Gender", [0, 1, 2]),
        ("race", [1, 2, 3, 4]),
        ("site", range(1, 13)),
        ("site_no", range(1, 13)),
        ("hospital_id", range(1, 6)),
        ("ward", [1, 2, 3]),
        ("admission_type", [1, 2, 3]),
        ("diagnosis code", [10, 20, 30]),
        ("anything", [1, 2]),
    ],
)
def test_numbers_that_name_something_are_asked_about(asked, read, name, levels):
    cells = [str(level) for level in levels] * 6
    check = asked(name, cells)[CODE]
    assert check.repair == AsCategories(name)
    result = read(name, cells, [check.repair])
    assert result.arrays[name].tolist() == cells
    assert not result.checks


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("died", [0, 1]),
        ("sex", [0, 1]),
        ("stage", [1, 2, 3, 4]),
        ("nyha_class", [1, 2, 3, 4]),
        ("asa class", [1, 2, 3]),
        ("apgar_score", [1, 2]),
        ("n_sites", [1, 2, 3]),
        ("number_of_wards", [1, 2]),
        ("age_group", [1, 2, 3]),
        ("children", [0, 1, 2, 3]),
        ("weight", [61, 72, 83]),
        ("type", [0.5, 1.5]),
        ("group", range(60)),
    ],
)
def test_flags_stages_scores_counts_and_amounts_stay_numbers(asked, name, levels):
    assert CODE not in asked(name, [str(level) for level in levels] * 6)


def test_one_and_one_point_zero_are_the_same_name(repaired):
    after = repaired("sex", ["1", "1.0", "2.00", "", "x"], [AsCategories("sex")])
    assert after == ["1", "1", "2", None, "x"]
