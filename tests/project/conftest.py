"""A small course: one lesson, one assignment and what nbgrader and `make address` read."""

import shutil

import nbformat
import pytest

from grader.course import FOLDED, course

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def _cell(kind, identity, source, **metadata):
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[kind]
    return make(source, id=identity, metadata=metadata)


def _marked(grade_id, solution, points=None):
    cell = {"schema_version": 3, "grade_id": grade_id, "task": False, "locked": not solution}
    cell |= {"grade": points is not None, "solution": solution}
    return cell | ({"points": points, "cell_type": "code"} if points is not None else {})


def _write(path, cells):
    path.parent.mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, path)


@pytest.fixture
def small_course(repository, tmp_path):
    """A folder laid out as this repository is, with texts that name its address."""
    facts = course()
    folder = tmp_path / "course"
    (folder / "course").mkdir(parents=True)
    shutil.copy(repository / "course/course.toml", folder / "course")
    shutil.copy(repository / "nbgrader_config.py", folder)
    (folder / "pyproject.toml").write_text(f'Repository = "{facts.repository}"\n')
    (folder / "CITATION.cff").write_text(f"repository-code: {facts.repository}\n")
    (folder / "README.md").write_text(
        f"{facts.badge_markdown('notebooks/01-small.ipynb')}\n\n"
        f"git clone {facts.repository}.git, [a file]({facts.repository}/blob/{facts.branch}/x.md),"
        " [another house](https://github.com/tensorflow/tensorflow/blob/master/README.md)\n"
    )
    for path in ("notebooks/01-small.ipynb", "solutions/01-small/01-small.ipynb"):
        opened = path.replace("solutions", "exercises")
        _write(
            folder / path,
            [
                _cell("markdown", "badge", facts.badge_markdown(opened), tags=["badge"]),
                _cell("code", "setup", facts.setup_cell, tags=["setup"], **FOLDED),
                _cell("markdown", "text", "Größe, ×, and [Python](https://docs.python.org)"),
                _cell(
                    "code",
                    "answer",
                    "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
                    nbgrader=_marked("double", solution=True),
                ),
                _cell(
                    "code", "check", "assert double(2)", nbgrader=_marked("check", False, points=2)
                ),
            ],
        )
    return folder
