"""A task named without quotes is understood, also before anything has that name."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from grader import feedback
from grader.feedback.checking.bare_names import quote_task_names


@pytest.fixture
def notebook():
    """A function: runs a cell in an IPython shell of its own; gives its result and its error."""
    shell = InteractiveShell()
    shell.user_ns |= {name: getattr(feedback, name) for name in feedback.__all__}
    quote_task_names(shell)
    quote_task_names(shell)  # importing twice adds nothing
    assert len(shell.ast_transformers) == 1

    def run(cell: str):
        done = shell.run_cell(cell)
        return done.result, done.error_in_exec

    return run


# A cell, and the task it is about.
MEANT = {
    "hint(brightness)": "brightness",
    "hint(brightness, 2)": "brightness",
    "hint(name=brightness)": "brightness",
    "hint('brightness')": "brightness",
    "solution(row_means)": "row_means",
    "brightness = 3\nhint(brightness)": "brightness",
    "brightness = None\nhint(brightness)": "brightness",
    "def brightness(image): return image\nhint(brightness)": "brightness",
    "check(order_training)": "order_training",  # no name in the notebook at all
    "check(training_order)": "order_training",  # what it asks for
    "training_order = 'ABC'\ncheck(training_order)": "order_training",
    "task = 'shapes'\nhint(task)": "shapes",
    "[hint(task) for task in ('shapes',)][0]": "shapes",
    "from grader.feedback import hint as tip\ntip(brightness)": "brightness",
    "%time hint(brightness)": "brightness",
}


@pytest.mark.parametrize(("cell", "task"), MEANT.items())
def test_the_task_that_was_meant_is_found(notebook, cell, task, capsys) -> None:
    result, error = notebook(cell)
    assert error is None
    assert task in result.text + result.page
    assert "There is no" not in result.page


def test_what_was_defined_before_changes_nothing(notebook) -> None:
    notebook("brightness = 3\nother = 3\ntraining_order = 'DBAC'")
    assert "Hint 1 of 3: brightness" in notebook("hint(brightness)")[0].text
    assert "order_training" in notebook("check(training_order)")[0].page
    notebook("shapes = 'row_means'")  # a name in quotes, kept under another task's
    assert "Hint 1 of 3: row_means" in notebook("hint(shapes)")[0].text


def test_a_misspelled_name_gets_the_nearest_one_in_place_of_a_traceback(notebook) -> None:
    result, error = notebook("hint(brightnes)")
    assert error is None
    assert "Did you mean 'brightness'?" in result.text


@pytest.mark.parametrize(
    "cell",
    [
        "def hint(task): return task.upper()\nhint(brightness)",  # the learner's own
        "print(brightness)",
        "hint(brightness.name)",
        "hint(brightness + 1)",
        "other.hint(brightness)",
    ],
)
def test_nothing_else_is_put_into_quotes(notebook, cell, capsys) -> None:
    assert isinstance(notebook(cell)[1], NameError)


def test_a_name_that_holds_a_value_is_passed_on(notebook) -> None:
    notebook("def brightness(image): return image\nmine = brightness")
    assert "Hint 1 of 3: brightness" in notebook("hint(mine)")[0].text
    assert "There is no task" in notebook("hint(len)")[0].text


# Cells in which a name is the learner's own affair, and what the last line gives.
THEIRS = {
    "from grader.feedback import hint\ndef hint(task): return task\nhint(brightness)": 7,
    "def hint(task): return task\nhint(brightness)": 7,
    "match (lambda task: task):\n    case hint: said = hint(brightness)\nsaid": 7,
    "match [lambda task: task]:\n    case [*hint]: said = hint[0](brightness)\nsaid": 7,
    "[check for check in [abs]][0](brightness)": 7,
    "example = lambda *values: values\nexample(brightness, row_means)": (7, 8),
}


@pytest.mark.parametrize(("cell", "result"), THEIRS.items())
def test_what_the_learner_calls_by_one_of_these_names_gets_the_value(
    notebook, cell, result
) -> None:
    notebook("brightness, row_means = 7, 8")
    assert notebook(cell) == (result, None)


@pytest.mark.parametrize(
    "cell",
    [
        "for brightness in ('shapes',): said = hint(brightness)\nsaid",
        "[hint(brightness) for brightness in ('shapes',)][0]",
        "(lambda brightness: hint(brightness))('shapes')",
    ],
)
def test_a_name_that_stands_for_one_task_after_the_other_is_left_alone(notebook, cell) -> None:
    assert "Hint 1 of 3: shapes" in notebook(cell)[0].text


def test_of_an_example_only_what_comes_first_is_put_into_quotes(notebook) -> None:
    notebook(
        "import numpy as np\nrow_means = [[1.0, 3.0]]\ndistances = [[2.0]]\nmatrix = row_means"
    )
    for cell in (
        "example(row_means, matrix, distances)",
        "example('row_means', row_means, distances)",
        "example(row_means, matrix=row_means, gives=distances)",
        "example(row_means, *[row_means, distances])",
    ):
        result, error = notebook(cell)
        assert error is None and result.text.startswith("A right example: row_means"), cell
