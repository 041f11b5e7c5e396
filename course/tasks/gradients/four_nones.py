"""Repair: four slopes that are None."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_NAMES = ("cube", "sine", "whole", "stepped")


def _one_of_four(answer, x, n, which):
    """The slope at this place of the four."""
    from grader.probing.evidence import Misfit

    names = ("cube", "sine", "whole", "stepped")
    slopes = answer(x, n)
    shape = getattr(slopes, "shape", None)
    count = len(slopes) if isinstance(slopes, tuple | list) else (*(shape or ()), 0)[0]
    if count != 4:
        raise Misfit(slopes)
    return slopes[names.index(which)]


def _none_as_nan(slope, x, n, which):
    return np.float32(np.nan) if slope is None else slope


def _inputs(draw: np.random.Generator) -> Iterator[Case]:
    drawn = round(float(draw.uniform(1.5, 3)), 2), int(draw.integers(4, 10))
    pairs = [(2.0, 3, ""), (-0.5, 2, ""), (*drawn, "")]
    for which in _NAMES:
        for x, n, label in pairs:
            inputs = {"x": np.array(x, np.float32), "n": np.array(n, np.int32), "which": which}
            yield Case(inputs, label, part=which)


def _slopes(x: float, n: int, which: str) -> float:
    x, n = np.float64(x), np.float64(n)
    return {
        "cube": 3 * x**2,
        "sine": 2 * np.sin(x) * np.cos(x),
        "whole": 3 * n**2,
        "stepped": 2 * (x - 0.1 * 2 * (x - 1) - 1),
    }[which]


def _wrong(which_one: str, slope):
    """One slope is wrong in this way, the others are right."""

    def answer(x: float, n: int, which: str) -> float:
        return slope(np.float64(x), np.float64(n)) if which == which_one else _slopes(x, n, which)

    return answer


def _still_none(which: str, why: str, try_next: str) -> Misconception:
    return Misconception(f"{which}_none", _wrong(which, lambda x, n: np.nan), why, try_next)


def _zero(which: str) -> Misconception:
    return Misconception(
        f"{which}_zero",
        _wrong(which, lambda x, n: 0.0),
        f"The slope {which} is 0 now: nothing leads from the target to the source, and a 0 was put in "
        "the place of the None that says so.",
        f"Leave unconnected_gradients out, and look for the reason why {which} is None.",
    )


TASK = Task(
    name="four_nones",
    points=2,
    ask=Call(
        "four_slopes",
        _one_of_four,
        "which names one of the four results; None counts as nan",
        "a tuple or a list of four slopes",
    ),
    cases=_inputs,
    expected=_slopes,
    facts=_none_as_nan,
    given=lambda x, n, which: np.nan,
    dtype="float32",
    parts=dict.fromkeys(_NAMES, 0.25),
    example=ExampleForm(
        inputs=("x", "n"),
        result="(cube, sine, whole, stepped)",
        put=lambda answer, x, n: tuple(answer(x, n, which) for which in _NAMES),
        of_case=lambda x, n, which: [(x, n)],
        refuses=lambda x, n: "" if n >= 1 else "In this task n is at least 1.",
    ),
    misconceptions=(
        _still_none(
            "cube",
            "The slope cube is still None, because x is a tensor and the tape was not told to follow it "
            "before y was computed.",
            "What does a variable have by itself that a tensor has to be given?",
        ),
        _still_none(
            "sine",
            "The slope sine is still None. The tape records TensorFlow's operations, and what NumPy "
            "computes reaches it as a plain number.",
            "Go through the line that computes y. Which call in it is not TensorFlow's?",
        ),
        _still_none(
            "whole",
            "The slope whole is still None. A whole number can't change by a little, so the tape gives no "
            "slope for it. Nor does it give one for a tensor that it does not watch.",
            "Print w.dtype and type(w) before the block. Is w a float and a variable there, and is it "
            "the same w in the block and in tape.gradient?",
        ),
        _still_none(
            "stepped",
            "The slope stepped is still None. After `v = v - ...` the name v stands for a tensor, and "
            "the variable is no longer in use.",
            "Print type(v) before the second tape. How does a variable change in place?",
        ),
        *(_zero(which) for which in _NAMES),
        Misconception(
            "cube_square",
            _wrong("cube", lambda x, n: 2 * x),
            "The slope cube is that of x * x.",
            "What stands for y in its block?",
        ),
        Misconception(
            "sine_not_squared",
            _wrong("sine", lambda x, n: np.cos(x)),
            "The slope sine is that of sin(x), without the square.",
            "The square was right. Which single call in that line had to be replaced?",
        ),
        Misconception(
            "sine_of_square",
            _wrong("sine", lambda x, n: 2 * x * np.cos(x * x)),
            "The slope sine is that of the sine of x squared: the two changed places.",
            "Which of the two comes first?",
        ),
        Misconception(
            "sine_partly",
            _wrong("sine", lambda x, n: np.sin(x) * np.cos(x)),
            "The slope sine is half of what it should be: one of two factors is still NumPy's, so "
            "the tape takes it for a constant.",
            "Is there a NumPy call left in the line?",
        ),
        Misconception(
            "whole_at_x",
            _wrong("whole", lambda x, n: 3 * x**2),
            "The slope whole was taken at x. The docstring asks for it at n.",
            "What does w start with?",
        ),
        Misconception(
            "stepped_not",
            _wrong("stepped", lambda x, n: 2 * (x - 1)),
            "The slope stepped is the one before the step. Either v did not move, or the tape was asked "
            "that had recorded y before v moved.",
            "Print v before and after the step. Then ask: which block computes y from the moved v?",
        ),
        Misconception(
            "stepped_uphill",
            _wrong("stepped", lambda x, n: 2 * 1.2 * (x - 1)),
            "The slope stepped is the one after a step uphill.",
            "Which assign method subtracts?",
        ),
        Misconception(
            "stepped_without_rate",
            _wrong("stepped", lambda x, n: -2 * (x - 1)),
            "For the slope stepped, v moved by the whole slope, because the rate is left out.",
            "How far does the docstring let v go?",
        ),
        Misconception(
            "stepped_replaced",
            _wrong("stepped", lambda x, n: 2 * (0.2 * (x - 1) - 1)),
            "For the slope stepped, v became the step itself. A step is taken from what is there.",
            "Which assign method subtracts?",
        ),
        Misconception(
            "stepped_watched_twice",
            _wrong("stepped", lambda x, n: 1.6 * 0.8 * (x - 1)),
            "This is the slope with respect to where v started. The docstring asks for the slope with "
            "respect to v, where it stands after the step.",
            "What should the second tape follow?",
        ),
    ),
    hints=(
        "Take the slopes one by one. Is the source followed? Does TensorFlow compute all of it? Is it "
        "a float, and is it still the variable?",
        "Each of tape.watch, tf.sin, tf.cast and assign_sub cures one of the four.",
        "Print the type and the dtype of each source right before its block.",
    ),
    afterword=(
        "Also right: `v = tf.Variable(v - 0.1 * tape.gradient(y, v))`, since the next "
        "tape watches the new variable as well."
    ),
)
