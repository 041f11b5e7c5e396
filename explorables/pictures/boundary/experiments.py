"""The learner's functions and the trainings made with them: each setting is trained once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.pictures.boundary.data import (
    Box,
    Points,
    box_around,
    called,
    dense,
    make_model,
    make_points,
    moons,
    parameters,
    read_points,
    split,
)
from explorables.pictures.boundary.training import Run, Setting, train
from explorables.reading.tensors import NotDrawable, items

EPOCHS: Final = 400
SECONDS: Final = 6.0


@dataclass(eq=False)
class Laboratory:
    """The learner's two functions, and what was trained with them so far.

    Attributes:
        values: what each dial goes through, by parameter.
        data: what makes the points, or the points.
        runs: the trainings, by setting; each setting is trained once.
    """

    build: Callable[..., tf.keras.Model]
    data: Callable[..., object] | Points
    seed: int
    told: str | None
    clock: Callable[[], float]
    build_takes: set[str] = field(default_factory=set)
    data_takes: set[str] = field(default_factory=set)
    values: dict[str, tuple[float, ...]] = field(default_factory=dict)
    epochs: int = EPOCHS
    seconds: float = SECONDS
    runs: dict[Setting, Run] = field(default_factory=dict)
    _points: dict[float | None, Points] = field(default_factory=dict)

    @property
    def taken(self) -> set[str]:
        """The parameters that the learner's functions take."""
        return (self.build_takes | self.data_takes) - {"seed"}

    def prepare(self) -> None:
        """Make the data for every noise: the map is the same for all of them."""
        noises: tuple[float | None, ...] = self.values.get("noise", (None,))
        for noise in noises:
            self._points[noise] = self._made(noise)

    @cached_property
    def box(self) -> Box:
        """The part of the plane that holds all the data."""
        return box_around(np.concatenate([one.places for one in self._points.values()]))

    def _made(self, noise: float | None) -> Points:
        if isinstance(self.data, Points):
            return self.data
        places, labels = make_points(self.data, self._data_given(noise))
        return split(places, labels, self.seed)

    def _data_given(self, noise: float | None) -> dict[str, object]:
        given: dict[str, object] = {} if noise is None else {"noise": noise}
        return given | ({"seed": self.seed} if "seed" in self.data_takes else {})

    def given(self, setting: Setting) -> tuple[dict[str, object], dict[str, object]]:
        """What ``build`` and ``data`` are called with."""
        build: dict[str, object] = {
            name: getattr(setting, name)
            for name in ("size", "regularization")
            if name in self.build_takes
        }
        return build, self._data_given(setting.noise)

    def run(self, setting: Setting, shown: Callable[[Run], None] = lambda run: None) -> Run:
        """The training of a setting: remembered, or made now; one interrupted is made again."""
        known = self.runs.get(setting)
        if known is not None and not known.interrupted:
            return known
        run = Run(setting, self._points[setting.noise], self.epochs)
        self.runs[setting] = run
        build, _ = self.given(setting)
        try:
            train(
                run,
                lambda: make_model(self.build, build),
                self.box,
                seconds=self.seconds,
                seed=self.seed,
                told=self.told,
                clock=self.clock,
                shown=shown,
            )
        except NotDrawable as why:
            run.failed = str(why)
        except KeyboardInterrupt:
            run.interrupted = True
            run.ended = "Interrupted twice."
            raise
        return run


def laboratory(
    build: object,
    data: object,
    labels: object,
    seed: object,
    outputs: str | None,
    clock: Callable[[], float],
) -> Laboratory:
    """A laboratory for what the learner gave, checked; its data are not made yet.

    Raises:
        NotDrawable: with a sentence for the learner.
    """
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**32:
        raise NotDrawable(f"seed is a whole number from 0 to 2**32 - 1; {seed!r:.60} is not.")
    build = dense if build is None else called(build, "build")
    build_takes = parameters(build, ("size", "regularization"), "build")
    data = moons if data is None else data
    data_takes: set[str] = set()
    source: Callable[..., object] | Points
    if callable(data):
        if labels is not None:
            raise NotDrawable("Labels go with an array of points; a function data returns both.")
        source, data_takes = data, parameters(data, ("noise", "seed"), "data")
    else:
        if labels is None:
            raise NotDrawable(
                "Points need their labels: pass both arrays, or a function data(noise, seed) that "
                "returns them."
            )
        source = split(*read_points(data, labels), seed)
    return Laboratory(build, source, seed, outputs, clock, build_takes, data_takes)


def checked_values(values: object, name: str) -> tuple[float, ...]:
    """The values of a dial, as the learner gave them.

    Raises:
        NotDrawable: they are not at least one increasing number, or too many.
    """
    many = {"size": "sizes", "noise": "noises"}.get(name, "regularizations")
    wanted = f"{many} are 1 to 12 numbers, 0 or above, each larger than the one before"
    try:
        found: tuple[Any, ...] = tuple(items(values))
    except TypeError:
        found = (values,)
    for value in found:
        plain = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not plain or not 0 <= value < math.inf:
            raise NotDrawable(f"{value!r:.60} is no {name}: {wanted}.")
        if name == "size" and value != int(value):
            raise NotDrawable(f"{value!r:.60} is no size: sizes are whole numbers.")
    if not 1 <= len(found) <= 12 or any(np.diff(found) <= 0):
        raise NotDrawable(f"{found!r:.80} can't be stepped through: {wanted}.")
    return tuple(int(one) if name == "size" else float(one) for one in found)


def bounds(epochs: object, seconds: object) -> tuple[int, float]:
    """Epochs and seconds of one training, checked. Raises NotDrawable."""
    if not isinstance(epochs, int) or isinstance(epochs, bool) or not 1 <= epochs <= 100_000:
        raise NotDrawable(f"epochs is a whole number from 1 to 100,000; {epochs!r:.60} is not.")
    if not isinstance(seconds, int | float) or not 0 < seconds < math.inf:
        raise NotDrawable(f"seconds bounds one training and is above 0; {seconds!r:.60} is not.")
    return epochs, float(seconds)
