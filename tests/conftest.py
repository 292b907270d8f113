"""Settings of all tests: property tests draw the same examples each time and never race a clock."""

from hypothesis import settings

settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")
