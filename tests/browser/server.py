"""A real JupyterLab for one person, and a shell: with a folder and settings of their own."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from maintenance.lab import INSTRUCTOR
from tests.surroundings import outside_pytest

_SERVE = """\
import sys
from pathlib import Path
from maintenance.lab import serve
serve(Path(sys.argv[1]), sys.argv[2:])
"""
# The same, for kernels from the warm parent that the tests have anyway, where there is one.
_SERVE_COLD = f"""\
import contextlib
from grader.kernels import warm
warm.warm_kernels = lambda: contextlib.nullcontext({{}})
{_SERVE}"""

# Where it differs from what a person has who never opened JupyterLab's settings.
_SETTINGS = {
    # Every cell stands in the page at all times, so that a test can look at any of them.
    "notebook-extension/tracker": {"windowingMode": "none"},
    # A cursor would blink in each cell that was run, and the page be drawn for it all the time.
    "codemirror-extension/plugin": {"defaultConfig": {"cursorBlinkRate": 0}},
}


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
        """Return the lines in which it reported an error, or alarmed somebody who did nothing wrong."""
        said = self.log.read_text(encoding="utf-8")
        alarms = r"\[W .* is not trusted$|\[\w+App\] WARNING |.*cannot be longer than"
        return re.findall(rf"(?m)^(?:\[[EC] |Traceback|\w*Error: |{alarms}).*", said)

    def end_sessions(self, paths: Collection[str]) -> None:
        """Shut down the kernels that some notebooks have started; other tests have others."""
        for session in self.request("api/sessions"):
            if session["path"] in paths:
                self.request(f"api/sessions/{session['id']}", method="DELETE")

    def as_facts(self) -> dict[str, object]:
        """The same as JSON's types, for another process."""
        facts = dataclasses.asdict(self)
        return facts | {"folder": str(self.folder), "log": str(self.log)}

    @classmethod
    def from_facts(cls, facts: Mapping[str, object]) -> Lab:
        """The JupyterLab that another process started."""
        named = {field.name: facts[field.name] for field in dataclasses.fields(cls)}
        return cls(**named | {"folder": Path(facts["folder"]), "log": Path(facts["log"])})


@contextlib.contextmanager
def starting_lab(
    folder: Path, home: Path, repository: Path, *, warm: bool = True, instructor: bool = False
) -> Iterator[Callable[[], Lab]]:
    """Start `make lab`'s server on a folder, and stop it at the end.

    Args:
        folder: What it serves.
        home: The person's home folder: empty, or holding settings.
        repository: Where the course's own modules are.
        warm: Whether it has a warm parent of its own, which takes some seconds of processor time.
        instructor: Whether it is `make teach`'s, with nbgrader's tools for instructors.

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
    for plugin, setting in _SETTINGS.items():
        settings = home / f"settings/@jupyterlab/{plugin}.jupyterlab-settings"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps(setting), encoding="utf-8")
    own = ["--port=0", "--no-browser", "--LabApp.expose_app_in_browser=True"]
    own += [INSTRUCTOR] if instructor else []
    with (
        (home / "log.txt").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", _SERVE if warm else _SERVE_COLD, str(folder), *own],
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
