"""How many rows fit into memory?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case

_SIZES = {"float16": 2, "float32": 4, "float64": 8}


def _limits(draw: np.random.Generator) -> Iterator[Case]:
    def case(features: int, prototypes: int, dtype: str, mib: int, label: str) -> Case:
        inputs = {"features": features, "prototypes": prototypes, "dtype": dtype, "mib": mib}
        return Case(inputs, label)

    yield case(256, 63, "float32", 1, "one MiB")
    yield case(512, 255, "float16", 3, "half the precision")
    yield case(512, 255, "float64", 3, "twice the precision")
    yield case(1024, 300, "float32", 1, "the prototypes alone do not fit")
    yield case(1024, 256, "float32", 1, "the prototypes fill all of it")
    yield case(1, 1, "float32", 1, "a single number each")
    yield case(900, 1, "float32", 1, "a single prototype")
    for label in ("at random", "another"):
        features, prototypes = int(draw.integers(20, 200)), int(draw.integers(30, 300))
        dtype = str(draw.choice(list(_SIZES)))
        yield case(features, prototypes, dtype, int(draw.integers(1, 9)), label)


Numbers = Callable[[int, int], int]


def _fitting(
    of_row: Numbers = lambda features, prototypes: features + prototypes * features,
    of_all: Numbers = lambda features, prototypes: prototypes * features,
    size: Callable[[str], float] = _SIZES.__getitem__,
    unit: int = 2**20,
    whole: Callable[[float], object] = lambda rows: max(int(rows // 1), 0),
) -> Callable[..., object]:
    """Rows that fit, from the numbers held for each and once, the bytes of one, and the unit of the limit."""

    def answer(features: int, prototypes: int, dtype: str, mib: int) -> object:
        free = mib * unit - of_all(features, prototypes) * size(dtype)
        return whole(free / (of_row(features, prototypes) * size(dtype)))

    return answer


TASK = Task(
    name="largest_batch",
    points=2,
    ask=Call("largest_batch"),
    cases=_limits,
    expected=_fitting(),
    dtype="int",
    tolerance=Tolerance(relative=0, absolute=0.1),
    example=ExampleForm(
        refuses=lambda features, prototypes, dtype, mib: (
            ""
            if min(features, prototypes, mib) > 0 and dtype in _SIZES
            else "The three numbers are above 0, and the dtype is float16, float32 or float64."
        )
    ),
    misconceptions=(
        Misconception(
            "one_byte_each",
            _fitting(size=lambda dtype: 1),
            "Each number was counted as one byte.",
            "How many bytes does a number of this dtype take?",
        ),
        Misconception(
            "always_four",
            _fitting(size=lambda dtype: 4),
            "Each number was counted as four bytes, whatever the dtype.",
            "What is the dtype good for?",
        ),
        Misconception(
            "bits",
            _fitting(size=lambda dtype: 8 * _SIZES[dtype]),
            "The size was counted in bits. The limit counts bytes.",
            "How many bits does a byte have?",
        ),
        Misconception(
            "not_broadcast",
            _fitting(of_row=lambda features, prototypes: 2 * features),
            "The difference was counted as large as the batch. It holds one row of numbers for every pair "
            "of a row and a prototype.",
            "What shape does (n, 1, features) minus (1, prototypes, features) have?",
        ),
        Misconception(
            "inputs_forgotten",
            _fitting(lambda features, prototypes: prototypes * features, lambda *_: 0),
            "Only the difference was counted. The batch and the prototypes lie in memory at the same time.",
            "Which tensors does the docstring list?",
        ),
        Misconception(
            "batch_forgotten",
            _fitting(lambda features, prototypes: prototypes * features),
            "The batch itself was left out.",
            "Which tensors does the docstring list?",
        ),
        Misconception(
            "prototypes_forgotten",
            _fitting(of_all=lambda *_: 0),
            "The prototypes themselves were left out. They take their room once, whatever the batch.",
            "Which tensors does the docstring list?",
        ),
        Misconception(
            "prototypes_for_each_row",
            _fitting(
                lambda features, prototypes: features + 2 * prototypes * features, lambda *_: 0
            ),
            "The prototypes were counted once for each row. They lie in memory once.",
            "Which of the three tensors does not grow with n?",
        ),
        Misconception(
            "features_forgotten",
            _fitting(of_row=lambda features, prototypes: features + prototypes),
            "The difference was counted with one number for each pair. It has features numbers for each.",
            "What shape does (n, 1, features) minus (1, prototypes, features) have?",
        ),
        Misconception(
            "million",
            _fitting(unit=10**6),
            "A MiB was counted as 1,000,000 bytes.",
            "What does the i in MiB say?",
        ),
        Misconception(
            "kibi",
            _fitting(unit=2**10),
            "A MiB was counted as 1,024 bytes, which is a KiB.",
            "How many KiB make a MiB?",
        ),
        Misconception(
            "rounded_up",
            _fitting(whole=lambda rows: max(int(np.ceil(rows)), 0)),
            "The number was rounded up, so the last row does not fit.",
            "Does a part of a row help?",
        ),
        Misconception(
            "below_zero",
            _fitting(whole=lambda rows: int(rows // 1)),
            "Where the prototypes alone do not fit, the answer is negative.",
            "What does the docstring want if no row fits?",
        ),
    ),
    hints=(
        "Write the three shapes down, with n for the rows. Which of them hold n?",
        "The numbers are n * features, prototypes * features and n * prototypes * features. tf.as_dtype "
        "knows how many bytes one takes.",
        "From the limit in bytes take what is held once, and divide the rest by what each row needs, without "
        "a remainder.",
    ),
    afterword="Also right: `np.dtype(dtype).itemsize`, which NumPy gives for the bytes of a number.",
)
