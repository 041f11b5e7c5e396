"""`example("task", inputs, result)`: an input of one's own, before any code is there."""

from __future__ import annotations

import pytest

from grader.autograding.running import silent_feedback
from grader.catalog import find_task
from grader.feedback.checking.examples import example_note, invitation
from grader.judging.example_verdict import ExampleVerdict

RIGHT = "[[1.0, 3.0], [2.0, 6.0]], [[2.0], [4.0]]"


def test_a_right_example_hears_how_many_wrong_ideas_it_catches(run) -> None:
    text = run(f"example('row_means', {RIGHT})").text
    assert text.startswith("A right example") and "It catches 18 of 22 common wrong ideas" in text
    square = run("example('row_means', [[5.0]], [[5.0]])").text
    assert "It catches 9 of 22" in square


def test_a_wrong_one_hears_that_it_is_wrong_and_reads_the_task_again(run) -> None:
    note = run("example('row_means', [[1.0, 3.0], [2.0, 6.0]], [2.0, 4.0])")
    assert note.text.startswith("Not what the task asks for")
    assert "The mean of every row of a matrix, kept as a column." in note.page
    assert "float32 tensor of shape (rows, 1)" in note.page
    assert "catches" not in note.text


@pytest.mark.parametrize(
    "call",
    [
        f"example('row_means', {RIGHT})",
        "example('row_means', [[1.0, 3.0], [2.0, 6.0]], gives=[[2.0], [4.0]])",
        "example('row_means', matrix=[[1.0, 3.0], [2.0, 6.0]], result=[[2.0], [4.0]])",
        "example('row_means', [[1, 3], [2, 6]], [[2], [4]])",
        "example('row_means', ((1, 3), (2, 6)), ((2,), (4,)))",
        "example('row_means', np.array([[1, 3], [2, 6]]), np.array([[2], [4]]))",
        "example('row_means', tf.constant([[1, 3], [2, 6]]), tf.constant([[2.0], [4.0]]))",
        "example('row_means', [tf.constant([1.0, 3.0]), [2, 6]], [tf.constant([2.0]), [4.0]])",
        "example('row_means', tf.Variable([[1.0, 3.0], [2.0, 6.0]]), [[2.0], [4.000001]])",
    ],
)
def test_lists_arrays_tensors_and_names_mean_the_same(run, call) -> None:
    assert run(call).page == run(f"example('row_means', {RIGHT})").page


def test_the_function_itself_may_stand_for_its_name(run) -> None:
    untouched = "def row_means(matrix):\n    ...\n"
    assert run(untouched + f"example(row_means, {RIGHT})").text.startswith("A right example")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("example()", 'example("row_means", [[1.0, 3.0]'),
        ("example('row_means')", "`matrix`: float32 tensor of shape (rows, columns)"),
        ("example('row_means', [[1.0]])", "Something is missing: `matrix` or the result"),
        ("example('row_means', [[1.0]], [[1.0]], 3)", "more here than one input and its result"),
        ("example('row_means', matrx=[[1.0]], gives=[[1.0]])", "no input called `matrx`"),
        ("example('row_means', [[1.0]], matrix=[[1.0]], gives=1)", "`matrix` is there twice"),
        ("example('row_means', [1.0], [1.0])", "float32 tensor of shape (rows, columns)"),
        (
            "example('row_means', 'abc', [1.0])",
            "What you passed as `matrix` does not fit this task",
        ),
        ("example('scale_pixels', [256], [1.0])", "whole numbers of uint8"),
        ("example('scale_pixels', [0.5], [0.0])", "whole numbers of uint8"),
        ("example('row_meens', 1, 2)", "row_means"),
        ("example(3, 1, 2)", "no task"),
        ("example('shapes', 'loss', ())", "takes no example"),
        ("example('train_digits', 1, 2)", "takes no example"),
        ("example('add_noise', 1, 2, 3)", "random"),
    ],
)
def test_what_can_not_be_an_example_gets_a_sentence(run, call, said) -> None:
    note = run(call)
    assert said in note.text or said.lower() in note.text.lower()
    assert len(note.text) < 700 and "Traceback" not in note.text


def test_several_results_may_come_as_one_or_one_after_the_other(run) -> None:
    tables = "[[1.0], [3.0]], [[6.0]]"
    one = run(f"example('standardize_split', {tables}, ([[-1.0], [1.0]], [[4.0]]))")
    two = run(f"example('standardize_split', {tables}, [[-1.0], [1.0]], [[4.0]])")
    assert one.text.startswith("A right example") and one.page == two.page


@pytest.mark.parametrize(
    ("told", "ideas", "said"),
    [
        (0, 5, "catches none of 5 common wrong ideas"),
        (1, 5, "catches 1 of 5 common wrong ideas: that gives something else"),
        (3, 5, "catches 3 of 5 common wrong ideas: those give something else"),
        (5, 5, "catches all of the 5 common wrong ideas"),
        (0, 0, "This is what the task asks for."),
    ],
)
def test_every_number_makes_a_sentence(told, ideas, said) -> None:
    note = example_note(find_task("row_means"), ExampleVerdict("", True, told, ideas))
    assert said in note.text


def test_a_check_of_a_cell_without_an_answer_invites_to_an_example(run, cells) -> None:
    form = 'example("distances", a, b, result)'
    untouched = "def distances(a, b):\n    ...\n\ncheck('distances')"
    page = run(untouched).page.replace("&quot;", '"')
    assert form in page and form in invitation(find_task("distances"))
    assert "an input of your own" not in run(cells["wrong"]).page
    assert "an input of your own" not in run("check('lines_printed')").page
    assert invitation(find_task("train_digits")) == ""


def test_whose_cell_has_not_run_is_told_that_and_nothing_else_in_one_paragraph(run, cells) -> None:
    page = run(cells["none"]).page
    assert "has not run, or it stopped with an error. Run that cell" in page
    assert "an input of your own" not in page


def test_an_example_is_no_attempt(run) -> None:
    run(f"example('row_means', {RIGHT})")
    assert "Try first" in run("solution('row_means')").text
    assert "not begun" in run("progress()").text or "not attempted" in run("progress()").text


def test_where_a_submission_is_marked_it_says_nothing() -> None:
    said = silent_feedback.example("row_means", [[1.0]], [[1.0]])
    assert repr(said) == repr(silent_feedback.hint("row_means"))
