"""A fair stopwatch, judged on a fake device with a fake clock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _time_a_fake_device(answer, durations, launch):
    """What the stopwatch says of a device whose time is a number and passes only when it works."""
    from grader.probing.evidence import Misfit

    now = free = 0.0
    calls = 0
    repeat = len(durations) - 1

    def clock():
        return now

    def function():
        nonlocal now, free, calls
        now += launch
        free = max(free, now) + float(durations[min(calls, repeat)])
        calls += 1

    def synchronize():
        nonlocal now
        now = max(now, free)

    result = answer(function, synchronize, clock, repeat)
    if isinstance(result, dict | set | str | bool):
        raise Misfit(result)
    return result


def _time_or_times(seen, durations: np.ndarray, launch: float) -> object:
    """The time, or the times as one array where several came."""
    return np.array(seen, np.float64) if isinstance(seen, list | tuple) else seen


def _device_work(draw: np.random.Generator) -> Iterator[Case]:
    def case(durations: object, launch: float, label: str) -> Case:
        return Case({"durations": np.array(durations, np.float64), "launch": launch}, label)

    yield case([9.0, 2.0, 7.0, 3.0], 0.125, "3 timed calls, one of them slow")
    yield case([5.0, 1.5], 0.25, "a single timed call")
    yield case([8.0, 4.0, 1.0, 11.0, 2.0], 0.5, "an even number of timed calls")
    repeat = int(draw.integers(2, 5)) * 2 + 1
    durations = np.round(draw.uniform(1, 4, repeat + 1), 3)
    durations[0] += 20
    durations[repeat // 2] += 15
    yield case(durations, 0.1, "a first call that takes long, and one that was disturbed")
    durations = np.append(30.0, draw.permutation([1.0, 2.5, 6.0, 9.5, 14.0, 20.0]))
    yield case(durations, 0.25, "six timed calls, each of another length")


def _each(durations: np.ndarray, launch: float) -> np.ndarray:
    return durations[1:] + launch


def _warm_up_not_finished(durations: np.ndarray, launch: float) -> np.ndarray:
    """The first timed call has to wait for what the device still has to do of the warm-up."""
    times = _each(durations, launch)
    times[0] = max(durations[0], launch) + durations[1]
    return times


def _all_in_one(durations: np.ndarray, launch: float, begin: int = 1) -> float:
    """Launch all, then wait once: the device goes on while calls are launched."""
    now = free = 0.0
    for duration in durations[begin:]:
        now += launch
        free = max(free, now) + duration
    return float(free)


def _median_of(times: np.ndarray) -> float:
    if not len(times):
        raise ValueError("what the median of no time is depends on who works it out")
    return float(np.median(times))


def _in_one_row(durations: np.ndarray, launch: float) -> np.ndarray:
    """From the first reading of the clock to the end of each call."""
    return np.cumsum(_each(durations, launch))


def _median_after_a_warm_up(answer, times: np.ndarray) -> float:
    """What is said of timed calls that took so long, after a warm-up that took longer."""
    launch = float(times.min()) / 4
    return answer(np.append(2 * times.sum(), times - launch), launch)


TASK = Task(
    name="stopwatch",
    points=3,
    ask=Call(
        "stopwatch",
        _time_a_fake_device,
        "function gives the device the next of these durations to work, and returns after `launch` "
        "seconds; synchronize waits until the device is done; repeat is one less than there are "
        "durations",
        wanted="one float, the median time in seconds",
    ),
    facts=_time_or_times,
    cases=_device_work,
    expected=lambda durations, launch: float(np.median(_each(durations, launch))),
    tolerance=Tolerance(relative=1e-6),
    example=ExampleForm(
        inputs=("times",),
        put=_median_after_a_warm_up,
        of_case=lambda durations, launch: [(_each(durations, launch),)],
        refuses=lambda times: "" if times.min() > 0 else "A call takes longer than 0 seconds.",
    ),
    misconceptions=(
        Misconception(
            "never_waited",
            lambda durations, launch: launch,
            "This is the time until the call returned. The device was still working: nothing "
            "waited for it between the two readings of the clock.",
            "What has to happen between the call and the second reading?",
        ),
        # Before the next: divided by 1,000, a time is as short as one of another clock.
        Misconception(
            "thousandths",
            lambda durations, launch: float(np.median(_each(durations, launch))) / 1000,
            "These are thousandths of the times. `clock()` gives seconds, and seconds are asked for.",
            "Leave out the division.",
        ),
        Misconception(
            "no_time_passed",
            lambda durations, launch: 0.0,
            "No time passed between the two readings, or it was another clock that was read.",
            "Read `clock()`, and only it: once before the call and once after the wait.",
            # How much passes on another clock is left to the machine: some microseconds, mostly.
            shown_by=lambda result, expected: bool(abs(result) < 0.5),
        ),
        Misconception(
            "warm_up_counted",
            lambda durations, launch: float(np.median(durations + launch)),
            "The first call is among the times. It does work that later calls need not do again, "
            "so its time says little about theirs.",
            "Make one call before the first reading of the clock.",
        ),
        Misconception(
            "no_warm_up",
            lambda durations, launch: float(np.median(durations[:-1] + launch)),
            "The first call of all was timed, and one call fewer was made than asked for.",
            "Make one call before the first reading of the clock.",
        ),
        Misconception(
            "warm_up_not_finished",
            lambda durations, launch: float(np.median(_warm_up_not_finished(durations, launch))),
            "The first timed call had to wait for the warm-up, which the device was still busy "
            "with.",
            "What has to happen between the warm-up and the first reading of the clock?",
        ),
        Misconception(
            "mean",
            lambda durations, launch: float(np.mean(_each(durations, launch))),
            "This is the mean of the times. One disturbed call moves it a lot, and the median "
            "hardly.",
            "Which number stands in the middle when the times are in order?",
        ),
        Misconception(
            "fastest",
            lambda durations, launch: float(np.min(_each(durations, launch))),
            "This is the shortest of the times. The docstring asks for the median.",
            "Which number stands in the middle when the times are in order?",
        ),
        Misconception(
            "slowest",
            lambda durations, launch: float(np.max(_each(durations, launch))),
            "This is the longest of the times. The docstring asks for the median.",
            "Which number stands in the middle when the times are in order?",
        ),
        Misconception(
            "upper_middle",
            lambda durations, launch: float(
                np.sort(_each(durations, launch))[(len(durations) - 1) // 2]
            ),
            "This is right for an odd number of times. Of an even number, the larger of the two in "
            "the middle was taken.",
            "The docstring says what to do with those two.",
        ),
        Misconception(
            "lower_middle",
            lambda durations, launch: float(
                np.sort(_each(durations, launch))[(len(durations) - 2) // 2]
            ),
            "This is right for an odd number of times. Of an even number, the smaller of the two "
            "in the middle was taken.",
            "The docstring says what to do with those two.",
        ),
        Misconception(
            "not_in_order",
            lambda durations, launch: float(_each(durations, launch)[(len(durations) - 1) // 2]),
            "This is the time of the call in the middle. The median is the time in the middle once "
            "the times are in order.",
            "What has to happen to the list before you look at its middle?",
        ),
        Misconception(
            "total",
            lambda durations, launch: float(np.sum(_each(durations, launch))),
            "This is the time of all calls together.",
            "Each call is timed by itself. Where do the two readings belong?",
        ),
        Misconception(
            "launched_together",
            lambda durations, launch: _all_in_one(durations, launch) / (len(durations) - 1),
            "All calls were given to the device, then it was waited for once, and the time was "
            "divided. While one call worked the next was being launched, and no single time is "
            "left to take a median of.",
            "Each call is timed by itself. Where do the two readings and the wait belong?",
        ),
        Misconception(
            "started_once",
            lambda durations, launch: float(np.median(_in_one_row(durations, launch))),
            "The clock was read once before all calls, so each time holds those before it as well.",
            "Where should the first reading stand, before the loop or in it?",
        ),
        Misconception(
            "milliseconds",
            lambda durations, launch: 1000 * float(np.median(_each(durations, launch))),
            "These are milliseconds. The docstring asks for seconds.",
            "Leave out the multiplication.",
        ),
        Misconception(
            "launch_left_out",
            lambda durations, launch: float(np.median(durations[1:])),
            "The clock was first read after the call had returned, so the time to launch it is "
            "missing.",
            "The time begins before the call.",
        ),
        Misconception(
            "all_times",
            _each,
            "These are the times, and each is right. The task asks for one number: their median.",
            "np.median or statistics.median takes a list of numbers.",
            dtype="float64",
        ),
        Misconception(
            "reversed",
            lambda durations, launch: -float(np.median(_each(durations, launch))),
            "The times are below 0: the two readings of the clock were subtracted the wrong way "
            "round.",
            "Which of the two readings is the larger one?",
        ),
        Misconception(
            "waited_before",
            lambda durations, launch: float(np.median(np.append(launch, durations[1:-1] + launch))),
            "The wait came before the call, so each time holds the work of the call before it.",
            "In which order do the call and the wait come?",
        ),
        Misconception(
            "warmed_up_twice",
            lambda durations, launch: float(
                np.median(np.append(durations[2:], durations[-1]) + launch)
            ),
            "There were two calls before the first that was timed. The docstring asks for one.",
            "How many calls are made in all, if `repeat` of them are timed?",
        ),
        Misconception(
            "one_too_many",
            lambda durations, launch: float(
                np.median(np.append(durations[1:], durations[-1]) + launch)
            ),
            "One call more was timed than `repeat` says.",
            "How often does your loop run?",
        ),
        Misconception(
            "one_too_few",
            lambda durations, launch: _median_of(durations[1:-1] + launch),
            "One call fewer was timed than `repeat` says.",
            "How often does your loop run? range(n) has n numbers, from 0 on.",
        ),
        Misconception(
            "first_dropped",
            lambda durations, launch: _median_of(durations[2:] + launch),
            "The first of the timed calls was left out of the median. The call that warms up came before "
            "it, so this one counts.",
            "Of how many times should the median be taken?",
        ),
        Misconception(
            "halfway_between_the_ends",
            lambda durations, launch: float(
                (durations[1:].min() + durations[1:].max()) / 2 + launch
            ),
            "This lies halfway between the shortest and the longest time, so one disturbed call moves it "
            "a lot.",
            "Which number stands in the middle when the times are in order?",
        ),
        Misconception(
            "first_time",
            lambda durations, launch: float(durations[1] + launch),
            "This is the time of the first timed call alone.",
            "Does a `return` stand inside the loop?",
        ),
        Misconception(
            "last_time",
            lambda durations, launch: float(durations[-1] + launch),
            "This is the time of the last call alone: those before it were not kept.",
            "Where are the times kept until the loop is over?",
        ),
        Misconception(
            "warmed_up_each_time",
            lambda durations, launch: float(
                np.median(
                    [
                        durations[min(2 * number + 1, len(durations) - 1)] + launch
                        for number in range(len(durations) - 1)
                    ]
                )
            ),
            "A call that is not timed went before every timed one: the warm-up stands inside the loop.",
            "How many calls should warm up?",
        ),
        Misconception(
            "launched_together_unwarmed",
            lambda durations, launch: _all_in_one(durations[:-1], launch, 0) / (len(durations) - 1),
            "There was no warm-up, and the calls were not timed one by one: all were given to the "
            "device, then it was waited for once, and the time was divided.",
            "Warm up first. Then: where do the two readings and the wait of one call belong?",
        ),
    ),
    hints=(
        "Warm up: one call, and wait until the device is done. Only then does timing begin.",
        "For each timed call: read the clock, call, wait, read the clock; keep the difference.",
        "np.median gives the median of a list, and treats an even number as asked.",
    ),
    afterword=(
        "Also right for the timed calls: `timeit.repeat(lambda: (function(), "
        "synchronize()), timer=clock, repeat=repeat, number=1)`, which is Python's own "
        "stopwatch, told to read `clock`."
    ),
)
