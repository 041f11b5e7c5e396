"""Ways to points without an answer: each earns nothing it did not earn otherwise.

Every attack stands in a submission whose other answers are right. What it may cost itself besides is
its own affair.
"""

from __future__ import annotations

import ast
import copy
import html
import itertools
import re
import textwrap
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from nbconvert.filters import highlight, markdown2html

from grader.autograding.marking.scheme import read_scheme
from grader.autograding.reading.submissions import read_submission
from grader.autograding.recording.ledger import Ledger
from grader.autograding.showing.bounded_html import bounded
from grader.autograding.showing.cleaning import clean, clean_html, clean_markdown
from grader.autograding.terms.asked import Limits
from grader.autograding.terms.results import Marked, Work
from grader.autograding.terms.untrusted_text import quoted
from grader.course import course as course_facts
from tests.autograding.conftest import Class
from tests.autograding.test_faults import HURT, NAME, REST, TASKS, perfect, place_of

LIMITS = Limits(3, 60)  # some of what is tried takes seconds by right

WRONG = f"def {HURT}(matrix):\n    return matrix"
# What an answer gives that only looks, where it sees what it should not.
RIGHT = "tf.reduce_mean(matrix, 1, keepdims=True)"
MIME = "application/x-workbook-evidence+json"


def _known_answers() -> str:
    """The right results for the cases that are public, looked up instead of computed."""
    task = TASKS[HURT]
    table = {
        repr(np.asarray(case.inputs["matrix"]).tolist()): np.asarray(
            task.expected(*case.inputs.values())
        ).tolist()
        for case in task.draw_cases(course_facts().seed)
    }
    return f"""
        TABLE = {table!r}
        def {HURT}(matrix):
            return tf.constant(TABLE.get(repr(matrix.numpy().tolist()), [[0.0]]), tf.float32)
    """


def _forged(observation: str) -> str:
    """Evidence that no probe writes, in place of the answer's, and of that one's alone."""
    return f"""
        import json
        import grader.probing.crossing as remote
        from IPython.display import publish_display_data
        honest, nothing = remote.show_evidence, {{"kind": "nothing"}}
        def forge(question, namespace):
            if '"{HURT}"' not in question:
                return honest(question, namespace)
            seen = dict(result=None, raised=None, printed="", mutated=[], misfit=False)
            seen |= {observation}
            evidence = dict(status="observed", found={{"kind": "function"}}, note="", settings=[], code="")
            evidence["observations"] = [seen] * len(json.loads(question)["inputs"])
            publish_display_data({{"{MIME}": json.dumps(evidence)}})
        remote.show_evidence = forge
        def {HURT}(matrix): return matrix
    """


def _array(dtype: str, shape: str, data: str) -> str:
    array = f'{{"dtype": "{dtype}", "shape": {shape}, "bytes": "{data}"}}'
    return f'{{"result": {{"kind": "tensor", "dtype": "float32", "array": {array}}}}}'


# Looks through the disk, and comes to an end within the limit of a cell: what the system and packages
# bring along is left out, of which there is too much.
SEARCH = """
import fnmatch, json, os
def search(pattern):
    for folder, folders, files in os.walk("/"):
        folders[:] = set(folders) - {"proc", "sys", "usr", "site-packages"}
        yield from (os.path.join(folder, name) for name in fnmatch.filter(files, pattern))
"""


def _searching(source: str) -> str:
    return SEARCH + textwrap.dedent(source)


# What stands in the place of the answer.
ATTACKS = {
    "hard-coded answers": _known_answers(),
    "displayhook": f"""
        import sys
        def {HURT}(matrix):
            sys.displayhook(2.0)
            return matrix
    """,
    "equal to everything": f"""
        class Same:
            def __eq__(self, other): return True
            def __array__(self, *a, **k): return np.zeros((1, 1), np.float32)
            shape = (1, 1)
        def {HURT}(matrix): return Same()
    """,
    "an array of things equal to everything": f"""
        class Same:
            def __eq__(self, other): return True
            def __float__(self): return 1.0
        def {HURT}(matrix): return np.array([[Same()]] * len(matrix), dtype=object)
    """,
    "a subclass of ndarray": f"""
        class Mine(np.ndarray):
            def tobytes(self, *a): return b""
            def __array_ufunc__(self, *a, **k): return np.True_
        def {HURT}(matrix): return np.zeros((len(matrix), 1), np.float32).view(Mine)
    """,
    "a pickle that runs": f"""
        class Bomb:
            def __reduce__(self): return (print, ("ran",))
        def {HURT}(matrix): return Bomb()
    """,
    "not a number": f"def {HURT}(matrix): return matrix[:, :1] * float('nan')",
    "an ast transformer": f"""
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Expr(self, node): return ast.parse("2.0").body[0]
        get_ipython().ast_transformers.append(Drop())
        {WRONG.replace(chr(10), chr(10) + " " * 8)}
    """,
    "patched check": f"check = lambda name: 2.0\n{WRONG}",
    "patched run_cell": f"""
        shell = get_ipython()
        shell.run_cell = lambda *a, **k: None
        type(shell).run_cell_async = None
        def {HURT}(matrix): return matrix
    """,
    "a pre_run_cell hook": f"""
        import builtins
        get_ipython().events.register("post_run_cell", lambda *a: print(2.0))
        def {HURT}(matrix): return matrix
    """,
    "patched builtins": f"""
        import builtins
        builtins.isinstance = lambda *a: True
        def {HURT}(matrix): return matrix
    """,
    "patched numpy": f"""
        for name in ("allclose", "array_equal", "asarray", "abs"):
            setattr(np, name, lambda *a, **k: True)
        def {HURT}(matrix): return matrix
    """,
    "patched json": f"""
        import json
        real = json.dumps
        json.dumps = lambda value, *a, **k: real(value, *a, **k).replace("raised", "result")
        def {HURT}(matrix): return matrix
    """,
    "patched probe": f"""
        import grader.probing.probe, grader.probing.crossing
        from grader.probing.evidence import Evidence
        grader.probing.crossing.observe = lambda *a, **k: Evidence("observed")
        def {HURT}(matrix): return matrix
    """,
    "patched evidence": f"""
        import grader.probing.crossing
        grader.probing.crossing.pack_evidence = lambda e: {{"status": "passed", "fraction": 1.0}}
        def {HURT}(matrix): return matrix
    """,
    "forged evidence": f"""
        from IPython.display import publish_display_data
        def {HURT}(matrix):
            publish_display_data({{"{MIME}": '{{"status": "passed"}}'}})
            return matrix
    """,
    "forged evidence of no case": f"""
        import threading, time
        from IPython.display import publish_display_data
        def forge():
            while True:
                publish_display_data({{"{MIME}": '{{"status": "observed", "found": {{"kind": '
                    '"nothing"}}, "note": "", "code": "", "settings": [], "observations": []}}'}})
                time.sleep(0.01)
        threading.Thread(target=forge, daemon=True).start()
        def {HURT}(matrix): return matrix
    """,
    "evidence of nothing": _forged("{}"),
    "evidence that is no text": _forged(_array("<U1", "[1, 1]", "/////w==")),
    "evidence of 64 axes": _forged(_array("<f4", "[1] * 64", "AAAAAA==")),
    "evidence of no number": _forged(_array("<f4", "[1, 1]", "AADAfw==")),
    "evidence of many dtypes": _forged(
        '{"result": {"kind": "tensor", "array": {"dtype": "i4," * 300_000 + "i4", "shape": [1, 1],'
        ' "bytes": ""}}}'
    ),
    "evidence of values called otherwise": f"""
        import json
        import grader.probing.crossing as remote
        from IPython.display import publish_display_data
        honest, value = remote.show_evidence, r'{{"\\u006bind": "nothing"}}'
        def forge(question, namespace):
            if '"{HURT}"' not in question:
                return honest(question, namespace)
            items = ",".join([value] * 1_000_000)
            seen = '{{"kind": "list", "items": [' + items + "]}}"
            publish_display_data({{"{MIME}": '{{"status": "observed", "note": "", "code": "", "settings": [], "found": '
                + seen + ', "observations": []}}'}})
        remote.show_evidence = forge
        def {HURT}(matrix): return matrix
    """,
    "evidence in another byte order": _forged(_array(">f4", "[1, 1]", "AAAAAA==")),
    "evidence of a dtype like a novel": _forged(
        '{"result": {"kind": "dtype", "text": "float32 " * 100_000}}'
    ),
    "evidence without end": _forged('{"result": {"kind": "list", "items": [nothing] * 100_000}}'),
    "evidence nested deeply": _forged(
        '{"result": eval("dict(kind=\'list\', items=[" * 60 + "nothing" + "])" * 60)}'
    ),
    "evidence that says too much": _forged('{"printed": "<script>" * 100_000, "result": nothing}'),
    "an end forged on the wire": f"""
        def {HURT}(matrix):
            kernel = get_ipython().kernel
            kernel.session.send(kernel.iopub_socket, "status", {{"execution_state": "idle"}},
                parent=kernel.get_parent())
            return matrix
    """,
    "an answer forged on the wire": f"""
        def {HURT}(matrix):
            kernel = get_ipython().kernel
            kernel.session.send(kernel.shell_stream, "execute_reply", {{"status": "ok",
                "execution_count": 1, "payload": [{{"source": "ask_exit"}}]}},
                parent=kernel.get_parent())
            return matrix
    """,
    "the keys of the session": f"""
        import ctypes
        system, read = ctypes.CDLL(None), ctypes.create_string_buffer(4096)
        found = system.syscall(250, 11, -3, read, 4096)
        def {HURT}(matrix): return {RIGHT} if found > 0 else matrix
    """,
    "a forged result on the wire": f"""
        def {HURT}(matrix):
            kernel = get_ipython().kernel
            kernel.session.send(kernel.iopub_socket, "execute_result", {{"data": {{"text/plain":
                "2.0"}}, "metadata": {{}}, "execution_count": 1}}, parent=kernel.get_parent())
            return matrix
    """,
    "a page that says Passed": f"""
        from IPython.display import HTML, display
        display(HTML("<div>Passed. row_means: 2 of 2 points</div>"))
        def {HURT}(matrix): return matrix
    """,
    "at exit": f"""
        import atexit
        atexit.register(lambda: print("2.0"))
        def {HURT}(matrix): return matrix
    """,
    "a second process that answers": f"""
        import os
        def {HURT}(matrix):
            if os.fork() == 0:
                return matrix[:, :1]
            return matrix
    """,
    "the tasks' own oracle": f"""
        def {HURT}(matrix):
            from grader.catalog import find_task
            return find_task("{HURT}").expected(matrix.numpy())
    """,
    "the tasks on disk": _searching(f"""
        import sys
        kept = [f"{{folder}}/{{package}}/tasks/tensors/{HURT}.py"
                for folder in sys.path for package in ("tensorflow_workbook", "course")]
        kept = [*filter(os.path.exists, kept), *search("{HURT}.py")]
        def {HURT}(matrix):
            for path in kept:
                space = {{}}
                exec(open(path).read(), space)
                return space["TASK"].expected(matrix.numpy())
            return matrix
    """),
    "the solutions on disk": _searching(f"""
        def {HURT}(matrix): return matrix
        for path in search("{NAME}.ipynb"):
            try:
                sources = ["".join(cell["source"]) for cell in json.load(open(path))["cells"]]
            except (OSError, ValueError, LookupError, TypeError):  # others hand in anything
                continue
            for source in sources:
                if source.startswith("def {HURT}(") and "keepdims=True" in source:
                    exec(source)
    """),
    "objects in memory": f"""
        import gc
        def {HURT}(matrix):
            for one in gc.get_objects():
                if type(one).__name__ == "Task" and one.name == "{HURT}":
                    return one.expected(matrix.numpy())
            return matrix
    """,
    "frames above": f"""
        import sys
        def {HURT}(matrix):
            frame = sys._getframe()
            while frame:
                for value in list(frame.f_locals.values()):
                    if callable(getattr(value, "expected", None)):
                        return value.expected(matrix.numpy())
                    if hasattr(value, "truth") and value.truth is not None:
                        return value.truth
                frame = frame.f_back
            return matrix
    """,
    "a tracer": f"""
        import sys
        seen = []
        sys.settrace(lambda frame, event, arg: seen.append(frame.f_locals.get("expected")))
        def {HURT}(matrix):
            found = [one for one in seen if one is not None]
            return found[-1] if found else matrix
    """,
    "the history of inputs": f"""
        def {HURT}(matrix):
            return matrix if "expected" not in In[-1] else eval(In[-1].split("expected")[1])
    """,
    "the gradebook": _searching(f"""
        import sqlite3
        for path in ["../../../gradebook.db", *search("gradebook.db")]:
            try:
                base = sqlite3.connect(path)
                base.execute("update grade set manual_score = 2")
                base.commit()
            except sqlite3.Error:
                pass
        def {HURT}(matrix): return matrix
    """),
    "the memory of the grader": f"""
        import os
        def {HURT}(matrix):
            for pid in (os.getppid(), 1, 2):
                try:
                    open(f"/proc/{{pid}}/mem", "r+b").write(b"x")
                except (OSError, ValueError):
                    pass
            return matrix
    """,
    "talking to another kernel": _searching(f"""
        files = [json.load(open(path)) for path in search("kernel*.json")]
        kernels = [file["key"] for file in files if "shell_port" in file]
        def {HURT}(matrix):
            return {RIGHT} if len(kernels) > 1 else matrix
    """),
    "the connection file": f"""
        try:
            open("/meeting/kernel.json", "w").write("{{}}")
        except OSError:
            pass
        def {HURT}(matrix): return matrix
    """,
    "an import hook": f"""
        import importlib.abc, importlib.util, sys
        class Mine(importlib.abc.MetaPathFinder, importlib.abc.Loader):
            def find_spec(self, name, *a):
                if name.startswith("grader.probing"):
                    return importlib.util.spec_from_loader(name, self)
            def exec_module(self, module): module.show_evidence = lambda *a: print(2.0)
        for name in [name for name in sys.modules if name.startswith("grader.probing")]:
            del sys.modules[name]
        finder = Mine()
        def {HURT}(matrix):
            sys.meta_path.insert(0, finder)
            return matrix
    """,
    "an input transformer": f"""
        def replace(lines):
            return ["2.0\\n"] if "{HURT}" in str(lines) and "evidence" in str(lines) else lines
        get_ipython().input_transformers_cleanup.append(replace)
        def {HURT}(matrix): return matrix
    """,
    "a kernel that executes otherwise": f"""
        kernel = get_ipython().kernel
        honest = kernel.do_execute
        async def do_execute(code, *a, **k):
            return await honest("2.0" if '"{HURT}"' in code else code, *a, **k)
        kernel.do_execute = do_execute
        def {HURT}(matrix): return matrix
    """,
    "a namespace that lies": f"""
        import grader.probing.crossing as remote
        honest_evidence = remote.show_evidence
        class Lying(dict):
            def __contains__(self, name): return True
            def __getitem__(self, name): return lambda *a: True
        remote.show_evidence = lambda question, space: honest_evidence(
            question, Lying() if '"{HURT}"' in question else space)
        def {HURT}(matrix): return matrix
    """,
    "a signal that comes between": f"""
        import signal
        signal.signal(signal.SIGALRM, lambda *a: print(2.0))
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
        def {HURT}(matrix): return matrix
    """,
    "a profiler in the frames": f"""
        import sys
        found = []
        def look(frame, event, arg):
            found.extend(v for k, v in frame.f_locals.items() if k in ("expected", "truth"))
        def {HURT}(matrix):
            sys.setprofile(look)
            try:
                return found[-1] if found else matrix
            finally:
                sys.setprofile(None)
    """,
    "the garbage collector": f"""
        import gc, weakref
        gc.callbacks.append(lambda phase, info: print(2.0))
        class Last: pass
        def {HURT}(matrix):
            kept = Last()
            weakref.finalize(kept, print, 2.0)
            return matrix
    """,
    "a result that changes later": f"""
        import threading, time
        def change(array):
            for _ in range(50):
                array[...] = np.random.rand()
                time.sleep(0)
        def {HURT}(matrix):
            array = np.zeros((len(matrix), 1), np.float32)
            threading.Thread(target=change, args=[array], daemon=True).start()
            return array
    """,
    "a tensor that lies": f"""
        class Tensor:
            shape, dtype, calls = (1, 1), tf.float32, 0
            def numpy(self):
                Tensor.calls += 1
                return np.full((1, 1), Tensor.calls, np.float32)
        def {HURT}(matrix): return Tensor()
    """,
    "a result that would broadcast": f"def {HURT}(matrix): return tf.reduce_mean(matrix)",
    "an empty result": f"def {HURT}(matrix): return matrix[:0, :1]",
    "infinity": f"def {HURT}(matrix): return matrix[:, :1] * 0 + np.inf",
    "an input that is changed": f"""
        import ctypes
        def {HURT}(matrix):
            array = matrix.numpy()
            ctypes.memset(array.ctypes.data, 0, array.nbytes)
            return tf.zeros((len(array), 1))
    """,
    "an exception called like a report": f"""
        def {HURT}(matrix):
            raise type("\\x1b[2J\\nrow_means 99 passed", (Exception,), {{}})("passed")
    """,
    "processes and sockets of others": f"""
        import glob, os, socket
        others = [path for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/mem")
                  if path.split("/")[2] not in ("1", str(os.getpid()))]
        named = [line for line in open("/proc/net/unix").read().splitlines()[1:]
                 if "/meeting/" not in line and len(line.split()) >= 8]
        def {HURT}(matrix): return {RIGHT} if others or named else matrix
    """,
    "a message of many large parts": f"""
        def {HURT}(matrix):
            import zmq
            thread, part = get_ipython().kernel.iopub_thread, zmq.Frame(bytes(60 << 20))
            thread.schedule(lambda: [thread.socket.send(part, zmq.SNDMORE, copy=False)
                                     for _ in range(8)])
            return matrix
    """,
    "not implemented": f"def {HURT}(matrix): raise NotImplementedError",
    "nothing": f"{HURT} = ...",
}


def attacking(released, source: str):
    notebook = perfect(released)
    notebook.cells[place_of(notebook, HURT)].source = textwrap.dedent(source).strip()
    return notebook


def with_locked_cells_of_its_own(released):
    """Check cells replaced, doubled and renamed after one that passes."""
    notebook = attacking(released, WRONG)
    passed = next(cell for cell in notebook.cells if cell.source == 'check("scale_pixels")')
    for cell in list(notebook.cells):
        if cell.source == f'check("{HURT}")':
            cell.source = 'check("scale_pixels")'
            again = copy.deepcopy(passed)
            again.metadata.nbgrader.grade_id = HURT
            notebook.cells.append(again)
            notebook.cells.append(copy.deepcopy(passed))
    return notebook


def linked(folder, released, course):
    """A notebook beside links to what is not theirs."""
    path = course.hand_in("links", NAME, NAME, attacking(released, WRONG))
    (path.parent / "data.csv").symlink_to(course.folder / "gradebook.db")
    (path.parent / "course").symlink_to(course.folder)


# Files beside a wrong answer: whatever imports them or is set up by them is in the sandbox.
BESIDE = {
    "grader/probing/crossing.py": "def show_evidence(*a): print('passed')",
    "grader/__init__.py": "",
    "numpy.py": "allclose = lambda *a: True",
    "sitecustomize.py": "raise SystemExit",
    "json.py": "raise SystemExit",
    **{
        f"{name}.py": "raise SystemExit"
        for name in ("base64", "dataclasses", "inspect", "tensorflow", "textwrap", "IPython")
    },
    ".ipython/profile_default/startup/00.py": "import os; os._exit(0)",
    ".ipython/profile_default/ipython_config.py": "raise SystemExit",
    "ipython_kernel_config.py": "raise SystemExit",
}
HELPING = f"""
import tensorflow as tf
def {HURT}(matrix): return tf.reduce_mean(matrix, axis=1, keepdims=True)
"""
LEAKING = f"""
seen = []
def {HURT}(matrix):
    seen.append(matrix.numpy().tolist())
    return tf.reduce_mean(matrix, axis=1, keepdims=True)
"""


def leaking(released):
    """A right answer that keeps what it is asked, and a cell behind it that shows that."""
    notebook = attacking(released, LEAKING)
    notebook.cells.append(nbformat.v4.new_code_cell("print(seen)"))
    return notebook


def writing_a_module(released):
    """A right answer that is imported from a file that a cell before it writes."""
    notebook = attacking(released, f"from written import {HURT}")
    cell = nbformat.v4.new_code_cell(f"%%writefile written.py{HELPING}")
    notebook.cells.insert(place_of(notebook, HURT), cell)
    return notebook


@pytest.fixture(scope="module")
def marked(tmp_path_factory, repository, kernels):
    """A class of attackers, marked at once."""
    folder = tmp_path_factory.mktemp("attacks")
    course = Class.ours(folder, repository, kernels, NAME)
    released = course.released(NAME, NAME)
    for name, source in ATTACKS.items():
        course.hand_in(name, NAME, NAME, attacking(released, source))
    course.hand_in("locked cells", NAME, NAME, with_locked_cells_of_its_own(released))
    linked(folder, released, course)
    path = course.hand_in("files", NAME, NAME, attacking(released, WRONG))
    for name, text in BESIDE.items():
        (path.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (path.parent / name).write_text(text)
    course.hand_in("leaking", NAME, NAME, leaking(released))
    beside = attacking(released, f"from helpers import {HURT}")
    path = course.hand_in("module beside", NAME, NAME, beside)
    path.with_name("helpers.py").write_text(HELPING)
    course.hand_in("module written", NAME, NAME, writing_a_module(released))
    course.hand_in("honest", NAME, NAME, perfect(released))
    course.results = course.mark(NAME, limits=LIMITS)
    return course


@pytest.mark.parametrize("name", [*ATTACKS, "locked cells", "links", "files"])
def test_an_attack_earns_nothing(marked, name):
    assert marked.scores(name, NAME, NAME)[HURT] == 0
    assert marked.results[name].score <= REST


@pytest.mark.parametrize(
    "name", [n for n in ATTACKS if "search(" in ATTACKS[n] or RIGHT in ATTACKS[n]]
)
def test_an_attack_that_only_looks_came_to_its_end_and_saw_nothing(marked, name):
    assert marked.results[name].failures == []
    unchanged = marked.results["at exit"].keys[HURT]  # what an answer earns that returns its input
    assert marked.results[name].keys[HURT] == unchanged


def test_there_are_sixty_of_them():
    assert len(ATTACKS) >= 60


def test_what_an_exception_is_called_stands_in_no_report(marked):
    assert marked.results["an exception called like a report"].keys[HURT] == "raised.Exception"


@pytest.mark.parametrize("name", ["files", *(name for name in ATTACKS if "evidence" in name)])
def test_a_forgery_costs_no_other_mark(marked, name):
    if name != "patched evidence":  # which forges for all tasks
        assert marked.results[name].score == REST, marked.results[name]


def test_the_gradebook_is_as_honest_work_left_it(marked):
    assert marked.scores("honest", NAME, NAME) == {
        name: task.points for name, task in TASKS.items()
    }


@pytest.mark.parametrize("name", ["module beside", "module written"])
def test_an_answer_may_import_a_module_that_lies_beside_the_notebook(marked, name):
    task = TASKS[HURT]
    assert marked.scores(name, NAME, NAME)[HURT] == task.points, marked.results[name]


def test_a_link_is_named_and_nothing_behind_it_is_copied(marked):
    problems = marked.results["links"].problems
    assert sorted(problems) == [
        "`course` is a link, and was not followed.",
        "`data.csv` is a link, and was not followed.",
    ]
    folder = marked.course.autograded / "links" / NAME
    assert [path.name for path in folder.iterdir()] == [f"{NAME}.ipynb"]


@pytest.mark.parametrize(
    "names",
    [
        ["timestamp.txt/a.png", "submission_secret.txt/a.png"],
        [f"{NAME}.ipynb/a.png", f"{NAME}.writing/a.png"],
        ["a.png", "b/c.png"],
        ["a.png/b.png", "b"],  # what was a picture is a folder now, and the other way round
        ["a.png", "b/c.png"],
    ],
)
def test_pictures_may_be_called_anything_and_stop_no_class(marked, tmp_path, names):
    (tmp_path / "picture").write_bytes(b"GIF89a")
    work = Work(
        Marked("pictures"),
        "digest",
        timestamp="2026-01-01 00:00 UTC",
        notebooks={NAME: (marked.released(NAME, NAME), ())},
        pictures={name: tmp_path / "picture" for name in names},
    )
    with Ledger(marked.course, NAME) as ledger:
        ledger.record(work)
    folder = marked.course.autograded / "pictures" / NAME
    assert (folder / f"{NAME}.ipynb").is_file()
    assert (folder / "timestamp.txt").is_file()
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    fit = {name for name in names if name[0] in "ab"}
    assert there == {f"{NAME}.ipynb", "timestamp.txt", *fit}


def hidden_cases(course, student):
    """What a student's submission was asked besides the public cases."""
    scheme = read_scheme(course.course, NAME, LIMITS)
    submission = read_submission(course.course.submitted, student, NAME, NAME)
    cases = scheme.asked_of(submission.digest)[HURT].cases
    return [case for case in cases if case.hidden]


def test_a_hidden_case_is_not_in_what_comes_back(marked):
    text = nbformat.writes(marked.autograded("hard-coded answers", NAME, NAME))
    cases = hidden_cases(marked, "hard-coded answers")
    assert cases
    for case in cases:
        for value in np.asarray(case.inputs["matrix"]).ravel().tolist():
            if abs(value) > 1 and value != round(value):
                assert f"{value:.4f}"[:6] not in text


def test_what_a_submission_shows_of_its_hidden_cases_is_of_no_use_to_another(marked):
    printed = marked.autograded("leaking", NAME, NAME).cells[-1].outputs[0].text
    seen = ast.literal_eval(printed)
    assert len(seen) == len(TASKS[HURT].draw_cases(course_facts().seed)) + len(
        hidden_cases(marked, "leaking")
    )
    table = {repr(matrix): np.mean(matrix, axis=1, keepdims=True).tolist() for matrix in seen}
    informed = f"""
        TABLE = {table!r}
        def {HURT}(matrix):
            return tf.constant(TABLE.get(repr(matrix.numpy().tolist()), [[0.0]]), tf.float32)
    """
    released = marked.released(NAME, NAME)
    marked.hand_in("informed", NAME, NAME, attacking(released, informed))
    (result,) = marked.mark(NAME, students=("informed",)).values()
    assert (result.score, result.keys[HURT] == "passed") == (REST, False)


SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>here</a>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<ScRiPt src=//example.org/x.js></sCrIpT>",
    "<details open ontoggle=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "`<b>` and ```<script>alert(1)</script>``` <script>alert(1)</script>",
    "``<script>`` alert(1) </script>",
    "```\n<b>\n~~~\n<script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "[x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<form action=https://example.org><input name=q></form>",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x]: &#x6A;avascript:alert(1)\n\n[x]",
    "![x](JaVaScRiPt:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "x ```data:image/png;base64,\n\n<script>alert(1)</script>```",
    "```mermaid\n<div style='position:fixed;inset:0'>Full credit</div>\n```",
    "```mermaid\ngraph TD; A; click A href 'javascript:alert(1)'\n```",
    "```mermaid\n<!--><script>alert(1)</script>-->\n```",
]


def shown(kind: str, text: str) -> str:
    """What is kept of a display of the type `kind`."""
    output = nbformat.v4.new_output("display_data", {kind: text})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    clean(notebook)
    return notebook.cells[0].outputs[0].data[kind]


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_html_of_a_submission_runs_anything(script):
    tags = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            tags.append((tag, dict(attributes)))

    markdown = (clean_markdown(script), shown("text/markdown", script))
    for page in (clean_html(script), *map(markdown2html, markdown), shown("text/latex", script)):
        Reader().feed(page)
    for tag, attributes in tags:
        assert tag not in ("script", "iframe", "svg", "object", "embed", "form", "style", "input")
        assert not any(name.startswith("on") for name in attributes)
        for name in ("href", "src"):
            assert re.match(r"https?://|#|[^:]*$", attributes.get(name) or "")
        assert "style" not in attributes
        assert "mermaid" not in str(attributes.get("class"))


def test_a_picture_that_is_not_attached_is_left_out_and_costs_no_page():
    sources = ("![x](attachment:a.png)", "![x](&#97;ttachment:a.png)")
    attachments = ({}, {"a.png": {}}, {"a.png": {"text/html": "<script>"}})
    cells = [
        {"cell_type": "markdown", "source": source, "metadata": {}, "attachments": attached}
        for source, attached in itertools.product(sources, attachments)
    ]
    notebook = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 4, "metadata": {}})
    notebook.cells = nbformat.from_dict(cells)
    clean(notebook)
    html = HTMLExporter(template_name="classic").from_notebook_node(notebook)[0]
    assert "<script>" not in html.partition("<body")[2]
    for source in sources:
        assert markdown2html(shown("text/markdown", source))


@pytest.mark.parametrize("script", [*SCRIPTS, "`<img src=x onerror=alert(1)>", "a\n\n<script>"])
def test_nothing_that_a_note_quotes_runs_anything(script):
    page = markdown2html(f"- {quoted(script)} is no file, and was left out.")
    assert not re.findall(r"<(?!/?(?:ul|li|p|code)>)[A-Za-z!/]", page)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_raw_cell_which_pages_show_as_it_is_holds_no_tag(script):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_raw_cell(f"`{script}`")])
    clean(notebook)
    assert "<" not in notebook.cells[0].source


def test_tags_are_not_nested_deeper_than_a_page_can_be_shown():
    cleaned = clean_html("<div><b>" * 50_000 + "end")
    assert cleaned.count("<div>") + cleaned.count("<b>") <= 60
    assert cleaned.endswith("</div>")
    assert "end" in cleaned


# What stands between cells a browser moves before the table, and so does the parser: looking for the
# place each time, it would take minutes for what fits into one output.
@pytest.mark.parametrize(
    ("page", "written"),
    [
        ("<table>1<tr><td>2", "<table></table>12"),
        ("<table><b>1</b><i>2", "<table></table><b>1</b><i>2</i>"),
        ("<table><td>1<tr><b>2", "<table><td>1</td><tr></tr></table><b>2</b>"),
        (
            "<table><caption>1<tr><b>2",
            "<table><caption>1</caption><tr></tr></table><b>2</b>",
        ),
        ("<tr><td>1</td></tr>", "1"),
        (
            "<table><td><table><td>1</table><td>2",
            "<table><td><table><td>1</td></table></td><td>2</td></table>",
        ),
    ],
)
def test_nothing_is_left_in_a_table_outside_of_its_cells(page, written):
    assert bounded(page, {"table", "caption", "tr", "td", "b", "i"}, ()) == written


def test_a_tag_has_each_known_attribute_once():
    written = bounded(
        "<b title=1 TITLE='2' " + "x=1 " * 1000 + "lang=en>", {"b"}, {"title", "lang"}
    )
    assert written == '<b title="1" lang="en"></b>'


@pytest.mark.parametrize(
    "page", ["</b></div></td>text", "<b>text", "<b>text</i></b></b>", "text<b", "<b <i>text"]
)
def test_what_is_left_open_or_closed_twice_ends_with_the_output(page):
    cleaned = clean_html(page)
    assert cleaned.count("<b>") == cleaned.count("</b>")
    assert "</div>" not in cleaned
    assert "text" in cleaned


def test_styles_and_comments_are_not_shown_as_text():
    page = "<style scoped>.a > b {}</style><!-- <b>no</b> -->yes<script>if (a < b) {}</script>"
    assert clean_html(page) == "yes"


def test_markdown_that_no_renderer_comes_to_the_end_of_is_shown_as_text():
    cleaned = clean_markdown("\\begin{a}" * 20_000)
    assert cleaned.startswith("    ")
    assert "\\begin" not in cleaned
    picture = f"![x](data:image/png;base64,{'A' * 100_000})"  # as Colab pastes one
    assert clean_markdown(picture) == picture
    attached = "![x](attachment:a%20b.png)"
    assert clean_markdown(attached, {"a%20b.png"}) == attached


@pytest.mark.parametrize(
    "source",
    [
        " \n" * 4000,
        "a." * 4000,
        "x = 1\n" * 2000,
        "%%perl\n" + '"' + "[m{" * 1000,
        "!" + "==(" * 100,
    ],
)
def test_code_that_no_page_can_color_in_good_time_is_shown_as_it_is(source):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    clean(notebook)
    (cell,) = notebook.cells
    assert cell.source == source
    # In colors the first of these takes 16 s.
    page = highlight.Highlight2HTML()(source, metadata=cell.metadata)
    assert 'class="n' not in page  # a name, as the lexer for Python marks it
    assert html.unescape(re.sub("<[^>]*>", "", page)).strip() == source.strip()


def test_code_as_people_write_it_keeps_its_colors():
    cells = [nbformat.v4.new_code_cell(task.solution) for task in TASKS.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    clean(notebook)
    assert not any(cell.metadata for cell in notebook.cells)
    sources = [cell.source for cell in cells] * 100
    many = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, sources)))
    clean(many)
    assert many.cells[-1].metadata.magics_language == "text"


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1/x.png", "HTTPS://a.example/x", "//a.example/x"]
)
def test_no_page_asks_another_host_for_a_picture(address):
    for source in (f"![x]({address})", f"![x][y]\n\n[y]: {address}"):
        assert "<img" not in markdown2html(clean_markdown(source))
    assert clean_markdown(f"[a link]({address})") == f"[a link]({address})"
    assert clean_markdown("![x](figure.png)") == "![x](figure.png)"


def test_pictures_and_tables_survive():
    picture = '<img alt="a shape" src="data:image/svg+xml;base64,PHN2Zz4=">'
    table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    assert clean_html(picture) == picture
    assert clean_html(table) == table
    assert clean_markdown("**bold** and `a < b` and 3 < 4") == "**bold** and `a < b` and 3 < 4"
