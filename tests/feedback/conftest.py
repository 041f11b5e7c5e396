"""What these tests share: a home folder for progress, and cells run as a notebook runs them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.feedback.checking import hint_button
from grader.feedback.record import kept_answers, progress_record


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    """An empty folder for progress, in a kernel that has seen nothing yet."""
    folder = tmp_path / "workbook"
    monkeypatch.setenv("WORKBOOK_HOME", str(folder))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(progress_record, "_seen", {})
    monkeypatch.setattr(progress_record, "_seen_dates", {})
    monkeypatch.setattr(kept_answers, "_seen", {})
    monkeypatch.setattr(hint_button, "_open", {})
    return folder


@pytest.fixture
def run() -> Callable[[str], Any]:
    """Run a cell in a notebook's globals; gives what its last line does."""
    import tensorflow as tf

    from grader import feedback

    scope: dict[str, Any] = {"tf": tf, "np": np}
    scope |= {name: getattr(feedback, name) for name in feedback.__all__}

    def run_cell(cell: str) -> Any:
        *lines, last = cell.strip("\n").split("\n")
        exec("\n".join(lines), scope)
        return eval(last, scope)

    return run_cell


RIGHT = "row_means = lambda m: tf.reduce_mean(m, axis=1, keepdims=True)\n"
WRONG = "row_means = lambda m: tf.reduce_mean(m, axis=0)\n"
PARTLY = "shapes = {'loss': (), 'sample': (13,), 'batch': (32, 13)}\n"


@pytest.fixture
def cells() -> dict[str, str]:
    """Check cells with their answers: right, wrong, partly right, and none at all."""
    return {
        "right": RIGHT + "check('row_means')",
        "wrong": WRONG + "check('row_means')",
        "partly": PARTLY + "check('shapes')",
        "none": "check('distances')",
    }
