"""Clocks that are not the machine's, so that what is measured is the same at every run."""

from collections.abc import Callable


def ticking(step: float = 1e-4) -> Callable[[], float]:
    """A clock on which every look takes the same time, in seconds."""
    now = [0.0]

    def clock() -> float:
        now[0] += step
        return now[0]

    return clock
