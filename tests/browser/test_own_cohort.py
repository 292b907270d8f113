"""A person's own CSV: read, declared, trained, grouped anew; bad files and hostile names."""

import pytest
from playwright.sync_api import expect

from tests.browser import browsing
from tests.browser.cohorts import (
    CELL,
    HOSTILE_NAMES,
    HOSTILE_TASK,
    binary_csv,
    hostile_csv,
    ragged_csv,
    ward_csv,
)

BAD = {"ragged": ragged_csv(), "binary": binary_csv()}


def test_a_csv_with_semicolons_and_decimal_commas_is_read_as_the_clinic_wrote_it(page, dashboard):
    browsing.open_address(page, dashboard.url)
    browsing.upload(page, "ward.csv", ward_csv())
    browsing.wait_for_page(page, "cohort")
    said = browsing.say(page)
    for words in ("220", "semicolon", "comma", "utf-8"):
        assert words in said


def test_two_declared_tasks_with_missing_labels_are_compared(page, dashboard, ward_run):
    browsing.open_address(page, dashboard.url, "comparison", ward_run)
    said = browsing.say(page)
    assert "2 tasks in 1 group" in said
    assert "2 folds by patient, drawn once" in said
    expect(page.locator(".st-key-headline")).to_be_visible()
    expect(page.locator(".st-key-forest .js-plotly-plot")).to_be_visible()
    lines = ward_csv().decode().splitlines()[1:]
    for column, task in {4: "sepsis", 5: "death"}.items():
        labelled = sum(line.split(";")[column] != "" for line in lines)
        assert f"n = {labelled}" in said
        assert task in said


def test_tasks_that_stand_alone_are_said_to(page, dashboard, ward_run):
    browsing.bring_back(page, dashboard.url, ward_run)
    browsing.choose(page, "group_death", "Group B")
    expect(page.get_by_text("Every task stands alone")).to_be_visible()
    browsing.press(page, "all_together")
    expect(page.get_by_text("Every task stands alone")).to_have_count(0)
    browsing.press(page, "all_alone")
    expect(page.get_by_text("Every task stands alone")).to_be_visible()
    assert browsing.new_run(page) != ward_run
    browsing.wait_until_done(page)
    browsing.go_to(page, "comparison")
    expect(page.locator(".st-key-headline")).to_contain_text("No task shares an encoder")
    assert browsing.say(page).count("stands alone, so both arms are the same network") == 2


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_one_message_and_the_open_cohort_stays(page, dashboard, case):
    browsing.open_address(page, dashboard.url)
    browsing.press(page, "load_rhc")
    expect(page.get_by_text("is open: 5,735 rows")).to_be_visible()
    browsing.upload(page, "bad.csv", BAD[case])
    expect(page.get_by_text("The cohort that was open before is still open.")).to_be_visible()
    message = page.get_by_test_id("stAlert")
    expect(message).to_have_count(1)
    for part in ("Expected:", "Found:", "What to do:"):
        expect(message).to_contain_text(part)
    assert CELL not in browsing.say(page)
    browsing.go_to(page, "cohort")
    assert "5,735" in browsing.say(page)


def assert_nothing_came_alive(page):
    assert page.evaluate("window.stolen") is None
    assert page.locator("[href*='outside.example'], [src*='outside.example']").count() == 0
    assert page.locator("img[src='x'], [data-testid=stMain] b").count() == 0
    assert page.locator("[*|href*='outside.example']").count() == 0
    assert page.get_by_text("loud", exact=True).count() == 0


def test_names_and_answers_that_are_code_stay_text_on_every_page(page, dashboard):
    browsing.open_address(page, dashboard.url)
    browsing.upload(page, "<img src=x onerror=stolen=1> **x**.csv", hostile_csv())
    browsing.wait_for_page(page, "cohort")
    for name in HOSTILE_NAMES:
        browsing.choose(page, "cohort_column", name)
        assert_nothing_came_alive(page)
    browsing.go_to(page, "tasks")
    browsing.give_role(page, 0, "task")
    expect(page.locator('[class*="st-key-kind_"] input')).to_have_value("yes/no")
    assert_nothing_came_alive(page)
    browsing.press(page, "apply_tasks")
    page.get_by_text("These roles and tasks are in use.").wait_for()
    browsing.go_to(page, "sharing")
    browsing.light_plan(page)
    assert_nothing_came_alive(page)
    browsing.new_run(page)
    browsing.wait_until_done(page)
    for name in ("start", "training", "comparison", "performance", "explanation", "runs"):
        browsing.go_to(page, name)
        assert_nothing_came_alive(page)
    browsing.go_to(page, "comparison")
    assert HOSTILE_TASK in browsing.say(page)
