"""What goes wrong in one submission costs its own cell or file, is named, and costs no other mark."""

from __future__ import annotations

import copy
import json
import os
import textwrap

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI

from grader.autograding.classes.roll import call_roll
from grader.autograding.classes.summary import summary
from grader.autograding.reading.submissions import find_students
from grader.autograding.recording.class_marks import read_class_marks
from grader.autograding.recording.collected import Collected
from grader.autograding.terms.asked import Limits
from grader.catalog import find_assignment
from tests.autograding.conftest import Class

NAME = "01-tensors"
TASKS = {task.name: task for task in find_assignment(NAME).tasks}
ALL = sum(task.points for task in TASKS.values())
HURT = "row_means"  # the task whose answer has the fault
REST = ALL - TASKS[HURT].points

# What goes on without end takes all of it, twice: it is asked again. An honest cell takes a tenth.
LIMITS = Limits(2, 60)
ENDLESS = f"did not end within {LIMITS.cell:g} s"

# Answers that do harm, and what is said of them: a failure of the cell, or "" where the check says it.
ANSWERS = {
    "endless loop": ("while True: pass", f"{ENDLESS}, and was interrupted"),
    "swallows interrupts": (
        "while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        ENDLESS,
    ),
    "os._exit": ("import os; os._exit(0)", "ended its kernel (exit code 0)"),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", ""),
    "crash": ("import ctypes; ctypes.string_at(0)", "Its kernel crashed"),
    "out of memory": ("x = []\n    while True: x.append(bytearray(2 ** 26))", None),
    "fork bomb": ("import os\n    while True: os.fork()", None),
    "filled disk": ("open('x', 'wb').write(bytes(2 ** 29))", None),
    "input": ("return input()", ""),
    "sys.exit": ("import sys; sys.exit(1)", ""),
    "deadlock": (
        "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
        ENDLESS,
    ),
    "infinite recursion": (f"return {HURT}(matrix)", ""),
    "much output": ("while True: print('x' * 10 ** 6)", ENDLESS),
    # Threads that never end take the time of every cell behind.
    "endless threads": (
        "import threading\n    for _ in range(40):\n"
        "        threading.Thread(target=lambda: [0 for _ in iter(int, 1)], daemon=True).start()",
        None,
    ),
    # What it does to the others' import would cost eight more marks.
    "takes an import away": ("global tf\n    tf = None", None),
}
# Sends what no kernel sends, signed and unsigned, on the socket that the grader reads.
FORGED_MESSAGES = """
    import json
    kernel = get_ipython().kernel
    session, socket, parent = kernel.session, kernel.iopub_socket, kernel.get_parent()
    for kind in ("stream", "display_data", "execute_result", "error", "update_display_data", "x"):
        for content in ({}, {"text": 5, "name": []}, {"data": [1], "transient": 7},
                        {"data": {"text/plain": {}, "text/html": 5}}, {"traceback": 5, "ename": []}):
            session.send(socket, kind, content, parent=parent)
    header = json.dumps(parent["header"], default=str).encode()
    for parts in ([b"[]", header, b"{}", b"{}"], [b"{", header, b"{}", b"{}"],
                  [b'{"msg_id": "a", "msg_type": 5}', header, b"{}", b"[" * 5000],
                  [b'{"msg_id": "b", "msg_type": "stream"}', b"[1]", b"{}", b"[1]"],
                  [b'{"msg_id": "c", "msg_type": "display_data"}', header, b"{}",
                   rb'{"data": {"text/plain": "\\ud800", "image/svg+xml": "\\udfff"}}']):
        socket.send_multipart([b"<IDS|MSG>", session.sign(parts), *parts])
    for parts in ([b""], [b"a"], [b"<IDS|MSG>"], [b"<IDS|MSG>", b"", b"", b"", b"", b""]):
        socket.send_multipart(parts)
"""
WITHOUT = "without the student's own cells, which got in its way"
# Cells of the student's own, that no mark hangs on.
CELLS = {
    "a gigabyte of output": (
        "for _ in range(1100): print('x' * 10 ** 6)",
        "was",
    ),  # by size or time
    "endless cell": ("while True: pass", ENDLESS),
    "dead cell": ("import os; os._exit(7)", "exit code 7"),
    "raises": ("1 / 0", None),
    "no Python": ("this is no Python", None),
    "shell": ("!kill -9 -1", None),
    "exit": ("exit()", "It ended its kernel (by `exit` or `quit`)."),
    "resets everything": ("%reset -f", WITHOUT),
    "deletes an import": ("del tf", WITHOUT),
    "little recursion": ("import sys\nsys.setrecursionlimit(50)", WITHOUT),
    "patched print": ("import builtins\nbuiltins.print = print = None", None),
    "bash": ("%%bash\necho hello", None),
    "async": ("import asyncio\nawait asyncio.sleep(0)", None),
    "a process that stays": (
        "import os, subprocess\nsubprocess.Popen(['sleep', '600'], preexec_fn=os.setpgrp)",
        None,
    ),
    "no signals": ("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)", None),
    "stops itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", None),
    "goes on twice": ("import os\npid = os.fork()", None),
    "no builtins": (
        "import builtins\nfor name in ('len', 'print', 'type', '__import__'):\n"
        "    delattr(builtins, name)",
        "It ",
    ),
    "no descriptors": ("import os\nos.closerange(0, 3)", None),
    "no display": ("display({5: 'x', 'text/plain': ['a', 3]}, raw=True)", None),
    "a page nested deeply": (
        "from IPython.display import HTML\nHTML('<div><b>' * 100_000)",
        None,
    ),
    "many displays": ("for number in range(3000): display(number)", None),
    "forged messages": (textwrap.dedent(FORGED_MESSAGES), None),
}
# Students' folders may have any name.
UNFIT_NAMES = {os.fsdecode(b"\xff\x1b[2J"): "not text in UTF-8", "two\nlines": "more than one line"}
NAMES = ("Ada Lovelace", "-rf", "a'b\"c; $(d)", "ünï ☃", "`x`<b>", "\x1b[31mred")


def perfect(released):
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            cell.source = TASKS[about["grade_id"].removesuffix("-answer")].solution
    return notebook


def place_of(notebook, task: str) -> int:
    return next(
        place
        for place, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == f"{task}-answer"
    )


def with_answer(released, body: str):
    notebook = perfect(released)
    notebook.cells[place_of(notebook, HURT)].source = f"def {HURT}(matrix):\n    {body}"
    return notebook


def with_cell(released, source: str):
    notebook = perfect(released)
    place = place_of(notebook, HURT)
    notebook.cells.insert(place, nbformat.v4.new_code_cell(source))
    return notebook


def stripped(released):
    notebook = perfect(released)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.clear()
        cell["id"] = f"new-{number}"
    return notebook


def from_colab(released):
    """As Colab saves it: its own ids and fields, a person's name, widgets without their state."""
    notebook = perfect(released)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.update(
            id=f"c{number}",
            colab={"base_uri": "https://localhost:8080/", "height": 35},
            outputId="8f3c",
            executionInfo={"user": {"displayName": "Ada Lovelace", "userId": "0815"}},
        )
        cell["id"] = f"colab{number}"
    notebook.metadata.update(
        colab={"provenance": []},
        accelerator="GPU",
        widgets={"application/vnd.jupyter.widget-state+json": {"abc": {"model_name": "X"}}},
    )
    return notebook


def without(released, *dropped: str):
    notebook = perfect(released)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in dropped
    ]
    return notebook


def twice(released):
    notebook = perfect(released)
    place = place_of(notebook, HURT)
    again = copy.deepcopy(notebook.cells[place])
    notebook.cells.insert(place, again)
    return notebook


def reordered(released):
    notebook = perfect(released)
    head, tail = notebook.cells[:4], notebook.cells[4:]
    notebook.cells = [*head, *reversed(tail)]
    return notebook


def tampered(released):
    notebook = perfect(released)
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade"):
            about["points"] = 100
            cell.source = "1000"
    return notebook


def with_large_outputs(released):
    notebook = perfect(released)
    text = nbformat.v4.new_output("stream", text="x" * (30 << 20))
    notebook.cells[place_of(notebook, HURT)].outputs = [text]
    return notebook


def ending_later(released):
    """A cell of its own that ends every kernel, while other cells run in it."""
    notebook = perfect(released)
    killer = "import os, threading\nthreading.Timer(0.02, os._exit, [3]).start()"
    notebook.cells.insert(len(notebook.cells) - 5, nbformat.v4.new_code_cell(killer))
    return notebook


def as_text(notebook) -> bytes:
    return json.dumps(notebook, indent=1).encode()


# The file itself: how it is made from the released notebook, its score, and what is said.
FILES = {
    "perfect": (perfect, ALL, ""),
    "untouched": (copy.deepcopy, 0, ""),
    "stripped metadata": (stripped, ALL, "stands for it"),
    "from Colab": (from_colab, ALL, ""),
    "an answer missing": (lambda n: without(n, f"{HURT}-answer"), REST, "was missing"),
    "a check missing": (lambda n: without(n, HURT), ALL, "was missing"),
    "an answer twice": (twice, ALL, "was there 2 times"),
    "reordered": (reordered, ALL, "another order"),
    "tampered": (tampered, ALL, "points of the cell"),
    "broken JSON": (lambda n: as_text(perfect(n))[:-200], 0, "is broken"),
    "empty": (lambda n: b"", 0, "is empty"),
    "no notebook": (lambda n: b'{"cells": "many"}', 0, "not known"),
    "a list": (lambda n: b"[1, 2]", 0, "no notebook"),
    "not text": (lambda n: bytes(range(256)), 0, "not text"),
    "format 3": (lambda n: json.dumps(nbformat.convert(perfect(n), 3)).encode(), ALL, "converted"),
    "a format of the future": (
        lambda n: as_text(perfect(n)).replace(b'"nbformat": 4', b'"nbformat": 9'),
        0,
        "not known",
    ),
    "no cells": (lambda n: nbformat.v4.new_notebook(), 0, "no cells"),
    "30 MB of outputs": (with_large_outputs, ALL, ""),
    "UTF-16": (lambda n: json.dumps(perfect(n)).encode("utf-16"), ALL, "was text in UTF-16"),
    "a kernel that ends later": (ending_later, ALL, ""),
    "lone surrogates": (lambda n: with_answer(n, "return '\ud800'"), REST, ""),
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory, repository, kernels):
    """A class in which everybody has another fault, marked at once."""
    folder = tmp_path_factory.mktemp("faults")
    course = Class.ours(folder, repository, kernels, NAME)
    released = course.released(NAME, NAME)
    for name, (body, _) in ANSWERS.items():
        course.hand_in(name, NAME, NAME, with_answer(released, body))
    for name, (source, _) in CELLS.items():
        course.hand_in(name, NAME, NAME, with_cell(released, source))
    for name, (make, _, _) in FILES.items():
        course.hand_in(name, NAME, NAME, make(released))
    for name in NAMES:
        course.hand_in(name, NAME, NAME, perfect(released))
    for name in UNFIT_NAMES:
        course.hand_in(name, NAME, NAME, perfect(released))
    course.hand_in("wrong name", NAME, "my homework (1)", perfect(released))
    course.results = course.mark(NAME, limits=LIMITS)
    return course


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_does_harm_costs_its_own_mark(marked, name):
    result, (_, said) = marked.results[name], ANSWERS[name]
    assert result.score == REST, result
    assert marked.scores(name, NAME, NAME)[HURT] == 0
    if said:
        assert any(said in text and f"`{HURT}`" in text for text in result.failures), result
    elif said == "":
        assert result.failures == []


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_of_their_own_costs_no_mark(marked, name):
    result, (_, said) = marked.results[name], CELLS[name]
    assert result.score == ALL, result
    if said:
        assert any(said in text for text in result.failures), result


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_repaired_or_named(marked, name):
    result, (_, score, said) = marked.results[name], FILES[name]
    assert result.score == score, result
    assert (said == "") == (not result.repairs and not result.problems), result
    assert any(said in text for text in [*result.repairs, *result.problems, ""])
    assert sum(marked.scores(name, NAME, NAME).values()) == score


@pytest.mark.parametrize("name", NAMES)
def test_a_student_may_have_any_name(marked, name):
    assert sum(marked.scores(name, NAME, NAME).values()) == ALL


@pytest.mark.parametrize("name", UNFIT_NAMES)
def test_a_name_that_no_gradebook_can_hold_costs_its_own_submission(marked, name):
    assert UNFIT_NAMES[name] in marked.results[name].error
    assert not (marked.course.autograded / name).exists()


def test_whatever_students_are_called_a_terminal_shows_it(marked):
    marks = read_class_marks(marked.course, NAME)
    handed_in = find_students(marked.course.submitted, NAME)
    said = summary(call_roll(NAME, marks, list(marked.results.values()), handed_in, Collected()))
    assert all(line.isprintable() for line in said.split("\n"))
    assert "not run      2: two\ufffdlines, \ufffd\ufffd[2J" in said
    said.encode()


def test_how_long_a_submission_took_counts_what_its_cells_were_given(marked):
    assert marked.results["endless loop"].seconds > 3  # its limit for a cell


def test_the_only_notebook_is_taken_whatever_its_name(marked):
    result = marked.results["wrong name"]
    assert result.score == ALL
    assert "my homework (1).ipynb" in result.problems[0]


def test_what_was_done_stands_at_the_top_of_the_autograded_notebook(marked):
    for name, said in (("reordered", "another order"), ("os._exit", "ended its kernel")):
        first = marked.autograded(name, NAME, NAME).cells[0]
        assert said in first.source


def test_nothing_personal_of_a_colab_file_is_kept(marked):
    text = nbformat.writes(marked.autograded("from Colab", NAME, NAME))
    personal = ("Ada", "0815", "executionInfo", "base_uri", "outputId", "provenance")
    assert not any(word in text for word in personal)
    assert "row_means" in text


def test_nbgraders_own_feedback_works_on_all_of_it(marked):
    marked.nbgrader("generate_feedback", NAME)
    pages = list((marked.folder / "feedback").glob(f"*/{NAME}/{NAME}.html"))
    assert len(pages) == len(marked.results) - len(UNFIT_NAMES)
    page = marked.folder / "feedback/os._exit" / NAME / f"{NAME}.html"
    assert "could not be checked to its end" in page.read_text()


def test_what_could_not_be_read_is_marked_and_says_why_where_marks_are_read(marked):
    name = "broken JSON"
    path = marked.folder / "autograded" / name / NAME / f"{NAME}.ipynb"
    [note, *handed_out] = nbformat.read(path, as_version=4).cells
    assert "is broken" in note.source and "Nothing could be read" in note.source
    assert any(cell.source == 'check("row_means")' for cell in handed_out)
    app = NbGraderAPI(config=marked.course.config)
    shown = app.get_submission(NAME, name)
    assert (shown["autograded"], shown["needs_manual_grade"], shown["score"]) == (True, False, 0)
