"""An exercise is written once, in its script; its notebooks are printed, and no edit is lost."""

import importlib
import sys
from dataclasses import replace

import nbformat
import pytest

from grader.assignments import script_of, scripted
from grader.exercise_script import ScriptError, read_script
from grader.judging.task import STUB
from maintenance import exercises, notebooks, readme, solutions

SCRIPT = '''"""For whoever reads the script."""

# %% title [markdown] minutes=5 hint="double"
# # Small numbers
#
# Whole numbers will do.

# %% imports
import numpy as np

# %% double [markdown]
# ## Twice as much
#
# The lines:
#
# ```text
# a row that stays
# ```


# %% double
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% aside [markdown]
# A word between two tasks.

# %% order [markdown]
# ## In order
#
# ```text
# {lines}
# ```
#
# Write the letters.

# %% order
order = ...
### BEGIN SOLUTION
order = "A B"
### END SOLUTION
'''
DOUBLE = """
from grader.probing.questions import Call, Case
from grader.judging.task import Task

TASK = Task(
    name="double", points=1, ask=Call("double"), cases=lambda draw: [Case({"x": 3})],
    expected=lambda x: 2 * x, misconceptions=(), hints=("", "", ""),
)
"""
ORDER = """
from grader.probing.questions import Arrange, Case
from grader.judging.task import Task

TASK = Task(
    name="order", points=2.5, ask=Arrange("order", "def f(x):", {"A": "x += 1", "B": "return x"}),
    cases=lambda draw: [Case({"x": 3})],
    expected=lambda x: x + 1, misconceptions=(), hints=("", "", ""),
)
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two tasks and their script, which can be imported as `few_tasks`."""
    folder = tmp_path / "few_tasks"
    folder.mkdir()
    for name, text in {
        "__init__": "",
        "exercise": SCRIPT,
        "double": DOUBLE,
        "order": ORDER,
    }.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("few_tasks")
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "few_tasks"]:
        del sys.modules[name]


@pytest.fixture
def assignment(package):
    return scripted("07-few", "few_tasks")


@pytest.fixture
def root(tmp_path, assignment):
    """A course's folder with the notebook of that assignment, printed."""
    (tmp_path / "solutions").mkdir()
    assert exercises.print_solutions(tmp_path, [assignment]) == ["07-few/07-few.ipynb"]
    return tmp_path


def notebook_of(root):
    return notebooks.read(root / "solutions/07-few/07-few.ipynb")


def edit(root, identity, old, new):
    """Change a cell as somebody would in JupyterLab, who runs it besides."""
    notebook = notebook_of(root)
    [cell] = [cell for cell in notebook.cells if cell.id == identity]
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    if cell.cell_type == "code":
        cell.execution_count = 3
    nbformat.write(notebook, root / "solutions/07-few/07-few.ipynb")


def adopt(root, assignment):
    """Take the edit into the script; the assignment as the script now says."""
    script = script_of("few_tasks")
    printed = solutions.print_solution(assignment, script, exercises.course(), root / "notebooks")
    record = exercises.read_record(root)["07-few"]
    solutions.adopt(script, notebook_of(root), printed, record)
    return scripted("07-few", "few_tasks")


def test_the_notebooks_in_solutions_are_what_the_scripts_print(repository):
    graded = exercises.graded_assignments()
    for assignment in graded:
        text = notebooks.text_of(exercises.printed_of(repository, assignment).notebook)
        path = repository / f"solutions/{assignment.name}/{assignment.name}.ipynb"
        assert path.read_text(encoding="utf-8") == text, "run `make exercises`"
    assert exercises.read_record(repository) == {
        assignment.name: solutions.digests(exercises.printed_of(repository, assignment).notebook)
        for assignment in graded
    }, "run `make exercises`"


@pytest.mark.parametrize("assistant", [False, True])
def test_colabs_assistant_is_off_in_an_exercise_unless_course_toml_has_it_on(
    root, assignment, assistant
):
    facts = replace(exercises.course(), assistant=assistant)
    script = script_of("few_tasks")
    printed = solutions.print_solution(assignment, script, facts, root / "notebooks").notebook
    assert printed.metadata.get("colab", {}).get("generative_ai_disabled", False) is not assistant
    # Printing again says so in a notebook that was printed before.
    path = root / "solutions/07-few/07-few.ipynb"
    assert solutions.print_over(path, printed, exercises.read_record(root)["07-few"]) is assistant
    assert notebook_of(root).metadata == printed.metadata


def test_readme_says_which_lessons_and_exercises_there_are(repository):
    graded = exercises.graded_assignments()
    text = (repository / "README.md").read_text(encoding="utf-8")
    printed = readme.with_lessons(text, repository, exercises.course().released, graded)
    assert printed == text, "run `make exercises`"
    assert all(
        f"{assignment.name}.ipynb), {solutions.counts_in_words(assignment)}" in text
        for assignment in graded
    )


def test_readme_opens_colab_once_the_course_has_an_address(repository):
    graded, facts = exercises.graded_assignments(), exercises.course()
    text = (repository / "README.md").read_text(encoding="utf-8")
    for address, buttons in ((readme.PLACEHOLDER, 0), ("https://github.com/a/b", 15)):
        course = replace(facts, repository=address)
        printed = readme.with_lessons(text, repository, course, graded)
        assert printed.count("colab-badge.svg") == buttons


def test_numbers_points_and_checks_are_printed_round_what_the_script_holds(root):
    cells = {cell.id: cell for cell in notebook_of(root).cells}
    assert list(cells) == [
        *("badge", "title", "setup", "imports"),
        *("double-question", "double-answer", "double-check"),
        *("aside", "order-question", "order-answer", "order-check", "end", "progress"),
    ]
    title = cells["title"].source
    assert title.startswith(
        "# Exercise 07: Small numbers\n\nTwo tasks, 3.5 points, about 5 minutes."
    )
    assert "one in its example. Whole\nnumbers will do." in title
    assert cells["double-question"].source.startswith("## 1. Twice as much (1 point)\n\nThe lines:")
    assert "```text\nA   x += 1\nB   return x\n```" in cells["order-question"].source
    assert cells["double-check"].source == 'check("double")'
    assert cells["double-check"].metadata.nbgrader.points == 1
    assert cells["order-check"].metadata.nbgrader.points == 2.5


def test_the_script_gives_a_task_its_title_and_its_cell(assignment):
    double, order = assignment.tasks
    assert (double.title, order.title) == ("Twice as much", "In order")
    assert double.starter == f'def double(x):\n    """Twice x."""\n    {STUB}'
    assert order.worked == 'order = "A B"'


def test_an_exercise_ends_with_a_link_to_the_next_lesson(root, assignment):
    assert "This is the last exercise of the course." in notebook_of(root).cells[-2].source
    (root / "notebooks").mkdir()
    for name, title in (("07-few", "Few"), ("08-more", "More of them"), ("09-many", "Many")):
        lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}")])
        nbformat.write(lesson, root / f"notebooks/{name}.ipynb")
    exercises.print_solutions(root, [assignment])
    end = " ".join(notebook_of(root).cells[-2].source.split())
    assert end.endswith("the next lesson, [More of them](../../notebooks/08-more.ipynb).")


def test_printing_twice_changes_nothing(root, assignment):
    before = (root / "solutions/07-few/07-few.ipynb").read_bytes()
    assert exercises.print_solutions(root, [assignment]) == []
    assert (root / "solutions/07-few/07-few.ipynb").read_bytes() == before


def test_what_changed_in_the_script_alone_is_printed(root, package):
    script = package / "exercise.py"
    script.write_text(script.read_text().replace("return 2 * x", "return x + x"))
    assert exercises.print_solutions(root, [scripted("07-few", "few_tasks")])
    assert "return x + x" in notebook_of(root).cells[5].source


def test_a_notebook_that_somebody_edited_is_not_printed_over_and_its_cell_is_named(
    root, package, assignment
):
    edit(root, "double-answer", "2 * x", "x * 2")
    script = package / "exercise.py"
    script.write_text(script.read_text().replace("A word between", "Words between"))
    with pytest.raises(solutions.EditedError, match=r"(?s)the cell double-answer .*ADOPT=07-few"):
        exercises.print_solutions(root, [scripted("07-few", "few_tasks")])
    assert "x * 2" in notebook_of(root).cells[5].source


@pytest.mark.parametrize(
    ("identity", "old", "new"),
    [
        ("double-answer", "2 * x", "x * 2"),
        ("double-question", "Twice as much", "Double it"),
        ("double-question", "a row that stays", "another row"),
        ("order-question", "Write the letters.", "Write the letters, with spaces.\n\nNo others."),
        ("order-answer", '"A B"', '"A  B"'),
        ("aside", "two tasks", "the tasks"),
        ("imports", "as np", "as numpy"),
    ],
)
def test_an_edit_is_taken_into_the_script_and_printed_again_is_the_same(
    root, assignment, identity, old, new
):
    edit(root, identity, old, new)
    edited = {cell.id: cell.source for cell in notebook_of(root).cells}
    again = adopt(root, assignment)
    exercises.print_solutions(root, [again])
    assert {cell.id: cell.source for cell in notebook_of(root).cells} == edited
    assert notebook_of(root).cells[5].execution_count is None


def test_two_edits_are_taken_in_together(root, package, assignment):
    edit(root, "double-answer", "    return 2 * x", "    twice = 2 * x\n    return twice")
    edit(root, "order-question", "Write", "Note")
    again = adopt(root, assignment)
    assert "twice = 2 * x" in again.tasks[0].cell
    text = (package / "exercise.py").read_text()
    assert "# Note the letters." in text
    assert "# {lines}" in text


@pytest.mark.parametrize(
    ("identity", "old", "new", "said"),
    [
        ("double-check", 'check("double")', 'check("double", 1)', "holds what is printed"),
        ("title", "Two tasks", "Three tasks", "holds what is printed"),
        ("end", "Run the next", "Run this", "comes from no cell of the script"),
        ("order-question", "A   x += 1", "A   x += 2", "stand in the task's module"),
        ("double-question", "(1 point)", "", "ending in its points"),
    ],
)
def test_what_is_printed_is_to_be_changed_where_it_stands(
    root, package, assignment, identity, old, new, said
):
    edit(root, identity, old, new)
    with pytest.raises(solutions.EditedError, match=said):
        adopt(root, assignment)
    assert (package / "exercise.py").read_text() == SCRIPT


def test_a_cell_taken_out_of_a_notebook_counts_as_an_edit(root, assignment):
    notebook = notebook_of(root)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "aside"]
    nbformat.write(notebook, root / "solutions/07-few/07-few.ipynb")
    with pytest.raises(solutions.EditedError, match="the cell aside"):
        exercises.print_solutions(root, [assignment])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# %% aside [markdown]", "# %%", r"exercise.py:\d+: a cell begins with"),
        ("# %% aside", "# %% double", r"the name 'double' stands in line \d+ already"),
        ("# A word", "A word", "prose stands in comments"),
        ("minutes=5", "minutes=five", "minutes=five should be a number"),
        ("minutes=5 ", "", "`minutes=` is missing"),
        ('hint="double"', 'hint="doubled"', "no task is called 'doubled'"),
        ("# %% order\n", "# %% ordered\n", "no cell"),
        ("# %% double", "# %% twice", "needs a module twice.py"),
    ],
)
def test_a_script_that_is_not_well_written_is_told_where(package, old, new, said):
    script = package / "exercise.py"
    script.write_text(script.read_text().replace(old, new))
    with pytest.raises(ScriptError, match=said):
        few = scripted("07-few", "few_tasks")
        solutions.print_solution(few, read_script(script), exercises.course(), package)
        read_script(script).code("order")


BY_HAND = """

# %% tried
### BEGIN SOLUTION
print(2 * 3)
### END SOLUTION

# %% essay [markdown] by_hand=3
# ## In words
#
# What does doubling do?
#
# ### BEGIN SOLUTION
# It adds a number to itself.
# ### END SOLUTION
"""


@pytest.fixture
def with_essay(root, package):
    """The same course, with an answer that a person reads."""
    script = package / "exercise.py"
    script.write_text(script.read_text() + BY_HAND)
    assignment = scripted("07-few", "few_tasks")
    exercises.print_solutions(root, [assignment])
    return assignment


def test_what_a_person_marks_is_printed_as_nbgraders_cell_for_it(root, with_essay):
    [essay] = with_essay.by_hand
    assert (essay.title, essay.points) == ("In words", 3)
    assert (with_essay.checked_points, with_essay.points) == (3.5, 6.5)
    cells = {cell.id: cell for cell in notebook_of(root).cells}
    title = cells["title"].source
    assert "Two tasks and one answer that a person reads, 6.5 points, about 5 minutes." in title
    question = "## 3. In words (3 points)\n\nWhat does doubling do?"
    assert cells["essay-question"].source == question
    answer = cells["essay-answer"]
    assert answer.source.splitlines()[1] == "It adds a number to itself."
    settings = answer.metadata.nbgrader
    assert (settings.grade, settings.solution, settings.locked) == (True, True, False)
    assert (settings.grade_id, settings.points) == (essay.name, 3)
    # Work that leads there is the learner's own too, and worth nothing by itself.
    tried = cells["tried"].metadata.nbgrader
    assert (tried.grade, tried.solution) == (False, True)


def test_an_edit_of_what_a_person_marks_goes_back_into_the_script(root, with_essay):
    edit(root, "essay-question", "What does", "In a sentence, what does")
    edit(root, "essay-answer", "adds a number", "adds each number")
    assert adopt(root, with_essay).by_hand == with_essay.by_hand
    essay = script_of("few_tasks").prose("essay").source
    assert "In a sentence, what does doubling do?" in essay
    assert "It adds each number to itself.\n### END SOLUTION" in essay


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("by_hand=0", "is a number of points, and here 0"),
        ('by_hand="three"', "is a number of points, and here 'three'"),
    ],
)
def test_points_that_a_person_cannot_give_are_named(root, package, wrong, said):
    script = package / "exercise.py"
    script.write_text(script.read_text() + BY_HAND.replace("by_hand=3", wrong))
    with pytest.raises(ScriptError, match=said):
        scripted("07-few", "few_tasks")


def test_an_answer_for_a_person_has_a_heading_and_a_model_answer(root, package):
    script = package / "exercise.py"
    text = script.read_text()
    script.write_text(text + BY_HAND.replace("# ## In words\n#\n", ""))
    with pytest.raises(ScriptError, match="begins with a heading"):
        scripted("07-few", "few_tasks")
    script.write_text(text + BY_HAND[: BY_HAND.rindex("# ### BEGIN")])
    with pytest.raises(ScriptError, match="a model answer is missing"):
        scripted("07-few", "few_tasks")


def test_after_the_last_lesson_the_way_leads_to_an_exercise_without_one(root, assignment):
    later = replace(assignment, name="08-own", title="A job", lesson="07-few")
    script = script_of("few_tasks")
    printed = solutions.print_solution(
        assignment, script, exercises.course(), root / "notebooks", later
    )
    end = " ".join(printed.notebook.cells[-2].source.split())
    assert end.endswith("Then go on to the exercise [A job](../08-own/08-own.ipynb).")
