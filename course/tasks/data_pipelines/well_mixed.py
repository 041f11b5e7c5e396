"""One data set out of sorted sources, mixed well with small buffers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_SIZE = 32


def _two_epochs(answer, sources, rows):
    """The batches of two epochs, and how many rows were read before the first one came; or only what
    the elements are, where those are no batches of numbers."""
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
    if isinstance(data.element_spec, tuple):
        return {"elements": "tuples"}
    if not isinstance(data.element_spec, tf.TensorSpec):
        raise Misfit(data)
    if (data.element_spec.shape.rank or 0) > 1:
        return {"elements": "tables"}
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


_TUPLES = stand_in("data set of tuples")
_TABLES = stand_in("data set of batches with more than one axis")


def _kept(epochs: list[list[list[int]]]) -> int:
    """What the second epoch keeps of the first: 3 the order, 2 the rows of most full batches, 1 most
    neighbors, 0 next to nothing."""
    first, second = ([row for batch in batches for row in batch] for batches in epochs)
    if first == second:
        return 3
    met, again = (
        [frozenset(batch) for batch in batches if len(batch) == _SIZE] for batches in epochs
    )
    if again and sum(batch in set(met) for batch in again) >= len(again) / 2:
        return 2
    neighbors, pairs = set(pairwise(first)), list(pairwise(second))
    return int(sum(pair in neighbors for pair in pairs) >= len(pairs) / 2)


def _counted(raw, sources, rows) -> object:
    """What two epochs say of a mixture, counted."""
    if "elements" in raw:
        return _TUPLES if raw["elements"] == "tuples" else _TABLES
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
            _kept(epochs),
            0 if fewest <= 2 else 1 if fewest <= 5 else 2,
            int(raw["before"] <= 300),
        ]
    )


def _entry(index, sources, rows) -> str:
    return (
        "how many rows the largest batch has",
        "whether each row comes once in each of two epochs (1 is yes)",
        "what the second epoch keeps (0: next to nothing, 1: most neighbors, 2: which rows meet in a "
        "batch, 3: the order)",
        "sources in the poorest full batch (0: at most 2, 1: 3 to 5, 2: 6 or more)",
        "whether at most 300 rows were read before the first batch came (1 is yes)",
    )[index[0]]


def _sources(draw: np.random.Generator) -> Iterator[Case]:
    rows = int(draw.integers(70, 91))
    yield Case({"sources": 12, "rows": rows}, "12 sources")


def _mixed(
    size: int = _SIZE, once: int = 1, kept: int = 0, mixture: int = 2, little: int = 1
) -> Callable[[int, int], np.ndarray]:
    return lambda sources, rows: np.array([size, once, kept, mixture, little])


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
            "other, and the buffer reaches over one or two of them, or `interleave` opens only a few (by "
            "default as many as the machine has cores).",
            "How could the sources take turns before anything is shuffled?",
        ),
        Misconception(
            "few_at_a_time",
            _mixed(mixture=1),
            "A full batch holds rows of only three to five sources. Either no more than that take turns at "
            "a time, or each gives many rows when its turn comes.",
            "`interleave` has an argument for how many sources are open at once, and one for how many rows "
            "each gives in a turn, `block_length`.",
        ),
        Misconception(
            "one_order",
            _mixed(kept=3),
            "The sources take turns, but every epoch brings the same order: nothing is shuffled, or the "
            "order was kept by a seed or a cache.",
            "What should be drawn anew in each epoch, and where may it stand?",
        ),
        Misconception(
            "not_mixed",
            _mixed(kept=3, mixture=0),
            "The rows come source by source, and in the same order in each epoch.",
            "Let the sources take turns, and shuffle the result.",
        ),
        Misconception(
            "few_and_one_order",
            _mixed(kept=3, mixture=1),
            "A full batch holds rows of only three to five sources, and every epoch brings the same order.",
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
            _mixed(kept=2, mixture=0, little=0),
            "Whole batches were shuffled: each still holds the rows of one source or two, and many are "
            "read before the first one comes.",
            "What should be shuffled, rows or batches?",
        ),
        Misconception(
            "mixed_batches_shuffled",
            _mixed(kept=2),
            "The batches are mixed, and in each epoch the same rows meet in one: whole batches were "
            "shuffled, or the rows within each.",
            "Which of the two has to come first, `shuffle` or `batch`?",
        ),
        Misconception(
            "mixed_batches_all_read",
            _mixed(kept=2, little=0),
            "The batches are mixed, and in each epoch the same rows meet in one: whole batches were "
            "shuffled, and the buffer counts batches, so far more than 300 rows are read at first.",
            "Which of the two has to come first, `shuffle` or `batch`?",
        ),
        Misconception(
            "groups_shuffled",
            _mixed(kept=1),
            "Groups of rows were shuffled, one row of each source, and in every epoch the same ones stand "
            "side by side.",
            "What does `shuffle` get to see: rows, or groups of them? `unbatch` undoes those.",
        ),
        Misconception(
            "groups_all_read",
            _mixed(kept=1, little=0),
            "Groups of rows were shuffled, and in every epoch the same rows stand side by side. The buffer "
            "counts groups, so far more than 300 rows are read at first.",
            "What does `shuffle` get to see: rows, or groups of them? `unbatch` undoes those.",
        ),
        Misconception(
            "tuples",
            lambda sources, rows: _TUPLES,
            "The elements are tuples: zip takes a row of each source and makes one element of them.",
            "How does a tuple become a tensor, and a tensor of 12 rows single rows again?",
        ),
        Misconception(
            "tables",
            lambda sources, rows: _TABLES,
            "A batch has more than one axis: what was batched were not rows but groups of them, or "
            "batches.",
            "How many elements does one row of your batch hold? `unbatch` undoes that.",
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
            _mixed(size=12, kept=1, mixture=0),
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
