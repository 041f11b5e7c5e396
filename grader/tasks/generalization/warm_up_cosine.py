"""A learning-rate schedule: a warm-up, then half a cosine down to 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.checking.task import Call, Case, Misconception, Task, Tolerance


def _ask_the_schedule(answer, peak, warm_up, total, steps):
    """The learning rate the schedule gives at each of the steps."""
    import numpy as np

    schedule = answer(peak, warm_up, total)
    if schedule is None:
        return None
    if not callable(schedule):
        found = type(schedule).__name__
        raise TypeError(f"something to call with a step is asked for, and a {found} came back")
    rates = [schedule(step) for step in steps]
    if any(rate is None for rate in rates):
        return None
    return np.array([float(rate) for rate in rates], np.float32)


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
) -> Callable[[float, int, int, list[int]], np.ndarray]:
    def answer(peak: float, warm_up: int, total: int, steps: list[int]) -> np.ndarray:
        step = np.array(steps, np.float64)
        with np.errstate(all="ignore"):
            up, down = rising(step, warm_up), falling(progress(step, warm_up, total))
        return (peak * np.where(step < warm_up, up, down)).astype(np.float32)

    return answer


def _shifted(peak: float, warm_up: int, total: int, steps: list[int]) -> np.ndarray:
    return _rates()(peak, warm_up, total, [step + 1 for step in steps])


TASK = Task(
    name="warm_up_cosine",
    title="A learning rate that warms up and cools down",
    points=2,
    ask=Call(
        "make_schedule",
        _ask_the_schedule,
        "the schedule that comes back is called with each of the steps",
    ),
    cell='''
def make_schedule(peak, warm_up, total):
    """A learning-rate schedule: a straight line up, then half a cosine down to 0.

    Args:
        peak: Python float, the highest learning rate.
        warm_up: Python int, 0 or more: the step at which the peak is reached.
        total: Python int above warm_up: the step at which 0 is reached.

    Returns:
        Something to call with a step (a Python int, 0 or more) that gives the learning rate, a
        float or a scalar tensor: a function, or one of keras.optimizers.schedules. With s the step:
            s < warm_up:           peak * s / warm_up
            warm_up <= s <= total: peak * (1 + cos(pi * (s - warm_up) / (total - warm_up))) / 2
            s > total:             0.0

    Example:
        schedule = make_schedule(1.0, 2, 6)
        schedule(1) gives 0.5, schedule(2) gives 1.0, schedule(4) gives 0.5, schedule(9) gives 0.0.
    """

    ### BEGIN SOLUTION
    def schedule(step):
        if step < warm_up:
            return peak * step / warm_up
        done = min((step - warm_up) / (total - warm_up), 1.0)
        return peak * (1 + np.cos(np.pi * done)) / 2

    return schedule
    ### END SOLUTION
''',
    cases=_schedules,
    expected=_rates(),
    dtype="float32",
    tolerance=Tolerance(relative=1e-4, absolute=2e-6),
    misconceptions=(
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
        Misconception(
            "below_zero",
            _rates(falling=lambda done: np.cos(np.pi * done)),
            "The rate falls below 0, and a negative rate climbs the loss. A cosine runs from 1 to "
            "-1.",
            "What must be done to numbers from 1 to -1 so that they run from 1 to 0?",
        ),
        Misconception(
            "quarter_cosine",
            _rates(falling=lambda done: np.cos(np.pi / 2 * done)),
            "This is a quarter of a cosine: it arrives at 0 with a steep slope. Asked for is half a "
            "cosine, which is flat at both ends.",
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
    hints=(
        "Define a function of `step` inside `make_schedule`, and return that function, uncalled.",
        "It has three cases. What is the share of the way down that is done at a step?",
        "Limit that share to 1 and the third case needs no `if`. keras.optimizers.schedules has a "
        "CosineDecay with a warm-up, too: what does it count as its decay_steps?",
    ),
    accepted=(
        "def make_schedule(peak, warm_up, total):\n"
        "    import keras\n"
        "    return keras.optimizers.schedules.CosineDecay(\n"
        "        0.0, total - warm_up, warmup_target=peak, warmup_steps=warm_up)",
        "def make_schedule(peak, warm_up, total):\n"
        "    import keras\n"
        "    class WarmUpCosine(keras.optimizers.schedules.LearningRateSchedule):\n"
        "        def __call__(self, step):\n"
        "            step = tf.cast(step, tf.float32)\n"
        "            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)\n"
        "            down = 0.5 * (1.0 + tf.cos(3.14159265 * done))\n"
        "            return peak * tf.where(step < warm_up, step / max(warm_up, 1), down)\n"
        "    return WarmUpCosine()",
        "def make_schedule(peak, warm_up, total):\n"
        "    import math\n"
        "    def rate(step):\n"
        "        if step > total:\n"
        "            return 0.0\n"
        "        if step >= warm_up:\n"
        "            angle = math.pi * (step - warm_up) / (total - warm_up)\n"
        "            return peak * math.cos(angle / 2) ** 2\n"
        "        return step * (peak / warm_up)\n"
        "    return rate",
        "def make_schedule(peak, warm_up, total):\n"
        "    @tf.function\n"
        "    def rate(step):\n"
        "        if step < warm_up:\n"
        "            return tf.cast(peak * step / max(warm_up, 1), tf.float32)\n"
        "        done = tf.cast(min(1.0, (step - warm_up) / (total - warm_up)), tf.float32)\n"
        "        return peak * 0.5 * (1.0 + tf.cos(np.pi * done))\n"
        "    return rate",
    ),
)
