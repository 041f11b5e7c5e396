"""What every test shares: where the repository is, no network, kernels that start with TensorFlow
imported, and what happens without a browser."""

import contextlib
import os
import tempfile

import pytest
from xdist.scheduler import LoadFileScheduling

from grader.kernels.warm import warm_kernels
from maintenance.browser import find_browser
from maintenance.environment import in_ci
from tests.chromium import browser
from tests.surroundings import GUARD, ROOT, cold, has_gpu, outside_pytest, repository

__all__ = ["browser", "cold", "outside_pytest", "repository"]  # for the tests

# What runs in Colab's versions is run by `make test-colab`.
collect_ignore = ["colab"]

NOT_RUN = "NOT RUN: no Chromium found"
NO_SANDBOX = "NO SANDBOX HERE"


def pytest_configure(config):
    """Give whatever tests start no network and one warm parent, which all workers share."""
    if hasattr(config, "workerinput"):  # a worker inherits both
        return
    os.environ["PYTHONPATH"] = os.pathsep.join([str(GUARD), str(ROOT)])
    folder = tempfile.TemporaryDirectory(prefix="workbook-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["MPLCONFIGDIR"] = folder.name  # a person's own settings change no picture
    if has_gpu():  # it words errors in its own way, and rounds in its own; tests/gpu runs on it
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    kernels = contextlib.ExitStack()
    os.environ.update(kernels.enter_context(warm_kernels()))
    config.add_cleanup(kernels.close)


class _BySharing(LoadFileScheduling):
    """What shares something slow runs in one worker: a file's tests, all of tests/browser, which
    share a server, all of tests/autograding, which share a warm parent, and all of tests/book, which
    share a build. Runs of notebooks share nothing, so each goes to whichever worker is free."""

    def _split_scope(self, nodeid):
        for folder in ("tests/browser", "tests/autograding", "tests/book"):
            if nodeid.startswith(folder):
                return folder
        if nodeid.startswith("tests/notebooks/test_notebooks_run.py"):
            return nodeid
        return super()._split_scope(nodeid)


def pytest_xdist_auto_num_workers():
    """One more than there are cores: much of what is tested waits, for a limit or for a page."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config, log):
    # Not by the mark xdist_group: pytest 9.2 has no attribute for xdist 3.8 to write groups to.
    return _BySharing(config, log)


def pytest_collection_modifyitems(items):
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
    if any(_not_run(session.config, reason) for reason in (NOT_RUN, NO_SANDBOX)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    figures = [
        value
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        for name, value in report.user_properties
        if name == "figure" and report.when == "call"
    ]
    if figures:
        terminalreporter.section("time of the notebooks that ran, TensorFlow imported")
        terminalreporter.write_line("\n".join(sorted(figures)))
    if count := _not_run(config, NO_SANDBOX):
        terminalreporter.section("SANDBOX TESTS NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(
            f"{count} tests did NOT run: no sandbox can be had here, see above why."
        )
        if in_ci():
            terminalreporter.line("This is CI, where that is a failure.", red=True)
    if count := _not_run(config, NOT_RUN):
        terminalreporter.section("BROWSER TESTS NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{count} browser tests did NOT run: there is no Chromium here.")
        terminalreporter.line("Install one, or name it: CHROMIUM=/path/to/chromium make test")
        if in_ci():
            terminalreporter.line("This is CI, where that is a failure.", red=True)
