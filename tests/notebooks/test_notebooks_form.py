"""How the notebooks are written: what a reader, a linter and nbgrader rely on."""

import ast
import itertools
import re
from pathlib import Path

import nbformat
import pytest

from grader.catalog import find_question, find_task
from grader.course import ASSISTANT_OFF, FOLDED
from grader.probing.questions import Arrange
from maintenance.notebooks import course_notebooks, tagged, text_of
from maintenance.solutions import points_in_words
from tensorflow_workbook.tasks import ASSIGNMENTS

ROOT = Path(__file__).parents[2]
LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))
SOLUTIONS = sorted(ROOT.glob("solutions/*/*.ipynb"))
EXERCISES = sorted(ROOT.glob("exercises/*/*.ipynb"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=relative)


def read(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    """The Markdown cells without their code blocks."""
    return [
        re.sub(r"```.*?```", "", cell.source, flags=re.S)
        for cell in notebook.cells
        if cell.cell_type == "markdown"
    ]


def nbgrader_cells(notebook, **properties):
    """The cells with these values in their nbgrader metadata, by grade_id."""
    cells = {}
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if all(settings.get(name) == value for name, value in properties.items()):
            cells[settings.get("grade_id")] = cell
    return cells


def test_there_are_lessons_and_every_assignment_has_its_notebooks():
    graded = [assignment.name for assignment in ASSIGNMENTS if assignment.points]
    assert [path.stem for path in SOLUTIONS] == graded
    assert [path.stem for path in EXERCISES] == graded
    lessons = {assignment.lesson or assignment.name for assignment in ASSIGNMENTS}
    assert lessons <= {path.stem for path in LESSONS}


@each([*LESSONS, *SOLUTIONS, *EXERCISES])
def test_a_notebook_is_source(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_cells(notebook))
    assert set(notebook.metadata) - {"colab"} == {"kernelspec", "language_info"}
    assert path.read_text(encoding="utf-8") == text_of(notebook), "not written as nbformat writes"
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))


@each([*SOLUTIONS, *EXERCISES])
def test_colabs_assistant_is_off_where_an_exercise_is_opened(path):
    assert read(path).metadata.colab == ASSISTANT_OFF["colab"], "run `make exercises`"


@each(LESSONS)
def test_colabs_assistant_is_left_as_it_is_where_a_lesson_is_opened(path):
    assert "colab" not in read(path).metadata


@each([*LESSONS, *SOLUTIONS, *EXERCISES])
def test_the_badge_comes_first_and_set_up_is_the_first_code_and_folded(path):
    notebook = read(path)
    assert tagged(notebook, "badge") == notebook.cells[:1]
    assert tagged(notebook, "setup") == code_cells(notebook)[:1]
    assert FOLDED.items() <= code_cells(notebook)[0].metadata.items(), "run `make address`"


@each(LESSONS)
def test_a_lesson_has_a_cell_of_parameters(path):
    [parameters] = tagged(read(path), "parameters")
    assert all(isinstance(line, ast.Assign) for line in ast.parse(parameters.source).body)


@each([*LESSONS, *SOLUTIONS, *EXERCISES])
def test_headings_are_in_order(path):
    levels = [
        len(found[1])
        for text in prose(read(path))
        for found in re.finditer(r"^(#+) \S", text, flags=re.M)
    ]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


@each([*LESSONS, *SOLUTIONS, *EXERCISES])
def test_links_inside_the_course_lead_somewhere(path):
    # An exercise is read from exercises/, and its source lies as deep.
    for text in prose(read(path)):
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not target.startswith(("http://", "https://", "#")):
                assert (path.parent / target.split("#")[0]).exists(), target


@each([*LESSONS, *SOLUTIONS])
def test_every_picture_has_a_text_alternative(path):
    notebook = read(path)
    for text in prose(notebook):
        assert "![](" not in text
        assert all("alt=" in tag for tag in re.findall(r"<img[^>]*>", text))
    for cell in code_cells(notebook):
        if "plt." in cell.source:
            shown = re.search(r'explorables\.still\(\w+, "(.{20,})"\)$', cell.source)
            assert shown, f"{cell.id}: end it in explorables.still(figure, what it shows)"


@each(LESSONS)
def test_every_prediction_is_revealed_by_a_later_cell(path):
    sources = [cell.source for cell in code_cells(read(path))]
    made = {
        name: place
        for place, source in enumerate(sources)
        for name in re.findall(r"^(\w+) = predict\(", source, flags=re.M)
    }
    revealed = {
        name: place
        for place, source in enumerate(sources)
        for name in re.findall(r"(\w+)\.reveal\(", source)
    }
    assert made
    assert made.keys() == revealed.keys()
    assert all(made[name] < revealed[name] for name in made)


@each(LESSONS)
def test_what_a_lesson_asks_and_checks_exists(path):
    for cell in code_cells(read(path)):
        for name in re.findall(r'\b(?:check|hint|solution)\("(\w+)"', cell.source):
            find_task(name)
        for name in re.findall(r'\bask\("(\w+)"', cell.source):
            find_question(name)


@each(LESSONS)
def test_a_lesson_ends_with_a_recap_interview_questions_and_a_way_on(path):
    text = "\n".join(prose(read(path)))
    assert re.search(r"^## Recap", text, flags=re.M)
    questions = text.count("<summary>Model answer</summary>")
    assert 2 <= questions <= 3, f"2 or 3 interview questions are wanted; it has {questions}"
    for model in re.findall(r"<summary>Model answer</summary>.*?</details>", text, flags=re.S):
        count = len(re.findall(r"^\d\. ", model, flags=re.M))
        assert count == 3, f"a model answer has {count} points and should have 3: {model[:200]}"
    last = prose(read(path))[-1]
    assert re.findall(r"\]\([^)]*\.ipynb\)", last), "the last cell links to no notebook"


@pytest.mark.parametrize("assignment", [a for a in ASSIGNMENTS if a.points], ids=lambda a: a.name)
def test_a_solution_notebook_holds_the_tasks_as_they_are_defined(assignment):
    notebook = read(ROOT / "solutions" / assignment.name / f"{assignment.name}.ipynb")
    answers = nbgrader_cells(notebook, solution=True, grade=False)
    checks = nbgrader_cells(notebook, solution=False, grade=True)
    by_hand = nbgrader_cells(notebook, solution=True, grade=True)
    assert {name: cell.metadata.nbgrader.points for name, cell in by_hand.items()} == {
        answer.name: answer.points for answer in assignment.by_hand
    }
    assert list(checks) == [task.name for task in assignment.tasks]
    work = {
        name
        for name, cell in answers.items()
        if name not in {t.answer_id for t in assignment.tasks}
    }
    assert not work or assignment.by_hand, f"{work}: answers that nobody marks"
    assert [name for name in answers if name not in work] == [
        task.answer_id for task in assignment.tasks
    ]
    for task in assignment.tasks:
        source = answers[task.answer_id].source
        assert source == task.cell.strip("\n"), f"{task.name}: the answer cell is not the task's"
        settings = checks[task.name].metadata.nbgrader
        said = f"{task.name}: points and `locked`, in the check cell's metadata and in the task"
        assert (settings.points, settings.locked) == (task.points, True), said
        assert checks[task.name].source == task.check_source, f"{task.name}: its check cell"


@pytest.mark.parametrize("assignment", [a for a in ASSIGNMENTS if a.points], ids=lambda a: a.name)
def test_an_exercise_hands_out_the_starters_and_says_the_points(assignment):
    notebook = read(ROOT / "exercises" / assignment.name / f"{assignment.name}.ipynb")
    answers = nbgrader_cells(notebook, solution=True)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^## \d+\. .*\((\d+) points?\)$", text, flags=re.M)
    parts = (*assignment.tasks, *assignment.by_hand)
    assert sorted(map(float, headings)) == sorted(part.points for part in parts)
    for answer in assignment.by_hand:
        assert answers[answer.name].source == "YOUR ANSWER HERE", (
            f"{answer.name}: what is handed out"
        )
        assert f" {answer.title} ({points_in_words(answer.points)})\n" in text
    for task in assignment.tasks:
        said = f" {task.title} ({points_in_words(task.points)})\n"
        assert said in text, f"{task.name}: points in its heading and in the task"
        source = answers[task.answer_id].source
        assert source == task.starter, f"{task.name}: the answer cell is not the starter"
        if isinstance(task.ask, Arrange):
            lines = [f"{letter}   {line}" for letter, line in task.ask.lines.items()]
            unsaid = [line for line in lines if f"{line}\n" not in text]
            assert unsaid == [], f"{task.name}: lines that the notebook does not show"


def test_lessons_and_solutions_are_found():
    assert course_notebooks(ROOT) == [*LESSONS, *SOLUTIONS]
