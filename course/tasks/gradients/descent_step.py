"""Order the lines of one descent step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Arrange, Case

_STEP = """def descend_once(x, y, start, rate):
    w = tf.Variable(start)

    def loss():
        return tf.reduce_mean((w * x - y) ** 2)
"""


def _starts(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, y: object, start: float, rate: float, label: str) -> Case:
        inputs = {
            "x": np.array(x, np.float32),
            "y": np.array(y, np.float32),
            "start": np.array(start, np.float32),
            "rate": rate,
        }
        return Case(inputs, label)

    yield case([1.0, 2.0], [2.0, 4.0], 0.0, 0.1, "w should grow")
    yield case([1.0, 2.0], [2.0, 4.0], 5.0, 0.1, "w should shrink")
    yield case([3.0], [6.0], 1.0, 0.01, "one point, a small rate")
    x = draw.uniform(1, 3, 4).round(2)
    start = round(float(draw.uniform(-2, -0.5)), 2)
    yield case(x, 2 * x + draw.normal(0, 0.3, 4), start, 0.05, "random points")


def _slope(x: np.ndarray, y: np.ndarray, w: float) -> float:
    return np.mean(2 * x * (w * x - y))


def _loss(x: np.ndarray, y: np.ndarray, w: float) -> float:
    return np.mean((w * x - y) ** 2)


def _after(move, at_start: bool = False):
    """The weight after a move, and the loss: there, or where it started."""

    def answer(x: np.ndarray, y: np.ndarray, start: float, rate: float) -> np.ndarray:
        w = move(start, _slope(x, y, start), rate)
        return np.array([w, _loss(x, y, start if at_start else w)])

    return answer


TASK = Task(
    name="descent_step",
    points=2,
    ask=Arrange(
        "step_order",
        _STEP,
        {
            "A": "w.assign_add(rate * slope)",
            "B": "slope = tape.gradient(error, w)",
            "C": "return tf.stack([w, error])",
            "D": "with tf.GradientTape() as tape: error = loss()",
            "E": "w.assign(rate * slope)",
            "F": "return tf.stack([w, loss()])",
            "G": "slope = tape.gradient(w, error)",
            "H": "w.assign_sub(rate * slope)",
        },
    ),
    cases=_starts,
    expected=_after(lambda w, slope, rate: w - rate * slope),
    dtype="float32",
    example=ExampleForm(
        refuses=lambda x, y, start, rate: "" if len(x) == len(y) else "There is one y for each x.",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            _after(lambda w, slope, rate: w + rate * slope),
            "The step went uphill: the loss grew. The slope points to where the loss grows.",
            "Should the variable move with the slope, or against it?",
        ),
        Misconception(
            "old_loss",
            _after(lambda w, slope, rate: w - rate * slope, at_start=True),
            "The weight is right. The loss beside it is the one from before the step: a tensor that "
            "was computed does not change with the variable.",
            "Which line computes the loss anew?",
        ),
        Misconception(
            "uphill_old_loss",
            _after(lambda w, slope, rate: w + rate * slope, at_start=True),
            "Two things: the step went uphill, and the loss is the one from before the step.",
            "Move against the slope. Then compute the loss anew.",
        ),
        Misconception(
            "replaced",
            _after(lambda w, slope, rate: rate * slope),
            "The weight became the step itself. A step is a change, which is added to what is there or "
            "taken from it.",
            "Which of the assign lines put something in the place of w, and which change it by an "
            "amount?",
        ),
        Misconception(
            "replaced_old_loss",
            _after(lambda w, slope, rate: rate * slope, at_start=True),
            "Two things: the weight became the step itself, and the loss is the one from before it.",
            "Which assign lines change w by an amount, and which line computes the loss anew?",
        ),
        Misconception(
            "no_step",
            _after(lambda w, slope, rate: w),
            "The weight is where it started: no line moved it, or one moved it and another moved it "
            "back.",
            "Which lines change w, and how many steps should the function take?",
        ),
        Misconception(
            "no_return",
            lambda x, y, start, rate: None,
            "The function ends without a return, so it gives back None.",
            "The last line has to hand the result back.",
        ),
    ),
    hints=(
        "A step has three parts: compute the loss under a tape, ask for the slope, move w.",
        "tape.gradient takes the target first, then the source. The loss should get smaller.",
        "Tape, gradient, move; then the return that computes the loss once more.",
    ),
)
