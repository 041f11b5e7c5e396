"""Fair timing, on a clock that only moves when a contender works."""

import pytest

from explorables.pictures.race.timing import (
    LEAST,
    NoInput,
    Runner,
    Timing,
    crossings,
    faster,
    measure,
)


class Clock:
    """Moves when told; nothing here takes real time."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def calls():
    """What was called, in order."""
    return []


@pytest.fixture
def line_up(clock, calls):
    """Contenders by name and a function from a size to the seconds of a first and a later call."""

    def made(contenders):
        def work(name, size, part):
            calls.append((name, size))
            clock.now += contenders[name](size)[part]

        return lambda size: {
            name: Runner(
                lambda name=name: work(name, size, 0), lambda name=name: work(name, size, 1)
            )
            for name in contenders
        }

    return made


def same(first, later):
    return lambda size: (first, later)


def test_the_first_call_is_kept_apart(line_up, clock):
    measured = measure(line_up({"a": same(0.5, 0.01)}), (1, 2), 5, 10, clock)
    timing = measured.timings["a"][1]
    assert timing.first == pytest.approx(0.5)
    assert timing.runs == pytest.approx((0.01,) * 5)
    assert timing.median == pytest.approx(0.01)


def test_contenders_take_turns_and_each_leads_a_round(line_up, clock, calls):
    measure(line_up({"a": same(0, 0.1), "b": same(0, 0.1)}), (1,), 3, 10, clock)
    assert "".join(name for name, _ in calls) == "ab" + "ab" + "ba" + "ab"


def test_what_surrounds_a_call_is_not_timed(clock):
    from contextlib import contextmanager

    @contextmanager
    def slow():
        clock.now += 7
        yield
        clock.now += 7

    def work():
        clock.now += 1

    measured = measure(lambda size: {"a": Runner(work, work, slow)}, (1,), 3, 500, clock)
    assert measured.timings["a"][1].runs == (1, 1, 1)
    assert measured.timings["a"][1].first == 1


def test_a_size_that_would_take_too_long_is_not_begun(line_up, clock, calls):
    measured = measure(
        line_up({"a": lambda size: (size / 1000, size / 1000)}),
        (1, 10, 100, 1000, 10000),
        5,
        3,
        clock,
    )
    assert measured.left_out == (1000, 10000)
    assert measured.sizes == (1, 10, 100)
    assert max(size for _, size in calls) == 100
    assert measured.seconds < 3


def test_a_size_that_turns_out_too_slow_is_dropped(line_up, clock):
    measured = measure(
        line_up({"a": lambda size: (0.001, 0.001 if size < 3 else 50)}), (1, 2, 3, 4), 5, 3, clock
    )
    assert measured.sizes == (1, 2)
    assert measured.left_out == (3, 4)
    assert measured.seconds < 3 + 50 + 1


def test_the_smallest_size_is_measured_however_slow(line_up, clock):
    measured = measure(line_up({"a": same(60, 60)}), (1, 2), 5, 3, clock)
    assert measured.timings["a"][1].runs == (60,)
    assert measured.left_out == (2,)


def test_two_sizes_are_measured_where_only_the_first_calls_are_slow(line_up, clock):
    measured = measure(line_up({"a": same(60, 0.01)}), (1, 2, 3), 5, 3, clock)
    assert measured.sizes == (1, 2)
    assert measured.left_out == (3,)
    assert measured.timings["a"][2].runs


def test_a_slow_size_leaves_time_for_the_next(line_up, clock):
    measured = measure(line_up({"a": same(0.01, 0.2)}), (1, 2, 3), 100, 9, clock)
    assert measured.sizes == (1, 2, 3)
    assert all(len(one.runs) >= LEAST for one in measured.timings["a"].values())
    assert measured.seconds < 9 + 0.21


def test_at_least_three_runs_are_taken_where_there_is_time(line_up, clock):
    measured = measure(line_up({"a": same(0, 0.1)}), (1,), 1, 10, clock)
    assert len(measured.timings["a"][1].runs) == LEAST


def test_a_contender_that_raises_is_out_from_there_on(line_up, clock, calls):
    def fragile(size):
        if size == 2:
            raise RuntimeError("no room")
        return 0.1, 0.1

    measured = measure(line_up({"a": same(0.1, 0.1), "b": fragile}), (1, 2, 3), 3, 100, clock)
    assert set(measured.timings["a"]) == {1, 2, 3}
    assert set(measured.timings["b"]) == {1}
    assert measured.failures["b"].size == 2
    assert str(measured.failures["b"].error) == "no room"
    assert ("b", 3) not in calls


def test_where_the_input_ends_the_race_ends_with_the_reason(line_up, clock):
    runners = line_up({"a": same(0.1, 0.1)})

    def ending(size):
        if size == 2:
            raise NoInput("That was all.")
        return runners(size)

    measured = measure(ending, (1, 2, 3), 3, 100, clock)
    assert measured.stopped == "That was all."
    assert measured.sizes == (1,)


def test_one_disturbed_run_moves_no_median():
    assert Timing(0, (1, 1, 90)).median == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, 1, 1, 1), (2, 2, 2, 2), -1),
        ((2, 2, 2, 2), (1, 1, 1, 1), 1),
        ((1, 1, 1, 1), (1.04, 1.04, 1.04, 1.04), 0),
        ((1, 2, 1, 2), (2, 1, 2, 1), 0),
        ((1, 1, 9, 1), (2, 2, 10, 2), -1),  # the third round was slow for both
        ((1, 1, 1, 9), (2, 2, 2, 2), -1),
        ((1, 1, 1), (1, 1, 1), 0),
    ],
)
def test_faster_means_in_most_rounds_and_by_a_margin(one, other, expected):
    assert faster(Timing(0, one), Timing(0, other)) == expected


def flat(times):
    return {size: Timing(0, (seconds,) * 5) for size, seconds in times.items()}


def test_lines_meet_where_they_do_on_logarithmic_axes():
    # 10 s everywhere against size / 10 s: equal at 100.
    timings = {"flat": flat({10: 10, 1000: 10}), "steep": flat({10: 1, 1000: 100})}
    (found,) = crossings(timings, "flat", "steep")
    assert (found.before, found.after) == (10, 1000)
    assert (found.old, found.new) == ("steep", "flat")
    assert found.at == pytest.approx(100)
    assert found.seconds == pytest.approx(10)


def test_ties_between_two_clear_sizes_widen_the_interval():
    timings = {"a": flat({1: 1, 2: 10, 4: 30}), "b": flat({1: 2, 2: 10.1, 4: 20})}
    (found,) = crossings(timings, "a", "b")
    assert (found.before, found.after) == (1, 4)
    assert 2 <= found.at <= 4


def test_a_tie_at_the_end_is_no_crossing():
    assert crossings({"a": flat({1: 1, 2: 2}), "b": flat({1: 2, 2: 2})}, "a", "b") == []


def test_lines_may_cross_twice():
    timings = {"a": flat({1: 1, 2: 3, 4: 4}), "b": flat({1: 2, 2: 2, 4: 8})}
    assert [one.new for one in crossings(timings, "a", "b")] == ["b", "a"]


def test_only_sizes_both_ran_are_compared():
    timings = {"a": flat({1: 1, 2: 9}), "b": flat({1: 2})}
    assert crossings(timings, "a", "b") == []
