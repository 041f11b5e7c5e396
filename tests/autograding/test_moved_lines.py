"""An order that a learner made by moving lines stands in the saved outputs alone; it is marked as letters are."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from nbformat import NotebookNode

from grader.autograding.nbgrader_plugins.moved_orders import TakeMovedOrders
from grader.autograding.reading.notebook_data import read_notebook
from grader.probing.line_letters import latest_orders, saved_sentence, with_letters
from tests.autograding.conftest import Class
from tests.autograding.test_from_colab import saved_by_colab

NAME = "04-gradient-tape"
TASK = "descent_step"
RIGHT, UPHILL = "D B H F", "D B A F"
EARLY, LATE = "2026-03-01 12:00:00", "2026-03-01 12:00:09"
CALL = f'step_order = order("{TASK}")'


def shown(text: str, kind: str = "text/plain") -> NotebookNode:
    """What a cell showed."""
    return nbformat.v4.new_output("display_data", {kind: text})


def said(letters: str, time: str = EARLY, kind: str = "text/plain") -> NotebookNode:
    """What stands below moved lines, in one of its forms."""
    words = saved_sentence(TASK, time, letters.split())
    return shown(f"<p>{words}. It is saved</p>" if kind == "text/html" else f"{words}\n", kind)


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name
    )


def worked_on(
    released: NotebookNode, *outputs: NotebookNode, source: str = "", check: tuple = ()
) -> NotebookNode:
    """What is handed in of an exercise in which lines were moved, and nothing else was answered."""
    notebook = copy.deepcopy(released)
    answer = cell_of(notebook, f"{TASK}-answer")
    answer.outputs = list(outputs)
    answer.source = source or answer.source
    cell_of(notebook, TASK).outputs = list(check)
    return notebook


# Who hands it in, what the outputs say, and what it is then worth and called.
SUBMISSIONS = {
    "moved": (dict(outputs=[said(RIGHT)]), 2, "passed"),
    "as-a-page": (dict(outputs=[said(RIGHT, kind="text/html")]), 2, "passed"),
    "moved-on": (dict(outputs=[said(UPHILL), said(RIGHT, LATE)]), 2, "passed"),
    "the-later-counts": (dict(outputs=[said(UPHILL, LATE), said(RIGHT)]), 0, "misconception.uphill"),
    "in-the-check": (dict(outputs=[], check=[said(RIGHT, kind="text/html")]), 2, "passed"),
    "cleared": (dict(outputs=[]), 0, "untouched"),
    "left-out-again": (dict(outputs=[said(RIGHT), said("", LATE)]), 0, "untouched"),
    "typed": (dict(outputs=[said(UPHILL)], source=f'step_order = "{RIGHT}"'), 2, "passed"),
    "typed-below": (
        dict(outputs=[said(UPHILL)], source=f'{CALL}\nstep_order = "{RIGHT}"'), 2, "passed",
    ),
    "no-such-line": (dict(outputs=[said("D B Z")]), 0, "kind"),
    "line-twice": (dict(outputs=[said("D D B")]), 0, "kind"),
    "another-task": (
        dict(outputs=[shown(saved_sentence("feature_rows", EARLY, ["F"]))]), 0, "untouched",
    ),
    "injected": (
        dict(outputs=[shown(f'Your order of {TASK}, {EARLY} UTC: D"; points = 9; x = "B')]),
        0,
        "untouched",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def marked(repository, kernels, tmp_path_factory) -> Class:
    """The class, marked; one of it worked in Colab."""
    group = Class.ours(tmp_path_factory.mktemp("moved"), repository, kernels, NAME)
    released = group.released(NAME, NAME)
    for student, (work, _, _) in SUBMISSIONS.items():
        work = dict(work)
        handed_in = worked_on(released, *work.pop("outputs"), **work)
        group.hand_in(student, NAME, NAME, handed_in)
    in_colab = json.loads(saved_by_colab(released))
    for cell in in_colab["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == f"{TASK}-answer":
            cell["outputs"] = [dict(said(RIGHT))]
    group.hand_in("in-colab", NAME, NAME, json.dumps(in_colab).encode())
    group.results = group.mark(NAME)
    return group


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_moved_lines_earn_what_their_letters_do(marked, student) -> None:
    _, points, key = SUBMISSIONS[student]
    scores = marked.scores(student, NAME, NAME)
    assert scores.pop(TASK) == points
    assert set(scores.values()) == {0}
    assert marked.results[student].keys[TASK] == key


def test_what_colab_saved_of_them_is_read(marked) -> None:
    assert marked.scores("in-colab", NAME, NAME)[TASK] == 2


def test_who_reads_the_marked_notebook_sees_the_letters(marked) -> None:
    cell = cell_of(marked.autograded("moved", NAME, NAME), f"{TASK}-answer")
    assert f'step_order = "{RIGHT}"' in cell.source
    assert cell_of(marked.autograded("cleared", NAME, NAME), f"{TASK}-answer").source.endswith(CALL)


def test_validate_takes_them_too_and_leaves_what_it_was_given_alone(marked) -> None:
    given = worked_on(marked.released(NAME, NAME), said(RIGHT))
    before = copy.deepcopy(given)
    taken, _ = TakeMovedOrders().preprocess(given, {})
    assert cell_of(taken, f"{TASK}-answer").source.endswith(f'step_order = "{RIGHT}"')
    assert given == before


@pytest.mark.parametrize(
    "outputs",
    [
        None,
        7,
        [7, None, {}, {"data": 7}, {"data": {"text/plain": 7}}],
        [{"data": {"text/plain": ["Your order of ", 7, {}]}}],
    ],
)
def test_outputs_that_are_none_change_nothing(outputs) -> None:
    cell = {"cell_type": "code", "source": CALL, "metadata": {}, "outputs": outputs}
    raw = json.dumps({"nbformat": 4, "cells": [cell]}).encode()
    notebook, problems = read_notebook(raw, "a.ipynb")
    assert (notebook.cells[0].source, problems) == (CALL, [])


def test_lines_of_an_output_are_read_together() -> None:
    first, rest = str(said(RIGHT).data["text/plain"]).split(",", 1)
    output = {"output_type": "display_data", "data": {"text/plain": [f"{first},", rest]}}
    cell = {"cell_type": "code", "source": [CALL], "metadata": {}, "outputs": [output]}
    notebook, _ = read_notebook(json.dumps({"nbformat": 4, "cells": [cell]}).encode(), "a.ipynb")
    assert notebook.cells[0].source == f'step_order = "{RIGHT}"'


def test_only_the_call_is_replaced() -> None:
    source = "my_order('a')\nx = order( 'a' )\ny = order('b')\nreorder('a')"
    assert with_letters(source, {"a": "B A"}) == source.replace("order( 'a' )", '"B A"')


def test_a_text_that_is_no_order_says_none() -> None:
    texts = (f"Your order of {TASK}, {EARLY} UTC: ", f"Your order of {TASK}, soon UTC: D B", "D B")
    assert latest_orders(texts) == {}
