"""State that is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.graph_evidence import (
    LEFT_THE_GRAPH,
    OUTSIDE,
    leaves_the_graph,
    side_by_side,
)
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _two_in_turn(answer, start, weight, first_values, second_values):
    """What two of them say, called in turn, each inside a tf.function of its own, and what the
    graphs hold."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit
    from grader.probing.graph_operations import operations_of

    made = answer(start, weight), answer(start, weight)
    for function in made:
        if not callable(function):
            raise Misfit(function)
    first, second = tf.function(made[0]), tf.function(made[1])
    rows = []
    for one, other in zip(first_values, second_values, strict=True):
        rows.append([first(one), second(other)])
    for said in (said for row in rows for said in row):
        if said is None or tuple(getattr(said, "shape", ())) != ():
            raise Misfit(said)
    number = tf.TensorSpec([], tf.float32)
    held = [operations_of(made.get_concrete_function(number)) for made in (first, second)]
    return {"rows": rows, "operations": [*held[0], *held[1]]}


def _said_in_the_graph(raw, start, weight, first_values, second_values):
    if leaves_the_graph(raw["operations"]):
        return OUTSIDE
    said = side_by_side([said for row in raw["rows"] for said in row])
    return said.reshape(-1, 2) if said.shape == (2 * len(first_values),) else said


def _two_series(draw: np.random.Generator) -> Iterator[Case]:
    def case(start: float, weight: float, first: object, second: object, label: str) -> Case:
        return Case(
            {
                "start": start,
                "weight": weight,
                "first_values": np.array(first, np.float32),
                "second_values": np.array(second, np.float32),
            },
            label,
        )

    yield case(8.0, 0.25, [4, 0, 8, 2], [8, 16, 0, 4], "two series of four values")
    yield case(0.0, 0.5, [-3, -1, -2], [8, 9, 4], "a start of 0")
    yield case(2.0, 1.0, [4, 5], [-6, 1], "a weight of 1")
    yield case(-1.5, 0.75, [4], [-6], "one call each")
    start, weight = (round(float(draw.uniform(*ends)), 2) for ends in ((1, 5), (0.1, 0.4)))
    yield case(start, weight, draw.normal(0, 5, 6), draw.normal(6, 4, 6), "values at random")


_Step = Callable[[float, float, float], float]


def _mixed(last: float, value: float, weight: float) -> float:
    return last + weight * (value - last)


def _followed(
    step: _Step = _mixed, start_of: Callable[[float], float] = lambda start: start
) -> Callable[..., np.ndarray]:
    """What both say, where each call takes its own last number one step on."""

    def answer(start: float, weight: float, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        columns = []
        for values in (first, second):
            last, column = start_of(start), []
            for value in values:
                last = step(last, float(value), weight)
                column.append(last)
            columns.append(column)
        return np.array(columns, np.float32).T

    return answer


def _shared(start: float, weight: float, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    if len(first) != 4:
        raise ValueError("memory shared by all starts this case with what the first one left")
    last, said = start, []
    for value in np.stack([first, second], axis=1).ravel():
        last = _mixed(last, float(value), weight)
        said.append(last)
    return np.array(said, np.float32).reshape(-1, 2)


def _forgets(start: float, weight: float, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    values = np.stack([first, second], axis=1)
    return start + weight * (values - start)


def _one_behind(start: float, weight: float, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    said = _followed()(start, weight, first, second)
    return np.vstack([np.full((1, 2), start, np.float32), said[:-1]])


TASK = Task(
    name="smooth",
    points=3,
    ask=Call(
        "make_smoother",
        _two_in_turn,
        "make_smoother(start, weight) is called twice; what it gives is wrapped in tf.function, and "
        "the two are called in turn. Each row: what the first one said, what the second one said",
        wanted="a function that gives a single number at each call",
    ),
    cases=_two_series,
    expected=_followed(),
    facts=_said_in_the_graph,
    dtype="float32",
    example=ExampleForm(
        inputs=("start", "weight", "values"),
        result="results",
        put=lambda answer, start, weight, values: answer(start, weight, values, values)[:, 0],
        of_case=lambda start, weight, first, second: [
            (start, weight, first),
            (start, weight, second),
        ],
        refuses=lambda start, weight, values: (
            "" if 0 < weight <= 1 else "In this task a weight is above 0, and at most 1."
        ),
    ),
    misconceptions=(
        LEFT_THE_GRAPH,
        Misconception(
            "forgets",
            _forgets,
            "Every call mixes its value with the start, as if no call had come before. A Python "
            "variable changes while the function is traced and never again, so the graph goes on "
            "with the number it held then. A tf.Variable that nothing is assigned to does the same.",
            "Which kind of TensorFlow object keeps a number from one run of a graph to the next, "
            "and which of its methods changes that number?",
        ),
        Misconception(
            "shared",
            _shared,
            "It remembers, but both functions share one memory, because the memory is made outside "
            "make_smoother, once for all of them.",
            "Where must the state be made so that each call of make_smoother has its own?",
        ),
        Misconception(
            "one_behind",
            _one_behind,
            "Each answer is the smoothed number from before this call: the state was read first and "
            "updated afterward.",
            "In which order should the update and the reading come?",
        ),
        Misconception(
            "weights_swapped",
            _followed(lambda last, value, weight: _mixed(last, value, 1 - weight)),
            "The two shares changed places: here the old number moves by 1 - weight of the way.",
            "With a weight of 1, what should a call give?",
        ),
        Misconception(
            "from_zero",
            _followed(start_of=lambda start: 0.0),
            "It remembers, and it starts at 0, so the first answers are pulled toward 0.",
            "Which argument says what the state holds before the first call?",
        ),
        Misconception(
            "added_up",
            _followed(lambda last, value, weight: last + weight * value),
            "A share of each value is added, and nothing of the old number is taken away, so the "
            "sum grows and grows. The docstring goes a part of the way from the old number to the "
            "new value.",
            "How far is it from the old number to the new value?",
        ),
        Misconception(
            "never_moves",
            _followed(lambda last, value, weight: last),
            "Every call gives the start: the state is returned as it was made, and no call of the "
            "graph changes it.",
            "Which method gives a variable a new value when the graph runs?",
        ),
        Misconception(
            "unchanged",
            _followed(lambda last, value, weight: value),
            "Each value comes back as it went in. It may have been stored as it is, or it is "
            "returned in place of the state.",
            "Work out the first call of the docstring's example by hand. What is stored, and what "
            "is returned?",
        ),
        Misconception(
            "distance_only",
            _followed(lambda last, value, weight: weight * (value - last)),
            "The state was replaced by the step itself. The docstring takes the step from the old "
            "number.",
            "What does assign do with the old number, and what does assign_add do with it?",
        ),
        Misconception(
            "old_number_lost",
            _followed(lambda last, value, weight: weight * value),
            "Only a share of the new value is left, and nothing of the old number. If this is meant as "
            "an assign_add of the step, look at the brackets: the weight belongs to the whole distance.",
            "Work out the first call of the docstring's example by hand, one operation at a time.",
        ),
        Misconception(
            "distance_from_the_start",
            lambda start, weight, first, second: _followed(
                lambda last, value, weight: last + weight * (value - start)
            )(start, weight, first, second),
            "The distance was measured from `start`, a number that never changes, and not from what the "
            "state holds now.",
            "Which number does the docstring subtract from the value?",
        ),
        Misconception(
            "half_way",
            _followed(lambda last, value, weight: (last + value) / 2),
            "Each call goes half of the way, whatever the weight is.",
            "Where does weight stand in the docstring's formula?",
        ),
        Misconception(
            "mean_so_far",
            lambda start, weight, first, second: np.stack(
                [np.cumsum(values) / np.arange(1, len(values) + 1) for values in (first, second)],
                axis=1,
            ),
            "This is the mean of all values so far, in which all of them count the same.",
            "The docstring moves by a fixed share of the distance. Where do start and weight come in?",
        ),
        Misconception(
            "downhill",
            _followed(lambda last, value, weight: last - weight * (value - last)),
            "It moves away from the new value: the sign of the step is turned around.",
            "If the new value is larger than the old number, should the state grow or shrink?",
        ),
    ),
    hints=(
        "A Python variable changes only while the function is traced. A tf.Variable changes "
        "whenever the graph runs.",
        "Make the tf.Variable in make_smoother, outside of the inner function, so that it is made "
        "once for each call of make_smoother.",
        "The inner function moves the variable by a share of the distance, then gives back what "
        "the variable holds.",
    ),
    afterword=(
        "Also right: a subclass of `tf.Module` that makes the variable in `__init__` and "
        "takes the step in `__call__`."
    ),
)
