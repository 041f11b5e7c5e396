"""A real JupyterLab for one person, who may have a folder and settings of their own."""

import contextlib
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    """A running JupyterLab: the folder it serves, its address (with '/' at the end), its token."""

    folder: Path
    url: str
    token: str

    def request(self, path: str, method: str = "GET") -> object:
        """Ask the server's REST interface, for instance `api/kernels`; return what JSON it says."""
        head = {"Authorization": f"token {self.token}"}
        question = urllib.request.Request(self.url + path, headers=head, method=method)
        with urllib.request.urlopen(question, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

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
    variables = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "WORKBOOK_HOME": home / "workbook",
    }
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
            env=outside_pytest() | {name: str(value) for name, value in variables.items()},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as server,
    ):

        def ready() -> Lab:
            # The line with the address comes when the port is bound: a request will be answered.
            line = server.stdout.readline()
            found = re.search(r"(http://\S+?/)lab/tree/\S+\?token=(\w+)", line)
            assert found, f"JupyterLab did not start: {(home / 'log.txt').read_text()}"
            running = Lab(folder, found[1], found[2])
            running.request("api/status")
            return running

        try:
            yield ready
        finally:
            server.terminate()  # JupyterLab then shuts down its kernels
