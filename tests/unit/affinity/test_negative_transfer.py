"""Where an encoder is too narrow for all, the suggestion takes the tasks apart."""

from mtl_core.studies.suggestion import suggest_groups


def test_harm_of_all_in_one_is_detected_and_the_suggestion_removes_it(planted):
    table = planted.as_table(planted.planted_frame((3, 2), 0))
    report = suggest_groups(planted.planted_study(table, width=4), table)
    assert [list(group) for group in report.suggestion.groups] == planted.planted_groups((3, 2))
    assert report.against_together.clear
