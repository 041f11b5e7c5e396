"""Exercise 01 in JupyterLab: a wrong answer shows its message, a right one its tick."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

EXERCISE = "exercises/01-tensors/01-tensors.ipynb"


@pytest.fixture
def exercise(open_notebook):
    notebook = open_notebook(EXERCISE)
    notebook.run_all()
    return notebook


def answer(notebook, task, source):
    """Write an answer over the whole answer cell, run it, and run its check."""
    place = notebook.index(f'check("{task}")')
    editor = notebook.cell(place - 1).locator(".cm-content")
    editor.press("Control+a")
    notebook.page.keyboard.insert_text(source)
    editor.press("Control+Enter")
    notebook.cell(place).locator(".cm-content").press("Control+Enter")
    notebook.wait_idle()
    return notebook.cell(place).locator(".workbook-note")


def test_run_all_goes_on_to_the_end_of_an_untouched_exercise(exercise):
    assert exercise.errors() == []
    last = exercise.cell(len(exercise.cells()) - 1)
    expect(last).to_contain_text("Your progress")


def test_a_wrong_answer_shows_its_message_and_a_right_one_its_tick(exercise):
    wrong = "def row_means(matrix):\n    return tf.reduce_mean(matrix, axis=0, keepdims=True)"
    note = answer(exercise, "row_means", wrong)
    expect(note).to_contain_text("Not right yet")
    expect(note).to_contain_text("This averages down each column")
    exercise.picture("exercise-wrong")
    note = answer(exercise, "row_means", wrong.replace("axis=0", "axis=1"))
    expect(note).to_contain_text("✓ Passed")
    expect(note).to_contain_text("2 of 2 points")
    exercise.picture("exercise-right")


def test_the_checks_pass_the_accessibility_audit(exercise):
    answer(exercise, "row_means", "def row_means(matrix):\n    return matrix / 0")
    audit = Axe().run(exercise.page, context=".workbook-note")
    assert audit.violations_count == 0, audit.generate_report()


def test_validate_says_which_checks_fail_and_why(open_notebook):
    notebook = open_notebook(EXERCISE)
    notebook.page.get_by_role("button", name="Validate").click()
    dialog = notebook.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("failed")
    expect(dialog).to_contain_text("has no answer yet")
    notebook.picture("exercise-validate")
