"""What is measured: the contenders, made ready for each size and timed against each other."""

from __future__ import annotations

import contextlib
import io
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import tensorflow as tf

from explorables.drawing.quantities import listed
from explorables.page import palette
from explorables.pictures.race.timing import (
    Measured,
    NoInput,
    Runner,
    measure,
)
from explorables.reading.effort import checked_effort
from explorables.reading.listening import without_log_lines
from explorables.reading.tensors import NotDrawable, in_short, items

SIZES: Final = (1, 4, 16, 64, 256, 1024)
_MOST_SIZES: Final = 64


@dataclass(frozen=True)
class Way:
    """One way to run the learner's function. Each has a color, a marker and a dash of its own."""

    name: str
    color: str
    marker: str
    dash: str | None
    code: str


EAGER: Final = Way("eager", "#A84300", "circle", None, "f(x)")
GRAPH: Final = Way("graph", palette.OKABE_ITO["blue"], "square", "7 4", "tf.function(f)(x)")
XLA: Final = Way("XLA", "#00795A", "triangle", "2 3", "tf.function(f, jit_compile=True)(x)")
WAYS: Final = (EAGER, GRAPH, XLA)


@dataclass(frozen=True)
class Contender:
    """A way, on a device such as ``CPU:0``."""

    way: Way
    device: str
    alone: bool  # whether it is the only device

    @property
    def name(self) -> str:
        """What the line is called."""
        return self.way.name if self.alone else f"{self.way.name} {self.device}"


@dataclass
class Race:
    """A finished race, as the picture needs it.

    Attributes:
        contenders: in the order in which they are named.
        measured: what came out.
        elements: how many elements the input has, by size.
        notes: sentences about what else the learner should know.
        devices: the devices there are, such as ``("CPU:0",)``.
    """

    contenders: tuple[Contender, ...]
    measured: Measured
    elements: dict[int, int]
    notes: list[str] = field(default_factory=list)
    devices: tuple[str, ...] = ("CPU:0",)


def hold(
    function: object,
    make_input: object,
    sizes: object,
    repeat: object,
    seconds: object,
    clock: Callable[[], float],
) -> Race:
    """Measure.

    Raises:
        NotDrawable: an argument is not what it should be, or not even the eager call works.
    """
    function = _called(function, "function")
    make_input = _called(make_input, "make_input")
    sizes = _checked_sizes(sizes)
    repeat, seconds = checked_effort(repeat, seconds, "the race")
    devices = [
        device.name.removeprefix("/device:")
        for device in tf.config.list_logical_devices()
        if device.device_type == "GPU" or device.name.endswith("CPU:0")
    ]
    devices.sort()
    lineup = _LineUp(function, make_input, devices)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):  # a function that prints would do so at every call
        _wake(devices)
        with without_log_lines():
            measured = measure(lineup.line_up, sizes, repeat, seconds, clock)
    if not any(measured.timings.values()):
        raise NotDrawable(_why_nothing(measured, sizes))
    notes = lineup.notes + _notes(lineup.contenders, measured, seconds)
    if printed.getvalue():
        notes.append("What the function prints was kept off the page while it was timed.")
    contenders = tuple(one for one in lineup.contenders if one.name in measured.timings)
    return Race(contenders, measured, lineup.elements, notes, tuple(devices))


def _called(argument: object, name: str) -> Callable[..., object]:
    if not callable(argument):
        raise NotDrawable(
            f"The race calls its {name}, and {argument!r:.60} can't be called: pass the function "
            "itself, without parentheses."
        )
    return argument


def _checked_sizes(sizes: object) -> tuple[int, ...]:
    """The sizes as ints.

    Raises:
        NotDrawable: they are not at least two increasing whole numbers above 0.
    """
    wanted = "sizes are at least two whole numbers above 0, each larger than the one before"
    try:
        found = tuple(items(sizes))
    except TypeError:
        raise NotDrawable(f"{sizes!r:.60} is not a list of sizes: {wanted}.") from None
    if len(found) < 2:
        number = "no size" if not found else f"one size, {found[0]!r:.40}"
        raise NotDrawable(f"This is {number}, and a race compares several: {wanted}.")
    if len(found) > _MOST_SIZES:
        raise NotDrawable(f"These are {len(found)} sizes; at most {_MOST_SIZES} can be told apart.")
    checked = tuple(map(_whole, found))
    for size, whole in zip(found, checked, strict=True):
        if whole < 1:
            raise NotDrawable(f"{size!r:.60} is not a size: {wanted}.")
    for size, following in pairwise(checked):
        if following <= size:
            raise NotDrawable(f"{following} comes after {size}: {wanted}.")
    return checked


def _whole(size: Any) -> int:
    """A whole number as an int; 0 where it is none."""
    try:
        return 0 if isinstance(size, bool) else operator.index(size)
    except TypeError:
        return 0


def _wake(devices: Iterable[str]) -> None:
    """Run a first operation on each device, so that starting it up is nobody's first call."""
    for device in devices:
        with tf.device(device):
            tf.add(tf.zeros(1), 1.0).numpy()


class _LineUp:
    """Makes the contenders ready for a size.

    Every size has a ``tf.function`` of its own, as a learner's would be for inputs of one shape:
    no trace is thrown away, and TensorFlow has no retracing to warn about.
    """

    def __init__(
        self,
        function: Callable[..., object],
        make_input: Callable[[int], object],
        devices: list[str],
    ):
        self.notes: list[str] = []
        self.elements: dict[int, int] = {}
        self.contenders = [
            Contender(way, device, len(devices) == 1) for device in devices for way in WAYS
        ]
        self._make_input = make_input
        self._elsewhere: set[str] = set()
        if isinstance(function, tf.types.experimental.PolymorphicFunction):
            self.notes.append(
                "The function is a tf.function already: eager is the Python function inside it."
            )
            function = function.python_function
        self._function = function
        if tf.config.functions_run_eagerly():
            self.notes.append(
                "tf.config.run_functions_eagerly(True) is on, so a tf.function runs eagerly too."
            )

    def line_up(self, size: int) -> dict[str, Runner]:
        """The contenders by name."""
        arguments = self._arguments(size)
        self.elements[size] = sum(
            int(tf.size(part)) for part in tf.nest.flatten(arguments, expand_composites=True)
        )
        return {one.name: self._runner(one, arguments) for one in self.contenders}

    def _arguments(self, size: int) -> tuple[object, ...]:
        """What the function is called with; Python and NumPy values as tensors."""
        try:
            with tf.device("CPU:0"):
                made = self._make_input(size)
                if made is None:
                    raise NoInput(
                        f"make_input({size}) returned None: it has to return the input, or a tuple "
                        "of inputs, for the function."
                    )
                arguments = made if isinstance(made, tuple) else (made,)
                return tuple(
                    one if tf.is_tensor(one) else tf.convert_to_tensor(one) for one in arguments
                )
        except NoInput:
            raise
        except Exception as error:  # whatever the learner's own code raises is an answer
            raise NoInput(
                f"make_input({size}) gave no tensor. {type(error).__name__}: {in_short(error)}"
            ) from error

    def _runner(self, contender: Contender, arguments: tuple[object, ...]) -> Runner:
        way, device = contender.way, contender.device
        # A CPU has finished when the call returns; waiting for it as well would add some 10 µs.
        waiting = not (
            device.startswith("CPU") and tf.config.experimental.get_synchronous_execution()
        )
        with tf.device(device):
            here = tf.nest.map_structure(tf.identity, arguments, expand_composites=True)
        traced = None
        if way is not EAGER:
            traced = tf.function(self._function, jit_compile=True if way is XLA else None)
        function = self._function if traced is None else traced

        def first() -> None:
            nonlocal waiting
            if traced is not None:
                # Traces outside the call: TensorFlow counts traces by the Python function, and many
                # sizes of one function would make it warn. The call below finds this trace.
                traced.get_concrete_function(*here)
            result = function(*here)
            tf.test.experimental.sync_devices()
            if self._worked_elsewhere(result, contender):
                waiting = True

        def again() -> None:
            function(*here)
            if waiting:
                tf.test.experimental.sync_devices()

        return Runner(first, again, lambda: tf.device(device))

    def _worked_elsewhere(self, result: object, contender: Contender) -> bool:
        """Whether the result lies on another device, which is noted. Raises NoTensor without one."""
        tensors = [part for part in tf.nest.flatten(result) if tf.is_tensor(part)]
        if not tensors:
            raise NoTensor(
                f"The function returned {_kind(result)}, no tensor: return the result of the "
                "operations, so that there is something to wait for."
            )
        where = getattr(tensors[0], "device", "") or ""  # a composite tensor has none
        if not where or where.endswith(contender.device):
            return False
        if contender.name not in self._elsewhere:
            self._elsewhere.add(contender.name)
            self.notes.append(
                f"{contender.name}: the result lies on {where.rpartition('device:')[2]}, so part of "
                "the work was done there."
            )
        return True


class NoTensor(Exception):
    """The learner's function returned no tensor."""


def _kind(result: object) -> str:
    return "None" if result is None else f"a value of type {type(result).__name__}"


_NO_KERNEL: Final = re.compile(r"Detected unsupported operations.*?_JIT: (\w+) \(", re.DOTALL)


def _reason(error: Exception) -> str:
    """An error in a sentence."""
    if isinstance(error, NoTensor):
        return str(error)
    words = str(error)
    if found := _NO_KERNEL.search(words):
        return f"XLA has no version of the operation {found[1]} for this device."
    if words.startswith("in user code:"):  # how AutoGraph passes on what the function raised
        return words.strip().splitlines()[-1].strip()
    return f"{type(error).__name__}: {in_short(error)}"


def _why_nothing(measured: Measured, sizes: tuple[int, ...]) -> str:
    """Why there is no time at all."""
    if measured.stopped:
        return measured.stopped
    failure = next(iter(measured.failures.values()))
    if isinstance(failure.error, NoTensor):
        return str(failure.error)
    return (
        f"The function raised at the smallest size, {sizes[0]}, so there is nothing to time. "
        f"{_reason(failure.error)} Call function(make_input({sizes[0]})) in a cell of its own to "
        "see where."
    )


def _notes(contenders: Iterable[Contender], measured: Measured, seconds: float) -> list[str]:
    """What did not run, and why."""
    stopped: dict[tuple[str, str], list[str]] = {}  # what happened and why, and to whom
    for contender in contenders:
        failure = measured.failures.get(contender.name)
        if failure is None:
            continue
        happened = "can't run this function"
        if contender.name in measured.timings:
            happened = f"can't go on at size {failure.size}"
        stopped.setdefault((happened, _reason(failure.error)), []).append(contender.name)
    notes = [
        f"{listed(names)} {happened}. {reason}" for (happened, reason), names in stopped.items()
    ]
    if measured.left_out:
        left_out = ", ".join(f"{size:,}" for size in measured.left_out)
        notes.append(
            f"Not reached within {seconds:g} s: {left_out}. With seconds={2 * seconds:g} it "
            "gets further."
        )
    if measured.stopped:
        notes.append(measured.stopped)
    return notes
