"""How many traces do these calls add?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.plain import to_plain
from grader.probing.questions import Call, Case

# What TensorFlow tells arguments apart by: dtype and shape of a tensor or an array, and the value
# of a Python number.
_SIGNATURES = {
    "tf.zeros([2])": "float32 (2,)",
    "tf.ones([2])": "float32 (2,)",
    "tf.zeros([3])": "float32 (3,)",
    "tf.constant(1)": "int32 ()",
    "tf.constant(2)": "int32 ()",
    "tf.constant(2.5)": "float32 ()",
    "np.ones(2, np.float32)": "float32 (2,)",
    "np.ones(2)": "float64 (2,)",
    "1": "Python 1",
    "2": "Python 2",
    "2.5": "Python 2.5",
}


def _call_and_count(answer, before, calls):
    """What the answer says of a tf.function that was called with `before` already."""
    import numpy as np
    import tensorflow as tf

    @tf.function
    def unchanged(value):
        return tf.identity(value)

    names = {"tf": tf, "np": np}
    for text in before:
        unchanged(eval(text, names))
    return answer(unchanged, [eval(text, names) for text in calls])


def _calls(draw: np.random.Generator) -> Iterator[Case]:
    def case(before: list[str], calls: list[str], label: str) -> Case:
        return Case({"before": before, "calls": calls}, label)

    yield case([], ["tf.zeros([2])", "tf.ones([2])", "tf.zeros([3])"], "a new function")
    yield case(["tf.zeros([2])"], ["tf.ones([2])"], "one call, of a shape it has seen")
    yield case(["1", "2"], ["2", "2.5", "2.5"], "Python numbers, some of them seen before")
    yield case(
        ["tf.constant(1)"],
        ["1", "tf.constant(2)", "np.ones(2)", "np.ones(2, np.float32)", "tf.zeros([2])"],
        "tensors, arrays and a Python number",
    )
    texts = list(_SIGNATURES)
    for label in ("calls at random", "other ones", "and others"):  # of one alone a guess may do
        before = [texts[i] for i in draw.integers(0, len(texts), int(draw.integers(1, 5)))]
        calls = [texts[i] for i in draw.integers(0, len(texts), int(draw.integers(3, 9)))]
        yield case(before, calls, label)


def _kinds(texts: list[str]) -> set[str]:
    return {_kind_of(text) for text in texts}


# As what a Python number counts once tf.convert_to_tensor has made a tensor of it.
_AS_TENSORS = {"Python 1": "int32 ()", "Python 2": "int32 ()", "Python 2.5": "float32 ()"}


def _counts(before: list[str], calls: list[str]) -> list[int]:
    """The traces that the function has before the calls and after each of them."""
    return [len(_kinds([*before, *calls[:made]])) for made in range(len(calls) + 1)]


def _kind_of(text: str) -> str:
    return _SIGNATURES.get(text, text)


def _kinds_of_arguments(arguments: Sequence[Any]) -> list[str]:
    """By what a new tf.function tells each of the arguments from the others.

    Raises:
        ValueError: One of them is no tensor, array or Python number.
    """
    if not isinstance(arguments, list | tuple):
        raise ValueError("the arguments are in a list")
    kinds = []
    for value in map(to_plain, arguments):
        if value.kind == "number":
            number = value.numbers.item()
            kinds.append(f"Python {int(number) if number == int(number) else number}")
        elif value.kind in ("tensor", "variable", "array"):
            kinds.append(f"{value.dtype} {value.numbers.shape}")
        else:
            raise ValueError("a list of tensors, NumPy arrays and Python numbers")
    if not 1 <= len(kinds) <= 100:
        raise ValueError("from one to 100 arguments")
    return kinds


TASK = Task(
    name="count_traces",
    points=2,
    ask=Call(
        "count_traces",
        _call_and_count,
        "a tf.function is called with what stands in before; then count_traces(function, calls)",
    ),
    cases=_calls,
    expected=lambda before, calls: len(_kinds(calls) - _kinds(before)),
    example=ExampleForm(
        inputs=("arguments",),
        result="traces",
        put=lambda answer, arguments: answer([], arguments),
        of_case=lambda before, calls: [([*map(_kind_of, calls)],)],
        read={"arguments": _kinds_of_arguments},
    ),
    misconceptions=(
        Misconception(
            "made_tensors",
            lambda before, calls: len(
                {_AS_TENSORS.get(kind, kind) for kind in _kinds(calls)} - _kinds(before)
            ),
            "The function was called with tensors in place of the numbers. All tensors of one dtype and "
            "shape share a trace, and every new Python number has one of its own.",
            "Call the function with the arguments as they are.",
        ),
        Misconception(
            "kinds_of_tensors",
            lambda before, calls: len({_AS_TENSORS.get(kind, kind) for kind in _kinds(calls)}),
            "This is the number of different dtypes and shapes. Some of them may have been met before, "
            "and Python numbers are told apart by their values.",
            "The tf.function itself keeps count of its traces. Ask it.",
        ),
        Misconception(
            "counts_added_up",
            lambda before, calls: sum(_counts(before, calls)[1:]),
            "The counts after all the calls were added up. Each of them holds all the traces so far, "
            "the older ones again.",
            "How much does the count grow from before the first call to after the last?",
        ),
        Misconception(
            "last_call",
            lambda before, calls: _counts(before, calls)[-1] - _counts(before, calls)[-2],
            "This is what the last call adds, without those before it.",
            "Does the loop keep what earlier calls added, or begin anew at each turn?",
        ),
        Misconception(
            "ever",
            lambda before, calls: len(_kinds(before) | _kinds(calls)),
            "This is the number of traces the function has had in its life. Some may be older than "
            "these calls.",
            "How many had it before your first call?",
        ),
        Misconception(
            "calls",
            lambda before, calls: len(calls),
            "This is the number of calls. A call whose kind of argument was met before adds no "
            "trace.",
            "The tf.function itself keeps count of its traces. Ask it.",
        ),
        Misconception(
            "never_called",
            lambda before, calls: 0,
            "It is always 0: between the two counts the function was not called, or the second "
            "count was subtracted from itself.",
            "Is every call made after the first count and before the second? `map` alone calls "
            "nothing.",
        ),
        Misconception(
            "different_values",
            lambda before, calls: len(set(calls)),
            "This is the number of different values. Two tensors with different values and the "
            "same dtype and shape share a trace.",
            "The tf.function itself keeps count of its traces. Ask it.",
        ),
        Misconception(
            "new_function",
            lambda before, calls: len(_kinds(calls)),
            "This is right for a function that was never called. One that was called before may "
            "have a trace already.",
            "Call the function you were given, and compare its count before and after.",
        ),
        Misconception(
            "only_before",
            lambda before, calls: len(_kinds(before)),
            "This is the count from before these calls.",
            "Ask once more after the calls. Which of the two numbers do the calls add?",
        ),
        Misconception(
            "negative",
            lambda before, calls: -len(_kinds(calls) - _kinds(before)),
            "The number is right, and its sign is not: the count never falls.",
            "Which of the two counts is the larger one?",
        ),
        Misconception(
            "one_call",
            lambda before, calls: len(_kinds(calls[:1]) - _kinds(before)),
            "Only the first argument was tried.",
            "Where does `return` stand: inside the loop, or after it?",
        ),
    ),
    hints=(
        "A tf.function has a method experimental_get_tracing_count().",
        "It counts all traces since the function was made. The new ones are a difference.",
        "Count, call the function with every argument, count again.",
    ),
    afterword=(
        "`function.experimental_get_tracing_count()` counts all traces since the function was made, "
        "so those of some calls are the difference of two counts."
    ),
)
