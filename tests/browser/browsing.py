"""What a person does with the dashboard, as functions on a browser page."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

PAGES = (
    "start",
    "cohort",
    "tasks",
    "sharing",
    "training",
    "comparison",
    "performance",
    "explanation",
    "patient",
    "runs",
)
RUN_SECONDS = 400
_IDLE = (
    '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
    '[data-test-script-state="notRunning"]'
)
_REFRESHED_SECONDS = 60
_MOMENT_MS = 250
_TRIES = 5
_EDITOR_SECONDS = 5

expect.set_options(timeout=1000 * _REFRESHED_SECONDS)


def wait_until_idle(page: Page) -> None:
    """Wait until the page is connected, whole, and no script has run for it for a moment.

    A script starts a moment after the click that asks for it, and may ask for a second one. The
    browser fetches the code of an element when it first needs it; a skeleton stands for it so long.
    """
    idle = page.locator(_IDLE)
    still = False
    while not still:
        idle.wait_for(timeout=1000 * _REFRESHED_SECONDS)
        page.wait_for_timeout(_MOMENT_MS)
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        still = idle.is_visible()


def title(page: Page) -> Locator:
    """Return the page's title."""
    return page.locator("h1")


def wait_for_page(page: Page, name: str) -> None:
    """Wait until the page ``name`` is drawn."""
    expect(title(page)).to_have_text("Consilium" if name == "start" else name.capitalize())
    wait_until_idle(page)


def open_address(page: Page, url: str, name: str = "start", run_id: str | None = None) -> None:
    """Open a page by its address, as a bookmark does: a fresh session."""
    path = "" if name == "start" else name
    page.goto(f"{url}/{path}{f'?run={run_id}' if run_id else ''}")
    wait_for_page(page, name)


def go_to(page: Page, name: str) -> None:
    """Go to a page by its link in the sidebar: the same session."""
    link = page.locator('[data-testid="stSidebarNavLink"]', has_text=name.capitalize())
    link.click()
    wait_for_page(page, name)


def press(page: Page, key: str) -> None:
    """Press the button ``key``."""
    wait_until_idle(page)
    page.locator(f".st-key-{key} button").first.click()


def choose(page: Page, key: str, option: str) -> None:
    """Choose an option of the select box ``key``; the list closes when the page moves meanwhile."""
    field = page.locator(f'[class*="st-key-{key}"] input').first
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(_TRIES):
        field.click()
        field.press("ArrowDown")  # opens the list again where scrolling to it has closed it
        try:
            wanted.click(timeout=1000 * _EDITOR_SECONDS)
        except PlaywrightTimeoutError:
            page.keyboard.press("Escape")
            wait_until_idle(page)
        else:
            wait_until_idle(page)
            return
    raise AssertionError(f"The option '{option}' could not be chosen in {_TRIES} tries.")


def type_number(page: Page, key: str, value: str) -> None:
    """Type a number into the field ``key``."""
    field = page.locator(f".st-key-{key} input")
    field.fill(value)
    field.press("Enter")
    wait_until_idle(page)


def unfold(page: Page, key: str) -> None:
    """Open the expander ``key``."""
    page.locator(f".st-key-{key} summary").click()


def upload(page: Page, name: str, content: bytes) -> None:
    """Give a file to the uploader on the Start page."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator(".st-key-csv input[type=file]").set_input_files(file)


def give_role(page: Page, row: int, role: str) -> None:
    """Change the role in row ``row`` (from 0) of the table of roles, with the keyboard."""
    _open_role(page, row)
    page.keyboard.type(role)
    page.keyboard.press("Enter")
    wait_until_idle(page)


def _open_role(page: Page, row: int) -> None:
    """Open the editor of a role; the table loses the keys when it is drawn anew meanwhile."""
    table = page.locator(".st-key-roles_editor .dvn-scroller")
    editor = page.locator("[id^=gdg-overlay] input, .gdg-style input").first
    for _ in range(_TRIES):
        table.click(position={"x": 40, "y": 52})
        for key in ["ArrowRight", *["ArrowDown"] * row, "Enter"]:
            page.keyboard.press(key)
        try:
            editor.wait_for(timeout=1000 * _EDITOR_SECONDS)
        except PlaywrightTimeoutError:
            page.keyboard.press("Escape")
            wait_until_idle(page)
        else:
            return
    raise AssertionError(f"The editor of a role did not open in {_TRIES} tries.")


def light_plan(page: Page) -> None:
    """Choose few folds and resamples on the Sharing page: a run of seconds."""
    unfold(page, "plan_open")
    type_number(page, "plan_folds", "2")
    type_number(page, "plan_n_resamples", "200")


def start_run(page: Page) -> str:
    """Start a quick look from the Training page and return the run's id."""
    press(page, "start_quick")
    return run_under_way(page)


def run_under_way(page: Page) -> str:
    """Wait until a run is in the address and in view, and return its id."""
    page.wait_for_url(re.compile(r"/training\?run="))
    expect(page.get_by_text("Run on ")).to_be_visible()
    return run_of_address(page)


def run_of_address(page: Page) -> str:
    """Return the run that the address names."""
    return parse_qs(urlsplit(page.url).query)["run"][0]


def wait_until_done(page: Page) -> None:
    """Wait until the Training page says that the run is done."""
    done = page.get_by_text("The run is done.")
    expect(done).to_be_visible(timeout=1000 * RUN_SECONDS)
    wait_until_idle(page)


def bring_back(page: Page, url: str, run_id: str) -> None:
    """Open a past run in a fresh session, bring its study back, and go to its groups."""
    open_address(page, url, "training", run_id)
    press(page, "reopen")
    expect(page.get_by_text("Start another run")).to_be_visible()
    go_to(page, "sharing")


def new_run(page: Page) -> str:
    """Start a quick look of the study on the Sharing page and return its id."""
    press(page, "to_training")
    wait_for_page(page, "training")
    return start_run(page)


def say(page: Page) -> str:
    """Return all text of the page's body, sidebar aside."""
    return page.locator('[data-testid="stMain"]').inner_text()
