"""A command whose streams are closed or full does its work, and its exit code says what it could not."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import tempfile
from argparse import Namespace

import pytest

from grader.autograding.classes import command
from grader.autograding.running import kernel_pool as kernel_supply
from grader.autograding.running.kernel_pool import Kernels
from grader.autograding.running.standard_streams import Steady, steady_streams
from grader.autograding.terms.errors import NoKernelsError

# Prints, marks, and tells by its own exit code what is open and what that of the command would be.
PROGRAM = """
import os, sys
from grader.autograding.running.standard_streams import steady_streams
with steady_streams() as (stdout, stderr):
    first = os.open("/", os.O_RDONLY)
    print("x" * 100_000)
    print("y" * 100_000, file=sys.stderr)
    print("z", flush=True)
    marked = True
os._exit(0 if first < 3 else 10 + (stdout.failure is not None) + 2 * (stderr.failure is not None))
"""


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        ("", 10),
        ("<&-", 10),
        (">&- 2>&-", 10),
        ("<&- >&- 2>&-", 10),
        ("> /dev/full", 11),
        ("2> /dev/full", 12),
        ("| head -c 1", 10),
    ],
)
def test_what_cannot_be_written_to_is_let_go(streams, code):
    inner = f'{sys.executable} -c "$PROGRAM"'
    script = f"set -o pipefail; {inner} {streams}"
    environment = os.environ | {"PROGRAM": PROGRAM}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True)
    assert done.returncode == code, done.stderr


def test_it_can_be_thrown_away_after_the_stream_was_closed():
    stream = io.StringIO()
    steady = Steady(stream)
    stream.close()
    steady.close()  # as Python does then


# What a program started by it has at 0 to 2: as its own exit code, how many of them are open.
PARENT = """
import os, subprocess, sys
from grader.autograding.running.standard_streams import steady_streams
count = "import os; os._exit(sum(os.path.exists(f'/proc/self/fd/{n}') for n in range(3)))"
with steady_streams():
    os._exit(subprocess.run([sys.executable, "-c", count]).returncode)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="needs /proc")
def test_what_is_missing_is_there_for_the_programs_that_it_starts():
    inner = f'{sys.executable} -c "$PARENT"'
    environment = os.environ | {"PARENT": PARENT}
    done = subprocess.run(["bash", "-c", f"{inner} <&- >&- 2>&-"], env=environment)
    assert done.returncode == 3


def test_the_command_says_by_its_exit_code_that_its_result_could_not_be_written(
    monkeypatch, capsys
):
    monkeypatch.setattr(command, "_run", lambda arguments: print("result") or command.MARKED)
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert command.run(Namespace(dry_run=False)) == command.NOT_SAID
    assert "No space left on device. What was marked is recorded." in capsys.readouterr().err


def test_whoever_asks_a_stream_what_it_is_hears_what_stands_behind():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    assert (Steady(stream).encoding, Steady(stream).isatty()) == ("latin-1", False)
    before = sys.stdout
    with steady_streams():
        assert isinstance(sys.stdout, Steady)
    assert sys.stdout is before


@pytest.mark.parametrize("place", ["TemporaryDirectory", "write_packages"])
def test_a_temporary_folder_without_room_is_named(place, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x")

    where = tempfile if place == "TemporaryDirectory" else kernel_supply
    monkeypatch.setattr(where, place, full)
    with pytest.raises(NoKernelsError) as said, Kernels():
        pass
    assert f"{tempfile.gettempdir()} cannot be used: No space left" in str(said.value)
    assert "TMPDIR" in str(said.value)
