"""One data set out of sorted sources, mixed well with small buffers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_SIZE = 32


def _two_epochs(answer, sources, rows):
    """The batches of two epochs, and how many rows were read before the first one came."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    read = tf.Variable(0, dtype=tf.int64)

    @tf.autograph.experimental.do_not_convert
    def told(row):
        with tf.control_dependencies([read.assign_add(1)]):
            return tf.identity(row)

    def source_of(number):
        return tf.data.Dataset.range(number * rows, (number + 1) * rows).map(told)

    data = answer([source_of(number) for number in range(sources)])
    if not isinstance(data, tf.data.Dataset):
        raise Misfit(data)
    # By itself tf.data reads ahead, and how far would depend on how busy the machine is.
    options = tf.data.Options()
    options.autotune.enabled = False
    options.experimental_optimization.apply_default_optimizations = False
    options.experimental_optimization.inject_prefetch = False
    options.experimental_optimization.map_parallelization = False
    data = data.with_options(options)
    before = None
    epochs = []
    for _ in range(2):
        batches, count = [], 0
        for batch in data:
            before = int(read) if before is None else before
            batches.append(batch.numpy().ravel().tolist())
            count += len(batches[-1])
            if count > sources * rows:  # it repeats itself
                break
        epochs.append(batches)
    return {"epochs": epochs, "before": before or 0}


def _counted(raw, sources, rows) -> np.ndarray:
    """What two epochs say of a mixture, counted."""
    epochs = raw["epochs"]
    flat = [[row for batch in batches for row in batch] for batches in epochs]
    whole = [sorted(epoch) == list(range(sources * rows)) for epoch in flat]
    full = [batch for batches in epochs for batch in batches if len(batch) == _SIZE]
    fewest = min((len({row // rows for row in batch}) for batch in full), default=0)
    return np.array(
        [
            max(
                map(len, epochs[0]), default=0
            ),  # the small one is not last if batches are shuffled
            int(all(whole)),
            int(flat[0] != flat[1]),
            0 if fewest <= 2 else 1 if fewest <= 5 else 2,
            int(raw["before"] <= 300),
        ]
    )


def _entry(index, sources, rows) -> str:
    return (
        "how many rows the largest batch has",
        "whether each row comes once in each of two epochs (1 is yes)",
        "whether the second epoch has another order (1 is yes)",
        "sources in the poorest full batch (0: at most 2, 1: 3 to 5, 2: 6 or more)",
        "whether at most 300 rows were read before the first batch came (1 is yes)",
    )[index[0]]


def _sources(draw: np.random.Generator) -> Iterator[Case]:
    rows = int(draw.integers(70, 91))
    yield Case({"sources": 12, "rows": rows}, "12 sources")


def _mixed(
    size: int = _SIZE, once: int = 1, orders: int = 1, mixture: int = 2, little: int = 1
) -> Callable[[int, int], np.ndarray]:
    return lambda sources, rows: np.array([size, once, orders, mixture, little])


TASK = Task(
    name="well_mixed",
    points=3,
    ask=Call(
        "mix",
        _two_epochs,
        "each source gives its own numbers, in order; the data set that comes back is gone through "
        "twice, and does not read ahead unless it was told to",
        "a tf.data.Dataset",
        _entry,
    ),
    cases=_sources,
    expected=_mixed(),
    facts=_counted,
    dtype="int",
    alike=(
        "`stop_on_empty_dataset=False` left out",  # all sources have one length
        "`False` -> `True`",
        "`2000` -> `2001`",
        "`100` -> `101`",
    ),
    example=ExampleForm(
        why_not="This task takes no example: its inputs are data sets, and what comes out is random.",
    ),
    misconceptions=(
        Misconception(
            "one_after_the_other",
            _mixed(mixture=0),
            "The rows are shuffled, and yet a batch comes from few sources: they stand one after the "
            "other, and the buffer reaches over one or two of them.",
            "How could the sources take turns before anything is shuffled?",
        ),
        Misconception(
            "few_at_a_time",
            _mixed(mixture=1),
            "Some sources take turns, but only three to five of them at a time. The others wait until one "
            "has ended.",
            "`interleave` has an argument for how many sources are open at once.",
        ),
        Misconception(
            "one_order",
            _mixed(orders=0),
            "The sources take turns, but every epoch brings the same order: nothing is shuffled, or the "
            "order was kept by a seed or a cache.",
            "What should be drawn anew in each epoch, and where may it stand?",
        ),
        Misconception(
            "not_mixed",
            _mixed(orders=0, mixture=0),
            "The rows come source by source, and in the same order in each epoch.",
            "Let the sources take turns, and shuffle the result.",
        ),
        Misconception(
            "few_and_one_order",
            _mixed(orders=0, mixture=1),
            "Few sources take turns at a time, and every epoch brings the same order.",
            "How many sources should be open at once, and what is drawn anew in each epoch?",
        ),
        Misconception(
            "all_read_first",
            _mixed(little=0),
            "This is well mixed, and it reads far more than 300 rows before the first batch comes: the "
            "buffer holds nearly all of the data.",
            "If the sources take turns first, how small may the buffer be?",
        ),
        Misconception(
            "batches_shuffled",
            _mixed(mixture=0, little=0),
            "Whole batches were shuffled: each still holds the rows of one source or two, and many are "
            "read before the first one comes.",
            "What should be shuffled, rows or batches?",
        ),
        Misconception(
            "repeated",
            _mixed(once=0),
            "A row comes more than once in an epoch, or some never come.",
            "What makes a data set go on when its sources are used up, or stop before they are?",
        ),
        Misconception(
            "not_batched",
            _mixed(size=1, mixture=0),
            "Single rows come out, and no batches.",
            "Which method is still missing at the end?",
        ),
        Misconception(
            "one_batch_each_source",
            _mixed(size=12, mixture=0),
            "A batch holds one row of each source, and has 12 rows.",
            "How many rows should a batch have? `unbatch` undoes one.",
        ),
    ),
    hints=(
        "shuffle sees only as far as its buffer. What if neighbors came from different sources already?",
        "tf.data.Dataset.range(n).interleave opens n data sets, if its function gives one for a number; "
        "choose_from_datasets takes the list as it is.",
        "Let all sources take turns, row by row; then shuffle with a buffer of 100; then batch.",
    ),
    afterword=(
        "Also right: `tf.data.Dataset.sample_from_datasets`, which draws the next source at random."
    ),
)
