"""What is executed for the book, and when again."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from maintenance import notebooks
from maintenance.book import __main__ as building
from maintenance.book.lessons import digest, executed
from tests.book.conftest import EXECUTED


@pytest.fixture
def course(tmp_path):
    """A folder with one lesson and what it rests on."""
    for name in ("notebooks", "explorables", "grader", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "module.py").write_text("")
    for name in ("requirements.lock", "README.md"):
        (tmp_path / name).write_text("")
    (tmp_path / "notebooks/00-x.ipynb").write_text("")
    return tmp_path


def test_a_lesson_that_did_not_change_does_not_run_again(book, repository):
    [lesson] = repository.glob(f"notebooks/{EXECUTED}-*.ipynb")
    [kept] = book.lessons.iterdir()
    written = kept.stat().st_mtime_ns
    [run] = executed([lesson], repository, book.lessons)
    assert any(cell.get("outputs") for cell in run.cells)
    assert [path.stat().st_mtime_ns for path in book.lessons.iterdir()] == [written]


def test_what_is_kept_shows_the_readers_own_home_folder(book):
    [kept] = book.lessons.iterdir()
    assert "Kept in ~/.tensorflow-workbook/" in kept.read_text(encoding="utf-8")


def test_a_lesson_that_fails_ends_the_book_and_is_not_kept(course):
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    failing = new_notebook(cells=[new_code_cell("1 / 0")], metadata={"kernelspec": spec})
    lesson = course / "notebooks/00-x.ipynb"
    notebooks.write(lesson, failing)
    old = course / "kept" / f"00-x-{'0' * 16}.ipynb"
    old.parent.mkdir()
    old.write_text("")
    with pytest.raises(RuntimeError, match=r"(?s)00-x\.ipynb did not run.*ZeroDivisionError"):
        executed([lesson], course, old.parent)
    assert list(old.parent.iterdir()) == [old]


def test_a_run_that_no_longer_holds_is_removed(course):
    lesson = course / "notebooks/00-x.ipynb"
    kept = course / "kept"
    kept.mkdir()
    for key in ("0" * 16, digest(lesson, course)[:16]):
        notebooks.write(kept / f"00-x-{key}.ipynb", new_notebook())
    other = kept / f"00-y-{'0' * 16}.ipynb"
    other.write_text("")
    executed([lesson], course, kept)
    assert {path.name for path in kept.iterdir()} == {
        f"00-x-{digest(lesson, course)[:16]}.ipynb",
        other.name,
    }


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
