"""Try the course on a JupyterHub, as docs/instructors/jupyterhub.md says: `python -m maintenance.hub_trial`.

Run by hand, as root on a Linux machine where packages can be installed: it takes minutes and makes two accounts,
which it removes again. A hub is started with the files that stand in the page, in a clone of the last
commit; in a browser an instructor releases an assignment, a learner fetches it, works and hands in, and the
feedback comes back. Then it looks at what the two accounts could reach of each other's.

Each step is a line; what fails ends the trial with exit code 1. Pictures and the hub's log go to
build/hub-trial.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from grader.catalog import find_assignment
from maintenance.browser import find_browser
from maintenance.environment import ROOT
from shipping.page.litertjs import npm

PAGE = ROOT / "docs/instructors/jupyterhub.md"
EXCHANGE_PAGE = ROOT / "docs/instructors/exchange.md"
NAME = "01-tensors"
TEACHER, LEARNER = "workbook-teacher", "workbook-ada"
PATIENCE = 120_000  # milliseconds, on a machine that does other things too
PICTURES = ROOT / "build/hub-trial"

# Answers to two tasks; run as the learner, in the folder that was fetched.
_WORK = """
import sys, nbformat
from grader.catalog import find_assignment
path, name = sys.argv[1:]
answers = {task.name: task.solution for task in find_assignment(name).tasks[:2]}
notebook = nbformat.read(path, as_version=4)
for cell in notebook.cells:
    about = cell.metadata.get("nbgrader", {})
    task = about.get("grade_id", "").removesuffix("-answer")
    if about.get("solution") and task in answers:
        cell.source = answers[task]
nbformat.write(notebook, path)
print(sum(task.points for task in find_assignment(name).tasks[:2]))
"""
# A warm parent of the one account, whose address the other one tries.
_WARM = """
import sys
from grader.kernels.warm import warm_kernels
from grader.kernels.wire import ADDRESS
with warm_kernels(modules=()) as variables:
    print(variables[ADDRESS], flush=True)
    sys.stdin.read()
"""
_REACH = """
import socket, sys
try:
    socket.socket(socket.AF_UNIX).connect(sys.argv[1])
except PermissionError:
    print("closed")
"""
_SANDBOX = """
from grader.autograding.running.kernel_pool import why_not
print(why_not(True, "nothing") or "confined")
"""


@dataclass(frozen=True)
class Trial:
    """A hub, and where its parts lie.

    Attributes:
        folder: Of everything: clone, homes, exchange.
        url: Where the hub answers, with '/' at the end.
    """

    folder: Path
    url: str

    @property
    def programs(self) -> Path:
        return self.folder / "opt/.venv/bin"

    @property
    def exchange(self) -> Path:
        return self.folder / "exchange"

    def home(self, account: str) -> Path:
        """The home folder of an account."""
        return self.folder / "home" / account

    def run_as(self, account: str, *command: object, folder: Path | None = None) -> str:
        """Run a program of the environment as an account, and return what it printed."""
        done = subprocess.run(
            [*_as(account), *(str(part) for part in command)],
            cwd=folder or self.home(account),
            env=self.variables(account),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"{account}: {command[1:]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def variables(self, account: str) -> dict[str, str]:
        """The environment of an account's programs."""
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return {"HOME": str(self.home(account)), "PATH": path, "LANG": "C.UTF-8", "USER": account}


def _as(account: str) -> list[str]:
    return ["setpriv", f"--reuid={account}", f"--regid={account}", "--init-groups"]


def _tell(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}", flush=True)


def _call(*command: object, folder: Path | None = None) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def settings_of_the_pages() -> tuple[str, str, str]:
    """The three files, as the pages have them: the hub's, everybody's, the instructor's."""
    hub, instructor = _python_in(PAGE)
    (learner,) = (block for block in _python_in(EXCHANGE_PAGE) if "student_id" in block)
    lines = learner.splitlines(keepends=True)
    own = ("c.CourseDirectory.student_id", "c.Exchange.cache")  # no lines of an account's
    return hub, "".join(line for line in lines if not line.startswith(own)), instructor


def _python_in(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def named_in_the_page(package: str) -> str:
    """A package with its version, as the page has it installed."""
    found = re.search(rf"{package}(?:==|@)[\d.]+\d", PAGE.read_text(encoding="utf-8"))
    if not found:
        sys.exit(f"{PAGE.name} names no version of {package}.")
    return found[0]


@contextlib.contextmanager
def _accounts(folder: Path) -> Iterator[None]:
    made = []
    try:
        for account in (TEACHER, LEARNER):
            home = folder / "home" / account
            _call("useradd", "--create-home", "--home-dir", home, "--user-group", account)
            home.chmod(0o700)
            made.append(account)
        yield
    finally:
        for account in made:
            _call("userdel", "--force", account)


def _install(folder: Path, python: str) -> None:
    """The environment, the proxy, the exchange and the three files, as the page says."""
    course = folder / "opt"
    _call("git", "clone", "--quiet", ROOT, course)
    _call("make", "--silent", ".venv/set-up-complete", f"PYTHON={python}", folder=course)
    _call(
        course / ".venv/bin/python",
        "-m",
        "pip",
        "install",
        "--quiet",
        named_in_the_page("jupyterhub"),
    )
    _call(
        *npm(),
        "install",
        "--silent",
        "--prefix",
        folder / "proxy",
        named_in_the_page("configurable-http-proxy"),
    )
    exchange = folder / "exchange"
    exchange.mkdir()
    shutil.chown(exchange, TEACHER, TEACHER)
    exchange.chmod(0o1777)
    clone = folder / "home" / TEACHER / "tensorflow-workbook"
    _call("git", "clone", "--quiet", ROOT, clone)
    hub, everybody, instructor = (
        block.replace("/opt/tensorflow-workbook", str(course))
        .replace("/srv/tensorflow-workbook/exchange", str(exchange))
        .replace('"teacher"', f'"{TEACHER}"')
        for block in settings_of_the_pages()
    )
    (folder / "jupyterhub_config.py").write_text(hub + _only_here(folder))
    (course / ".venv/etc/jupyter/nbgrader_config.py").write_text(everybody)
    with (clone / "nbgrader_config.py").open("a") as config:
        config.write(f'c.Exchange.root = "{exchange}"\n')
    own = folder / "home" / TEACHER / ".jupyter"
    own.mkdir()
    (own / "nbgrader_config.py").write_text(instructor)
    for path in (own, clone):
        _call("chown", "--recursive", f"{TEACHER}:", path)
    clone.chmod(0o700)


def _only_here(folder: Path) -> str:
    """What a trial has in place of accounts with passwords, and of a proxy on PATH."""
    (port, hub, proxy) = (_free_port() for _ in range(3))
    program = folder / "proxy/node_modules/.bin/configurable-http-proxy"
    return f"""
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.command = [{str(program)!r}]
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
"""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextlib.contextmanager
def _running(folder: Path) -> Iterator[Trial]:
    config = (folder / "jupyterhub_config.py").read_text()
    found = re.search(r'bind_url = "(.*?)"', config)
    assert found
    trial = Trial(folder, found[1])
    with (PICTURES / "hub.log").open("w") as log:
        hub = subprocess.Popen(
            [trial.programs / "jupyterhub", "-f", folder / "jupyterhub_config.py"],
            cwd=folder,
            env=os.environ | {"PATH": f"{trial.programs}{os.pathsep}{os.environ['PATH']}"},
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(f"{trial.url}hub/health", hub)
            yield trial
        finally:
            hub.terminate()  # it ends the servers and the proxy, too
            try:
                hub.wait(60)
            except subprocess.TimeoutExpired:
                hub.kill()


def _wait_for(url: str, hub: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and hub.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    sys.exit(f"The hub does not answer; its log is {PICTURES / 'hub.log'}.")


def _log_in(browser: Browser, trial: Trial, account: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{trial.url}hub/login")
    page.get_by_label("Username").fill(account)
    page.get_by_label("Password").fill("any")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{account}/lab**")
    page.get_by_role("menuitem", name="Nbgrader").wait_for()
    return page


def _open(page: Page, name: str) -> None:
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def _press(page: Page, row: str, column: str) -> None:
    """A button in Formgrader's table; waits for its success."""
    line = page.locator("#main-table tr").filter(has=page.get_by_text(row, exact=True))
    line.locator(f".{column}").get_by_role("link").click()
    dialog = page.locator(".modal-dialog:visible")
    expect(dialog.get_by_role("heading")).to_have_text("Success", timeout=PATIENCE)
    dialog.get_by_role("button", name="OK").click()
    expect(page.locator(".modal-dialog, .modal-backdrop")).to_have_count(0)


def _learners_press(page: Page, part: str, button: str, then: str) -> None:
    """A button of the Assignment List; waits until the assignment stands in another list."""
    lists = page.locator(f"#{part}_assignments_list")
    lists.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(f"#{then}_assignments_list")).to_contain_text(NAME, timeout=PATIENCE)


def _play(browser: Browser, trial: Trial) -> None:
    teacher, learner = (_log_in(browser, trial, name) for name in (TEACHER, LEARNER))
    _tell("both have logged in, and their servers run")
    try:
        _term(trial, teacher, learner)
    finally:
        teacher.screenshot(path=PICTURES / "teacher.png")
        learner.screenshot(path=PICTURES / "learner.png")


def _term(trial: Trial, teacher: Page, learner: Page) -> None:
    # In a tab of its own: a hub lets no server of its be shown in a frame.
    teacher.goto(f"{trial.url}user/{TEACHER}/formgrader/manage_assignments")
    _press(teacher, NAME, "assign")
    _press(teacher, NAME, "release")
    teacher.screenshot(path=PICTURES / "released.png")
    _tell("the instructor has released in Formgrader")

    learner.get_by_role("menuitem", name="Nbgrader").click()
    expect(learner.get_by_role("menuitem", name="Assignment List", exact=True)).to_be_visible()
    expect(learner.get_by_role("menuitem", name="Formgrader", exact=True)).to_have_count(0)
    learner.get_by_role("menuitem", name="Assignment List", exact=True).click()
    _learners_press(learner, "released", "Fetch", then="fetched")
    notebook = trial.home(LEARNER) / f"tensorflow-workbook/{NAME}/{NAME}.ipynb"
    python = trial.programs / "python"
    points = float(trial.run_as(LEARNER, python, "-c", _WORK, notebook, NAME))
    _learners_press(learner, "fetched", "Submit", then="submitted")
    _tell("the learner has fetched, worked and handed in; there is no Formgrader for them")

    _press(teacher, NAME, "collect")
    clone = trial.home(TEACHER) / "tensorflow-workbook"
    start = time.monotonic()
    said = trial.run_as(TEACHER, trial.programs / "grader", "autograde", NAME, folder=clone)
    mean = re.search(r"[\d.]+ of [\d.]+", said)
    _tell(
        f"collected, and marked in {time.monotonic() - start:.0f} s, confined ({mean and mean[0]})"
    )
    exported = trial.run_as(TEACHER, trial.programs / "nbgrader", "export", folder=clone)
    (line,) = [
        line for line in (clone / "grades.csv").read_text().splitlines() if f"{LEARNER}," in line
    ]
    if f",{points}," not in line:
        sys.exit(f"{points} points were earned, and the table of marks says {line}. {exported}")

    _press(teacher, NAME, "generate-feedback")
    _press(teacher, NAME, "release-feedback")
    _open(learner, "Assignment List")
    learner.get_by_role("button", name="Fetch Feedback").click()
    learner.get_by_text("view feedback").click()
    learner.get_by_role("listitem", name=f"{NAME}.html").dblclick()
    feedback = learner.frame_locator(".jp-HTMLViewer iframe")
    most = sum(task.points for task in find_assignment(NAME).tasks)
    heading = f"{points:g} of {most:g} points"
    expect(feedback.get_by_role("heading", name=heading)).to_be_visible(timeout=PATIENCE)
    _tell(f"the learner reads the feedback: {heading}")


def _apart(trial: Trial) -> None:
    """What the accounts share, and must not."""
    python = trial.programs / "python"
    for account in (TEACHER, LEARNER):
        if "confined" not in (said := trial.run_as(account, python, "-c", _SANDBOX)):
            sys.exit(f"{account}'s kernels cannot be confined: {said}")
    with subprocess.Popen(
        [*_as(TEACHER), python, "-c", _WARM],
        env=trial.variables(TEACHER),
        cwd=trial.home(TEACHER),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as warm:
        assert warm.stdout and warm.stdin
        address = warm.stdout.readline().strip()
        said = trial.run_as(LEARNER, python, "-c", _REACH, address)
        warm.stdin.close()
    if said.strip() != "closed":
        sys.exit(f"Another account reaches the kernels' socket {address}.")
    for what in (
        trial.home(TEACHER) / "tensorflow-workbook/gradebook.db",
        trial.exchange / "tensorflow-workbook/inbound",
        trial.exchange / "tensorflow-workbook/feedback",
    ):
        if not what.exists():
            sys.exit(f"{what} is not there, so nobody can be kept from it.")
        look = "ls" if what.is_dir() else "cat"
        if subprocess.run([*_as(LEARNER), look, what], capture_output=True).returncode == 0:
            sys.exit(f"The learner can read {what}.")
    _tell("kernels are confined for both; the learner reaches neither the gradebook, the others' work and feedback, nor the instructor's kernels")  # fmt: skip


def _why_not(python: str) -> str:
    if sys.platform != "linux" or os.geteuid() != 0:
        return "The trial makes two accounts, so it takes root on a Linux machine."
    needed = ("git", "make", "useradd", "userdel", "setpriv")
    if missing := [name for name in needed if not shutil.which(name)]:
        return f"The trial needs {', '.join(missing)}."
    for account in (TEACHER, LEARNER):
        if account in {entry.pw_name for entry in pwd.getpwall()}:
            return f"There is an account {account} already; remove it: userdel {account}"
    if not npm():
        return "The trial needs npm, which brings the hub's proxy."
    if not find_browser():
        return "The trial needs a browser: python -m maintenance.browser"
    real = Path(shutil.which(python) or "").resolve()
    open_to_all = all(folder.stat().st_mode & 0o001 for folder in (real, *real.parents))
    if not real.is_file() or not open_to_all:
        return f"{python} is no Python that every account can run; name one: --python PATH"
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make everything, play, look, and take everything away."""
    parser = argparse.ArgumentParser(prog="python -m maintenance.hub_trial", description=__doc__)
    parser.add_argument(
        "--python", default="/usr/bin/python3", help="an interpreter that every account can run"
    )
    said = parser.parse_args(arguments)
    if reason := _why_not(said.python):
        print(reason, file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # accounts are removed then, too
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hub-trial-")))
        folder.chmod(0o755)
        (folder / "home").mkdir()
        stack.enter_context(_accounts(folder))
        _tell("making the environment, the hub and its proxy")
        _install(folder, said.python)
        trial = stack.enter_context(_running(folder))
        _tell(f"the hub answers at {trial.url}")
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        stack.callback(browser.close)
        _play(browser, trial)
        _apart(trial)
    return 0


if __name__ == "__main__":
    sys.exit(main())
