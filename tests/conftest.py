"""What every test shares: where the repository is, no network, kernels that start with TensorFlow
imported, and what happens without a browser."""

import asyncio
import contextlib
import gc
import os
import re
import signal
import sys
import tempfile
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

from grader.kernels.warm import warm_kernels
from grader.kernels.wire import read_at_import
from maintenance.browser import find_browser
from maintenance.environment import NO_NETWORK, has_gpu, in_ci
from maintenance.runs.papermill_run import COUNTED
from tests.chromium import browser
from tests.services import running_services
from tests.shipping.missing import NO_TOOL
from tests.surroundings import ROOT, cold, outside_pytest, repository

__all__ = ["browser", "cold", "outside_pytest", "repository"]  # for the tests

# What runs in Colab's versions is run by `make test-colab`.
collect_ignore = ["colab"]

# What runs longest, in the order it starts, so that no worker is left alone with it at the end: folders
# and files.
LONGEST = (
    "tests/notebooks",
    "tests/browser",
    "tests/book/test_book.py",  # builds the book, for the others of its folder as well
    "tests/autograding",
    "tests/tasks",
    "tests/kernels",
    "tests/checking",
)

# Each of their tests takes long, and shares nothing but what a session has.
_EACH_BY_ITSELF = ("tests/notebooks/test_notebooks_run.py", "tests/browser/test_lessons.py")
# They share an instructor's JupyterLab.
_INSTRUCTORS = (
    "tests/browser/test_term.py",
    "tests/browser/test_lab_opens.py",
    "tests/browser/test_two_markers.py",
)
# An assignment's name, in the id of what is asked of its tasks.
_ASSIGNMENT = re.compile(r"\d\d-[a-z-]+(?=:)")

# What kernels read when they are started, before any test was imported.
BEFORE = pytest.StashKey[dict[str, str]]()
# The file that takes a line for each notebook that was executed or read, in whatever process.
RUNS = pytest.StashKey[Path]()

NOT_RUN = "NOT RUN: no Chromium found"
NO_SANDBOX = "NO SANDBOX HERE"


def pytest_configure(config):
    """Give whatever tests start no network and one warm parent, which all workers share, as they do
    what the first that needs it starts (tests/services.py)."""
    if hasattr(config, "workerinput"):  # a worker inherits both
        config.stash[BEFORE] = read_at_import(os.environ)
        return
    # Ignored by what a script starts in the background, and then by all that the tests start: those that
    # are stopped by Ctrl-C would not be.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Set in many containers: each of some hundred processes would compile every module anew, which
    # takes longer than all else they do. `make clean` removes what is kept.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ["PYTHONPATH"] = os.pathsep.join([str(NO_NETWORK), str(ROOT)])
    folder = tempfile.TemporaryDirectory(prefix="workbook-tests-")
    config.add_cleanup(folder.cleanup)
    config.stash[RUNS] = Path(folder.name) / "runs-of-notebooks"
    os.environ[COUNTED] = str(config.stash[RUNS])
    os.environ["MPLCONFIGDIR"] = folder.name  # a person's own settings change no picture
    if has_gpu():  # it words errors in its own way, and rounds in its own; tests/gpu runs on it
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    running = contextlib.ExitStack()
    os.environ.update(running.enter_context(warm_kernels()))
    services = Path(folder.name) / "services"
    services.mkdir()
    os.environ.update(running.enter_context(running_services(services)))
    config.add_cleanup(running.close)
    config.stash[BEFORE] = read_at_import(os.environ)


def pytest_collection_finish(session):
    """No module of tests changes what kernels are started with: they would all start cold."""
    changed = read_at_import(os.environ).items() ^ session.config.stash[BEFORE].items()
    if changed:
        names = sorted({name for name, _ in changed})
        raise pytest.UsageError(f"Importing the tests changed {', '.join(names)} for all of them.")
    # What was imported stays: looking through all of it for garbage, again and again, costs a
    # twentieth of the time of what asks TensorFlow. Looking through what a test makes, as often as
    # Python does by itself, costs another.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@contextlib.contextmanager
def _without_the_loop_of_a_browser(item):
    """Playwright's event loop counts as running in its thread from a worker's first browser test on:
    whatever else starts one there would be refused, such as a cluster."""
    loop = asyncio._get_running_loop()
    if item.get_closest_marker("browser") or "browser" in item.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


def _keep_absl_from_closing_a_stream():
    """nbgrader's commands set logging up anew, which closes every handler. That of absl, which comes with
    TensorFlow, then closes the stream that it found when it was imported, pytest's own, if a test has put
    another in its place; Python's it leaves open."""
    if absl := sys.modules.get("absl.logging"):
        absl.get_absl_handler().python_handler.stream = sys.__stderr__


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    _keep_absl_from_closing_a_stream()
    with _without_the_loop_of_a_browser(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    with _without_the_loop_of_a_browser(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    if nextitem is None:  # a worker's last test: the browser itself is closed now
        return (yield)
    with _without_the_loop_of_a_browser(item):
        return (yield)


@pytest.fixture(autouse=True)
def variables_as_they_were():
    """A test leaves nothing in the environment that kernels read when they are started."""
    before = read_at_import(os.environ)
    yield
    changed = read_at_import(os.environ).items() ^ before.items()
    for name in {name for name, _ in changed}:
        os.environ.pop(name)
    os.environ.update(before)
    assert not changed, f"the test left {sorted(changed)} in the environment"


class _BySharing(LoadFileScheduling):
    """What shares something slow runs in one worker: a file's tests. A run of a notebook and a lesson
    in the browser each go to whichever worker is free; so does what is asked of one assignment's tasks,
    and what learners answer to one task."""

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        if file in _INSTRUCTORS:
            return _INSTRUCTORS[0]
        if file in _EACH_BY_ITSELF:
            return nodeid
        if file.startswith("tests/tasks") and (assignment := _ASSIGNMENT.search(test)):
            return f"{file}::{assignment[0]}"
        if file == "tests/checking/test_answers.py":  # by task: `...[row_means-142-passed]`
            return nodeid.rsplit("-", 2)[0]
        return super()._split_scope(nodeid)


def pytest_xdist_auto_num_workers():
    """One more than there are cores: much of what is tested waits, for a limit or for a page."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config, log):
    # Not by the mark xdist_group: pytest 9.2 has no attribute for xdist 3.8 to write groups to.
    return _BySharing(config, log)


def _place(item) -> int:
    """Where a test stands among what takes longest; behind all that where it doesn't."""
    places = (n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start))
    return next(places, len(LONGEST))


def pytest_collection_modifyitems(items):
    items.sort(key=_place)
    needing = [item for item in items if item.get_closest_marker("browser")]
    if needing and not find_browser():
        for item in needing:
            item.add_marker(pytest.mark.skip(reason=NOT_RUN))


def _not_run(config, reason: str) -> int:
    """Count the tests skipped for a reason, in the process that collects all reports."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    return sum(reason in str(report.longrepr) for report in skipped)


def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput") or not in_ci():
        return
    if any(_not_run(session.config, reason) for reason in (NOT_RUN, NO_SANDBOX, NO_TOOL)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    figures = [
        value
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        for name, value in report.user_properties
        if name == "figure" and report.when == "call"
    ]
    if figures:
        terminalreporter.section("time each notebook took when it ran, TensorFlow imported")
        terminalreporter.write_line("\n".join(sorted(figures)))
    if count := _not_run(config, NO_SANDBOX):
        terminalreporter.section("SANDBOX TESTS NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(
            f"{count} tests did NOT run: no sandbox can be had here, see above why."
        )
        if in_ci():
            terminalreporter.line("This is CI, where that is a failure.", red=True)
    if count := _not_run(config, NO_TOOL):
        terminalreporter.section("SHIPPING TESTS NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{count} tests did NOT run: a tool is missing, see above which.")
        if in_ci():
            terminalreporter.line("This is CI, where that is a failure.", red=True)
    if count := _not_run(config, NOT_RUN):
        terminalreporter.section("BROWSER TESTS NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{count} browser tests did NOT run: there is no Chromium here.")
        terminalreporter.line("Install one, or name it: CHROMIUM=/path/to/chromium make test")
        if in_ci():
            terminalreporter.line("This is CI, where that is a failure.", red=True)


def pytest_unconfigure(config):
    """Say at the very end what was done, and what was done before and only read."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if RUNS not in config.stash or reporter is None:  # a worker
        return
    ran = sum(len(reporter.stats.get(kind, ())) for kind in ("passed", "failed", "error"))
    runs = config.stash[RUNS]
    lines = runs.read_text(encoding="utf-8").splitlines() if runs.exists() else []
    executed = sum(line.startswith("executed ") for line in lines)
    if ran:
        reporter.write_line(
            f"Tests that ran: {ran:,}. Notebooks executed: {executed}; "
            f"read from kept runs: {len(lines) - executed}."
        )
