"""Colab's versions, with the course installed there by its own first cell."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import textwrap
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from grader.course import course
from maintenance import colab
from tests.published import IN_COLAB, publish
from tests.surroundings import GUARD, ROOT, cold, outside_pytest

# Before it is imported: its asserts then say what differs, as a test's do.
pytest.register_assert_rewrite("tests.notebooks.running")


@dataclass(frozen=True)
class Installation:
    """What the set-up cell did.

    Attributes:
        before, after: what pip lists as installed, a line a package, as "name==version".
        files: the files pip says it wrote for the course, relative to site-packages.
        exit_code, printed, complained: how the cell ended, and its output.
    """

    before: list[str]
    after: list[str]
    files: list[str]
    exit_code: int
    printed: str
    complained: str


def without_this_environment() -> dict[str, str]:
    """The variables of a person in Colab: nothing of the environment that the tests run in."""
    ours = ("PYTHONPATH", "VIRTUAL_ENV")
    path = os.pathsep.join([str(colab.PYTHON.parent), os.environ["PATH"]])
    kept = {name: value for name, value in cold(outside_pytest()).items() if name not in ours}
    return kept | {"PATH": path}


def pip(*arguments: str) -> str:
    done = subprocess.run(
        [colab.PYTHON, "-m", "pip", *arguments],
        env=without_this_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def installed() -> list[str]:
    listed = json.loads(pip("list", "--format=json", "--disable-pip-version-check"))
    return [f"{one['name']}=={one['version']}" for one in listed]


def install_course(folder: Path) -> Installation:
    """Run the set-up cell in Colab's Python; `folder` is empty and takes what that needs."""
    colab.install_facts()
    before = installed()
    published, content = folder / "published", folder / "content"
    content.mkdir()
    skipped = shutil.ignore_patterns("__pycache__")
    for package in ("explorables", "grader"):
        shutil.copytree(ROOT / package, published / package, ignore=skipped)
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, published)
    publish(published)
    cell = course().setup_cell
    assert course().install_target in cell
    cell = cell.replace(course().install_target, f"git+file://{published}@main")
    variables = without_this_environment()
    program = [colab.PYTHON, "-c", IN_COLAB + cell]
    done = subprocess.run(program, cwd=content, env=variables, capture_output=True, text=True)
    files = pip("show", "--files", "tensorflow-workbook").partition("Files:\n")[2]
    return Installation(
        before,
        installed(),
        textwrap.dedent(files).split("\n")[:-1],
        done.returncode,
        done.stdout,
        done.stderr,
    )


@pytest.fixture(scope="session")
def installation(tmp_path_factory) -> Installation:
    """The course installed once, however many processes the tests are spread over."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    report = folder / "installation.json"
    with (folder / "installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not report.exists():
            made = install_course(tmp_path_factory.mktemp("course"))
            report.write_text(json.dumps(asdict(made)))
    return Installation(**json.loads(report.read_text()))


@pytest.fixture
def colab_variables(installation: Installation, tmp_path: Path) -> dict[str, str]:
    """The variables of somebody who has just come to Colab, without a network; kernelspec "colab"
    starts Colab's Python, with the module `google.colab` imported, as it is there."""
    names = ("HOME", "WORKBOOK_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    own = {name: tmp_path / name.lower() for name in names}
    own["HOME"].mkdir()
    kernel = own["JUPYTER_DATA_DIR"] / "kernels" / "colab"
    kernel.mkdir(parents=True)
    start = [str(colab.PYTHON), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": start, "display_name": "Colab", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    start_up = own["IPYTHONDIR"] / "profile_default" / "startup"
    start_up.mkdir(parents=True)
    (start_up / "colab.py").write_text(IN_COLAB)
    own = {name: str(folder) for name, folder in own.items()}
    return without_this_environment() | own | {"PYTHONPATH": str(GUARD)}
