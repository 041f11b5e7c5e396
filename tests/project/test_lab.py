import contextlib
import importlib.metadata
import json
import os
import re
import socket
import subprocess
import sys
import urllib.request

import pytest


@pytest.fixture
def started_lab(repository, tmp_path):
    """JupyterLab as `make lab` starts it, for a person with no display while 8888 is taken.

    Yields the lines it printed until it was ready: the first holds the address.
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
    assert re.findall(r"(?m)^\[[EC] .*", log.read_text()) == []


def test_what_formgrader_needs_is_switched_on_for_every_jupyter_lab_of_the_environment(tmp_path):
    variables = os.environ | {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    listing = [sys.executable, "-m", "jupyter", "server", "extension", "list"]
    done = subprocess.run(listing, env=variables, capture_output=True, text=True)
    said = re.sub(r"\x1b\[\d*m", "", done.stdout + done.stderr)
    assert re.search(r"grader\.autograding\.formgrader\s+enabled", said)
    assert re.search(r"grader\.autograding\.formgrader\s+OK", said)


@pytest.mark.parametrize("module", ["lab", "address"])
def test_a_command_explains_itself(module, repository):
    program = [sys.executable, "-m", f"maintenance.{module}", "--help"]
    done = subprocess.run(program, cwd=repository, capture_output=True, text=True)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) >= 2
