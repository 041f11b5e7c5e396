"""Open the course in JupyterLab: `python -m maintenance.lab [--instructor] [JupyterLab's options]`.

With `--instructor` JupyterLab has nbgrader's tools for instructors, too: Formgrader and Create
Assignment. Any option of `jupyter lab` may follow: `--port=9000`, `--ip=0.0.0.0`, `--no-browser`.
"""

import json
import logging
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from maintenance.environment import ROOT, make_exchange
from maintenance.expected_lines import LeaveOutExpected

START = "notebooks/00-start-here.ipynb"
PROMPT = "maintenance.kernel_messages.PromptConnection"
CONTENTS = "maintenance.opened_notebooks.ContentsManager"
INSTRUCTOR = "--instructor"


def prepare_environment(instructor: bool) -> None:
    """Let this process and its kernels use the programs and kernels of this environment.

    Args:
        instructor: Whether the page has nbgrader's tools for instructors.
    """
    # nbgrader calls alembic by name.
    folder = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])
    # A kernel named python3 that a person installed elsewhere must not stand in for this one.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    # Settings of ours, beside a person's own: what Formgrader needs, and no question about news before
    # a lesson opens.
    ours = ROOT / "maintenance" / "jupyter"
    folders = [str(ours)] if instructor else [str(ours / "learner"), str(ours)]
    if others := os.environ.get("JUPYTER_CONFIG_PATH"):
        folders.append(others)
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(folders)


def has_display() -> bool:
    """Say whether a browser could show a page to someone here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def workspaces() -> Path:
    """Return the folder in which JupyterLab keeps what this person has open."""
    from jupyterlab.commands import get_workspaces_dir

    return Path(get_workspaces_dir())


def left_open(root: Path, kept: Path) -> str:
    """Return the path in `root` of the notebook that was in front when JupyterLab was left.

    Of several windows, the one that was used last counts. "" where none was open, where it is not there
    any more, or where what JupyterLab keeps in the folder `kept` can't be read: it then opens as it does
    at first.
    """
    try:
        last = max(kept.glob("*.jupyterlab-workspace"), key=lambda path: path.stat().st_mtime)
        main = json.loads(last.read_text(encoding="utf-8"))["data"]["layout-restorer:data"]["main"]
        kind, _, path = main["current"].partition(":")
        # A tab of another folder that this person works in has the same name only by chance.
        return path if kind == "notebook" and (root / path).is_file() else ""
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return ""


def options(root: Path) -> list[str]:
    """Return JupyterLab's options for the course in `root`; a person's own may follow them."""
    chosen = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{quote(left_open(root, workspaces()) or START)}",
        f"--ServerApp.kernel_websocket_connection_class={PROMPT}",
        f"--ServerApp.contents_manager_class={CONTENTS}",
        "--ServerApp.log_level=WARN",
        "--LabApp.log_level=WARN",
        # What goes between the server and a kernel is encrypted, though both are on this machine:
        # a kernel whose port is open to every account here says so in a warning.
        "--KernelManager.transport_encryption=auto",
        # Nor about updates: the versions are those of requirements.lock.
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # as in most containers
        chosen.append("--allow-root")
    if not has_display():
        chosen.append("--no-browser")
    return chosen


def serve(root: Path, own: list[str]) -> None:
    """Start JupyterLab for the course in `root`, print the address of the notebook to go on with, and
    serve until Ctrl-C. `own` are a person's options: `--instructor`, and those for JupyterLab.

    Beside it a process imports TensorFlow, so that every notebook's kernel starts with it."""
    from grader.kernels.warm import warm_kernels

    os.chdir(root)  # nbgrader's pages read the nbgrader_config.py of this folder
    prepare_environment(instructor=INSTRUCTOR in own)
    own = [option for option in own if option != INSTRUCTOR]
    with warm_kernels() as variables:
        os.environ.update(variables)
        _serve(root, own)


def _serve(root: Path, own: list[str]) -> None:
    from jupyterlab.labapp import LabApp
    from traitlets.config import Config

    config = Config()
    if "JUPYTER_TOKEN" not in os.environ:
        # A token that JupyterLab makes by itself is announced in ten lines; one is enough.
        config.IdentityProvider.token = secrets.token_hex(24)
    server = LabApp.initialize_server([*options(root), *own], config=config)
    for log in (server.log, logging.getLogger("tornado.general")):
        for handler in log.handlers or logging.getLogger().handlers:
            handler.addFilter(LeaveOutExpected())

    def announce() -> None:
        print(f"TensorFlow Workbook is open at {address(server)}", flush=True)
        print("Stop it with Ctrl-C, pressed twice.", flush=True)

    # The port is bound by the loop's first callback; the address holds from the second on.
    server.io_loop.add_callback(announce)
    server.start()


def address(server) -> str:  # a jupyter_server.serverapp.ServerApp
    """Return the address that opens the notebook to go on with, with the token where one is needed."""
    # A server that listens on every interface has no name of its own; this machine reaches it so.
    everywhere = server.ip in ("", "*", "0.0.0.0", "::")
    url = urlsplit(server.local_url if everywhere else server.public_url)
    token = server.identity_provider.token
    return urlunsplit(url._replace(query=urlencode({"token": token}) if token else ""))


def main() -> None:
    """Open this course."""
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__)
        return
    print("Starting JupyterLab, which takes some seconds ...", flush=True)
    make_exchange()
    serve(ROOT, sys.argv[1:])


if __name__ == "__main__":
    main()
