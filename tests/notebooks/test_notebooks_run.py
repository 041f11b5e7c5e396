"""papermill runs every notebook: no error, no warning, nothing on stderr, no network."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from maintenance.notebooks import course_notebooks
from tests.conftest import cold
from tests.notebooks.running import check_run

ROOT = Path(__file__).parents[2]
WRITTEN = course_notebooks(ROOT)
EXERCISES = sorted(ROOT.glob("exercises/*/*.ipynb"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*WRITTEN, *EXERCISES], ids=relative)
def test_a_notebook_runs_to_its_end_without_a_complaint(path, run_of):
    check_run(path, run_of(path))


def test_a_notebook_runs_as_well_in_a_kernel_that_imports_tensorflow_itself(
    run_notebook, environment
):
    path = ROOT / "notebooks/00-start-here.ipynb"
    check_run(path, run_notebook(path, cold(environment)))


@pytest.mark.parametrize(
    "complaints",
    [
        {
            # First: a kernel hears of it by a thread, and papermill leaves with the error's cell.
            "import os; os.write(2, b'from C++'); None": "from C++",
            "import warnings; warnings.warn('look out')": "look out",
            "1 / 0": "ZeroDivisionError",  # the last: papermill stops at it
        },
        {
            "import urllib.request as u; u.urlopen('http://192.0.2.1/')": "without a network",
        },
        {
            "import socket; socket.getaddrinfo('example.org', 80)": "without a network",
        },
    ],
    ids=["C++, warning, error", "address", "name of a host"],
)
def test_what_a_run_must_not_do_is_a_complaint(complaints, run_notebook, tmp_path):
    cells = [nbformat.v4.new_code_cell(source) for source in complaints]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    path = tmp_path / "bad.ipynb"
    nbformat.write(notebook, path)
    run = run_notebook(path)
    said = "\n".join(run.complaints())
    assert [complaint for complaint in complaints.values() if complaint not in said] == []
    assert run.exit_code


def test_the_guard_lets_a_process_talk_to_its_own_host(environment):
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); "
    code += "socket.create_connection(s.getsockname())"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
