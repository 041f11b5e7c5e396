"""Exercise 01 in JupyterLab: a wrong answer shows its message, a right one its tick."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import SCREENSHOTS
from tests.browser.moving_picture import sight, write_moving

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

    cells = exercise.index("def row_means("), exercise.index('check("row_means")')
    check = exercise.cell(cells[1])
    expect(check).to_contain_text("○ Not attempted")
    exercise.run_cell("def row_means(", WRONG)
    sights = [sight(exercise.page, cells)]
    exercise.run_cell('check("row_means")')
    expect(check).to_contain_text("✗ Not right yet")
    expect(check).to_contain_text("This averages down each column")
    exercise.picture("exercise-wrong")
    sights.append(sight(exercise.page, cells))

    exercise.run_cell("def row_means(", RIGHT)
    sights.append(sight(exercise.page, cells))
    exercise.run_cell('check("row_means")')
    expect(check).to_contain_text("✓ Passed")
    expect(check).to_contain_text("2 of 2 points")
    exercise.picture("exercise-right")
    sights.append(sight(exercise.page, cells))
    # `make picture` puts it into the README.
    write_moving(sights, (1.5, 5, 1.5, 4), SCREENSHOTS / "guide-checked.gif")

    exercise.run_cell("progress()", "progress(keep=True)")
    kept = exercise.cell(exercise.index('progress("workbook-1 '))  # the cell wrote itself
    exercise.run_cell('progress("workbook-1 ')
    expect(kept).to_contain_text("Brought back")
    expect(kept).to_contain_text("Row means, as a column passed")
    exercise.picture("exercise-progress-kept")

    audit = Axe().run(exercise.page, context=".workbook-note")
    assert audit.violations_count == 0, audit.generate_report()


def test_an_example_is_tried_by_keys_alone_where_a_check_invites_to_it(exercise):
    exercise.run_cell("from grader.feedback import")
    exercise.run_cell('check("channels_first")')
    check = exercise.cell(exercise.index('check("channels_first")'))
    expect(check).to_contain_text('example("channels_first", images, result)')
    exercise.picture("exercise-invited")

    keys = exercise.page.keyboard
    keys.press("Escape")
    keys.press("b")
    keys.press("Enter")
    keys.insert_text('example("row_means", [[1.0, 3.0], [2.0, 6.0]], [[2.0], [4.0]])')
    keys.press("Shift+Enter")
    exercise.wait_idle()
    tried = exercise.cell(exercise.index('example("row_means", [['))
    expect(tried).to_contain_text("✓ A right example")
    expect(tried).to_contain_text("It catches 18 of 22 common wrong ideas")
    exercise.picture("exercise-example-right")

    exercise.run_cell('example("row_means", [[', 'example("row_means", [[1.0, 3.0]], [2.0])')
    tried = exercise.cell(exercise.index('example("row_means", [[1.0, 3.0]]'))
    expect(tried).to_contain_text("✗ Not what the task asks for")
    exercise.picture("exercise-example-wrong")
    audit = Axe().run(exercise.page, context=".workbook-note")
    assert audit.violations_count == 0, audit.generate_report()
