"""A digest of an array: equal for equal data, however it lies in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _of_an_array(answer, x, order):
    """The digest of a NumPy array that lies in memory in this order."""
    from grader.probing.evidence import Misfit

    array = x.numpy() if hasattr(x, "numpy") else x
    result = answer(array.copy(order=order))
    if not isinstance(result, str):
        raise Misfit(result)
    return str(result)


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
) -> Callable[..., str]:
    """The digest of a header and of the data behind it."""

    def answer(x: np.ndarray, order: str) -> str:
        x = np.array(x, order=order)  # type: ignore[call-overload]
        return hashlib.sha256(header(x).encode() + data(x)).hexdigest()

    return answer


def _told(raw: str, x: np.ndarray, order: str) -> object:
    """The digest, or what it is where neither the oracle nor an idea that works one out gives it."""
    right = _hashed()(x, order)
    if raw.lower() == right or any(raw == answer(x, order) for answer in _IDEAS.values()):
        return raw
    if len(raw) >= _BEGINNING and right.startswith(raw):
        return _CUT_SHORT
    return _BY_LENGTH.get(len(raw), raw)


def _in_memory(x: np.ndarray) -> bytes:
    return x.tobytes(order="A")


def _behind(x: np.ndarray, order: str) -> str:
    x = np.array(x, order=order)  # type: ignore[call-overload]
    return hashlib.sha256(x.tobytes() + f"{x.dtype} {x.shape}".encode()).hexdigest()


# What gives itself away by the digest it leads to.
_IDEAS: dict[str, Callable[..., str]] = {
    "bytes_only": _hashed(lambda x: ""),
    "shape_left_out": _hashed(lambda x: f"{x.dtype}"),
    "dtype_left_out": _hashed(lambda x: f"{x.shape}"),
    "memory_order": _hashed(data=_in_memory),
    "columns_first": _hashed(data=lambda x: x.tobytes(order="F")),
    "as_printed": _hashed(lambda x: "", lambda x: str(x).encode()),
    "printed_data": _hashed(data=lambda x: str(x).encode()),
    "listed": _hashed(data=lambda x: str(x.tolist()).encode()),
    "header_behind": _behind,
    "space_left_out": _hashed(lambda x: f"{x.dtype}{x.shape}"),
    "sizes_bare": _hashed(lambda x: f"{x.dtype} {' '.join(map(str, x.shape))}"),
}
_BEGINNING = 4  # characters; fewer agree by chance
_CUT_SHORT = stand_in("beginning of the right digest")
_BY_LENGTH = {
    32: stand_in("digest of 32 characters"),
    40: stand_in("digest of 40 characters"),
    64: stand_in("digest of another text"),
}


def _always(told: object) -> Callable[..., object]:
    return lambda x, order: told


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
    facts=_told,
    example=ExampleForm(why_not="This task takes no example: nobody works out a digest by hand."),
    misconceptions=(
        Misconception(
            "bytes_only",
            _IDEAS["bytes_only"],
            "Only the bytes were hashed. Two rows of three and three rows of two can have the same bytes, so "
            "different data would get one digest.",
            "What else does a reader of these bytes need to know, to get the array back?",
        ),
        Misconception(
            "shape_left_out",
            _IDEAS["shape_left_out"],
            "Dtype and bytes were hashed, but not the shape, so two rows of three and three rows of two get "
            "the same digest.",
            "What stands behind the dtype in the docstring's text?",
        ),
        Misconception(
            "dtype_left_out",
            _IDEAS["dtype_left_out"],
            "Shape and bytes were hashed, but not the dtype. The same bytes mean other numbers in another "
            "dtype.",
            "What stands before the shape in the docstring's text?",
        ),
        Misconception(
            "memory_order",
            _IDEAS["memory_order"],
            "The bytes were taken in the order in which they lie in memory. A transposed array lies there "
            "column by column, so equal arrays get different digests.",
            "In which order does the docstring want the numbers?",
        ),
        Misconception(
            "columns_first",
            _IDEAS["columns_first"],
            "The bytes were taken column by column.",
            "In which order does the docstring want the numbers?",
        ),
        Misconception(
            "as_printed",
            _IDEAS["as_printed"],
            "What was hashed is the array as it is printed. That drops digits, and of a long array it drops "
            "the middle.",
            "Print an array of 2,000 numbers. Which method gives all of its bytes?",
        ),
        Misconception(
            "printed_data",
            _IDEAS["printed_data"],
            "The header is right, but the numbers were hashed as they are printed. That drops digits, and of a "
            "long array it drops the middle.",
            "Which method gives all bytes of an array?",
        ),
        Misconception(
            "listed",
            _IDEAS["listed"],
            "The header is right, but behind it the numbers were hashed as text, by their decimals.",
            "Which method gives the bytes of an array?",
        ),
        Misconception(
            "header_behind",
            _IDEAS["header_behind"],
            "The header was hashed behind the numbers. A digest depends on the order of what is hashed.",
            "What comes first in the docstring?",
        ),
        Misconception(
            "space_left_out",
            _IDEAS["space_left_out"],
            "Everything is there but the space between dtype and shape. One other character gives another "
            "digest.",
            "Compare the text that you hash with the docstring's, character by character.",
        ),
        Misconception(
            "sizes_bare",
            _IDEAS["sizes_bare"],
            "The shape was written without its parentheses and commas.",
            "Compare the text that you hash with the docstring's, character by character.",
        ),
        Misconception(
            "another_function",
            _always(_BY_LENGTH[32]),
            "A digest of 32 characters is none of SHA-256's: MD5, for one, gives so many.",
            "Which functions does hashlib have?",
        ),
        Misconception(
            "sha1",
            _always(_BY_LENGTH[40]),
            "A digest of 40 characters is none of SHA-256's: SHA-1, for one, gives so many.",
            "Which functions does hashlib have?",
        ),
        Misconception(
            "cut_short",
            _always(_CUT_SHORT),
            "This is the beginning of the right digest.",
            "How many characters does the docstring ask for?",
        ),
        Misconception(
            "another_text",
            _always(_BY_LENGTH[64]),
            "The length is that of a SHA-256 digest, but it is the digest of another text than the docstring "
            "describes, or by another function.",
            "Print the text that comes before the numbers, and compare it with the docstring's, character by "
            "character. Then the numbers: are they the array's own bytes, all of them?",
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
