"""Repair: the counter that never changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _count_in_turn(answer, start, amounts):
    """What each call returned, and what the variable holds after it."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    counter = tf.Variable(start)
    results, held = [], []
    for amount in amounts:
        result = answer(counter, amount)
        is_number = isinstance(
            result, int | float | np.number | np.ndarray | tf.Tensor | tf.Variable
        )
        if not is_number or isinstance(result, bool) or tuple(np.shape(result)) != ():
            raise Misfit(result)
        results.append(result.numpy() if tf.is_tensor(result) else result)
        held.append(counter.numpy())
    return {"results": results, "held": held}


def _side_by_side(seen, start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Each result beside what the variable holds after that call: shape (calls, 2).

    The dtype is that of the results, but that a Python int is as good as an int32.
    """
    results, held = np.array(seen["results"]), np.array(seen["held"])
    if results.dtype.kind not in "iuf":
        raise TypeError("the new count is a number")
    dtype = np.int32 if all(type(result) is int for result in seen["results"]) else results.dtype
    return np.stack([results, held], axis=1).astype(dtype)


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


def _counted_elsewhere(start: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    if start:
        raise ValueError("what counts elsewhere starts this case with what those before it left")
    return _results_and_counter(np.cumsum(amounts), np.full(len(amounts), start))


def _new_count(answer, counter, amount):
    """The new count after one call, which is returned and held; both where they differ."""
    returned, held = answer(counter, np.array([amount]))[0]
    return returned if returned == held else np.array([returned, held])


TASK = Task(
    name="count_up",
    points=2,
    ask=Call(
        "count_up",
        _count_in_turn,
        "called with each amount in turn; a row of the result holds what a call returned, and the "
        "counter after it",
        wanted="the new count, an int32 scalar",
        entry=lambda index, start, amounts: ("what call {} returned", "the counter after call {}")[
            index[1]
        ].format(index[0] + 1),
    ),
    facts=_side_by_side,
    cases=_amounts,
    expected=_counted,
    given=_never_changes,
    dtype="int32",
    example=ExampleForm(
        inputs=("counter", "amount"),
        put=_new_count,
        of_case=lambda start, amounts: ((start, amount) for amount in amounts),
    ),
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
            "rebound",
            _never_changes,
            "The counter that was passed keeps its value: `counter = ...` gives the name, inside the "
            "function, to something new, and leaves the variable as it is.",
            "Which methods of a variable change it?",
        ),
        Misconception(
            "counted_elsewhere",
            _counted_elsewhere,
            "What was returned adds up from call to call, and the counter that was passed keeps its "
            "value: something outside of the function is what counts.",
            "Which variable does the parameter `counter` name?",
        ),
        Misconception(
            "never_down",
            lambda start, amounts: _counted(start, np.maximum(amounts, 0)),
            "An amount below 0 changed nothing. It should make the count smaller.",
            "What does adding -2 do to 10?",
        ),
        Misconception(
            "always_up",
            lambda start, amounts: _counted(start, np.abs(amounts)),
            "An amount below 0 was counted without its sign. It should make the count smaller.",
            "What does adding -2 do to 10?",
        ),
        Misconception(
            "as_a_float",
            _counted,
            "The count is right, and it came back as a float. The docstring asks for int32.",
            "Which step makes a float of it? The variable holds int32.",
            dtype="float32",
        ),
        Misconception(
            "no_return",
            lambda start, amounts: None,
            "The function returns nothing. The task asks for the new count as well.",
            "What should the last line hand back?",
        ),
    ),
    hints=(
        "`counter + amount` makes a new tensor, and `counter =` gives it a local name. Whoever "
        "passed the variable sees nothing of that.",
        "A variable changes by its own methods, whose names begin with `assign`.",
        "After the variable has changed, return its value.",
    ),
    afterword=(
        "What `counter.assign_add(amount)` returns goes on following the counter, as an "
        "alias does, whereas `counter.read_value()` gives a tensor that stays as it is."
    ),
)
