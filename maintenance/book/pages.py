"""What the pages of the book say: lessons as they ran, and a front page made from the README."""

import posixpath
import re
from copy import deepcopy
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_output

from explorables.page.host import FRAMES
from grader.catalog import assignments
from grader.course import Course
from grader.judging.task import Assignment
from maintenance.book.folding import fold
from maintenance.book.moving import moving_picture
from maintenance.book.page_pictures import set_in
from maintenance.book.question_cells import answer_on_the_page
from maintenance.notebooks import tagged
from maintenance.runs.output_lines import varies
from maintenance.solutions import counts_in_words

WIDGET = "application/vnd.jupyter.widget-view+json"
NO_SOLUTION = (
    "Worked solutions are not in the book. This one opens after an attempt, in Colab or JupyterLab."
)
MEASURED = "Measured when this page was made. Another machine, or the same one when busy, gives other numbers."
HOW_TO_START = """\
## How to start

- **Read.** Begin with [{first.title}]({first.name}.ipynb). Every page is a lesson with all that its
  cells printed and drew, and its questions answer you there.
- **Run it in a browser.** The buttons above open a lesson or an exercise in Colab, which needs a
  Google account and nothing installed.
- **Run it on your own machine.** `git clone {repository}`; then, in that folder, the first of the
  two commands below."""
_LINK = re.compile(r"(?<=\]\()(?!https?://|#)([^)\s#]+)(#[^)\s]*)?(?=\))")
_PICTURE = (".gif", ".png", ".svg")


@dataclass(frozen=True)
class Lesson:
    """A lesson of the book.

    Attributes:
        name: its file's name without the ending, such as "01-tensors".
        title: what its page is called: "01 Tensors".
        minutes: how long it takes, as its first page says.
    """

    name: str
    title: str
    minutes: int
    notebook: NotebookNode

    @property
    def path(self) -> str:
        """Where it lies in the repository."""
        return f"notebooks/{self.name}.ipynb"


def read_lesson(name: str, notebook: NotebookNode) -> Lesson:
    """Return the lesson in a notebook. Raises ValueError where its title or time is missing."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    title = re.search(r"^# (.+)$", text, flags=re.M)
    minutes = re.search(r"^About (\d+) minutes\.", text, flags=re.M)
    if not (title and minutes):
        wanted = "a heading like '# Tensors' and a line that begins like 'About 90 minutes.'"
        raise ValueError(f"notebooks/{name}.ipynb: it should have {wanted}")
    return Lesson(name, f"{name[:2]} {title[1]}", int(minutes[1]), notebook)


def relinked(text: str, folder: str, course: Course) -> str:
    """Return Markdown of a file in `folder` of the repository with links that hold in the book.

    Raises ValueError where a link leads to a solution: the book has none.
    """
    return _LINK.sub(lambda link: _address(link[1], link[2] or "", folder, course), text)


def _relinked_output(text: str, course: Course) -> str:
    """Return the HTML of an output with links that hold in the book.

    What builds the site makes a page of a notebook's address in Markdown, and not in these.
    """

    def new(link: re.Match) -> str:
        address = _address(link[1], "", "notebooks", course)
        page = re.sub(r"^([^/]+)\.ipynb$", r"\1.html", address)
        return f'href="{page}"'

    return re.sub(r'href="([^":#]+\.ipynb)"', new, text)


def _address(target: str, anchor: str, folder: str, course: Course) -> str:
    """Where the book finds what a file in `folder` of the repository links to.

    A lesson is a page, a picture lies beside the pages, an exercise opens in Colab, anything else is
    at the public address.
    """
    path = posixpath.normpath(posixpath.join(folder, target))
    if path.startswith("solutions/"):
        raise ValueError(f"The book has no solutions, and {path} is linked from {folder!r}.")
    if re.fullmatch(r"notebooks/[^/]+\.ipynb", path) or path.endswith(_PICTURE):
        return posixpath.basename(path) + anchor
    if re.fullmatch(r"exercises/.+\.ipynb", path):
        return course.colab_url(path)
    return f"{course.repository}/blob/{course.branch}/{path}{anchor}"


def lesson_page(lesson: Lesson, course: Course) -> NotebookNode:
    """Return the notebook that the site's builder turns into the page of a lesson."""
    page = deepcopy(lesson.notebook)
    [badge] = tagged(page, "badge")
    page.cells = [cell for cell in page.cells if cell is not badge]
    answer_on_the_page(page)
    page.metadata.pop("widgets", None)  # its pictures stand in the outputs
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, "notebooks", course)
            continue
        if cell in tagged(page, "setup"):
            fold(cell, "input", "the set-up cell")
        if re.search(r"\bsolution\(", cell.source):
            said = {"text/html": f"<p>{NO_SOLUTION}</p>", "text/plain": NO_SOLUTION}
            cell.outputs = [new_output("display_data", data=said)]
        for output in cell.outputs:
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if FRAMES in data:
                data["text/html"] = moving_picture(data.pop(FRAMES))
            elif "text/html" in data:
                data["text/html"] = set_in(_relinked_output(data["text/html"], course))
        if varies(cell) and cell.outputs:
            said = {"text/html": f'<p class="measured">{MEASURED}</p>', "text/plain": MEASURED}
            cell.outputs.append(new_output("display_data", data=said))
    first = next(cell for cell in page.cells if re.search("^# ", cell.source, flags=re.M))
    line = f"# {lesson.title}\n\n{_way_to_run(lesson, course)}"
    first.source = re.sub("^# .+$", lambda _: line, first.source, count=1, flags=re.M)
    return page


def _way_to_run(lesson: Lesson, course: Course) -> str:
    """The line below a lesson's title: where it runs, and what answers here already."""
    source = f"{course.repository}/blob/{course.branch}/{lesson.path}"
    return (
        f'<p class="run"><a href="{course.colab_url(lesson.path)}">Open in Colab</a> '
        "This page shows the lesson as it ran. Its pictures move and its questions answer you here; your "
        "answers are forgotten when you close the page. Checks run your code, and pictures take data of "
        "your own, in Colab or in "
        f'<a href="index.html#how-to-start">JupyterLab</a>. <a href="{source}">The notebook on GitHub</a></p>'
    )


def section(readme: str, heading: str) -> str:
    """Return a section of the README, its heading included. Raises ValueError if it isn't there."""
    found = re.search(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", readme, flags=re.M | re.S)
    if not found:
        raise ValueError(f"README.md: the book takes a section '## {heading}' from it; none found.")
    return found[0].strip()


def front_page(readme: str, lessons: list[Lesson], course: Course) -> tuple[str, list[str]]:
    """Return the front page, and the paths of the pictures it shows, in the repository.

    It is what the README says above its first section, with a table of the lessons in place of the
    README's, then how to start. Raises ValueError where the README has no such table.
    """
    preface = readme.split("\n## ", 1)[0]
    rows = re.compile(r"(?:^\|.*\n)+", flags=re.M)
    linked = [target for target, _ in _LINK.findall(rows.sub("", preface))]
    text, tables = rows.subn(lambda _: _table(lessons, course), relinked(preface, "", course))
    if tables != 1:
        raise ValueError("README.md: one table of lessons should stand above the first section.")
    # In the list beside each page a lesson stands with its time.
    names = "\n".join(f"{lesson.title}, {lesson.minutes} min <{lesson.name}>" for lesson in lessons)
    parts = [
        text,
        HOW_TO_START.format(first=lessons[0], repository=course.repository),
        relinked(section(readme, "Two commands"), "", course),
        f"```{{toctree}}\n:hidden:\n\n{names}\n```",
    ]
    pictures = [target for target in linked if target.endswith(_PICTURE)]
    return "\n\n".join(part.strip() for part in parts) + "\n", pictures


def _exercise(assignment: Assignment, course: Course) -> str:
    """A link that opens an exercise, and what is in it."""
    address = course.colab_url(assignment.exercise)
    link = f"[Exercise {assignment.name[:2]} in Colab]({address})"
    return f"{link} {counts_in_words(assignment)}"


def _table(lessons: list[Lesson], course: Course) -> str:
    """The lessons and their exercises, a row each."""
    tasks = {one.name: one for one in assignments() if one.points}
    rows = ["| Lesson | To run it, and its exercise |", "|---|---|"]
    for lesson in lessons:
        number = lesson.title[:2]
        cell = f"[Lesson {number} in Colab]({course.colab_url(lesson.path)})"
        if one := tasks.get(lesson.name):
            cell += f" {_exercise(one, course)}"
        rows.append(f"| [{lesson.title}]({lesson.name}.ipynb), {lesson.minutes} minutes | {cell} |")
    for one in tasks.values():
        if one.lesson:  # it has none of its own
            rows.append(f"| {one.name[:2]} {one.title} | {_exercise(one, course)} |")
    return "\n".join(rows) + "\n"
