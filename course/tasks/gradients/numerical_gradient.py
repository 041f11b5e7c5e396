"""A gradient without a tape, to check one with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _of_cubes(answer, weights, x, step):
    """What the answer says of the weighted sum of cubes plus the cube of the sum."""
    import tensorflow as tf

    def function(x):
        return tf.reduce_sum(weights * x**3) + tf.reduce_sum(x) ** 3

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
    # One slope is below 0 here: somebody may take the absolute value of a difference.
    yield case([1.0, -4.0, 2.0], [0.5, 1.0, 0.0], 0.1, "three numbers, one of them 0")
    weights, x = draw.uniform(1, 3, 4).round(2), draw.normal(1, 1, 4).round(2)
    yield case(weights, x, 0.2, "random numbers")
    yield case(weights, x, 1e-4, "the same, with a small step")


def _value(weights: np.ndarray, x: np.ndarray) -> float:
    return np.sum(weights * x**3) + np.sum(x) ** 3


def _differences(ahead: float, behind: float, over: float = 1.0, keep: int = 0):
    """(f(x + ahead h) - f(x - behind h)) / (over (ahead + behind) h) for each entry of x.

    With keep, an entry that was moved ahead (1) or behind (-1) is not put back before the next one.
    """

    def answer(weights: np.ndarray, x: np.ndarray, step: float) -> np.ndarray:
        slopes, base = [], x.copy()
        for i in range(len(x)):
            up, down = base.copy(), base.copy()
            up[i] += ahead * step
            down[i] -= behind * step
            rise = _value(weights, up) - _value(weights, down)
            slopes.append(rise / (over * (ahead + behind) * step))
            base = {0: base, 1: up, -1: down}[keep]
        return np.array(slopes)

    return answer


def _exact(weights: np.ndarray, x: np.ndarray, step: float) -> np.ndarray:
    return 3 * weights * x**2 + 3 * np.sum(x) ** 2


def _entry_alone(weights: np.ndarray, x: np.ndarray, step: float) -> np.ndarray:
    """With the function asked about one number at a time, which stands for every entry."""

    def value(number: np.ndarray) -> np.ndarray:
        return (weights.sum() + 1) * number**3

    return (value(x + step) - value(x - step)) / (2 * step)


def _all_at_once(weights: np.ndarray, x: np.ndarray, step: float) -> float:
    return (_value(weights, x + step) - _value(weights, x - step)) / (2 * step)


def _others_moved(weights: np.ndarray, x: np.ndarray, step: float) -> np.ndarray:
    """With a move of ones but for one entry, which is the step."""
    moves = np.where(np.eye(len(x), dtype=bool), step, 1.0)
    rises = [_value(weights, x + move) - _value(weights, x - move) for move in moves]
    return np.array(rises) / (2 * step)


def _as_a_matrix(weights: np.ndarray, x: np.ndarray, step: float) -> float:
    """With all moves handed over at once, a row each."""
    moves = step * np.eye(len(x))
    return (_value(weights, x + moves) - _value(weights, x - moves)) / (2 * step)


def _below_divided(weights: np.ndarray, x: np.ndarray, step: float) -> np.ndarray:
    """With the value below alone divided."""
    moves = step * np.eye(len(x))
    pairs = [(_value(weights, x + move), _value(weights, x - move)) for move in moves]
    return np.array([above - below / (2 * step) for above, below in pairs])


def _in_proportion(weights: np.ndarray, x: np.ndarray, step: float) -> np.ndarray:
    """With each entry moved by a share of itself."""
    moves = step * np.diag(x)
    rises = [_value(weights, x + move) - _value(weights, x - move) for move in moves]
    return np.array(rises) / (2 * step)


TASK = Task(
    name="numerical_gradient",
    points=3,
    ask=Call(
        "numerical_gradient",
        _of_cubes,
        "function(x) is the sum of weights * x**3, plus the cube of the sum of x",
    ),
    cases=_points,
    expected=_differences(1, 1),
    dtype="float64",
    example=ExampleForm(
        why_not="This task takes no example: it works on a function of several numbers, and not every such function can be tried here."
    ),
    misconceptions=(
        Misconception(
            "tape",
            _exact,
            "This is the exact gradient, or very near it. A tape gives that, and so do differences with a "
            "step much smaller than the one that was passed.",
            "Call function twice for each entry of x, as far from x as step says, and use no tape.",
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
            "All are twice as large as they should be: the two points lie two steps apart, and the "
            "difference was divided by one step.",
            "How far is it from x - h to x + h?",
        ),
        Misconception(
            "half_step",
            _differences(0.5, 0.5),
            "The two points lie half a step to either side. The task asks for a whole step to each.",
            "Which two points does the docstring name?",
        ),
        Misconception(
            "halved",
            _differences(1, 0, over=2.0),
            "From x to x + h it is one step, and the difference was divided by two.",
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
            "added",
            lambda weights, x, step: _differences(1, 1)(weights, x, step).sum(),
            "This is the sum of all entries of the gradient. Each entry of x has an entry of its own.",
            "Which operation puts numbers side by side in one tensor, without adding them?",
        ),
        Misconception(
            "added_on",
            lambda weights, x, step: _differences(1, 1)(weights, x, step).cumsum(),
            "The first entry is right, and each later one has those before it added to it.",
            "Does each iteration of the loop begin anew, or with what the one before left?",
        ),
        Misconception(
            "turned_around",
            lambda weights, x, step: -_differences(1, 1)(weights, x, step),
            "All entries have the wrong sign.",
            "Which of the two values is subtracted from the other?",
        ),
        Misconception(
            "no_difference",
            lambda weights, x, step: np.zeros_like(x),
            "Every entry is 0: each time, the function was called twice at the same point.",
            "Print both points. Two names for one NumPy array or one variable are still one thing.",
        ),
        Misconception(
            "not_put_back",
            _differences(1, 1, keep=1),
            "The first entry is right, the later ones are not: an entry that was moved stayed moved "
            "while the next one had its turn.",
            "Start from x itself for every entry.",
        ),
        Misconception(
            "not_put_back_below",
            _differences(1, 1, keep=-1),
            "The first entry is right, the later ones are not: an entry that was moved stayed moved "
            "while the next one had its turn, below where it began.",
            "Start from x itself for every entry.",
        ),
        Misconception(
            "moved_by_one",
            lambda weights, x, step: _differences(1 / step, 1 / step, over=step)(weights, x, step),
            "The two points lie 1 to either side of x, whatever the step is: it stands in the divisor "
            "alone.",
            "What is added to x? Print it.",
        ),
        Misconception(
            "others_moved",
            _others_moved,
            "The entry in question moved by the step, and all others moved by 1.",
            "What should be added to the entries that stay where they are?",
        ),
        Misconception(
            "as_a_matrix",
            _as_a_matrix,
            "`function` was called with a matrix, in which every row is x with another entry moved. It "
            "made a single number of all rows together.",
            "Which shape does the docstring give for what `function` takes?",
        ),
        Misconception(
            "below_divided",
            _below_divided,
            "Python divides before it subtracts: here the value below x alone was divided by 2 h.",
            "Where do parentheses belong?",
        ),
        Misconception(
            "in_proportion",
            _in_proportion,
            "Each entry moved by a share of itself, because the step was multiplied by it. An entry of 2 "
            "then moves twice as far as an entry of 1.",
            "What does the docstring say is added to x[i]?",
        ),
        Misconception(
            "entry_alone",
            _entry_alone,
            "`function` was called with a single number, x[i], in place of the whole of x.",
            "Which shape does the docstring give for what `function` takes?",
        ),
        Misconception(
            "half_step_whole_way",
            lambda weights, x, step: _differences(0.5, 0.5)(weights, x, step) / 2,
            "The two points lie half a step to either side, and the difference was divided by two steps.",
            "Which two points does the docstring name?",
        ),
        Misconception(
            "not_divided",
            lambda weights, x, step: _differences(1, 1)(weights, x, step) * 2 * step,
            "These are the differences themselves, not divided by the way between the points.",
            "A slope is a rise divided by a run. What is the run here?",
        ),
        Misconception(
            "parentheses",
            lambda weights, x, step: _differences(1, 1)(weights, x, step) * step * step,
            "The differences were multiplied by the step, and should be divided by it: `/ 2 * step` "
            "divides by 2 and then multiplies by the step.",
            "Python goes from left to right here, and parentheses change that.",
        ),
    ),
    hints=(
        "A tensor can't be changed in place. Add to it a tensor that is 0 everywhere but at i.",
        "The rows of tf.eye(n, dtype=tf.float64) are such tensors; tf.one_hot makes them too.",
        "For each row, take the function above, the function below, and their difference over 2 h. "
        "tf.stack puts the results together.",
    ),
    afterword=(
        "Also right: `tf.map_fn(function, x + moves)` with `moves = step * "
        "tf.eye(tf.size(x), dtype=tf.float64)`, since each row of `x + moves` is then a "
        "point at which one entry is larger by the step."
    ),
)
