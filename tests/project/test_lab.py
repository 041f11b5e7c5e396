import contextlib
import importlib.metadata
import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from maintenance import lab
from maintenance.environment import FOR_EVERY_LAB
from maintenance.expected_lines import is_expected


@pytest.fixture
def started_lab(repository, tmp_path):
    """JupyterLab as `make lab` starts it, for a person with no display while 8888 is taken.

    Yields the line that holds the address, and its log; the line before it says that it starts.
    """
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "JUPYTER_TOKEN")
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    variables |= {"HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    for name in ("CONFIG", "DATA", "RUNTIME"):
        variables[f"JUPYTER_{name}_DIR"] = str(tmp_path / name.lower())
    with contextlib.ExitStack() as stack:
        taken = stack.enter_context(socket.socket())
        with contextlib.suppress(OSError):  # then 8888 is taken by someone else: as good
            taken.bind(("127.0.0.1", 8888))
            taken.listen()
        log = stack.enter_context((tmp_path / "log.txt").open("w"))
        server = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "maintenance.lab"],
                cwd=repository,
                env=variables,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        )
        stack.callback(server.terminate)
        assert server.stdout.readline().startswith("Starting ")
        yield server.stdout.readline(), tmp_path / "log.txt"


def answer(address):
    with urllib.request.urlopen(address, timeout=60) as page:
        return page.status, page.read().decode()


def test_without_a_display_and_with_8888_taken_one_line_holds_the_address_that_opens_the_lesson(
    started_lab,
):
    line, log = started_lab
    found = re.search(r"(http://\S+:(\d+)/)lab/tree/notebooks/00-start-here\.ipynb\?(\S+)", line)
    assert found, line + log.read_text()
    assert found[2] != "8888"
    status, page = answer(found[0])
    assert status == 200
    assert "JupyterLab" in page
    with pytest.raises(urllib.error.HTTPError, match="403"):
        answer(f"{found[1]}api/contents?type=directory")
    assert '"name": "notebooks"' in answer(f"{found[1]}api/contents?{found[3]}")[1]
    # nbgrader's part in the server answers to its part in the page.
    version = importlib.metadata.version("nbgrader")
    said = answer(f"{found[1]}nbgrader_version?version={version}&{found[3]}")[1]
    assert json.loads(said) == {"success": True}
    # A notebook is saved with its pictures.
    manager = "@jupyter-widgets/jupyterlab-manager:plugin"
    settings = json.loads(answer(f"{found[1]}lab/api/settings/{manager}?{found[3]}")[1])
    assert settings["schema"]["properties"]["saveState"]["default"] is True
    assert re.findall(r"(?m)^\[[EC] .*", log.read_text()) == []
    # A lesson is opened and a kernel starts without a line more in the terminal.
    before = log.read_text()
    answer(f"{found[1]}api/contents/notebooks/01-tensors.ipynb?{found[3]}")
    head = {"Authorization": found[3].replace("token=", "token ")}
    request = urllib.request.Request(f"{found[1]}api/kernels", b"{}", head, method="POST")
    with urllib.request.urlopen(request, timeout=60) as started:
        assert json.loads(started.read())["name"] == "python3"
    assert log.read_text() == before


def test_only_lines_that_ask_nothing_of_a_learner_are_left_out_of_the_log():
    assert is_expected("Notebook notebooks/01-tensors.ipynb is not trusted")
    assert is_expected("The websocket_ping_timeout (90000) cannot be longer than ...")
    assert not is_expected("Notebook a.ipynb is not writable")
    assert not is_expected("404 GET /api/contents/Notebook is not trusted")


def test_what_formgrader_needs_is_switched_on_for_every_jupyter_lab_of_the_environment(tmp_path):
    variables = os.environ | {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    listing = [sys.executable, "-m", "jupyter", "server", "extension", "list"]
    done = subprocess.run(listing, env=variables, capture_output=True, text=True)
    said = re.sub(r"\x1b\[\d*m", "", done.stdout + done.stderr)
    assert re.search(r"grader\.autograding\.nbgrader_plugins\.formgrader\s+enabled", said)
    assert re.search(r"grader\.autograding\.nbgrader_plugins\.formgrader\s+OK", said)
    assert re.search(r"grader\.autograding\.nbgrader_plugins\.validate_button\s+OK", said)
    assert re.search(r"explorables\.page\.saved_notebook\s+OK", said)


def test_every_jupyter_lab_of_the_environment_has_the_settings_of_the_course(repository):
    for name in FOR_EVERY_LAB:
        laid = Path(sys.prefix, "etc/jupyter", name)
        ours = repository / "maintenance/jupyter" / name
        assert laid.is_file(), "make the environment anew: make"
        assert json.loads(laid.read_text()) == json.loads(ours.read_text())


@pytest.mark.parametrize("module", ["lab", "address"])
def test_a_command_explains_itself(module, repository):
    program = [sys.executable, "-m", f"maintenance.{module}", "--help"]
    done = subprocess.run(program, cwd=repository, capture_output=True, text=True)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) >= 2


def workspace(folder, name, current):
    """Write what JupyterLab keeps of a window, with that tab in front."""
    folder.mkdir(exist_ok=True)
    dock = {"type": "tab-area", "currentIndex": 0, "widgets": [current]}
    layout = {"main": {"dock": dock, "current": current}}
    content = {"data": {"layout-restorer:data": layout}, "metadata": {"id": name}}
    path = folder / f"{name}-37a8.jupyterlab-workspace"
    path.write_text(json.dumps(content))
    return path


def test_the_lab_opens_the_notebook_that_was_in_front_when_it_was_left(repository, tmp_path):
    kept = tmp_path / "workspaces"
    assert lab.left_open(repository, kept) == ""
    older = workspace(kept, "default", "notebook:notebooks/01-tensors.ipynb")
    os.utime(older, (1, 1))
    assert lab.left_open(repository, kept) == "notebooks/01-tensors.ipynb"
    workspace(kept, "auto-w", "notebook:exercises/01-tensors/01-tensors.ipynb")
    assert lab.left_open(repository, kept) == "exercises/01-tensors/01-tensors.ipynb"


@pytest.mark.parametrize("current", ["notebook:notebooks/99-gone.ipynb", "terminal:1", "", None])
def test_the_lab_opens_the_first_lesson_where_no_notebook_was_left_in_front(
    repository, tmp_path, current, monkeypatch
):
    workspace(tmp_path / "workspaces", "default", current)
    monkeypatch.setattr(lab, "workspaces", lambda: tmp_path / "workspaces")
    assert f"--LabApp.default_url=/lab/tree/{lab.START}" in lab.options(repository)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"data": {"layout-restorer:data": null}}'])
def test_what_the_lab_kept_and_cannot_read_changes_nothing(repository, tmp_path, text):
    (tmp_path / "default-37a8.jupyterlab-workspace").write_text(text)
    assert lab.left_open(repository, tmp_path) == ""
