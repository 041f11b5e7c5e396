"""A line fitted to noisy points, judged where it was not fitted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Quality,
    Task,
)

_POINTS = 80
_AT = np.linspace(-1, 4, 51).astype(np.float32)


def _height_at_new_points(answer, x, y, new_x):
    """The fitted line's height at points the answer has not seen."""
    import numpy as np

    line = np.array([np.asarray(number) for number in answer(x, y)], np.float32)
    if line.shape != (2,):
        raise ValueError(
            f"fit_line should give two numbers, slope and intercept, and gave shape {line.shape}"
        )
    if not np.isfinite(line).all():
        # Diverged, and past every number: farther than any line that float32 can hold.
        return np.full(np.shape(new_x), 1e30, np.float32)
    return line[0] * np.asarray(new_x) + line[1]


def _noisy_points(draw: np.random.Generator) -> Iterator[Case]:
    slope = draw.choice([-1, 1]) * draw.uniform(1, 2)
    intercept = draw.choice([-1, 1]) * draw.uniform(3, 5)
    x = draw.uniform(-1, 4, _POINTS).astype(np.float32)
    y = slope * x + intercept + draw.normal(0, 0.5, _POINTS)
    truth = (slope * _AT + intercept).astype(np.float32)
    yield Case({"x": x, "y": y.astype(np.float32), "new_x": _AT}, truth=truth)


def _squared_distance(result: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return (result.astype(np.float64) - truth) ** 2


def _through(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope and intercept of the line with the least squared error, by the normal equations."""
    slope, intercept = np.polyfit(x.astype(np.float64), y, 1)
    return slope, intercept


def _line_of(heights: np.ndarray) -> tuple[float, float]:
    """Slope and intercept of heights at the points where lines are compared."""
    return _through(_AT, heights)


def _told_by_line(predicate):
    """Tell a wrong idea by slope and intercept, beside the right ones."""

    def shown(result: np.ndarray, truth: np.ndarray) -> bool:
        if result.shape != truth.shape or not np.isfinite(result).all():
            return False
        return bool(predicate(*_line_of(result), *_line_of(truth)))

    return shown


def _near(a: float, b: float) -> bool:
    return abs(a - b) < 0.4


def _heights(line):
    """What somebody who fits `line` (from x and y to slope and intercept) gets at the new points."""

    def answer(x: np.ndarray, y: np.ndarray, new_x: np.ndarray, truth: np.ndarray) -> np.ndarray:
        slope, intercept = line(x.astype(np.float64), y.astype(np.float64))
        return (slope * new_x + intercept).astype(np.float32)

    return answer


def _scaled(line: tuple[float, float], by: float) -> tuple[float, float]:
    return line[0] * by, line[1] * by


TASK = Task(
    name="fit_line",
    title="Fit a line to noisy points",
    points=3,
    ask=Call(
        "fit_line",
        _height_at_new_points,
        "compared is the height of your line at new_x, which your function does not get",
    ),
    cell='''
def fit_line(x, y):
    """The line that fits noisy points best, by gradient descent with a tape.

    Args:
        x: float32 tensor of shape (points,), about 80 points between -1 and 4.
        y: float32 tensor of shape (points,): a straight line at x, plus noise.

    Returns:
        float32 tensor of shape (2,): the slope, then the intercept (the height at x = 0). At
        points between -1 and 4, the mean squared distance from the line that y was made from is
        0.1 at most. The noise in y has a standard deviation of 0.5.

    Example:
        For x [-1, 0, 1, 2, 3, 4] and y = 2 * x - 1, without noise, it gives nearly [2.0, -1.0].
    """
    ### BEGIN SOLUTION
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        changes = tape.gradient(loss, [slope, intercept])
        slope.assign_sub(0.1 * changes[0])
        intercept.assign_sub(0.1 * changes[1])
    return tf.stack([slope, intercept])
    ### END SOLUTION
''',
    cases=_noisy_points,
    expected=lambda x, y, new_x, truth: truth,
    dtype="float32",
    quality=Quality(
        name="mean squared distance from the line y was made from",
        scores=_squared_distance,
        limit=0.1,
        lazy=lambda x, y, new_x, truth: np.full_like(new_x, y.mean()),
        lazy_name="the mean of y everywhere",
        less_is_better=True,
    ),
    misconceptions=(
        Misconception(
            "diverged",
            _heights(lambda x, y: (-4e7, 1e7)),
            "The line has left the points far behind, perhaps as far as infinity or NaN: each step was "
            "longer than the one before. The learning rate is too large, or the step goes uphill.",
            "Print the loss every ten steps. Does it fall? Divide the rate by ten and look again.",
            shown_by=lambda result, truth: bool(
                result.shape == truth.shape and np.abs(result.astype(np.float64)).max() > 1e3
            ),
        ),
        Misconception(
            "swapped",
            _heights(lambda x, y: _through(x, y)[::-1]),
            "The two numbers changed places: the slope comes first, then the intercept.",
            "In which order do you stack them?",
            shown_by=_told_by_line(
                lambda m, b, slope, height: _near(m, height) and _near(b, slope)
            ),
        ),
        Misconception(
            "untrained",
            _heights(lambda x, y: (0.0, 0.0)),
            "Slope and intercept are 0: they did not move from where they probably began.",
            "Is a step taken in every turn, with assign_sub on the variables that you return?",
            shown_by=_told_by_line(lambda m, b, slope, height: abs(m) < 1e-3 and abs(b) < 1e-3),
        ),
        Misconception(
            "no_intercept",
            _heights(lambda x, y: (np.sum(x * y) / np.sum(x * x), 0.0)),
            "The line goes through the origin: its intercept is 0.",
            "Is there a gradient for the intercept too, and is it used?",
            shown_by=_told_by_line(lambda m, b, slope, height: abs(b) < 1e-3),
        ),
        Misconception(
            "level",
            _heights(lambda x, y: (0.0, y.mean())),
            "The line is level: its slope is 0.",
            "Is there a gradient for the slope too, and is it used?",
            shown_by=_told_by_line(lambda m, b, slope, height: abs(m) < 1e-3),
        ),
        Misconception(
            "mirrored",
            _heights(lambda x, y: _scaled(_through(x, y), -1.0)),
            "Slope and intercept have the wrong sign.",
            "Which way does the error go: prediction minus y, in the loss and in the result?",
            shown_by=_told_by_line(
                lambda m, b, slope, height: _near(m, -slope) and _near(b, -height)
            ),
        ),
        Misconception(
            "stopped_early",
            _heights(lambda x, y: _scaled(_through(x, y), 0.8)),
            "The line is on its way and has not arrived: the intercept is still too near 0. Either "
            "the steps are too short, or there are too few of them.",
            "Print the loss every fifty steps. As long as it falls, go on; or take a larger rate.",
            shown_by=_told_by_line(lambda m, b, slope, height: 1e-3 < b / height < 0.96),
        ),
    ),
    hints=(
        "Two variables, a loop, and in each turn: loss under a tape, two gradients, two steps.",
        "The loss is the mean of the squared differences between slope * x + intercept and y.",
        "A rate of 0.1 and a few hundred turns are plenty here. Print the loss to see it settle.",
    ),
    accepted=(
        "import keras\n"
        "def fit_line(x, y):\n"
        "    w = tf.Variable([0.0, 0.0])\n"
        "    optimizer = keras.optimizers.SGD(0.02, momentum=0.9)\n"
        "    for _ in range(300):\n"
        "        with tf.GradientTape() as tape:\n"
        "            loss = keras.losses.mean_squared_error(y, w[0] * x + w[1])\n"
        "        optimizer.apply_gradients([(tape.gradient(loss, w), w)])\n"
        "    return w",
        "import keras\n"
        "def fit_line(x, y):\n"
        "    m, b = tf.Variable(1.0), tf.Variable(-1.0)\n"
        "    adam = keras.optimizers.Adam(0.1)\n"
        "    @tf.function\n"
        "    def step():\n"
        "        with tf.GradientTape() as tape:\n"
        "            loss = tf.reduce_mean(tf.square(m * x + b - y))\n"
        "        adam.apply_gradients(zip(tape.gradient(loss, [m, b]), [m, b]))\n"
        "    for _ in range(500):\n"
        "        step()\n"
        "    return m, b",
        "def fit_line(x, y):\n"
        "    m, b = 0.0, 0.0\n"
        "    x, y = x.numpy(), y.numpy()\n"
        "    for _ in range(2000):\n"
        "        error = m * x + b - y\n"
        "        m, b = m - 0.02 * np.mean(error * x), b - 0.02 * np.mean(error)\n"
        "    return np.array([m, b])",
        "def fit_line(x, y):\n"
        "    matrix = tf.stack([x, tf.ones_like(x)], axis=1)\n"
        "    return tf.linalg.lstsq(matrix, y[:, tf.newaxis])[:, 0]",
        "def fit_line(x, y):\n"
        "    line = tf.constant([0.0, 0.0])\n"
        "    for turn in range(600):\n"
        "        with tf.GradientTape() as tape:\n"
        "            tape.watch(line)\n"
        "            loss = tf.reduce_mean(tf.abs(line[0] * x + line[1] - y))\n"
        "        line = line - 0.1 * 0.993**turn * tape.gradient(loss, line)\n"
        "    return line",
    ),
)
