"""Every finding is documented."""

import re
from pathlib import Path

from mtl_core.schema import FindingCode

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "findings.md"


def test_every_finding_code_has_its_heading_in_the_guide():
    headings = re.findall(r"^### (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(set(headings)) == len(headings)
    assert set(FindingCode) <= set(headings)


def test_codes_are_lower_case_with_hyphens():
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in FindingCode)
