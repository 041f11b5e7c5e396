"""A digest of an array: equal for equal data, however it lies in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _of_an_array(answer, x, order):
    """The digest of a NumPy array that lies in memory in this order."""
    array = x.numpy() if hasattr(x, "numpy") else x
    return answer(array.copy(order=order))


def _arrays(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, label: str, order: str = "C") -> Case:
        return Case({"x": np.asarray(x), "order": order}, label)

    numbers = draw.integers(-50, 50, 6).astype(np.float32) / 4
    yield case(numbers.reshape(2, 3), "two rows of three")
    yield case(numbers.reshape(3, 2), "the same bytes as three rows of two")
    yield case(numbers.reshape(3, 2).T, "a transposed array", "F")
    yield case(np.arange(3, dtype=np.int64), "whole numbers")
    yield case(np.arange(3, dtype=np.int32), "the same whole numbers, of another dtype")
    yield case(np.zeros((0, 4), np.float32), "no rows")
    long = draw.normal(size=2000).round(3)
    yield case(long, "two thousand numbers")


def _hashed(
    header: Callable[[np.ndarray], str] = lambda x: f"{x.dtype} {x.shape}",
    data: Callable[[np.ndarray], bytes] = lambda x: np.array(x, order="C").tobytes(),
    digest: Callable[[bytes], object] = lambda text: hashlib.sha256(text).hexdigest(),
) -> Callable[..., object]:
    """The digest of a header and of the data behind it."""

    def answer(x: np.ndarray, order: str) -> object:
        x = np.array(x, order=order)  # type: ignore[call-overload]
        return digest(header(x).encode() + data(x))

    return answer


def _in_memory(x: np.ndarray) -> bytes:
    return x.tobytes(order="A")


def _behind(x: np.ndarray, order: str) -> str:
    x = np.array(x, order=order)  # type: ignore[call-overload]
    return hashlib.sha256(x.tobytes() + f"{x.dtype} {x.shape}".encode()).hexdigest()


TASK = Task(
    name="data_digest",
    points=2,
    ask=Call(
        "data_digest",
        _of_an_array,
        'called with the NumPy array x, which lies in memory row by row ("C") or column by column '
        '("F")',
        "a string of 64 letters and digits",
    ),
    cases=_arrays,
    expected=_hashed(),
    example=ExampleForm(why_not="This task takes no example: nobody works out a digest by hand."),
    misconceptions=(
        Misconception(
            "bytes_only",
            _hashed(lambda x: ""),
            "Only the bytes were hashed. Two rows of three and three rows of two can have the same bytes, so "
            "different data would get one digest.",
            "What else does a reader of these bytes need to know, to get the array back?",
        ),
        Misconception(
            "shape_left_out",
            _hashed(lambda x: f"{x.dtype}"),
            "Dtype and bytes were hashed, but not the shape, so two rows of three and three rows of two get "
            "the same digest.",
            "What stands behind the dtype in the docstring's text?",
        ),
        Misconception(
            "dtype_left_out",
            _hashed(lambda x: f"{x.shape}"),
            "Shape and bytes were hashed, but not the dtype. The same bytes mean other numbers in another "
            "dtype.",
            "What stands before the shape in the docstring's text?",
        ),
        Misconception(
            "memory_order",
            _hashed(data=_in_memory),
            "The bytes were taken in the order in which they lie in memory. A transposed array lies there "
            "column by column, so equal arrays get different digests.",
            "In which order does the docstring want the numbers?",
        ),
        Misconception(
            "columns_first",
            _hashed(data=lambda x: x.tobytes(order="F")),
            "The bytes were taken column by column.",
            "In which order does the docstring want the numbers?",
        ),
        Misconception(
            "as_printed",
            _hashed(lambda x: "", lambda x: str(x).encode()),
            "What was hashed is the array as it is printed. That drops digits, and of a long array it drops "
            "the middle.",
            "Print an array of 2,000 numbers. Which method gives all of its bytes?",
        ),
        Misconception(
            "printed_data",
            _hashed(data=lambda x: str(x).encode()),
            "The header is right, but the numbers were hashed as they are printed. That drops digits, and of a "
            "long array it drops the middle.",
            "Which method gives all bytes of an array?",
        ),
        Misconception(
            "listed",
            _hashed(data=lambda x: str(x.tolist()).encode()),
            "The header is right, but behind it the numbers were hashed as text, by their decimals.",
            "Which method gives the bytes of an array?",
        ),
        Misconception(
            "header_behind",
            _behind,
            "The header was hashed behind the numbers. A digest depends on the order of what is hashed.",
            "What comes first in the docstring?",
        ),
        Misconception(
            "space_left_out",
            _hashed(lambda x: f"{x.dtype}{x.shape}"),
            "Everything is there but the space between dtype and shape. One other character gives another "
            "digest.",
            "Compare the text that you hash with the docstring's, character by character.",
        ),
        Misconception(
            "sizes_bare",
            _hashed(lambda x: f"{x.dtype} {' '.join(map(str, x.shape))}"),
            "The shape was written without its parentheses and commas.",
            "Compare the text that you hash with the docstring's, character by character.",
        ),
        Misconception(
            "another_function",
            _hashed(digest=lambda text: hashlib.md5(text).hexdigest()),
            "What is hashed is right, but this is MD5. The docstring asks for SHA-256.",
            "Which functions does hashlib have?",
        ),
        Misconception(
            "cut_short",
            _hashed(digest=lambda text: hashlib.sha256(text).hexdigest()[:16]),
            "This is the beginning of the right digest.",
            "How many characters does the docstring ask for?",
        ),
    ),
    hints=(
        "hashlib.sha256 takes bytes and gives an object with two ways of showing its digest: bytes, or "
        "hexadecimal text.",
        "An f-string writes dtype and shape as the docstring has them, and encode makes bytes of it.",
        "tobytes goes row by row unless it is told otherwise. Hash the header first, then the numbers, "
        "in one object or as joined bytes.",
    ),
    afterword=(
        "Also right: one object made by `hashlib.sha256()`, fed twice by `update`, which is how files too "
        "large for memory are hashed."
    ),
)
