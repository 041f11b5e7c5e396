"""How large each batch is, when a data set is repeated and batched in this order or in that."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _orders(draw: np.random.Generator) -> Iterator[Case]:
    def case(rows: int, size: int, epochs: int, first: bool, keep: bool, label: str) -> Case:
        inputs = {
            "rows": rows,
            "size": size,
            "epochs": epochs,
            "repeat_first": first,
            "keep_rest": keep,
        }
        return Case(inputs, label)

    for first in (True, False):
        for keep in (True, False):
            order = "repeated first" if first else "batched first"
            rest = "the rest kept" if keep else "the rest dropped"
            yield case(5, 3, 2, first, keep, f"{order}, {rest}")
    yield case(6, 3, 2, False, True, "nothing is left over")
    yield case(7, 4, 3, False, True, "three epochs")
    for first in (True, False):
        size = int(draw.integers(3, 9))
        rows = size * int(draw.integers(1, 4)) + int(draw.integers(1, size))
        yield case(rows, size, int(draw.integers(2, 5)), first, True, "numbers at random")


def _sizes(rows: int, size: int, epochs: int, first: bool, keep: bool) -> list[int]:
    """The sizes of the batches, by whole division."""
    if first:
        rows, epochs = rows * epochs, 1
    full, rest = divmod(rows, size)
    return ([size] * full + ([rest] if rest and keep else [])) * epochs


def _rounded_up(rows: int, size: int, epochs: int, first: bool, keep: bool) -> list[int]:
    return [size for _ in _sizes(rows, size, epochs, first, True)]


def _rest_at_the_end(rows: int, size: int, epochs: int, first: bool, keep: bool) -> list[int]:
    if first:
        return _sizes(rows, size, epochs, first, keep)
    full, rest = divmod(rows, size)
    return [size] * full * epochs + ([rest] if rest and keep else [])


def _empty_rest(rows: int, size: int, epochs: int, first: bool, keep: bool) -> list[int]:
    if first:
        rows, epochs = rows * epochs, 1
    full, rest = divmod(rows, size)
    return ([size] * full + ([rest] if keep else [])) * epochs


def _rests_gathered(rows: int, size: int, epochs: int, first: bool, keep: bool) -> list[int]:
    if first:
        return _sizes(rows, size, epochs, first, keep)
    full, rest = divmod(rows, size)
    return [size] * full * epochs + ([rest * epochs] if rest and keep else [])


def _rests_first(answer: Callable[..., list[int]]) -> Callable[..., list[int]]:
    return lambda *order: answer(*order)[::-1]


def _no_order(rows: int, size: int, epochs: int, first: bool, keep: bool) -> str:
    """What the docstring does not allow about these inputs."""
    if not 1 <= size <= rows or epochs < 1:
        return (
            "A batch holds at least 1 row and at most all of them, and there is at least one epoch."
        )
    return ""


TASK = Task(
    name="batch_sizes",
    points=2,
    ask=Call("batch_sizes"),
    cases=_orders,
    expected=_sizes,
    example=ExampleForm(refuses=_no_order),
    misconceptions=(
        Misconception(
            "orders_exchanged",
            lambda rows, size, epochs, first, keep: _sizes(rows, size, epochs, not first, keep),
            "The two orders are exchanged: where the rows are repeated before they are batched, a batch "
            "may run across the end of an epoch.",
            "What does `batch` get to see when `repeat` stands before it: epochs, or a stream?",
        ),
        Misconception(
            "always_batch_first",
            lambda rows, size, epochs, first, keep: _sizes(rows, size, epochs, False, keep),
            "Each epoch ends with its own rest here, even where the rows are repeated first. Then `batch` "
            "knows nothing of epochs.",
            "How many rows does `batch` see in all, when `repeat` stands before it?",
        ),
        Misconception(
            "always_repeat_first",
            lambda rows, size, epochs, first, keep: _sizes(rows, size, epochs, True, keep),
            "The batches run across the epochs here, even where the rows are batched first. Then what is "
            "repeated are whole batches, the small one among them.",
            "What does `repeat` repeat when it comes last?",
        ),
        Misconception(
            "rest_kept",
            lambda rows, size, epochs, first, keep: _sizes(rows, size, epochs, first, True),
            "The smaller batch is in the result where it should be dropped.",
            "What does `drop_remainder=True` do to a batch that is not full?",
        ),
        Misconception(
            "rest_dropped",
            lambda rows, size, epochs, first, keep: _sizes(rows, size, epochs, first, False),
            "Only full batches are in the result. Where the rest is kept, the rows left over make a "
            "smaller batch.",
            "How many rows are left over when all full batches are made?",
        ),
        Misconception(
            "rest_inverted",
            lambda rows, size, epochs, first, keep: _sizes(rows, size, epochs, first, not keep),
            "The rest is dropped where it should be kept, and kept where it should be dropped.",
            "`drop_remainder` and `keep_rest` say opposite things.",
        ),
        Misconception(
            "one_epoch",
            lambda rows, size, epochs, first, keep: _sizes(rows, size, 1, first, keep),
            "These are the batches of one epoch.",
            "How often do the rows come by?",
        ),
        Misconception(
            "filled_up",
            _rounded_up,
            "Every batch has the full size here, as if rows were invented to fill the last one.",
            "How many rows do your batches hold together, and how many are there?",
        ),
        Misconception(
            "rest_at_the_end",
            _rest_at_the_end,
            "Where the rows are batched first, only the last epoch has a smaller batch here. Every epoch "
            "leaves rows over.",
            "Write down the batches of one epoch. What does `repeat` make of them?",
        ),
        Misconception(
            "empty_rest",
            _empty_rest,
            "Where the rows come out even, a batch of 0 rows stands at the end. There is no such batch.",
            "What is the rest there, and should it become an entry?",
        ),
        Misconception(
            "rests_gathered",
            _rests_gathered,
            "Where the rows are batched first, what the epochs leave over was gathered in one batch. "
            "Each epoch ends with a small batch of its own.",
            "Write down the batches of one epoch. What does `repeat` make of them?",
        ),
        Misconception(
            "rest_comes_first",
            _rests_first(_sizes),
            "The smaller batches stand before the full ones. `batch` fills one batch after the other and "
            "leaves the remaining rows for the end.",
            "Which rows are left over: the first, or the last?",
        ),
        Misconception(
            "how_many",
            lambda rows, size, epochs, first, keep: len(_sizes(rows, size, epochs, first, keep)),
            "This is the number of batches. The task asks for the size of each.",
            "Print `[len(batch) for batch in data]` for a data set of your own.",
        ),
    ),
    hints=(
        "Ask what the second of the two methods gets from the first: rows, or batches.",
        "`divmod` gives both the number of full batches and the rows that are left.",
        "If the rows are repeated first, do it once for all rows of all epochs. If not, do it for one "
        "epoch, and repeat the list.",
    ),
    afterword=(
        "Also right: `[len(batch) for batch in data]` over a data set that is built in this order, which "
        "TensorFlow then answers itself."
    ),
)
