"""Two published models of forgetting, with their published parameters, to try a schedule of reviews on.

The first counts in days and was fitted to the reviews of people who learn words with an application: J. Ye,
J. Su and Y. Cao (2022), A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling,
KDD '22, 4381-4390. Its parameters are those of the authors' published code (maimemo/SSP-MMC,
model/utils.py and simulator.py).

The second counts in seconds and was fitted to an experiment in a laboratory: P. I. Pavlik Jr. and J. R.
Anderson (2005), Practice and forgetting effects on vocabulary memory: an activation-based model of the
spacing effect, Cognitive Science 29(4), 559-586.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

DAY: Final = 86_400  # seconds


class Memory(Protocol):
    """What somebody remembers of one thing. Times are seconds from the start of day 0."""

    def recalled(self, at: float) -> float:
        """How likely it is to be recalled, from 0 to 1."""

    def practice(self, at: float, knows: bool) -> None:
        """Deal with it once: learn it, or be asked, and see what is right.

        Args:
            at: When.
            knows: Whether it was recalled.
        """


_DIFFICULTIES: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
_SHARES: Final = (
    0.06,
    0.09,
    0.11,
    0.14,
    0.14,
    0.13,
    0.11,
    0.10,
    0.07,
    0.05,
)  # of each, in simulator.py
_HARDER: Final = 2  # what a wrong answer adds to the difficulty
_HARDEST: Final = 20


def drawn_difficulty(luck: np.random.Generator) -> float:
    """A difficulty, as often as it is among the words of the first model."""
    return float(luck.choice(_DIFFICULTIES, p=_SHARES))


@dataclass
class HalfLife:
    """The first model: a memory halves in a time that a recall makes longer, the more so the later it comes.

    It knows of no second time on a day: that changes nothing.

    Attributes:
        difficulty: From 1 to 20.
        days: The half-life, in days; 0 before it was learned.
        last: When it was dealt with last.
    """

    difficulty: float
    days: float = 0.0
    last: float = -math.inf

    def recalled(self, at: float) -> float:
        """Half, after each half-life."""
        return 2.0 ** -((at - self.last) / DAY / self.days) if self.days else 0.0

    def practice(self, at: float, knows: bool) -> None:
        """Set the half-life, by the difficulty, the half-life before and how likely a recall was."""
        if not self.days:
            self.days = -1 / math.log2(max(0.925 - 0.05 * self.difficulty, 0.025))
        elif at // DAY == self.last // DAY:
            return
        else:
            forgotten = 1 - self.recalled(at)
            if knows:
                gain = math.exp(3.80863264) * self.difficulty**-0.53420593
                self.days *= 1 + gain * self.days**-0.127362 * forgotten**0.9678043
            else:
                lapse = math.exp(-0.04158382) * self.difficulty**-0.04067209
                self.days = lapse * self.days**0.37745957 * forgotten**-0.22724425
                self.difficulty = min(self.difficulty + _HARDER, _HARDEST)
        self.last = at


_DECAY: Final = 0.177  # a: of a trace that was laid down when nothing else was there
_DECAY_OF_ACTIVE: Final = 0.217  # c: what the activation that was there adds
_THRESHOLD: Final = -0.704  # tau: the activation at which half is recalled
_NOISE: Final = 0.255  # s
_BETWEEN: Final = 0.025  # h: how fast time passes for memory from day to day, by a clock's


@dataclass
class Activation:
    """The second model: each dealing leaves a trace, which decays faster the more active the thing was.

    Between the sessions of two days, less time passes for memory than on the clock.

    Attributes:
        traces: Of each, when it was laid down in memory's time, and its decay.
    """

    traces: list[tuple[float, float]] = field(default_factory=list)

    def activation(self, at: float) -> float:
        """The logarithm of the sum of age ** -decay over the traces."""
        now = _in_memory(at)
        strength = sum((now - laid) ** -decay for laid, decay in self.traces if now > laid)
        return math.log(strength) if strength else -math.inf

    def recalled(self, at: float) -> float:
        """More than half above the threshold."""
        return 1 / (1 + math.exp(min((_THRESHOLD - self.activation(at)) / _NOISE, 700)))

    def practice(self, at: float, knows: bool) -> None:
        """Lay down a trace; whoever did not know it is told."""
        decay = _DECAY + _DECAY_OF_ACTIVE * math.exp(self.activation(at))
        self.traces.append((_in_memory(at), decay))


def _in_memory(at: float) -> float:
    day, second = divmod(at, DAY)
    return _BETWEEN * DAY * day + second
