"""A low limit of the shell is named with how to raise it, and never cured by marking unconfined."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
from grader.autograding.running.kernel_pool import why_not
before = resource.getrlimit(resource.RLIMIT_NOFILE)
print(why_not(True, "--no-sandbox"))
print(before, resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def said_under(limits: str, repository) -> str:
    """What is said of why nothing can be marked, in a shell with these limits."""
    script = f'{limits} && exec "$0" -c "$1"'
    done = subprocess.run(
        ["bash", "-c", script, sys.executable, PROGRAM],
        cwd=repository,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ("ulimit -n 64", ["open files: 64 (`ulimit -n`), 512 are needed", "`ulimit -n 512`"]),
        ("ulimit -u 60", ["processes and threads: 60 (`ulimit -u`)", "--ulimit nproc=512"]),
        ("ulimit -f 100", ["the size of a file, in KB: 100 (`ulimit -f`)", "`ulimit -f 1048576`"]),
        ("ulimit -n 64; ulimit -t 60", ["open files: 64", "processor time, in s: 60"]),
    ],
)
def test_a_low_limit_is_named_with_how_to_raise_it(limits, words, repository):
    said = said_under(limits, repository)
    assert all(word in said for word in words), said
    assert "--no-sandbox" not in said
    assert "Landlock" not in said


def test_a_limit_that_may_be_raised_is_raised(repository):
    said = said_under("ulimit -S -n 64 && ulimit -H -n 4096", repository)
    assert "ulimit -n" not in said
    assert said.endswith("(64, 4096) (512, 4096)\n")
