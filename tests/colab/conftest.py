"""Colab's versions, with the course installed there by its own first cell."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import textwrap
import threading
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from grader.course import course
from maintenance.colab import install_facts
from maintenance.colab_runtimes import tested_runtime
from maintenance.environment import NO_NETWORK
from tests.chromium import browser
from tests.published import IN_COLAB, publish
from tests.surroundings import ROOT, cold, outside_pytest

__all__ = ["browser"]  # for the tests

RUNTIME = tested_runtime()

# Before it is imported: its asserts then say what differs, as a test's do.
pytest.register_assert_rewrite("tests.notebooks.running")


# What takes longest, so that no worker is left alone with it at the end.
FIRST = "tests/colab/test_own_tests_there.py"


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))


@dataclass(frozen=True)
class Installation:
    """What the set-up cell did.

    Attributes:
        before, after: what pip lists as installed, a line a package, as "name==version".
        files: the files pip says it wrote for the course, relative to site-packages.
        exit_code, printed, complained: how the cell ended, and its output.
        failed: by what was wrong, what the cell printed before the course was there.
    """

    before: list[str]
    after: list[str]
    files: list[str]
    exit_code: int
    printed: str
    complained: str
    failed: dict[str, str]


def without_this_environment() -> dict[str, str]:
    """The variables of a person in Colab: nothing of the environment that the tests run in."""
    ours = ("PYTHONPATH", "VIRTUAL_ENV")
    path = os.pathsep.join([str(RUNTIME.python.parent), os.environ["PATH"]])
    kept = {name: value for name, value in cold(outside_pytest()).items() if name not in ours}
    return kept | {"PATH": path}


def pip(*arguments: str) -> str:
    done = subprocess.run(
        [RUNTIME.python, "-m", "pip", *arguments],
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
    install_facts(RUNTIME)
    before = installed()
    published, content = folder / "published", folder / "content"
    content.mkdir()
    skipped = shutil.ignore_patterns("__pycache__")
    for package in ("course", "explorables", "grader", "shipping"):
        shutil.copytree(ROOT / package, published / package, ignore=skipped)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, published)
    publish(published)
    failed = fail_to_install(content)
    done = run_setup_cell(f"git+file://{published}@main", content)
    files = pip("show", "--files", "tensorflow-workbook").partition("Files:\n")[2]
    return Installation(
        before,
        installed(),
        textwrap.dedent(files).split("\n")[:-1],
        done.returncode,
        done.stdout,
        done.stderr,
        failed,
    )


def run_setup_cell(target: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up cell in Colab's Python, with another address to install from."""
    cell = course().setup_cell
    assert course().install_target in cell
    return subprocess.run(
        [RUNTIME.python, "-c", IN_COLAB + cell.replace(course().install_target, target)],
        cwd=folder,
        env=without_this_environment() | variables,
        capture_output=True,
        text=True,
        start_new_session=True,  # as in Colab, no terminal: nobody answers what git may ask
    )


class _AsksForAPassword(BaseHTTPRequestHandler):
    """What GitHub answers for a repository that is private, or not there."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="GitHub"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def fail_to_install(folder: Path) -> dict[str, str]:
    """Run the set-up cell where the course can't be had, in the ways that it can't."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _AsksForAPassword) as server:
        host = f"127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        runs = {
            "no such repository": run_setup_cell(f"git+http://{host}/a/b@main", folder),
            "no network": run_setup_cell("git+http://127.0.0.1:9/a/b@main", folder),
            "no git": run_setup_cell("git+http://127.0.0.1:9/a/b@main", folder, PATH="/nowhere"),
        }
        server.shutdown()
    for done in runs.values():
        assert (done.returncode, done.stderr) == (0, "")
    return {name: done.stdout for name, done in runs.items()}


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
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    own = {name: tmp_path / name.lower() for name in names}
    own["HOME"].mkdir()
    kernel = own["JUPYTER_DATA_DIR"] / "kernels" / "colab"
    kernel.mkdir(parents=True)
    start = [str(RUNTIME.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": start, "display_name": "Colab", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    start_up = own["IPYTHONDIR"] / "profile_default" / "startup"
    start_up.mkdir(parents=True)
    (start_up / "colab.py").write_text(IN_COLAB)
    paths = {name: str(folder) for name, folder in own.items()}
    return without_this_environment() | paths | {"PYTHONPATH": str(NO_NETWORK)}
