"""The least time of a matrix product, by the bytes it moves and by what it computes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _products(draw: np.random.Generator) -> Iterator[Case]:
    def case(
        rows: int, inner: int, columns: int, dtype: str, moving: float, computing: float, label: str
    ) -> Case:
        inputs = {
            "left": np.ones((rows, inner), dtype),
            "right": np.ones((inner, columns), dtype),
            "bytes_a_second": moving,
            "operations_a_second": computing,
        }
        return Case(inputs, label)

    yield case(2, 3, 4, "float32", 8.0, 1000.0, "slow memory")
    yield case(2, 3, 4, "float32", 1000.0, 6.0, "slow arithmetic")
    yield case(5, 2, 3, "float16", 4.0, 1000.0, "two bytes an element, slow memory")
    yield case(3, 6, 2, "float64", 16.0, 2000.0, "eight bytes an element, slow memory")
    for _ in range(2):
        rows, inner, columns = (int(n) for n in draw.integers(3, 12, 3))
        moving, computing = (float(rate) for rate in draw.uniform(5, 60, 2).round(1))
        yield case(rows, inner, columns, "float32", moving, computing, "sizes and rates at random")


def _bound(
    together: Callable[[float, float], float] = max,
    moved: Callable[[int, int, int], int] = lambda r, k, c: r * k + k * c + r * c,
    size: Callable[[np.ndarray], int] = lambda left: left.dtype.itemsize,
    operations: Callable[[int, int, int], int] = lambda r, k, c: 2 * r * k * c,
) -> Callable[..., float]:
    def answer(left: np.ndarray, right: np.ndarray, moving: float, computing: float) -> float:
        shape = (*left.shape, right.shape[1])
        return together(moved(*shape) * size(left) / moving, operations(*shape) / computing)

    return answer


def _no_product(left: np.ndarray, right: np.ndarray, moving: float, computing: float) -> str:
    if left.dtype != right.dtype or left.dtype.kind != "f":
        return "In this task `left` and `right` have the same dtype, a float one."
    return "" if min(moving, computing) > 0 else "In this task both rates are above 0."


TASK = Task(
    name="least_time",
    points=2,
    ask=Call("least_time"),
    cases=_products,
    expected=_bound(),
    example=ExampleForm(refuses=_no_product),
    misconceptions=(
        Misconception(
            "added",
            _bound(lambda moving, computing: moving + computing),
            "The two times were added. A device computes while it moves data, so the longer of the "
            "two is what has to be waited for.",
            "How long does it take to boil water and lay the table, by two people?",
        ),
        Misconception(
            "smaller",
            _bound(min),
            "This is the smaller of the two times. At that moment the other work is not done yet.",
            "When are both done?",
        ),
        Misconception(
            "moving_only",
            _bound(lambda moving, computing: moving),
            "Only the bytes were counted. Where the arithmetic takes longer, it decides.",
            "Which two times should be compared?",
        ),
        Misconception(
            "computing_only",
            _bound(lambda moving, computing: computing),
            "Only the operations were counted. Where memory is slow, moving decides.",
            "Which two times should be compared?",
        ),
        Misconception(
            "result_left_out",
            _bound(moved=lambda r, k, c: r * k + k * c),
            "The bytes of the two inputs are counted, and those of the result are not: it has to be "
            "written.",
            "What is the shape of the result?",
        ),
        Misconception(
            "result_only",
            _bound(moved=lambda r, k, c: r * c),
            "Only the bytes of the result were counted. The two inputs have to be read.",
            "Which tensors have to pass through memory?",
        ),
        Misconception(
            "elements_moved",
            _bound(size=lambda left: 1),
            "Elements were counted as if each were a byte.",
            "How many bytes does one element of this dtype take? A dtype knows.",
        ),
        Misconception(
            "always_four_bytes",
            _bound(size=lambda left: 4),
            "Each element was taken to have 4 bytes. That is so for float32 alone.",
            "Ask the tensor's dtype for its size.",
        ),
        Misconception(
            "bits",
            _bound(size=lambda left: 8 * left.dtype.itemsize),
            "Bits were counted in place of bytes: 16 in float16 are 2 bytes.",
            "Eight bits are a byte.",
        ),
        Misconception(
            "products_only",
            _bound(operations=lambda r, k, c: r * k * c),
            "The multiplications were counted, and the additions left out.",
            "The docstring says how many operations each element of the result takes.",
        ),
        Misconception(
            "one_addition_fewer",
            _bound(operations=lambda r, k, c: (2 * k - 1) * r * c),
            "One addition fewer than multiplications was counted for each element of the result. To add "
            "up `inner` products takes no more, but the docstring counts one for each: a device adds "
            "every product to a sum that begins at 0.",
            "The docstring says how many additions are counted.",
        ),
        Misconception(
            "multiplied",
            lambda left, right, moving, computing: _bound()(left, right, 1 / moving, 1 / computing),
            "The bytes and the operations were multiplied by their rates. A device that is twice as fast "
            "would take twice as long.",
            "Bytes, and bytes a second: what has to be done to get seconds?",
        ),
        Misconception(
            "two_a_result",
            _bound(operations=lambda r, k, c: 2 * r * c),
            "Two operations were counted for each element of the result. Each of them is a sum of "
            "`inner` products.",
            "Work through one element of the result: which numbers meet there?",
        ),
        Misconception(
            "read_twice",
            _bound(moved=lambda r, k, c: 2 * r * k * c),
            "The elements were counted once for every time they are used. By the docstring each "
            "element is moved once.",
            "How many elements do the three tensors hold?",
        ),
        Misconception(
            "milliseconds",
            lambda *inputs: 1000 * _bound()(*inputs),
            "These are milliseconds. The docstring asks for seconds.",
            "Leave out the multiplication.",
        ),
        Misconception(
            "rates_exchanged",
            lambda left, right, moving, computing: _bound()(left, right, computing, moving),
            "The bytes were divided by the rate of operations, and the operations by the rate of "
            "bytes.",
            "Write the unit beside each number: which of them cancel?",
        ),
    ),
    hints=(
        "Work out two times, each by itself: one from the bytes and their rate, one from the "
        "operations and theirs.",
        "Three tensors are moved: two are read, one is written. `tensor.dtype.size` is the number of "
        "bytes of an element.",
        "Both happen at once, so the longer of the two times counts.",
    ),
    afterword=(
        "Also right: `sum(t.numpy().nbytes for t in (left, right, product))`, which "
        "counts real bytes, but has to compute the product first."
    ),
)
