"""A gradient without a tape, to check one with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _of_cubes(answer, weights, x, step):
    """What the answer says of the weighted sum of cubes plus the square of the sum."""
    import tensorflow as tf

    def function(x):
        return tf.reduce_sum(weights * x**3) + tf.reduce_sum(x) ** 2

    return answer(function, x, step)


def _points(draw: np.random.Generator) -> Iterator[Case]:
    def case(weights: object, x: object, step: float, label: str) -> Case:
        inputs = {
            "weights": np.array(weights, np.float64),
            "x": np.array(x, np.float64),
            "step": step,
        }
        return Case(inputs, label)

    yield case([1.0, 2.0], [1.0, -1.0], 0.5, "a wide step, where the difference is seen")
    yield case([3.0], [2.0], 0.25, "a single number")
    yield case([1.0, -1.0, 2.0], [0.5, 0.0, 1.5], 0.1, "three numbers, one of them 0")
    weights, x = draw.uniform(1, 3, 4).round(2), draw.normal(1, 1, 4).round(2)
    yield case(weights, x, 0.2, "random numbers")
    yield case(weights, x, 1e-4, "the same, with a small step")


def _value(weights: np.ndarray, x: np.ndarray) -> float:
    return np.sum(weights * x**3) + np.sum(x) ** 2


def _differences(ahead: float, behind: float, over: float = 1.0, keep: bool = False):
    """(f(x + ahead h) - f(x - behind h)) / (over (ahead + behind) h) for each entry of x.

    With keep, an entry that was moved ahead is not put back before the next one.
    """

    def answer(weights: np.ndarray, x: np.ndarray, step: float) -> np.ndarray:
        slopes, base = [], x.copy()
        for i in range(len(x)):
            up, down = base.copy(), base.copy()
            up[i] += ahead * step
            down[i] -= behind * step
            rise = _value(weights, up) - _value(weights, down)
            slopes.append(rise / (over * (ahead + behind) * step))
            base = up if keep else base
        return np.array(slopes)

    return answer


def _exact(weights: np.ndarray, x: np.ndarray, step: float) -> np.ndarray:
    return 3 * weights * x**2 + 2 * np.sum(x)


def _all_at_once(weights: np.ndarray, x: np.ndarray, step: float) -> float:
    return (_value(weights, x + step) - _value(weights, x - step)) / (2 * step)


TASK = Task(
    name="numerical_gradient",
    title="A gradient by differences",
    points=3,
    ask=Call(
        "numerical_gradient",
        _of_cubes,
        "function(x) is the sum of weights * x**3, plus the square of the sum of x",
    ),
    cell='''
def numerical_gradient(function, x, step):
    """The gradient by central differences, without a tape.

    Args:
        function: Python function of a float64 tensor of shape (n,) that gives a float64 scalar.
        x: float64 tensor of shape (n,).
        step: Python float h above 0.

    Returns:
        float64 tensor of shape (n,). Entry i is (above - below) / (2 h): above is the function
        where x[i] alone is larger by h, below where x[i] alone is smaller by h.

    Example:
        function(x) = x[0] * x[0] + 5 * x[1] at [3.0, 1.0] with step 0.5 gives [6.0, 5.0].
    """
    ### BEGIN SOLUTION
    slopes = []
    for direction in tf.unstack(tf.eye(x.shape[0], dtype=x.dtype)):
        above = function(x + step * direction)
        below = function(x - step * direction)
        slopes.append((above - below) / (2 * step))
    return tf.stack(slopes)
    ### END SOLUTION
''',
    cases=_points,
    expected=_differences(1, 1),
    dtype="float64",
    misconceptions=(
        Misconception(
            "tape",
            _exact,
            "This is the exact gradient, which a tape gives. It is what differences are compared "
            "with; to compare, you need both.",
            "Call function twice for each entry of x, and use no tape.",
        ),
        Misconception(
            "forward",
            _differences(1, 0),
            "These are forward differences: from x to x + h. Central ones go from x - h to x + h, "
            "and come much nearer for the same step.",
            "At which two points does the docstring call the function?",
        ),
        Misconception(
            "backward",
            _differences(0, 1),
            "These are backward differences: from x - h to x. Central ones go from x - h to x + h.",
            "At which two points does the docstring call the function?",
        ),
        Misconception(
            "twice",
            _differences(1, 1, over=0.5),
            "All are twice as large: the two points lie two steps apart, and one step was divided by.",
            "How far is it from x - h to x + h?",
        ),
        Misconception(
            "half_step",
            _differences(0.5, 0.5),
            "The two points lie half a step to either side. Asked for is a whole step to each.",
            "Which two points does the docstring name?",
        ),
        Misconception(
            "halved",
            _differences(1, 0, over=2.0),
            "From x to x + h it is one step, and two were divided by.",
            "The second point should lie on the other side of x.",
        ),
        Misconception(
            "all_at_once",
            _all_at_once,
            "All entries of x moved together, so there is a single number. Each entry has to move by "
            "itself.",
            "What do you add to x so that one entry changes and the others stay?",
        ),
        Misconception(
            "all_at_once_in_every_entry",
            lambda weights, x, step: np.full_like(x, _all_at_once(weights, x, step)),
            "Every entry is the same: all entries of x moved together each time.",
            "What do you add to x so that one entry changes and the others stay?",
        ),
        Misconception(
            "no_difference",
            lambda weights, x, step: np.zeros_like(x),
            "Every entry is 0: each time, the function was called twice at the same point.",
            "Print both points. Two names for one NumPy array or one variable are still one thing.",
        ),
        Misconception(
            "not_put_back",
            _differences(1, 1, keep=True),
            "The first entry is right, the later ones are not: an entry that was moved stayed moved "
            "while the next one had its turn.",
            "Start from x itself for every entry.",
        ),
        Misconception(
            "not_divided",
            lambda weights, x, step: _differences(1, 1)(weights, x, step) * 2 * step,
            "These are the differences themselves, not divided by the way between the points.",
            "A slope is a rise over a run. What is the run?",
        ),
        Misconception(
            "parentheses",
            lambda weights, x, step: _differences(1, 1)(weights, x, step) * step * step,
            "They were multiplied by the step where they should be divided by it: `/ 2 * step` divides by "
            "2 and then multiplies by the step.",
            "Python goes from left to right; parentheses change that.",
        ),
    ),
    hints=(
        "A tensor can't be changed in place. Add to it a tensor that is 0 everywhere but at i.",
        "The rows of tf.eye(n, dtype=tf.float64) are such tensors; tf.one_hot makes them too.",
        "For each row: the function above, the function below, their difference over 2 h. Then "
        "tf.stack.",
    ),
    accepted=(
        "def numerical_gradient(function, x, step):\n"
        "    x = x.numpy()\n"
        "    result = np.zeros_like(x)\n"
        "    for i in range(x.size):\n"
        "        for sign in (1, -1):\n"
        "            moved = x.copy()\n"
        "            moved[i] += sign * step\n"
        "            result[i] += sign * function(tf.constant(moved)) / (2 * step)\n"
        "    return result",
        "def numerical_gradient(function, x, step):\n"
        "    moves = step * tf.eye(tf.size(x), dtype=tf.float64)\n"
        "    return (tf.map_fn(function, x + moves) - tf.map_fn(function, x - moves)) / (2 * step)",
        "def numerical_gradient(function, x, step):\n"
        "    def entry(i):\n"
        "        move = tf.one_hot(i, len(x), on_value=tf.constant(step, tf.float64),\n"
        "                          off_value=tf.constant(0.0, tf.float64))\n"
        "        return (function(x + move) - function(x - move)) / (2 * step)\n"
        "    return tf.convert_to_tensor([entry(i) for i in range(len(x))])",
        "def numerical_gradient(function, x, step):\n"
        "    v = tf.Variable(x)\n"
        "    found = []\n"
        "    for i in range(v.shape[0]):\n"
        "        v[i].assign(x[i] + step)\n"
        "        above = tf.identity(function(v))\n"
        "        v[i].assign(x[i] - step)\n"
        "        found.append((above - function(v)) / step / 2)\n"
        "        v[i].assign(x[i])\n"
        "    return tf.stack(found)",
    ),
)
