"""Practice inside lesson 00: one task to see a check fail and then pass."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Assignment, Misconception, Reason, Task
from grader.probing.questions import Call, Case


def _temperatures(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"celsius": np.array([0.0, 100.0], np.float32)}, "ice and steam")
    yield Case({"celsius": np.array([-40.0], np.float32)}, "where both scales agree")
    yield Case({"celsius": np.float32(draw.uniform(-30, 40, size=5)).round(1)}, "five days")


fahrenheit = Task(
    name="fahrenheit",
    module=__name__,
    title="Degrees Celsius to degrees Fahrenheit",
    points=0,
    ask=Call("fahrenheit"),
    cell='''
def fahrenheit(celsius):
    """Temperatures in degrees Fahrenheit: 9/5 of the Celsius value, plus 32.

    Args:
        celsius: float32 tensor of any shape, in degrees Celsius.

    Returns:
        float32 tensor of the same shape, in degrees Fahrenheit.
    """
    ### BEGIN SOLUTION
    return celsius * 9 / 5 + 32
    ### END SOLUTION
''',
    cases=_temperatures,
    expected=lambda celsius: celsius * 9 / 5 + 32,
    dtype="float32",
    misconceptions=(
        Misconception(
            "no_offset",
            lambda celsius: celsius * 9 / 5,
            "Each value is 32 degrees too low: the two scales do not start at the same point.",
            "Ice melts at 0 degrees Celsius and at 32 degrees Fahrenheit. Which term is missing?",
        ),
        Misconception(
            "offset_first",
            lambda celsius: (celsius + 32) * 9 / 5,
            "The 32 was added before the multiplication, so it was scaled as well.",
            "Which of the two steps does the docstring name first?",
        ),
        Misconception(
            "reverse",
            lambda celsius: (celsius - 32) * 5 / 9,
            "This turns Fahrenheit into Celsius: the formula is the reverse one.",
            "Try it on 0 degrees Celsius: the result should be 32.",
        ),
        Misconception(
            "ratio",
            lambda celsius: celsius * 5 / 9 + 32,
            "The ratio is upside down.",
            "From ice to steam there are 100 degrees Celsius and 180 degrees Fahrenheit.",
        ),
        Misconception(
            "whole_ratio",
            lambda celsius: celsius * (9 // 5) + 32,
            "The ratio of 9 to 5 became 1: `//` drops what comes after the decimal point.",
            "Which of Python's two divisions gives 1.8?",
        ),
        Misconception(
            "subtracted",
            lambda celsius: celsius * 9 / 5 - 32,
            "The 32 was subtracted, so each value is 64 degrees too low.",
            "At which temperature in degrees Fahrenheit does ice melt?",
        ),
    ),
    hints=(
        "The docstring holds the whole formula, in words.",
        "Tensors take `*`, `/` and `+` with Python numbers, element by element.",
        "Multiply by 9, divide by 5, add 32, and hand the result back with `return`.",
    ),
    afterword=(
        "Also right: `1.8 * celsius + 32.0`, the same formula with the ratio worked out beforehand."
    ),
)

REASONS = (
    Reason(
        "tensors_added",
        "Why `[11, 22]`, and not `[1, 2, 10, 20]`?",
        "These are tensors and not lists, and for tensors `+` is arithmetic: it takes "
        "the elements at the same place, 1 and 10, then 2 and 20, and adds them.",
    ),
    Reason(
        "scanned_alike",
        "Both rows beside the pad ask the same network. Why does the lower row misread more drawings?",
        "The network has learned only from digits that were set upright and brought to "
        "one size, and the lower row hands it drawings that nobody prepared in that way.",
    ),
)

ASSIGNMENT = Assignment(
    "00-start-here", "Practice in the first lesson", (fahrenheit,), reasons=REASONS
)
