"""The pictures of the documents: there, small, described, and one for every page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDE = ROOT / "docs" / "guide" / "index.md"
IMAGES = ROOT / "docs" / "guide" / "images"
PAGES = sorted(page.stem for page in (ROOT / "pages").glob("*.py"))
LARGEST_BYTES, LARGEST_SUM = 250_000, 3_000_000


def pictures(document):
    """Return (words, path) of the pictures in a document."""
    found = re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    return [(words, document.parent / place) for words, place in found if "://" not in place]


def test_every_picture_that_a_document_names_exists():
    missing = [str(path) for doc in DOCUMENTS for _, path in pictures(doc) if not path.is_file()]
    assert missing == []


def test_every_picture_is_described_in_words():
    assert [
        path.name for doc in DOCUMENTS for words, path in pictures(doc) if len(words) < 15
    ] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_picture_in_the_guide(page):
    assert (IMAGES / f"{page}.png") in [path for _, path in pictures(GUIDE)]


def test_every_picture_is_used():
    used = {path.resolve() for doc in DOCUMENTS for _, path in pictures(doc)}
    assert {path.name for path in IMAGES.iterdir() if path.resolve() not in used} == set()


def test_pictures_are_small_and_real():
    sizes = {path.name: path.stat().st_size for path in IMAGES.glob("*.png")}
    assert {name for name, size in sizes.items() if size > LARGEST_BYTES} == set()
    assert sum(sizes.values()) < LARGEST_SUM
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in IMAGES.glob("*.png"))
