"""Repair: the losses of a descent, kept in a loop of a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.graph_evidence import LEFT_THE_GRAPH, OUTSIDE, leaves_the_graph
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _of_any_number(answer, w, rate, steps):
    """What comes out of one graph that serves every number of steps, and what the graph holds."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit
    from grader.probing.graph_operations import operations_of

    number, count = tf.TensorSpec([], tf.float32), tf.TensorSpec([], tf.int32)
    graph = tf.function(answer, input_signature=[number, number, count]).get_concrete_function()
    result = graph(tf.constant(w), tf.constant(rate), tf.constant(steps))
    if not tf.is_tensor(result):
        raise Misfit(result)
    if result.dtype == tf.variant:  # how a TensorArray leaves a graph
        raise Misfit(tf.TensorArray(tf.float32, 0))
    return {"result": result, "operations": operations_of(graph)}


def _result_in_the_graph(raw, start, rate, steps):
    return OUTSIDE if leaves_the_graph(raw["operations"]) else raw["result"]


def _descents(draw: np.random.Generator) -> Iterator[Case]:
    def case(start: float, rate: float, steps: int, label: str) -> Case:
        return Case({"w": start, "rate": rate, "steps": steps}, label)

    yield case(5.0, 0.25, 3, "three steps")
    yield case(-1.0, 0.125, 1, "a single step")
    yield case(
        float(draw.integers(-9, 2)),
        float(draw.choice([0.05, 0.1, 0.3, 0.4])),
        int(draw.integers(5, 12)),
        "at random",
    )


def _walked(start: float, rate: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """The values before each step and after the last, and their losses."""
    values = [start]
    for _ in range(steps):
        values.append(values[-1] - rate * 2 * (values[-1] - 3))
    path = np.array(values)
    return path, (path - 3) ** 2


Losses = Callable[[np.ndarray], object]


def _of_losses(pick: Losses) -> Callable[..., object]:
    """Something made of the losses before each step."""

    def answer(start: float, rate: float, steps: int) -> object:
        return np.asarray(pick(_walked(start, rate, steps)[1][:-1]), np.float32)

    return answer


TASK = Task(
    name="step_losses",
    points=2,
    ask=Call(
        "step_losses",
        _of_any_number,
        "called inside a tf.function that is traced once, before the number of steps is known",
        "a tensor",
    ),
    cases=_descents,
    expected=_of_losses(lambda losses: losses),
    facts=_result_in_the_graph,
    given=_of_losses(np.zeros_like),
    dtype="float32",
    tolerance=Tolerance(relative=1e-3, absolute=1e-5),
    example=ExampleForm(
        put=lambda answer, w, rate, steps: answer(w, rate, steps),
        refuses=lambda w, rate, steps: "" if 0 < steps <= 100 else "There is 1 step or more.",
    ),
    misconceptions=(
        LEFT_THE_GRAPH,
        Misconception(
            "last_only",
            _of_losses(lambda losses: losses[-1]),
            "This is the loss of the last step alone: each turn of the loop wrote over the one before.",
            "What can hold a place of its own for each turn?",
        ),
        Misconception(
            "last_in_a_row",
            _of_losses(lambda losses: np.append(np.zeros(len(losses) - 1), losses[-1])),
            "Only the last loss was kept, and the others are 0. In a loop of a graph, write gives back the "
            "array with the new entry, which has to be kept from turn to turn.",
            "What is done with what write gives back?",
        ),
        Misconception(
            "nothing_kept",
            _of_losses(np.zeros_like),
            "All entries are 0: no loss reached the array that was stacked. In a graph, write changes no "
            "array in place, as it does eagerly.",
            "What becomes of what write gives back?",
        ),
        Misconception(
            "after_each_step",
            lambda start, rate, steps: _walked(start, rate, steps)[1][1:].astype(np.float32),
            "These are the losses after each step, so the loss at the start is missing.",
            "In which order do the step and the loss come in the loop?",
        ),
        Misconception(
            "one_too_many",
            lambda start, rate, steps: _walked(start, rate, steps)[1].astype(np.float32),
            "There is one loss more than there are steps.",
            "How many losses does the docstring promise?",
        ),
        Misconception(
            "values",
            lambda start, rate, steps: _walked(start, rate, steps)[0][:-1].astype(np.float32),
            "These are the values of w. The task asks for their losses.",
            "What is written in each turn?",
        ),
        Misconception(
            "reversed",
            _of_losses(lambda losses: losses[::-1]),
            "The losses came back in reverse order.",
            "On which side of the losses so far is the new one put?",
        ),
        Misconception(
            "column",
            _of_losses(lambda losses: losses[:, np.newaxis]),
            "The losses came back as a column: each was written as a row of one number.",
            "What shape does the loss have that is written?",
        ),
        Misconception(
            "never_moved",
            lambda start, rate, steps: np.full(steps, (start - 3) ** 2, np.float32),
            "All losses are that of the start: w is not handed on from turn to turn.",
            "What does one turn of the loop have to hand on to the next?",
        ),
        Misconception(
            "summed",
            _of_losses(np.sum),
            "The losses were added up.",
            "The task asks for one loss for each step.",
        ),
        Misconception(
            "summed_on_the_way",
            _of_losses(np.cumsum),
            "Each entry is the sum of all losses so far.",
            "Does a turn need the losses before its own?",
        ),
        Misconception(
            "half_the_slope",
            lambda start, rate, steps: _walked(start, rate / 2, steps)[1][:-1].astype(np.float32),
            "The steps are half as long as they should be: the slope of a square has a factor of 2.",
            "What is the derivative of (w - 3) ** 2?",
        ),
        Misconception(
            "upward",
            lambda start, rate, steps: _walked(start, -rate, steps)[1][:-1].astype(np.float32),
            "The losses grow: the step goes up the slope.",
            "Compare the sign with the docstring's formula.",
        ),
    ),
    hints=(
        "The array, the loop and the step are sound. Look at the calls: which of them gives something back "
        "that nobody keeps?",
        "Eagerly, write changes the array itself. In a graph it gives back the array with the new entry, and "
        "the next turn goes on with whatever `losses` stands for by then.",
        "In each turn, losses = losses.write(turn, loss), before w takes its step; the size of the array is "
        "the number of steps.",
    ),
    afterword=(
        "Also right: `tf.scan` over the numbers of the steps, which hands w on and stacks what comes out by "
        "itself."
    ),
)
