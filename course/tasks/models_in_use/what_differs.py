"""What stops one run from repeating another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_NO_MATTER = ("id", "name", "started", "seconds", "loss")  # of a record; all else has to agree


def _told(names: object, *_: object) -> str:
    """The names in one line."""
    if isinstance(names, bool):
        return str(names)
    if not isinstance(names, list | tuple):
        raise TypeError("no names")
    return ", ".join(str(name) for name in names) or "no name"


def _names_in(told: str) -> tuple[str, ...]:
    """The names that one line tells."""
    return () if told == "no name" else tuple(told.split(", "))


def _record(passed: Mapping[str, Any]) -> dict[str, Any]:
    """A record that was passed, as plain data.

    Raises:
        ValueError: It is no dict of names and single values.
    """
    if not isinstance(passed, dict) or not all(isinstance(name, str) for name in passed):
        raise ValueError("a dict from names to values")
    if not all(isinstance(value, bool | int | float | str) for value in passed.values()):
        raise ValueError("values that are numbers, texts, True or False")
    return dict(passed)


def _anew(value: Any) -> Any:
    """An equal value that is an object of its own, as values are that come out of JSON or a database.

    Python has one object only for each bool and for each whole number near 0.
    """
    if isinstance(value, str):
        return "".join(list(value))
    return value if isinstance(value, bool) else type(value)(repr(value))


def _records(draw: np.random.Generator) -> Iterator[Case]:
    def record(**changed: Any) -> dict[str, Any]:
        number = int(draw.integers(1, 90))
        made = {
            "id": number,
            "started": f"2026-05-{number % 28 + 1:02}",
            "seed": 1007,
            "rate": 0.01,
            "code": "9f2c",
            "seconds": number / 4,
            "data": "51ab",
            "loss": number / 8,
        }
        made |= changed
        return {name: _anew(value) for name, value in made.items() if value is not None}

    seed, other = (int(number) for number in draw.choice(np.arange(300, 5000), 2, replace=False))
    yield Case(
        {"first": record(seed=seed), "second": record(seed=other, code="04de")},
        "another seed and another code",
    )
    yield Case(
        {"first": record(name="a", seed=seed), "second": record(name="b", seed=seed)},
        "two runs that differ in nothing that counts",
    )
    yield Case(
        {"first": record(seed=seed), "second": record(code=None, python="3.12.3", seed=seed)},
        "entries that only one of them has",
    )
    yield Case(
        {"first": record(shuffle=1, seed=seed), "second": record(shuffle=True, seed=seed)},
        "1 and True",
    )
    names = ["rate", "batch", "tensorflow", "augment", "split"]
    draw.shuffle(names)
    one, another = ({name: int(draw.integers(3)) for name in names} for _ in range(2))
    yield Case(
        {"first": record(**one), "second": record(**another, seed=other)},
        "entries at random",
    )


def _differing(
    matters: Callable[[str], bool] = lambda name: name not in _NO_MATTER,
    among: Callable[[Mapping[str, Any], Mapping[str, Any]], list[str]] = lambda a, b: sorted(
        {*a, *b}
    ),
    differ: Callable[[Any, Any], bool] = lambda one, other: (
        type(one) is not type(other) or one != other
    ),
    tell: Callable[[list[str]], str] = _told,
) -> Callable[[Mapping[str, Any], Mapping[str, Any]], str]:
    """The names among those of two records that matter and whose values differ."""

    def answer(first: Mapping[str, Any], second: Mapping[str, Any]) -> str:
        names = [
            name
            for name in among(first, second)
            if matters(name) and differ(first.get(name), second.get(name))
        ]
        return tell(names)

    return answer


def _in_order(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    return [*first, *(name for name in second if name not in first)]


def _in_both(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    return sorted({*first} & {*second})


TASK = Task(
    name="what_differs",
    points=2,
    ask=Call("what_differs", wanted="a list of names"),
    cases=_records,
    expected=_differing(),
    facts=_told,
    example=ExampleForm(
        result="names",
        put=lambda answer, first, second: _names_in(answer(first, second)),
        of_case=lambda first, second: [(first, second)],
        read={"first": _record, "second": _record},
    ),
    misconceptions=(
        Misconception(
            "everything_compared",
            _differing(lambda name: True),
            "Entries are listed that differ between any two runs, such as the id and the time. They say "
            "nothing about whether a run can be repeated.",
            "Which five names does the docstring leave out?",
        ),
        Misconception(
            "results_compared",
            _differing(lambda name: name not in _NO_MATTER or name in ("loss", "seconds")),
            "A result is listed. Loss and seconds come out of a run; what should stop a repetition is what "
            "goes into it.",
            "Which five names does the docstring leave out?",
        ),
        Misconception(
            "loss_compared",
            _differing(lambda name: name not in _NO_MATTER or name == "loss"),
            "The loss is listed. It comes out of a run; what should stop a repetition is what goes into it.",
            "Which five names does the docstring leave out?",
        ),
        Misconception(
            "missing_skipped",
            _differing(among=_in_both),
            "An entry that only one of the two records has is not listed. What was never written down can't "
            "be repeated.",
            "Which names does your loop or your set go through?",
        ),
        Misconception(
            "only_of_the_first",
            _differing(among=lambda first, second: sorted(first)),
            "An entry that only the second record has is not listed.",
            "Which names does your loop go through?",
        ),
        Misconception(
            "one_is_true",
            _differing(differ=lambda one, other: one != other),
            "To Python 1 == True, so this entry counts as equal. The docstring wants the same type as well.",
            "What could you compare besides the values?",
        ),
        Misconception(
            "identity",
            _differing(differ=lambda one, other: one is not other),
            "`is` asks whether two values are one object in memory. Equal values need not be, and those that "
            "come out of a database or a file hardly ever are.",
            "Which operator asks whether two values are equal?",
        ),
        Misconception(
            "not_sorted",
            _differing(among=_in_order),
            "The names are right and stand in the order of the records. The docstring wants them sorted.",
            "Which function makes a sorted list of names?",
        ),
        Misconception(
            "sorted_backward",
            _differing(tell=lambda names: _told(names[::-1])),
            "The names are right and sorted from the end of the alphabet to its beginning.",
            "Which order does the docstring ask for?",
        ),
        Misconception(
            "whether_any",
            _differing(tell=lambda names: str(bool(names))),
            "This says whether something differs. The docstring asks for the names.",
            "What would help somebody more who can't repeat a run: that something differs, or what?",
        ),
        Misconception(
            "whether_none",
            _differing(tell=lambda names: str(not names)),
            "This says whether the run can be repeated. The docstring asks for the names of what differs.",
            "What would help somebody more who can't repeat a run: that something differs, or what?",
        ),
        Misconception(
            "what_agrees",
            _differing(differ=lambda one, other: type(one) is type(other) and one == other),
            "These entries agree. The docstring asks for those that differ.",
            "What does your condition ask?",
        ),
        Misconception(
            "first_only",
            _differing(tell=lambda names: _told(names[:1])),
            "This is the first of the names. There may be several.",
            "Does the function return inside of its loop?",
        ),
    ),
    hints=(
        "Go through the names of both records, not of one. A set of both has each name once.",
        "get gives None for a name that a record lacks. type(value) is what tells 1 and True apart.",
        "Leave out the five names, keep those whose values or types differ, and sort what is left.",
    ),
)
