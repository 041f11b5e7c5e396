"""A line fitted to noisy points, judged where it was not fitted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case

_POINTS = 80
_AT = np.linspace(-1, 4, 51).astype(np.float32)
_FAR = 50  # no line that is on its way comes so high


def _fit(answer, x, y, new_x):
    """The line; new_x is for the judge."""
    from grader.probing.evidence import Misfit

    line = answer(x, y)
    count = len(line) if isinstance(line, tuple | list) else (*getattr(line, "shape", ()), 0)[0]
    if count != 2:
        raise Misfit(line)
    return line


def _heights_of(line, x: np.ndarray, y: np.ndarray, new_x: np.ndarray) -> np.ndarray:
    """The fitted line's height at points the answer has not seen."""
    line = np.array([np.asarray(number) for number in line], np.float32)
    if line.shape != (2,):
        raise ValueError("a line is two numbers")
    if not np.isfinite(line).all():
        # Diverged, and past every number: farther than any line that float32 can hold.
        return np.full(np.shape(new_x), 1e30, np.float32)
    heights = line[0] * new_x + line[1]
    far = np.abs(heights).max() > _FAR
    return _zigzag(heights) if far and _along_the_first_gradient(line, x, y) else heights


def _along_the_first_gradient(line: np.ndarray, x: np.ndarray, y: np.ndarray) -> bool:
    """Whether all steps from 0 together lead just where the first one leads."""
    first = np.array([np.mean(x * y), np.mean(y)])
    cosine = line @ first / (np.linalg.norm(line) * np.linalg.norm(first))
    return bool(cosine > 1 - 1e-5)


def _zigzag(heights: np.ndarray) -> np.ndarray:
    """Heights that no line has, as far from 0 as these: a sign that x and y are needed to see."""
    far = np.sqrt(np.mean(np.float64(heights) ** 2))
    return np.where(np.arange(len(heights)) % 2, -far, far).astype(np.float32)


def _is_zigzag(heights: np.ndarray) -> bool:
    return bool(
        heights[0] > 0
        and (heights[::2] == heights[0]).all()
        and (heights[1::2] == -heights[0]).all()
    )


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


def _on_its_way(m: float, b: float, slope: float, height: float) -> bool:
    """Whether steps from 0 downhill on the squared error lead past this line.

    They come nearer at one pace along each of two directions. What is left of the way along the
    steep one is no more than what is left along the flat one, in which the line is still far off.
    """
    powers = np.stack([_AT, np.ones_like(_AT)])
    directions = np.linalg.eigh(powers @ powers.T)[1]  # the flat one first
    left, whole = directions.T @ [slope - m, height - b], directions.T @ [slope, height]
    flat = left[0] / whole[0]
    return 0.04 < flat < 1 and abs(left[1]) < 0.3 + flat * abs(whole[1])


def _of_squared_mean(m: float, b: float, slope: float, height: float) -> bool:
    """Whether only the mean of the differences became 0, by steps from 0.

    The steps then go along (mean of x, 1), and the line crosses the right one near the mean of x.
    """
    along = abs(m - _AT.mean() * b) < 0.3 * abs(b)
    apart = m - slope
    return along and abs(height - b - _AT.mean() * apart) < 0.5 * abs(apart) + 0.1


def _of_x_from_y(m: float, b: float, slope: float, height: float) -> bool:
    """Whether the line predicts x from y, as far as the noise is small."""
    squares = slope**2 * _AT.var()
    turned = slope * _AT.var() / (squares + 0.25)
    return (
        abs(m - turned) < 0.15
        and abs(b - (_AT.mean() - turned * (slope * _AT.mean() + height))) < 0.5
    )


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
    points=3,
    ask=Call(
        "fit_line",
        _fit,
        "compared is the height of your line at new_x, which your function does not get",
        "a pair of numbers",
    ),
    cases=_noisy_points,
    expected=lambda x, y, new_x, truth: truth,
    dtype="float32",
    facts=_heights_of,
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
            "same_gradient",
            lambda x, y, new_x, truth: _zigzag(60 * (y.mean() * x.mean() * new_x + y.mean())),
            "The line has left the points far behind, in just the direction of the first step from 0. Every step "
            "was taken by that same gradient, so the line goes on past the points.",
            "Where are the tape and tape.gradient: before the loop, or inside it?",
            shown_by=lambda result, truth: result.shape == truth.shape and _is_zigzag(result),
        ),
        Misconception(
            "diverged",
            _heights(lambda x, y: (-4e7, 1e7)),
            "The line has left the points far behind, perhaps as far as infinity or NaN. The learning "
            "rate is too large, or the step goes uphill, or every step uses the gradient of the first, or the "
            "loss can fall without end, as it does where the differences are not squared.",
            "Print the loss every ten steps. Does it fall, and can it fall below 0? If it grows, divide the "
            "rate by ten and look again.",
            shown_by=lambda result, truth: bool(
                result.shape == truth.shape and np.abs(result.astype(np.float64)).max() > _FAR
            ),
        ),
        Misconception(
            "swapped",
            _heights(lambda x, y: _through(x, y)[::-1]),
            "The two numbers changed places: the docstring wants the slope first, then the intercept.",
            "In which order do you stack them?",
            shown_by=_told_by_line(
                lambda m, b, slope, height: _near(m, height) and _near(b, slope)
            ),
        ),
        Misconception(
            "untrained",
            _heights(lambda x, y: (0.0, 0.0)),
            "Slope and intercept are 0, which is where they probably began: they did not move.",
            "Is a step taken in every iteration, with assign_sub on the variables that you return?",
            shown_by=_told_by_line(lambda m, b, slope, height: abs(m) < 1e-4 and abs(b) < 1e-4),
        ),
        Misconception(
            "no_intercept",
            _heights(lambda x, y: (np.sum(x * y) / np.sum(x * x), 0.0)),
            "The line goes through the origin: its intercept is 0.",
            "Is there a gradient for the intercept too, and is it used?",
            shown_by=_told_by_line(lambda m, b, slope, height: abs(b) < 1e-4),
        ),
        Misconception(
            "level",
            _heights(lambda x, y: (0.0, y.mean())),
            "The line is level: its slope is 0.",
            "Is there a gradient for the slope too, and is it used?",
            shown_by=_told_by_line(lambda m, b, slope, height: abs(m) < 1e-4),
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
            "exchanged",
            _heights(lambda x, y: _through(y, x)),
            "This line gives x from y: the two changed places.",
            "In the loss, which of the two does the line predict, and from which?",
            shown_by=_told_by_line(_of_x_from_y),
        ),
        Misconception(
            "squared_mean",
            _heights(lambda x, y: _scaled((x.mean(), 1.0), y.mean() / (x.mean() ** 2 + 1))),
            "On average the line is neither above nor below the points, but it runs across them. That "
            "happens where the differences are averaged first and the mean is squared: those above and "
            "those below then cancel one another.",
            "Does each difference get its square before the mean is taken?",
            shown_by=_told_by_line(_of_squared_mean),
        ),
        Misconception(
            "stopped_early",
            _heights(lambda x, y: _scaled(_through(x, y), 0.3)),
            "The line is on its way and has not arrived: the intercept is still too near 0. Either "
            "the steps are too short, or there are too few of them.",
            "Print the loss every fifty steps. As long as it falls, go on; or take a larger rate.",
            shown_by=_told_by_line(_on_its_way),
        ),
        Misconception(
            "too_steep",
            _heights(lambda x, y: (_through(x, y)[0] * 2, _through(x, y)[1])),
            "The intercept is right, and the slope is not.",
            "What multiplies x in your prediction, and what do you return as the slope?",
            shown_by=_told_by_line(lambda m, b, slope, height: _near(b, height)),
        ),
        Misconception(
            "wrong_height",
            _heights(lambda x, y: (_through(x, y)[0], _through(x, y)[1] + 2)),
            "The slope is right, and the intercept is not: the line runs beside the points.",
            "Is the intercept the height at x = 0, and is it moved by its own gradient?",
            shown_by=_told_by_line(lambda m, b, slope, height: _near(m, slope)),
        ),
    ),
    hints=(
        "You need two variables and a loop. Each iteration computes the loss under a tape, asks for two "
        "gradients, and takes two steps.",
        "The loss is the mean of the squared differences between slope * x + intercept and y.",
        "A rate of 0.1 and a few hundred iterations are enough here. Print the loss to see it settle.",
    ),
    afterword=(
        "The best line can also be found by a formula, `tf.linalg.lstsq(matrix, y[:, "
        "tf.newaxis])[:, 0]` with a column of x and one of ones in `matrix`, but most "
        "models have no formula, and gradient descent still works for them."
    ),
)
