"""One server and one browser; every page is watched for outside requests and console errors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import browsing
from tests.browser.cohorts import ward_csv
from tests.browser.server import FLAGS, LOOPBACK, Dashboard, chromium

# Streamlit looks for its own addresses below the deep link first, and then finds them at the root.
_KNOWN_404 = re.compile(r"/\w+/_stcore/(health|host-config)$")
_INSIDE_SCHEMES = ("data", "blob", "about", "file")
_FAILED = pytest.StashKey[bool]()


@dataclass
class Watched:
    """What a page asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._complaint)

    def _complaint(self, message) -> None:
        where = urlsplit(message.location.get("url", "")).path
        if message.type == "error" and not _KNOWN_404.search(where):
            self.errors.append(f"{message.text} ({where})")

    def outside(self) -> list[str]:
        """Return addresses that are not on this machine."""
        parts = [(url, urlsplit(url)) for url in self.requests]
        return [
            url
            for url, part in parts
            if part.scheme not in _INSIDE_SCHEMES and part.hostname not in LOOPBACK
        ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def dashboard(home):
    server = Dashboard(home, home / "server.log").start()
    yield server
    server.stop()


@pytest.fixture
def fresh_dashboard(home):
    """A server that nobody has visited, over the same runs."""
    server = Dashboard(home, home / "fresh_server.log").start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def tell(capsys):
    """Show a measured figure in the terminal, also when the test passes."""

    def tell(words: str) -> None:
        with capsys.disabled():
            print(f"\n{words}")  # noqa: T201 - the fixture's purpose

    return tell


@pytest.fixture
def watched():
    return Watched()


@pytest.fixture
def page(browser: Browser, dashboard, watched, request, tmp_path):
    """A page in a fresh session; at its end nothing may have been asked of the outside."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    watched.watch(page)
    yield page
    if request.node.stash.get(_FAILED, False):
        picture = tmp_path / "failure.png"
        page.screenshot(path=picture)
        print(f"Picture of the failure: {picture}")  # noqa: T201 - told to whoever reads the failure
    icons = page.eval_on_selector_all("link[rel*=icon]", "links => links.map(link => link.href)")
    watched.requests.extend(icons)
    context.close()
    assert watched.outside() == []
    assert dashboard.asked_outside() == set()
    assert watched.errors == []


@pytest.fixture(scope="session")
def ward_run(browser, dashboard):
    """A finished quick look at the made cohort, with two tasks, done by hand; its id."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    try:
        browsing.open_address(page, dashboard.url)
        browsing.upload(page, "ward.csv", ward_csv())
        browsing.wait_for_page(page, "cohort")
        browsing.go_to(page, "tasks")
        for row, role in {0: "patient id", 4: "task", 5: "task", 6: "excluded"}.items():
            browsing.give_role(page, row, role)
        browsing.press(page, "apply_tasks")
        page.get_by_text("These roles and tasks are in use.").wait_for()
        browsing.go_to(page, "sharing")
        browsing.light_plan(page)
        run_id = browsing.new_run(page)
        browsing.wait_until_done(page)
    except Exception:
        page.screenshot(path=dashboard.home / "ward_run.png")
        raise
    context.close()
    return run_id
