"""Two people mark the same submission in Formgrader, each in a browser of their own."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator

import nbformat
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from grader.autograding.recording.gradebook_rows import entry_of, write_marks
from grader.autograding.recording.split import Split, split_file, write_split
from grader.autograding.recording.student_rows import remove_rows
from tests.browser.conftest import PATIENCE, SCREENSHOTS
from tests.browser.server import Lab
from tests.surroundings import ROOT

NAME, STUDENT = "two-markers", "eve"
CELL, COMMENTED = "reasons", "reasons-comment"


def answer_to_be_read():
    """An answer that a person marks, with its comment below."""
    cell = nbformat.v4.new_markdown_cell("Because the mean is taken along the rows.", id="reasons")
    about = {"grade": True, "solution": True, "locked": False, "task": False, "points": 4}
    cell.metadata["nbgrader"] = about | {
        "schema_version": 3,
        "grade_id": CELL,
        "cell_type": "markdown",
    }
    return cell


@pytest.fixture
def gradebook(instructors_lab: Lab) -> Iterator[Gradebook]:
    """The course's gradebook with one submission that waits for a mark; it is taken out at the end."""
    folder = instructors_lab.folder
    place = folder / "autograded" / STUDENT / NAME
    place.mkdir(parents=True)
    (folder / "solutions" / NAME).mkdir()
    notebook = nbformat.v4.new_notebook(cells=[answer_to_be_read()])
    nbformat.write(notebook, place / f"{NAME}.ipynb")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "tensorflow-workbook") as book:
        book.add_student(STUDENT, first_name="Eve", last_name="Moss")
        book.add_assignment(NAME)
        book.add_notebook(NAME, NAME)
        book.add_grade_cell(CELL, NAME, NAME, max_score=4, cell_type="markdown")
        book.add_solution_cell(CELL, NAME, NAME)
        write_marks(book, entry_of(book, NAME, STUDENT), NAME, notebook, ())
        book.db.commit()
        write_split(folder, Split(NAME, 1, ("alice", "bob"), {STUDENT: "bob"}))
        yield book
        book.db.rollback()
        remove_rows(book, STUDENT)
        book.db.commit()
        book.remove_assignment(NAME)
    split_file(folder, NAME).unlink()
    shutil.rmtree(folder / "autograded" / STUDENT)
    shutil.rmtree(folder / "solutions" / NAME)


@contextlib.contextmanager
def opened(
    browser: Browser, lab: Lab, notebook: str, name: str, width: int = 1280
) -> Iterator[Page]:
    """A submission's page in a profile of its own, as another person at another machine has it."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{lab.url}login?token={lab.token}")  # from then on a cookie says who it is
    page.goto(f"{lab.url}formgrader/submissions/{notebook}/")
    # From then on the page saves what is written.
    expect(page.locator(f"[id='{COMMENTED}']")).to_have_attribute("placeholder", re.compile("."))
    page.wait_for_function("() => formgrader.grades.loaded && formgrader.comments.loaded")
    yield page
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"two-markers-{name}.png")
    context.close()


def save(page: Page, field: str, text: str) -> int:
    """Write into a field and leave it; the server's answer."""
    page.locator(f"[id='{field}']").fill(text)
    with page.expect_response("**/formgrader/api/*/*") as answer:
        page.locator(f"[id='{field}']").press("Tab")
    return answer.value.status


def press(page: Page, button: str) -> int:
    with page.expect_response("**/formgrader/api/*/*") as answer:
        page.get_by_role("button", name=button, exact=True).click()
    return answer.value.status


def there(book: Gradebook) -> tuple[float | None, str | None]:
    """The mark and the comment in the gradebook."""
    book.db.rollback()
    (notebook,) = book.find_submission(NAME, STUDENT).notebooks
    return notebook.grades[0].manual_score, notebook.comments[0].manual_comment


def test_a_mark_that_somebody_else_has_given_meanwhile_is_not_overwritten_and_both_are_shown(
    instructors_lab, browser, gradebook
):
    (notebook,) = gradebook.find_submission(NAME, STUDENT).notebooks
    bobs = opened(browser, instructors_lab, notebook.id, "bob", 800)
    with opened(browser, instructors_lab, notebook.id, "alice") as alice, bobs as bob:
        assert save(alice, CELL, "3") == 200
        assert save(alice, CELL, "3.5") == 200, (
            "one's own mark may be changed as often as one likes"
        )
        assert there(gradebook) == (3.5, None)

        assert save(bob, CELL, "2") == 409
        notice = bob.get_by_role("alert")
        expect(notice).to_contain_text(
            "Not saved: the mark of reasons has changed since you opened"
        )
        expect(notice).to_contain_text(
            "eve Moss (whom bob marks, by the split) has 3.5 there now; you gave 2."
        )
        expect(bob.locator(f"[id='{CELL}']")).to_have_value("3.5")
        assert there(gradebook) == (3.5, None)
        SCREENSHOTS.mkdir(exist_ok=True)
        bob.screenshot(path=SCREENSHOTS / "two-markers-refused.png")
        for way in ("Prev", "Next"):  # in sight on a narrow page, and under nothing
            bob.locator("nav").get_by_role("link", name=way).click(trial=True)
        assert press(bob, "Give 2") == 200
        expect(notice).to_have_count(0)
        assert there(gradebook) == (2, None)

        # The same for what is written below an answer; here what is there is kept.
        assert save(bob, COMMENTED, "Which axis?") == 200
        assert save(alice, COMMENTED, "Well put.") == 409
        notice = alice.get_by_role("alert")
        expect(notice).to_contain_text("There now: Which axis?")
        expect(notice).to_contain_text("You wrote: Well put.")
        alice.screenshot(path=SCREENSHOTS / "two-markers-comment-refused.png")
        alice.get_by_role("button", name="Keep what is there").click()
        expect(notice).to_have_count(0)
        expect(alice.locator(f"[id='{COMMENTED}']")).to_have_value("Which axis?")
        assert there(gradebook) == (2, "Which axis?")

        # A server that can't be reached is said, too, and what was typed is not lost.
        alice.route("**/formgrader/api/comment/*", lambda route: route.abort())
        alice.locator(f"[id='{COMMENTED}']").fill("Along which axis?")
        alice.locator(f"[id='{COMMENTED}']").press("Tab")
        expect(alice.get_by_role("alert")).to_contain_text("the server does not answer")
        alice.unroute("**/formgrader/api/comment/*")
        assert press(alice, "Try again") == 200
        assert there(gradebook) == (2, "Along which axis?")


def test_a_due_date_typed_in_formgrader_is_one_of_the_courses_clock(
    instructors_lab, browser, gradebook
):
    facts = (ROOT / "course/course.toml").read_text("utf-8")
    course = instructors_lab.folder / "course"
    course.mkdir()
    # In winter the form offers -0500 beside a day in summer, when clocks are at -0400, and the other
    # way round.
    zone = 'time_zone = "America/New_York"\n'
    (course / "course.toml").write_text(re.sub("(?m)^# time_zone = .*\n", zone, facts), "utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    try:
        page.goto(
            f"{instructors_lab.url}formgrader/manage_assignments?token={instructors_lab.token}"
        )
        for typed, hour in (("2026-07-01T18:00", 22), ("2026-12-01T18:00", 23)):
            page.locator("#main-table tr", has_text=NAME).locator(".edit a").click()
            dialog = page.locator(".modal-dialog:visible")
            dialog.locator("input.modal-duedate").fill(typed)
            with page.expect_response("**/formgrader/api/assignment/*") as answer:
                dialog.get_by_role("button", name="Save").click()
            assert answer.value.ok
            expect(page.locator(".modal-dialog, .modal-backdrop")).to_have_count(0)
            gradebook.db.rollback()
            assert gradebook.find_assignment(NAME).duedate.hour == hour
            expect(page.locator("#main-table tr", has_text=NAME)).to_contain_text("18:00:00 E")
    finally:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "due-date.png")
        context.close()
        shutil.rmtree(course)
