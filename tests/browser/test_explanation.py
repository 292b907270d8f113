"""What drives each task, in the browser: a point leads to its patient, work in the background."""

import re

import pandas as pd
from playwright.sync_api import expect

from tests.browser import browsing
from tests.browser.cohorts import CELL

CHART = "[data-testid=stPlotlyChart]"


def row_in_view(page):
    """Return the row that the page says of its patient."""
    words = page.locator(".st-key-patient_row").inner_text()
    words += "".join(each.input_value() for each in page.locator(".st-key-patient_row input").all())
    return int(re.search(r"row (\d+) \(", words).group(1))


def test_a_point_leads_to_its_patient_here_and_on_the_patient_page(page, dashboard, ward_run):
    browsing.open_address(page, dashboard.url, "explanation", ward_run)
    before = row_in_view(page)
    points = page.locator(".st-key-beeswarm .scatterlayer .trace .points path")
    points.first.scroll_into_view_if_needed()
    for point in points.all()[:8]:
        point.click(force=True)
        browsing.wait_until_idle(page)
        if row_in_view(page) != before:
            break
    chosen = row_in_view(page)
    assert chosen != before
    browsing.go_to(page, "patient")
    expect(page.locator(".st-key-patient_at input")).to_have_value(str(chosen))
    assert CELL not in page.url


def ask_for(page, ask, chart):
    """Press a button, and return the text alternative of the chart that it leads to."""
    browsing.press(page, ask)
    drawn = page.locator(f".st-key-{chart} {CHART}")
    expect(drawn).to_be_visible()
    browsing.wait_until_idle(page)
    return drawn.get_attribute("aria-label")


def test_two_features_together_are_computed_on_request(page, dashboard, ward_run):
    browsing.open_address(page, dashboard.url, "explanation", ward_run)
    assert "mean interaction" in ask_for(page, "interaction_ask", "interaction")
    assert "Monte-Carlo error" in browsing.say(page)


def test_both_arms_are_explained_on_request_and_found_again(page, dashboard, ward_run):
    browsing.open_address(page, dashboard.url, "explanation", ward_run)
    told = ask_for(page, "both_arms_ask", "arms_likeness")
    assert "band of training noise" in told
    assert "band from" in told
    browsing.unfold(page, "arms_drivers_more")
    with page.expect_download() as file:
        browsing.press(page, "arms_drivers_csv")
    table = pd.read_csv(file.value.path(), comment="#")
    assert {"multi_task_half_1", "single_task_half_2"} <= set(table.columns)
    page.reload()
    expect(page.locator(f".st-key-arms_likeness {CHART}")).to_be_visible()
