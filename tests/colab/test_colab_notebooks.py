"""Every notebook runs in Colab's versions, with the course as its own first cell installed it."""

import pytest

from maintenance.notebooks import course_notebooks
from maintenance.runs.papermill_run import run_papermill
from tests.notebooks.running import check_run
from tests.surroundings import ROOT

NOTEBOOKS = [*course_notebooks(ROOT), *sorted(ROOT.glob("exercises/*/*.ipynb"))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_notebook_runs_to_its_end_without_a_complaint(path, colab_variables, tmp_path):
    content = tmp_path / "content"  # Colab opens a notebook alone, beside nothing of the course
    content.mkdir()
    run = run_papermill(
        path, tmp_path / "run.ipynb", colab_variables, content, kernel="colab", seconds=600
    )
    check_run(path, run)
