import nbformat
import pytest
from nbgrader.converters import GenerateAssignment
from traitlets.config import PyFileConfigLoader

from grader.course import ASSISTANT_OFF
from grader.judging.task import STUB
from maintenance import exercises


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_exercises_are_what_nbgrader_makes_of_the_solutions_and_no_gradebook_is_touched(
    repository, tmp_path
):
    gradebook = repository / "gradebook.db"
    before = gradebook.read_bytes() if gradebook.exists() else None
    exercises.generate(repository, tmp_path)
    drift = exercises.drift(tmp_path, repository / "exercises")
    assert drift == [], "run `make exercises`"
    assert (gradebook.read_bytes() if gradebook.exists() else None) == before


def test_an_exercise_has_the_stub_where_the_solution_was(small_course):
    exercises.make_exercises(small_course)
    made = nbformat.read(small_course / "exercises/01-small/01-small.ipynb", as_version=4)
    [answer] = [cell for cell in made.cells if cell.id == "answer"]
    assert answer.source == f"def double(x):\n    {STUB}"


def test_colabs_assistant_stays_off_from_a_solution_to_what_is_handed_out(small_course):
    path = small_course / "solutions/01-small/01-small.ipynb"
    solutions = nbformat.read(path, as_version=4)
    solutions.metadata |= ASSISTANT_OFF
    nbformat.write(solutions, path)
    exercises.make_exercises(small_course)
    made = nbformat.read(small_course / "exercises/01-small/01-small.ipynb", as_version=4)
    assert made.metadata.colab.generative_ai_disabled is True


def test_blanks_to_be_filled_in_stand_without_a_stub_below_them(small_course):
    path = small_course / "solutions/01-small/01-small.ipynb"
    blank = '# Name two colors.\ncolors = {\n    "warm": ...,\n    "cold": ...,\n}'
    solutions = nbformat.read(path, as_version=4)
    [answer] = [cell for cell in solutions.cells if cell.id == "answer"]
    answer.source = f"{blank}\n### BEGIN SOLUTION\ncolors = {{}}\n### END SOLUTION"
    nbformat.write(solutions, path)
    exercises.make_exercises(small_course)
    made = nbformat.read(small_course / "exercises/01-small/01-small.ipynb", as_version=4)
    assert [cell.source for cell in made.cells if cell.id == "answer"] == [blank]


def test_nbgrader_makes_exercises_in_its_own_steps_but_for_what_takes_the_answers_out(repository):
    settings = PyFileConfigLoader("nbgrader_config.py", path=str(repository)).load_config()
    ours = settings.GenerateAssignment.preprocessors
    assert [name.rsplit(".", 1)[1].replace("ClearAnswers", "ClearSolutions") for name in ours] == [
        step.__name__ for step in GenerateAssignment.preprocessors.default()
    ]


def test_making_exercises_twice_changes_no_byte_and_nothing_but_exercises(small_course):
    before = contents(small_course)
    assert exercises.make_exercises(small_course) == ["01-small/01-small.ipynb: missing"]
    first = contents(small_course)
    assert exercises.make_exercises(small_course) == []
    assert contents(small_course) == first
    new = {path.relative_to(small_course).as_posix() for path in first.keys() - before.keys()}
    assert new == {"exercises/01-small/01-small.ipynb"}
    assert {path: first[path] for path in before} == before


def test_a_changed_a_missing_and_a_foreign_file_are_drift(small_course, tmp_path):
    exercises.make_exercises(small_course)
    kept = small_course / "exercises"
    (kept / "01-small/01-small.ipynb").write_text("{}")
    (kept / "02-old").mkdir()
    (kept / "02-old/02-old.ipynb").write_text("{}")
    exercises.generate(small_course, tmp_path / "made")
    assert exercises.drift(tmp_path / "made", kept) == [
        "01-small/01-small.ipynb: differs from what solutions/ give",
        "02-old/02-old.ipynb: not made from solutions/",
    ]
    exercises.make_exercises(small_course)
    assert exercises.drift(tmp_path / "made", kept) == []
    assert not (kept / "02-old").exists()


def test_without_an_assignment_that_is_said(small_course):
    (small_course / "solutions/01-small/01-small.ipynb").unlink()
    with pytest.raises(RuntimeError, match="solutions/ holds no assignment"):
        exercises.make_exercises(small_course)


def test_what_nbgrader_cant_make_is_said_in_its_words(small_course):
    path = small_course / "solutions/01-small/01-small.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", ""))
    with pytest.raises(RuntimeError, match="01-small") as raised:
        exercises.make_exercises(small_course)
    assert "solution" in str(raised.value)
