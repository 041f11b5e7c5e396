"""What is refused of a lesson: that it is source, in order, and that what it names is there."""

from __future__ import annotations

import ast
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from grader.authoring.lesson_file import LessonCell, LessonFile
from grader.authoring.new_files import todo_in
from grader.authoring.notices import Notice
from grader.course import FOLDED, Course

_METADATA = {"kernelspec", "language_info"}
_MINUTES = re.compile(r"^About \d+ minutes\.", re.M)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_WHY = re.compile(r'\bwhy\("(\w+)"')
_ELSEWHERE = ("http://", "https://", "#", "mailto:")


@dataclass(frozen=True)
class CheckedLesson:
    """What the rules are given.

    Attributes:
        lesson: The lesson.
        course: The facts of its course.
        tasks: The names of the tasks that it may ask to be checked.
        questions: The names of the questions that it may ask.
        reasons: The names of what it may ask the reason of.
    """

    lesson: LessonFile
    course: Course
    tasks: Collection[str]
    questions: Collection[str]
    reasons: Collection[str]

    def refuse(
        self, rule: str, text: str, cell: LessonCell | None = None, part: str = ""
    ) -> Notice:
        """A notice of something that can't stay, in a cell or in the lesson as a whole."""
        where = f"cell `{cell.name}`: " if cell and cell.name else ""
        line = cell.line_of(part) if cell else 1
        lesson = self.lesson
        return Notice("REFUSED", rule, lesson.name, lesson.path, line, where + text)


def check_source(checked: CheckedLesson) -> Iterator[Notice]:
    """A lesson is source: no outputs, each cell with an id, nothing of a program or a person."""
    lesson = checked.lesson
    if lesson.version != (4, 5):
        said = ".".join(map(str, lesson.version))
        yield checked.refuse("source", f"it is in the format {said}; cells have names since 4.5")
    for name in sorted(lesson.metadata.keys() - _METADATA):
        yield checked.refuse("source", f"its metadata hold {name!r}, which a program put there")
    for name in sorted(_METADATA - lesson.metadata.keys()):
        yield checked.refuse("source", f"its metadata lack {name!r}")
    counts = Counter(cell.name for cell in lesson.cells)
    for cell in lesson.cells:
        if not cell.name:
            yield checked.refuse("source", "this cell has no id", cell)
        elif counts.pop(cell.name, 0) > 1:
            yield checked.refuse("source", "another cell has the same id", cell)
        if cell.was_run:
            text = "it holds what a run gave: choose Clear Outputs of All Cells, and save"
            yield checked.refuse("source", text, cell)
    if lesson.text != _as_written(lesson.text):
        text = "it is not written as JupyterLab writes it: open it there and save"
        yield checked.refuse("source", text)


def _as_written(text: str) -> str:
    return json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def check_start(checked: CheckedLesson) -> Iterator[Notice]:
    """The badge comes first, the set-up is the first code and folded, and both are the course's."""
    lesson, course = checked.lesson, checked.course
    badge = course.badge_markdown(f"notebooks/{lesson.path.name}")
    wanted = (
        ("badge", lesson.cells[:1], "cell", badge),
        ("setup", lesson.code[:1], "cell of code", course.setup_cell),
    )
    for tag, first, what, source in wanted:
        if lesson.tagged(tag) != list(first) or not first:
            text = f"the first {what}, and no other, should be tagged {tag!r}"
            yield checked.refuse("start", text, first[0] if first else None)
        elif first[0].source != source:
            line = _first_other_line(first[0].source, source)
            text = f"it should be the course's own {tag}; this line is another: {line!r}"
            yield checked.refuse("start", text, first[0], line)
        elif tag == "setup" and not first[0].is_folded:
            text = f"it should be folded away: its metadata should hold {json.dumps(FOLDED)}"
            yield checked.refuse("start", text, first[0])


def _first_other_line(there: str, wanted: str) -> str:
    lines = itertools.zip_longest(there.splitlines(), wanted.splitlines(), fillvalue="")
    return next((mine for mine, theirs in lines if mine != theirs), "")


def check_parameters(checked: CheckedLesson) -> Iterator[Notice]:
    """A cell says what a run may change, and does nothing else."""
    cells = checked.lesson.tagged("parameters")
    if len(cells) != 1:
        text = f"one cell should be tagged 'parameters', for what a run may change; there are {len(cells)}"
        yield checked.refuse("parameters", text)
    for cell in cells:
        try:
            statements = ast.parse(cell.source).body
        except SyntaxError as error:
            yield checked.refuse("parameters", f"it is no Python: {error.msg}", cell)
            continue
        for statement in statements:
            if not isinstance(statement, ast.Assign):
                line = cell.source.splitlines()[statement.lineno - 1]
                text = "it should give names their values, and do nothing else"
                yield checked.refuse("parameters", text, cell, line)


def check_headings(checked: CheckedLesson) -> Iterator[Notice]:
    """One title, then headings of which none is skipped, and how long the lesson takes."""
    lesson = checked.lesson
    headings = [
        (cell, found[0], len(found[1]))
        for cell in lesson.cells
        for found in re.finditer(r"^(#+) \S.*", cell.prose, flags=re.M)
    ]
    titles = [heading for heading in headings if heading[2] == 1]
    if not headings or headings[0][2] != 1:
        yield checked.refuse("headings", "its first heading should be its title, `# ...`")
    for cell, text, _ in titles[1:]:
        yield checked.refuse("headings", "a lesson has one title; here is a second one", cell, text)
    for (_, _, above), (cell, text, below) in itertools.pairwise(headings):
        if below > above + 1:
            said = f"a heading of level {below} stands below one of level {above}"
            yield checked.refuse("headings", said, cell, text)
    if not any(_MINUTES.search(cell.prose) for cell in lesson.cells):
        text = "no line begins like `About 20 minutes.`, which says how long it takes"
        yield checked.refuse("headings", text)


def check_links(checked: CheckedLesson) -> Iterator[Notice]:
    """Links inside the course lead somewhere, and the last cell leads on."""
    lesson = checked.lesson
    for cell in lesson.cells:
        for found in _LINK.finditer(cell.prose):
            target = found[1].split("#")[0]
            if found[1].startswith(_ELSEWHERE) or (lesson.path.parent / target).exists():
                continue
            yield checked.refuse("links", f"the link {found[1]!r} leads nowhere", cell, found[0])
    last = [cell for cell in lesson.cells if cell.kind == "markdown"][-1:]
    if last and not any(".ipynb" in target for target in _LINK.findall(last[0].prose)):
        text = "its last text should lead on: to the exercise, or to another lesson"
        yield checked.refuse("links", text, last[0])


def check_pictures(checked: CheckedLesson) -> Iterator[Notice]:
    """Who does not see a picture is told what it shows."""
    for cell in checked.lesson.cells:
        for found in re.finditer(r"!\[\]\([^)]*\)|<img(?![^>]*\balt=)[^>]*>", cell.prose):
            yield checked.refuse("pictures", "a picture without words in its place", cell, found[0])
        shown = re.search(r'explorables\.still\(\w+, "(.{20,})"\)$', cell.source)
        if cell.kind == "code" and "plt." in cell.source and not shown:
            text = 'end it in `explorables.still(figure, "what it shows")`, in a sentence'
            yield checked.refuse("pictures", text, cell)


def check_predictions(checked: CheckedLesson) -> Iterator[Notice]:
    """What is predicted is revealed, further down."""
    made: dict[str, tuple[LessonCell, str]] = {}
    revealed: set[str] = set()
    for cell in checked.lesson.code:
        for found in re.finditer(r"(\w+)\.reveal\(", cell.source):
            if found[1] in made:
                revealed.add(found[1])
            elif re.search(rf"^{found[1]} = ", cell.source, flags=re.M) is None:
                text = f"{found[1]!r} is revealed, and no cell above asks for that prediction"
                yield checked.refuse("predictions", text, cell, found[0])
            if not re.match(rf"{found[1]}\.reveal\(", _last_statement(cell)):
                text = f"{found[1]!r} is revealed, and the cell shows what stands last in it alone"
                yield checked.refuse("predictions", text, cell, found[0])
        for found in re.finditer(r"^(\w+) = predict\(", cell.source, flags=re.M):
            made[found[1]] = cell, found[0]
    for name in made.keys() - revealed:
        cell, part = made[name]
        text = f"the prediction {name!r} is revealed by no cell below"
        yield checked.refuse("predictions", text, cell, part)


def _last_statement(cell: LessonCell) -> str:
    """The last statement of a cell, whose value is what the cell shows; "" where it is no Python."""
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:  # a magic
        return ""
    return ast.get_source_segment(cell.source, body[-1]) or "" if body else ""


def check_names(checked: CheckedLesson) -> Iterator[Notice]:
    """The tasks, questions and reasons it names are there."""
    kinds = (
        ("check|hint|solution", "task", checked.tasks),
        ("ask", "question", checked.questions),
        ("why", "reason", checked.reasons),
    )
    for cell in checked.lesson.code:
        for calls, what, known in kinds:
            for found in re.finditer(rf'\b(?:{calls})\("(\w+)"', cell.source):
                if found[1] not in known:
                    text = f"there is no {what} called {found[1]!r}"
                    yield checked.refuse("names", text, cell, found[0])


def reasons_asked(lesson: LessonFile) -> set[str]:
    """The names of what a lesson asks the reason of."""
    return {name for cell in lesson.code for name in _WHY.findall(cell.source)}


def check_begun(checked: CheckedLesson) -> Iterator[Notice]:
    """Nothing is marked as still to be done."""
    for cell in checked.lesson.cells:
        for line in cell.source.splitlines():
            if what := todo_in(line):
                yield checked.refuse("begun", f"still to be done: {what}", cell, line)


Rule = Callable[[CheckedLesson], Iterator[Notice]]
RULES: tuple[Rule, ...] = (
    check_source,
    check_start,
    check_parameters,
    check_headings,
    check_links,
    check_pictures,
    check_predictions,
    check_names,
    check_begun,
)
