"""The first minute: one click to a real cohort, one to train, and a sentence that says it."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import browsing

TASKS = 7
ROWS = "9,105"


@pytest.mark.alone
def test_two_clicks_lead_from_nothing_to_the_comparison_and_its_explanation(page, dashboard, tell):
    browsing.open_address(page, dashboard.url)
    browsing.press(page, "load_support2")
    expect(page.get_by_text(f"is open: {ROWS} rows")).to_be_visible()
    clicked = time.monotonic()
    browsing.press(page, "train_quick")
    browsing.run_under_way(page)
    headline = page.locator(".st-key-headline")
    expect(headline).to_be_visible(timeout=1000 * browsing.RUN_SECONDS)
    tell(f"Comparison {time.monotonic() - clicked:.0f} s after the click.")
    expect(browsing.title(page)).to_have_text("Comparison")
    assert "encoder" in headline.inner_text()
    expect(page.locator(".st-key-forest .js-plotly-plot")).to_be_visible()
    sentences = (
        page.get_by_test_id("stMarkdown").filter(has_text="95 % interval").filter(has_text="n = ")
    )
    expect(sentences).to_have_count(TASKS)
    while not page.locator(".st-key-map").count():
        assert time.monotonic() < clicked + browsing.RUN_SECONDS
        browsing.go_to(page, "explanation")
    expect(page.locator(".st-key-map .js-plotly-plot")).to_be_visible()
    tell(f"Explanation {time.monotonic() - clicked:.0f} s after the click.")
    expect(page.locator(".st-key-waterfall .js-plotly-plot")).to_be_visible()
