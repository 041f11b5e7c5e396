"""Refuses what task modules and notebooks say differently: which tasks there are, in which order,
their cells, their points, and how many there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.authoring.course_files import CourseFiles
from grader.authoring.notices import Notice, relative
from grader.authoring.task_modules import PlacedTask, TaskModules
from grader.judging.task import Assignment

_HEADING = re.compile(r"^## (\d+)\. (.*?)(?: \((\d+(?:\.\d+)?) points?\))?\s*$", re.M)
_COUNTS = re.compile(r"^(\w+) tasks?(?: and \w+ answers?[\w ]*)?, (\d+(?:\.\d+)?) points?\b", re.M)
# As an introduction writes how many tasks there are, by number.
NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook, with the line of the file that it begins in."""

    kind: str
    source: str
    nbgrader: dict[str, Any]
    line: int

    @property
    def grade_id(self) -> str:
        """Its name in the gradebook, "" where it has none."""
        return self.nbgrader.get("grade_id", "")

    def line_of(self, text: str) -> int:
        """The line of the file that a line of the cell stands in, as notebooks are written."""
        before = self.source.partition(text)[0]
        return self.line + before.count("\n")


def check_registered(tasks: TaskModules) -> Iterator[Notice]:
    """Every task is listed by an assignment."""
    for placed in tasks.tasks:
        if placed.assignment is None:
            yield Notice(
                "REFUSED",
                "unlisted",
                placed.task.name,
                placed.source.file,
                placed.source.line_of(),
                f"{placed.source.file.name} defines a task that no assignment lists: nobody is asked it",
            )


def check_names(tasks: TaskModules, root: Path) -> Iterator[Notice]:
    """No name is used twice."""
    first: dict[str, str] = {name: relative(file, root) for name, file in tasks.questions}
    for placed in tasks.tasks:
        name, line = placed.task.name, placed.source.line_of("name")
        where = f"{relative(placed.source.file, root)}:{line}"
        if name in first:
            text = f"the name {name!r} is used twice: here, and in {first[name]}"
            yield Notice("REFUSED", "name", name, placed.source.file, line, text)
        first.setdefault(name, where)


def check_points(course: CourseFiles, tasks: TaskModules) -> Iterator[Notice]:
    """Each exercise is worth what the course says that exercises are worth."""
    for assignment in tasks.assignments:
        if not (course.points and assignment.points) or assignment.points == course.points:
            continue
        graded = [placed for placed in tasks.tasks if placed.assignment is assignment]
        file, line = graded[0].source.cell_file, 1
        parts = [(placed.task.name, placed.task.points) for placed in graded]
        parts += [(answer.name, answer.points) for answer in assignment.by_hand]
        worth = ", ".join(f"{name} {points:g}" for name, points in parts)
        text = (
            f"its tasks are worth {assignment.points:g} points, and each exercise of this course "
            f"{course.points:g}\n{worth}"
        )
        yield _of_assignment(assignment, file, line, "points", text)


def check_notebooks(course: CourseFiles, tasks: TaskModules) -> Iterator[Notice]:
    """Each assignment's notebooks hold its tasks as they are defined."""
    for assignment in tasks.assignments:
        graded = [placed for placed in tasks.tasks if placed.assignment is assignment]
        if not assignment.points:
            continue  # practice inside a lesson
        file = course.notebook(course.solutions, assignment.name)
        if not file.exists():
            text = f"there is no such notebook: run {course.printing}"
            yield _of_assignment(assignment, file, 1, "notebook", text)
            continue
        cells = read_cells(file)
        if cells is None:
            yield _of_assignment(assignment, file, 1, "notebook", "it can't be read as a notebook")
            continue
        yield from _check_headings(assignment, file, cells)
        for placed in graded:
            yield from _check_cells(course, placed, file, cells)
        yield from _check_unknown(assignment, file, cells)
        yield from _check_exercise(course, assignment, graded)


def read_cells(file: Path) -> list[Cell] | None:
    """The cells of a notebook; None where it is none."""
    text = file.read_text(encoding="utf-8")
    try:
        cells = json.loads(text)["cells"]
        lines = lines_of_sources(text)
        return [
            Cell(
                cell["cell_type"],
                "".join(cell["source"]),
                cell.get("metadata", {}).get("nbgrader", {}),
                line,
            )
            for cell, line in zip(cells, lines, strict=True)
        ]
    except (ValueError, KeyError, TypeError):
        return None


def lines_of_sources(text: str) -> list[int]:
    """The line of the first line of each cell, as nbformat writes a notebook."""
    lines = text.splitlines()
    starts = []
    for number, line in enumerate(lines, start=1):
        if re.match(r'   "source": ', line):
            starts.append(number + 1 if line.rstrip().endswith("[") else number)
    return starts


def _check_headings(assignment: Assignment, file: Path, cells: Sequence[Cell]) -> Iterator[Notice]:
    """The headings are numbered from 1, one a task, and the introduction counts them right."""
    headings = [
        (int(found[1]), cell.line_of(found[0]), found[0])
        for cell in cells
        if cell.kind == "markdown"
        for found in _HEADING.finditer(cell.source)
    ]
    for place, (number, line, heading) in enumerate(headings, start=1):
        if number != place:
            text = f"the heading {heading!r} is number {place} in this notebook"
            yield _of_assignment(assignment, file, line, "heading", text)
            break
    for cell in cells:
        for found in _COUNTS.finditer(cell.source) if cell.kind == "markdown" else ():
            line = cell.line_of(found[0])
            word = found[1].lower()
            said = NUMBERS.index(word) if word in NUMBERS else word
            if str(said) != str(len(assignment.tasks)):
                text = f"it says {found[1]!r} tasks, and there are {len(assignment.tasks)}"
                yield _of_assignment(assignment, file, line, "count", text)
            if float(found[2]) != assignment.points:
                text = f"it says {found[2]} points, and the tasks have {assignment.points:g}"
                yield _of_assignment(assignment, file, line, "count", text)


def _check_cells(
    course: CourseFiles, placed: PlacedTask, file: Path, cells: Sequence[Cell]
) -> Iterator[Notice]:
    """A task has a heading, its answer cell as it is defined, and its check, with its points."""
    task = placed.task
    answer = next((n for n, c in enumerate(cells) if c.grade_id == task.answer_id), None)
    check = next((cell for cell in cells if cell.grade_id == task.name), None)
    if answer is None or check is None:
        missing = "answer" if answer is None else "check"
        text = f"{relative(file, course.root)} has no {missing} cell of this task"
        yield _of_task(placed, placed.source.file, placed.source.line_of("name"), "cell", text)
        return
    heading = _heading_before(cells[:answer])
    if heading is None:
        text = "no heading stands before the answer cell of this task"
        yield _of_task(placed, file, cells[answer].line, "heading", text)
    else:
        yield from _check_points(course, placed, file, check, heading)
    if cells[answer].source != task.cell.strip("\n"):
        line = cells[answer].line
        place = f"{relative(placed.source.cell_file, course.root)}:{placed.source.cell_line}"
        text = (
            f"the answer cell is another than in {place}\n{_first_difference(cells[answer], task)}"
        )
        yield _of_task(placed, file, line, "cell", text)
    if check.source != task.check_source:
        text = f"the check cell should hold {task.check_source} alone, and holds {check.source!r}"
        yield _of_task(placed, file, check.line, "cell", text)


def _check_points(
    course: CourseFiles,
    placed: PlacedTask,
    file: Path,
    check: Cell,
    heading: tuple[re.Match[str], int],
) -> Iterator[Notice]:
    """The points are the same in the module, in the heading, and in the check cell's metadata."""
    task, (words, line) = placed.task, heading
    in_heading = float(words[3]) if words[3] else None
    in_metadata = check.nbgrader.get("points")
    if task.points == in_heading == in_metadata:
        return
    at = placed.source.line_of("points")
    notebook = relative(file, course.root)
    module = relative(placed.source.file, course.root)
    text = "\n".join(
        [
            "the points disagree:",
            f"{_points(task.points)} in the module, {module}:{at}",
            f"{_points(in_heading)} in the heading, {notebook}:{line}",
            f"{_points(in_metadata)} in the check cell's metadata, {notebook}:{check.line}",
        ]
    )
    yield _of_task(placed, placed.source.file, at, "points", text)


def _check_unknown(assignment: Assignment, file: Path, cells: Sequence[Cell]) -> Iterator[Notice]:
    """No answer or check cell, and so no heading, is of a task that is not there."""
    names = {task.name for task in assignment.tasks}
    for cell in cells:
        name = cell.grade_id.removesuffix("-answer")
        asks = re.fullmatch(r'check\("(\w+)"\)', cell.source.strip())
        if asks and name == cell.grade_id and name not in names:
            text = f"the cell {name!r} checks a task that {assignment.name} doesn't list"
            yield _of_assignment(assignment, file, cell.line, "cell", text)
    checks = [cell for cell in cells if cell.nbgrader.get("grade")]
    headings = [
        (cell.line_of(found[0]), found[0])
        for cell in cells
        if cell.kind == "markdown"
        for found in _HEADING.finditer(cell.source)
    ]
    lines = [cell.line for cell in checks]
    for number, (line, heading) in enumerate(headings):
        end = headings[number + 1][0] if number + 1 < len(headings) else float("inf")
        if not any(line < check < end for check in lines):
            text = f"no task is checked below the heading {heading!r}"
            yield _of_assignment(assignment, file, line, "heading", text)


def _check_exercise(
    course: CourseFiles, assignment: Assignment, graded: Sequence[PlacedTask]
) -> Iterator[Notice]:
    """What is handed out holds the starters."""
    file = course.notebook(course.exercises, assignment.name)
    cells = read_cells(file) if file.exists() else None
    if cells is None:
        text = f"what is handed out is not there: run {course.printing}"
        yield _of_assignment(assignment, file, 1, "exercise", text)
        return
    for placed in graded:
        name = placed.task.answer_id
        answer = next((cell for cell in cells if cell.grade_id == name), None)
        if answer is None or answer.source != placed.task.starter:
            text = f"the answer cell is not the starter: run {course.printing}"
            yield _of_task(placed, file, answer.line if answer else 1, "exercise", text)


def _heading_before(cells: Sequence[Cell]) -> tuple[re.Match[str], int] | None:
    """The heading a task stands under: the last one before its answer, after the last check."""
    for cell in reversed(cells):
        if cell.nbgrader.get("grade"):
            return None
        if cell.kind == "markdown" and (found := list(_HEADING.finditer(cell.source))):
            return found[-1], cell.line_of(found[-1][0])
    return None


def _first_difference(cell: Cell, task: Any) -> str:
    there, defined = cell.source.splitlines(), task.cell.strip("\n").splitlines()
    for number in range(max(len(there), len(defined))):
        was = there[number] if number < len(there) else "(nothing)"
        now = defined[number] if number < len(defined) else "(nothing)"
        if was != now:
            return f"line {number + 1} of the cell: {was.strip()!r}; of the task: {now.strip()!r}"
    return "only the empty lines at its end differ"


def _points(points: float | None) -> str:
    return "none" if points is None else f"{points:g}"


def _of_task(placed: PlacedTask, file: Path, line: int, rule: str, text: str) -> Notice:
    return Notice("REFUSED", rule, placed.task.name, file, line, text)


def _of_assignment(assignment: Assignment, file: Path, line: int, rule: str, text: str) -> Notice:
    return Notice("REFUSED", rule, assignment.name, file, line, text)
