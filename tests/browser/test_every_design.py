"""Every design, balancing and way of suggesting groups: chosen, trained and compared by hand."""

import itertools
import json
import typing

import pytest
from playwright.sync_api import expect

from mtl_core.schema import SharingDesign
from mtl_core.schema.specs import Balancing
from tests.browser import browsing

DESIGNS = typing.get_args(SharingDesign)
BALANCINGS = typing.get_args(Balancing)
PAIRS = list(
    itertools.islice(
        zip(itertools.cycle(DESIGNS), itertools.cycle(BALANCINGS), strict=False),
        max(len(DESIGNS), len(BALANCINGS)),
    )
)
"""Each design and each balancing at least once."""


def without_references(page):
    """Leave the reference models out, and let the champion compete."""
    browsing.unfold(page, "plan_open")
    page.locator(".st-key-references").get_by_label("Clear all").click()
    browsing.wait_until_idle(page)
    page.locator(".st-key-champion label").first.click()
    browsing.wait_until_idle(page)


@pytest.mark.parametrize(
    ("design", "balancing"), PAIRS, ids=[f"{one.name}, {other.name}" for one, other in PAIRS]
)
def test_it_is_chosen_trained_and_compared(page, dashboard, ward_run, design, balancing):
    browsing.bring_back(page, dashboard.url, ward_run)
    for key, choice in (("design", design), ("balancing", balancing)):
        browsing.unfold(page, f"{key}_open")
        browsing.choose(page, f"{key}_kind", choice.label)
        expect(page.get_by_text(choice.summary)).to_be_visible()
    without_references(page)
    run_id = browsing.new_run(page)
    browsing.wait_until_done(page)
    text = (dashboard.home / "runs" / run_id / "study.json").read_text(encoding="utf-8")
    study = json.loads(text)
    assert study["design"]["type"] == design.__name__
    assert study["training"]["balancing"]["type"] == balancing.__name__
    browsing.go_to(page, "comparison")
    expect(page.locator(".st-key-headline")).to_be_visible()
    expect(page.locator(".st-key-forest .js-plotly-plot")).to_be_visible()
    said = browsing.say(page)
    assert "What the champion took" in said
    assert ("How the tasks are related" in said) == (design.name == "relation")


def suggest(page):
    """Ask for groups and wait until they are there."""
    browsing.press(page, "suggestion_ask")
    expect(page.locator(".st-key-suggested")).to_be_visible(timeout=1000 * browsing.RUN_SECONDS)
    browsing.wait_until_idle(page)


def test_groups_are_suggested_in_both_ways_and_taken(page, dashboard, ward_run):
    browsing.bring_back(page, dashboard.url, ward_run)
    suggest(page)
    expect(page.locator(".st-key-affinity .js-plotly-plot")).to_be_visible()
    expect(page.locator(".st-key-dendrogram .js-plotly-plot")).to_be_visible()
    page.locator(".st-key-way label").filter(has_text="Thorough").click()
    browsing.wait_until_idle(page)
    expect(page.get_by_text("small networks")).to_be_visible()
    suggest(page)
    assert "The quick way suggests" in browsing.say(page)
    browsing.press(page, "all_alone")
    browsing.wait_until_idle(page)
    if page.locator(".st-key-use_suggestion button").is_enabled():
        browsing.press(page, "use_suggestion")
    expect(page.get_by_text("These groups are in use")).to_be_visible()
