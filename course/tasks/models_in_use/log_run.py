"""Write one run into a log."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _rows_of_the_log(answer, names, seeds, rates, losses, numbers):
    """What another reader finds in the table, after the answer has logged every run."""
    import contextlib
    import sqlite3

    import numpy as np

    whole, real = {
        "Python": (int, float),
        "float32": (np.int64, np.float32),
        "float64": (np.int32, np.float64),
    }[numbers]
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT NOT NULL, seed INTEGER NOT NULL, "
            "rate REAL NOT NULL, loss REAL, status TEXT NOT NULL)"
        )
        connection.commit()
        for name, seed, rate, loss in zip(names, seeds, rates, losses, strict=True):
            run = {"name": name, "seed": whole(seed), "rate": real(rate), "loss": real(loss)}
            answer(connection, run)
        try:
            connection.rollback()  # what was not committed is lost, as it is to any other reader
            rows = connection.execute(
                "SELECT name, typeof(seed), seed, typeof(rate), rate, typeof(loss), loss, status "
                "FROM runs ORDER BY id"
            ).fetchall()
        except sqlite3.ProgrammingError:
            return "closed"
    return [
        [f"{len(value)} bytes" if isinstance(value, bytes) else value for value in row]
        for row in rows
    ]


def _told(raw, *_: object) -> str:
    """The rows in words: name, seed, rate, loss and status of each."""
    if isinstance(raw, str):
        return "a closed connection"
    if not raw:
        return "no row"
    return "; ".join(
        ", ".join(
            [
                repr(name),
                *(_cell(*pair) for pair in zip(rest[::2], rest[1::2], strict=True)),
                status,
            ]
        )
        for name, *rest, status in raw
    )


def _cell(kind: str, value: object) -> str:
    """A cell of the table by its type in SQLite: `real 0.5`, `null`, `blob of 4 bytes`."""
    if kind == "null":
        return "null"
    if kind == "blob":
        return f"blob of {value}"
    return f"{kind} {value:.6g}" if isinstance(value, float) else f"{kind} {value}"


def _runs(draw: np.random.Generator) -> Iterator[Case]:
    def case(runs: list[tuple[str, float]], numbers: str, label: str) -> Case:
        inputs = {
            "names": [name for name, _ in runs],
            "seeds": [int(seed) for seed in draw.integers(1, 100, len(runs))],
            "rates": [int(rate) / 64 for rate in draw.integers(1, 64, len(runs))],
            "losses": [float(loss) for _, loss in runs],
            "numbers": numbers,
        }
        return Case(inputs, label)

    some = (draw.integers(1, 200, 4) / 16).tolist()
    yield case([("baseline", some[0])], "Python", "a finished run")
    yield case([("dropout", some[1])], "float32", "numbers of NumPy")
    yield case([("too fast", math.nan)], "float32", "a loss that is NaN")
    yield case([("far too fast", math.inf)], "Python", "a loss that is infinite")
    yield case([("O'Brien", some[2])], "Python", "a name with a quotation mark")
    yield case([("first", some[3]), ('the "second"', math.nan)], "float64", "two runs")


Row = tuple[str, str, object, str, object, str, object, str]


def _log(
    whole: Callable[[int, str], tuple[str, object]] = lambda seed, numbers: ("integer", seed),
    real: Callable[[float, str], tuple[str, object]] = lambda value, numbers: ("real", value),
    bad: Callable[[float, str], tuple[str, object]] = lambda value, numbers: ("null", None),
    diverged: str = "diverged",
    finished: str = "finished",
    is_bad: Callable[[float], bool] = lambda loss: not math.isfinite(loss),
    keep: Callable[[list[Row]], list[Row]] = lambda rows: rows,
) -> Callable[..., str]:
    """The log that an answer writes which stores numbers and runs that diverged in these ways."""

    def answer(names, seeds, rates, losses, numbers) -> str:
        rows: list[Row] = []
        for name, seed, rate, loss in zip(names, seeds, rates, losses, strict=True):
            kept = bad(loss, numbers) if is_bad(loss) else real(loss, numbers)
            status = diverged if is_bad(loss) else finished
            rows.append((name, *whole(seed, numbers), *real(rate, numbers), *kept, status))
        return _told(keep(rows))

    return answer


def _as_they_come(value: float, numbers: str) -> tuple[str, object]:
    """What SQLite makes of a number that nobody converted: of NaN, NULL; of NumPy's, mostly bytes."""
    if isinstance(value, int):
        size = {"Python": 0, "float32": 8, "float64": 4}[numbers]
    else:
        size = {"Python": 0, "float32": 4, "float64": 0}[numbers]
    if size:
        return "blob", f"{size} bytes"
    if isinstance(value, float) and math.isnan(value):
        return "null", None
    return ("integer" if isinstance(value, int) else "real"), value


def _exchanged(names, seeds, rates, losses, numbers) -> str:
    rows = []
    for name, seed, rate, loss in zip(names, seeds, rates, losses, strict=True):
        if not math.isfinite(loss):
            raise ValueError("a rate may not be NULL, so this insert stops")
        rows.append((name, "integer", seed, "real", loss, "real", rate, "finished"))
    return _told(rows)


TASK = Task(
    name="log_run",
    points=3,
    ask=Call(
        "log_run",
        _rows_of_the_log,
        'called once for each name, with its seed, rate and loss as numbers of Python, or of NumPy ("float32": '
        'np.int64 and np.float32; "float64": np.int32 and np.float64). Then the connection rolls back what '
        "was not committed, and the table is read: name, seed, rate, loss and status of each row",
    ),
    cases=_runs,
    expected=_log(),
    facts=_told,
    example=ExampleForm(
        why_not="This task takes no example: what comes of a call is a row in a database."
    ),
    misconceptions=(
        Misconception(
            "not_committed",
            lambda *inputs: _told([]),
            "The table is empty. An INSERT opens a transaction, and what is in it can be seen by this "
            "connection alone until it is committed.",
            "Which method of the connection ends a transaction and keeps what it did?",
        ),
        Misconception(
            "as_they_come",
            _log(_as_they_come, _as_they_come),
            "NumPy's numbers were handed to SQLite as they are. It knows Python's int and float; of an np.float32 "
            "or an np.int64 it stores the bytes, without a word, and no comparison or mean will find a number "
            "there.",
            "What makes a Python number of a NumPy one?",
        ),
        Misconception(
            "seed_as_it_comes",
            _log(whole=_as_they_come),
            "Rate and loss are numbers, but the seed was stored as bytes: np.int64 and np.int32 are no ints "
            "to SQLite.",
            "What makes a Python int of the seed?",
        ),
        Misconception(
            "nothing_diverged",
            _log(
                bad=lambda value, numbers: ("null", None) if math.isnan(value) else ("real", value),
                diverged="finished",
            ),
            "A run whose loss is not finite was logged as finished. SQLite turns NaN into NULL by itself, so "
            "the row looks harmless, and an infinite loss stays there as a number.",
            "What should the status of such a run be, and how can you ask whether a number is finite?",
        ),
        Misconception(
            "infinity_missed",
            _log(is_bad=math.isnan, real=lambda value, numbers: ("real", value)),
            "A run whose loss is NaN is logged as diverged, but one whose loss is infinite counts as finished.",
            "Which function asks whether a number is neither NaN nor infinite?",
        ),
        Misconception(
            "nan_missed",
            _log(
                is_bad=math.isinf,
                real=lambda value, numbers: (
                    ("null", None) if math.isnan(value) else ("real", value)
                ),
            ),
            "An infinite loss is logged as diverged, but NaN counts as finished: asking whether it is "
            "larger than, smaller than or equal to anything gives False, `loss == nan` too.",
            "Which function asks whether a number is neither NaN nor infinite?",
        ),
        Misconception(
            "zero_for_nan",
            _log(bad=lambda value, numbers: ("real", 0.0)),
            "The loss of a diverged run was stored as 0, which would make it the best run of all.",
            "What does Python have for a value that there is not, and what does SQLite make of it?",
        ),
        Misconception(
            "text_for_nan",
            _log(bad=lambda value, numbers: ("text", str(value))),
            "The loss of a diverged run was stored as text: SQLite takes text in a REAL column without a "
            "word, and text sorts behind all numbers.",
            "What does Python have for a value that there is not, and what does SQLite make of it?",
        ),
        Misconception(
            "marked_but_kept",
            _log(
                bad=lambda value, numbers: ("null", None) if math.isnan(value) else ("real", value)
            ),
            "The status is right, but an infinite loss was stored all the same, and a mean over the losses "
            "would be infinite.",
            "What should stand in the column loss of a diverged run?",
        ),
        Misconception(
            "turned_round",
            _log(
                is_bad=math.isfinite,
                real=lambda value, numbers: (
                    ("null", None) if math.isnan(value) else ("real", value)
                ),
            ),
            "The finished runs are logged as diverged, and those that diverged as finished.",
            "Print what your condition gives for a loss of 0.5.",
        ),
        Misconception(
            "diverged_left_out",
            _log(keep=lambda rows: [row for row in rows if row[-1] != "diverged"]),
            "Runs that diverged are not in the log. They are worth knowing, because somebody will try the "
            "same rate again.",
            "What should the row of such a run hold in its column loss?",
        ),
        Misconception(
            "one_row",
            _log(keep=lambda rows: rows[-1:]),
            "The second run took the place of the first. A log keeps them all.",
            "Does your statement add a row, or does it replace one? Who chooses the id?",
        ),
        Misconception(
            "rate_and_loss_exchanged",
            _exchanged,
            "Rate and loss stand in each other's column. The values of an INSERT go to its columns in the "
            "order in which both are written.",
            "Compare the order of the columns with that of the values.",
        ),
        Misconception(
            "closed",
            lambda *inputs: _told("closed"),
            "The function closed the connection, and its owner wanted to go on reading. A commit is enough "
            "for others to see the row.",
            "Who opened the connection, and who should close it?",
        ),
    ),
    hints=(
        "execute takes the SQL with a ? for each value, and the values in a tuple. SQLite then needs no "
        "quotation marks from you.",
        "int and float make Python's numbers of NumPy's. math.isfinite says whether a loss is one to keep.",
        "Decide on loss and status first: None and one word, or a float and the other. Then insert five "
        "values and commit.",
    ),
    afterword=(
        "Also right: `with connection:` around the insert, which commits at its end, or rolls back where an "
        "error is raised."
    ),
)
