"""The picture behind `explorables.race`: the time of one call against its size, measured here."""

from __future__ import annotations

import contextlib
import io
import math
import re
import textwrap
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, groupby, pairwise
from typing import Final

import tensorflow as tf

from explorables import chart, palette, svg
from explorables.host import WIDTH, Control, Dial, Explorable, Frame, Switch, only_words
from explorables.printing import without_log_lines
from explorables.tensors import in_short
from explorables.timing import (
    Crossing,
    Measured,
    NoInput,
    Runner,
    Timing,
    crossings,
    faster,
    measure,
)

SIZES: Final = (1, 4, 16, 64, 256, 1024)
_MOST_SIZES: Final = 64
_MARGIN: Final = 4.0
_LEFT: Final = 62.0  # px; room for the labels of the time axis
_RIGHT: Final = WIDTH - 104  # px; room for the names of the lines
_TOP: Final = 46.0  # px; below the two lines of the heading
_ROW: Final = 17.0  # px; of the labels of cross-overs
_PLOT: Final = 250.0  # px; height of the plot
_STEM: Final = {"stroke_dasharray": "1 3"}
_LINE: Final = 86  # characters of a note that fit a line below the plot


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


class NoRace(Exception):
    """There is nothing to measure; the message says why, in a sentence."""


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


def explore(
    function: object,
    make_input: object,
    sizes: object = SIZES,
    repeat: object = 31,
    seconds: object = 3.0,
    clock: Callable[[], float] = time.perf_counter,
) -> Explorable:
    """The picture for a function and its inputs; or a sentence why there is none."""
    try:
        race = hold(function, make_input, sizes, repeat, seconds, clock)
    except NoRace as why:
        return only_words(str(why))
    return show(race)


def show(race: Race) -> Explorable:
    """The picture of a finished race. Nothing is measured again."""
    picture = _Picture(race)
    return Explorable(picture.draw, picture.controls)


# The race itself


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
        NoRace: an argument is not what it should be, or not even the eager call works.
    """
    for argument, name in ((function, "function"), (make_input, "make_input")):
        if not callable(argument):
            raise NoRace(
                f"The race calls its {name}, and {argument!r:.60} can't be called: pass the function "
                "itself, without parentheses."
            )
    sizes = _checked_sizes(sizes)
    if not isinstance(repeat, int) or isinstance(repeat, bool) or repeat < 1:
        raise NoRace(f"repeat is how often each call is timed, at least 1; {repeat!r:.60} is not.")
    if not isinstance(seconds, (int, float)) or not 0 < seconds < float("inf"):
        raise NoRace(f"seconds bounds the race and is above 0; {seconds!r:.60} is not.")
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
        raise NoRace(_why_nothing(measured, sizes))
    notes = lineup.notes + _notes(lineup.contenders, measured, seconds)
    if printed.getvalue():
        notes.append("What the function prints was kept off the page while it was timed.")
    contenders = tuple(one for one in lineup.contenders if one.name in measured.timings)
    return Race(contenders, measured, lineup.elements, notes, tuple(devices))


def _checked_sizes(sizes: object) -> tuple[int, ...]:
    """The sizes as ints.

    Raises:
        NoRace: they are not at least two increasing whole numbers above 0.
    """
    wanted = "sizes are at least two whole numbers above 0, each larger than the one before"
    try:
        found = tuple(sizes)
    except TypeError:
        raise NoRace(f"{sizes!r:.60} is not a list of sizes: {wanted}.") from None
    if len(found) < 2:
        number = "no size" if not found else f"one size, {found[0]!r:.40}"
        raise NoRace(f"This is {number}, and a race compares several: {wanted}.")
    if len(found) > _MOST_SIZES:
        raise NoRace(f"These are {len(found)} sizes; at most {_MOST_SIZES} can be told apart.")
    for size in found:
        if isinstance(size, bool) or not hasattr(size, "__index__") or size < 1:
            raise NoRace(f"{size!r:.60} is not a size: {wanted}.")
    for size, following in pairwise(found):
        if following <= size:
            raise NoRace(f"{following} comes after {size}: {wanted}.")
    return tuple(int(size) for size in found)


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
        function = self._function
        if way is not EAGER:
            function = tf.function(function, jit_compile=True if way is XLA else None)

        def first() -> None:
            nonlocal waiting
            if way is not EAGER:
                # Traces outside the call: TensorFlow counts traces by the Python function, and many
                # sizes of one function would make it warn. The call below finds this trace.
                function.get_concrete_function(*here)
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
        f"{_listed(names)} {happened}. {reason}" for (happened, reason), names in stopped.items()
    ]
    if measured.left_out:
        left_out = ", ".join(f"{size:,}" for size in measured.left_out)
        notes.append(f"Not reached within {seconds:g} s: {left_out}. A larger seconds reaches on.")
    if measured.stopped:
        notes.append(measured.stopped)
    return notes


# Words


def in_time(seconds: float, digits: int = 3) -> str:
    """A time with its unit: ``12.3 µs``, ``1.2 ms``, ``3 s``; no line breaks between them."""
    for factor, unit in ((1e6, "µs"), (1e3, "ms"), (1.0, "s")):
        value = float(f"{seconds * factor:.{digits}g}")
        if value < 1000 or unit == "s":
            break
    return f"{value:,.{digits}g}\u00a0{unit}" if value < 1000 else f"{value:,.0f}\u00a0{unit}"


def _about(size: float) -> str:
    """A size between two measured ones, to two digits."""
    return f"{float(f'{size:.2g}'):,.10g}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# The picture


@dataclass(eq=False)
class _Picture:
    race: Race

    @property
    def _times(self) -> dict[str, dict[int, Timing]]:
        return self.race.measured.timings

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        return self.race.measured.sizes

    @property
    def controls(self) -> dict[str, Control]:
        sizes = tuple(f"{size:,}" for size in self._sizes)
        return {
            **({"size": Dial("size", sizes, sizes[-1])} if len(sizes) > 1 else {}),
            # No drop-down list: JupyterLab takes its arrow keys for moving from cell to cell.
            "linear": Switch("linear scale"),
            **{
                f"show_{number}": Switch(one.name, True)
                for number, one in enumerate(self.race.contenders)
            },
        }

    @cached_property
    def _crossings(self) -> list[tuple[Crossing, frozenset[str]]]:
        """Every cross-over of two lines of one device or of one way, by size."""
        found = []
        for one, other in combinations(self.race.contenders, 2):
            if one.device == other.device or one.way is other.way:
                for crossing in crossings(self._times, one.name, other.name):
                    found.append((crossing, frozenset((one.name, other.name))))
        return sorted(found, key=lambda pair: pair[0].at)

    def draw(self, linear: bool, size: str = "", **show: bool) -> Frame:
        """The frame for a size (the only one, where there is no choice), a scale, and the
        contenders shown."""
        shown = [one for number, one in enumerate(self.race.contenders) if show[f"show_{number}"]]
        chosen = next((one for one in self._sizes if f"{one:,}" == size), self._sizes[-1])
        description = self._description(shown)
        reading = self._reading(shown, chosen)
        body, height = self._drawing(shown, chosen, not linear)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            "\n".join(
                f"{way.name + ':':<7}{way.code}"
                for way in WAYS
                if any(one.way is way for one in self.race.contenders)
            ),
            hint="The slider reads out another size; nothing is measured again." if size else "",
        )

    # In words

    @cached_property
    def _conditions(self) -> str:
        counts = [len(one.runs) for times in self._times.values() for one in times.values()]
        runs = f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
        devices = self.race.devices
        where = f"{devices[0]}, no GPU found" if len(devices) == 1 else _listed(list(devices))
        return f"on {where}; median of {runs} runs after a first one apart"

    def _description(self, shown: list[Contender]) -> str:
        sizes = self._sizes
        span = f"size {sizes[0]:,}" if len(sizes) == 1 else f"sizes {sizes[0]:,} to {sizes[-1]:,}"
        parts = [
            f"Time of one call against its size, measured here, on this machine, {self._conditions}; "
            f"{span}."
        ]
        if shown:
            parts.append(self._ranking(shown))
        crossings = [one for one, pair in self._crossings if pair <= {each.name for each in shown}]
        for one in crossings:
            parts.append(
                f"{one.new} overtakes {one.old} between {one.before:,} and {one.after:,}, at about "
                f"{_about(one.at)}."
            )
        if len(shown) > 1 and not crossings:
            parts.append("No two lines clearly change places.")
        return " ".join(parts + self.race.notes)

    def _order(self, shown: list[Contender], size: int) -> list[str]:
        """The names of those measured at a size, the fastest first."""
        there = [one.name for one in shown if size in self._times[one.name]]
        return sorted(there, key=lambda name: self._times[name][size].median)

    def _leaders(self, shown: list[Contender], size: int) -> tuple[str, ...]:
        """The fastest, and whoever is too close to it to call."""
        order = self._order(shown, size)
        return tuple(
            name
            for name in order
            if faster(self._times[order[0]][size], self._times[name][size]) == 0
        )

    def _ranking(self, shown: list[Contender]) -> str:
        """Who leads from which size to which, and the whole order at the largest."""
        parts = []
        names = [one.name for one in shown]
        leads = [
            (size, tuple(sorted(self._leaders(shown, size), key=names.index)))
            for size in self._sizes
            if self._order(shown, size)
        ]
        for leaders, group in groupby(leads, key=lambda pair: pair[1]):
            sizes = [size for size, _ in group]
            where = f"at {sizes[0]:,}" if len(sizes) == 1 else f"from {sizes[0]:,} to {sizes[-1]:,}"
            parts.append(
                f"{where} {leaders[0]} is fastest"
                if len(leaders) == 1
                else f"{where} {_listed(list(leaders))} are too close to call"
            )
        sentence = "; ".join(parts)
        order = self._order(shown, self._sizes[-1])
        at_last = (
            f" By median at {self._sizes[-1]:,}: {', '.join(order)}." if len(order) > 1 else ""
        )
        return f"{sentence[0].upper()}{sentence[1:]}.{at_last}"

    def _reading(self, shown: list[Contender], size: int) -> str:
        elements = self.race.elements.get(size)
        of = f"size {size:,}"
        if elements is not None:
            words = f"{elements:,} element{'s' * (elements != 1)} of input"
            of = words if elements == size else f"{of} ({words})"
        order = self._order(shown, size)
        if not order:
            return f"At {of}: no contender is shown that was measured there."
        times = ", ".join(f"{name} {in_time(self._times[name][size].median)}" for name in order)
        leaders = self._leaders(shown, size)
        if len(order) == 1:
            verdict = ""
        elif len(leaders) == 1:
            verdict = f": {leaders[0]} is first"
        else:
            verdict = f": {_listed(list(leaders))} are too close to call"
        first = ", ".join(
            f"{one.name} {in_time(self._times[one.name][size].first)}"
            for one in shown
            if one.name in order
        )
        return f"At {of}: {times}{verdict}. The first call there took {first}."

    # As a drawing

    def _drawing(self, shown: list[Contender], size: int, log: bool) -> tuple[str, float]:
        """The body of the picture and its height."""
        strip = self._strip
        top = _TOP + strip
        foot = top + _PLOT
        x = self._across(log)
        drawn = shown or list(self.race.contenders)
        medians = [one.median for each in drawn for one in self._times[each.name].values()]
        y = chart.Scale(*chart.around(medians, log, least=10), foot, top, log)
        selected = x.at(size)
        pieces = [
            svg.text(
                _MARGIN,
                15,
                "Time of one call, measured here, on this machine",
                size=svg.LARGE,
                bold=True,
            ),
            svg.text(_MARGIN, 34, self._conditions, size=svg.SMALL, fill=palette.MUTED),
            svg.element(
                "rect",
                x=selected - 9,
                y=top,
                width=18.0,
                height=_PLOT,
                fill=palette.tint(palette.OKABE_ITO["orange"], 0.25),
            ),
            chart.left_axis(x, y, lambda seconds: in_time(seconds) if seconds else "0"),
            chart.frame(x, y),
            chart.bottom_axis(x, y, self._sizes, lambda value: f"{value:,}"),
            svg.text(
                (_LEFT + _RIGHT) / 2,
                foot + 37,
                f"size given to make_input ({'logarithmic' if log else 'linear'} scale)",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            ),
        ]
        names = {one.name for one in shown}
        stems, rings = self._rings(x, y, names)
        pieces.append(stems)
        for one in shown:
            pieces.append(self._line(one, x, y, size, log))
        pieces.append(rings)
        pieces += self._names(shown, x, y, top, foot)
        if not shown:
            pieces.append(
                svg.text(
                    (_LEFT + _RIGHT) / 2,
                    (top + foot) / 2,
                    "No contender is shown: tick one.",
                    anchor="middle",
                )
            )
        bottom = foot + 48
        for note in self.race.notes:
            for line in textwrap.wrap(note, _LINE):
                bottom += 18
                pieces.append(svg.text(_MARGIN, bottom, line, size=svg.SMALL))
        return "".join(pieces), bottom + 8

    def _across(self, log: bool) -> chart.Scale:
        """The axis of sizes."""
        return chart.Scale(*chart.around(self._sizes, log, 0.04), _LEFT, _RIGHT, log)

    def _labels(self, names: set[str]) -> list[tuple[Crossing, str]]:
        """Each cross-over of those named, and what is said of it above the plot."""
        return [
            (one, f"at about {_about(one.at)} {one.new} overtakes {one.old}")
            for one, pair in self._crossings
            if pair <= names
        ]

    @cached_property
    def _columns(self) -> int:
        """How many labels stand side by side; the same for every setting."""
        labels = self._labels({one.name for one in self.race.contenders})
        widest = max((svg.width_of(words, size=svg.SMALL) for _, words in labels), default=0)
        return 2 if widest + 26 < WIDTH / 2 else 1

    @cached_property
    def _strip(self) -> float:
        """Height of the labels above the plot; the same for every setting."""
        labels = self._labels({one.name for one in self.race.contenders})
        return math.ceil(len(labels) / self._columns) * _ROW + (10 if labels else 0)

    def _rings(self, x: chart.Scale, y: chart.Scale, names: set[str]) -> tuple[str, str]:
        """What lies below the lines, a stem down to each size; and above, rings and labels."""
        below, above = [], []
        for number, (crossing, words) in enumerate(self._labels(names)):
            row, column = divmod(number, self._columns)
            across, up = x.at(crossing.at), y.at(crossing.seconds)
            below.append(svg.line(across, up, across, y.start, stroke=palette.EDGE, **_STEM))
            base = _TOP + 12 + row * _ROW
            left = _MARGIN + 8 + column * WIDTH / 2
            above.append(self._ring(number + 1, across, up))
            above.append(self._ring(number + 1, left, base - 4))
            above.append(svg.text(left + 14, base, words, size=svg.SMALL))
        return "".join(below), "".join(above)

    @staticmethod
    def _ring(number: int, x: float, y: float) -> str:
        """The number of a cross-over in a ring."""
        return svg.element(
            "circle", cx=x, cy=y, r=8.0, fill=palette.PANEL, stroke=palette.INK, stroke_width=1.2
        ) + svg.text(x, y + 4.2, str(number), size=12, anchor="middle", bold=True)

    def _line(self, one: Contender, x: chart.Scale, y: chart.Scale, size: int, log: bool) -> str:
        """One contender: whiskers over the middle half of its runs, a line, and markers."""
        times = self._times[one.name]
        points = [(x.at(at), y.at(timing.median)) for at, timing in sorted(times.items())]
        pieces = []
        for at, timing in times.items():
            ends = [min(max(y.at(end), y.end), y.start) for end in timing.middle]
            pieces.append(
                svg.line(
                    x.at(at), ends[0], x.at(at), ends[1], stroke=one.way.color, stroke_width=1.2
                )
            )
        pieces.append(chart.path(points, one.way.color, one.way.dash))
        hollow = not one.device.startswith("CPU")
        for (across, up), at in zip(points, sorted(times), strict=True):
            pieces.append(
                chart.marker(
                    one.way.marker,
                    across,
                    up,
                    one.way.color,
                    size=6.5 if at == size else 4.2,
                    hollow=hollow,
                )
            )
        return svg.element("g", *pieces, class_="contender")

    def _names(
        self, shown: list[Contender], x: chart.Scale, y: chart.Scale, top: float, foot: float
    ) -> list[str]:
        """The name of each line at its right end, led there where it had to move."""
        ends = [
            (
                x.at(max(self._times[one.name])),
                y.at(self._times[one.name][max(self._times[one.name])].median),
            )
            for one in shown
        ]
        levels = chart.apart([up for _, up in ends], 16.0, top + 6, foot - 4)
        pieces = []
        for one, (across, up), level in zip(shown, ends, levels, strict=True):
            pieces.append(
                svg.line(across + 7, up, _RIGHT + 6, level, stroke=one.way.color, stroke_width=0.8)
            )
            pieces.append(
                svg.text(
                    _RIGHT + 9, level + 4, one.name, size=svg.NORMAL, fill=one.way.color, bold=True
                )
            )
        return pieces
