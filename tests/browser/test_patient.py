"""One patient in the browser: chosen, explained, changed; nothing of the patient in the address."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import browsing
from tests.browser.cohorts import CELL

ANSWER = ".st-key-what_if_answer"
LOOSE_SECONDS = 3.0
_CHART = ".st-key-what_if_waterfall [data-testid=stPlotlyChart]"
_DRAWN = """
([chart, was]) => {
  const found = document.querySelector(chart);
  return found && found.getAttribute('aria-label') !== was && found.querySelector('.main-svg');
}
"""


def unlock_age(page):
    """Unlock all fields of the made cohort, where only age and sex are features; change age."""
    browsing.unfold(page, "locked_open")
    page.locator(".st-key-locked [aria-label='Clear all']").click()
    browsing.wait_until_idle(page)
    browsing.choose(page, "what_if_fields", "age")


@pytest.mark.alone
def test_a_patient_is_chosen_explained_and_changed(page, dashboard, ward_run, tell):
    browsing.open_address(page, dashboard.url, "patient", ward_run)
    browsing.press(page, "next_arms")
    browsing.wait_until_idle(page)
    expect(page.get_by_text("Number 1 of")).to_be_visible()
    map_ = page.locator(".st-key-patient_map [data-testid=stPlotlyChart]")
    assert "strongest push" in map_.get_attribute("aria-label")
    assert "some estimates up" in browsing.say(page) or "No feature pushes" in browsing.say(page)
    page.locator(".st-key-show_outcome label").click()
    browsing.wait_until_idle(page)
    with page.expect_download() as file:
        page.locator(".st-key-risks_csv button").click()
    told = file.value.path().read_text("utf-8-sig")
    assert "What happened" in told
    assert CELL not in told
    assert CELL not in browsing.say(page)
    unlock_age(page)
    fields = page.locator('[class*="st-key-what_if_"] input[type=number]')
    for value in ("90", "35"):  # the first answer also draws for the first time
        chart = page.locator(_CHART)
        was = chart.get_attribute("aria-label") if chart.count() else ""
        start = time.monotonic()
        fields.first.fill(value)
        fields.first.press("Enter")
        page.wait_for_function(_DRAWN, arg=[_CHART, was])
        seconds = time.monotonic() - start
        tell(f"What if: {seconds:.2f} s from the change to the drawn answer")
        browsing.wait_until_idle(page)
        assert seconds < LOOSE_SECONDS
    answer = page.locator(ANSWER)
    expect(answer).to_contain_text("of 2 estimates")
    assert set(parse_qs(urlsplit(page.url).query)) == {"run"}
