"""Subgroups in the browser: a column and its bands, what cannot be said, and what a file hides."""

import csv
import io
from pathlib import Path

from playwright.sync_api import expect

from mtl_core.limits import SMALLEST_COUNT
from tests.browser import browsing

FEW = "85 and above"


def test_bands_of_age_show_gaps_and_what_cannot_be_estimated_and_files_hide_few(
    page, dashboard, ward_run
):
    browsing.open_address(page, dashboard.url, "performance", ward_run)
    browsing.choose(page, "subgroup_column", "age")
    bands = page.locator(".st-key-subgroup_bands input")
    bands.fill("60, 85")
    bands.press("Enter")
    forest = page.locator(".st-key-subgroup_forest .js-plotly-plot")
    expect(forest).to_contain_text("not estimable")
    browsing.wait_until_idle(page)
    expect(page.get_by_text("Gaps: each subgroup minus everybody else")).to_be_visible()
    expect(page.locator("li", has_text=FEW)).to_contain_text("not estimable")
    with page.expect_download() as download:
        browsing.press(page, "subgroup_gaps_csv")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig").partition("\n")[2]
    lines = list(csv.DictReader(io.StringIO(text)))
    counts = [line["n"] for line in lines]
    assert "" in counts
    assert all(int(n) >= SMALLEST_COUNT for n in counts if n)
    browsing.go_to(page, "comparison")
    expect(page.locator(".st-key-subgroup_answer")).to_be_visible()
    expect(page.locator(".st-key-subgroup_map .js-plotly-plot")).to_contain_text("too few")
