"""All distances between two sets of points."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _point_sets(draw: np.random.Generator) -> Iterator[Case]:
    a = np.array([[0, 0], [3, 0]], np.float32)
    b = np.array([[0, 4], [3, 4], [0, 0]], np.float32)
    yield Case({"a": a, "b": b}, "corners of a rectangle")
    a = np.array([[0, 0], [1, 0], [0, 2]], np.float32)
    b = np.array([[3, 4], [1, 1], [0, 0]], np.float32)
    yield Case({"a": a, "b": b}, "as many points in a as in b")
    # So many that |a|^2 + |b|^2 - 2ab comes out below 0 for some, where its root would be NaN.
    same = draw.normal(size=(12, 3)).astype(np.float32)
    yield Case({"a": same, "b": same.copy()}, "a set of points and itself")
    single = draw.normal(size=(1, 4)).astype(np.float32)
    yield Case({"a": single, "b": draw.normal(size=(5, 4)).astype(np.float32)}, "a single point")
    line = draw.normal(size=(4, 1)).astype(np.float32)
    yield Case({"a": line, "b": line[:2] + 1}, "points on a line: one coordinate")
    size = int(draw.integers(2, 6))
    many = draw.normal(size=(size, 3)).astype(np.float32)
    yield Case({"a": many, "b": draw.normal(size=(7, 3)).astype(np.float32)}, "points in space")


def _from_products(a: np.ndarray, b: np.ndarray, times: int) -> np.ndarray:
    """The formula |a|^2 + |b|^2 - 2ab, with another factor before the products."""
    wide = a.astype(np.float64)
    squares = (wide**2).sum(axis=1)[:, np.newaxis] + (b.astype(np.float64) ** 2).sum(axis=1)
    return np.sqrt(np.maximum(squares - times * wide @ b.T, 0))


def _differences(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[:, np.newaxis, :].astype(np.float64) - b[np.newaxis, :, :]


TASK = Task(
    name="distances",
    points=3,
    ask=Call("distances"),
    cases=_point_sets,
    expected=lambda a, b: np.sqrt((_differences(a, b) ** 2).sum(axis=-1)),
    dtype="float32",
    # |a|^2 + |b|^2 - 2ab is a sound formula whose cancellation costs about 1e-3 near zero.
    tolerance=Tolerance(relative=1e-3, absolute=2e-3),
    misconceptions=(
        Misconception(
            "squared",
            lambda a, b: (_differences(a, b) ** 2).sum(axis=-1),
            "These are the squared distances.",
            "Pythagoras has one more step after the sum of the squares.",
        ),
        Misconception(
            "manhattan",
            lambda a, b: np.abs(_differences(a, b)).sum(axis=-1),
            "These are sums of absolute differences, which is the way along the streets and not the straight one.",
            "A straight line needs the squares of the differences, and a root.",
        ),
        Misconception(
            "transposed",
            lambda a, b: np.sqrt((_differences(b, a) ** 2).sum(axis=-1)),
            "The distances are right, but the shape is (m, n): rows and columns changed places.",
            "Row i should belong to point i of a. Where does each new axis go?",
        ),
        Misconception(
            "row_by_row",
            lambda a, b: np.sqrt(((a - b) ** 2).sum(axis=-1)),
            "Here a[i] met only b[i]: the shapes were broadcast row by row.",
            "Every point of a has to meet every point of b, so the two need axes of their own.",
        ),
        Misconception(
            "summed_over_points",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).sum(axis=0)),
            "The sum went along the points of a. It should go along the coordinates.",
            "Which axis of the three holds the coordinates?",
        ),
        Misconception(
            "mean_of_squares",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).mean(axis=-1)),
            "The squares were averaged, not added, so the distances come out too small.",
            "Try it on the points (0, 0) and (3, 4): the distance is 5.",
        ),
        Misconception(
            "root_of_each",
            lambda a, b: np.sqrt(_differences(a, b) ** 2),
            "There is still one number for each coordinate: the sum over the coordinates is missing.",
            "Which reduction comes between the squares and the root?",
        ),
        Misconception(
            "half_the_squares",
            lambda a, b: (_differences(a, b) ** 2).sum(axis=-1) / 2,
            "These are squared distances divided by 2: Python reads `x ** 1 / 2` as `(x ** 1) / 2`.",
            "Where do parentheses belong?",
        ),
        Misconception(
            "largest_difference",
            lambda a, b: np.abs(_differences(a, b)).max(axis=-1),
            "This is the largest difference of any coordinate. A straight line takes all coordinates into account.",
            "Try it on the points (0, 0) and (3, 4): the distance is 5.",
        ),
        Misconception(
            "summed_before_squared",
            lambda a, b: np.abs(_differences(a, b).sum(axis=-1)),
            "The differences were added before they were squared, so they may cancel one another.",
            "In which order do the square and the sum come?",
        ),
        Misconception(
            "differences",
            _differences,
            "These are the differences, coordinate by coordinate: the shape is (n, m, dimensions).",
            "What does Pythagoras do with them?",
        ),
        Misconception(
            "squared_differences",
            lambda a, b: _differences(a, b) ** 2,
            "These are the squares of the differences: the shape is (n, m, dimensions).",
            "Two steps are missing. Which one removes the last axis?",
        ),
        Misconception(
            "summed_over_b",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).sum(axis=1)),
            "The sum went along the points of b. It should go along the coordinates.",
            "Which axis of the three holds the coordinates?",
        ),
        Misconception(
            "everything",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).sum()),
            "All pairs were added up to one number: without an axis, a reduction takes them all.",
            "Tell the reduction, or the norm, which axis to go along.",
        ),
        Misconception(
            "never_squared",
            lambda a, b: np.sqrt(_differences(a, b).sum(axis=-1)),
            "The differences were added as they are, without being squared. Where their sum is negative, "
            "its root is NaN.",
            "What does Pythagoras do with each difference before the sum?",
        ),
        Misconception(
            "products",
            lambda a, b: a @ b.T,
            "These are dot products of the points, not distances.",
            "A distance begins with a difference.",
        ),
        Misconception(
            "a_with_itself",
            lambda a, b: np.sqrt((_differences(a, a) ** 2).sum(axis=-1)),
            "These are the distances from the points of a to one another; b does not come in.",
            "Look at the line that makes the difference: which two sets does it use?",
        ),
        Misconception(
            "paired",
            lambda a, b: np.sqrt(((a[: len(b)] - b[: len(a)]) ** 2).sum(axis=-1)),
            "Point i of a met only point i of b: zip walks through both at the same pace.",
            "Every point of a has to meet every point of b.",
        ),
        Misconception(
            "sums",
            lambda a, b: np.sqrt(((a[:, np.newaxis] + b[np.newaxis]) ** 2).sum(axis=-1)),
            "The points were added, but their difference is needed.",
            "Try it on a point and itself: the distance is 0.",
        ),
        Misconception(
            "without_products",
            lambda a, b: _from_products(a, b, 0),
            "The squares of both points were added, and the product of the two is missing: (p - q)² has three terms.",
            "Multiply (p - q)² out.",
        ),
        Misconception(
            "products_once",
            lambda a, b: _from_products(a, b, 1),
            "The product of the two points was subtracted once.",
            "Multiply (p - q)² out: what stands before the product?",
        ),
        Misconception(
            "lengths",
            lambda a, b: np.abs(
                np.linalg.norm(a, axis=1)[:, np.newaxis] - np.linalg.norm(b, axis=1)
            ),
            "These are differences of lengths: how far each point lies from the origin was worked out first.",
            "Two points may lie equally far from the origin and far from one another. Which step comes first?",
        ),
        Misconception(
            "mean_squares",
            lambda a, b: (_differences(a, b) ** 2).mean(axis=-1),
            "These are means of the squared differences, as in a mean squared error.",
            "Pythagoras adds the squares, and takes the root of the sum.",
        ),
        Misconception(
            "sum_squared",
            lambda a, b: _differences(a, b).sum(axis=-1) ** 2,
            "The differences were added before they were squared, and the root is missing.",
            "In which order do the square and the sum come, and what comes after them?",
        ),
        Misconception(
            "first_point",
            lambda a, b: np.sqrt(((a[0] - b) ** 2).sum(axis=-1)),
            "These are the distances from the first point of a alone.",
            "Does a `return` stand inside a loop over the points?",
        ),
        Misconception(
            "b_with_itself",
            lambda a, b: np.sqrt((_differences(b, b) ** 2).sum(axis=-1)),
            "These are the distances from the points of b to one another; a does not come in.",
            "Look at the line that makes the difference: which two sets does it use?",
        ),
        Misconception(
            "nearest",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).sum(axis=-1)).min(axis=1),
            "This is the distance from each point of a to the nearest point of b.",
            "Leave out the last reduction: every pair has a distance.",
        ),
        Misconception(
            "two_coordinates",
            lambda a, b: np.sqrt((_differences(a, b)[..., [0, 1]] ** 2).sum(axis=-1)),
            "Only the first two coordinates were taken into account. The points may have more.",
            "Which reduction goes along all coordinates, however many there are?",
        ),
    ),
    hints=(
        "Give each set an axis of its own, so that their difference has the shape (n, m, dims).",
        "`a[:, tf.newaxis, :]` has the shape (n, 1, dims). What should b look like beside it?",
        "The steps are: difference, square, sum along the last axis, square root.",
    ),
    afterword=(
        "Also right: `tf.norm(a[:, None] - b[None], axis=2)`, where `None` means what "
        "`tf.newaxis` means."
    ),
)
