"""What a test here may find missing: then it is skipped, loudly, and in CI that is a failure."""

import pytest

NO_TOOL = "NOT RUN: not to be had here:"


def skip_without(what: str, why: object = "") -> None:
    """Skip the test for want of `what`; tests/conftest.py counts it by the first words."""
    pytest.skip(f"{NO_TOOL} {what}. {why}".rstrip(". ") + ".")
