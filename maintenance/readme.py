"""What README says of the lessons and exercises there are, printed between two marks in it.

Titles and minutes are those of the lessons' first pages, tasks and points those of the exercises. The
buttons that open Colab stand there once the course has a public address (`make address`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.course import Course
from grader.judging.task import Assignment
from maintenance import notebooks
from maintenance.book.pages import read_lesson
from maintenance.solutions import counts_in_words

BEGIN, END = "<!-- lessons: `make exercises` prints them -->", "<!-- lessons end here -->"
# What a course is called that nobody has published yet.
PLACEHOLDER = "https://github.com/OWNER/tensorflow-workbook"


def with_lessons(text: str, root: Path, course: Course, graded: Iterable[Assignment]) -> str:
    """Return README's text with the lessons as they are; unchanged, where it has no place for them.

    Args:
        text: README's.
        root: The folder with notebooks/.
        course: Whose address the buttons open.
        graded: The assignments that are worth something.

    Raises:
        ValueError: if a lesson says no title or no time.
    """
    if BEGIN not in text:
        return text
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{lessons_in_words(root, course, graded)}\n{END}{after}"


def lessons_in_words(root: Path, course: Course, graded: Iterable[Assignment]) -> str:
    """How many lessons there are and how long they take; then a table, a row each, and one for each
    exercise without a lesson."""
    exercises = {assignment.name: assignment for assignment in graded}
    tasks = sum(len(exercise.tasks) for exercise in exercises.values())
    ideas = sum(len(task.misconceptions) for one in exercises.values() for task in one.tasks)
    rows = []
    lessons = [
        read_lesson(path.stem, notebooks.read(path))
        for path in sorted(root.glob("notebooks/*.ipynb"))
    ]
    for lesson in lessons:
        link = f"[{lesson.title}]({lesson.path})"
        badge = course.badge_markdown(lesson.path)
        exercise = exercises.pop(lesson.name, None)
        rows.append([link, f"{lesson.minutes} min", badge, _exercise(exercise)])
    for exercise in exercises.values():
        rows.append([f"{exercise.name[:2]} {exercise.title}", "", "", _exercise(exercise)])
    table = [["Lesson", "", "", "Exercise"], ["---"] * 4, *rows]
    if not has_address(course):
        table = [row[:2] + row[3:] for row in table]
    hours = round(sum(lesson.minutes for lesson in lessons) / 60)
    said = (
        f"{len(lessons)} lessons of about {hours} hours; in their exercises, {tasks} tasks that tell {ideas:,} wrong "
        "ideas apart, each by a message of its own (`grader tasks` lists them):"
    )
    return "\n".join([said, "", *(f"| {' | '.join(row)} |" for row in table)])


def has_address(course: Course) -> bool:
    """Whether the course has a public address that a button can open."""
    return course.repository != PLACEHOLDER


def _exercise(exercise: Assignment | None) -> str:
    if exercise is None:
        return ""
    link = f"[Exercise {exercise.name[:2]}]({exercise.exercise})"
    return f"{link}, {counts_in_words(exercise)}"
