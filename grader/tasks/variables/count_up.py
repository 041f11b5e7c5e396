"""Repair: the counter that never changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _count_in_turn(answer, start, amounts):
    """Each result beside what the variable holds after that call: shape (calls, 2)."""
    import numpy as np
    import tensorflow as tf

    counter = tf.Variable(start)
    seen = []
    for amount in amounts:
        result = answer(counter, amount)
        if result is None:
            return None
        seen.append([int(result), int(counter)])
    return np.array(seen, np.int32)


def _amounts(draw: np.random.Generator) -> Iterator[Case]:
    def case(start: int, amounts: Sequence[int], label: str) -> Case:
        inputs = {"start": np.array(start, np.int32), "amounts": np.array(amounts, np.int32)}
        return Case(inputs, label)

    yield case(0, [2, 3, 5], "a counter that starts at 0")
    yield case(10, [4], "a single call")
    yield case(7, [3, -2, 0, 6], "an amount below 0, and one of 0")
    size = int(draw.integers(4, 7))
    yield case(int(draw.integers(3, 20)), draw.integers(2, 30, size), "several amounts")


def _results_and_counter(results: Sequence[int], counter: Sequence[int]) -> np.ndarray:
    return np.stack([np.asarray(results), np.asarray(counter)], axis=1).astype(np.int32)


def _counted(start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    totals = start + np.cumsum(amounts)
    return _results_and_counter(totals, totals)


def _never_changes(start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """What the broken code gives: a new tensor each time, from a counter that stays."""
    return _results_and_counter(start + amounts, np.full(len(amounts), start))


def _counted_by_one(start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    return _counted(start, np.ones_like(amounts))


def _counted_down(start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    return _counted(start, -amounts)


def _counted_twice(start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    return _counted(start, 2 * amounts)


def _result_before(start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    totals = start + np.cumsum(amounts)
    return _results_and_counter(totals - amounts, totals)


def _result_ahead(start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    totals = start + np.cumsum(amounts)
    return _results_and_counter(totals + amounts, totals)


TASK = Task(
    name="count_up",
    title="Repair: the counter that never changes",
    points=2,
    ask=Call(
        "count_up",
        _count_in_turn,
        "called with each amount in turn; a row of the result holds what a call returned, and the "
        "counter after it",
    ),
    cell='''
def count_up(counter, amount):
    """Add an amount to a counter that other code goes on using.

    Args:
        counter: tf.Variable, int32, scalar; after the call it holds the new count.
        amount: int32 scalar tensor.

    Returns:
        The new count: int32, scalar.

    Example:
        With counter = tf.Variable(0), calls with 2, then 3, return 2, then 5, and counter holds 5
        afterwards. Today they return 2, then 3, and counter holds 0.
    """
    counter = counter + amount
    return counter


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def count_up(counter, amount):
    """Add to the variable itself; `=` would only give the name `counter` to a new tensor."""
    counter.assign_add(amount)
    return counter.read_value()


### END SOLUTION
''',
    cases=_amounts,
    expected=_counted,
    given=_never_changes,
    dtype="int32",
    misconceptions=(
        Misconception(
            "replaced",
            lambda start, amounts: _results_and_counter(amounts, amounts),
            "The counter holds the last amount alone: `assign` puts a new value in place of the "
            "old one.",
            "The new value should be made of the old one and the amount.",
        ),
        Misconception(
            "changed_late",
            _result_before,
            "The counter is right afterwards, and what was returned is the count from before the "
            "call.",
            "In which order do reading and changing come?",
        ),
        Misconception(
            "added_to_the_result_too",
            _result_ahead,
            "The counter is right afterwards, and what was returned holds the amount twice: once "
            "from the variable, and once added to it.",
            "Once the variable has changed, what is left to do for the result?",
        ),
        Misconception(
            "by_one",
            _counted_by_one,
            "Every call counted by 1, whatever the amount.",
            "Where does `amount` come in?",
        ),
        Misconception(
            "down",
            _counted_down,
            "The amounts were taken away: `assign_sub` subtracts.",
            "Which method of a variable adds?",
        ),
        Misconception(
            "twice",
            _counted_twice,
            "Each amount was added to the variable twice.",
            "Every `assign_add` changes the variable. How many of them run in a call?",
        ),
        Misconception(
            "returns_the_amount",
            lambda start, amounts: _results_and_counter(amounts, start + np.cumsum(amounts)),
            "The counter is right afterwards, and what was returned is the amount.",
            "The docstring says what to return.",
        ),
        Misconception(
            "nothing_happens",
            lambda start, amounts: _results_and_counter(
                np.full(len(amounts), start), np.full(len(amounts), start)
            ),
            "The counter kept its value, and that was returned. `counter + amount` makes a new "
            "tensor and leaves the variable as it is.",
            "Which methods of a variable change it?",
        ),
        Misconception(
            "no_return",
            lambda start, amounts: None,
            "The function returns nothing. The new count is asked for as well.",
            "What should the last line hand back?",
        ),
    ),
    hints=(
        "`counter + amount` makes a new tensor, and `counter =` gives it a local name. Whoever "
        "passed the variable sees nothing of that.",
        "A variable changes by its own methods, whose names begin with `assign`.",
        "After the variable has changed, return its value.",
    ),
    accepted=(
        "def count_up(counter, amount):\n    return counter.assign_add(amount)",
        "def count_up(counter, amount):\n    counter.assign(counter + amount)\n    return counter",
        "def count_up(counter, amount):\n"
        "    new = counter + amount\n"
        "    counter.assign(new)\n"
        "    return new",
        "@tf.function\n"
        "def count_up(counter, amount):\n"
        "    return counter.assign_add(amount, read_value=True)",
    ),
)
