"""When each element of a pass was loaded and worked on, and what follows from that.

Knows nothing of TensorFlow: the moments were taken elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ONE_BY_ONE: Final = "one by one"
AS_WRITTEN: Final = "as written"
FOUR: Final = "four at a time"
CACHED: Final = "cached, second epoch"
WAYS: Final = (ONE_BY_ONE, AS_WRITTEN, FOUR, CACHED)


@dataclass(frozen=True)
class Element:
    """The moments of one element, in seconds since the pass began.

    Attributes:
        loading: from when to when it was loaded; None where a cache had it.
        asked: when the loop asked for it.
        working: from when to when the step worked on it.
    """

    loading: tuple[float, float] | None
    asked: float
    working: tuple[float, float]

    @property
    def waited(self) -> float:
        """How long the step stood still for this element."""
        return self.working[0] - self.asked


@dataclass(frozen=True)
class Pass:
    """One way through all elements, in their order."""

    elements: tuple[Element, ...]

    @property
    def total(self) -> float:
        """The seconds of the whole pass."""
        return self.elements[-1].working[1]

    @property
    def waited(self) -> float:
        """The seconds in which the step stood still."""
        return sum(element.waited for element in self.elements)

    @property
    def worked(self) -> float:
        """The seconds of all steps."""
        return sum(element.working[1] - element.working[0] for element in self.elements)

    @property
    def lanes(self) -> tuple[int, ...]:
        """For each element a lane to be drawn in: what is loaded at the same time has another one."""
        ends: list[float] = []
        lanes = []
        for element in self.elements:
            begin, end = element.loading or (element.asked, element.asked)
            free = (lane for lane, until in enumerate(ends) if until <= begin)
            lane = next(free, len(ends))
            ends[lane : lane + 1] = [end]
            lanes.append(lane)
        return tuple(lanes)

    @property
    def loaded_at_once(self) -> int:
        """How many elements were loaded at the same time, where they were most."""
        return max(self.lanes) + 1


def mean_load(passes: Mapping[str, Pass]) -> float:
    """The mean seconds that one element took to load, one by one."""
    times = [e.loading[1] - e.loading[0] for e in passes[ONE_BY_ONE].elements if e.loading]
    return sum(times) / len(times)


def mean_step(passes: Mapping[str, Pass]) -> float:
    """The mean seconds of one step, one by one."""
    alone = passes[ONE_BY_ONE]
    return alone.worked / len(alone.elements)
