"""Order the lines of a pipeline: what is done once, and what is done anew in each epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Arrange, Case

_PREPARE = """def prepare(rows):
    import numpy as np
    import tensorflow as tf

    loaded = tf.Variable(0)
    draws = tf.random.Generator.from_seed(1)

    def load(row):  # slow, and always the same
        loaded.assign_add(tf.size(row))
        return tf.cast(row, tf.float32)

    def augment(row):  # quick, and random
        row = tf.cast(row, tf.float32)
        return row + 0.4 * draws.uniform(tf.shape(row))

    def report(data):  # what three epochs are like
        data = data.take(4 * rows)
        epochs = [[b.numpy().ravel() for b in data] for _ in range(3)]
        flat = [np.concatenate(epoch) for epoch in epochs]
        order = [np.floor(epoch).astype(int).tolist() for epoch in flat]
        sets = [{frozenset(np.floor(b)) for b in epoch} for epoch in epochs]
        return [
            int(loaded),  # rows that were loaded
            len(epochs[0][0]),  # rows in the first batch
            len(set(map(tuple, order))),  # different orders
            int(sets[0] != sets[1]),  # other rows meet in a batch: 1
            len({float(np.sort(epoch)[0]) for epoch in flat}),  # versions of row 0
        ]

    data = tf.data.Dataset.range(rows)
"""


def _rows(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"rows": 64}, "64 rows")
    yield Case({"rows": 8 * int(draw.integers(9, 50))}, "rows at random")


def _report(
    loads: int = 1, size: int = 8, orders: int = 3, meet: int = 1, versions: int = 3
) -> Callable[[int], list[int]]:
    return lambda rows: [loads * rows, size, orders, meet, versions]


TASK = Task(
    name="order_lines",
    points=2,
    ask=Arrange(
        "line_order",
        _PREPARE,
        {
            "A": "data = data.batch(8)",
            "B": "return report(data)",
            "C": "data = data.map(augment)",
            "D": "data.shuffle(rows)",
            "E": "data = data.cache()",
            "F": "data = data.map(load)",
            "G": "data = data.shuffle(rows)",
        },
    ),
    cases=_rows,
    expected=_report(),
    example=ExampleForm(
        refuses=lambda rows: "" if rows >= 24 else "In this task there are 24 rows or more.",
    ),
    misconceptions=(
        Misconception(
            "augmented_once",
            _report(versions=1),
            "The cache stands after what is random, so it keeps the numbers of the first epoch: every row "
            "has one version.",
            "Which line has to run anew in each epoch, and so stand below the cache?",
        ),
        Misconception(
            "order_kept",
            _report(orders=1, meet=0),
            "Every epoch has the same order. Either the cache keeps the order of the first one, or the "
            "line that shuffles does not change `data`.",
            "What does the cache hold when the second epoch begins? And what does a method of a data set "
            "give back?",
        ),
        Misconception(
            "all_kept",
            _report(orders=1, meet=0, versions=1),
            "The cache stands at the end, so that the second epoch repeats the first in everything.",
            "What should be kept: what is slow and always the same, or what is random?",
        ),
        Misconception(
            "loaded_each_epoch",
            _report(loads=3),
            "Every row is loaded in each of the three epochs: there is no cache, or it stands before the "
            "line that is slow.",
            "What does a cache hold: what stands above it, or below?",
        ),
        Misconception(
            "loaded_and_one_order",
            _report(loads=3, orders=1, meet=0),
            "Every row is loaded in each epoch, and all epochs have one order.",
            "Which line keeps what was loaded, and which draws another order?",
        ),
        Misconception(
            "batches_shuffled",
            _report(meet=0),
            "Whole batches are shuffled, so the same eight rows meet in every epoch.",
            "What is an element of the data set, before and after `batch`?",
        ),
        Misconception(
            "batches_shuffled_loaded",
            _report(loads=3, meet=0),
            "Two things: whole batches are shuffled, and every row is loaded in each epoch.",
            "What is an element after `batch`, and what does the cache hold?",
        ),
        Misconception(
            "batches_shuffled_augmented_once",
            _report(meet=0, versions=1),
            "Two things: whole batches are shuffled, and the cache stands after what is random.",
            "What is an element after `batch`, and what does the cache hold?",
        ),
        Misconception(
            "not_batched",
            _report(size=1, meet=0),
            "The rows come one by one: `batch` is missing.",
            "What does a training step take?",
        ),
        Misconception(
            "never_loaded",
            _report(loads=0),
            "No row was loaded.",
            "Which line turns a number into the row it stands for?",
        ),
        Misconception(
            "never_augmented",
            _report(versions=1, size=8, orders=3, meet=1, loads=3),
            "Every row is loaded in each epoch and has one version: it is not augmented, or no cache "
            "keeps what was loaded.",
            "Each of the lines load, cache, shuffle, augment and batch is needed once.",
        ),
        Misconception(
            "no_return",
            lambda rows: None,
            "The function ends without return, so it gives back None.",
            "The last line has to hand the report over.",
        ),
    ),
    hints=(
        "Draw a line through the pipeline: above the cache is what runs once, below it what runs in "
        "each epoch.",
        "Loading is slow and always the same. Shuffling and augmenting are random.",
        "A data set never changes: a method gives a new one. Shuffle rows, and then make batches of them.",
    ),
)
