"""Whatever an answer is or does, a check finds a short verdict, and nothing is printed."""

from __future__ import annotations

import functools
import json
import logging
import os
import random
import resource
import subprocess
import sys
import threading
import types
from collections import namedtuple
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.catalog import find_task
from grader.course import course
from grader.judging.judge import judge
from grader.judging.verdict import Outcome, Verdict
from grader.probing.evidence import pack_evidence, unpack_evidence
from grader.probing.probe import Interrupted, observe
from grader.session.capture import captured


def verdict_on(name: str, answer: Any, namespace: dict[str, Any] | None = None) -> Verdict:
    """The verdict on an object, by way of evidence that went through JSON's text."""
    task = find_task(name)
    cases = task.draw_cases(course().seed)
    scope = {task.ask.subject: answer} if namespace is None else namespace
    evidence = observe(task.ask, cases, scope, convert=tf.constant)
    packed = json.loads(json.dumps(pack_evidence(evidence)))
    verdict = judge(task, cases, unpack_evidence(packed))
    assert judge(task, cases, evidence).key == verdict.key
    return verdict


def right(matrix: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(matrix, axis=1, keepdims=True)


class Lies:
    """Equal to everything, and its shape, dtype and values raise."""

    shape = property(lambda self: 1 / 0)
    dtype = property(lambda self: 1 / 0)

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def numpy(self) -> np.ndarray:
        raise SystemExit("no values")

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise RuntimeError("no array")


class ClassRaises:
    @property
    def __class__(self):
        raise ValueError("no class")


class BadText(str):
    def __str__(self) -> str:
        raise ValueError("no text")


class BadList(list):
    def __iter__(self):
        raise GeneratorExit


class AnswersAll:
    """Has every attribute, each of them itself."""

    def __getattr__(self, name: str) -> AnswersAll:
        return self

    def __call__(self, *_: Any) -> AnswersAll:
        return self


class UnreadableError(Exception):
    def __str__(self) -> str:
        raise SystemExit("no text")


def nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


def endless() -> list:
    value: list = []
    value += [value] * 1000
    return value


RESULTS = {
    "none": None,
    "ellipsis": ...,
    "not implemented": NotImplemented,
    "class": dict,
    "module": os,
    "function": len,
    "generator": (i for i in range(3)),
    "range of 1e8": range(10**8),
    "1e8 elements": np.broadcast_to(np.float32(1), (10**4, 10**4)),
    "list of 1e6": list(range(10**6)),
    "list in itself": endless(),
    "deep list": nested(900),
    "huge int": 10**400,
    "complex": 1j,
    "complex tensor": tf.constant([1j]),
    "bfloat16": tf.constant([1.0], tf.bfloat16),
    "float8": tf.cast([1.0], tf.dtypes.experimental.float8_e4m3fn),
    "longdouble": np.ones(3, np.longdouble),
    "nan": tf.constant([[np.nan]]),
    "infinity": tf.constant([[np.inf]] * 2),
    "largest": np.full((2, 1), np.finfo(np.float64).max),
    "text": "a" * 10**6,
    "surrogate": "\ud800\x1b[31m\x00",
    "bytes": b"\xff",
    "string tensor": tf.constant(["a", "\N{SNOWMAN}"]),
    "string scalar": tf.constant("a"),
    "empty string": np.array(""),
    "bytes array": np.array([b"a"]),
    "date": np.array(["2026-01-01"], "datetime64[D]"),
    "structured": np.zeros(2, [("a", "f4")]),
    "object array": np.array([ClassRaises, None], object),
    "masked": np.ma.masked_array([1.0, 2.0], [True, False]),
    "matrix": np.zeros((0, 3), np.float32),
    "ragged": tf.ragged.constant([[1], [2, 3]]),
    "sparse": tf.sparse.from_dense([[1.0]]),
    "indexed slices": tf.IndexedSlices(tf.ones([1, 1]), tf.constant([0])),
    "Keras input": keras.Input([1]),
    "Keras variable": keras.Variable([[1.0]]),
    "tensor array": tf.TensorArray(tf.float32, 1),
    "dataset": tf.data.Dataset.range(3),
    "unknown shape": tf.TensorShape(None),
    "partly known shape": tf.TensorShape([None, 3]),
    "dtype": tf.float32,
    "NumPy dtype": np.float32,
    "set": {1},
    "dict": {Lies.__name__: [1, {2: 3}]},
    "named tuple": namedtuple("Pair", "a b")(1, 2),
    "lies": Lies(),
    "class raises": ClassRaises(),
    "bad text": BadText("x"),
    "bad list": BadList([1]),
    "answers all": AnswersAll(),
    "lock": threading.Lock(),
    "namespace": types.SimpleNamespace(numpy=3),
}


# The solution, called by way of a class: what counts is what a call gives.
CALLED_ALIKE = {
    "class": "class {0}:\n    def __new__(cls, *inputs):\n        return solution(*inputs)",
    "metaclass": "class Kind(type):\n    def __call__(cls, *inputs):\n"
    "        return solution(*inputs)\nclass {0}(metaclass=Kind):\n    pass",
    "object": "class {0}:\n    def __call__(self, *inputs):\n"
    "        return solution(*inputs)\n{0} = {0}()",
}
NEVER_CALLED = (
    "class {0}:\n    def __init__(self, *inputs):\n        pass\n"
    "    def __call__(self, *inputs):\n        return solution(*inputs)"
)


def written_as(name: str, form: str) -> dict[str, Any]:
    task = find_task(name)
    scope: dict[str, Any] = {"tf": tf, "np": np, "keras": keras}
    exec(task.solution, scope)
    scope["solution"] = scope[task.ask.subject]
    exec(form.format(task.ask.subject), scope)
    return scope


@pytest.mark.parametrize("form", CALLED_ALIKE)
@pytest.mark.parametrize("name", ["row_means", "huber", "slope_at", "make_regressor"])
def test_a_class_that_gives_the_right_values_when_called_is_a_right_answer(name, form):
    assert verdict_on(name, None, written_as(name, CALLED_ALIKE[form])).key == "passed"


@pytest.mark.parametrize("name", ["row_means", "huber", "slope_at", "make_regressor"])
@pytest.mark.parametrize("form", [NEVER_CALLED, "class {0}:\n    pass"])
def test_a_class_that_gives_objects_of_its_own_is_said_to_be_one(name, form):
    verdict = verdict_on(name, None, written_as(name, form))
    assert verdict.key == "kind"
    assert "it is a class, and the task asks for a function" in str(verdict.message)


# By their names: pytest looks at its parameters, and some of these bite.
@pytest.mark.parametrize("result", RESULTS)
def test_any_result_is_judged_with_a_short_message(result: str, capfd) -> None:
    verdict = verdict_on("row_means", lambda matrix: RESULTS[result])
    assert verdict.outcome is Outcome.FAILED
    text = verdict.message.as_text()
    assert len(text) < 2500
    text.encode()  # no lone surrogate, which no page could hold
    assert "\x1b" not in text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("answer", RESULTS)
@pytest.mark.parametrize("name", ["row_means", "shapes", "feature_rows"])
def test_any_object_may_stand_where_the_answer_should(name: str, answer: str, capfd) -> None:
    verdict = verdict_on(name, RESULTS[answer])
    assert verdict.fraction == 0
    assert len(verdict.message.as_text()) < 2500
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("entry", RESULTS)
def test_any_object_may_stand_in_an_entry(entry: str, capfd) -> None:
    shapes = {"loss": RESULTS[entry], "sample": (13,)}
    verdict = verdict_on("shapes", shapes)
    assert verdict.fraction == pytest.approx(0.2)
    assert verdict.parts["sample"]
    assert len(verdict.message.as_text()) < 2500
    assert capfd.readouterr() == ("", "")


RAISED = (
    NotImplementedError("one of them"),
    SystemExit(3),
    GeneratorExit(),
    StopIteration(1),
    MemoryError(),
    AssertionError(),
    UnreadableError(),
    KeyError("key"),
    OSError(2, "no such file"),
    ValueError("\ud800 \x1b[1mbold\x1b[0m" + "x" * 10**5),
    ExceptionGroup("several", [ValueError("one")]),
    tf.errors.InvalidArgumentError(None, None, "wrong"),
    BaseException("base"),
)


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_any_exception_is_a_verdict_that_names_it_and_the_line(error, capfd) -> None:
    def answer(matrix):
        if len(matrix) == 2:
            raise error
        return right(matrix)

    verdict = verdict_on("row_means", answer)
    assert verdict.outcome is Outcome.ERROR
    assert verdict.key == f"raised.{type(error).__name__}"
    assert type(error).__name__ in verdict.message.came_out
    assert "in the line: raise error" in verdict.message.came_out
    assert len(verdict.message.as_text()) < 2500
    verdict.message.as_text().encode()
    assert capfd.readouterr() == ("", "")


def test_a_function_that_only_says_it_is_not_written_yet_is_not_attempted() -> None:
    def answer(matrix):
        raise NotImplementedError

    assert verdict_on("row_means", answer).outcome is Outcome.NOT_ATTEMPTED


def test_endless_recursion_is_a_verdict() -> None:
    def answer(matrix):
        return answer(matrix)

    verdict = verdict_on("row_means", answer)
    assert verdict.key == "raised.RecursionError"
    assert "called itself" in verdict.message.why


def _logger() -> logging.Logger:
    """A logger as a learner's earlier cell makes it, with a stream of its own."""
    logger = logging.getLogger("an answer's own")
    logger.propagate = False
    logger.handlers = [logging.StreamHandler(sys.stderr)]
    return logger


PRINTING = {
    "print": lambda: print("seen"),
    "print to stderr": lambda: print("seen", file=sys.stderr),
    "tf.print": lambda: tf.print("seen"),
    "tf.print to stdout": lambda: tf.print("seen", output_stream=sys.stdout),
    "os.write": lambda: os.write(2, b"seen\n"),
    "logging": lambda: logging.warning("seen"),
    "TensorFlow's logger": lambda: tf.get_logger().error("seen"),
    "child process": lambda: subprocess.run(["sh", "-c", "echo seen >&2"], check=True),
    "thread": lambda: _in_thread(lambda: print("seen")),
    "closed stdout": lambda: (print("seen"), sys.stdout.close(), print("more")),
    "closed descriptors": lambda: (print("seen"), os.closerange(1, 3)),
    "replaced stdout": lambda: (print("seen"), setattr(sys, "stdout", None)),
}


def _in_thread(call) -> None:
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


@pytest.mark.parametrize("prints", PRINTING.values(), ids=PRINTING)
def test_a_right_answer_may_print_in_any_way_and_nothing_reaches_the_page(prints, capfd) -> None:
    def answer(matrix):
        prints()
        return right(matrix)

    streams, descriptors = (sys.stdout, sys.stderr), [os.fstat(n).st_ino for n in (1, 2)]
    verdict = verdict_on("row_means", answer)
    assert verdict.key == "passed"
    assert "seen" in verdict.message.printed
    assert (sys.stdout, sys.stderr) == streams
    assert [os.fstat(n).st_ino for n in (1, 2)] == descriptors
    assert capfd.readouterr() == ("", "")


def test_a_logger_with_a_stream_of_its_own_is_caught_and_gets_it_back(capfd) -> None:
    logger = _logger()
    stream = logger.handlers[0].stream
    with captured() as printed:
        logger.error("seen")
        assert "seen" in printed.take()
    assert logger.handlers[0].stream is stream
    assert capfd.readouterr() == ("", "")


def test_a_flood_of_prints_is_cut() -> None:
    def answer(matrix):
        print("x" * 10**6)
        os.write(1, b"y" * 10**6)
        return right(matrix)

    assert len(verdict_on("row_means", answer).message.printed) < 2100


def test_prints_without_end_take_little_memory_and_each_case_shows_its_own() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with captured() as printed:
        print("the beginning")
        for _ in range(200):
            print("x" * 10**6)
        print("the end")
        first = printed.take()
        print("of the next case")
        assert printed.take() == "of the next case"
    assert first.startswith("the beginning") and first.endswith("the end")
    assert "\n... 199,998,2" in first and len(first) < 2100
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10


def test_a_progress_bar_and_terminal_colors_are_shown_as_they_end() -> None:
    def answer(matrix):
        print("10%\r50%\r\x1b[32m100%\x1b[0m\x08")
        return right(matrix)

    assert verdict_on("row_means", answer).message.printed == "100%"


def test_what_tensorflow_logs_about_the_machine_is_not_called_printed() -> None:
    def answer(matrix):
        os.write(2, b"E0000 00:00:1795349440.191563   27465 util.cc:131] oneDNN and so on\n")
        os.write(2, b"2026-11-22 12:00:00.123456: I tensorflow/core/x.cc:1] and so on\n")
        return right(matrix)

    assert verdict_on("row_means", answer).message.printed == ""


def test_an_answer_may_keep_and_change_what_it_was_given() -> None:
    kept = []

    def answer(matrix):
        matrix.numpy()[:] = 0
        kept.append(matrix)
        assert all(not np.shares_memory(kept[0].numpy(), other.numpy()) for other in kept[1:])
        return right(matrix)

    assert verdict_on("row_means", answer).key == "passed"


def test_changing_an_input_that_can_change_is_told() -> None:
    def answer(matrix):
        result = matrix.mean(axis=1, keepdims=True)
        matrix[:] = 0
        return result

    task = find_task("row_means")
    cases = task.draw_cases(1)
    verdict = judge(task, cases, observe(task.ask, cases, {"row_means": answer}, np.array))
    assert verdict.key == "mutated"
    assert "`matrix`" in verdict.message.why
    assert all(case.inputs["matrix"].any() for case in cases)


def test_an_answer_that_changes_the_state_around_it_is_judged_all_the_same(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("A_NAME", "a value")
    namespace: dict[str, Any] = {"tf": tf, "np": np, "os": os, "random": random}
    cell = """
def row_means(matrix):
    np.random.seed(0)
    tf.random.set_seed(0)
    random.seed(0)
    os.environ.pop("A_NAME", None)
    os.chdir("/")
    mean, shape = tf.reduce_mean, matrix.shape
    globals().clear()
    return mean(matrix, axis=1, keepdims=True)
"""
    exec(cell, namespace)
    task = find_task("row_means")
    state, tf_seed = np.random.get_state(), tf.random.get_global_generator
    cases = task.draw_cases(1)
    evidence = observe(task.ask, cases[:1], namespace, convert=tf.constant)
    np.random.set_state(state)
    assert tf_seed
    assert judge(task, cases[:1], evidence).key == "passed"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda f: functools.wraps(f)(lambda *a: f(*a)),
        functools.partial,
        tf.function,
        lambda f: types.MethodType(lambda self, m: f(m), object()),
        lambda f: type("Callable", (), {"__call__": lambda self, m: f(m)})(),
        lambda f: setattr(f, "__wrapped__", f) or f,
    ],
    ids=["wraps", "partial", "tf.function", "method", "object", "wraps itself"],
)
def test_a_function_may_be_wrapped_in_anything(wrap) -> None:
    assert verdict_on("row_means", wrap(lambda matrix: right(matrix))).key == "passed"


def test_an_interrupt_ends_the_check_and_says_on_which_input() -> None:
    def answer(matrix):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        verdict_on("row_means", answer)
    assert isinstance(stopped.value, Interrupted)
    assert stopped.value.case.label == "2 rows, 3 columns"


@pytest.mark.parametrize("body", ["", "    'A docstring.'\n", "    pass\n", "    ...\n"])
@pytest.mark.parametrize("name", ["row_means", "distances"])
def test_an_empty_function_is_not_attempted(name: str, body: str) -> None:
    namespace: dict[str, Any] = {}
    parameters = "a, b" if name == "distances" else "matrix"
    exec(
        f"def {name}({parameters}):\n{body or '    # only a comment' + chr(10) + '    pass'}",
        namespace,
    )
    assert verdict_on(name, None, namespace).outcome is Outcome.NOT_ATTEMPTED


def test_a_missing_answer_is_not_attempted() -> None:
    verdict = verdict_on("row_means", None, {})
    assert (verdict.key, verdict.fraction) == ("missing", 0)
    assert "`row_means`" in verdict.message.headline


def test_lines_on_where_an_operation_runs_leave_room_for_what_the_answer_prints() -> None:
    """As TensorFlow writes them once `tf.debugging.set_log_device_placement` was called."""
    device = "/job:localhost/replica:0/task:0/device:CPU:0"

    def answer(matrix):
        os.write(2, f"Mul: (Mul): {device}\nExecuting op Mul in device {device}\n".encode() * 100)
        os.write(1, f"seen: {device}\n".encode())
        return right(matrix)

    assert verdict_on("row_means", answer).message.printed == f"seen: {device}"


def test_an_answer_that_calls_itself_for_ever_is_asked_twice() -> None:
    calls = []

    def answer(matrix):
        def again():
            return again()

        calls.append(matrix)
        return again()

    assert verdict_on("row_means", answer).key == "raised.RecursionError"
    assert len(calls) == 2


def test_one_that_gives_up_on_one_input_is_asked_all_the_others() -> None:
    calls = []

    def answer(matrix):
        calls.append(matrix)
        if len(calls) % 2:
            raise RecursionError
        return right(matrix)

    verdict_on("row_means", answer)
    assert len(calls) == len(find_task("row_means").draw_cases(course().seed))


def test_a_debugger_that_was_left_in_is_told_from_input() -> None:
    class StdinNotImplementedError(RuntimeError):
        """As ipykernel raises it."""

    def asks(file: str):
        scope = {"Error": StdinNotImplementedError}
        source = "def asks(*inputs):\n    raise Error('this frontend does not support input')"
        exec(compile(source, file, "exec"), scope)
        return lambda matrix: scope["asks"](matrix)

    assert "debugger" in verdict_on("row_means", asks("/lib/python3.13/pdb.py")).message.why
    assert "input()" in verdict_on("row_means", asks("/lib/mypdb.py")).message.why
