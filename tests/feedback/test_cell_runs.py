"""A check says so when the cell of the answer stopped with an error after an earlier one ran."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from grader.feedback.checking.cell_runs import CellRuns, in_words


@pytest.fixture
def notebook(capsys):
    """An IPython shell whose cells are listened to."""
    shell, runs = InteractiveShell(), CellRuns()
    runs.listen(shell)

    def run(source: str) -> CellRuns:
        shell.run_cell(source)
        return runs

    return run


GOOD = "def double(x):\n    return 2 * x"


@pytest.mark.parametrize(
    ("broken", "error", "line"),
    [
        ("def double(x):\n    return 2 * x)", "SyntaxError", 2),
        ("def double(x):\nreturn 2 * x", "IndentationError", 2),
        ("import nowhere_to_be_found\ndef double(x):\n    return 2 * x", "ModuleNotFoundError", 0),
    ],
)
def test_a_cell_that_stopped_is_known_until_it_runs(notebook, broken, error, line):
    assert notebook(GOOD).that_failed("double") is None
    failed = notebook(broken).that_failed("double")
    assert (failed.error, failed.line) == (error, line)
    assert notebook("1 + 1").that_failed("double") == failed
    assert notebook("other = 3 +").that_failed("double") == failed
    assert notebook(GOOD).that_failed("double") is None


@pytest.mark.parametrize("source", ["shapes = {'a': 1", "shapes: dict = {'a': 1"])
def test_an_assignment_counts_as_well(notebook, source):
    failed = notebook(source).that_failed("shapes")
    assert failed.error == "SyntaxError"
    assert "SyntaxError in line 1" in in_words(failed, "shapes")


@pytest.mark.parametrize(
    "source", ["print(double(2)", "if double == 3", "    double = (1", "# double ="]
)
def test_a_cell_that_only_uses_the_name_does_not(notebook, source):
    assert notebook(source).that_failed("double") is None
