import pytest

PAGES = [
    "start",
    "cohort",
    "tasks",
    "sharing",
    "training",
    "comparison",
    "performance",
    "explanation",
    "runs",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_without_anything(app, page):
    assert not app(page).exception


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_a_run(app, full_run, page):
    at = app(page, run=full_run.run_id)
    assert not at.exception
    assert not at.error
