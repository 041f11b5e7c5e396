import json
import re
from dataclasses import replace

import nbformat
import pytest

from maintenance import address, notebooks
from tests.surroundings import ROOT

NEW = replace(
    address.course_of(ROOT),
    repository="https://github.com/someone/some-course",
    branch="teaching",
)


def test_every_badge_and_every_set_up_cell_holds_the_address_of_course_toml(repository):
    facts = address.course_of(repository)
    stale = [
        path.relative_to(repository).as_posix()
        for path, text in address.rewritten(repository, facts).items()
        if path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make address`"


def test_every_exercise_opens_itself_and_installs_the_course(repository):
    facts = address.course_of(repository)
    for path in sorted(repository.glob("exercises/*/*.ipynb")):
        notebook = notebooks.read(path)
        name = path.relative_to(repository).as_posix()
        [badge] = notebooks.tagged(notebook, "badge")
        [setup] = notebooks.tagged(notebook, "setup")
        assert badge.source == facts.badge_markdown(name)
        assert setup.source == facts.setup_cell


def test_the_set_up_cell_is_the_first_code_cell_of_every_notebook(repository):
    for path in notebooks.course_notebooks(repository):
        notebook = notebooks.read(path)
        first = next(cell for cell in notebook.cells if cell.cell_type == "code")
        assert "setup" in first.metadata.get("tags", []), path


def test_the_readme_names_no_other_address_of_this_course(repository):
    facts = address.course_of(repository)
    name = facts.repository.rsplit("/", 1)[1]
    text = (repository / "README.md").read_text(encoding="utf-8")
    found = set(re.findall(rf"https://github\.com/[\w.-]+/{re.escape(name)}(?![\w-])", text))
    assert found <= {facts.repository}


def test_a_new_address_reaches_every_file_and_a_second_run_changes_none(small_course):
    changed = address.write_address(small_course, NEW)
    assert sorted(changed) == [
        "CITATION.cff",
        "README.md",
        "course/course.toml",
        "exercises/01-small/01-small.ipynb",
        "notebooks/01-small.ipynb",
        "pyproject.toml",
        "solutions/01-small/01-small.ipynb",
    ]
    assert address.course_of(small_course) == NEW
    assert address.write_address(small_course, NEW) == []
    exercise = nbformat.read(small_course / "exercises/01-small/01-small.ipynb", as_version=4)
    badge, setup = exercise.cells[:2]
    assert badge.source == NEW.badge_markdown("exercises/01-small/01-small.ipynb")
    assert setup.source == NEW.setup_cell
    readme = (small_course / "README.md").read_text()
    assert readme == (
        f"{NEW.badge_markdown('notebooks/01-small.ipynb')}\n\n"
        f"git clone {NEW.repository}.git, [a file]({NEW.repository}/blob/teaching/x.md),"
        " [another house](https://github.com/tensorflow/tensorflow/blob/master/README.md)\n"
    )
    assert (small_course / "pyproject.toml").read_text() == f'Repository = "{NEW.repository}"\n'


def test_there_and_back_again_leaves_every_byte_as_it_was(small_course):
    old = address.course_of(small_course)
    address.write_address(small_course, old)
    before = {path: path.read_bytes() for path in small_course.rglob("*") if path.is_file()}
    address.write_address(small_course, NEW)
    address.write_address(small_course, old)
    assert {path: path.read_bytes() for path in small_course.rglob("*") if path.is_file()} == before


def test_a_notebook_with_an_old_badge_is_mended_from_course_toml_alone(small_course):
    path = small_course / "notebooks/01-small.ipynb"
    good = path.read_bytes()
    text = json.loads(good)
    text["cells"][0]["source"] = ["an old badge"]
    text["cells"][1]["source"] = ["an old cell"]
    path.write_text(json.dumps(text))
    address.write_address(small_course, address.course_of(small_course))
    assert path.read_bytes() == good


def test_a_notebook_without_a_badge_is_named_and_nothing_is_written(small_course):
    path = small_course / "notebooks/01-small.ipynb"
    path.write_text(path.read_text().replace('"badge"\n', '"picture"\n'))
    before = (small_course / "README.md").read_bytes()
    with pytest.raises(ValueError, match=r"notebooks/01-small\.ipynb: .*tag 'badge'"):
        address.write_address(small_course, NEW)
    assert (small_course / "README.md").read_bytes() == before


@pytest.mark.parametrize("to", ["example.org/x", "https://gitlab.com/a/b", "git@github.com:a/b"])
def test_an_address_that_badges_cant_open_is_refused_with_a_sentence(to, monkeypatch):
    monkeypatch.setattr("sys.argv", ["address", "--to", to])
    with pytest.raises(SystemExit, match=r"should read like 'https://github\.com/"):
        address.main()
