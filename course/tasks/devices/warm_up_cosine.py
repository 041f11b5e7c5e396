"""A learning-rate schedule: a warm-up, then half a cosine down to 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case

_FUNCTION = stand_in("function of the step, which an optimizer calls without one")


def _rates_of_an_optimizer(answer, peak, warm_up, total, steps):
    """The learning rate that Adam has at each of the steps, worked out in a graph, as fit does."""
    import keras
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    schedule = answer(peak, warm_up, total)
    if not isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        if callable(schedule) and not isinstance(schedule, type):
            return "function"
        raise Misfit(schedule)
    optimizer = keras.optimizers.Adam(schedule)
    graph = tf.function(lambda: optimizer.learning_rate, autograph=False)
    rates = []
    for step in steps:
        optimizer.iterations.assign(step)
        rates.append(graph())
    for rate in rates:
        if getattr(rate, "shape", None) != ():
            raise Misfit(rate)
    return rates


def _as_numbers(rates, peak, warm_up, total, steps) -> object:
    return _FUNCTION if isinstance(rates, str) else np.array(rates, np.float32)


def _schedules(draw: np.random.Generator) -> Iterator[Case]:
    def case(peak: float, warm_up: int, total: int, steps: list[int], label: str) -> Case:
        asked = {"peak": peak, "warm_up": warm_up, "total": total, "steps": steps}
        return Case(asked, label)

    yield case(1.0, 4, 12, [0, 1, 2, 3, 4, 6, 8, 10, 12], "every part of the schedule")
    yield case(0.5, 0, 8, [0, 1, 2, 4, 6, 8], "no warm-up")
    yield case(2.0, 5, 10, [9, 10, 11, 15, 40], "steps after the last one")
    warm_up = int(draw.integers(3, 30))
    total = warm_up + int(draw.integers(10, 90))
    steps = sorted(int(step) for step in draw.choice(total, 7, replace=False))
    peak = float(np.round(draw.uniform(0.1, 2), 3))
    yield case(peak, warm_up, total, [0, *steps, total], "numbers at random")


def _rates(
    rising: Callable[[np.ndarray, int], np.ndarray] = lambda step, warm_up: step / warm_up,
    falling: Callable[[np.ndarray], np.ndarray] = lambda done: (1 + np.cos(np.pi * done)) / 2,
    progress: Callable[..., np.ndarray] = lambda step, warm_up, total: (
        np.minimum(step - warm_up, total - warm_up) / (total - warm_up)
    ),
    zero_after_total: bool = False,
) -> Callable[[float, int, int, list[int]], np.ndarray]:
    def answer(peak: float, warm_up: int, total: int, steps: list[int]) -> np.ndarray:
        step = np.array(steps, np.float64)
        with np.errstate(all="ignore"):
            up, down = rising(step, warm_up), falling(progress(step, warm_up, total))
        rates = np.where(step < warm_up, up, down)
        return (peak * np.where(zero_after_total & (step > total), 0, rates)).astype(np.float32)

    return answer


def _down(
    key: str, falling: Callable[[np.ndarray], np.ndarray], why: str, try_next: str
) -> tuple[Misconception, Misconception]:
    """A wrong way down: of those whose share stays at 1 after the last step, and of those who give
    0.0 there."""
    return (
        Misconception(key, _rates(falling=falling), why, try_next),
        Misconception(
            f"{key}_then_zero",
            _rates(falling=falling, zero_after_total=True),
            f"{why} (After step `total` the rate is right.)",
            try_next,
        ),
    )


def _peak_on_the_one(peak: float, warm_up: int, total: int, steps: list[int]) -> np.ndarray:
    """peak * 1 + cos / 2: the cosine is not multiplied by the peak."""
    step = np.array(steps, np.float64)
    down = peak + np.cos(np.pi * (step - warm_up) / (total - warm_up)) / 2
    right = _rates()(peak, warm_up, total, steps)
    return np.where((step >= warm_up) & (step <= total), down, right).astype(np.float32)


def _shifted(peak: float, warm_up: int, total: int, steps: list[int]) -> np.ndarray:
    return _rates()(peak, warm_up, total, [step + 1 for step in steps])


TASK = Task(
    name="warm_up_cosine",
    points=2,
    ask=Call(
        "make_schedule",
        _rates_of_an_optimizer,
        "the schedule that comes back is given to keras.optimizers.Adam, which is asked for its "
        "learning rate at each of the steps, in a graph",
        "a keras.optimizers.schedules.LearningRateSchedule that gives one number a step",
    ),
    cases=_schedules,
    expected=_rates(),
    facts=_as_numbers,
    dtype="float32",
    tolerance=Tolerance(relative=1e-4, absolute=2e-6),
    example=ExampleForm(
        inputs=("peak", "warm_up", "total", "step"),
        result="rate",
        put=lambda answer, peak, warm_up, total, step: answer(peak, warm_up, total, [step])[0],
        of_case=lambda peak, warm_up, total, steps: [
            (peak, warm_up, total, step) for step in steps
        ],
        refuses=lambda peak, warm_up, total, step: (
            ""
            if 0 <= warm_up < total and step >= 0
            else "In this task `warm_up` and the step are 0 or more, and `total` is above `warm_up`."
        ),
    ),
    misconceptions=(
        Misconception(
            "plain_function",
            lambda *_: _FUNCTION,
            "This is a function of the step. Keras takes a function for a rate that needs no step, and "
            "calls it without one, so Adam raises a TypeError at its first step.",
            "What did the class in the lesson have that a plain function has not?",
        ),
        Misconception(
            "no_warm_up",
            _rates(
                rising=lambda step, warm_up: (1 + np.cos(0 * step)) / 2,
            ),
            "The rate stands at its peak from the first step on. The warm-up begins at 0.",
            "What should schedule(0) give when warm_up is 4?",
        ),
        Misconception(
            "cosine_from_step_0",
            _rates(progress=lambda step, warm_up, total: np.minimum(step, total) / total),
            "The cosine was counted from step 0, so at the end of the warm-up it has already come "
            "down a part of its way, and the rate jumps.",
            "How many steps has the cosine done at step warm_up, and how many does it have in all?",
        ),
        Misconception(
            "cosine_too_long",
            _rates(progress=lambda step, warm_up, total: np.minimum(step - warm_up, total) / total),
            "The cosine begins in the right place and is stretched over `total` steps, though the "
            "warm-up has used some of them: at step `total` the rate is still above 0.",
            "How many steps are there between the peak and the end?",
        ),
        Misconception(
            "only_the_cosine",
            lambda peak, warm_up, total, steps: _rates()(peak, 0, total, steps),
            "This is a cosine from the first step to the last, without a warm-up.",
            "What should schedule(0) give when warm_up is 4? And from which step on does the "
            "cosine run?",
        ),
        Misconception(
            "climbs_again",
            _rates(progress=lambda step, warm_up, total: (step - warm_up) / (total - warm_up)),
            "After the last step the rate rises again: a cosine that has come down goes back up.",
            "What does the docstring say of steps after `total`?",
        ),
        *_down(
            "below_zero",
            lambda done: np.cos(np.pi * done),
            "The rate falls below 0, and a negative rate climbs the loss. A cosine runs from 1 to "
            "-1.",
            "What must be done to numbers from 1 to -1 so that they run from 1 to 0?",
        ),
        Misconception(
            "quarter_cosine",
            _rates(falling=lambda done: np.cos(np.pi / 2 * done)),
            "This is a quarter of a cosine: it arrives at 0 with a steep slope. The task asks for "
            "half a cosine, which is flat at both ends.",
            "Compare your formula with the one in the docstring at the step halfway down.",
        ),
        Misconception(
            "straight_down",
            _rates(falling=lambda done: 1 - done),
            "The rate comes down in a straight line.",
            "The second line of the formula has a cosine in it.",
        ),
        Misconception(
            "stays_up",
            _rates(falling=lambda done: 1 + 0 * done),
            "After the warm-up the rate stays where it is.",
            "The second line of the formula brings it down to 0.",
        ),
        Misconception(
            "not_halved",
            _rates(falling=lambda done: 1 + np.cos(np.pi * done)),
            "The rate begins its way down at twice the peak: 1 + cos runs from 2 to 0.",
            "Which number does the formula in the docstring divide by, and what does it stand below?",
        ),
        Misconception(
            "cosine_before_the_peak",
            lambda peak, warm_up, total, steps: (
                peak
                * (1 + np.cos(np.pi * (np.minimum(steps, total) - warm_up) / (total - warm_up)))
                / 2
            ),
            "Up to the peak the rate follows the cosine as well. The warm-up is a straight line.",
            "Which line of the formula is for steps below warm_up?",
        ),
        *_down(
            "quarter_turn",
            lambda done: (1 + np.cos(np.pi / 2 * done)) / 2,
            "The rate ends at half of the peak: the cosine made a quarter of a turn. Half a turn takes "
            "it from 1 to -1.",
            "Which number stands before the share in the docstring's formula?",
        ),
        *_down(
            "whole_turn",
            lambda done: (1 + np.cos(2 * np.pi * done)) / 2,
            "The rate reaches 0 halfway down, and climbs back to the peak: the cosine made a whole "
            "turn.",
            "Which number stands before the share in the docstring's formula?",
        ),
        *_down(
            "sine",
            lambda done: (1 + np.sin(np.pi * done)) / 2,
            "This is a sine: it begins at 0, where a cosine begins at 1.",
            "Which function does the docstring's formula name?",
        ),
        *_down(
            "parentheses",
            lambda done: 1 + np.cos(np.pi * done) / 2,
            "The rate runs from 1.5 times the peak down to half of it: the cosine alone was halved, "
            "without the 1 beside it.",
            "Division goes before addition; parentheses change that.",
        ),
        Misconception(
            "peak_on_the_one",
            _peak_on_the_one,
            "On the way down the peak multiplies the 1 alone, and the cosine is halved without it.",
            "Does peak multiply all that stands in the parentheses?",
        ),
        Misconception(
            "peak_at_the_end",
            lambda peak, warm_up, total, steps: np.where(
                np.array(steps) > total, peak, _rates()(peak, warm_up, total, steps)
            ),
            "After the last step the rate is the peak again.",
            "What does the docstring say of steps after `total`?",
        ),
        Misconception(
            "begins_at_one",
            _rates(rising=lambda step, warm_up: (step + 1) / warm_up),
            "The warm-up is a step ahead: it reaches the peak at warm_up - 1, and does not begin "
            "at 0.",
            "Work out schedule(0) from the first line of the formula.",
        ),
        Misconception(
            "one_step_ahead",
            _shifted,
            "The whole schedule is a step ahead: what it gives at s belongs to s + 1.",
            "Steps are counted from 0.",
        ),
        Misconception(
            "whole_number_division",
            _rates(rising=lambda step, warm_up: step // warm_up),
            "During the warm-up the rate is 0: `//` divides whole numbers and drops the rest.",
            "Which sign divides without dropping anything?",
        ),
        Misconception(
            "degrees",
            _rates(falling=lambda done: (1 + np.cos(180 * done)) / 2),
            "The angle was given in degrees. The cosines of Python, NumPy and TensorFlow take "
            "radians, in which half a turn is pi.",
            "Replace the 180.",
        ),
        Misconception(
            "without_peak",
            lambda peak, warm_up, total, steps: _rates()(1.0, warm_up, total, steps),
            "The form is right, and runs from 0 to 1 in every case: the peak is left out.",
            "What should schedule(warm_up) give?",
        ),
        Misconception(
            "upside_down",
            _rates(falling=lambda done: (1 - np.cos(np.pi * done)) / 2),
            "After the warm-up the rate drops to 0 at once and climbs from there: the cosine was "
            "subtracted.",
            "What is cos(0), and what should the rate be at step warm_up?",
        ),
    ),
    # A warm-up of one step has the step 0 alone, and 0 is 0 whatever it is divided by.
    alike=("`1` -> `2` in `return peak * tf.where(step < warm_up, step / max(warm_up, 1)",),
    hints=(
        "Make a class from keras.optimizers.schedules.LearningRateSchedule with a method __call__, and "
        "return an object of it.",
        "The step is a tensor: cast it to float32, and choose with tf.where, which takes both sides.",
        "What is the share of the way down that is done at a step? Limit it to 1 with tf.minimum, and "
        "the third case takes care of itself. Where warm_up is 0, tf.where still works out s / warm_up.",
    ),
    afterword=(
        "Also right: `keras.optimizers.schedules.CosineDecay(0.0, total - warm_up, "
        "warmup_target=peak, warmup_steps=warm_up)`, Keras's own schedule of this shape, "
        "which starts to decay where the warm-up ends."
    ),
)
