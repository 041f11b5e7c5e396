"""A loop whose length the graph finds out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.graph_evidence import (
    LEFT_THE_GRAPH,
    NO_LOOP,
    OUTSIDE,
    UNROLLED,
    has_a_loop,
    leaves_the_graph,
    side_by_side,
)
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _each_start(answer, starts):
    """What comes out for every start, from one graph for them all, and what the graph holds."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit
    from grader.probing.graph_operations import operations_of

    compiled = tf.function(answer, input_signature=[tf.TensorSpec([], tf.int64)])
    graph = compiled.get_concrete_function()
    steps = [graph(start) for start in starts]
    if any(step is None for step in steps):
        raise Misfit(None)
    return {"steps": steps, "operations": operations_of(graph)}


def _steps_in_the_graph(raw, starts):
    if leaves_the_graph(raw["operations"]):
        return OUTSIDE
    if not has_a_loop(raw["operations"]):
        return UNROLLED
    steps = side_by_side(raw["steps"])
    # The docstring leaves the choice between two dtypes.
    return steps.astype(np.int64) if steps.dtype == np.int32 else steps


def _starts(draw: np.random.Generator) -> Iterator[Case]:
    def case(starts: object, label: str) -> Case:
        return Case({"starts": np.array(starts, np.int64)}, label)

    yield case([6], "8 steps")
    yield case([1], "1, where no step is needed")
    yield case([2, 3, 4, 5, 7], "small numbers")
    yield case([27], "a long way up and down again")
    # In int32 it ends as well, whether a loop ends at 1 alone or at whatever is not above it.
    yield case([376_831], "a way that passes numbers too large for int32")
    yield case(draw.integers(8, 900, 4), "numbers at random")


def _path(start: int) -> list[int]:
    """The numbers on the way from `start` to 1, both ends included."""
    path = [int(start)]
    while path[-1] != 1:
        last = path[-1]
        path.append(last // 2 if last % 2 == 0 else 3 * last + 1)
    return path


def _wrapped(goes_on):
    """The steps that an int32 loop counts, whose numbers wrap around where they are too large."""

    def steps_from(start: int) -> int:
        number, steps = int(start), 0
        while goes_on(number):
            number = number // 2 if number % 2 == 0 else 3 * number + 1
            number = (number + 2**31) % 2**32 - 2**31
            steps += 1
        return steps

    return lambda starts: np.array([steps_from(start) for start in starts])


def _of_each_path(measure):
    return lambda starts: np.array([measure(_path(start)) for start in starts])


TASK = Task(
    name="collatz_steps",
    points=3,
    ask=Call(
        "collatz_steps",
        _each_start,
        "called inside a tf.function that is traced once, for any int64 number",
    ),
    cases=_starts,
    expected=_of_each_path(lambda path: len(path) - 1),
    facts=_steps_in_the_graph,
    dtype="int64",
    example=ExampleForm(
        inputs=("n",),
        put=lambda answer, n: answer(np.array([n]))[0],
        of_case=lambda starts: ((np.array(n),) for n in starts),
        # Up to here no number on the way is too large for int32, in which some ways never end.
        refuses=lambda n: "" if 1 <= n <= 100_000 else "In an example n lies from 1 to 100,000.",
    ),
    misconceptions=(
        LEFT_THE_GRAPH,
        NO_LOOP,
        Misconception(
            "too_small_a_dtype",
            _wrapped(lambda number: number > 1),
            "The number was made an int32, and the way from some starts passes numbers above "
            "2147483647, the largest that int32 holds. They become negative, and end the loop.",
            "n comes as an int64. Keep it one: Python's int(n) gives an int32 inside a graph.",
        ),
        Misconception(
            "wrapped_around",
            _wrapped(lambda number: number != 1),
            "The number was made an int32, and the way from some starts passes numbers above "
            "2147483647, the largest that int32 holds. They become negative, and the way goes on "
            "from there.",
            "n comes as an int64. Keep it one: Python's int(n) gives an int32 inside a graph.",
        ),
        Misconception(
            "numbers",
            _of_each_path(len),
            "This is one too many, because it counts the numbers on the way, both ends included. "
            "Between n numbers there are n - 1 steps.",
            "How many steps does n = 1 need, and what does your count start with?",
        ),
        Misconception(
            "stops_at_two",
            _of_each_path(lambda path: max(len(path) - 2, 0)),
            "The last step, from 2 to 1, is missing.",
            "At which number should the loop end?",
        ),
        Misconception(
            "halvings",
            _of_each_path(lambda path: sum(number % 2 == 0 for number in path)),
            "Only the steps that halve are counted. A step from an odd number is a step as well, even "
            "if you take it together with the halving that follows it.",
            "How many steps does the docstring's example take from 3 to 5?",
        ),
        Misconception(
            "climbs",
            _of_each_path(lambda path: sum(number % 2 for number in path[:-1])),
            "Only the steps from odd numbers are counted. A step that halves counts as well.",
            "Where does the count go up: in one branch, or after both?",
        ),
        Misconception(
            "only_halved",
            lambda starts: np.array([int(start).bit_length() - 1 for start in starts]),
            "Every number was halved, the odd ones too.",
            "What becomes of an odd number? tf.where and tf.cond choose between two values.",
        ),
        Misconception(
            "never_counted",
            lambda starts: np.zeros(len(starts)),
            "It is always 0: the count does not take part in the loop. Inside a graph, what "
            "changes has to be handed on from one iteration to the next.",
            "Is the count one of the loop's variables?",
        ),
        Misconception(
            "counted_once",
            lambda starts: np.ones(len(starts)),
            "It is always 1. Either the count went up only once: it is Python's, which counts while "
            "tracing, or the line stands after the loop. Or the number at the end was returned in "
            "place of the count.",
            "Is the count one of the loop's variables, and is it what you return?",
        ),
        Misconception(
            "all_loop_variables",
            _of_each_path(lambda path: [1, len(path) - 1]),
            "These are both variables of the loop as they stand at the end: the number, which is 1, "
            "and the count. tf.while_loop gives back all of them.",
            "Which of them is asked for?",
        ),
        Misconception(
            "peak",
            _of_each_path(max),
            "This is the largest number on the way. The task asks for the number of steps.",
            "Which of the loop's variables counts?",
        ),
    ),
    hints=(
        "While tracing, n has no value, so no Python number of iterations can be known.",
        "tf.while_loop(condition, body, variables): body takes the variables and returns their "
        "next values, in the same order.",
        "Two variables: the number and the count. tf.where chooses between n // 2 and 3 * n + 1.",
    ),
    afterword=(
        "Also right: a Python loop, `while n != 1:`, which AutoGraph turns into a loop "
        "of the graph, because `n` is a tensor."
    ),
)
