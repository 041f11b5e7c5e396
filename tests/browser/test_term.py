"""A term with nbgrader, from the release of an assignment to the feedback its learners read."""

from __future__ import annotations

import contextlib
import csv
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin, ExportPlugin
from playwright.sync_api import Browser, Page, expect

from grader.autograding.running.kernel_pool import why_not
from grader.catalog import find_assignment
from tests.browser.conftest import PATIENCE, SCREENSHOTS, Notebook
from tests.browser.nbgrader_pages import AssignmentList, Formgrader
from tests.browser.server import Lab, starting_lab
from tests.conftest import NO_SANDBOX
from tests.guides import teachers_python

NAME = "01-tensors"
TASKS = find_assignment(NAME).tasks
# What each hands in: a task's answer, by the task's name.
COLUMNS = "def row_means(matrix):\n    return tf.reduce_mean(matrix, axis=0, keepdims=True)"
ADA = {task.name: task.solution for task in TASKS if task.name != "row_means"}
GRACE = {
    "shapes": "shapes = {'loss': (), 'sample': 13, 'batch': (32, 13), 'images': ()}",
    "scale_pixels": ADA["scale_pixels"],
}
# What that earns; what is not named, nothing.
ADA_EARNS = {task.name: task.points for task in TASKS if task.name != "row_means"}
GRACE_EARNS = {"shapes": 0.8, "scale_pixels": 2}
MESSAGE = "This averages down each column"
COMMENT = "The right idea, along the wrong axis."
# Where a learner finds what was handed out: as deep as exercises/ are, so that links to lessons hold.
FETCHED = f"tensorflow-workbook/{NAME}"


@dataclass(frozen=True)
class Term:
    """The people: the instructor's JupyterLab, and each learner's, which is waited for when called.
    `new_page` opens an empty page for a person, by name; `asked` is what all pages asked for."""

    instructor: Lab
    learner: Mapping[str, Callable[[], Lab]]
    new_page: Callable[[str], Page]
    asked: list[str]

    def hosts_asked(self) -> set[str]:
        """The hosts, but for this machine's."""
        return {urlsplit(url).hostname for url in self.asked} - {None, "localhost", "127.0.0.1"}

    @property
    def exchange(self) -> Path:
        return self.instructor.folder / ".nbgrader/exchange/tensorflow-workbook"

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.instructor.folder / 'gradebook.db'}")

    def exported(self, exporter: type[ExportPlugin], path: Path) -> list[dict[str, str]]:
        """The lines of the table that an exporter of `nbgrader export` writes."""
        with self.gradebook() as book:
            exporter(to=str(path)).export(book)
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def marks(self, student: str) -> dict[str, float]:
        """Task to points, from the gradebook."""
        with self.gradebook() as book:
            found = book.find_submission_notebook(NAME, NAME, student)
            return {grade.name: grade.score for grade in found.grades}


def marks(earned: Mapping[str, float]) -> dict[str, float]:
    return pytest.approx({task.name: earned.get(task.name, 0) for task in TASKS})


@pytest.fixture
def term(
    instructors_lab: Lab, browser: Browser, repository: Path, tmp_path: Path
) -> Iterator[Term]:
    """An instructor, and two learners with a folder, a home and a JupyterLab each."""
    if reason := why_not(True, "nothing"):
        pytest.skip(f"{NO_SANDBOX}: {reason}")
    lab, settings = instructors_lab, teachers_python("CourseDirectory.student_id")
    with contextlib.ExitStack() as stack:
        learners, asked = {}, []
        for name in ("ada", "grace"):
            folder, home = tmp_path / name, tmp_path / f"home-{name}"
            folder.mkdir()
            own = settings.replace('"ada"', f'"{name}"')
            own = own.replace("/srv/tensorflow-workbook", str(lab.folder / ".nbgrader"))
            (folder / "nbgrader_config.py").write_text(own, encoding="utf-8")
            shutil.copytree(lab.folder / "notebooks", folder / "notebooks")
            learners[name] = stack.enter_context(starting_lab(folder, home, repository, warm=False))

        def new_page(person: str) -> Page:
            context = browser.new_context(viewport={"width": 1280, "height": 720})
            stack.callback(context.close)
            context.on("request", lambda request: asked.append(request.url))
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            SCREENSHOTS.mkdir(exist_ok=True)
            stack.callback(page.screenshot, path=SCREENSHOTS / f"term-at-its-end-{person}.png")
            return page

        yield Term(lab, learners, new_page, asked)


def answer(path: Path, answers: Mapping[str, str]) -> None:
    """Write answers into a notebook that was handed out."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        task = about.get("grade_id", "").removesuffix("-answer")
        if about.get("solution") and task in answers:
            cell.source = answers[task]
    nbformat.write(notebook, path)


def picture(page: Page, name: str) -> None:
    """Keep a sight of the page; `make picture` puts it into the guide."""
    assert page.locator(".jp-Dialog, .jp-toast-button, .list_error:visible").count() == 0
    page.mouse.move(0, 0)  # nothing is shown as pointed at
    page.screenshot(path=SCREENSHOTS / f"guide-{name}.png")


def test_a_term_from_the_release_of_an_assignment_to_the_feedback_its_learners_read(term, tmp_path):
    # The instructor enters who is in the class, generates and releases.
    course, known_troubles = term.instructor.folder, term.instructor.troubles()
    formgrader = Formgrader.opened(term.new_page("instructor"), term.instructor, "instructor")
    formgrader.go("Manage Students")
    formgrader.add_student("ada", "Ada", "Lovelace")
    formgrader.add_student("grace", "Grace", "Hopper")
    formgrader.go("Manage Assignments")
    formgrader.press(NAME, "assign")
    formgrader.press(NAME, "release")
    expect(formgrader.column(NAME, "status")).to_have_text("released")
    picture(formgrader.page, "assignments")
    handed_out = course / "exercises" / NAME / f"{NAME}.ipynb"
    released = term.exchange / "outbound" / NAME / f"{NAME}.ipynb"
    assert released.read_bytes() == handed_out.read_bytes()

    # Two learners fetch, work and submit; one of them in the browser, with Validate.
    lists, handed_in = {}, {}
    for name, answers in {"ada": ADA, "grace": GRACE}.items():
        learner = term.learner[name]()
        lists[name] = AssignmentList.opened(term.new_page(name), learner, name)
        lists[name].press("released", "Fetch")
        expect(lists[name].part("fetched")).to_contain_text(NAME)
        handed_in[name] = learner.folder / FETCHED / f"{NAME}.ipynb"
        assert handed_in[name].read_bytes() == handed_out.read_bytes()
        answer(handed_in[name], answers)

    ada = lists["ada"].page
    lists["ada"].open_notebook(NAME)
    notebook = Notebook(ada, f"{FETCHED}/{NAME}.ipynb")
    notebook.wait_idle()
    lessons = re.findall(r"\]\(([^)]*notebooks/[^)]*)\)", handed_in["ada"].read_text("utf-8"))
    assert len(lessons) == 2, "it leads back to its lesson, and on to the next"
    for lesson in lessons:
        path = handed_in["ada"].parent / lesson
        assert path.resolve().is_relative_to(term.learner["ada"]().folder)
        assert path.is_file()
    notebook.run_cell("def row_means(", COLUMNS)
    ada.get_by_role("button", name="Validate").click()
    dialog = ada.locator(".jp-Dialog")
    expect(dialog).to_contain_text("The following cell failed")
    expect(dialog).to_contain_text(MESSAGE)
    notebook.picture("guide-validate")
    dialog.get_by_role("button", name="Ok").click()
    ada.get_by_role("tab", name="Assignments").click()

    for name, page in lists.items():
        page.press("fetched", "Submit")
        expect(page.part("submitted")).to_contain_text(NAME)
        (received,) = term.exchange.glob(f"inbound/{name}+{NAME}+*")
        assert (received / f"{NAME}.ipynb").read_bytes() == handed_in[name].read_bytes()
    picture(ada, "submitted")

    # The instructor collects, marks one by the button and then the class by the command.
    assert "Processing 2 submissions" in formgrader.press(NAME, "collect")
    formgrader.column(NAME, "num-submissions").get_by_role("link", name="2").click()
    expect(formgrader.column("grace", "status")).to_have_text("needs autograding")
    formgrader.press("ada", "autograde")
    expect(formgrader.column("ada", "score")).to_have_text("18 / 20")
    expect(formgrader.column("ada", "status")).to_have_text("graded")
    expect(formgrader.column("grace", "score")).to_be_empty()
    picture(formgrader.page, "submissions")
    assert term.marks("ada") == marks(ADA_EARNS)

    said = term.instructor.run("grader", "autograde", NAME)
    assert "2 submissions" in said
    assert "mean       10.40 of 20 points" in said
    assert term.marks("ada") == marks(ADA_EARNS)
    assert term.marks("grace") == marks(GRACE_EARNS)

    # One mark changes by hand, and stays when that submission is marked again. A submission is shown,
    # and later its feedback, without asking any other host.
    term.asked.clear()
    formgrader.go("Manual Grading", NAME, NAME)
    expect(formgrader.column("Hopper, Grace", "score")).to_have_text("2.8 / 20")
    formgrader.frame.get_by_role("button", name="Show All Names").click()
    formgrader.go("Lovelace, Ada")
    expect(formgrader.frame.get_by_text(MESSAGE)).to_be_visible()
    expect(
        formgrader.frame.get_by_text("0 of 2 points by the automatic check").first
    ).to_be_visible()
    expect(formgrader.field("distances")).to_have_attribute("placeholder", "3")
    formgrader.frame.locator("body").press("Tab")  # nbgrader's own keys work, too
    expect(formgrader.field("shapes-answer-comment")).to_be_focused()
    with term.gradebook() as book:  # what a command changes meanwhile is there at the next look
        book.find_grade("distances", NAME, NAME, "ada").manual_score = 2.5
        book.db.commit()
    formgrader.reload()
    expect(formgrader.field("distances")).to_have_value("2.5")
    formgrader.fill("row_means-answer-comment", COMMENT)
    formgrader.fill("row_means", "1")
    formgrader.field("row_means-answer-comment").evaluate(
        "it => { jQuery(':animated').finish(); it.scrollIntoView({ block: 'center' }); }"
    )
    picture(formgrader.page, "by-hand")
    by_hand = ADA_EARNS | {"row_means": 1, "distances": 2.5}
    assert term.marks("ada") == marks(by_hand)
    formgrader.go("Manual Grading", "Manage Assignments", "2")
    formgrader.press("ada", "autograde")
    expect(formgrader.column("ada", "score")).to_have_text("18.5 / 20")
    # Neither the answer nor the automatic mark has changed: there is nothing new to look at.
    expect(formgrader.column("ada", "status")).to_have_text("graded")
    expect(formgrader.column("grace", "score")).to_have_text("2.8 / 20")
    assert term.marks("ada") == marks(by_hand)

    # Feedback goes out; the learners fetch and read it.
    formgrader.go("Manage Assignments")
    formgrader.press(NAME, "generate-feedback")
    formgrader.press(NAME, "release-feedback")
    assert len(list(term.exchange.glob("feedback/*.html"))) == 2
    for name, page in lists.items():
        page.press("submitted", "Fetch Feedback")
        feedback = page.open_feedback(NAME)
        total = {"ada": "18.5", "grace": "2.8"}[name]
        expect(feedback.get_by_role("heading", name=f"{total} of 20 points")).to_be_visible()
    feedback = ada.frame_locator(".jp-HTMLViewer iframe")
    expect(feedback.get_by_text(MESSAGE)).to_be_visible()
    expect(feedback.get_by_text(COMMENT)).to_be_visible()
    expect(
        feedback.get_by_role("link", name="3. Row means, as a column", exact=True)
    ).to_be_visible()
    assert term.hosts_asked() == set()
    feedback.get_by_text(COMMENT).evaluate("it => it.scrollIntoView({ block: 'center' })")
    picture(ada, "feedback")

    # The grades go elsewhere: by nbgrader's table, and by the exporter of the guide.
    total = {
        row["student_id"]: row["score"]
        for row in term.exported(CsvExportPlugin, tmp_path / "grades.csv")
    }
    assert total == {"ada": "18.5", "grace": "2.8"}
    own = {}
    exec(teachers_python("ExportPlugin"), own)
    each = term.exported(own["MarksByTask"], tmp_path / "marks.csv")
    for student, earned in {"ada": by_hand, "grace": GRACE_EARNS}.items():
        mine = {row["task"]: float(row["points"]) for row in each if row["student"] == student}
        assert mine == marks(earned)

    assert term.instructor.troubles() == known_troubles  # those of other tests
    assert [term.learner[name]().troubles() for name in lists] == [[], []]
