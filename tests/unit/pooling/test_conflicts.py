"""What does not fit together between two small files, and what consent to it does."""

import numpy as np
import pytest

from mtl_core.pooling import Consent, pool_files
from mtl_core.schema import Severity
from mtl_core.schema.repairs import DateOrder, DatePattern, OneCoding, UnitConversion

RNG = np.random.default_rng(0)


def csv(columns):
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    return "\n".join([",".join(names), *(",".join(map(str, row)) for row in rows)]).encode()


def two(north, south, accepted=()):
    files = [("north.csv", csv(north)), ("south.csv", csv(south))]
    return pool_files(files, accepted=accepted)


def found(pooled, code):
    return [c for c in pooled.conflicts if c.check.finding.code == code]


def creatinine(n, factor=1.0):
    """Serum creatinine of adults in mg/dL, log-normal around 1.0, times a factor."""
    return np.round(np.exp(RNG.normal(0.0, 0.3, n)) * factor, 3)


def filler(n):
    return range(n)


def test_creatinine_in_micromoles_is_proposed_for_conversion_and_converted_on_consent():
    # 1 mg/dL of creatinine (113.1 g/mol) is 88.4 micromoles per litre
    north = {"crea": creatinine(200), "x": filler(200)}
    plain = creatinine(150)
    south = {"crea": np.round(plain * 88.4, 2), "x": filler(150)}
    pooled = two(north, south)
    (conflict,) = found(pooled, "pooled-units-differ")
    assert conflict.consent == Consent("pooled-units-differ", "crea", "south")
    assert isinstance(conflict.check.repair, UnitConversion)
    assert conflict.check.repair.factor == pytest.approx(1 / 88.4)
    assert "'south'" in conflict.check.finding.message
    untouched = pooled.read().frame["crea"].to_numpy()
    assert np.array_equal(untouched, np.concatenate([north["crea"], south["crea"]]))
    settled = two(north, south, [conflict.consent])
    assert found(settled, "pooled-units-differ") == []
    converted = settled.read().frame["crea"].to_numpy()
    assert converted == pytest.approx(np.concatenate([north["crea"], plain]), abs=1e-3)


def test_temperature_in_fahrenheit_is_converted_with_its_offset():
    celsius = np.round(RNG.normal(37, 0.5, 300), 2)
    fahrenheit = np.round(celsius * 9 / 5 + 32, 3)
    north, south = {"temp": celsius, "x": filler(300)}, {"temp": fahrenheit, "x": filler(300)}
    (conflict,) = found(two(north, south), "pooled-units-differ")
    frame = two(north, south, [conflict.consent]).read().frame
    assert frame["temp"].to_numpy() == pytest.approx(np.concatenate([celsius, celsius]), abs=1e-3)


@pytest.mark.parametrize("factor", [1.0, 1.6, 3.0, 30.0])
def test_other_patients_in_the_same_unit_raise_no_question_of_units(factor):
    north = {"crea": creatinine(200), "x": filler(200)}
    south = {"crea": creatinine(200, factor), "x": filler(200)}
    assert found(two(north, south), "pooled-units-differ") == []


def test_a_few_numbers_are_no_reason_to_speak_of_units():
    north = {"crea": creatinine(200), "x": filler(200)}
    south = {"crea": creatinine(19, 88.4), "x": filler(19)}
    assert found(two(north, south), "pooled-units-differ") == []


def test_answers_in_another_case_are_spelt_alike_on_consent_only():
    north = {"sex": ["Male", "Female"] * 10, "x": filler(20)}
    south = {"sex": ["male", "female", "fe male"] * 10, "x": filler(30)}
    pooled = two(north, south)
    (conflict,) = found(pooled, "pooled-levels-differ")
    assert isinstance(conflict.check.repair, OneCoding)
    assert "3 answers of 'sex' in 'south' (30 rows)" in conflict.check.finding.message
    assert set(pooled.read().frame["sex"]) == {"Male", "Female", "male", "female", "fe male"}
    settled = two(north, south, [conflict.consent])
    assert settled.conflicts == ()
    assert settled.read().frame["sex"].value_counts().to_dict() == {"Male": 20, "Female": 30}


def test_the_spelling_of_a_few_patients_is_mended_but_not_handed_on():
    north = {"ward": ["Red", "Blue"] * 10, "x": filler(20)}
    south = {"ward": ["red"] * 3 + ["Blue"] * 17, "x": filler(20)}
    (conflict,) = found(two(north, south), "pooled-levels-differ")
    assert conflict.check.repair is None
    assert "red" not in repr(conflict)
    assert set(two(north, south, [conflict.consent]).read().frame["ward"]) == {"Red", "Blue"}


def test_a_frequent_answer_that_the_other_file_never_gives_is_a_question():
    north = {"ward": ["red", "blue"] * 50, "x": filler(100)}
    south = {"ward": ["red", "green"] * 50, "x": filler(100)}
    (conflict,) = found(two(north, south), "pooled-levels-differ")
    assert conflict.check.finding.severity is Severity.WARNING
    assert "1 answer in 'north' (50 rows); 1 answer in 'south' (50 rows)" in (
        conflict.check.finding.message
    )
    assert "green" not in conflict.check.finding.message
    assert conflict.consent is None


def test_a_rare_answer_that_the_other_file_never_gives_is_only_told():
    north = {"ward": ["red", "blue"] * 50, "x": filler(100)}
    south = {"ward": ["red", "blue"] * 49 + ["green"] * 2, "x": filler(100)}
    (conflict,) = found(two(north, south), "pooled-levels-differ")
    assert conflict.check.finding.severity is Severity.INFO


def test_a_coding_by_one_and_two_beside_one_by_zero_and_one_is_a_question():
    north = {"sex": [1, 2] * 50, "x": filler(100)}
    south = {"sex": [0, 1] * 50, "x": filler(100)}
    (conflict,) = found(two(north, south), "pooled-levels-differ")
    assert conflict.check.finding.column == "sex"
    assert conflict.consent is None


def test_a_flag_that_one_file_never_raises_is_no_question_of_codes():
    north = {"flag": [0, 1] * 50, "x": filler(100)}
    south = {"flag": [0] * 100, "x": filler(100)}
    assert found(two(north, south), "pooled-levels-differ") == []


def test_numbers_here_and_text_there_stay_text_and_are_told():
    north, south = {"ef": [55, 60.5, 40], "x": [1, 2, 3]}, {"ef": ["good", "fair"], "x": [4, 5]}
    pooled = two(north, south)
    (conflict,) = found(pooled, "pooled-kinds-differ")
    assert "numbers in 'north' and text in 'south'" in conflict.check.finding.message
    assert pooled.read().frame["ef"].tolist() == ["55", "60.5", "40", "good", "fair"]


def test_a_column_without_any_value_is_of_every_kind():
    north, south = {"ef": ["good", "fair"], "x": [4, 5]}, {"ef": ["", ""], "x": [1, 2]}
    pooled = two(north, south)
    assert found(pooled, "pooled-kinds-differ") == []
    assert pooled.read().frame["ef"].tolist() == ["good", "fair", None, None]


def test_dates_in_another_order_are_written_in_one_on_consent():
    north = {"seen": ["2021-12-25", "2021-03-04"], "x": [1, 2]}
    south = {"seen": ["25/12/2021", "04/03/2021"], "x": [3, 4]}
    pooled = two(north, south)
    (conflict,) = found(pooled, "date-order")
    assert conflict.check.repair == DateOrder("seen", DatePattern.DAY_MONTH_YEAR)
    assert pooled.read().frame["seen"].tolist()[2:] == ["25/12/2021", "04/03/2021"]
    settled = two(north, south, [conflict.consent])
    assert settled.read().frame["seen"].tolist() == ["2021-12-25", "2021-03-04"] * 2
    assert found(settled, "date-order") == []


def test_two_files_with_two_orders_of_day_and_month_both_become_plain():
    north = {"seen": ["12/25/2021", "03/04/2021"], "x": [1, 2]}
    south = {"seen": ["25/12/2021", "04/03/2021"], "x": [3, 4]}
    pooled = two(north, south)
    settled = two(north, south, pooled.proposed)
    assert settled.read().frame["seen"].tolist() == ["2021-12-25", "2021-03-04"] * 2


def test_dates_whose_order_cannot_be_told_are_a_question_without_a_proposal():
    north = {"seen": ["2021-12-25", "2021-03-04"], "x": [1, 2]}
    south = {"seen": ["05/12/2021", "04/03/2021"], "x": [3, 4]}
    (conflict,) = found(two(north, south), "date-order")
    assert (conflict.consent, conflict.check.repair) == (None, None)


def test_a_column_known_in_one_file_only_is_told_to_mark_the_site_unless_it_is_an_outcome():
    north = {"x": [1, 2], "lactate": [1.5, 2.5], "death_30d": [0, 1], "ph": ["", 7.4]}
    south = {"x": [3, 4], "seen": [1, 1]}
    severities = {
        c.check.finding.column: c.check.finding.severity
        for c in found(two(north, south), "pooled-column-absent")
    }
    assert severities["lactate"] is Severity.WARNING
    assert severities["death_30d"] is Severity.INFO
    assert severities["ph"] is Severity.INFO


def test_an_outcome_six_times_as_frequent_in_one_file_is_told():
    north = {"death_30d": [1] * 30 + [0] * 70, "x": filler(100)}
    south = {"death_30d": [1] * 5 + [0] * 95, "x": filler(100)}
    (conflict,) = found(two(north, south), "pooled-outcome-differs")
    assert conflict.check.finding.severity is Severity.INFO
    assert "30.0%" in conflict.check.finding.message
    assert "5.0%" in conflict.check.finding.message


@pytest.mark.parametrize(("events", "rows"), [(6, 100), (0, 5)])
def test_a_prevalence_within_five_times_or_by_chance_is_not_told(events, rows):
    north = {"death_30d": [1] * 30 + [0] * 70, "x": filler(100)}
    south = {"death_30d": [1] * events + [0] * (rows - events), "x": filler(rows)}
    assert found(two(north, south), "pooled-outcome-differs") == []


def test_patients_who_are_in_both_files_are_noticed_by_a_measurement_of_their_own():
    ages = np.round(RNG.uniform(18, 95, 400), 5)
    north, south = {"age": ages, "x": filler(400)}, {"age": ages[:150], "x": filler(150)}
    (conflict,) = found(two(north, south), "same-row-other-patient")
    assert "100%" in conflict.check.finding.message


def test_patients_of_the_same_ages_in_whole_years_or_one_decimal_are_not_taken_for_the_same():
    for decimals in (0, 1):
        ages = np.round(RNG.uniform(18, 95, 2000), decimals)
        north, south = (
            {"age": ages[:1000], "x": filler(1000)},
            {"age": ages[1000:], "x": filler(1000)},
        )
        assert found(two(north, south), "same-row-other-patient") == []
