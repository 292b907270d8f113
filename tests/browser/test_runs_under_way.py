"""A run belongs to nobody's browser tab: it survives reloads, and its end is always told."""

import os
import re
import signal
import statistics
import time

import pytest
from playwright.sync_api import expect

from tests.browser import browsing

ANSWER_MS = 500.0
_CLICK = """
([name, heading]) => new Promise(resolve => {
  const link = [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')]
    .find(link => link.textContent.trim() === name);
  const started = performance.now();
  const look = () => document.querySelector('h1')?.textContent === heading
    ? resolve(performance.now() - started) : requestAnimationFrame(look);
  link.click();
  look();
})
"""


def start_long_run(page, dashboard):
    """Start a quick look at the real cohort and return its id when networks are in training."""
    browsing.open_address(page, dashboard.url)
    browsing.press(page, "load_support2")
    browsing.press(page, "train_quick")
    run_id = browsing.run_under_way(page)
    deadline = time.monotonic() + browsing.RUN_SECONDS
    while dashboard.status(run_id)["stage"] != "multi_task":
        assert time.monotonic() < deadline
        page.wait_for_timeout(200)
    return run_id


def finish_another_run(page, dashboard, ward_run):
    """Show that the next run works."""
    browsing.bring_back(page, dashboard.url, ward_run)
    browsing.new_run(page)
    browsing.wait_until_done(page)


def test_a_run_goes_on_when_the_page_is_reloaded(page, dashboard, ward_run):
    browsing.bring_back(page, dashboard.url, ward_run)
    run_id = browsing.new_run(page)
    page.reload()
    browsing.wait_for_page(page, "training")
    assert browsing.run_of_address(page) == run_id
    browsing.wait_until_done(page)
    assert dashboard.status(run_id)["state"] == "done"


def test_a_cancelled_run_says_so_keeps_what_it_has_and_frees_the_next(page, dashboard, ward_run):
    run_id = start_long_run(page, dashboard)
    browsing.press(page, "cancel")
    expect(page.get_by_text("The run was cancelled. Everything that was")).to_be_visible()
    assert dashboard.status(run_id)["state"] == "cancelled"
    browsing.go_to(page, "runs")
    expect(page.locator(".st-key-chosen_run input")).to_have_value(re.compile("quick look"))
    assert (dashboard.home / "runs" / run_id / "events.jsonl").stat().st_size > 0
    finish_another_run(page, dashboard, ward_run)


def test_a_killed_worker_is_a_failed_run_with_its_reason_and_frees_the_next(
    page, dashboard, ward_run
):
    run_id = start_long_run(page, dashboard)
    os.kill(dashboard.status(run_id)["pid"], signal.SIGKILL)
    message = page.get_by_test_id("stAlert").filter(has_text="The run failed.")
    expect(message).to_contain_text("The worker was killed")
    expect(message).to_contain_text("SIGKILL")
    expect(message).to_contain_text("What to do:")
    finish_another_run(page, dashboard, ward_run)


@pytest.mark.alone
def test_pages_answer_within_half_a_second_while_a_run_trains(page, dashboard, tell):
    run_id = start_long_run(page, dashboard)
    took = []
    for name in ("Runs", "Sharing", "Tasks", "Start", "Comparison") * 2:
        heading = "Consilium" if name == "Start" else name
        took.append(page.evaluate(_CLICK, [name, heading]))
        browsing.wait_until_idle(page)
    assert dashboard.status(run_id)["state"] == "running"
    told = ", ".join(f"{ms:.0f}" for ms in took)
    tell(f"Clicks during training took {told} ms; median {statistics.median(took):.0f} ms.")
    browsing.go_to(page, "training")
    browsing.press(page, "cancel")
    expect(page.get_by_text("The run was cancelled.")).to_be_visible()
    assert statistics.median(took) < ANSWER_MS
