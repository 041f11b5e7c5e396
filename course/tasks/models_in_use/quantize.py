"""Numbers as 8 bits: scale, zero point, and the rounded values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen, stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case

_NEAR_A_TIE = 0.02  # of a half: so near, float32 and float64 may round to two numbers


def _three_results(answer, x):
    """The values, the scale and the zero point, one by one."""
    from grader.probing.evidence import Misfit

    result = answer(x)
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise Misfit(result)
    return {"values": result[0], "scale": result[1], "zero": result[2]}


def _in_a_row(raw, x: np.ndarray) -> object:
    """The values, then scale and zero point; in their place, values of another shape or dtype."""
    values = np.asarray(raw["values"])
    if values.dtype.kind not in "iuf":
        raise ValueError("no numbers")
    if values.shape != x.shape:
        return Misshapen(values, "the values", x.shape)
    if isinstance(raw["values"], list):
        return stand_in("tuple with a list of values")
    if values.dtype == np.int8:
        return _row(values, raw["scale"], raw["zero"])
    told = _told_of(values, x)
    return told if told else stand_in(f"tuple with values of dtype {values.dtype}")


def _row(values: np.ndarray, scale: object, zero: object) -> np.ndarray:
    return np.array([*np.ravel(values), np.asarray(scale).item(), np.asarray(zero).item()], float)


def _entry(index: tuple[int, ...], x: np.ndarray) -> str:
    if index[0] < x.size:
        return f"the value of x[{index[0]}]"
    return ("the scale", "the zero point")[index[0] - x.size]


def _limits(x: np.ndarray) -> tuple[float, float]:
    return min(float(x.min()), 0.0), max(float(x.max()), 0.0)


def _near_a_tie(x: np.ndarray) -> bool:
    """Whether a division of the formula ends near a half, where a tiny error decides."""
    low, high = _limits(x)
    scale = (high - low) / 255
    parts = np.append(x.astype(np.float64) / scale, -128 - low / scale) % 1
    return bool((np.abs(parts - 0.5) < _NEAR_A_TIE).any())


def _numbers(draw: np.random.Generator) -> Iterator[Case]:
    def case(values: object, label: str) -> Case:
        return Case({"x": np.array(values, np.float32)}, label)

    def drawn(low: float, high: float, size: int) -> np.ndarray:
        while True:
            x = draw.uniform(low, high, size).round(2).astype(np.float32)
            if not _near_a_tie(x) and len(np.unique(x)) == size:
                return x

    yield case([-1.0, 0.0, 0.6, 2.0], "four numbers around 0")
    yield case(drawn(1, 3, 4), "numbers above 0")
    yield case(drawn(-9, -2, 3), "numbers below 0")
    while True:
        x = drawn(-4, 7, 6)
        low, high = _limits(x)
        exact = -128 - 255 * low / (high - low)
        if np.trunc(exact) != np.round(exact):  # cut off, the zero point would be another one
            break
    yield case(x, "six numbers at random")


def _quantized(
    limits: Callable[[np.ndarray], tuple[float, float]] = _limits,
    levels: float = 255,
    zero_of: Callable[[float, float], float] = lambda low, scale: np.round(-128 - low / scale),
    value: Callable[[np.ndarray, float, float], np.ndarray] = lambda x, scale, zero: (
        np.round(x / scale) + zero
    ),
    scale_of: Callable[[float], float] = lambda scale: scale,
) -> Callable[[np.ndarray], np.ndarray]:
    """Values, scale and zero point by a range, a number of steps and a rounding."""

    def answer(x: np.ndarray) -> np.ndarray:
        x = x.astype(np.float64)
        low, high = limits(x)
        scale = (high - low) / levels
        zero = zero_of(low, scale)
        values = np.clip(value(x, scale, zero), -128, 127)
        return _row(values, scale_of(scale), zero)

    return answer


def _unsigned(x: np.ndarray) -> np.ndarray:
    low, high = _limits(x)
    scale = (high - low) / 255
    return np.round(x / scale) + np.round(-low / scale)


def _symmetric(x: np.ndarray) -> np.ndarray:
    scale = float(np.abs(x).max()) / 127
    return _row(np.round(x / scale), scale, 0)


def _right_values(x: np.ndarray) -> np.ndarray:
    return _quantized()(x)[:-2]


def _back_again(x: np.ndarray) -> np.ndarray:
    *values, scale, zero = _quantized()(x)
    return (np.array(values) - zero) * scale


def _unrounded(x: np.ndarray) -> np.ndarray:
    *_, scale, zero = _quantized()(x)
    return np.clip(x.astype(np.float64) / scale + zero, -128, 127)


# Values by which an idea shows itself, though they are no int8.
_TOLD_BY = {
    "tuple with the right values in another dtype": _right_values,
    "tuple with values from 0 to 255": _unsigned,
    "tuple with values near x": _back_again,
    "tuple with values that were not rounded": _unrounded,
}
_TOLD = {words: stand_in(words) for words in _TOLD_BY}


def _told_of(values: np.ndarray, x: np.ndarray) -> object | None:
    """What these values are, whatever their dtype; None where that is not known."""
    for told, numbers in _TOLD_BY.items():
        if np.allclose(values, numbers(x), rtol=1e-5, atol=1e-4):
            return _TOLD[told]
    return None


def _no_int8(values: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], object]:
    return lambda x: _told_of(values(x), x)


def _said(answer: Callable[..., np.ndarray], x: np.ndarray) -> tuple[np.ndarray, float, float]:
    """The three results of an example, out of the row in which cases hold them."""
    row = answer(x)
    return row[:-2], float(row[-2]), float(row[-1])


def _all_zero(x: np.ndarray) -> str:
    """What the docstring does not allow about these numbers."""
    return "" if np.any(x != 0) else "One of the numbers at least is not 0."


TASK = Task(
    name="quantize",
    points=2,
    ask=Call(
        "quantize",
        _three_results,
        "the check compares the values, and behind them the scale and the zero point",
        "a tuple of int8 values, as many as x has, their scale and their zero point",
        _entry,
    ),
    cases=_numbers,
    expected=_quantized(),
    facts=_in_a_row,
    tolerance=Tolerance(relative=1e-3, absolute=1e-4),
    # Nothing lies beyond the two ends, unless an error of the division puts it there.
    alike=("`127` -> `128`", "`128` -> `129`"),
    example=ExampleForm(result="(values, scale, zero)", put=_said, refuses=_all_zero),
    misconceptions=(
        Misconception(
            "symmetric",
            _symmetric,
            "The range is the same on both sides of 0, and the zero point is 0. That is another way, in use "
            "for weights. Here a step is a 255th of the range, whose ends are low and high.",
            "Which two numbers does the docstring work out first?",
        ),
        Misconception(
            "zero_not_in_range",
            _quantized(lambda x: (float(x.min()), float(x.max()))),
            "The range goes from the smallest number to the largest, and 0 may lie outside of it. Then no "
            "int8 stands for 0, which padding and ReLU give all the time.",
            "What are low and high for numbers that are all above 0?",
        ),
        Misconception(
            "unsigned",
            _no_int8(_unsigned),
            "The values go from 0 to 255, which is the range of uint8. The docstring wants int8, from -128 to 127.",
            "Which int8 should stand for the smallest number?",
        ),
        Misconception(
            "truncated",
            _quantized(value=lambda x, scale, zero: np.trunc(x / scale) + zero),
            "x / scale was cut off toward 0 where it should be rounded, as tf.cast and astype do.",
            "What is the nearest whole number to 50.9, and what does a cast make of it?",
        ),
        Misconception(
            "rounded_down",
            _quantized(value=lambda x, scale, zero: np.floor(x / scale) + zero),
            "x / scale was rounded down where it should be rounded to the nearest.",
            "What is the nearest whole number to 50.9?",
        ),
        Misconception(
            "sum_truncated",
            _quantized(value=lambda x, scale, zero: np.trunc(x / scale + zero)),
            "The sum was cut off toward 0 where x / scale should be rounded, as tf.cast and astype do.",
            "What is the nearest whole number to 50.9, and what does a cast make of it?",
        ),
        Misconception(
            "zero_truncated",
            _quantized(zero_of=lambda low, scale: np.trunc(-128 - low / scale)),
            "The zero point was cut off toward 0 where it should be rounded.",
            "What does int() do with -42.9?",
        ),
        Misconception(
            "levels_256",
            _quantized(levels=256),
            "The range was divided by 256. There are 256 values, and 255 steps between them.",
            "How many steps lead from -128 to 127?",
        ),
        Misconception(
            "zero_forgotten",
            _quantized(value=lambda x, scale, zero: np.round(x / scale)),
            "Scale and zero point are right, but the zero point was not added to the values.",
            "Which int8 should stand for 0?",
        ),
        Misconception(
            "zero_subtracted",
            _quantized(value=lambda x, scale, zero: np.round(x / scale) - zero),
            "The zero point was subtracted from the values. It is added on the way to int8, and subtracted "
            "on the way back.",
            "Which int8 should stand for 0?",
        ),
        Misconception(
            "zero_of_unsigned",
            _quantized(zero_of=lambda low, scale: np.round(-low / scale)),
            "The zero point is that of values from 0 to 255.",
            "Which int8 should stand for low?",
        ),
        Misconception(
            "scale_turned_round",
            _quantized(scale_of=lambda scale: 1 / scale),
            "The values are right. The scale is turned round: it is how many steps lie in 1, where it should be "
            "how long a step is.",
            "By what would somebody multiply to come back to x?",
        ),
        Misconception(
            "not_int8",
            _no_int8(_right_values),
            "The numbers are right, but their dtype is not int8, and any other takes more room or has another "
            "range.",
            "Which dtype does rounding leave them in, and what changes it?",
        ),
        Misconception(
            "not_rounded",
            _no_int8(_unrounded),
            "The values are x / scale + zero, and were not rounded. An int8 holds whole numbers only.",
            "What comes after the division in the docstring's formula, and which dtype is asked for?",
        ),
        Misconception(
            "back_again",
            _no_int8(_back_again),
            "The values are floats again, near those of x. The way back, (value - zero) * scale, is for whoever "
            "reads the int8 later.",
            "Which of your numbers take one byte each?",
        ),
    ),
    hints=(
        "Work out low and high first; each of them may be 0.",
        "From them come the scale and the zero point, one line each. Round to the nearest with tf.round or "
        "np.round.",
        "Round x / scale, add the zero point, cut off to -128 and 127, and only then cast to int8.",
    ),
)
