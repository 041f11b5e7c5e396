"""What a `tf.GradientTape` computes: every value forward, every gradient backward."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

import tensorflow as tf

from explorables.reading.listening import listening, said
from explorables.reading.signatures import name_of, names_of
from explorables.reading.taped.places import Reading, result_name
from explorables.reading.taped.record import Place, Record
from explorables.reading.taped.run import Traced, trace
from explorables.reading.tensors import NotDrawable, in_short

TAPE: Final = "explorables.tape"  # what a learner calls, where nothing else is said


def _all_of_them(places: Sequence[Place]) -> Set[int]:
    return set(range(len(places)))


@dataclass(frozen=True, eq=False)
class Taped:
    """A function that was traced under a tape; `record` says what the tape finds.

    Attributes:
        name: of the function.
        names: of its arguments, in order.
        given: the arguments that are tensors, by position.
        watched: positions of those that the tape watches.
        traced: the operations.
        converted: whether AutoGraph turned Python's ``if`` and ``while`` into nodes.
    """

    function: Any
    args: Sequence[object]
    name: str
    names: tuple[str, ...]
    given: Mapping[int, tf.Tensor]
    watched: list[int]
    traced: Traced
    converted: bool

    def record(
        self,
        given: Mapping[int, tf.Tensor] | None = None,
        wanted: Callable[[Sequence[Place]], Set[int]] = _all_of_them,
    ) -> Record:
        """What a run gives. It raises what the function raises.

        Args:
            given: other arguments of the same shapes and dtypes.
            wanted: from the places to those whose arrivals are asked for, by number.
        """
        given = self.given if given is None else given
        with listening():
            raw = self.traced.run(given.values())
            reading = Reading(raw, self.function, self.args, given, self.watched, self.names)
            places = reading.places(wanted)
        ends = [place.name for place in places if place.target and place.kind == "op"]
        if len(raw.targets) == 1 and ends:
            result = ends[0]
        else:
            result = result_name({*self.names, *(place.name for place in places), self.name})
        watched = tuple(self.names[at] for at in self.watched)
        return Record(self.name, self.names, watched, places, result, self.converted)


def taped(function: Any, args: Sequence[object], watch: object = True, call: str = TAPE) -> Taped:
    """Trace ``function`` under a tape.

    Args:
        function: takes ``args``, returns a tensor, or a structure of tensors, whose sum is the
            target.
        args: tensors, variables and what TensorFlow makes a tensor of. Whole numbers, strings and
            the like stay what they are, unless there is nothing else.
        watch: True, False, or the names or positions of the arguments the tape is to watch.
        call: what the learner calls, for the sentences that say how.

    Raises:
        NotDrawable: with a sentence for the learner.
    """
    if not callable(function):
        raise NotDrawable(
            f"This {type(function).__name__} cannot be called, so there is nothing to record. Give "
            "the function without its parentheses, then its arguments: "
            f"{call}(f, tf.constant(3.0))."
        )
    name = name_of(function)
    known = names_of(getattr(function, "python_function", function))
    names = tuple(known[at] if at < len(known) else f"x{at}" for at in range(len(args)))
    given = _tensors(args, names, call)
    chosen = _chosen(watch, names)
    for at in chosen:
        if watch is not True and at not in given and not isinstance(args[at], tf.Variable):
            raise NotDrawable(
                f"The argument {names[at]} stays the Python value {args[at]!r:.40}, which a tape "
                "cannot watch. Give tf.constant(...) in its place."
            )
    watched = [
        at
        for at in chosen
        if at in given and (given[at].dtype.is_floating or given[at].dtype.is_complex)
    ]
    with listening():
        try:
            traced, converted = trace(function, args, given, watched), False
        except tf.errors.OperatorNotAllowedInGraphError:
            traced, converted = _converted(function, args, given, watched, name), True
        except (Exception, SystemExit) as error:  # the learner's function may raise anything
            raise not_run(name, error, call) from error
    return Taped(function, args, name, names, given, watched, traced, converted)


def record(function: Any, args: Sequence[object], watch: object = True) -> Record:
    """Run ``function`` once and find every value and gradient. Takes and raises what `taped` does."""
    found = taped(function, args, watch)
    try:
        return found.record()
    except (Exception, SystemExit) as error:  # the learner's function may raise anything
        raise not_run(found.name, error) from error


def not_run(name: str, error: BaseException, call: str = TAPE) -> NotDrawable:
    """What a learner is told whose function raised; a sentence that is one already stays as it is."""
    if isinstance(error, NotDrawable):
        return error
    return NotDrawable(
        f"Running {name} raised {type(error).__name__}: {said(error)} What stands after the "
        f"function are the arguments it is called with: {call}(f, tf.constant(3.0))."
    )


def _converted(
    function: Any,
    args: Sequence[object],
    given: Mapping[int, tf.Tensor],
    watched: list[int],
    name: str,
) -> Traced:
    """The same for a function with Python control flow on a tensor's value."""
    plain = getattr(function, "python_function", function)
    try:
        return trace(tf.autograph.to_graph(plain), args, given, watched)
    except (Exception, SystemExit) as error:  # AutoGraph does not take every function
        raise NotDrawable(
            f"{name} decides in Python by the value of a tensor (an if, a while, a for over a "
            "tensor), and AutoGraph could not make that a part of a graph: "
            f"{said(error)} Give the part that runs, without the decision, or write it with "
            "tf.where or tf.cond."
        ) from error


def _tensors(args: Sequence[object], names: Sequence[str], call: str) -> dict[int, tf.Tensor]:
    """The arguments that are tensors, or that TensorFlow makes tensors of, by position."""
    found = {}
    plain = (bool, str, bytes, type(None), tf.DType, tf.Variable)
    for at, value in enumerate(args):
        if isinstance(value, plain) or callable(value):
            continue
        if isinstance(value, int) and any(not isinstance(one, int) for one in args):
            continue
        try:
            found[at] = tf.convert_to_tensor(value)
        except Exception as error:  # a learner's object may raise anything while it is converted
            if isinstance(value, list | tuple):
                raise NotDrawable(
                    f"TensorFlow makes no tensor of the argument {names[at]}: {in_short(error)}"
                ) from error
            continue  # an object of the learner's own is handed on as it is
        if not hasattr(found[at], "numpy"):
            raise NotDrawable(
                f"The argument {names[at]} is symbolic: while a function is traced it has no value. "
                f"Call {call} outside of tf.function."
            )
    return found


def _chosen(watch: object, names: Sequence[str]) -> list[int]:
    """The positions that ``watch`` names."""
    if isinstance(watch, bool):
        return list(range(len(names))) if watch else []
    wanted = [watch] if isinstance(watch, str | int) else watch
    found = []
    for one in wanted if isinstance(wanted, list | tuple | set) else [wanted]:
        if isinstance(one, str) and one in names:
            found.append(names.index(one))
        elif isinstance(one, int) and not isinstance(one, bool) and 0 <= one < len(names):
            found.append(one)
        else:
            raise NotDrawable(
                f"watch={watch!r:.60} does not say which arguments the tape is to watch. It takes "
                f"True, False, or names or positions of arguments: {', '.join(names) or 'none here'}."
            )
    return sorted(set(found))
