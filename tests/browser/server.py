"""A real JupyterLab for one person, and a shell: with a folder and settings of their own."""

import contextlib
import functools
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.surroundings import outside_pytest

_SERVE = """\
import sys
from pathlib import Path
from maintenance.lab import serve
serve(Path(sys.argv[1]), sys.argv[2:])
"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab.

    Attributes:
        folder: What it serves.
        url: Its address, with '/' at the end.
        token: What a request needs.
        log: What it had to say.
        variables: The environment of its person's programs.
    """

    folder: Path
    url: str
    token: str
    log: Path
    variables: Mapping[str, str] = field(repr=False)

    def request(self, path: str, method: str = "GET") -> object:
        """Ask the server's REST interface, for instance `api/kernels`; return what JSON it says."""
        head = {"Authorization": f"token {self.token}"}
        question = urllib.request.Request(self.url + path, headers=head, method=method)
        with urllib.request.urlopen(question, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def run(self, *command: str) -> str:
        """Run a command in a shell's way, in the folder, as the person; return what it printed."""
        done = subprocess.run(
            [Path(sys.executable).parent / command[0], *command[1:]],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def troubles(self) -> list[str]:
        """Return the lines in which it reported an error."""
        said = self.log.read_text(encoding="utf-8")
        return re.findall(r"(?m)^(?:\[[EC] |Traceback|\w*Error: ).*", said)

    def end_sessions(self) -> None:
        """Shut down every kernel that a notebook has started."""
        for session in self.request("api/sessions"):
            self.request(f"api/sessions/{session['id']}", method="DELETE")


@contextlib.contextmanager
def starting_lab(folder: Path, home: Path, repository: Path) -> Iterator[Callable[[], Lab]]:
    """Start `make lab`'s server on a folder, and stop it at the end.

    Args:
        folder: What it serves.
        home: The person's home folder: empty, or holding settings.
        repository: Where the course's own modules are.

    Yields:
        A function that waits until the server answers and returns it; meanwhile the caller may do
        something else.
    """
    own_folders = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "WORKBOOK_HOME": home / "workbook",
    }
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    variables = outside_pytest() | {name: str(path) for name, path in own_folders.items()}
    variables["PATH"] = programs  # as after `source .venv/bin/activate`
    # Every cell stands in the page at all times, so that a test can look at any of them.
    settings = home / "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}', encoding="utf-8")
    own = ["--port=0", "--no-browser", "--LabApp.expose_app_in_browser=True"]
    with (
        (home / "log.txt").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(folder), *own],
            cwd=repository,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as server,
    ):

        @functools.cache
        def ready() -> Lab:
            # The line with the address comes when the port is bound: a request will be answered.
            line = server.stdout.readline()
            found = re.search(r"(http://\S+?/)lab/tree/\S+\?token=(\w+)", line)
            assert found, f"JupyterLab did not start: {(home / 'log.txt').read_text()}"
            running = Lab(folder, found[1], found[2], home / "log.txt", variables)
            running.request("api/status")
            return running

        try:
            yield ready
        finally:
            server.terminate()  # JupyterLab then shuts down its kernels
