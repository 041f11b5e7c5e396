"""A loop whose length the graph finds out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _each_start(answer, starts):
    """The steps of every start, from one graph for them all."""
    import numpy as np
    import tensorflow as tf

    compiled = tf.function(answer, input_signature=[tf.TensorSpec([], tf.int64)])
    return np.array([np.asarray(compiled(start)) for start in starts]).astype(np.int64)


def _starts(draw: np.random.Generator) -> Iterator[Case]:
    def case(starts: object, label: str) -> Case:
        return Case({"starts": np.array(starts, np.int64)}, label)

    yield case([6], "8 steps")
    yield case([1], "1, where no step is needed")
    yield case([2, 3, 4, 5, 7], "small numbers")
    yield case([27], "a long way up and down again")
    yield case(draw.integers(8, 900, 4), "numbers at random")


def _path(start: int) -> list[int]:
    """The numbers on the way from `start` to 1, both ends included."""
    path = [int(start)]
    while path[-1] != 1:
        last = path[-1]
        path.append(last // 2 if last % 2 == 0 else 3 * last + 1)
    return path


def _of_each_path(measure):
    return lambda starts: np.array([measure(_path(start)) for start in starts])


TASK = Task(
    name="collatz_steps",
    title="A loop whose length the graph finds out",
    points=3,
    ask=Call(
        "collatz_steps",
        _each_start,
        "called inside a tf.function that is traced once, for any int64 number",
    ),
    cell='''
def collatz_steps(n):
    """How many steps it takes from n to 1: an even number is halved, an odd n becomes 3 n + 1.

    Args:
        n: int64 scalar tensor, at least 1.

    Returns:
        int32 or int64 scalar tensor: the number of steps, 0 for n = 1. One graph has to serve
        every n, so the loop has to be part of the graph.

    Example:
        6, 3, 10, 5, 16, 8, 4, 2, 1: collatz_steps(tf.constant(6, tf.int64)) gives 8.

    Write it with tf.while_loop, or with a Python while that AutoGraph turns into one.
    """

    ### BEGIN SOLUTION
    def step(n, steps):
        return tf.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    _, steps = tf.while_loop(lambda n, steps: n > 1, step, (n, 0))
    return steps
    ### END SOLUTION
''',
    cases=_starts,
    expected=_of_each_path(lambda path: len(path) - 1),
    dtype="int64",
    misconceptions=(
        Misconception(
            "numbers",
            _of_each_path(len),
            "These are one too many: counted are the numbers on the way, both ends included. "
            "Between n numbers lie n - 1 steps.",
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
            "Counted are only the steps that halve. A step from an odd number counts as well.",
            "Where does the count go up: in one branch, or after both?",
        ),
        Misconception(
            "climbs",
            _of_each_path(lambda path: sum(number % 2 for number in path[:-1])),
            "Counted are only the steps from odd numbers. A step that halves counts as well.",
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
            "changes from turn to turn has to be handed on from turn to turn.",
            "Is the count one of the loop's variables?",
        ),
        Misconception(
            "counted_once",
            lambda starts: np.ones(len(starts)),
            "It is always 1. Either a Python count went up once, while tracing, or the number at "
            "the end was returned in place of the count.",
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
            "This is the largest number on the way. Asked for is the number of steps.",
            "Which of the loop's variables counts?",
        ),
    ),
    hints=(
        "While tracing, n has no value, so no Python number of turns can be known.",
        "tf.while_loop(condition, body, variables): body takes the variables and returns their "
        "next values, in the same order.",
        "Two variables: the number and the count. tf.where chooses between n // 2 and 3 * n + 1.",
    ),
    accepted=(
        "def collatz_steps(n):\n"
        "    def body(steps, n):\n"
        "        n = tf.cond(n % 2 == 0, lambda: n // 2, lambda: 3 * n + 1)\n"
        "        return steps + 1, n\n"
        "    return tf.while_loop(lambda steps, n: tf.not_equal(n, 1), body,\n"
        "                         [tf.constant(0, tf.int64), n])[0]",
        "@tf.function(input_signature=[tf.TensorSpec([], tf.int64)], autograph=False)\n"
        "def collatz_steps(n):\n"
        "    odd = lambda n: n % 2\n"
        "    step = lambda n, k: (odd(n) * (3 * n + 1) + (1 - odd(n)) * (n // 2), k + 1)\n"
        "    return tf.while_loop(lambda n, k: n != 1, step, (n, tf.constant(0)))[1]",
    ),
)
