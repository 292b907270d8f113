"""Few labels in the browser: start, see the curve, reload, still there."""

from playwright.sync_api import expect

from tests.browser import browsing

CURVE = ".st-key-scarcity .js-plotly-plot"


def test_a_curve_is_started_seen_and_still_there_after_a_reload(page, dashboard, ward_run):
    browsing.bring_back(page, dashboard.url, ward_run)
    browsing.press(page, "all_together")
    run_id = browsing.new_run(page)
    browsing.wait_until_done(page)
    browsing.go_to(page, "comparison")
    browsing.choose(page, "scarce_task", "death")
    browsing.press(page, "scarcity_ask")
    expect(page.locator(CURVE)).to_be_visible(timeout=1000 * browsing.RUN_SECONDS)
    answer = page.locator(".st-key-scarcity_answer")
    expect(answer).to_contain_text("labels")
    told = answer.inner_text()
    page.reload()
    browsing.wait_for_page(page, "comparison")
    assert browsing.run_of_address(page) == run_id
    expect(page.locator(CURVE)).to_be_visible()
    expect(answer).to_have_text(told)
    chart = page.locator('[class*="st-key-scarcity"] [data-testid="stPlotlyChart"]').first
    assert "for death over the number of its labels" in chart.get_attribute("aria-label")
