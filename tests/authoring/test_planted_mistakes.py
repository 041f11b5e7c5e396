"""Each mistake that an author makes is named: by its task, its file, its line, and in words."""

from __future__ import annotations

import nbformat
import pytest

from grader.authoring import check_task
from tests.authoring.conftest import ANSWERS

# The rule that names a mistake alone is asked: all of them together take a second a task.
BY_NAME = {
    "accepted": check_task.check_accepted,
    "afterword": check_task.check_afterword,
    "cases": check_task.check_draws,
    "dtype": check_task.check_shape,
    "edge": check_task.check_edges,
    "example": check_task.check_example,
    "heard": check_task.check_wrong,
    "form": check_task.check_form,
    "hint": check_task.check_hints,
    "idea": check_task.check_ideas,
    "mutation": check_task.check_mutations,
    "oracle": check_task.check_oracle,
    "shape": check_task.check_shape,
    "starter": check_task.check_starter,
    "tolerance": check_task.check_tolerance,
    "untried": check_task.check_tried,
}
SOLUTION = "return vector * (limit / tf.maximum(length, limit))"
ZEROS = '    yield Case({"vector": np.zeros(3, np.float32), "limit": 1.0}, "a vector of zeros")\n'
RANDOM = (
    "    size = int(draw.integers(3, 7))\n"
    "    vector = np.float32(draw.normal(0, 3, size))\n"
    "    limit = float(np.linalg.norm(vector) * draw.uniform(0.3, 0.8))\n"
    '    yield Case({"vector": vector, "limit": limit}, "a random vector")\n'
)
UNIT = "lambda vector, limit: vector / max(np.sqrt((vector**2).sum()), 1e-6)"
ALWAYS = "lambda vector, limit: limit * vector / max(np.sqrt((vector**2).sum()), 1e-6)"
SECOND_HINT = "All its numbers are multiplied by the same factor, which is never above 1."
LAST_HINT = (
    '        "The factor is the limit over the length, where the vector is too long.",\n    ),\n'
)
AFTERWORD = '    afterword="{}",\n'

FORM = (
    "from grader.judging.task import",
    "from grader.judging.example_form import ExampleForm\nfrom grader.judging.task import",
)

# What is changed in the module, what is refused or looked at, the text whose line is named, and words
# of what is said.
IN_THE_MODULE = {
    "an example that leaves an input out": (
        [('dtype="float32",\n', 'dtype="float32",\n    example=ExampleForm(inputs=("vector",), put=lambda answer, vector: answer(vector), of_case=lambda vector, limit: [(vector,)]),\n'), FORM],
        ("REFUSED", "form"), "example=ExampleForm", "the oracle gives nothing",
    ),
    "an example with fewer names than inputs": (
        [('dtype="float32",\n', 'dtype="float32",\n    example=ExampleForm(inputs=("vector",)),\n'), FORM],
        ("REFUSED", "form"), "example=ExampleForm", "it names 1 inputs, and a case makes 2",
    ),
    "an example that says nothing of the answer": (
        [('dtype="float32",\n', 'dtype="float32",\n    example=ExampleForm(put=lambda answer, vector, limit: len(answer(vector, limit))),\n'), FORM],
        ("REFUSED", "form"), "example=ExampleForm", "no example of a case tells a wrong idea",
    ),
    "an example that refuses every case": (
        [('dtype="float32",\n', 'dtype="float32",\n    example=ExampleForm(refuses=lambda vector, limit: "No."),\n'), FORM],
        ("REFUSED", "form"), "example=ExampleForm", "no case makes an example that it takes: No.",
    ),
    "a reason that is no sentence": (
        [('dtype="float32",\n', 'dtype="float32",\n    example=ExampleForm(why_not="too hard"),\n'), FORM],
        ("REFUSED", "form"), "example=ExampleForm", "is no sentence",
    ),
    "an idea that gives what is right": (
        [(UNIT, "_clipped")],
        ("REFUSED", "idea"), 'Misconception(\n            "unit"', "no case tells it apart",
    ),
    "an idea whose message another one takes": (
        [(ALWAYS, "lambda vector, limit: np.clip(vector, -limit, limit)")],
        ("REFUSED", "idea"), 'Misconception(\n            "always"', "hears the message of `by_value`",
    ),
    "an idea that raises everywhere": (
        [(UNIT, "lambda vector: vector")],
        ("REFUSED", "idea"), 'Misconception(\n            "unit"', "raises on every case: TypeError",
    ),
    "a starter that passes": (
        [("    ### BEGIN SOLUTION\n", ""), (f"    {SOLUTION}\n", f"    {SOLUTION}\n    ### BEGIN SOLUTION\n")],
        ("REFUSED", "starter"), "cell='''", "passed with 1 of the points",
    ),
    "lines of another task handed out": (
        [("    ### END SOLUTION\n", '    ### END SOLUTION\nlines = order("descent_step")\n')],
        ("REFUSED", "starter"), "cell='''", 'order("descent_step") hands out no lines of this task',
    ),
    "a hint that holds the solution": (
        [(SECOND_HINT, SOLUTION.replace("length,", "tf.norm(vector),"))],
        ("REFUSED", "hint"), SOLUTION.replace("length,", "tf.norm(vector),"), "hint 2 passes as an answer",
    ),
    "a hint with the solution in other words": (
        [(SECOND_HINT, "Multiply it by tf.minimum(1.0, limit / tf.norm(vector)).\",\n        \"`vector * tf.minimum(1.0, tf.math.divide_no_nan(limit, tf.norm(vector) + 1e-9))` is it.")],
        ("REFUSED", "hint"), "`vector * tf.minimum", "passes as an answer: vector * tf.minimum",
    ),
    "a hint that names the function that does it": (
        [(SECOND_HINT, "tf.clip_by_norm(vector, limit) does just this.")],
        ("REFUSED", "hint"), "tf.clip_by_norm(vector, limit) does", "passes as an answer: tf.clip_by_norm(vector, limit)",
    ),
    "a word after the pass whose code no right answer holds": (
        [(LAST_HINT, LAST_HINT + AFTERWORD.format("Also right: `tf.clip_by_norm(vector, 2 * limit)`."))],
        ("REFUSED", "afterword"), "afterword=", "`tf.clip_by_norm(vector, 2 * limit)` stands in no answer that passes",
    ),
    "two sentences after the pass": (
        [(LAST_HINT, LAST_HINT + AFTERWORD.format("One call does it. Also right: `tf.clip_by_norm(vector, limit)`."))],
        ("REFUSED", "afterword"), "afterword=", "is one sentence",
    ),
    "a word after the pass that praises": (
        [(LAST_HINT, LAST_HINT + AFTERWORD.format("Great, and `tf.clip_by_norm(vector, limit)` does it in a call."))],
        ("REFUSED", "afterword"), "afterword=", "praises nobody",
    ),
    "a word after the pass about one answer": (
        [(LAST_HINT, LAST_HINT + AFTERWORD.format("You used `tf.norm(vector)`."))],
        ("REFUSED", "afterword"), "afterword=", "true of any right answer",
    ),
    "a word after the pass that goes on": (
        [(LAST_HINT, LAST_HINT + AFTERWORD.format(" ".join(["word"] * 41) + "."))],
        ("REFUSED", "afterword"), "afterword=", "has 41 words, and 40 are the most",
    ),
    "other points in the module": (
        [("points=2", "points=3")],
        ("REFUSED", "points"), "points=3", "3 in the module",
    ),
    "a solution that gives NaN on zeros": (
        [(SOLUTION, "return vector * tf.minimum(1.0, limit / length) / length * length")],
        ("REFUSED", "solution"), "cell='''", "NaN",
    ),
    "the same, where no case has zeros": (
        [(SOLUTION, "return vector * tf.minimum(1.0, limit / length) / length * length"), (ZEROS, "")],
        ("LOOK", "edge"), "cases=_vectors", "on zeros",
    ),
    "the library's function as the oracle": (
        [("expected=_clipped", "expected=lambda vector, limit: tf.clip_by_norm(vector, limit).numpy()"),
         ("import numpy as np\n", "import numpy as np\nimport tensorflow as tf\n")],
        ("LOOK", "oracle"), "expected=lambda", "`tf.clip_by_norm`",
    ),
    "an oracle and a solution that are wrong alike": (
        [("(limit / length if length > limit else 1.0)", "(limit / max(length, 1e-6))"), (SOLUTION, "return limit * tf.math.l2_normalize(vector)")],
        ("REFUSED", "accepted"), "expected=_clipped", "every right answer is rejected",
    ),
    "a docstring with another shape": (
        [("of shape (n,), in the same", "of shape (n, 1), in the same")],
        ("REFUSED", "shape"), "of shape (n, 1), in the same", "has shape (2,)",
    ),
    "a docstring with another dtype": (
        [("float32 tensor of shape (n,), in the same", "float64 tensor of shape (n,), in the same")],
        ("REFUSED", "dtype"), "float64 tensor", "the docstring says float64",
    ),
    "a docstring with a false Example": (
        [("gives [1.5, 2.0]", "gives [2.5, 2.0]")],
        ("REFUSED", "example"), "gives [2.5, 2.0]", "and the solution and the oracle give [1.5, 2.0]",
    ),
    "one constant case": (
        [(RANDOM, "")],
        ("REFUSED", "cases"), "cases=_vectors", "1 different results",
    ),
    "cases that hardly differ": (
        [(RANDOM, '    limit = float(draw.uniform(2.49, 2.51))\n    yield Case({"vector": np.array([3.0, 4.0], np.float32), "limit": limit}, "a limit")\n')],
        ("REFUSED", "cases"), "cases=_vectors", "can be memorized",
    ),
    "a tolerance that lets all pass": (
        [('dtype="float32",\n', 'dtype="float32",\n    tolerance=Tolerance(absolute=100.0),\n'), ("Misconception, Task\n", "Misconception, Task, Tolerance\n")],
        ("REFUSED", "tolerance"), "tolerance=Tolerance", "0 passes everywhere",
    ),
    "no markers": (
        [("    ### BEGIN SOLUTION\n", ""), ("    ### END SOLUTION\n", "")],
        ("REFUSED", "starter"), "cell='''", "has no lines ### BEGIN SOLUTION",
    ),
    "another name in Call": (
        [('ask=Call("clip_by_norm")', 'ask=Call("clip_norm")')],
        ("REFUSED", "solution"), "cell='''", "Nothing is called `clip_norm` yet",
    ),
    "a misspelled argument": (
        [("    misconceptions=(", "    misconceptons=(")],
        ("REFUSED", "module"), "misconceptons=", "unexpected keyword argument 'misconceptons'",
    ),
    "a syntax error": (
        [("points=2,", "points=2")],
        ("REFUSED", "module"), "points=2\n", "SyntaxError",
    ),
    "a change of the solution that no case notices": (
        [(SOLUTION, "return tf.clip_by_norm(vector, limit, axes=None)"), ("    length = tf.norm(vector)\n", "")],
        ("LOOK", "mutation"), "return tf.clip_by_norm(vector, limit, axes=None)", "`axes=None` left out",
    ),
}  # fmt: skip


def of_rule(notices, level, rule):
    found = [notice for notice in notices if (notice.level, notice.rule) == (level, rule)]
    said = "\n".join(f"{n.level} {n.rule} {n.line} {n.text}" for n in notices)
    assert len(found) >= 1, f"no {level} of the rule {rule!r}; there is:\n{said}"
    return found


@pytest.mark.parametrize("mistake", IN_THE_MODULE)
def test_a_mistake_in_the_module_is_named(mistake, make_course):
    changes, (level, rule), place, words = IN_THE_MODULE[mistake]
    small = make_course(*changes)
    found = of_rule(small.notices(BY_NAME.get(rule, check_task.check_solution)), level, rule)
    line = small.line_of(place)
    assert (small.module, line) in [(notice.file, notice.line) for notice in found], found
    assert any(words in notice.text for notice in found), found
    assert {notice.task for notice in found} == {"clip_by_norm"}


def test_a_word_after_the_pass_with_code_of_a_right_answer_is_fine(make_course):
    word = AFTERWORD.format("Also right: `tf.clip_by_norm( vector, limit )`, in a call.")
    small = make_course((LAST_HINT, LAST_HINT + word))
    assert small.notices(check_task.check_afterword) == []


def test_of_a_well_made_task_nothing_is_refused(make_course):
    notices = make_course().notices()
    assert [notice for notice in notices if notice.level == "REFUSED"] == []
    assert {notice.rule for notice in notices} <= {"mutation"}


def test_a_change_that_makes_no_difference_can_be_named_in_the_task(make_course):
    changes = IN_THE_MODULE["a change of the solution that no case notices"][0]
    alike = ('dtype="float32",\n', 'dtype="float32",\n    alike=("`axes=None` left out",),\n')
    assert "mutation" not in {
        notice.rule for notice in make_course(*changes, alike).notices(BY_NAME["mutation"])
    }


def heading_of_three(notebook):
    notebook.cells[1].source = notebook.cells[1].source.replace("(2 points)", "(3 points)")


def metadata_of_three(notebook):
    notebook.cells[3].metadata.nbgrader.points = 3


def no_markers(notebook):
    lines = notebook.cells[2].source.splitlines()
    notebook.cells[2].source = "\n".join(line for line in lines if "###" not in line)


def number_two(notebook):
    notebook.cells[1].source = notebook.cells[1].source.replace("## 1.", "## 2.")


def two_tasks(notebook):
    notebook.cells[0].source = notebook.cells[0].source.replace("One task", "Two tasks")


def another_heading(notebook):
    notebook.cells.append(nbformat.v4.new_markdown_cell("## 2. Nothing (2 points)"))


def no_heading(notebook):
    notebook.cells[1].source = "Clip."


def no_cell(notebook):
    del notebook.cells[2:]


@pytest.mark.parametrize(
    ("spoil", "rule", "place", "words"),
    [
        (heading_of_three, "points", None, "3 in the heading, solutions/01-small/01-small.ipynb:"),
        (metadata_of_three, "points", None, "3 in the check cell's metadata"),
        (no_markers, "cell", '"def clip_by_norm', "line 14 of the cell"),
        (number_two, "heading", "## 2. No longer", "is number 1 in this notebook"),
        (two_tasks, "count", "Two tasks", "it says 'Two' tasks, and there are 1"),
        (another_heading, "heading", "## 2. Nothing", "no task is checked below the heading"),
        (no_heading, "heading", '"def clip_by_norm', "no heading stands before"),
        (no_cell, "cell", None, "has no answer cell of this task"),
    ],
)
def test_a_mistake_in_the_notebook_is_named(spoil, rule, place, words, make_course):
    small = make_course(notebook=spoil)
    found = of_rule(small.notices_of_course(), "REFUSED", rule)
    assert any(words in notice.text for notice in found), found
    notebook = small.course.notebook("solutions", "01-small")
    if place:
        assert (notebook, small.line_of(place, notebook)) in [(n.file, n.line) for n in found]
    else:
        assert {notice.file for notice in found} == {small.module}


def test_an_exercise_that_was_not_made_anew_is_named(make_course):
    small = make_course()
    path = small.course.notebook("exercises", "01-small")
    path.write_text(path.read_text().replace("made shorter", "cut"), encoding="utf-8")
    (found,) = of_rule(small.notices_of_course(), "REFUSED", "exercise")
    assert (found.task, found.file) == ("clip_by_norm", path)
    assert f"run `make exercises COURSE={small.course.root}`" in found.text


def test_a_task_that_no_assignment_lists_is_named(make_course):
    small = make_course()
    other = small.module.with_name("other.py")
    other.write_text(
        small.module.read_text().replace('name="clip_by_norm"', 'name="other"'), encoding="utf-8"
    )
    (found,) = of_rule(small.notices_of_course(), "REFUSED", "unlisted")
    assert (found.task, found.file) == ("other", other)
    assert found.line == small.line_of("TASK = Task(")
    assert "other.py defines a task that no assignment lists" in found.text


def test_a_name_that_is_used_twice_is_named_with_both_files(make_course):
    small = make_course()
    other = small.module.with_name("other.py")
    other.write_text(small.module.read_text(), encoding="utf-8")
    (found,) = of_rule(small.notices_of_course(), "REFUSED", "name")
    package = small.course.package
    assert f"{package}/clip_by_norm.py:{small.line_of('name=')}" in found.text
    assert (found.task, found.file) == ("clip_by_norm", other)


def test_an_idea_that_no_learners_code_gives_is_named_where_the_code_stands(make_course):
    """The idea's own function gives NaN on zeros, as the library's does not."""
    small = make_course((UNIT, "lambda vector, limit: vector / np.sqrt((vector**2).sum())"))
    (found,) = of_rule(small.notices(BY_NAME["heard"]), "REFUSED", "heard")
    (file,) = small.course.answer_files()
    assert (found.file, found.line) == (
        file,
        small.line_of("return tf.math.l2_normalize", file) - 1,
    )
    assert "should hear `misconception.unit` and hears" in found.text


def test_an_idea_that_nobody_tried_is_worth_a_look(make_course):
    small = make_course()
    (file,) = small.course.answer_files()
    unit = ANSWERS[ANSWERS.index("# %% clip_by_norm misconception.unit") :].split("\n\n\n")[0]
    file.write_text(ANSWERS.replace(unit, ""), encoding="utf-8")
    (found,) = of_rule(small.notices(BY_NAME["untried"]), "LOOK", "untried")
    assert "no learner's code was tried for `unit`" in found.text


def test_a_right_answer_that_is_rejected_is_named_where_it_stands(make_course):
    small = make_course()
    (file,) = small.course.answer_files()
    file.write_text(ANSWERS.replace("length <= limit", "length >= limit"), encoding="utf-8")
    (found,) = of_rule(small.notices(BY_NAME["accepted"]), "REFUSED", "accepted")
    assert (found.file, found.line) == (file, small.line_of("length = tf.sqrt", file) - 1)
    assert "this right answer is rejected" in found.text


def test_a_file_of_answers_that_is_not_written_as_one_is_told_where(make_course):
    small = make_course()
    (file,) = small.course.answer_files()
    file.write_text("# %% clip_by_norm\ndef clip_by_norm(): ...\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"01-small.py:1: an answer begins with `# %% task key`"):
        small.notices()
    file.write_text("# %% clip_by_norm passed\n\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no code"):
        small.notices()
