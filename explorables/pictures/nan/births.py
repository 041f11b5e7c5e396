"""Where numbers stop being finite when one number of the input is set to another value."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, zip_longest
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.pictures.nan.ways import Outcome, Ways
from explorables.reading.listening import said
from explorables.reading.signatures import names_of
from explorables.reading.taped.record import Place, Record
from explorables.reading.taped.tracing import Taped, not_run, taped
from explorables.reading.tensors import NotDrawable, subscript, written

CALL: Final = "explorables.nan"
AS_GIVEN: Final = "as given"
# From what most functions stand to what breaks many of them. 1e30 is finite in float32, its square isn't.
_VALUES: Final = (
    *("1000", "100", "10", "1", "0.1", "0.001", "1e-30", "0"),
    *("-0.1", "-1", "-10", "-100", "-1000", "1e30", "-1e30", "inf", "nan"),
)
_SECONDS: Final = 1.0  # of processor time, for what is worked out before it is asked for
MOST_SPOTS: Final = 12  # numbers of the input that can be set


@dataclass(frozen=True)
class Spot:
    """One number of the input.

    Attributes:
        argument: position of the tensor it stands in.
        index: where in it.
        words: ``x[0, 1]``.
        given: what the learner gave.
    """

    argument: int
    index: tuple[int, ...]
    words: str
    given: float


@dataclass(frozen=True, eq=False)
class State:
    """What comes of one value.

    Attributes:
        places: all operations with their values and gradients, one run after another.
        outcomes: what the three ways of running give.
        error: what was raised where each operation runs by itself, a sentence; else "".
    """

    places: Sequence[Place]
    outcomes: tuple[Outcome, ...]
    error: str = ""

    @cached_property
    def first(self) -> int | None:
        """The first place with a value that is not finite; inputs count as first."""
        return next(self._where(lambda place: any(map(broken, place.values))), None)

    @cached_property
    def first_nan(self) -> int | None:
        """The first place with nan among its values."""
        return next(self._where(lambda place: "nan" in map(broken, place.values)), None)

    @cached_property
    def first_back(self) -> int | None:
        """On the way back, the first place by which the gradient is not finite."""
        return next(iter(_first_back(self.places)), None)

    def _where(self, is_so: Any) -> Iterator[int]:
        return (at for at, place in enumerate(self.places) if is_so(place))

    @property
    def sound(self) -> bool:
        """Whether everything is finite, in every way."""
        return (
            not self.error
            and self.first is None
            and self.first_back is None
            and not any(
                (one.error and not one.refused) or any(map(broken, (*one.results, *one.gradients)))
                for one in self.outcomes
            )
        )


def _first_back(places: Sequence[Place]) -> Set[int]:
    """The last place by which the gradient is not finite, or nothing."""
    ill = [at for at, place in enumerate(places) if any(map(broken, place.gradients))]
    return set(ill[-1:])


def broken(array: Any) -> str:
    """``nan`` or ``inf``, where an array holds one; nan comes first. Else ""."""
    if array is None or np.asarray(array).dtype.kind not in "fc":
        return ""
    if np.isnan(array).any():
        return "nan"
    return "" if np.isfinite(array).all() else "inf"


class Births:
    """A function and its inputs, one number of which can be set.

    Args:
        function: takes ``args``, returns tensors.
        args: tensors and what TensorFlow makes a tensor of.

    Attributes:
        spots: the numbers that can be set.
        record: what comes of the inputs as they were given.
        leaves: what there are gradients by in each way: names of inputs, then of variables.

    Raises:
        NotDrawable: with a sentence for the learner.
    """

    def __init__(self, function: Any, args: Sequence[object]):
        plain = getattr(function, "python_function", function)
        args = _checked(plain, args) if callable(function) else args
        self._taped = taped(function, args, call=CALL)
        if _loops(self._taped.traced.concrete.graph):
            raise NotDrawable(
                f"{self._taped.name} has a loop over tensors, and with inf or nan such a loop may never "
                "end. Give what one turn of it does."
            )
        self.spots = _spots(self._taped)
        self._known: dict[tuple[int, str], State] = {}
        self._variables: list[tf.Variable] = []
        # Reading a variable leaves it as it is; whatever else keeps a state may change one.
        if any(
            one.op_def.is_stateful and one.type not in ("ReadVariableOp", "Placeholder")
            for one in self._taped.traced.operations
        ):
            self._variables = list(self._taped.traced.concrete.variables)
        try:
            self.record: Record = self._kept(lambda: self._taped.record(wanted=_first_back))
        except (Exception, SystemExit) as error:  # the learner's function may raise anything
            raise not_run(self._taped.name, error, CALL) from error
        watched = [
            place for place in self.record.places if place.variable is not None and place.followed
        ]
        self.leaves = [
            *(self._taped.names[at] for at in self._taped.watched),
            *(place.name for place in watched),
        ]
        self._ways = Ways(
            plain,
            args,
            list(self._taped.given),
            self._taped.watched,
            [place.variable for place in watched],
        )

    def options(self) -> tuple[str, ...]:
        """What a number can be set to, in words."""
        dtypes = {self._taped.given[spot.argument].dtype for spot in self.spots}
        return (AS_GIVEN, *(one for one in _VALUES if all(_fits(one, dtype) for dtype in dtypes)))

    def given(self, spot: int, option: str) -> Mapping[int, tf.Tensor]:
        """The inputs with one number set."""
        given = dict(self._taped.given)
        if option != AS_GIVEN:
            where = self.spots[spot]
            tensor = given[where.argument]
            array = np.array(tensor.numpy())
            array[where.index] = float(option)
            given[where.argument] = tf.constant(array, tensor.dtype)
        return given

    def state(self, spot: int, option: str) -> State:
        """What comes of a value; worked out once."""
        key = (spot, option) if option != AS_GIVEN else (0, AS_GIVEN)
        if key not in self._known:
            self._known[key] = self._kept(lambda: self._state(self.given(spot, option)))
        return self._known[key]

    def prepare(self) -> None:
        """Work out the values of the first number, so that its slider waits for none; the rest follows
        when it is asked for."""
        until = time.process_time() + _SECONDS
        for option in self.options():
            if time.process_time() > until:
                break
            self.state(0, option)

    def birth(self, spot: int) -> str:
        """The value nearest to the given one with which something is not finite."""
        if not self.state(spot, AS_GIVEN).sound:
            return AS_GIVEN
        given = self.spots[spot].given
        finite = [option for option in self.options()[1:] if np.isfinite(float(option))]
        for option in sorted(finite, key=lambda option: abs(float(option) - given)):
            if not self.state(spot, option).sound:
                return option
        return "nan"

    def _state(self, given: Mapping[int, tf.Tensor]) -> State:
        outcomes = self._ways.outcomes(given)
        try:
            return State(self._taped.record(given, _first_back).places, outcomes)
        except (Exception, SystemExit) as error:  # as a check does that has found something
            empty = [
                replace(place, values=[], gradients=[None], arrivals=[])
                for place in self.record.places
            ]
            return State(empty, outcomes, outcomes[0].error or said(error))

    def _kept(self, run: Any) -> Any:
        """What ``run`` gives; the variables are afterward as they were."""
        before = [(one, one.numpy()) for one in self._variables]
        try:
            return run()
        finally:
            for variable, value in before:
                variable.assign(value)


def _checked(function: Any, args: Sequence[object]) -> list[object]:
    """The arguments, variables by their values, if one of them holds a number that can be set."""
    if not args:
        raise NotDrawable(
            f"Give what the function is called with behind it: {CALL}(f, tf.constant(3.0))."
        )
    args = [tf.convert_to_tensor(one) if isinstance(one, tf.Variable) else one for one in args]
    kinds: list[str] = []
    for name, one in zip_longest(names_of(function)[: len(args)], args, fillvalue="an input"):
        try:
            tensor = tf.convert_to_tensor(one)
        except Exception:  # a learner's object may raise anything; it is not one that can be set
            kinds.append(f"{name} is of type {type(one).__name__}")
            continue
        if tensor.dtype.is_floating and tensor.shape.num_elements() != 0:
            return args
        kinds.append(f"{name} is {tensor.dtype.name}, shape {written(tuple(tensor.shape))}")
    raise NotDrawable(
        f"None of the inputs holds a float, and only floats can be nan: {', '.join(kinds)}. A decimal "
        "point makes a float: 1.0 in place of 1."
    )


def _loops(graph: Any) -> bool:
    """Whether a graph, or a function that it calls, has a loop."""
    definition = graph.as_graph_def()
    inside = (node for function in definition.library.function for node in function.node_def)
    return any(node.op in ("While", "StatelessWhile") for node in chain(definition.node, inside))


def _spots(found: Taped) -> list[Spot]:
    """The numbers that can be set."""
    spots: list[Spot] = []
    for at, tensor in found.given.items():
        if not tensor.dtype.is_floating:
            continue
        array = np.asarray(tensor.numpy())
        for index in islice(np.ndindex(array.shape), MOST_SPOTS - len(spots)):
            words = subscript(found.names[at], tuple(index))
            spots.append(Spot(at, tuple(index), words, float(array[index])))
    return spots


def _fits(option: str, dtype: tf.DType) -> bool:
    """Whether a dtype has a number that is near this one: float16 has none near 1e30 or 1e-30."""
    wanted = float(option)
    with np.errstate(over="ignore", under="ignore"):
        kept = float(np.asarray(wanted).astype(dtype.as_numpy_dtype))
    return not np.isfinite(wanted) or (np.isfinite(kept) and (kept == 0) == (wanted == 0))
