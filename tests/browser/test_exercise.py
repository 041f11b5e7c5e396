"""Exercise 01 in JupyterLab: a wrong answer shows its message, a right one its tick."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

EXERCISE = "exercises/01-tensors/01-tensors.ipynb"
WRONG = "def row_means(matrix):\n    return tf.reduce_mean(matrix, axis=0, keepdims=True)"
RIGHT = WRONG.replace("axis=0", "axis=1")


@pytest.fixture(scope="module")
def exercise(open_for_all):
    return open_for_all(EXERCISE)


def test_validate_says_which_checks_fail_and_why(exercise, lab):
    known_troubles = lab.troubles()
    exercise.page.get_by_role("button", name="Validate").click()
    dialog = exercise.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("The following cell failed")
    expect(dialog).to_contain_text("`row_means` has no answer yet")
    expect(dialog).not_to_contain_text("Traceback")
    exercise.picture("exercise-validate")
    exercise.close_dialog()
    assert lab.troubles() == known_troubles  # its kernel's words are encrypted, and need no warning


def test_run_all_reaches_the_end_then_a_wrong_answer_shows_its_message_and_a_right_one_its_tick(
    exercise,
):
    exercise.run_all()
    assert exercise.errors() == []
    expect(exercise.cell(len(exercise.cells()) - 1)).to_contain_text("Your progress")

    check = exercise.cell(exercise.index('check("row_means")'))
    expect(check).to_contain_text("○ Not attempted")
    exercise.run_cell("def row_means(", WRONG)
    exercise.run_cell('check("row_means")')
    expect(check).to_contain_text("✗ Not right yet")
    expect(check).to_contain_text("This averages down each column")
    exercise.picture("exercise-wrong")

    exercise.run_cell("def row_means(", RIGHT)
    exercise.run_cell('check("row_means")')
    expect(check).to_contain_text("✓ Passed")
    expect(check).to_contain_text("2 of 2 points")
    exercise.picture("exercise-right")

    exercise.run_cell("progress()", "progress(keep=True)")
    kept = exercise.cell(exercise.index('progress("workbook-1 '))  # the cell wrote itself
    exercise.run_cell('progress("workbook-1 ')
    expect(kept).to_contain_text("Brought back")
    expect(kept).to_contain_text("Row means, as a column passed")
    exercise.picture("exercise-progress-kept")

    audit = Axe().run(exercise.page, context=".workbook-note")
    assert audit.violations_count == 0, audit.generate_report()
