"""What is executed for the book, and when again."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from maintenance import notebooks
from maintenance.book import __main__ as building
from maintenance.book.lessons import digest, executed


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with one lesson and what it rests on."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)
    for name in ("notebooks", "explorables", "grader", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "module.py").write_text("")
    for name in ("requirements.lock", "README.md"):
        (tmp_path / name).write_text("")
    write(tmp_path, "import os\nprint(6 * 7, os.path.expanduser('~/x'))")
    return tmp_path


def write(course, source):
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(cells=[new_code_cell(source)], metadata={"kernelspec": spec})
    notebooks.write(course / "notebooks/00-x.ipynb", made)


def run(course):
    """The lesson's output, and the file its run is kept in with the time it was written."""
    [made] = executed([course / "notebooks/00-x.ipynb"], course, course / "kept")
    [kept] = (course / "kept").iterdir()
    return made.cells[0].outputs[0].text, (kept, kept.stat().st_mtime_ns)


def test_a_lesson_that_did_not_change_runs_once(course):
    text, kept = run(course)
    assert text == "42 ~/x\n"  # as if in the reader's own home
    assert run(course) == (text, kept)


def test_a_lesson_that_fails_ends_the_book_and_is_not_kept(course):
    write(course, "1 / 0")
    with pytest.raises(RuntimeError, match=r"(?s)00-x\.ipynb did not run.*ZeroDivisionError"):
        run(course)
    assert list((course / "kept").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("explorables/module.py", True),
        ("grader/module.py", True),
        ("requirements.lock", True),
        ("notebooks/00-x.ipynb", True),
        ("grader/new.toml", True),
        ("grader/module.pyc", False),
        ("other/module.py", False),
        ("README.md", False),
    ],
)
def test_a_lesson_runs_again_when_what_it_rests_on_changes(course, name, again):
    lesson = course / "notebooks/00-x.ipynb"
    before = digest(lesson, course)
    (course / name).write_text("changed")
    assert (digest(lesson, course) != before) == again


def test_a_folder_that_holds_something_else_is_not_replaced_by_a_book(tmp_path):
    mine = tmp_path / "thesis.txt"
    mine.write_text("mine")
    with pytest.raises(RuntimeError, match="holds something else than a book"):
        building.build(tmp_path, numbers=[])
    assert mine.read_text() == "mine"
