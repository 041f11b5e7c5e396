"""What a function gives when it runs line by line, as a graph, and compiled by XLA."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.listening import listening, said
from explorables.reading.taped.run import as_array, is_smooth, targets_of

EAGER: Final = "eager"
GRAPH: Final = "graph"
XLA: Final = "XLA"
WAYS: Final = (EAGER, GRAPH, XLA)
NO_VERSION: Final = "XLA has no version of one of the operations."


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one way.

    Attributes:
        way: one of `WAYS`.
        results: what the function returned.
        gradients: of their sum, by each input that is watched and then by each variable.
        error: what was raised instead, a sentence; else "".
        refused: whether that is so because XLA has no version of an operation, for any value.
    """

    way: str
    results: tuple[np.ndarray, ...] = ()
    gradients: tuple[np.ndarray | None, ...] = ()
    error: str = ""
    refused: bool = False


@dataclass(frozen=True, eq=False)
class _Runner:
    """One way to call a function, and to call it under a tape."""

    result: Callable[..., object]
    slopes: Callable[..., Sequence[Any]]


@dataclass(eq=False)
class Ways:
    """The three ways of one function. Each is traced and compiled once, at its first call.

    Attributes:
        function: a plain function.
        args: what it is called with; in place of those that are tensors other ones come later.
        positions: where in ``args`` the tensors stand.
        watched: which of them the tape watches.
        variables: by which there is a gradient, too.
    """

    function: Callable[..., object]
    args: Sequence[object]
    positions: Sequence[int]
    watched: Sequence[int]
    variables: Sequence[tf.Variable]
    _runners: dict[str, _Runner] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for way in WAYS:
            self._runners[way] = self._runner(way)

    def outcomes(self, given: Mapping[int, tf.Tensor]) -> tuple[Outcome, ...]:
        """What each way gives for these tensors."""
        with listening():
            return tuple(self._outcome(way, given) for way in WAYS)

    def _outcome(self, way: str, given: Mapping[int, tf.Tensor]) -> Outcome:
        if way in self._refused:  # it would be tried, and refused, for every value
            return Outcome(way, error=NO_VERSION, refused=True)
        tensors = [given[at] for at in self.positions]
        runner = self._runners[way]
        try:
            results = targets_of(runner.result(*self._arguments(tensors)))
            slopes = runner.slopes(*tensors)
        except (Exception, SystemExit) as error:  # the learner's function may raise anything
            if way == XLA and "Detected unsupported operations" in str(error):
                self._refused.add(way)
                return Outcome(way, error=NO_VERSION, refused=True)
            return Outcome(way, error=f"{type(error).__name__}: {said(error)}")
        return Outcome(
            way,
            tuple(map(as_array, results)),
            tuple(None if one is None else as_array(one) for one in slopes),
        )

    def _arguments(self, tensors: Sequence[tf.Tensor]) -> list[object]:
        inside = dict(zip(self.positions, tensors, strict=True))
        return [inside.get(at, value) for at, value in enumerate(self.args)]

    def _runner(self, way: str) -> _Runner:
        called = self.function
        if way != EAGER:
            # As a learner writes it; AutoGraph converts the learner's function and no other.
            called = tf.function(self.function, jit_compile=True if way == XLA else None)

        def slopes(*tensors: tf.Tensor) -> list[Any]:
            inputs = [tensors[self.positions.index(at)] for at in self.watched]
            with tf.GradientTape() as tape:
                for one in inputs:
                    tape.watch(one)
                targets = targets_of(called(*self._arguments(tensors)))
            useful = [one for one in targets if is_smooth(one.dtype)]
            wanted = [*inputs, *self.variables]
            if not useful:
                return [None] * len(wanted)
            answers = tape.gradient(useful, wanted)
            return [None if one is None else tf.convert_to_tensor(one) for one in answers]

        if way == EAGER:
            return _Runner(called, slopes)
        compiled = True if way == XLA else None
        return _Runner(called, tf.function(slopes, autograph=False, jit_compile=compiled))
