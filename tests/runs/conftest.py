"""A folder laid out as the course is, with one lesson and what it rests on."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from maintenance import notebooks
from maintenance.runs.papermill_run import COUNTED

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook_of(*sources: str) -> nbformat.NotebookNode:
    """A notebook of code cells, called a, b, c ..."""
    cells = [
        nbformat.v4.new_code_cell(source, id=f"cell-{letter}")
        for letter, source in zip("abcdefgh", sources, strict=False)
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


@pytest.fixture(autouse=True)
def not_counted(monkeypatch):
    """What is executed and read here is made up, and no part of what a run of the tests does."""
    monkeypatch.delenv(COUNTED, raising=False)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The folder."""
    files = {
        "explorables/__init__.py": (
            "def shape(x):\n    from explorables.shape import explore\n"
            "def tape(x):\n    from explorables import tape\n"
        ),
        "explorables/shape.py": "from . import page",
        "explorables/tape.py": "",
        "explorables/page.py": "",
        "grader/__init__.py": "",
        "grader/colab.py": "",
        "grader/feedback/__init__.py": "from grader.judging.judge import judge",
        "grader/feedback/facts.toml": "",
        "grader/judging/judge.py": "",
        "grader/marking.py": "",
        "requirements.lock": "tensorflow==1.0",
        "README.md": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "notebooks").mkdir()
    lesson = notebook_of(
        "import explorables\nfrom grader.feedback import check",
        "!echo hello\nimport grader.colab",
        "explorables.shape([1])",
    )
    notebooks.write(tmp_path / "notebooks/00-x.ipynb", lesson)
    return tmp_path
