"""Prints the notebooks of solutions/ from the assignments' scripts.

What a script holds stands in it once: the number and title, how many tasks there are, what they are
worth, the badge, the set-up and the checks are printed round it. A notebook that somebody edited in
JupyterLab is not printed over: what each cell was printed as is kept in solutions/printed.json.
"""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.authoring.notebook_rules import NUMBERS
from grader.course import FOLDED, Course
from grader.exercise_script import (
    BEGIN_SOLUTION,
    BY_HAND,
    Script,
    ScriptCell,
    ScriptError,
    with_cell,
)
from grader.judging.example_inputs import call_form, why_no_example
from grader.judging.task import STUB, Assignment, Task, has_dots, has_lines_to_move
from grader.probing.questions import Arrange
from maintenance import notebooks

PRINTED = "printed.json"
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_SPACES = ("\N{NO-BREAK SPACE}", " ")
_LINES = "{lines}"  # in a script's prose: the lines to be put in order, which their task holds
_WIDTH = 104  # characters of a line of the introduction
_INTRODUCTION = """\
# Exercise {number}: {title}

{count}, about {minutes} minutes. They use what the lesson
[{lesson}](../../notebooks/{name}.ipynb) showed.

{way}

{example}{remark}"""
_WAY = (
    "Write each answer where it says `{stub}`{blanks}. Run its cell, and then the check below it, as often as "
    "you like. The button below a check opens hints, one after the other; they cost no points."
)
_BLANKS = ", or in place of a `...`"
_MOVES = ", or by moving lines of code"
_EXAMPLE = (
    "Before you write code, say what should come out of an input of your own. In a new cell, `{form}`, with "
    "values in place of the names, says whether that is right."
)
_REMARK = (
    "An answer has to work for any input its docstring allows, not only for the one in its example."
)
_END = "## Where you are"
_WHERE = (
    "Run the next cell for the map of your progress. It says which task to come back to, if one has not "
    "passed yet."
)
_WAY_ON = "Then go on to the next lesson, [{title}](../../notebooks/{file})."
_WAY_ON_TO_EXERCISE = "Then go on to the exercise [{title}](../{name}/{name}.ipynb)."
_LAST = "This is the last exercise of the course."


class EditedError(RuntimeError):
    """A notebook of solutions/ holds what nobody printed; the text names the cells."""


@dataclass(frozen=True)
class Printed:
    """A notebook as its script gives it, and the script's cell that each of its cells comes from."""

    notebook: NotebookNode
    sources: Mapping[str, ScriptCell]


def points_in_words(points: float) -> str:
    """`1 point`, `2 points`, `2.5 points`."""
    return f"{points:g} point{'' if points == 1 else 's'}"


def counts_in_words(assignment: Assignment, spelled: bool = False) -> str:
    """`8 tasks, 20 points`, or `3 tasks and 5 answers that a person reads, 20 points`."""

    def counted(number: int, noun: str) -> str:
        word = NUMBERS[number] if spelled and number < len(NUMBERS) else number
        return f"{word} {noun}{'' if number == 1 else 's'}"

    parts = [counted(len(assignment.tasks), "task")]
    if assignment.by_hand:
        parts.append(f"{counted(len(assignment.by_hand), 'answer')} that a person reads")
    text = f"{' and '.join(parts)}, {points_in_words(assignment.points)}"
    return text[0].upper() + text[1:]


def lesson_after(folder: Path, name: str) -> Path | None:
    """The lesson that follows the one called `name` among those in a folder; None after the last."""
    later = (path for path in sorted(folder.glob("*.ipynb")) if path.stem > name)
    return next(later, None)


def print_solution(
    assignment: Assignment,
    script: Script,
    course: Course,
    lessons: Path,
    following: Assignment | None = None,
) -> Printed:
    """The solution notebook of an assignment.

    Args:
        lessons: The folder of the course's lessons.
        following: The next assignment of the course, if there is one.

    Raises:
        ScriptError: The script lacks a cell that every exercise has, or a task has none.
    """
    title = script.prose("title")
    missing = [name for name in ("minutes", "hint") if name not in title.options]
    if missing:
        raise ScriptError(f"{script.path}:{title.line}: `{missing[0]}=` is missing in this line.")
    tasks = {task.name: task for task in assignment.tasks}
    if title.options["hint"] not in tasks:
        raise ScriptError(
            f"{script.path}:{title.line}: no task is called {title.options['hint']!r}, which `hint=` names."
        )
    cells = [
        _prose("badge", course.badge_markdown(assignment.exercise), tags=["badge"]),
        _prose("title", _introduction(assignment, title)),
        _code("setup", course.setup_cell, tags=["setup"], **FOLDED),
    ]
    sources = {"title": title}
    number = 0
    for cell in script.cells:
        if cell is title:
            continue
        task = tasks.get(cell.name)
        number += (task is not None or BY_HAND in cell.options) and cell.is_markdown
        for made in _cells_of(cell, task, number):
            cells.append(made)
            sources.setdefault(made.id, cell)
    name = assignment.lesson or assignment.name
    cells += [
        _prose("end", _end(lesson_after(lessons, name), following)),
        _code("progress", "progress()"),
    ]
    information = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    information |= course.exercise_metadata
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=information)
    notebook.nbformat_minor = 5
    return Printed(notebook, sources)


def _end(lesson: Path | None, following: Assignment | None) -> str:
    """How an exercise ends, before that lesson, or where none is left, before that exercise."""
    way_on = _LAST
    if following is not None and following.lesson:
        way_on = _WAY_ON_TO_EXERCISE.format(title=following.title, name=following.name)
    if lesson is not None:
        prose = "\n".join(
            cell.source for cell in notebooks.read(lesson).cells if cell.cell_type == "markdown"
        )
        found = re.search(r"^# (.+)", prose, re.M)
        way_on = _WAY_ON.format(title=found[1] if found else lesson.stem, file=lesson.name)
    return f"{_END}\n\n{textwrap.fill(f'{_WHERE} {way_on}', _WIDTH, break_on_hyphens=False)}"


def _introduction(assignment: Assignment, title: ScriptCell) -> str:
    own = title.source.partition("\n")[2].strip("\n")
    blanks = "".join(
        words
        for words, has in ((_BLANKS, has_dots), (_MOVES, has_lines_to_move))
        if any(has(task.starter) for task in assignment.tasks)
    )
    return _INTRODUCTION.format(
        number=assignment.name.partition("-")[0],
        title=title.heading,
        count=counts_in_words(assignment, spelled=True),
        minutes=title.options["minutes"],
        # Of an exercise without a lesson of its own, the script says which it belongs to.
        lesson=title.options.get("lesson", title.heading),
        name=title.options.get("lesson", assignment.name),
        way=textwrap.fill(_WAY.format(stub=_unbroken(STUB), blanks=blanks), _WIDTH).replace(
            *_SPACES
        ),
        example=_example(assignment, title),
        remark=textwrap.fill(f"{_REMARK} {own}".strip(), _WIDTH, break_on_hyphens=False),
    )


def _example(assignment: Assignment, title: ScriptCell) -> str:
    """How an example is tried, shown with the task that `hint=` names, or with the first that takes one."""
    named = sorted(assignment.tasks, key=lambda task: task.name != title.options["hint"])
    task = next((task for task in named if not why_no_example(task)), None)
    if task is None:
        return ""
    form = _unbroken(call_form(task, task.draw_cases(0)))
    text = textwrap.fill(_EXAMPLE.format(form=form), _WIDTH, break_on_hyphens=False)
    return text.replace(*_SPACES) + "\n\n"


def _unbroken(code: str) -> str:
    """Code that stays in one line when the words round it are wrapped."""
    return code.replace(" ", _SPACES[0])


def _cells_of(cell: ScriptCell, task: Task | None, number: int) -> Iterator[NotebookNode]:
    identity = cell.identity
    if BY_HAND in cell.options:
        yield from _by_hand(cell, number)
    elif task is None:
        if cell.is_markdown:
            yield _prose(identity, cell.source)
        elif BEGIN_SOLUTION in cell.source:  # work that nobody checks, and a person may look at
            yield _code(identity, cell.source, nbgrader=_marked(cell.name, solution=True))
        else:
            yield _code(identity, cell.source)
    elif cell.is_markdown:
        text = cell.source
        if isinstance(task.ask, Arrange):
            lines = [f"{letter}   {line}" for letter, line in task.ask.lines.items()]
            text = text.replace(_LINES, "\n".join(lines))
        yield _prose(f"{identity}-question", _numbered(text, number, task.points))
    else:
        answer = _marked(task.answer_id, solution=True)
        yield _code(f"{identity}-answer", cell.source, nbgrader=answer)
        check = _marked(task.name, solution=False) | {"points": _number(task.points)}
        yield _code(f"{identity}-check", task.check_source, nbgrader=check)


def _by_hand(cell: ScriptCell, number: int) -> Iterator[NotebookNode]:
    """The question and the answer of what a person marks."""
    question, answer = cell.asked_and_answered
    points = cell.options[BY_HAND]
    assert isinstance(points, (int, float))
    yield _prose(f"{cell.identity}-question", _numbered(question, number, points))
    marked = _marked(cell.grade_id, solution=True) | {"grade": True, "points": _number(points)}
    yield _prose(f"{cell.identity}-answer", answer, nbgrader=marked)


def _numbered(text: str, number: int, points: float) -> str:
    """A question whose heading, `## Title`, is numbered and says what its answer is worth."""
    heading, _, rest = text.partition("\n")
    title = heading.removeprefix("## ")
    return f"## {number}. {title} ({points_in_words(points)})\n{rest}"


def _number(points: float) -> float:
    return int(points) if points == int(points) else points


def _marked(grade_id: str, solution: bool) -> dict[str, object]:
    return {
        "grade": not solution,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def _prose(identity: str, source: str, **metadata: object) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=identity, metadata=metadata)


def _code(identity: str, source: str, **metadata: object) -> NotebookNode:
    return nbformat.v4.new_code_cell(source, id=identity, metadata=metadata)


def _digest(cell: NotebookNode) -> str:
    text = json.dumps([cell.cell_type, cell.source, cell.metadata], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digests(notebook: NotebookNode) -> dict[str, str]:
    """A digest of each cell by its id, but for those that hold the public address."""
    addressed = {cell.id for tag in ("badge", "setup") for cell in notebooks.tagged(notebook, tag)}
    return {cell.id: _digest(cell) for cell in notebook.cells if cell.id not in addressed}


def edited(kept: NotebookNode, printed: NotebookNode, record: Mapping[str, str]) -> list[str]:
    """The ids of cells in `kept` that say what was neither printed now nor when it was recorded.

    A cell that somebody took out stands among them too.
    """
    new, old = digests(printed), digests(kept)
    changed = [name for name in old if old[name] not in (new.get(name), record.get(name))]
    taken_out = [name for name in record if name in new and name not in old]
    return changed + taken_out


def print_over(path: Path, printed: NotebookNode, record: Mapping[str, str]) -> bool:
    """Write a printed notebook to `path`; return whether that changed the file.

    Raises:
        EditedError: Somebody edited what lies there.
    """
    if path.exists():
        kept = notebooks.read(path)
        if names := edited(kept, printed, record):
            several = len(names) > 1
            raise EditedError(
                f"{path.parent.name}: somebody edited {'cells' if several else 'the cell'} "
                f"{', '.join(names)} of the notebook in solutions/, and nothing was printed over it.\n"
                f"`make exercises ADOPT={path.parent.name}` takes the text of "
                f"{'those cells' if several else 'that cell'} into the script. To drop "
                f"{'them' if several else 'it'}, delete the notebook and run `make exercises` again."
            )
        if path.read_text(encoding="utf-8") == notebooks.text_of(printed):
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    notebooks.write(path, printed)
    return True


def adopted(kept: NotebookNode, printed: Printed, record: Mapping[str, str]) -> dict[str, str]:
    """The new source of each cell of the script that somebody edited in the notebook, by its id.

    Raises:
        EditedError: What was edited comes from no cell of the script, or is more than its text.
    """
    cells = {cell.id: cell for cell in kept.cells}
    now = {cell.id: cell for cell in printed.notebook.cells}
    sources = {}
    for name in edited(kept, printed.notebook, record):
        cell, before = cells.get(name), now.get(name)
        if cell is None or before is None or name not in printed.sources:
            what = "was taken out" if cell is None else "comes from no cell of the script"
            raise EditedError(
                f"The cell {name} {what}: change the script by hand. Nothing was changed."
            )
        if name.endswith("-check") or name == "title" or cell.metadata != before.metadata:
            raise EditedError(
                f"The cell {name} holds what is printed (points, counts, a check's call or what nbgrader "
                "knows of the cell): change the script, or the task's module, by hand. Nothing was "
                "changed."
            )
        source = cell.source
        if BY_HAND in printed.sources[name].options:
            source = _rejoined(printed.sources[name], cells, now)
        elif name.endswith("-question"):
            source = _unprinted(source, before.source, printed.sources[name], name)
        sources[name] = source
    return sources


def _rejoined(
    cell: ScriptCell, kept: Mapping[str, NotebookNode], printed: Mapping[str, NotebookNode]
) -> str:
    """Question and answer of what a person marks, as the script holds them: in one cell."""
    names = f"{cell.identity}-question", f"{cell.identity}-answer"
    question, answer = (kept.get(name, printed[name]).source for name in names)
    return f"{_unprinted(question, printed[names[0]].source, cell, names[0])}\n\n{answer}"


def _unprinted(source: str, before: str, cell: ScriptCell, name: str) -> str:
    """A question as the script holds it: without its number and points, and lines to be ordered."""
    heading, _, rest = source.partition("\n")
    head = re.fullmatch(r"## \d+\. (.*) \([\d.]+ points?\)", heading)
    if head is None:
        raise EditedError(
            f"The heading of {name} reads {heading!r} and should go on beginning with its number and "
            "ending in its points. Nothing was changed."
        )
    if _LINES in cell.source:
        start, _, end = cell.source.partition("\n")[2].partition(_LINES)
        printed = before.partition("\n")[2]
        lines = printed[len(start) : len(printed) - len(end)]
        if lines not in rest:
            raise EditedError(
                f"The lines to be ordered in {name} stand in the task's module: change them there. "
                "Nothing was changed."
            )
        rest = rest.replace(lines, _LINES)
    return f"## {head[1]}\n{rest}"


def adopt(
    script: Script, kept: NotebookNode, printed: Printed, record: Mapping[str, str]
) -> list[str]:
    """Take what somebody edited in a notebook into its script; return the names of the cells.

    Raises:
        EditedError: It cannot be taken in; the script is as it was.
    """
    new = adopted(kept, printed, record)
    text = script.path.read_text(encoding="utf-8")
    # From the last to the first, so that the lines of those before stay where they are.
    for name in sorted(new, key=lambda name: -printed.sources[name].line):
        text = with_cell(text, printed.sources[name], new[name])
    script.path.write_text(text, encoding="utf-8", newline="\n")
    return list(new)
