"""Measure what one hostile submission costs the rest of a class: `python -m maintenance.class_bench
--hostile [SUBMISSIONS [ASSIGNMENT]]`.

A class is marked by itself, and then beside one submission of each kind. Printed for each kind: the
time until the last of the others was marked, as a multiple of what it is without; how long the hostile
one took; and whose points changed, which nobody's should. A table for people, then one line of JSON.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

if TYPE_CHECKING:  # marking is imported when it is measured
    from grader.autograding.running.kernel_pool import Kernels
    from grader.autograding.terms.results import Marked

HOSTILE = "a-hostile"  # by this name it is the first to run

_STAYS = "import time\ntime.sleep(20)"
_SLOW_GREETING = """
import os, socket, threading, time
if os.fork() == 0:
    os.setsid()
    def drip(connection):
        for _ in range(60):
            connection.send(b"\\xff")
            time.sleep(4.5)
    def serve(path):
        os.unlink(path)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(50)
        while True:
            threading.Thread(target=drip, args=[listener.accept()[0]], daemon=True).start()
    for number in (1, 2):
        threading.Thread(target=serve, args=[f"/meeting/s-{number}"], daemon=True).start()
    time.sleep(1000)
time.sleep(0.5)
for name in os.listdir("/proc/self/fd"):
    try:
        if int(name) > 2 and os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
            one = socket.socket(fileno=os.dup(int(name)))
            ours = one.family == socket.AF_UNIX and one.getsockname() in ("/meeting/s-1", "/meeting/s-2")
            if ours and not one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                one.shutdown(2)
    except (OSError, ValueError):
        pass
time.sleep(1000)
"""
# Cells that stand on top of a right submission.
KINDS = {
    "processors": [
        "import subprocess\nfor _ in range(150):\n"
        '    subprocess.Popen(["setsid", "sh", "-c", "while :; do :; done"])',
        *[_STAYS] * 3,
    ],
    "sockets": [
        "import socket, time\nnumber, end = 0, time.time() + 20\nwhile time.time() < end:\n"
        "    one = socket.socket(socket.AF_UNIX)\n    try:\n"
        '        one.bind(f"/meeting/x{number}")\n        number += 1\n'
        "    except OSError:\n        pass\n    one.close()",
        _STAYS,
    ],
    "socket buffers": [
        "import os, socket, time\nfor _ in range(20):\n    if os.fork() == 0:\n        held = []\n"
        "        try:\n            while True:\n"
        "                held += socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "                held[-1].setblocking(False)\n                try:\n"
        "                    while True:\n                        held[-1].send(bytes(100_000))\n"
        "                except BlockingIOError:\n                    pass\n"
        "        except OSError:\n            time.sleep(1000)\n        os._exit(0)",
        _STAYS,
    ],
    "memory": [
        "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n"
        "        held = [bytearray(os.urandom(1 << 20)) for _ in range(1500)]\n"
        "        time.sleep(1000)",
        _STAYS,
    ],
    "fork bomb": ["import os\nwhile True:\n    os.fork()"],
    "Markdown": [
        'for _ in range(200):\n    display({"text/markdown": "\\\\\\\\[" * 6600}, raw=True)'
    ],
    "pictures": ['display({"image/png": "A" * (8 << 20)}, raw=True)'] * 40,
    "HTML": ['for _ in range(10):\n    display({"text/html": "<br>" * 25_000}, raw=True)'] * 20,
    "displays": ["for number in range(10**6):\n    display(number)"],
    "prints": ["while True:\n    print('x' * 10**6)"] * 3,
    "slow greeting": [_SLOW_GREETING],
}


@dataclass(frozen=True)
class Marking:
    """One marking of a class.

    Attributes:
        seconds: Until the last of the others was marked.
        hostile: Seconds that the hostile submission took, from the start; 0 where there was none.
        points: Student to points, of the others; None where one was not marked.
    """

    seconds: float
    hostile: float
    points: dict[str, float | None]


@dataclass(frozen=True)
class Cost:
    """What one hostile submission cost the others.

    Attributes:
        kind: What it did.
        ratio: The others' time, as a multiple of what it is without.
        hostile: Seconds that it took itself.
        changed: Who has other points.
    """

    kind: str
    ratio: float
    hostile: float
    changed: tuple[str, ...]


def compare(kind: str, without: Marking, beside: Marking) -> Cost:
    """What a hostile submission cost, by a marking without and one with it."""
    students = without.points.keys() | beside.points.keys()
    changed = [one for one in students if without.points.get(one) != beside.points.get(one)]
    ratio = round(beside.seconds / without.seconds, 2)
    return Cost(kind, ratio, round(beside.hostile, 1), tuple(sorted(changed)))


def hand_in_hostile(course: Path, assignment: str, cells: list[str]) -> None:
    """Put a right submission with some cells on top where the class's lie."""
    right = course / "submitted/student-0000" / assignment / f"{assignment}.ipynb"
    notebook = nbformat.read(right, as_version=4)
    # Behind the cell that imports, before the first answer.
    place = next(
        number
        for number, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("solution")
    )
    notebook.cells[place:place] = [nbformat.v4.new_code_cell(source) for source in cells]
    folder = course / "submitted" / HOSTILE / assignment
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{assignment}.ipynb")


def _mark(course_folder: Path, assignment: str, kernels: Kernels) -> Marking:
    from grader.autograding.classes.batch import Options, mark_class, on_this_machine
    from grader.autograding.terms.course_folder import open_course

    with contextlib.chdir(course_folder):
        course = open_course()
    done: dict[str, float] = {}
    start = time.perf_counter()

    def note_time(marked: Marked, _of: int) -> None:
        done.setdefault(marked.student, time.perf_counter() - start)

    marked = mark_class(
        course,
        assignment,
        Options(force=True),
        on_this_machine(kernels),
        note_time,
    )
    others = [one for one in marked if one.student != HOSTILE]
    return Marking(
        max(done[one.student] for one in others),
        done.get(HOSTILE, 0.0),
        {one.student: None if one.error else one.score for one in others},
    )


def measure(course: Path, assignment: str, kinds: Sequence[str] | None = None) -> list[Cost]:
    """What each kind costs a class that is handed in; printed as it is known.

    Args:
        course: The course's folder.
        assignment: The assignment's name.
        kinds: Only these; all of them by default.
    """
    from grader.autograding.running.kernel_pool import Kernels

    with Kernels() as kernels:
        with kernels.new({}):  # TensorFlow's import belongs to no class
            pass
        without = _mark(course, assignment, kernels)
        print(f"{'alone':>16}  {without.seconds:8.1f} s", flush=True)
        costs = []
        for kind in kinds or KINDS:
            hand_in_hostile(course, assignment, KINDS[kind])
            cost = compare(kind, without, _mark(course, assignment, kernels))
            costs.append(cost)
            changed = ", ".join(cost.changed) or "nobody"
            said = f"{kind:>16}  {cost.ratio:8.2f} times as long; other points: {changed}"
            print(f"{said}; it took {cost.hostile:g} s itself", flush=True)
    return costs


def as_json(costs: list[Cost]) -> str:
    """The costs for a program."""
    return json.dumps(
        {
            "hostile": {
                cost.kind: {"ratio": cost.ratio, "changed": list(cost.changed)} for cost in costs
            },
            "worst_ratio": max(cost.ratio for cost in costs),
            "changed": sum(len(cost.changed) for cost in costs),
        }
    )
