"""Repair: a split into training and validation that is a different one in every epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _three_epochs(answer, rows, size):
    """The numbers that training and validation give in three epochs each, validation first; or only
    what their elements are, where those are no single numbers."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    dataset = tf.data.Dataset.range(rows)
    result = answer(dataset, size)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Misfit(result)
    if not all(isinstance(part, tf.data.Dataset) for part in result):
        raise Misfit(result)
    specs = [part.element_spec for part in result]
    if any(isinstance(spec, tuple) for spec in specs):
        return {"elements": "tuples"}
    if not all(isinstance(spec, tf.TensorSpec) for spec in specs):
        raise Misfit(result)
    if any(spec.shape.rank for spec in specs):
        return {"elements": "batches"}
    epochs: dict[str, list[list[int]]] = {"validation": [], "train": []}
    limit = 2 * rows  # where the data repeat themselves
    alike = all(spec == dataset.element_spec for spec in specs)
    # Drawn all at once where they can be: one by one takes ten times as long.
    drawn = [part.take(limit).batch(limit) if alike else part.take(limit) for part in result[::-1]]
    for _ in range(3):
        for name, part in zip(epochs, drawn, strict=True):
            rows_of = [np.ravel(some) if alike else [some] for some in part.as_numpy_iterator()]
            epochs[name].append([int(number) for some in rows_of for number in some])
    return epochs


_TUPLES = stand_in("pair of data sets that give tuples")
_BATCHES = stand_in("pair of data sets that give batches")


def _counted(raw, rows, size) -> object:
    """What three epochs say of a split, counted."""
    if "elements" in raw:
        return _TUPLES if raw["elements"] == "tuples" else _BATCHES
    train, validation = raw["train"], raw["validation"]
    trained, validated = set().union(*train), set().union(*validation)
    leaks = bool(trained & validated)
    lost = 0 if leaks else rows - len(trained | validated)
    first = sorted(validation[0])
    spread = bool(first) and first[-1] - first[0] > rows // 2
    return np.array(
        [
            len(train[0]),
            len(validation[0]),
            int(leaks),
            lost,
            int(spread),
            int(train[0] != train[1] and train[1] != train[2]),
            len({frozenset(epoch) for epoch in validation}),
        ]
    )


def _entry(index, rows, size) -> str:
    return (
        "how many rows an epoch of training has",
        "how many rows an epoch of validation has",
        "whether a row is on both sides in three epochs (1 is yes)",
        "how many rows are on neither side",
        "whether the validation rows come from everywhere in the data (1 is yes)",
        "whether each epoch of training has another order (1 is yes)",
        "how many different sets of rows three epochs of validation have",
    )[index[0]]


def _sets(draw: np.random.Generator) -> Iterator[Case]:
    size = int(draw.integers(20, 40))
    rows = size + int(draw.integers(100, 200))
    yield Case({"rows": rows, "size": size}, f"{size} of {rows} rows")


def _split(
    train: Callable[[int, int], int] = lambda rows, size: rows - size,
    validation: Callable[[int, int], int] = lambda rows, size: size,
    leaks: int = 0,
    lost: Callable[[int, int], int] = lambda rows, size: 0,
    spread: int = 1,
    orders: int = 1,
    validations: int = 1,
) -> Callable[[int, int], np.ndarray]:
    def answer(rows: int, size: int) -> np.ndarray:
        counts = train(rows, size), validation(rows, size), leaks, lost(rows, size)
        return np.array([*counts, spread, orders, validations])

    return answer


TASK = Task(
    name="split_stays",
    points=3,
    ask=Call(
        "split",
        _three_epochs,
        "the data set is tf.data.Dataset.range(rows), so that a row is its number; both parts are gone "
        "through three times, by turns, and validation first",
        "a pair of data sets, train and validation,",
        _entry,
    ),
    cases=_sets,
    expected=_split(),
    facts=_counted,
    given=_split(leaks=1, validations=3),
    dtype="int",
    alike=("`1000` -> `1001`",),
    example=ExampleForm(
        why_not="This task takes no example: what comes out is random, and can't be written down.",
    ),
    misconceptions=(
        Misconception(
            "still_leaks",
            _split(leaks=1, orders=0, validations=3),
            "Rows are on both sides, and now training comes in one order, too.",
            "How often is the data set shuffled before it is cut, and is it the same order each time?",
        ),
        Misconception(
            "cache_not_full",
            _split(leaks=1, validations=2),
            "Validation had other rows the first time, and some of those are trained on. A cache keeps "
            "the order only once a pass has reached its end, and validation stops after its own rows.",
            "Who fills the cache, if validation is the first to read from it?",
        ),
        Misconception(
            "cache_not_full_frozen",
            _split(leaks=1, orders=0, validations=2),
            "Two things: validation had other rows the first time, since a cache keeps the order only once "
            "a pass has reached its end; and training has one order.",
            "Who fills the cache, if validation is the first to read from it?",
        ),
        Misconception(
            "two_orders",
            _split(leaks=1),
            "Validation keeps its rows now, and some of them are trained on: the parts are cut from two "
            "orders, each of which is settled by itself.",
            "From how many shuffled data sets do your two parts come?",
        ),
        Misconception(
            "batched",
            lambda rows, size: _BATCHES,
            "The parts give batches. They should give single elements, as the data set does that came in.",
            "What does the length of a data set count, once it is batched?",
        ),
        Misconception(
            "numbered",
            lambda rows, size: _TUPLES,
            "The elements come out as tuples, such as those of a number and a row that enumerate makes.",
            "Which method could take the number off again?",
        ),
        Misconception(
            "training_frozen",
            _split(orders=0),
            "Nothing leaks anymore, since the order is fixed before the cut. But it is the order of "
            "training in every epoch, too.",
            "What may be shuffled again, once the rows of each side are settled?",
        ),
        Misconception(
            "first_rows",
            _split(spread=0),
            "Nothing leaks. But the validation rows lie next to each other in the data, and data are often "
            "sorted. A small buffer does that as well.",
            "How large must a buffer be, so that any row may come first?",
        ),
        Misconception(
            "first_rows_frozen",
            _split(spread=0, orders=0),
            "Nothing leaks, but neither side is shuffled: the validation rows lie next to each other, and "
            "training has one order.",
            "Shuffle once before the cut, in an order that stays, and the training part after it.",
        ),
        Misconception(
            "parts_exchanged",
            _split(lambda rows, size: size, lambda rows, size: rows - size),
            "The split holds, and the two parts come back in the other order.",
            "Which of the two does the docstring name first?",
        ),
        Misconception(
            "parts_exchanged_frozen",
            _split(lambda rows, size: size, lambda rows, size: rows - size, orders=0),
            "Two things: the parts come back in the other order, and the one that comes first has one "
            "order in every epoch.",
            "Which of the two does the docstring name first, and which is shuffled again?",
        ),
        Misconception(
            "repeated",
            _split(lambda rows, size: 2 * rows),
            "The training part does not end: `repeat` is inside. Whoever trains says how many epochs.",
            "What is an epoch of a data set that repeats itself?",
        ),
        Misconception(
            "rows_lost",
            _split(lambda rows, size: rows - 2 * size, lost=lambda rows, size: size),
            "Some rows are on neither side: as many as validation has are skipped once more, or never "
            "taken.",
            "Add up the rows of both sides.",
        ),
        Misconception(
            "rows_lost_frozen",
            _split(lambda rows, size: rows - 2 * size, lost=lambda rows, size: size, orders=0),
            "Two things: some rows are on neither side, and training has one order.",
            "Add up the rows of both sides. Then ask what may be shuffled after the cut.",
        ),
        Misconception(
            "all_rows_trained",
            _split(lambda rows, size: rows, leaks=1),
            "The training part holds all rows, those of validation among them.",
            "Which method leaves the first rows out?",
        ),
    ),
    hints=(
        "Each part goes through the shuffled data set by itself. What does `shuffle` do at every pass?",
        "`shuffle` has an argument that keeps its order, and a data set may be shuffled twice.",
        "Shuffle with `reshuffle_each_iteration=False`, cut, and shuffle the training part once more.",
    ),
    afterword=(
        "Also right: `dataset.enumerate()` with a rule on the place of a row, which needs no shuffle before "
        "the cut."
    ),
)
