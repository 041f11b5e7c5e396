"""Which values of a series each window holds, as `timeseries_dataset_from_array` cuts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import tensorflow as tf

LED: Final = "targets begin later"
SHORTENED: Final = "inputs cut short as well"
SAME: Final = "targets = inputs"
ARRANGEMENTS: Final = (LED, SHORTENED, SAME)


@dataclass(frozen=True)
class Window:
    """The places in the series of a window's inputs and of its target."""

    inputs: tuple[int, ...]
    target: int

    @property
    def first(self) -> int:
        """The earliest place that it touches."""
        return min(*self.inputs, self.target)

    @property
    def last(self) -> int:
        """The latest place that it touches."""
        return max(*self.inputs, self.target)


def lead(length: int, horizon: int) -> int:
    """How many steps after a window's first value the target comes that it should have."""
    return length + horizon - 1


def written(arrangement: str, length: int, horizon: int) -> tuple[str, str]:
    """Data and targets as they are passed, in code, where the series is called x."""
    ahead = lead(length, horizon)
    return {
        LED: ("x", f"x[{ahead}:]"),
        SHORTENED: (f"x[:-{ahead}]", f"x[{ahead}:]"),
        SAME: ("x", "x"),
    }[arrangement]


def windows_of(size: int, length: int, horizon: int, arrangement: str) -> tuple[Window, ...]:
    """The windows of a series of that many values.

    The series is one of places, 0, 1, 2, ..., so that what comes out of the data set says where it was.
    """
    places, ahead = np.arange(size), lead(length, horizon)
    data = places[:-ahead] if arrangement == SHORTENED else places
    targets = places if arrangement == SAME else places[ahead:]
    if len(data) < length:  # Keras would refuse it, or give nothing
        return ()
    batches = tf.keras.utils.timeseries_dataset_from_array(data, targets, length, batch_size=size)
    return tuple(
        Window(tuple(int(place) for place in inputs), int(target))
        for batch in batches.as_numpy_iterator()
        for inputs, target in zip(*batch, strict=True)
    )
