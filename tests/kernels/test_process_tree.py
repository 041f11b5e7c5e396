"""What a process and all it started use is read from outside."""

from __future__ import annotations

import subprocess
import sys

from grader.kernels.process_tree import processor_seconds

BURN = "import sys, time\nwhile time.process_time() < 0.3: pass\nprint('burnt', flush=True)\n"
STAY = "sys.stdin.read()\n"
PROGRAM = f"""
import ctypes, subprocess, sys
ctypes.CDLL(None).prctl(15, b"\\xff) R 1\\n")  # a name that is no text, and looks like what follows it
subprocess.run([sys.executable, "-c", {BURN!r}])  # has ended, and was waited for
subprocess.Popen([sys.executable, "-c", {BURN + STAY!r}])  # stays
{BURN + STAY}
"""


def test_the_processor_time_of_a_tree_counts_children_that_run_and_that_have_ended():
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        for _ in range(3):
            assert process.stdout.readline() == b"burnt\n"
        used = processor_seconds(process.pid)
        process.stdin.close()
    assert 0.85 < used < 3
    assert processor_seconds(process.pid) == 0
