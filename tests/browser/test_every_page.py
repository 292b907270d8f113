"""What holds on every page: banner, question, way on, address, and what a screen reader needs."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import browsing
from tests.browser.cohorts import CELL
from ui.widgets.frame import RESEARCH_USE

# The step that is missing when nothing was done yet, and where each page sends to.
MISSING = {
    "cohort": "Go to Start",
    "tasks": "Go to Start",
    "sharing": "Go to Start",
    "training": "Go to Start",
    "comparison": "Go to Training",
    "performance": "Go to Training",
    "explanation": "Go to Training",
    "patient": "Go to Training",
}
RESULT_PAGES = ("comparison", "performance", "explanation")
A_SENTENCE = 40
_NAMELESS = """
() => [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select')]
  .filter(e => e.offsetParent !== null && !e.closest('[aria-hidden=true]'))
  .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.title ||
                 e.getAttribute('aria-labelledby') || e.labels?.length || e.placeholder))
  .map(e => e.outerHTML.slice(0, 160))
"""


def assert_readable_by_a_machine(page):
    expect(browsing.title(page)).to_have_count(1)
    assert page.locator("html").get_attribute("lang")
    assert page.evaluate(_NAMELESS) == []
    assert page.locator("img:not([alt])").count() == 0
    for chart in page.get_by_test_id("stPlotlyChart").all():
        assert len(chart.get_attribute("aria-label") or "") > A_SENTENCE


@pytest.mark.parametrize("name", browsing.PAGES)
def test_every_page_has_its_banner_and_is_usable_before_anything_was_done(page, dashboard, name):
    browsing.open_address(page, dashboard.url, name)
    expect(page.get_by_text(RESEARCH_USE)).to_be_visible()
    assert_readable_by_a_machine(page)
    if name in MISSING:
        target = MISSING[name].removeprefix("Go to ").lower()
        page.get_by_role("link", name=MISSING[name]).first.click()
        browsing.wait_for_page(page, target)


@pytest.mark.parametrize("name", browsing.PAGES)
def test_every_page_of_a_finished_run_can_be_read_aloud(page, dashboard, ward_run, name):
    browsing.bring_back(page, dashboard.url, ward_run)
    browsing.go_to(page, name)
    expect(page.get_by_text(RESEARCH_USE)).to_be_visible()
    if name in RESULT_PAGES:
        expect(page.get_by_test_id("stPlotlyChart").filter(visible=True).first).to_be_visible()
    assert_readable_by_a_machine(page)


@pytest.mark.parametrize("name", RESULT_PAGES)
def test_a_deep_link_opens_the_run_in_a_fresh_session(page, dashboard, ward_run, name):
    browsing.open_address(page, dashboard.url, name, ward_run)
    expect(page.get_by_text(RESEARCH_USE)).to_be_visible()
    expect(page.get_by_text("ward.csv: 220 rows")).to_be_visible()


def test_a_deep_link_opens_the_run_on_a_server_that_nobody_has_visited(
    fresh_dashboard, page, ward_run
):
    browsing.open_address(page, fresh_dashboard.url, "comparison", ward_run)
    expect(page.get_by_text(RESEARCH_USE)).to_be_visible()
    expect(page.get_by_text("ward.csv: 220 rows")).to_be_visible()
    assert browsing.run_of_address(page) == ward_run


def test_the_address_never_holds_more_than_page_and_run(page, dashboard, ward_run):
    seen = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    browsing.bring_back(page, dashboard.url, ward_run)
    for name in browsing.PAGES:
        browsing.go_to(page, name)
        seen.append(page.url)
    browsing.go_to(page, "explanation")
    browsing.choose(page, "explanation_task", "death")
    seen.append(page.url)
    paths = {"", *browsing.PAGES}
    for url in {url for url in seen if url.startswith("http")}:
        parts = urlsplit(url)
        assert parts.path.strip("/") in paths
        assert set(parse_qs(parts.query)) <= {"run"}
        assert parts.fragment == ""
        assert CELL not in url
    assert re.fullmatch(r"[0-9a-f]{32}", ward_run)


def test_no_cell_of_the_uploaded_file_is_in_the_logs(dashboard, ward_run):
    logs = [dashboard.log, dashboard.home / "runs" / ward_run / "log.txt"]
    texts = [log.read_text(encoding="utf-8") for log in logs]
    assert all(texts)
    assert [text for text in texts if CELL in text] == []
