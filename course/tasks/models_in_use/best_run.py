"""Repair: the id of the best run in a log."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _asked_of_a_log(answer, ids, losses, statuses):
    """What the answer gives for a log of these runs; SQLite stores NaN as NULL."""
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE runs (id INTEGER PRIMARY KEY, loss REAL, status TEXT)")
        connection.executemany(
            "INSERT INTO runs VALUES (?, ?, ?)", zip(ids, losses, statuses, strict=True)
        )
        connection.commit()
        return answer(connection)


def _logs(draw: np.random.Generator) -> Iterator[Case]:
    def case(runs: Sequence[tuple[int, float, str]], label: str) -> Case:
        ids, losses, statuses = (list(column) for column in zip(*runs, strict=True))
        losses = [float(loss) for loss in losses]
        return Case({"ids": ids, "losses": losses, "statuses": statuses}, label)

    done, going = "finished", "running"
    a, b, c, d = (draw.choice(np.arange(4, 60), 4, replace=False) / 4).tolist()
    low, middle, high, top = sorted((a, b, c, d))
    first = int(draw.integers(1, 9))
    yield case(
        [(first, middle, done), (first + 1, low, done), (first + 2, high, done)], "three runs"
    )
    yield case(
        [
            (first, high, done),
            (first + 2, math.nan, done),
            (first + 5, low, done),
            (first + 6, top, done),
        ],
        "a finished run without a loss",
    )
    yield case(
        [
            (first, middle, done),
            (first + 1, low, going),
            (first + 4, high, done),
            (first + 7, math.nan, "diverged"),
        ],
        "a run that is not finished",
    )
    yield case(
        [
            (first, high, done),
            (first + 3, low, done),
            (first + 4, low, done),
            (first + 8, middle, done),
        ],
        "two runs that are equally good",
    )
    yield case(
        [
            (first, -math.inf, done),
            (first + 1, top, done),
            (first + 2, middle, done),
            (first + 3, math.inf, done),
        ],
        "losses that are infinite",
    )
    yield case(
        [(first, math.nan, done), (first + 1, math.inf, done), (first + 2, low, going)],
        "no run that counts",
    )
    yield case([(first, math.nan, done), (first + 1, math.nan, "diverged")], "no loss at all")


def _best(
    counts: Callable[[float, str], bool] = lambda loss, status: (
        status == "finished" and math.isfinite(loss)
    ),
    key: Callable[[int, float], object] = lambda number, loss: (loss, number),
    take: Callable[[int, float], object] = lambda number, loss: number,
    without: object = None,
) -> Callable[..., object]:
    """The run with the smallest key of those that count; a loss that is NaN is NULL in the log."""

    def answer(ids, losses, statuses) -> object:
        runs = [
            (number, loss)
            for number, loss, status in zip(ids, losses, statuses, strict=True)
            if counts(loss, status)
        ]
        return take(*min(runs, key=lambda run: key(*run))) if runs else without

    return answer


def _null_first(number: int, loss: float) -> tuple[bool, float, int]:
    return (not math.isnan(loss), 0.0 if math.isnan(loss) else loss, number)


def _null_last(number: int, loss: float) -> tuple[bool, float, int]:
    return (math.isnan(loss), 0.0 if math.isnan(loss) else loss, number)


def _is_there(loss: float, status: str) -> bool:
    return status == "finished" and not math.isnan(loss)


TASK = Task(
    name="best_run",
    points=2,
    ask=Call(
        "best_run",
        _asked_of_a_log,
        "called with a connection to a database in memory whose table runs holds these runs; a loss of nan "
        "is NULL there",
    ),
    cases=_logs,
    expected=_best(),
    dtype="int",
    example=ExampleForm(
        why_not="This task takes no example: what goes in is a connection to a database."
    ),
    given=_best(lambda loss, status: True, _null_first),
    misconceptions=(
        Misconception(
            "null_first",
            _best(lambda loss, status: status == "finished", _null_first),
            "A finished run without a loss is called the best. SQLite sorts NULL before every number.",
            "What can a WHERE ask of a loss, so that NULL does not take part?",
        ),
        Misconception(
            "status_ignored",
            _best(lambda loss, status: math.isfinite(loss)),
            "A run that is not finished can win here: its loss is the one it has so far.",
            "Which column says whether a run counts?",
        ),
        Misconception(
            "status_and_infinity_ignored",
            _best(lambda loss, status: not math.isnan(loss)),
            "NULL no longer wins. But a run that is not finished can, and so can a loss of minus infinity.",
            "Which column says whether a run counts, and which numbers are finite?",
        ),
        Misconception(
            "null_last_only",
            _best(lambda loss, status: True, _null_last),
            "NULL sorts last now. But the status is not asked for, an infinite loss can win, and where no "
            "run counts there is an answer all the same.",
            "Which runs count, by the docstring? Ask for them before anything is sorted.",
        ),
        Misconception(
            "infinity_counted",
            _best(_is_there),
            "Runs without a loss are left out. But an infinite loss counts here, and minus infinity is below "
            "every number.",
            "How can you tell a finite number from an infinite one, in SQL or in Python?",
        ),
        Misconception(
            "negative_infinity_counted",
            _best(lambda loss, status: status == "finished" and loss < math.inf),
            "A loss of infinity is left out, but minus infinity counts, and it is below every number.",
            "Infinity has two signs. Does your condition know both?",
        ),
        Misconception(
            "null_last_of_finished",
            _best(lambda loss, status: status == "finished", _null_last),
            "NULL sorts last, behind the numbers. But where no run has a number, it still comes out first, and "
            "an infinite loss can win.",
            "Which runs count, by the docstring? Ask for them before anything is sorted.",
        ),
        Misconception(
            "largest",
            _best(key=lambda number, loss: (-loss, number)),
            "This is the run with the largest loss.",
            "Is a run with a larger loss better or worse?",
        ),
        Misconception(
            "latest_of_equals",
            _best(key=lambda number, loss: (loss, -number)),
            "Of runs that are equally good, this is the latest. The docstring wants the earliest.",
            "What decides between two runs of the same loss in your answer?",
        ),
        Misconception(
            "the_loss",
            _best(take=lambda number, loss: loss),
            "This is the best run's loss. The docstring asks for its id.",
            "Which column does your SELECT give?",
        ),
        Misconception(
            "a_row",
            _best(take=lambda number, loss: (number,)),
            "This is a row with the id in it. fetchone gives a row even where it has a single column.",
            "How do you get at the first number of a row?",
        ),
        Misconception(
            "zero_for_none",
            _best(without=0),
            "Where no run counts, 0 comes out, and that looks like an id.",
            "What does the docstring say for a log in which no run counts?",
        ),
        Misconception(
            "first_run",
            _best(key=lambda number, loss: number),
            "This is the earliest run that counts, whatever its loss.",
            "By what are the runs sorted?",
        ),
        Misconception(
            "last_run",
            _best(key=lambda number, loss: -number),
            "This is the latest run that counts, whatever its loss.",
            "By what are the runs sorted?",
        ),
    ),
    hints=(
        "The query is right about the order and asks too little before it: which rows may take part?",
        "WHERE takes conditions joined by AND. In SQL, loss IS NOT NULL asks for a value; abs(loss) and a "
        "large number such as 1e308 tell finite ones.",
        "Three conditions: the status, a loss that is there, a loss that is finite. fetchone gives None where "
        "no row is left, so look before you take its first number.",
    ),
)
