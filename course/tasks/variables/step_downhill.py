"""One step of gradient descent, with a slope that is measured by a nudge."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _walk(answer, start, a, b, nudge, rate, steps):
    """What each call returned, and what the weight holds after it."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    weight = tf.Variable(start)

    def loss():
        return (a * weight - b) ** 2

    returned, held = [], []
    for _ in range(steps):
        result = answer(loss, weight, nudge, rate)
        is_number = isinstance(result, float | np.floating | np.ndarray | tf.Tensor | tf.Variable)
        if not is_number or tuple(np.shape(result)) != ():
            raise Misfit(result)
        returned.append(result.numpy() if tf.is_tensor(result) else result)
        held.append(weight.numpy())
    return {"returned": returned, "held": held}


def _side_by_side(seen, *inputs: object) -> np.ndarray:
    """Each loss that was returned beside the weight after that call: shape (steps, 2).

    The dtype is that of the losses, but that a Python float is as good as a float32.
    """
    returned = np.array(seen["returned"])
    dtype = returned.dtype
    if all(type(one) is float for one in seen["returned"]):
        dtype = np.dtype(np.float32)
    return np.stack([returned, np.array(seen["held"])], axis=1).astype(dtype)


def _slopes(draw: np.random.Generator) -> Iterator[Case]:
    def case(
        start: float, a: float, b: float, nudge: float, rate: float, steps: int, label: str
    ) -> Case:
        numbers = {"start": start, "a": a, "b": b}
        inputs = {name: np.float32(one) for name, one in numbers.items()}
        return Case({**inputs, "nudge": nudge, "rate": rate, "steps": steps}, label)

    yield case(0.0, 1.0, 3.0, 0.5, 0.25, 3, "three steps from 0")
    yield case(4.0, 2.0, -2.0, 0.25, 0.0625, 2, "a weight that has to shrink")
    yield case(1.0, 1.0, 1.0, 0.5, 0.5, 1, "a weight that is right already")
    yield case(
        float(draw.choice([-3.0, -2.5, 3.5])),
        float(draw.choice([1.0, 1.5])),
        float(draw.integers(2, 6)),
        float(draw.choice([0.125, 0.25])),
        float(draw.choice([0.0625, 0.125])),
        int(draw.integers(3, 5)),
        "several steps",
    )


Update = Callable[[Callable[[float], float], float, float, float], tuple[float, float]]


def _walked(update: Update) -> Callable[..., np.ndarray]:
    """What is seen of an answer: ``update`` gives what is returned and the new weight.

    It gets the loss as a function of the weight, then weight, nudge and rate.
    """

    def seen(start: float, a: float, b: float, nudge: float, rate: float, steps: int) -> np.ndarray:
        weight, rows = float(start), []
        for _ in range(steps):
            given, weight = update(lambda w: (float(a) * w - float(b)) ** 2, weight, nudge, rate)
            rows.append([given, weight])
        return np.array(rows, np.float32)

    return seen


def _ahead(loss: Callable[[float], float], weight: float, nudge: float) -> float:
    return (loss(weight + nudge) - loss(weight)) / nudge


def _behind(loss: Callable[[float], float], weight: float, nudge: float) -> float:
    return (loss(weight) - loss(weight - nudge)) / nudge


def _both(loss: Callable[[float], float], weight: float, nudge: float) -> float:
    return (loss(weight + nudge) - loss(weight - nudge)) / (2 * nudge)


TASK = Task(
    name="step_downhill",
    points=3,
    ask=Call(
        "step_downhill",
        _walk,
        "the loss is (a * weight - b)², and the weight starts at `start`; called `steps` times; a row "
        "of the result holds what a call returned, and the weight after it",
        wanted="the loss before the step, one float32 number",
        entry=lambda index, start, a, b, nudge, rate, steps: (
            "what call {} returned",
            "the weight after call {}",
        )[index[1]].format(index[0] + 1),
    ),
    facts=_side_by_side,
    cases=_slopes,
    expected=_walked(lambda f, w, h, r: (f(w), w - r * _ahead(f, w, h))),
    dtype="float32",
    # Two float32 losses are subtracted, and the difference is divided by the nudge.
    tolerance=Tolerance(relative=1e-3, absolute=1e-3),
    example=ExampleForm(
        why_not="This task takes no example: its loss is a function that reads a variable, and such a function can't be tried here."
    ),
    misconceptions=(
        Misconception(
            "uphill",
            _walked(lambda f, w, h, r: (f(w), w + r * _ahead(f, w, h))),
            "The weight went the other way, where the loss is higher. Either the step was added, or "
            "the two losses are subtracted the wrong way round.",
            "A slope above 0 says that the loss grows with the weight. Where should the weight go?",
        ),
        Misconception(
            "not_put_back",
            _walked(lambda f, w, h, r: (f(w), w + h - r * _ahead(f, w, h))),
            "The weight is too large by the nudge: it was nudged to measure, and the step was made "
            "from there.",
            "What has to happen to the weight between the measurement and the step?",
        ),
        Misconception(
            "nudged_twice",
            _walked(lambda f, w, h, r: (f(w), w + 2 * h - r * _ahead(f, w, h))),
            "The weight is too large by two nudges: the nudge was added again where it should have been "
            "taken away.",
            "Which method takes away what `assign_add` has added?",
        ),
        Misconception(
            "never_put_back_nor_stepped",
            _walked(lambda f, w, h, r: (f(w), w + h)),
            "The weight was nudged, and nothing else happened to it.",
            "Put the weight back first. Then the step is subtracted.",
        ),
        Misconception(
            "rate_forgotten",
            _walked(lambda f, w, h, r: (f(w), w - _ahead(f, w, h))),
            "The whole slope was subtracted from the weight.",
            "Where does `rate` come in?",
        ),
        Misconception(
            "not_divided",
            _walked(lambda f, w, h, r: (f(w), w - r * h * _ahead(f, w, h))),
            "The change of the loss was taken for the slope. A slope is a change for each unit of the "
            "weight, so a small nudge has to give the same slope as a large one.",
            "By what is the change of the loss divided?",
        ),
        Misconception(
            "multiplied",
            _walked(lambda f, w, h, r: (f(w), w - r * h * h * _ahead(f, w, h))),
            "The change of the loss was multiplied by the nudge.",
            "If half the nudge gives half the change, what has to be done to get one slope of both?",
        ),
        Misconception(
            "replaced",
            _walked(lambda f, w, h, r: (f(w), -r * _ahead(f, w, h))),
            "The weight holds the step alone: `assign` put it in place of the old weight.",
            "Which method subtracts from what a variable holds?",
        ),
        Misconception(
            "nowhere",
            _walked(lambda f, w, h, r: (f(w), w)),
            "The weight is as it was. Either the name `weight` was given to a new tensor, or the variable "
            "did not hold the nudge when the second loss was measured, so that the slope is 0.",
            "Which methods change a variable, and what does `loss()` read?",
        ),
        Misconception(
            "loss_after",
            _walked(lambda f, w, h, r: (f(w - r * _ahead(f, w, h)), w - r * _ahead(f, w, h))),
            "The weight is right, and what was returned is the loss after the step.",
            "The docstring asks for the loss before the step. When is it measured?",
        ),
        Misconception(
            "loss_of_the_nudge",
            _walked(lambda f, w, h, r: (f(w + h), w - r * _ahead(f, w, h))),
            "The weight is right, and what was returned is the loss of the nudged weight.",
            "Which of your two losses belongs to the weight as it came?",
        ),
        Misconception(
            "slope_returned",
            _walked(lambda f, w, h, r: (_ahead(f, w, h), w - r * _ahead(f, w, h))),
            "The weight is right, and what was returned is the slope.",
            "The docstring says what to return.",
        ),
        Misconception(
            "weight_returned",
            _walked(lambda f, w, h, r: (w - r * _ahead(f, w, h), w - r * _ahead(f, w, h))),
            "The weight is right, and it was returned as well.",
            "The docstring says what to return.",
        ),
        Misconception(
            "both_sides",
            _walked(lambda f, w, h, r: (f(w), w - r * _both(f, w, h))),
            "The slope is the exact one, as a nudge to both sides or a tape gives it. It is a better "
            "slope, and another number than the docstring's, which nudges upward alone.",
            "Measure the loss at the weight and at the weight plus the nudge.",
        ),
        Misconception(
            "nudged_down",
            _walked(lambda f, w, h, r: (f(w), w - r * _behind(f, w, h))),
            "The slope was measured below the weight: the nudge was subtracted. The docstring adds it.",
            "At which two weights should the loss be measured?",
        ),
        Misconception(
            "nudge_and_rate_exchanged",
            _walked(lambda f, w, h, r: (f(w), w - h * _ahead(f, w, r))),
            "The weight was nudged by the rate, and the step is the nudge times the slope: the two have "
            "changed places.",
            "Which of them measures the slope, and which says how far to go along it?",
        ),
        Misconception(
            "sign_only",
            _walked(lambda f, w, h, r: (f(w), w - r * np.sign(_ahead(f, w, h)))),
            "The step is as long as the rate, however steep the slope is: only the sign of the slope "
            "was used.",
            "What does the docstring multiply the rate by?",
        ),
        Misconception(
            "half_a_slope",
            _walked(lambda f, w, h, r: (f(w), w - r * _ahead(f, w, h) / 2)),
            "The step is half as long as it should be. With a nudge to one side, the two weights lie "
            "one nudge apart and not two.",
            "How far apart are the two weights whose losses you compare?",
        ),
        Misconception(
            "loss_for_slope",
            _walked(lambda f, w, h, r: (f(w), w - r * f(w))),
            "The loss itself was taken for the slope. It says how wrong the weight is, and not which "
            "way is better.",
            "How much does the loss change when the weight is nudged?",
        ),
        Misconception(
            "no_return",
            lambda start, a, b, nudge, rate, steps: None,
            "The function returns nothing. The task asks for the loss from before the step.",
            "What should the last line hand back?",
        ),
    ),
    hints=(
        "Keep `loss()` from before. Then change the weight by the nudge and ask for the loss again: "
        "it reads the variable.",
        "The slope is the difference of the two losses, divided by the nudge. Before the step, the "
        "weight has to be what it was.",
        "`weight.assign_add` and `weight.assign_sub` do all three: nudge, put back, step.",
    ),
    afterword=(
        "Also right: `old = tf.identity(weight)` before the nudge and `weight.assign(old)` "
        "after it, which puts back exactly what was there, where adding and subtracting can "
        "round."
    ),
)
