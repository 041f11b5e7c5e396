"""Formgrader's button, and with it nbgrader's own command: the same kernel and judge."""

from __future__ import annotations

import contextlib
import datetime
import warnings

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
from traitlets.config import Config

from grader.autograding.nbgrader_plugins import autograde as nbgrader_steps
from tests.autograding.conftest import Class
from tests.autograding.test_faults import ALL, HURT, NAME, REST, TASKS, perfect, with_answer


@pytest.fixture(autouse=True)
def lent(kernels, monkeypatch):
    """The class's warm parent, in place of one that stays after the button was pressed."""

    class Lent:
        @contextlib.contextmanager
        def lent(self):
            yield kernels

    monkeypatch.setattr(nbgrader_steps, "_kernels", lambda confined: Lent())


@pytest.fixture(scope="module")
def course(tmp_path_factory, repository, kernels):
    return Class.ours(tmp_path_factory.mktemp("button"), repository, kernels, NAME)


def press(course, student, **changes):
    """What the button does; whether it succeeded, and its log."""
    app = NbGrader()
    with contextlib.chdir(course.folder), warnings.catch_warnings():
        # Of nbgrader's own way to add a submission; harmless, and its users never see it.
        warnings.filterwarnings("ignore", "Object of type <Submitted")
        app.load_config_file()
        app.config.merge(Config(changes))
        pressed = NbGraderAPI(config=app.config).autograde(NAME, student)
    return pressed["success"], pressed["log"]


def total(course, student):
    return sum(course.scores(student, NAME, NAME).values())


def test_a_right_submission_earns_all_and_an_untouched_one_nothing(course):
    released = course.released(NAME, NAME)
    course.hand_in("ada", NAME, NAME, perfect(released))
    course.hand_in("ben", NAME, NAME, released)
    for student, points in (("ada", ALL), ("ben", 0)):
        assert press(course, student)[0]
        assert total(course, student) == points


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import os; os._exit(0)",
        "return open('../../../gradebook.db', 'rb').read()",
    ],
)
def test_a_harmful_answer_costs_its_own_task_and_is_named(course, body):
    course.hand_in("eve", NAME, NAME, with_answer(course.released(NAME, NAME), body))
    done, log = press(course, "eve", Execute={"timeout": 3})
    assert done, log
    assert course.scores("eve", NAME, NAME)[HURT] == 0
    assert total(course, "eve") == REST


def test_a_link_to_the_gradebook_is_set_aside_and_named_and_never_copied(course):
    path = course.hand_in("lin", NAME, NAME, perfect(course.released(NAME, NAME)))
    (path.parent / "marks.png").symlink_to(course.folder / "gradebook.db")
    done, log = press(course, "lin")
    assert done, log
    assert "marks.png" in log
    assert not (path.parent / "marks.png").is_symlink()
    kept = course.folder / ".nbgrader/set-aside/submitted/lin" / NAME / "marks.png"
    assert kept.is_symlink()
    first = course.autograded("lin", NAME, NAME).cells[0].source
    assert "`marks.png` is a link or too large, and was set aside." in first
    assert {one.name for one in (course.course.autograded / "lin" / NAME).iterdir()} == {
        f"{NAME}.ipynb"
    }
    assert total(course, "lin") == ALL


def test_a_folder_that_is_a_link_to_another_students_work_is_not_marked(course):
    course.hand_in("owner", NAME, NAME, perfect(course.released(NAME, NAME)))
    (course.course.submitted / "thief").symlink_to(course.course.submitted / "owner")
    done, log = press(course, "thief")
    assert not done
    assert "Set aside" in log
    assert not (course.course.autograded / "thief" / NAME).exists()
    (course.course.submitted / "thief").symlink_to(course.course.submitted / "owner")
    (thief,) = course.mark(NAME, students=("thief",)).values()
    assert (thief.score, thief.problems) == (0, ["The folder is a link, and was not followed."])


def test_a_page_beside_the_notebook_is_not_served_from_autograded_but_a_picture_is(course):
    path = course.hand_in("pia", NAME, NAME, perfect(course.released(NAME, NAME)))
    (path.parent / "page.html").write_text("<script>alert(1)</script>")
    (path.parent / "drawing.svg").write_text("<svg/>")
    (path.parent / "photo.png").write_bytes(b"\x89PNG")
    for mark in (lambda: press(course, "pia"), lambda: course.mark(NAME, students=("pia",))):
        mark()
        there = {one.name for one in (course.course.autograded / "pia" / NAME).iterdir()}
        assert there == {f"{NAME}.ipynb", "photo.png"}
    assert (path.parent / "page.html").exists()


def test_a_folder_where_the_course_has_a_picture_gives_way_to_it(course):
    figure = course.course.source / NAME / "figure.png"
    figure.write_bytes(b"the course's")
    path = course.hand_in("fay", NAME, NAME, perfect(course.released(NAME, NAME)))
    (path.parent / "figure.png").mkdir()
    (path.parent / "figure.png" / "own.png").write_bytes(b"her own")
    (fay,) = course.mark(NAME, students=("fay",)).values()
    figure.unlink()
    assert fay.score == ALL
    assert any("where the course has a file" in text for text in fay.problems)
    autograded = course.course.autograded / "fay" / NAME / "figure.png"
    assert autograded.read_bytes() == b"the course's"


def test_script_in_a_submission_is_cleaned(course):
    notebook = perfect(course.released(NAME, NAME))
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell("<script>alert(1)</script>"))
    course.hand_in("sue", NAME, NAME, notebook)
    press(course, "sue")
    assert "<script" not in nbformat.writes(course.autograded("sue", NAME, NAME))


def test_what_a_submission_saved_of_its_own_outputs_is_no_evidence(course):
    notebook = course.released(NAME, NAME)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2.0"})]
    course.hand_in("liz", NAME, NAME, notebook)
    done, log = press(course, "liz", Execute={"enabled": False}, ClearOutput={"enabled": False})
    assert not done
    assert "Leave out --no-execute" in log


def test_where_no_sandbox_can_be_had_nothing_is_marked_and_it_says_why(course, monkeypatch):
    course.hand_in("sam", NAME, NAME, perfect(course.released(NAME, NAME)))
    monkeypatch.setattr(nbgrader_steps, "_why_not", lambda confined: "unshare: not permitted")
    done, log = press(course, "sam")
    assert not done
    assert "unshare: not permitted" in log


def test_a_late_submission_loses_what_the_courses_plugin_says_either_way(
    course, tmp_path, monkeypatch
):
    (tmp_path / "latepolicy.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class HalfAnHour(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return total_seconds_late / 1800\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    config = course.folder / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(before + '\nc.AssignLatePenalties.plugin_class = "latepolicy.HalfAnHour"\n')
    due = datetime.datetime(2026, 3, 1, 12)
    with Gradebook(course.course.database, course.course.course_id) as book:
        book.update_or_create_assignment(NAME, duedate=due)
    path = course.hand_in("leo", NAME, NAME, perfect(course.released(NAME, NAME)))
    (path.parent / "timestamp.txt").write_text("2026-03-01 13:00:00 UTC\n")
    for mark in (lambda: press(course, "leo"), lambda: course.mark(NAME, students=("leo",))):
        mark()
        with Gradebook(course.course.database, course.course.course_id) as book:
            submission = book.find_submission(NAME, "leo")
            assert (submission.score, submission.late_submission_penalty) == (ALL, 2)
    config.write_text(before)


def test_the_button_adds_nobody_to_a_class_list(tmp_path, repository, kernels):
    course = Class.ours(tmp_path, repository, kernels, NAME)
    with Gradebook(course.course.database, course.course.course_id) as book:
        book.add_student("ada", last_name="Lovelace")
    course.hand_in("adda", NAME, NAME, course.released(NAME, NAME))
    done, log = press(course, "adda")
    assert not done
    assert "adda has handed in and is not in the class list" in log
    with Gradebook(course.course.database, course.course.course_id) as book:
        assert [student.id for student in book.students] == ["ada"]
    assert not (course.course.autograded / "adda" / NAME).exists()


def test_the_button_and_the_command_leave_the_same_marks_and_notebook(course):
    answer = "return tf.reduce_mean(matrix, axis=0)"
    course.hand_in("max", NAME, NAME, with_answer(course.released(NAME, NAME), answer))
    press(course, "max")
    by_button = course.scores("max", NAME, NAME), _texts(course, "max")
    course.mark(NAME, students=("max",))
    assert (course.scores("max", NAME, NAME), _texts(course, "max")) == by_button
    assert TASKS[HURT].misconceptions


def test_what_feedback_is_released_by_stays_either_way_and_is_that_of_the_newest_submission(course):
    path = course.hand_in("noa", NAME, NAME, course.released(NAME, NAME))
    kept = course.course.autograded / "noa" / NAME / "submission_secret.txt"

    def command():
        course.mark(NAME, students=("noa",))

    for number, mark in enumerate((lambda: press(course, "noa"), command, command)):
        (path.parent / "submission_secret.txt").write_text(f"secret {number}")
        mark()
        assert kept.read_text() == f"secret {number}"


def _texts(course, student):
    return [
        (cell.source, [dict(output.get("data", {})) for output in cell.get("outputs", [])])
        for cell in course.autograded(student, NAME, NAME).cells
    ]
