"""What stopped a cell is said as what it is."""

from __future__ import annotations

import json
import sys

import nbformat
import pytest

from grader.autograding.marking.stopped_answers import stopped_verdict
from grader.autograding.reading.notebook_data import read_notebook
from grader.autograding.running.stopped_cells import missing_package, stopped_by, written_for_newer
from tests.autograding.conftest import Class
from tests.autograding.test_faults import NAME, TASKS, perfect, place_of

TASK = TASKS["row_means"]


def error(kind: str, text: str, traceback: str = "") -> list:
    return [
        nbformat.v4.new_output("stream", text="before"),
        nbformat.v4.new_output("error", ename=kind, evalue=text, traceback=[traceback]),
    ]


def test_a_cell_that_ran_to_its_end_was_not_stopped():
    assert stopped_by("x = 1", [nbformat.v4.new_output("stream", text="x")]) is None


@pytest.mark.parametrize("kind", ["SyntaxError", "IndentationError", "TabError"])
def test_code_that_does_not_compile_is_named_with_its_line(kind):
    stopped = stopped_by("\n\ndef f(x:\n  1", error(kind, "'(' was never closed (91.py, line 1)"))
    assert stopped.note == "It did not compile: line 3: '(' was never closed."
    verdict = stopped_verdict(TASK, stopped)
    assert verdict.key == f"raised.{kind}"
    assert (
        verdict.message.headline
    ) == "`row_means` was not made. The cell above did not compile: line 3."
    assert f"Python {sys.version_info[0]}.{sys.version_info[1]}" in verdict.message.why


def test_a_package_that_marking_lacks_is_named_and_no_other():
    assert "`pandas_that_is_not_there`" in missing_package(
        "ModuleNotFoundError", "No module named 'pandas_that_is_not_there.core'"
    )
    assert missing_package("ModuleNotFoundError", "No module named 'json.legacy'") == ""
    assert missing_package("ModuleNotFoundError", "something else") == ""
    assert missing_package("NameError", "No module named 'pandas_that_is_not_there'") == ""


def test_a_debugger_is_told_from_input():
    asks = "raw_input was called"
    debugger = stopped_by("f()", error("StdinNotImplementedError", asks, 'File "/lib/pdb.py:1"'))
    asked = stopped_by("input()", error("StdinNotImplementedError", asks, 'File "a.py:1"'))
    assert "debugger" in debugger.why
    assert asked.why == ""


@pytest.mark.parametrize("kind", ["\x1b[2J", "a b", "", "E" * 500])
def test_an_error_may_be_called_anything(kind):
    stopped = stopped_by("x", error(kind, "\x1b]0;x\x07`<b>` (x, line 99999999999)" * 100))
    verdict = stopped_verdict(TASK, stopped)
    assert verdict.key.isprintable() and len(verdict.key) < 100
    assert len(verdict.message.came_out) < 500


def test_a_notebook_of_a_newer_python_is_told_from_one_of_this_or_an_older():
    said = written_for_newer("3.99.1")
    assert "Python 3.99.1" in said and sys.version.split()[0] in said
    for version in ("", "2.7.18", "3.8", f"{sys.version_info[0]}.{sys.version_info[1]}.99"):
        assert written_for_newer(version) == ""


@pytest.mark.parametrize(
    ("info", "version"),
    [
        ({"version": "3.13.5", "name": "python"}, "3.13.5"),
        ({"version": "3.13.5\x1b[2J"}, ""),
        ({"version": 3}, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_which_python_a_notebook_was_run_with_is_read_as_data(info, version):
    cells = [{"cell_type": "code", "source": "1", "metadata": {}}]
    raw = {"nbformat": 4, "metadata": {"language_info": info}, "cells": cells}
    read = read_notebook(json.dumps(raw).encode(), "x")[0]
    assert read.metadata.language_info.version == version


@pytest.fixture(scope="module")
def marked(tmp_path_factory, repository, kernels) -> Class:
    """A class of one, who left out none of this."""
    course = Class.ours(tmp_path_factory.mktemp("stopped"), repository, kernels, NAME)
    notebook = perfect(course.released(NAME, NAME))
    notebook.metadata.language_info.version = "3.99.1"
    answers = {name: notebook.cells[place_of(notebook, name)] for name in TASKS}
    broken, lacking, debugged, beside, elsewhere, *_ = answers
    answers[broken].source = f"def {broken}(x:\n    return 1"
    answers[lacking].source = "import pandas_that_is_not_there\n" + answers[lacking].source
    answers[
        debugged
    ].source = (
        f"def {debugged}(*inputs):\n    import pdb\n    pdb.set_trace()\n    return inputs[0]"
    )
    check = notebook.cells[place_of(notebook, beside) + 1]
    assert check.metadata.nbgrader.grade_id == beside
    check.source = f"{answers[beside].source}\n\n{check.source}"
    answers[beside].source = f"{beside} = ..."
    utils = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(answers[elsewhere].source)])
    answers[elsewhere].source = "%run answers.ipynb"
    path = course.hand_in("ada", NAME, NAME, notebook)
    nbformat.write(utils, path.with_name("answers.ipynb"))
    course.results = course.mark(NAME)
    return course


def message_of(course: Class, name: str) -> str:
    cells = course.autograded("ada", NAME, NAME).cells
    (cell,) = (one for one in cells if one.metadata.get("nbgrader", {}).get("grade_id") == name)
    return cell.outputs[0].data["text/plain"]


def test_the_check_below_says_why_there_is_no_answer(marked):
    broken, lacking, debugged, *_ = TASKS
    assert "The cell above did not compile: line 1." in message_of(marked, broken)
    assert "`pandas_that_is_not_there`" in message_of(marked, lacking)
    assert "A debugger was left in" in message_of(marked, debugged)
    keys = marked.results["ada"].keys
    assert keys[broken] == "raised.SyntaxError"
    assert keys[lacking] == "raised.ModuleNotFoundError"


def test_the_notes_say_what_marking_lacks(marked):
    broken, lacking, *_ = TASKS
    note = marked.autograded("ada", NAME, NAME).cells[0].source
    assert f"`{broken}-answer`: It did not compile: line 1" in note
    assert "written with Python 3.99.1" in note
    assert f"`{lacking}-answer`: It imports `pandas_that_is_not_there`" in note


def test_an_answer_written_into_the_cell_of_its_check_counts(marked):
    beside = list(TASKS)[3]
    assert marked.results["ada"].keys[beside] == "passed"
    assert any(
        f"`{beside}`" in text and "right before it" in text
        for text in marked.results["ada"].repairs
    )


def test_a_notebook_handed_in_beside_can_be_run(marked):
    assert marked.results["ada"].keys[list(TASKS)[4]] == "passed"
