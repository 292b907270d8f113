"""Networks of every design, trained once for all tests of explanations."""

import pytest

from tests.reference.explanations.arms import NAMES, Explained, arms_of, designs, drawn


@pytest.fixture(scope="session", params=designs(), ids=lambda design: design.name)
def design(request):
    return request.param


@pytest.fixture(scope="session")
def trained(design):
    """Both arms of one design, by name."""
    return arms_of(design)


@pytest.fixture(scope="session", params=["trained", "drawn", "single-task"])
def explained(request, trained):
    """Both trained arms, and multi-task networks with weights at random."""
    multi = trained["multi-task"]
    if request.param == "drawn":
        return Explained(drawn(multi.ensemble), multi.frame, NAMES)
    return trained["single-task" if request.param == "single-task" else "multi-task"]
