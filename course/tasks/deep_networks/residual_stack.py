"""Residual blocks, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _stacks(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, kernels: object, label: str) -> Case:
        return Case({"x": np.array(x, np.float32), "kernels": np.array(kernels, np.float32)}, label)

    yield case([[1, 2]], [[[1, -1], [0, 1]], [[-1, 1], [1, 0]]], "two blocks")
    yield case([[-1, 2], [3, -4]], [[[0.5, 1], [-1, 1]]], "a single block, inputs below 0")
    width, blocks = int(draw.integers(2, 4)), int(draw.integers(3, 5))
    yield case(
        draw.normal(0, 2, (3, width)).round(1),
        draw.normal(0, 0.7, (blocks, width, width)).round(1),
        "random blocks",
    )
    yield case(
        draw.normal(0, 2, (4, 3)).round(1), draw.normal(0, 0.5, (5, 3, 3)).round(1), "five blocks"
    )


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _stack(
    block: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """What comes of a block that gets h, its kernel and the first h."""

    def answer(x: np.ndarray, kernels: np.ndarray) -> np.ndarray:
        h = start = x.astype(np.float64)
        for kernel in kernels:
            h = block(h, kernel, start)
        return h

    return answer


_RIGHT = _stack(lambda h, kernel, start: h + _relu(h @ kernel))
_PLAIN = _stack(lambda h, kernel, start: _relu(h @ kernel))

TASK = Task(
    name="residual_stack",
    points=2,
    ask=Call("residual_stack"),
    cases=_stacks,
    expected=_RIGHT,
    dtype="float32",
    example=ExampleForm(
        refuses=lambda x, kernels: (
            ""
            if len(kernels) and kernels.shape[1:] == (x.shape[1], x.shape[1])
            else "Each kernel has the width of x, twice, and there is one block or more."
        ),
    ),
    misconceptions=(
        Misconception(
            "plain",
            _PLAIN,
            "Each block gives relu(h @ kernel) alone, so what came in is gone. That is a plain network.",
            "What does a block add its result to?",
        ),
        Misconception(
            "from_the_start",
            _stack(lambda h, kernel, start: start + _relu(h @ kernel)),
            "Every block adds its result to x, the input of the first block. It should be added to what came "
            "into this block.",
            "Which h does the second block start from?",
        ),
        Misconception(
            "one_skip",
            lambda x, kernels: x + _PLAIN(x, kernels),
            "There is a single sum, around all blocks together.",
            "How many sums are there in a stack of three blocks?",
        ),
        Misconception(
            "relu_after_sum",
            _stack(lambda h, kernel, start: _relu(h + h @ kernel)),
            "ReLU is applied to the sum, so it also cuts what came in. Then the way back is cut as well "
            "wherever the sum is below 0.",
            "What is inside of relu's parentheses in the docstring?",
        ),
        Misconception(
            "relu_before_product",
            _stack(lambda h, kernel, start: h + _relu(h) @ kernel),
            "ReLU stands before the product with the kernel. Other networks do that; the docstring has it "
            "after.",
            "What is inside of relu's parentheses in the docstring?",
        ),
        Misconception(
            "no_relu",
            _stack(lambda h, kernel, start: h + h @ kernel),
            "ReLU is missing, so all blocks together are one linear map.",
            "Read the formula of a block again.",
        ),
        Misconception(
            "turned_round",
            lambda x, kernels: _RIGHT(x, kernels[::-1]),
            "The last kernel was used first.",
            "In which order do the blocks come?",
        ),
        Misconception(
            "side_by_side",
            lambda x, kernels: x + sum(_relu(x.astype(np.float64) @ kernel) for kernel in kernels),
            "Every block got x, and all results were added to it. A block gets what the one before it gave.",
            "What does the second block multiply with its kernel?",
        ),
        Misconception(
            "turned_kernel",
            _stack(lambda h, kernel, start: h + _relu(h @ kernel.T)),
            "The kernels were transposed: a kernel's first axis belongs to what comes in.",
            "Which axis of h meets which axis of the kernel in a product?",
        ),
        Misconception(
            "last_block_only",
            lambda x, kernels: x + _relu(x.astype(np.float64) @ kernels[-1]),
            "This is the last block alone, with x coming in.",
            "What becomes of h from one turn of the loop to the next?",
        ),
        Misconception(
            "first_block_only",
            lambda x, kernels: x + _relu(x.astype(np.float64) @ kernels[0]),
            "This is the first block alone. Does the function return inside of its loop?",
            "What becomes of h from one turn of the loop to the next?",
        ),
    ),
    hints=(
        "Keep one h, and let it grow block by block.",
        "tf.unstack makes a list of a tensor, along its first axis.",
        "In a block, h stands twice: once in the product, and once outside of relu.",
    ),
    afterword=("Also right: `tf.foldl`, which carries h from one kernel to the next."),
)
