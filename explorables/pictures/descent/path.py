"""Gradient descent on a loss of one or two parameters: the surface, and the path over it.

Everything here is computed by TensorFlow: the losses by the learner's own function, the gradients by
``tf.GradientTape``, a whole path by one call of one traced function.
"""

from __future__ import annotations

import itertools
import numbers
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.pictures.descent.arguments import checked_start, parameters_of
from explorables.reading.listening import listening, said
from explorables.reading.signatures import name_of
from explorables.reading.tensors import NotDrawable, finite_number, is_tensor, written

MOST_STEPS: Final = 500
MOMENTA: Final = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
_PER_DECADE: Final = 8  # learning rates on the slider
_SIDE: Final = 61  # points along each side of the surface
_ALONG: Final = 241  # points of a curve
_LITTLE: Final = 0.05  # a share of the way down that is clearly too little

# A path is worth reading as far as it turns back, settles, or covers the way down.
_MOSTLY: Final = 0.5
_NEARLY: Final = 0.9
_FLAT: Final = 1e-3  # of the first gradient's length


@dataclass(frozen=True, eq=False)
class Path:
    """What gradient descent did; row k is what held before update number k + 1.

    Attributes:
        rate, momentum: what it was walked with.
        points: the parameters, float64, shape (steps + 1, parameters).
        gradients: of the loss there, the same shape.
        losses: shape (steps + 1,).
        velocities: what was added last to reach each point; zeros in row 0.
    """

    rate: float
    momentum: float
    points: np.ndarray
    gradients: np.ndarray
    losses: np.ndarray
    velocities: np.ndarray

    @property
    def steps(self) -> int:
        """Number of updates."""
        return len(self.losses) - 1

    @cached_property
    def broken(self) -> int | None:
        """The first row with a number that is not finite; None where all are."""
        finite = np.isfinite(self.points).all(1) & np.isfinite(self.losses)
        finite &= np.isfinite(self.gradients).all(1)
        return None if finite.all() else int(np.argmin(finite))

    @cached_property
    def turns(self) -> int:
        """How many updates point against the one before."""
        moves = np.diff(self.points[: self.broken], axis=0)
        return int((np.sum(moves[1:] * moves[:-1], axis=1) < 0).sum())


@dataclass(frozen=True)
class Verdict:
    """What a path did, in a word and in a sentence."""

    word: str
    sentence: str


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss on an even grid.

    Attributes:
        axes: the values of each parameter, in order.
        losses: shape (points along the first,) or (points along the second, along the first):
            rows are the second parameter, as on a map.
    """

    axes: tuple[np.ndarray, ...]
    losses: np.ndarray

    @cached_property
    def lowest(self) -> tuple[tuple[float, ...], float]:
        """The lowest of the finite losses, and the parameters there."""
        where = np.unravel_index(np.nanargmin(self._finite), self.losses.shape)
        place = tuple(float(axis[at]) for axis, at in zip(self.axes, reversed(where), strict=True))
        return place, float(self.losses[where])

    @cached_property
    def _finite(self) -> np.ndarray:
        return np.where(np.isfinite(self.losses), self.losses, np.nan)


class Descent:
    """A loss, a start, and every path from it.

    Args:
        loss: from scalar tensors, one for each parameter, to the loss, one number.
        start: one number or two.
        learning_rate, momentum: those of ``keras.optimizers.SGD``.
        steps: updates of a path.

    Raises:
        NotDrawable: with a sentence for the learner.
    """

    def __init__(
        self, loss: Any, start: object, learning_rate: object, momentum: object, steps: object
    ):
        self.start, self._dtypes = checked_start(start)
        self.rate = finite_number(learning_rate, "learning_rate", "above 0, such as 0.01")
        if self.rate <= 0:
            raise NotDrawable(
                f"learning_rate is {self.rate:g}: each step goes that many gradients downhill, so "
                "it has to be above 0. Try 0.01."
            )
        self.momentum = finite_number(momentum, "momentum", "from 0 to below 1, such as 0.9")
        if not 0 <= self.momentum < 1:
            raise NotDrawable(
                f"momentum is {self.momentum:g}: it is the share of the last update that is kept, "
                "from 0 to below 1. Try 0.9."
            )
        if isinstance(steps, bool) or not isinstance(steps, numbers.Integral):
            raise NotDrawable(
                f"steps is how many updates to make, a whole number; {steps!r:.60} is not."
            )
        self.steps = int(steps)
        if not 1 <= self.steps <= MOST_STEPS:
            raise NotDrawable(f"steps is {steps}; from 1 to {MOST_STEPS} can be drawn.")
        self.parameters = parameters_of(loss, len(self.start))
        self.name = name_of(getattr(loss, "python_function", loss))
        self._kept: dict[tuple[float, float], Path] = {}
        self._trace(loss)
        first = self.path(self.rate, self.momentum)
        if not np.isfinite([first.losses[0], *first.gradients[0]]).all():
            raise NotDrawable(
                f"At the start, {self.start}, {self.name} is {first.losses[0]:g} and its gradient "
                f"{first.gradients[0]}: from there no step leads anywhere. Begin where both are "
                "finite numbers."
            )

    def _trace(self, loss: Any) -> None:
        """Trace the walk with the first dtype that the loss takes."""
        self._loss = loss if hasattr(loss, "get_concrete_function") else tf.function(loss)
        errors: list[Exception | SystemExit] = []
        for dtype in self._dtypes:
            self._dtype = dtype
            self._walk = tf.function(self._steps)
            try:
                self.path(self.rate, self.momentum)
            except NotDrawable:
                raise
            except (Exception, SystemExit) as error:  # the learner's function may raise anything
                errors.append(error)
            else:
                return
        first = errors[0]
        raise NotDrawable(
            f"{self.name} raised {type(first).__name__} for scalar tensors "
            f"{', '.join(self.parameters)}: {said(first)} Call it by itself: "
            f"{self.name}({', '.join(f'tf.constant({value!r})' for value in self.start)})."
        ) from first

    # Traced

    @tf.autograph.experimental.do_not_convert
    def _steps(
        self, start: tf.Tensor, rate: tf.Tensor, momentum: tf.Tensor
    ) -> tuple[tf.Tensor, ...]:
        """The whole walk in one graph: points, gradients, losses and velocities, a row a step."""
        size = self.steps + 1
        vectors = [tf.TensorArray(start.dtype, size, element_shape=start.shape) for _ in range(3)]
        losses = tf.TensorArray(start.dtype, size, element_shape=())

        @tf.autograph.experimental.do_not_convert
        def step(at, point, velocity, points, gradients, losses, velocities):
            loss, gradient = self._slope(point)
            points, gradients = points.write(at, point), gradients.write(at, gradient)
            losses, velocities = losses.write(at, loss), velocities.write(at, velocity)
            velocity = momentum * velocity - rate * gradient  # as keras.optimizers.SGD has it
            return at + 1, point + velocity, velocity, points, gradients, losses, velocities

        points, gradients, velocities = vectors
        first = (tf.constant(0), start, tf.zeros_like(start))
        found = tf.while_loop(
            lambda at, *_: at < size, step, (*first, points, gradients, losses, velocities)
        )
        return tuple(rows.stack() for rows in found[3:])

    def _slope(self, point: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The loss at a point and its gradient, shapes () and (parameters,)."""
        values = tf.unstack(point)
        with tf.GradientTape() as tape:
            tape.watch(values)
            loss = self._one_number(self._loss(*values))
        gradient = tape.gradient(loss, values)
        missing = [name for name, one in zip(self.parameters, gradient, strict=True) if one is None]
        if missing:
            raise NotDrawable(
                f"The gradient with respect to {' and '.join(missing)} is None: the tape found no "
                f"way from the loss back to it. Use it in {self.name}, in TensorFlow operations "
                "only (no .numpy(), no int(), no rounding)."
            )
        return loss, tf.stack(gradient)

    def _one_number(self, loss: object) -> tf.Tensor:
        if not is_tensor(loss):
            raise NotDrawable(
                f"{self.name} returned {'None' if loss is None else type(loss).__name__}, no "
                "tensor: return the loss, made of its arguments by TensorFlow operations."
            )
        if not loss.dtype.is_floating:
            raise NotDrawable(
                f"{self.name} returned dtype {loss.dtype.name}: a gradient needs a loss of floats."
            )
        if loss.shape.num_elements() != 1:
            shape = written(loss.shape) if loss.shape.is_fully_defined() else str(loss.shape)
            raise NotDrawable(
                f"{self.name} returned shape {shape}, and descent needs one number to bring down. "
                "tf.reduce_mean(...) makes one of many."
            )
        return tf.cast(tf.reshape(loss, ()), self._dtype)

    # Answers

    def path(self, rate: float, momentum: float) -> Path:
        """The path at a learning rate and a momentum; the one walked before where there is one."""
        key = (rate, momentum)
        if key not in self._kept:
            with listening():  # a loss that prints would do so at every step
                found = self._walk(
                    *(tf.constant(one, self._dtype) for one in (self.start, rate, momentum))
                )
            points, gradients, losses, velocities = (
                np.asarray(rows, dtype=np.float64) for rows in found
            )
            self._kept[key] = Path(rate, momentum, points, gradients, losses, velocities)
        return self._kept[key]

    @cached_property
    def rates(self) -> tuple[float, ...]:
        """Learning rates around the given one, from clearly too small to diverging.

        Eight a decade, to two digits; at least from a tenth to ten times, at most four decades
        either way.
        """
        given = self.path(self.rate, self.momentum)
        span = {0: given}

        def at(place: int) -> float:
            return float(f"{self.rate * 10 ** (place / _PER_DECADE):.2g}") if place else self.rate

        for place in range(1, 4 * _PER_DECADE + 1):
            span[place] = path = self.path(at(place), self.momentum)
            if place >= _PER_DECADE and _grows(path) and _grows(span[place - 2]):
                break
        lowest = min(np.nanmin(_reached(path)) for path in span.values())
        for place in range(-1, -4 * _PER_DECADE - 1, -1):
            span[place] = path = self.path(at(place), self.momentum)
            lowest = min(lowest, np.nanmin(_reached(path)))
            fall = path.losses[0] - path.losses[-1]
            if place <= -_PER_DECADE and fall <= _LITTLE * (path.losses[0] - lowest):
                break
        return tuple(dict.fromkeys(at(place) for place in sorted(span)))

    @cached_property
    def limits(self) -> tuple[tuple[float, float], ...]:
        """The ends of the map along each parameter, by the start and the path at the given rate.

        The lowest place any path found is in the middle, so that a path that overshoots stays in
        view on the other side. A path that diverges leaves the map.
        """
        middle = self._middle
        path = self.path(self.rate, self.momentum)
        away = np.abs(path.points[: path.broken] - middle)
        near = away[(away <= 2 * np.maximum(away[0], 1e-12)).all(1)]
        if not _grows(path) and away.max() <= 10 * max(away[0].max(), 1e-12):
            near = away
        half = 1.25 * near.max(0)
        if half.max() == 0:
            half = np.maximum(np.abs(middle), 1.0)
        half = np.maximum(half, 0.3 * half.max())
        return tuple(
            (float(one - room), float(one + room)) for one, room in zip(middle, half, strict=True)
        )

    @cached_property
    def _middle(self) -> np.ndarray:
        """The lowest place in reach: twice as far as where most of the way down is behind one.

        Without a reach, a loss that falls forever would make a map on which the path is a dot.
        """
        given = self.path(self.rate, self.momentum)
        whole = [self.path(rate, self.momentum) for rate in self.rates]
        whole = [path for path in whole if path.broken is None] or [given]
        points = np.concatenate([path.points[: path.broken] for path in [given, *whole]])
        losses = np.concatenate([path.losses[: path.broken] for path in [given, *whole]])
        if not len(losses):
            return np.asarray(self.start)
        first, fall = losses[0], losses[0] - losses.min()
        own = first - np.min(given.losses[: given.broken])
        if own >= _MOSTLY * fall:
            fall = own
        away = np.linalg.norm(points - points[0], axis=1)
        reach = 2 * away[losses <= first - (1 - _LITTLE) * fall].min()
        losses = np.where(away <= max(reach, away.min()), losses, np.inf)
        return points[int(np.argmin(losses))]

    @cached_property
    def surface(self) -> Surface:
        """The loss over the map.

        Raises:
            NotDrawable: no loss on the map is finite.
        """
        count = _ALONG if len(self.start) == 1 else _SIDE
        axes = tuple(np.linspace(low, high, count) for low, high in self.limits)
        grid = np.meshgrid(*axes)  # the first parameter varies along the last axis
        places = tf.constant(np.stack([one.ravel() for one in grid], axis=1), self._dtype)

        @tf.function(autograph=False)
        def losses(places: tf.Tensor) -> tf.Tensor:
            return tf.map_fn(
                lambda place: self._one_number(self._loss(*tf.unstack(place))),
                places,
                fn_output_signature=self._dtype,
            )

        with listening():
            found = np.asarray(losses(places), dtype=np.float64).reshape(grid[0].shape)
        if not np.isfinite(found).any():
            raise NotDrawable(
                f"{self.name} is not finite anywhere around {self.start}: there is no surface to "
                "draw. Begin where the loss is a number."
            )
        return Surface(axes, found)

    @property
    def ground(self) -> str:
        """What the surface is called: a curve, or a map."""
        return "curve" if len(self.start) == 1 else "map"

    @cached_property
    def lowest(self) -> float:
        """The lowest loss seen: on the map, or on the path at the given rate."""
        given = self.path(self.rate, self.momentum)
        return float(min(self.surface.lowest[1], np.nanmin(_reached(given))))

    def verdict(self, path: Path) -> Verdict:
        """What a path did, by its losses and its turns."""
        first, last = path.losses[0], path.losses[-1]
        fell = f"the loss falls from {first:.4g} to {last:.4g}"
        if path.broken is not None:
            return Verdict(
                "diverging",
                f"at step {path.broken} the numbers have overflowed: not finite any more",
            )
        if _grows(path):
            lowest = int(np.argmin(path.losses))
            if last > first:
                return Verdict("diverging", f"the loss grows from {first:.4g} to {last:.4g}")
            words = f"the loss falls to {path.losses[lowest]:.4g} at step {lowest}, then grows"
            return Verdict("diverging", f"{words} to {last:.4g}")
        if last > first:
            fell = f"the loss swings, and ends at {last:.4g}, above the {first:.4g} it began with"
        slope = np.linalg.norm(path.gradients, axis=1)
        if slope[0] == 0:
            return Verdict("not moving", "the gradient is 0 at the start, so no step goes anywhere")
        settled = slope[-1] <= _FLAT * slope[0]
        way = first - self.lowest
        share = (first - last) / way if way > 0 else 1.0
        if path.steps > 1 and path.turns > _MOSTLY * (path.steps - 1):
            words = f"{path.turns} of {path.steps - 1} updates turn back; "
            return Verdict("oscillating", words + fell)
        if last > first:
            return Verdict("oscillating", fell)
        if share < _MOSTLY and settled:
            words = f"{fell}, where the slope is almost 0; lowest on the {self.ground}: {self.lowest:.4g}"
            return Verdict("settled higher up", words)
        if share < _MOSTLY:
            words = f"{fell}, only {share:.0%} of the way to the lowest on the {self.ground}, {self.lowest:.4g}"
            return Verdict("too small", words)
        if share < _NEARLY:
            words = f"{fell}, {share:.0%} of the way to the lowest on the {self.ground}, {self.lowest:.4g}"
            return Verdict("slow", words)
        return Verdict("converging", fell)


def _reached(path: Path) -> np.ndarray:
    """The losses of a path, NaN from where one is not finite; the first row always counts."""
    losses = path.losses.copy()
    if path.broken is not None:
        losses[max(path.broken, 1) :] = np.nan
    return losses


def _grows(path: Path) -> bool:
    """Whether the losses of a path grow, or overflow.

    They grow if the path ends above its start, or well above its lowest, and the highest loss of
    each third of the walk is above that of the third before; a swing that dies down does not.
    """
    if path.broken is not None:
        return True
    first, last, lowest = path.losses[0], path.losses[-1], path.losses.min()
    slack = 1e-5 * max(abs(first), abs(lowest))
    high = last > lowest + _MOSTLY * (first - lowest)
    multiplied = lowest > 0 and last > 10 * lowest and last - lowest > slack
    if last <= first + slack and not high and not multiplied:
        return False
    thirds = [part.max() for part in np.array_split(path.losses[1:], min(3, path.steps))]
    if last > first + slack:
        thirds.insert(0, first)
    return bool(all(one < other for one, other in itertools.pairwise(thirds)))
