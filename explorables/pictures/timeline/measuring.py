"""How the costs of a step are measured: eagerly, as a graph and with XLA, by a clock that is given.

A clock sees whole calls. What a call of a graph spends in Python is the time of a call of an empty
graph with the same arguments; what is left of the call is running. Eagerly the same operations run,
so what the eager call takes beyond that is what Python adds. Tracing is timed by itself; what the
first run takes beyond a later one went into preparing it.
"""

from __future__ import annotations

import contextlib
import io
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.pictures.timeline.costs import Costs, Timeline
from explorables.reading.effort import checked_effort
from explorables.reading.listening import without_log_lines
from explorables.reading.tensors import NotDrawable, in_short

LEAST: Final = 3  # rounds, at least
_NO_WORK: Final = frozenset(
    ("Const", "Placeholder", "Identity", "NoOp", "ReadVariableOp", "_Arg", "_Retval")
)


@dataclass
class _Contender:
    """One way to run the step, its first run over."""

    call: Callable[[], object]
    tracing: float = 0.0
    first: float = 0.0


def measure(
    step: object,
    arguments: tuple[object, ...],
    repeat: object,
    seconds: object,
    clock: Callable[[], float],
) -> Timeline:
    """Measure. Variables that the step changes get their values back.

    Raises:
        NotDrawable: an argument is not what it should be, or the step can't run or be a graph.
    """
    if not callable(step):
        raise NotDrawable(
            f"The timeline calls the step, and {step!r:.60} can't be called: pass the function "
            "itself, without parentheses, and its arguments after it."
        )
    repeat, seconds = checked_effort(repeat, seconds, "the measurement")
    notes = []
    if isinstance(step, tf.types.experimental.PolymorphicFunction):
        notes.append("The step is a tf.function already: eager is the Python function inside it.")
        function: Callable[..., object] = step.python_function
    else:
        function = step
    if tf.config.functions_run_eagerly():
        raise NotDrawable(
            "tf.config.run_functions_eagerly(True) is on, so a graph would run eagerly too: turn it "
            "off first."
        )
    given = tuple(tf.constant(one) if isinstance(one, np.ndarray) else one for one in arguments)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), without_log_lines():
        found = _measured(function, given, repeat, seconds, clock, notes)
    if printed.getvalue():
        found.notes.append("What the step prints was kept off the page while it was timed.")
    return found


def _measured(
    step: Callable[..., object],
    given: tuple[object, ...],
    repeat: int,
    seconds: float,
    clock: Callable[[], float],
    notes: list[str],
) -> Timeline:
    # Traced once before anything is timed: what AutoGraph, Keras and Python do only the first time
    # would be on the bill of whoever came first.
    graph = _trace(step, given)
    with _kept(graph.variables):
        contenders, missing = _ready(step, given, clock)
        runs = _rounds(contenders, repeat, seconds, clock)
    notes += missing
    empty = runs.pop("empty")
    running = {name: _beyond(times, empty) for name, times in runs.items()}
    costs: dict[str, Costs] = {}
    for name, times in runs.items():
        one, median = contenders[name], statistics.median(times)
        python = median - min(running["graph" if name == "eager" else name], median)
        compiling = 0.0 if name == "eager" else max(one.first - median, 0.0)
        parts = (one.tracing, compiling, python, median - python)
        costs[name] = Costs(*(round(part, 9) for part in parts))  # no clock tells less
    if not costs["eager"].python:
        notes.append(
            "The eager calls took no longer than the running of the graph, so Python's part of them "
            "can't be told."
        )
    gpus = tf.config.list_logical_devices("GPU")
    return Timeline(
        costs,
        len(empty),
        sum(node.type not in _NO_WORK for node in graph.graph.get_operations()),
        "GPU:0" if gpus else "CPU:0",
        notes,
    )


def _beyond(times: list[float], others: list[float]) -> float:
    """How much longer one call takes than another, by the median of the rounds.

    The two calls of a round follow each other closely: what slows the machine for a while is in both.
    """
    return max(statistics.median(a - b for a, b in zip(times, others, strict=True)), 0.0)


def _trace(step: Callable[..., object], given: tuple[object, ...]) -> Any:
    """A concrete function of the step.

    Raises:
        NotDrawable: the step can't be traced.
    """
    try:
        return tf.function(step).get_concrete_function(*given)
    except Exception as error:  # whatever the learner's own code raises is an answer
        words = str(error).strip()
        last = words.splitlines()[-1].strip() if words.startswith("in user code:") else ""
        raise NotDrawable(
            "The step can't become a graph, so there is nothing to compare. "
            f"{last or f'{type(error).__name__}: {in_short(error)}'}"
        ) from error


@contextlib.contextmanager
def _kept(variables: tuple[Any, ...]) -> Iterator[None]:
    """Give variables back the values they had."""
    before = [(variable, tf.identity(variable)) for variable in variables]
    try:
        yield
    finally:
        for variable, value in before:
            variable.assign(value)


def _ready(
    step: Callable[..., object], given: tuple[object, ...], clock: Callable[[], float]
) -> tuple[dict[str, _Contender], list[str]]:
    """Every way, its first run over; and what is to be said of XLA where it can't run the step.

    Raises:
        NotDrawable: the step raises.
    """
    waiting = bool(tf.config.list_logical_devices("GPU"))  # a CPU is done when the call returns

    def called(function: Callable[..., object]) -> Callable[[], None]:
        def call() -> None:
            function(*given)
            if waiting:
                tf.test.experimental.sync_devices()

        return call

    try:
        step(*given)
    except Exception as error:
        raise NotDrawable(f"The step raised. {type(error).__name__}: {in_short(error)}") from error
    contenders = {"eager": _Contender(called(step))}
    missing = []
    empty = tf.function(lambda *given: tf.constant(0.0))
    for name, traced in (
        ("graph", tf.function(step)),
        ("XLA", tf.function(step, jit_compile=True)),
        ("empty", empty),
    ):
        one = _Contender(called(traced))
        try:
            start = clock()
            # Traced outside of a call: TensorFlow counts traces by the Python function, and would
            # warn of retracing.
            traced.get_concrete_function(*given)
            one.tracing = clock() - start
            start = clock()
            one.call()
            one.first = clock() - start
        except Exception as error:
            if name != "XLA":
                raise NotDrawable(
                    f"As a graph the step raised. {type(error).__name__}: {in_short(error)}"
                ) from error
            missing.append(
                f"XLA can't compile this step. {type(error).__name__}: {in_short(error)}"
            )
            continue
        contenders[name] = one
    return contenders, missing


def _rounds(
    contenders: dict[str, _Contender], repeat: int, seconds: float, clock: Callable[[], float]
) -> dict[str, list[float]]:
    """The times of later calls, in turn, each round led by another; at least three rounds."""
    runs: dict[str, list[float]] = {name: [] for name in contenders}
    end = clock() + seconds
    names = list(contenders)
    for number in range(max(repeat, LEAST)):
        if number >= LEAST and clock() > end:
            break
        lead = number % len(names)
        for name in names[lead:] + names[:lead]:
            start = clock()
            contenders[name].call()
            runs[name].append(clock() - start)
    return runs
