"""Rows of a table by their numbers, eagerly, in a graph and under XLA."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _each_way(answer, table, ids, ways):
    """The rows, looked up in each of the ways."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    made = {
        "eagerly": lambda: answer,
        "in a graph": lambda: tf.function(answer),
        "by XLA": lambda: tf.function(answer, jit_compile=True),
    }
    results = [made[way]()(table, ids) for way in ways]
    for result in results:
        if not hasattr(result, "shape"):
            raise Misfit(result)
    return {"results": results}


def _below_each_other(raw, table, ids, ways):
    """The results of all ways in one array."""
    results = [np.asarray(result) for result in raw["results"]]
    wanted = (len(ids), table.shape[1])
    for result in results:
        if result.shape != wanted:
            return Misshapen(result, "the rows", wanted)
    return np.stack(results)


def _entry(index, table, ids, ways) -> str:
    way, place, column = index
    return f"entry [{place}, {column}] of what comes out {ways[way]}"


_PLAIN, _ALL = ("eagerly",), ("eagerly", "in a graph", "by XLA")  # tracing takes most of the time


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def case(table: object, ids: object, label: str, ways: tuple[str, ...] = _PLAIN) -> Case:
        inputs = {"table": np.array(table, np.float32), "ids": np.array(ids, np.int32)}
        return Case({**inputs, "ways": ways}, label)

    table = [[10, 11], [20, 21], [30, 31]]
    yield case(table, [2, 0, 1, 0], "all within the table")
    yield case(table, [0, 7, 2, -1, 3, 1], "three outside of the table", _ALL)
    yield case([[1, 2, 3], [4, 5, 6]], [-1, -2, 2, 0], "a table of two rows")
    yield case(table, [-2147483648, 2147483647], "the least and the largest int32")
    rows, columns = (int(size) for size in draw.integers([4, 1], [7, 4]))
    ids = np.append(draw.integers(-3, rows + 4, 5), [-1, rows])
    yield case(draw.normal(0, 5, (rows, columns)).round(1), draw.permutation(ids), "at random")


Places = Callable[[np.ndarray, int], np.ndarray]


def _inside(ids: np.ndarray, rows: int) -> np.ndarray:
    return (ids >= 0) & (ids < rows)


def _looked_up(
    places: Places = lambda ids, rows: np.where(_inside(ids, rows), ids, 1),
    change: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda found, inside: found,
) -> Callable[..., np.ndarray]:
    """The rows at some places, the same in each way."""

    def answer(table: np.ndarray, ids: np.ndarray, ways: tuple[str, ...]) -> np.ndarray:
        found = table[places(ids.astype(np.int64), len(table))]
        return np.stack([change(found, _inside(ids, len(table)))] * len(ways))

    return answer


def _in_range(ids: np.ndarray, rows: int) -> np.ndarray:
    return np.clip(ids, 0, rows - 1)


def _inside_only(table: np.ndarray, ids: np.ndarray, ways: tuple[str, ...]) -> np.ndarray:
    kept = ids[_inside(ids, len(table))]
    return table[kept] if len(kept) < len(ids) else np.stack([table[kept]] * len(ways))


TASK = Task(
    name="safe_lookup",
    points=3,
    ask=Call(
        "safe_lookup",
        _each_way,
        "called in each of the ways: as it is, as tf.function(safe_lookup), and as "
        "tf.function(safe_lookup, jit_compile=True). What came out each way stands below each other",
        "a tensor",
        _entry,
    ),
    cases=_tables,
    expected=_looked_up(),
    facts=_below_each_other,
    dtype="float32",
    example=ExampleForm(
        inputs=("table", "ids"),
        put=lambda answer, table, ids: answer(table, ids, ("eagerly",))[0],
        of_case=lambda table, ids, ways: [(table, ids)],
        refuses=lambda table, ids: "" if len(table) > 1 else "The table has 2 rows or more.",
    ),
    misconceptions=(
        Misconception(
            "clamped",
            _looked_up(_in_range),
            "An id outside the table gets the nearest row, which is what XLA does by itself. Row 1 is the "
            "one for ids outside.",
            "What should an id of 7 get in a table of 3 rows?",
        ),
        Misconception(
            "below_to_the_first",
            _looked_up(lambda ids, rows: np.where(ids < rows, np.maximum(ids, 0), 1)),
            "Too large an id gets row 1, and a negative one gets row 0.",
            "What does the docstring say of ids below 0?",
        ),
        Misconception(
            "above_to_the_last",
            _looked_up(lambda ids, rows: np.where(ids >= 0, np.minimum(ids, rows - 1), 1)),
            "A negative id gets row 1, and one that is too large gets the last row.",
            "What does the docstring say of ids that are too large?",
        ),
        Misconception(
            "wrapped",
            _looked_up(lambda ids, rows: ids % rows),
            "Ids outside the table were wrapped around, as Python's negative indices are.",
            "What should an id of -1 get here?",
        ),
        Misconception(
            "negative_wrapped",
            _looked_up(
                lambda ids, rows: np.where(ids >= rows, 1, np.where(ids >= -rows, ids % rows, 1))
            ),
            "A negative id counts from the end, as in Python. Here it is outside the table.",
            "What should an id of -1 get here?",
        ),
        Misconception(
            "zeros",
            _looked_up(
                _in_range,
                lambda found, inside: np.where(inside[:, np.newaxis], found, 0),
            ),
            "Ids outside the table get zeros: tf.one_hot gives a row of zeros for them, and so does "
            "tf.gather on a GPU.",
            "Which row of the table did the docstring set aside for them?",
        ),
        Misconception(
            "first_row",
            _looked_up(lambda ids, rows: np.where(_inside(ids, rows), ids, 0)),
            "Ids outside the table get row 0. Row 1 is the one for them.",
            "Which number stands in your tf.where for ids outside?",
        ),
        Misconception(
            "zero_outside",
            _looked_up(lambda ids, rows: np.where((ids > 0) & (ids < rows), ids, 1)),
            "The id 0 was counted as outside.",
            "Which is the smallest id that a table has?",
        ),
        Misconception(
            "last_outside",
            _looked_up(lambda ids, rows: np.where((ids >= 0) & (ids < rows - 1), ids, 1)),
            "The id of the last row was counted as outside.",
            "Which is the largest id that a table of 3 rows has?",
        ),
        Misconception(
            "left_out",
            _inside_only,
            "Ids outside the table were left out, so the result has fewer rows than there are ids.",
            "How many rows does the docstring promise?",
        ),
        Misconception(
            "all_unknown",
            _looked_up(lambda ids, rows: np.where(_inside(ids, rows).all(), ids, 1)),
            "One id outside the table sends all of them to row 1.",
            "Does your condition hold for each id, or for all together?",
        ),
    ),
    hints=(
        "If a lookup goes wrong in three ways, make sure that it is never asked for what is not there.",
        "Which ids are inside? Two comparisons, joined by &, say so for each id.",
        "First choose a row number for each id, with tf.where, and only then gather.",
    ),
    afterword=(
        "Also right: `tf.one_hot` of the row numbers, times the table; it needs as many numbers as ids "
        "times rows."
    ),
)
