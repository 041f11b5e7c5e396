"""What tests have around them wherever they run: the repository, and the variables of what they
start. In a module of its own because the pictures' tests also run in Colab's versions, which lack
what tests/conftest.py needs.
"""

import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from grader.kernels.wire import ADDRESS
from grader.session.older_versions import said_of

ROOT = Path(__file__).resolve().parents[1]


def cold(environment: dict[str, str]) -> dict[str, str]:
    """The variables without those that make kernels warm."""
    warm = (ADDRESS, "JUPYTER_DEFAULT_PROVISIONER_NAME")
    return {name: value for name, value in environment.items() if name not in warm}


def outside_pytest() -> dict[str, str]:
    """The environment's variables for a program that starts kernels as it does for people.

    Under pytest's own variable ipykernel leaves file descriptors alone, and a line that C++ code
    writes to stderr would go unseen.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def shows_no_more_than_lacks(messages: Sequence[tuple[str, Mapping[str, Any]]]) -> bool:
    """Whether a cell that imports `grader.startup` shows nothing but what these versions lack.

    Args:
        messages: What the kernel put on the page: the type of each message, and its content.
    """
    printed = [content.get("text", "") for kind, content in messages if kind == "stream"]
    said = said_of(version("tensorflow"), version("keras"))
    return len(printed) == len(messages) and "".join(printed) == (f"{said}\n" if said else "")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this repository."""
    return ROOT
