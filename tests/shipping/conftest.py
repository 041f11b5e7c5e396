"""What tests of shipping share beside the models (digits.py, served.py)."""

import pytest

from tests.surroundings import ROOT, cold, outside_pytest


@pytest.fixture
def cold_environment() -> dict[str, str]:
    """The variables of a program that is started as a person would start it, in this repository."""
    return cold(outside_pytest()) | {"PYTHONPATH": str(ROOT)}
