"""Draw the guide's pictures anew: the demonstration cohort, a quick look, every page.

``make screenshots`` runs it. The pictures go to ``docs/guide/images``, named after the page or the
chart that they show.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import browsing
from tests.browser.server import FLAGS, Dashboard, chromium

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "guide" / "images"
WIDTH, COLORS, LARGEST_BYTES = 1440, 256, 250_000
HEIGHTS = {
    "start": 1200,
    "cohort": 1100,
    "tasks": 1300,
    "sharing": 1500,
    "training": 1000,
    "comparison": 1500,
    "performance": 1300,
    "explanation": 1500,
    "patient": 1500,
    "runs": 900,
}
DARK = ("comparison", "explanation")
CHARTS = {
    "comparison": ("forest",),
    "performance": ("calibration",),
    "explanation": ("beeswarm", "waterfall"),
}
_DRAWN_MS = 1500


def save(name: str, picture: bytes) -> None:
    """Write a picture with few colours, so that it stays small."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    few = image.quantize(COLORS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    path = IMAGES / f"{name}.png"
    few.save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise RuntimeError(f"{path.name} has {size:,} bytes; at most {LARGEST_BYTES:,} are wanted.")
    print(f"{path.name}: {size:,} bytes")


def draw_page(page: Page, name: str, *, suffix: str = "") -> None:
    """Draw the page ``name``, and its charts in light."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHTS[name]})
    browsing.go_to(page, name)
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    page.wait_for_timeout(_DRAWN_MS)
    save(f"{name}{suffix}", page.screenshot())
    for chart in () if suffix else CHARTS.get(name, ()):
        figure = page.locator(f'[class*="st-key-{chart}"]').first
        figure.scroll_into_view_if_needed()
        page.wait_for_timeout(_DRAWN_MS)
        save(chart, figure.screenshot())


def train(page: Page, url: str) -> str:
    """Load the demonstration cohort, train a quick look, draw it under way; return its id."""
    browsing.open_address(page, url)
    browsing.press(page, "load_support2")
    page.locator(".st-key-train_quick").wait_for()
    for name in ("start", "cohort", "tasks", "sharing"):
        draw_page(page, name)
    browsing.go_to(page, "start")
    browsing.press(page, "train_quick")
    run_id = browsing.run_under_way(page)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHTS["training"]})
    page.locator(".st-key-curves .js-plotly-plot").wait_for(timeout=1000 * browsing.RUN_SECONDS)
    page.wait_for_timeout(_DRAWN_MS)
    save("training", page.screenshot())
    page.locator(".st-key-headline").wait_for(timeout=1000 * browsing.RUN_SECONDS)
    return run_id


def draw_all(browser: Browser, url: str) -> None:
    """Draw every page in light and a few in dark."""
    light = browser.new_context(viewport={"width": WIDTH, "height": 1000}, color_scheme="light")
    page = light.new_page()
    run_id = train(page, url)
    for name in ("comparison", "performance", "explanation", "patient", "runs"):
        draw_page(page, name)
    dark = browser.new_context(viewport={"width": WIDTH, "height": 1000}, color_scheme="dark")
    page = dark.new_page()
    browsing.open_address(page, url, "comparison", run_id)
    for name in DARK:
        draw_page(page, name, suffix="-dark")


def main() -> None:
    """Start a dashboard of its own and draw it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        dashboard = Dashboard(Path(home), Path(home, "server.log")).start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            draw_all(browser, dashboard.url)
        finally:
            browser.close()
            dashboard.stop()


if __name__ == "__main__":
    main()
