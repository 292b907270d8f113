"""What leaves the dashboard: files that hold what the page shows, and the research-use sentence."""

import json
from pathlib import Path

from tests.browser import browsing
from ui.widgets.frame import RESEARCH_USE


def downloaded(page, key: str) -> str:
    with page.expect_download() as download:
        browsing.press(page, key)
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_a_table_downloads_as_csv_with_every_task_and_arm(page, dashboard, ward_run):
    browsing.open_address(page, dashboard.url, "comparison", ward_run)
    text = downloaded(page, "arms_numbers_csv")
    assert RESEARCH_USE in text.splitlines()[0]
    assert {"sepsis", "death"} <= {line.split(",")[0] for line in text.splitlines()[2:]}


def test_a_figure_downloads_as_one_file_that_needs_no_network(page, dashboard, ward_run, tmp_path):
    browsing.open_address(page, dashboard.url, "comparison", ward_run)
    browsing.unfold(page, "forest_more")
    file = tmp_path / "figure.html"
    file.write_text(downloaded(page, "forest_html"), encoding="utf-8")
    page.goto(file.as_uri())
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert RESEARCH_USE in page.locator("body").inner_text()


def test_the_result_downloads_as_json(page, dashboard, ward_run):
    browsing.open_address(page, dashboard.url, "comparison", ward_run)
    result = json.loads(downloaded(page, "result_json"))
    assert set(result["content"]["tasks"]) == {"sepsis", "death"}
    assert result["note"] == RESEARCH_USE
