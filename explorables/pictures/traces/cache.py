"""What is known of a function: its traces as far as they were seen, and its calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.pictures.traces.arguments import Arguments
from explorables.reading.listening import Heard, listening, said
from explorables.reading.signatures import (
    Leaf,
    differences,
    distance,
    leaves,
    name_of,
    names_of,
    same,
    shortened,
)
from explorables.reading.tensors import NotDrawable, count, in_short, is_tensor

_OURS: Final = "(Our comparison; TensorFlow keeps no record of the reason.)"


@dataclass(eq=False)
class Trace:
    """One entry of the cache.

    Attributes:
        function: the concrete function, by which TensorFlow's answer is known again.
        leaves: its signature, argument by argument.
        made: number of the call that made it, from 1 on; 0 for one made before the picture.
    """

    function: object
    leaves: dict[str, Leaf]
    made: int


@dataclass(frozen=True, eq=False)
class Call:
    """One line of the log.

    Attributes:
        words: the arguments as typed.
        outcome: new, hit, or error.
        trace: place of the trace it made or used, from 0 on; None where there is none.
        why: a sentence on the outcome.
        heard: what was written meanwhile.
    """

    words: str
    outcome: str
    trace: int | None
    why: str
    heard: Heard


@dataclass(eq=False)
class Cache:
    """A function, the traces it has as far as they are seen, and the log of calls.

    Attributes:
        function: a ``tf.function``.
        name: what the learner calls it.
        parameters: names of its positional parameters.
    """

    function: Any
    name: str
    parameters: tuple[str, ...]
    traces: list[Trace] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def call(self, words: str, arguments: Arguments) -> Call:
        """Call the function for real, and log what became of it. Nothing it raises comes through."""
        args, kwargs = arguments
        before = self.function.experimental_get_tracing_count()
        error: BaseException | None = None
        with listening() as heard:
            try:
                self.function(*args, **kwargs)
            except (Exception, SystemExit) as raised:  # the learner's function may raise anything
                error = raised
        counted = self.function.experimental_get_tracing_count() - before
        number = len(self.calls) + 1
        if error is not None:
            call = Call(words, "error", None, self._failure(number, error, counted), heard)
        else:
            call = self._placed(number, words, arguments, counted, heard)
        self.calls.append(call)
        return call

    @staticmethod
    def _failure(number: int, error: BaseException, counted: int) -> str:
        when = (
            "The trace it made stays in the cache: the graph failed while it ran."
            if counted
            else "The count of traces did not move."
        )
        return f"Call {number} raised {type(error).__name__}: {said(error)} {when}"

    def _placed(
        self, number: int, words: str, arguments: Arguments, counted: int, heard: Heard
    ) -> Call:
        args, kwargs = arguments
        given = leaves(args, kwargs, self.parameters)
        try:
            with listening():
                concrete = self.function.get_concrete_function(*args, **kwargs)
        except Exception as error:  # it looks the arguments up again, which may raise anything
            did = "made a trace" if counted else "hit"
            why = (
                f"Call {number} {did}; which trace it is cannot be asked for: "
                f"{type(error).__name__}: {said(error)}"
            )
            return Call(words, "new" if counted else "hit", None, why, heard)
        known = [at for at, trace in enumerate(self.traces) if trace.function is concrete]
        if known and not counted:
            at = known[-1]
            return Call(words, "hit", at, self._hit(number, at, given), heard)
        positional, named = concrete.structured_input_signature
        signature = leaves(positional, named, self.parameters)
        for path, leaf in signature.items():
            # The signature has a stand-in where an object was; its type is that of the argument.
            if leaf.kind == "object" and path in given and given[path].kind == "object":
                signature[path] = given[path]
        why = self._miss(number, signature, counted)
        at = len(self.traces)
        self.traces.append(Trace(concrete, signature, number if counted else 0))
        if not counted:
            return Call(words, "hit", at, self._hit(number, at, given), heard)
        return Call(words, "new", at, why, heard)

    def _hit(self, number: int, at: int, given: Mapping[str, Leaf]) -> str:
        trace = self.traces[at]
        words = f"Call {number} hit: trace {at + 1} fits"
        words += ", made before this picture." if not trace.made else "; nothing was traced."
        for path, leaf in given.items():
            old = trace.leaves.get(path)
            if old is None or old.kind != "value" or leaf.kind != "value":
                continue
            if type(old.value) is not type(leaf.value) and same(old.value, leaf.value):
                words += (
                    f" {path}: {leaf.words} equals {old.words}, for which the trace was made, so "
                    "it counts as the same value."
                )
        return words

    def _miss(self, number: int, signature: Mapping[str, Leaf], counted: int) -> str:
        words = f"Call {number} made trace {len(self.traces) + 1}"
        if not self.traces:
            words += ": no trace was seen before."
        else:
            known = range(len(self.traces))
            nearest = min(
                reversed(known), key=lambda at: distance(signature, self.traces[at].leaves)
            )
            found = differences(signature, self.traces[nearest].leaves)
            if found:
                more = count(len(found) - 2, "more difference") if len(found) > 2 else ""
                reasons = "; ".join([*found[:2], *([f"and {more}"] if more else [])])
                which = ", the nearest" if len(known) > 1 else ""
                words += f". Against trace {nearest + 1}{which}: {reasons}. {_OURS}"
            else:
                words += (
                    f", although our comparison finds its signature like that of trace "
                    f"{nearest + 1}. TensorFlow looks at more than the signature: the device "
                    "scope, and which variables are one and the same."
                )
        if counted > 1:
            words += (
                f" TensorFlow counted {counted}: a function that creates a variable is traced "
                "again, without creating it."
            )
        return words


def cache_of(function: object) -> Cache:
    """A function, made a `tf.function` where it is none, without calls so far.

    Raises:
        NotDrawable: there is nothing to trace; with a sentence for whoever passed it.
    """
    if isinstance(function, tf.types.experimental.ConcreteFunction):
        raise NotDrawable(
            "A concrete function is one trace: it has no cache to look into. Give the tf.function "
            "it came from."
        )
    if not callable(function):
        raise NotDrawable(
            f"This {type(function).__name__} cannot be called, so there is nothing to trace. Give "
            "a function, with or without @tf.function, and without its parentheses."
        )
    traced: Any = function
    if not hasattr(function, "experimental_get_tracing_count"):
        try:
            traced = tf.function(function)
        except Exception as error:  # an odd callable may refuse to be looked at
            raise NotDrawable(
                f"tf.function does not take this {type(function).__name__}: {in_short(error)}"
            ) from error
    inner = getattr(traced, "python_function", function)
    return Cache(traced, name_of(inner), names_of(inner))


def written_argument(value: object) -> str:
    """A value as the log names it, where nobody typed it."""
    if isinstance(value, tf.Variable):
        return f"a variable {value.dtype.name} {value.shape}"
    if is_tensor(value) and hasattr(value, "shape"):
        return f"a tensor {value.dtype.name} {value.shape}"
    if isinstance(value, np.ndarray):
        return f"an array {value.dtype.name} {value.shape}"
    try:
        return shortened(repr(value), 40)
    except Exception:  # a learner's __repr__ may raise anything
        return f"a {type(value).__name__}"
