"""Fair timing: warm up, interleave, take the median, and stop in time.

Knows nothing of TensorFlow: what is timed is a call that returns when its work is done, so whoever
makes the call makes it wait for the device. The clock is a parameter.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import exp, log
from typing import Final

LEAST: Final = 3  # runs a median is taken of, at least: one that was disturbed does not move it
CLEAR: Final = 1.05  # medians closer than this ratio are a tie
MOSTLY: Final = 0.75  # the share of rounds the faster of two has to win


@dataclass(frozen=True)
class Runner:
    """One contender, ready to run at one size.

    Attributes:
        first: the first call, with all that is done only once. Its result is dropped.
        again: every later call.
        around: what is entered before the clock starts and left after it stops.
    """

    first: Callable[[], object]
    again: Callable[[], object]
    around: Callable[[], AbstractContextManager[object]] = nullcontext


class NoInput(Exception):
    """Nobody can run at this size; the message says why, in a sentence."""


@dataclass(frozen=True)
class Timing:
    """The times of one contender at one size, in seconds.

    Attributes:
        first: of the first call.
        runs: of the later ones, round by round, at least one.
    """

    first: float
    runs: tuple[float, ...]

    @cached_property
    def median(self) -> float:
        """Half of the runs took no longer than this."""
        return statistics.median(self.runs)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """The first and the third quartile: half of the runs lie between."""
        if len(self.runs) == 1:
            return self.runs[0], self.runs[0]
        low, _, high = statistics.quantiles(self.runs, n=4, method="inclusive")
        return low, high


@dataclass(frozen=True)
class Failure:
    """A contender that raised; it does not run at larger sizes."""

    size: int
    error: Exception


@dataclass
class Measured:
    """What came out of a race.

    Attributes:
        timings: by contender, then by size.
        failures: by contender.
        left_out: sizes for which there was no time.
        stopped: why the sizes from some size on have no input, or None.
        seconds: what the race took in all.
    """

    timings: dict[str, dict[int, Timing]] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    stopped: str | None = None
    seconds: float = 0.0

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes at which at least one contender was measured, in order."""
        return tuple(sorted({size for times in self.timings.values() for size in times}))


def measure(
    line_up: Callable[[int], Mapping[str, Runner]],
    sizes: Sequence[int],
    repeat: int,
    seconds: float,
    clock: Callable[[], float] = time.perf_counter,
) -> Measured:
    """Time every contender at every size that can be reached in ``seconds``.

    At each size every contender is called once apart, then all run in turn, round after round, each
    round led by another: what disturbs the machine for a while disturbs them all. A size gets its
    share of the time that is left, and at least three rounds. A size expected to take longer than
    what is left is not begun, and one that turns out to is dropped; the smallest one is kept, after
    a single round if need be. So is the second smallest where one round alone fits into ``seconds``:
    on a slow machine the first calls, which compile, may take all the time there is, and one size
    compares nothing. No call is cut off, so the bound may be passed by one round, or by the first
    calls at two sizes.

    Args:
        line_up: from a size to the contenders, ready to run. May raise `NoInput`.
        sizes: increasing.
        repeat: rounds at each size, if there is time; at least three are run.
        seconds: bound on the whole race.
        clock: seconds since some moment.
    """
    begun = clock()
    measured = Measured()
    rounds: list[float] = []  # seconds of a round at each size so far
    firsts = 0.0  # seconds of the first calls at the last size
    end = begun + seconds
    for position, size in enumerate(sizes):
        left = end - clock()
        work = _expected(rounds) if rounds else 0.0  # of one round
        if work > seconds if position < 2 else firsts + work * LEAST > left:
            measured.left_out = tuple(sizes[position:])
            break
        try:
            runners = line_up(size)
        except NoInput as why:
            measured.stopped = str(why)
            break
        deadline = clock() + left / (len(sizes) - position)
        found = _at_one_size(size, runners, measured.failures, repeat, deadline, end, clock)
        if position > 1 and any(len(timing.runs) < LEAST for timing in found.values()):
            measured.left_out = tuple(sizes[position:])
            break
        for name, timing in found.items():
            measured.timings.setdefault(name, {})[size] = timing
        if not found:
            break
        rounds.append(sum(timing.median for timing in found.values()))
        firsts = sum(timing.first for timing in found.values())
    measured.seconds = clock() - begun
    return measured


def _expected(rounds: Sequence[float]) -> float:
    """Seconds of a round at the next size, if it grows as it did from the last size to this."""
    growth = rounds[-1] / rounds[-2] if len(rounds) > 1 and rounds[-2] > 0 else 1.0
    return rounds[-1] * max(growth, 1.0)


def _at_one_size(
    size: int,
    runners: Mapping[str, Runner],
    failures: dict[str, Failure],
    repeat: int,
    deadline: float,
    end: float,
    clock: Callable[[], float],
) -> dict[str, Timing]:
    """The timings of all contenders that have not failed; those that do now are added.

    There are at least three rounds, after ``deadline`` no more than three, after ``end`` only one.
    """

    def timed(name: str, call: Callable[[], object]) -> float | None:
        try:
            with runners[name].around():
                start = clock()
                call()
                return clock() - start
        except Exception as error:  # whatever the contender's own code raises: it is out, and why
            failures[name] = Failure(size, error)
            return None

    first: dict[str, float] = {}
    for name in runners:
        if name not in failures and (took := timed(name, runners[name].first)) is not None:
            first[name] = took
    runs: dict[str, list[float]] = {name: [] for name in first}
    for number in range(max(repeat, LEAST)):
        if number and clock() > (deadline if number >= LEAST else end):
            break
        names = list(runs)
        lead = number % len(names) if names else 0
        for name in names[lead:] + names[:lead]:
            if (took := timed(name, runners[name].again)) is None:
                del runs[name]
            else:
                runs[name].append(took)
    return {name: Timing(first[name], tuple(times)) for name, times in runs.items()}


def faster(one: Timing, other: Timing) -> int:
    """-1 if ``one`` is clearly faster, 1 if ``other`` is, 0 if they are too close to call.

    Clearly: in at least three of four rounds, and by 5% in the median. The two runs of a round
    follow each other closely, so what slows the machine for a while slows both.
    """
    pairs = list(zip(one.runs, other.runs, strict=False))
    if sum(a < b for a, b in pairs) >= MOSTLY * len(pairs) and one.median * CLEAR <= other.median:
        return -1
    if sum(b < a for a, b in pairs) >= MOSTLY * len(pairs) and other.median * CLEAR <= one.median:
        return 1
    return 0


@dataclass(frozen=True)
class Crossing:
    """One contender overtakes another as the size grows.

    Attributes:
        before: the largest size at which the old leader of the two was clearly faster.
        after: the smallest size from there on at which the new one was.
        at: where their lines meet between the two, drawn straight on logarithmic axes.
        seconds: the time of both there.
        old: clearly faster at ``before``.
        new: clearly faster at ``after``.
    """

    before: int
    after: int
    at: float
    seconds: float
    old: str
    new: str


def crossings(timings: Mapping[str, Mapping[int, Timing]], one: str, other: str) -> list[Crossing]:
    """Where ``one`` and ``other`` change places. Sizes at which they are a tie decide nothing."""
    sizes = sorted(set(timings[one]) & set(timings[other]))
    found = []
    last: tuple[int, int] | None = None  # a size, and who was faster there
    for size in sizes:
        now = faster(timings[one][size], timings[other][size])
        if now == 0:
            continue
        if last and now != last[1]:
            between = [each for each in sizes if last[0] <= each <= size]
            at, seconds = _meeting(timings[one], timings[other], between)
            old, new = (one, other) if last[1] == -1 else (other, one)
            found.append(Crossing(last[0], size, at, seconds, old, new))
        last = (size, now)
    return found


def _meeting(
    one: Mapping[int, Timing], other: Mapping[int, Timing], sizes: Sequence[int]
) -> tuple[float, float]:
    """Size and seconds at which the medians first meet; ``sizes`` begin and end on two sides."""
    ratios = [log(one[size].median / other[size].median) for size in sizes]
    for (size, ratio), (following, then) in pairwise(zip(sizes, ratios, strict=True)):
        if ratio * then <= 0 and ratio != then:
            part = ratio / (ratio - then)
            at = exp(log(size) + part * log(following / size))
            level = log(one[size].median) + part * log(one[following].median / one[size].median)
            return at, exp(level)
    raise ValueError("The two do not change places between these sizes.")
