"""What all workers of a run of the tests share: started by the first that needs it, once, and ended with
the run, whatever becomes of the worker."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

# The folder of a run's services. While the process that made it holds the pipe in it open, they run.
FOLDER = "WORKBOOK_TEST_SERVICES"
_PIPE = "until-the-end"
_SECONDS = 60  # that services have to end


@contextlib.contextmanager
def running_services(folder: Path) -> Iterator[dict[str, str]]:
    """Let services run while inside; they are awaited at the end.

    Args:
        folder: An empty one, for what they say of themselves.

    Yields:
        The variables by which workers find them.
    """
    pipe = folder / _PIPE
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDWR | os.O_CLOEXEC)
    try:
        yield {FOLDER: str(folder)}
    finally:
        os.close(held)
        for said in folder.glob("*.json"):
            _wait_for(json.loads(said.read_text(encoding="utf-8"))["pid"])


def shared(name: str, module: str) -> Mapping[str, object]:
    """What a service says of itself; it is started if it does not run yet.

    Args:
        name: Of the service.
        module: What `python -m` runs: a module that calls `serve`.
    """
    folder = Path(os.environ[FOLDER])
    said = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            _start(name, module, folder)
    return json.loads(said.read_text(encoding="utf-8"))


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker that needs it fills, and that nobody changes afterwards.

    Args:
        name: Of the folder.
        make: Fills an empty folder.
    """
    folder = Path(os.environ[FOLDER]) / "made"
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / name).exists():
            aside = folder / f"{name}.part"
            shutil.rmtree(aside, ignore_errors=True)  # of a worker that failed at it
            aside.mkdir()
            make(aside)
            aside.rename(folder / name)
    return folder / name


def _start(name: str, module: str, folder: Path) -> None:
    own = folder / name
    own.mkdir()
    with (folder / f"{name}.log").open("w") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", module, str(own)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C in a terminal is for whoever runs the tests
        )
    line = started.stdout.readline()
    started.stdout.close()
    if not line:
        started.wait()
        words = (folder / f"{name}.log").read_text(encoding="utf-8")
        raise RuntimeError(f"The service {name} did not start:\n{words[-3000:]}")
    facts = json.loads(line) | {"pid": started.pid}
    aside = folder / f"{name}.part"
    aside.write_text(json.dumps(facts), encoding="utf-8")
    aside.replace(folder / f"{name}.json")
    started.returncode = 0  # it is no child to wait for here: it outlives this process


def serve(facts: Mapping[str, object]) -> None:
    """Say of a service that it is ready, by facts; return when the run of the tests has ended."""
    # Without waiting for somebody who writes, who may be gone already.
    end = os.open(Path(os.environ[FOLDER]) / _PIPE, os.O_RDONLY | os.O_NONBLOCK)
    try:
        os.set_blocking(end, True)
        print(json.dumps(dict(facts)), flush=True)
        os.read(end, 1)
    finally:
        os.close(end)


def _wait_for(pid: int) -> None:
    """Wait until a process has ended, whether a child of this one or not."""
    until = time.monotonic() + _SECONDS
    while not _has_ended(pid) and time.monotonic() < until:
        time.sleep(0.02)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
