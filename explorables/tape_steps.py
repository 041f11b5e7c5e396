"""What a `tf.GradientTape` computes, as plain data: every value forward, every gradient backward.

The tape shows its record to nobody. But inside a ``tf.function`` the operations a function runs can
be listed, and a tape there can be asked for the gradient with respect to all of them. Both calls
are public, and one run of that graph gives every value and every gradient.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.printing import listening, said
from explorables.signatures import name_of, names_of
from explorables.tape_formulas import HELPERS, formula, structural
from explorables.tensors import NotDrawable, count, in_short

MOST: Final = 40  # places of a picture

INSIDE: Final = "made inside the function"  # a constant

Key = tuple[str, int]  # an operation's name, and which of its outputs


@dataclass(frozen=True)
class Arrival:
    """What comes back to a place over one edge.

    Attributes:
        user: the place it comes back from.
        brought: what comes back over this edge.
        arriving: the gradient with respect to what the user gives.
        slope: where both ends are scalars, the derivative of the one with respect to the other.
    """

    user: int
    brought: np.ndarray
    arriving: np.ndarray
    slope: float | None


@dataclass(eq=False)
class Place:
    """An input, a variable, a constant, or an operation, with what the tape finds there.

    Attributes:
        name: what the formulas of other places call it.
        kind: input, variable, constant, or op.
        type: of an op, TensorFlow's name for it, such as ``Mul``.
        formula: of an op, what it computes: ``x * x``.
        note: where an input comes from.
        sources: places it takes, in order, each once.
        values: what it gives, an array an output.
        dtypes: their dtypes.
        gradients: of the target with respect to each; None where the tape gives None.
        followed: whether the tape watches it (input, variable) or recorded it (op).
        target: whether the gradients are those of this one.
        why: why the gradient is None, or of a target why it goes no further; else "".
        arrivals: what comes back, edge by edge; empty where that is not known for certain.
    """

    name: str
    kind: str
    type: str = ""
    formula: str = ""
    note: str = ""
    sources: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    dtypes: list[tf.DType] = field(default_factory=list)
    gradients: list[np.ndarray | None] = field(default_factory=list)
    followed: bool = False
    target: bool = False
    why: str = ""
    arrivals: list[Arrival] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        """Whether any gradient arrives here."""
        return any(one is not None for one in self.gradients)


@dataclass(frozen=True, eq=False)
class Record:
    """One function, run once under a tape.

    Attributes:
        name: of the function.
        arguments: names of its arguments, in order.
        watched: names of those that ``tape.watch`` was called with.
        places: in an order in which each stands after all it takes; ops in the order recorded.
        result: what to call what it returns.
        converted: whether AutoGraph turned Python's ``if`` and ``while`` into nodes.
    """

    name: str
    arguments: tuple[str, ...]
    watched: tuple[str, ...]
    places: list[Place]
    result: str
    converted: bool

    @property
    def forward(self) -> list[int]:
        """The operations, in the order they were recorded."""
        return [at for at, place in enumerate(self.places) if place.kind == "op"]

    @property
    def backward(self) -> list[int]:
        """All but the function's own constants, in reverse: each after everything that used it."""
        return [at for at in range(len(self.places) - 1, -1, -1) if self.places[at].note != INSIDE]

    def __getitem__(self, name: str) -> Place:
        return next(place for place in self.places if place.name == name)


def record(function: Any, args: Sequence[object], watch: object = True) -> Record:
    """Run ``function`` once and find every value and gradient.

    Args:
        function: takes ``args``, returns a tensor, or a structure of tensors, whose sum is the
            target.
        args: tensors, variables and what TensorFlow makes a tensor of. Whole numbers, strings and
            the like stay what they are, unless there is nothing else.
        watch: True, False, or the names or positions of the arguments the tape is to watch.

    Raises:
        NotDrawable: with a sentence for the learner.
    """
    if not callable(function):
        raise NotDrawable(
            f"This {type(function).__name__} cannot be called, so there is nothing to record. Give "
            "the function without its parentheses, then its arguments: "
            "explorables.tape(f, tf.constant(3.0))."
        )
    name = name_of(function)
    known = names_of(getattr(function, "python_function", function))
    names = tuple(known[at] if at < len(known) else f"x{at}" for at in range(len(args)))
    given = _tensors(args, names)
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
            raw, converted = _run(function, args, given, watched), False
        except tf.errors.OperatorNotAllowedInGraphError:
            raw, converted = _converted(function, args, given, watched, name), True
        except (Exception, SystemExit) as error:  # the learner's function may raise anything
            raise _not_run(name, error) from error
        places = _Reading(raw, function, args, given, watched, names).places()
    ends = [place.name for place in places if place.target and place.kind == "op"]
    if len(raw.targets) == 1 and ends:
        result = ends[0]
    else:
        result = _result({*names, *(place.name for place in places), name})
    return Record(name, names, tuple(names[at] for at in watched), places, result, converted)


def _not_run(name: str, error: BaseException) -> NotDrawable:
    if isinstance(error, NotDrawable):
        return error
    return NotDrawable(
        f"Running {name} raised {type(error).__name__}: {said(error)} What stands after the "
        "function are the arguments it is called with: explorables.tape(f, tf.constant(3.0))."
    )


def _converted(
    function: Any,
    args: Sequence[object],
    given: Mapping[int, tf.Tensor],
    watched: list[int],
    name: str,
) -> _Raw:
    """The same for a function with Python control flow on a tensor's value."""
    plain = getattr(function, "python_function", function)
    try:
        return _run(tf.autograph.to_graph(plain), args, given, watched)
    except (Exception, SystemExit) as error:  # AutoGraph does not take every function
        raise NotDrawable(
            f"{name} decides in Python by the value of a tensor (an if, a while, a for over a "
            "tensor), and AutoGraph could not make that a part of a graph: "
            f"{said(error)} Give the part that runs, without the decision, or write it with "
            "tf.where or tf.cond."
        ) from error


def _tensors(args: Sequence[object], names: Sequence[str]) -> dict[int, tf.Tensor]:
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
                "Call explorables.tape outside of tf.function."
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


@dataclass(frozen=True, eq=False)
class _Raw:
    """What one run gave: operations as listed, and values and gradients by tensor."""

    concrete: Any
    operations: list[tf.Operation]
    values: dict[Key, tf.Tensor]
    gradients: dict[Key, tf.Tensor]
    variables: list[tuple[tf.Variable, tf.Tensor | None]]  # watched by themselves
    targets: list[Key]
    arguments: dict[str, int]  # placeholder by name to position


def _run(
    function: Callable[..., object],
    args: Sequence[object],
    given: Mapping[int, tf.Tensor],
    watched: Sequence[int],
) -> _Raw:
    """Trace ``function`` under a tape that is asked for everything, and run that."""
    found: dict[str, Any] = {}

    # Not converted by AutoGraph, which would turn this body's own loops over.
    @tf.function(autograph=False)
    def traced(*tensors: tf.Tensor) -> Any:
        inside = dict(zip(given, tensors, strict=True))
        with tf.GradientTape() as tape:
            for at in watched:
                tape.watch(inside[at])
            result = function(*(inside.get(at, value) for at, value in enumerate(args)))
            targets = _targets(result)
        operations = tf.compat.v1.get_default_graph().get_operations()
        outputs = [
            one
            for operation in operations
            for one in operation.outputs
            if one.dtype not in (tf.resource, tf.variant)
        ]
        smooth = [one for one in outputs if one.dtype.is_floating or one.dtype.is_complex]
        variables = list(tape.watched_variables())
        # A tape warns of a target that is whole; without one to differentiate all are None.
        useful = [one for one in targets if one.dtype.is_floating or one.dtype.is_complex]
        answers = tape.gradient(useful, [*smooth, *variables]) if useful else []
        answers = [None if one is None else tf.convert_to_tensor(one) for one in answers]
        answers += [None] * (len(smooth) + len(variables) - len(answers))
        found.update(
            operations=list(operations),
            outputs=[_key(one) for one in outputs],
            smooth=[_key(one) for one in smooth],
            reached=[one is not None for one in answers],
            variables=variables,
            targets=[_key(one) for one in targets],
            arguments={one.op.name: at for at, one in inside.items()},
        )
        return outputs, [one for one in answers if one is not None]

    concrete = traced.get_concrete_function(*given.values())
    outputs, answers = concrete(*given.values())
    rest = iter(answers)
    every = [next(rest) if one else None for one in found["reached"]]
    size = len(found["smooth"])
    gradients = {
        key: one for key, one in zip(found["smooth"], every[:size], strict=True) if one is not None
    }
    return _Raw(
        concrete,
        found["operations"],
        dict(zip(found["outputs"], outputs, strict=True)),
        gradients,
        list(zip(found["variables"], every[size:], strict=True)),
        found["targets"],
        found["arguments"],
    )


def _key(tensor: tf.Tensor) -> Key:
    return tensor.op.name, tensor.value_index


def _targets(result: object) -> list[tf.Tensor]:
    """The tensors a function returned, each of this graph."""
    found = []
    for one in tf.nest.flatten(result):
        if one is None or not (tf.is_tensor(one) or isinstance(one, tf.Variable)):
            kind = "None" if one is None else f"the Python value {one!r:.40}"
            raise NotDrawable(
                f"The function returned {kind}, not a tensor, so there is nothing the tape could "
                "go back from. Return what TensorFlow computed: a loss, for example."
            )
        tensor = tf.convert_to_tensor(one)
        # A tensor from outside that is returned as it came has no node of its own yet.
        found.append(tensor if tf.is_symbolic_tensor(tensor) else tf.identity(tensor))
    if not found:
        raise NotDrawable("The function returned nothing, so there is nothing to go back from.")
    return found


class _Reading:
    """Makes the places of a picture out of what one run gave."""

    def __init__(
        self,
        raw: _Raw,
        function: Any,
        args: Sequence[object],
        given: Mapping[int, tf.Tensor],
        watched: Sequence[int],
        names: Sequence[str],
    ):
        self._raw = raw
        self._args = args
        self._watched = {name for name, at in raw.arguments.items() if at in watched}
        self._names = names
        self._given = given
        self._near = _nearby(function)
        self._users: dict[Key, list[tuple[tf.Operation, int]]] = {}
        for operation in raw.operations:
            for at, one in enumerate(operation.inputs):
                self._users.setdefault(_key(one), []).append((operation, at))
        self._captured = dict(
            zip(
                (one.op.name for one in raw.concrete.inputs[len(given) :]),
                raw.concrete.captured_inputs,
                strict=True,
            )
        )
        self._behind = self._handles()
        self._ends = set(raw.targets)
        self._assigned = any(one.type.startswith("Assign") for one in raw.operations)
        self._place: dict[str, int] = {}  # of an operation, where it is shown
        self._tracked = self._follow()

    def _handles(self) -> dict[str, tf.Variable]:
        """Variables, by the placeholder of their handle."""
        concrete = self._raw.concrete
        handles = {id(one.handle): one for one in concrete.variables}
        captured = concrete.captured_inputs
        inputs = concrete.inputs[len(concrete.inputs) - len(captured) :]
        return {
            one.op.name: handles[id(value)]
            for one, value in zip(inputs, captured, strict=True)
            if id(value) in handles
        }

    def _used(self, operation: tf.Operation) -> list[tf.Tensor]:
        """The outputs of an operation that are used or returned; all, where none is."""
        outputs = list(operation.outputs)
        return [
            one for one in outputs if _key(one) in self._users or _key(one) in self._ends
        ] or outputs

    def _follow(self) -> set[str]:
        """Operations that the tape recorded or whose output it was told to watch."""
        found = set(self._watched)
        auto = {id(variable) for variable, _ in self._raw.variables}
        for operation in self._raw.operations:
            if operation.type == "StopGradient":
                continue  # tf.stop_gradient pauses the recording
            for one in operation.inputs:
                smooth = one.dtype.is_floating or one.dtype.is_complex
                variable = self._behind.get(one.op.name)
                if (smooth and one.op.name in found) or (
                    variable is not None and id(variable) in auto
                ):
                    found.add(operation.name)
        for operation in self._raw.operations:
            if operation.type == "IdentityN":  # a gradient of its own: the inside is not recorded
                found -= self._inside(operation)
        return found

    def _inside(self, operation: tf.Operation) -> set[str]:
        """The operations inside a function with a custom gradient, which ends in ``operation``."""
        found: set[str] = set()
        if _key(operation.outputs[0]) not in self._raw.gradients:
            return found
        takes = [one.op.name for one in operation.inputs if _key(one) in self._raw.gradients]
        waiting = [one.op for one in operation.inputs if _key(one) not in self._raw.gradients]
        while waiting:
            one = waiting.pop()
            if one.name in found or one.name in takes or one.type == "Placeholder":
                continue
            if any(_key(output) in self._raw.gradients for output in one.outputs):
                continue
            found.add(one.name)
            waiting += [source.op for source in one.inputs]
        return found

    def _folded(self) -> set[str]:
        """Operations that are no step of the mathematics: reads, axes, shapes, single numbers."""
        folded: set[str] = set()
        targets = {name for name, _ in self._raw.targets}
        fixed: set[str] = set()  # what is made from constants alone
        for operation in self._raw.operations:
            if (operation.type == "Const" and operation.name not in self._captured) or (
                operation.inputs
                and not operation.op_def.is_stateful
                and all(one.op.name in fixed for one in operation.inputs)
            ):
                fixed.add(operation.name)
            if operation.type == "IdentityN":
                folded |= self._inside(operation)
        for operation in reversed(self._raw.operations):
            name = operation.name
            if name in targets or name in self._raw.arguments or name in self._behind:
                continue
            users = [use for one in operation.outputs for use in self._users.get(_key(one), ())]
            smooth = any(_smooth(one.dtype) for one in operation.outputs)
            number = operation.type == "Const" and not operation.outputs[0].shape.rank
            if (
                operation.type in HELPERS
                or not operation.outputs
                or operation.outputs[0].dtype == tf.variant
                or (operation.type == "ReadVariableOp" and not self._assigned)
                or (name in fixed and (number or (operation.type != "Const" and not smooth)))
                or (not users and (operation.type == "Identity" or not smooth))
                or (
                    users and all(user.name in folded or structural(user, at) for user, at in users)
                )
            ):
                folded.add(name)
        return folded - targets

    def places(self) -> list[Place]:
        """The places, in the order of the operations they stand for; inputs come first."""
        raw = self._raw
        folded = self._folded()
        shown = [one for one in raw.operations if one.name not in folded]
        if len(shown) > MOST:
            raise NotDrawable(
                f"This function runs {count(len(shown), 'operation')}, inputs among them; the "
                f"picture takes up to {MOST}. Give a part of it, such as one layer or one term of "
                "the loss; or put @tf.function before a part, which then is one operation."
            )
        shown.sort(key=lambda one: one.type not in ("Placeholder", "Const"))
        for at, operation in enumerate(shown):
            self._place[operation.name] = at
        for operation in raw.operations:  # a variable's value stands where the variable stands
            if operation.type == "ReadVariableOp" and operation.name in folded:
                self._place[operation.name] = self._place[operation.inputs[0].op.name]
        places = self._named(shown)
        auto = {id(variable): answer for variable, answer in raw.variables}
        for operation, place in zip(shown, places, strict=True):
            variable = self._behind.get(operation.name)
            place.followed = operation.name in self._tracked
            if variable is not None:
                place.followed = id(variable) in auto
                answer = auto.get(id(variable))
                before = [
                    raw.values[one.name, 0]
                    for one in raw.operations
                    if one.type == "ReadVariableOp" and one.inputs[0].op.name == operation.name
                ]
                place.dtypes = [variable.dtype]
                if self._assigned:
                    place.note = "the function assigns, so a read is an operation of its own"
                else:
                    place.values = [_array(before[0] if before else variable.value())]
                place.gradients = [None if answer is None else _array(answer)]
            else:
                used = self._used(operation)
                keys = [_key(one) for one in used]
                place.values = [_array(raw.values[key]) for key in keys if key in raw.values]
                place.dtypes = [one.dtype for one in used]
                place.gradients = [
                    _array(raw.gradients[key]) if key in raw.gradients else None for key in keys
                ]
                place.target = any(key in raw.targets for key in keys)
            takes = operation.inputs
            if operation.type == "IdentityN" and self._inside(operation):
                takes = [one for one in takes if _key(one) in raw.gradients]
            place.sources = list(
                dict.fromkeys(
                    self._place[one.op.name] for one in takes if one.op.name in self._place
                )
            )
        read = [name for name, _ in raw.targets if name not in self._place]
        targets = {*(name for name, _ in raw.targets), *read}
        for name in targets:
            if name in self._place:
                places[self._place[name]].target = True
        self._trace_back(shown, places)
        for at, place in enumerate(places):
            # Of a target the tape did not record it still says 1, and reaches nothing else.
            if not place.reached or (place.target and not place.followed):
                place.why = self._why(places, at)
        return places

    def _named(self, shown: Sequence[tf.Operation]) -> list[Place]:
        """A place for each operation, named as the learner would."""
        places = []
        taken: set[str] = set(self._names)
        names: dict[Key, str] = {}
        single = len(self._raw.targets) == 1
        for operation in shown:
            place = Place("", "op", operation.type)
            if operation.name in self._raw.arguments:
                place.kind = "input"
                place.name = self._names[self._raw.arguments[operation.name]]
            elif operation.name in self._behind:
                variable = self._behind[operation.name]
                place.kind = "variable"
                last = variable.name.partition(":")[0].rpartition("/")[2]
                place.name = self._known(variable) or _free(last, taken)
            elif operation.name in self._captured:
                place.kind = "constant"
                place.name = self._known(self._captured[operation.name]) or _free("c", taken)
                place.note = "a tensor from outside the function"
            elif operation.type == "Const":
                place.kind = "constant"
                place.name = _free("c", taken)
                place.note = INSIDE
            elif single and operation.name == self._raw.targets[0][0]:
                place.name = _result(taken | self._near.keys())
            else:
                place.name = _free("v", taken, always=True)
            taken.add(place.name)
            used = self._used(operation)
            for at, one in enumerate(used):
                names[_key(one)] = place.name if len(used) == 1 else f"{place.name}[{at}]"
            places.append(place)
        for operation in self._raw.operations:
            if operation.type == "ReadVariableOp" and operation.name in self._place:
                names.setdefault((operation.name, 0), places[self._place[operation.name]].name)
        for operation, place in zip(shown, places, strict=True):
            if place.kind == "op":
                inside = self._inside(operation) if operation.type == "IdentityN" else set()
                if inside:
                    place.type = "custom gradient"
                    takes = [
                        names[_key(one)]
                        for one in operation.inputs
                        if _key(one) in names and _key(one) in self._raw.gradients
                    ]
                    place.formula = f"custom_gradient({', '.join(dict.fromkeys(takes))})"
                else:
                    place.formula = formula(operation, names)
        return places

    def _known(self, value: object) -> str:
        """What the learner calls a value; "" where that is not known."""
        for at, one in enumerate(self._args):
            if one is value:
                return self._names[at]
        return next((name for name, one in self._near.items() if one is value), "")

    def _trace_back(self, shown: Sequence[tf.Operation], places: list[Place]) -> None:
        """Find what comes back over each edge; kept where it adds up to what the tape says."""
        for operation in shown:
            at = self._place[operation.name]
            for source, arrival in self._carried(operation, at):
                places[source].arrivals.append(arrival)
        for place in places:
            gradient = place.gradients[0] if len(place.gradients) == 1 else None
            total = np.ones_like(gradient) if gradient is not None and place.target else 0.0
            for arrival in place.arrivals:
                total = total + arrival.brought
            if gradient is None or not (
                np.shape(total) == gradient.shape
                and np.allclose(total, gradient, rtol=1e-3, atol=1e-6, equal_nan=True)
            ):
                place.arrivals = []

    def _carried(self, operation: tf.Operation, at: int) -> Iterable[tuple[int, Arrival]]:
        """What one operation hands back to each place it took something from."""
        raw = self._raw
        arriving = [raw.gradients.get(_key(one)) for one in operation.outputs]
        call = getattr(tf.raw_ops, operation.type, None)
        if operation.type == "ReadVariableOp" and arriving[0] is not None:
            if operation.inputs[0].op.name != operation.name and self._place[operation.name] == at:
                one = _array(arriving[0])
                yield self._place[operation.inputs[0].op.name], Arrival(at, one, one, None)
            return
        values = [raw.values.get(_key(one)) for one in operation.inputs]
        if (
            call is None
            or all(one is None for one in arriving)
            or any(one is None for one in values)
            or operation.op_def.is_stateful
            or operation.type in ("IdentityN", "PartitionedCall", "StatelessIf", "StatelessWhile")
        ):
            return
        try:
            copies = [tf.identity(one) for one in values]
            with tf.GradientTape(persistent=True) as tape:
                for one in copies:
                    if one.dtype.is_floating or one.dtype.is_complex:
                        tape.watch(one)
                results = tf.nest.flatten(call(**_call(operation, copies)))
            seeds = [
                tf.zeros_like(one) if seed is None else seed
                for one, seed in zip(results, arriving, strict=True)
            ]
            pairs = [
                (one, seed)
                for one, seed in zip(results, seeds, strict=True)
                if one.dtype.is_floating or one.dtype.is_complex
            ]
            brought = tape.gradient([one for one, _ in pairs], copies, [seed for _, seed in pairs])
            scalar = len(results) == 1 and results[0].shape.rank == 0
            slopes = tape.gradient(results[0], copies) if scalar else [None] * len(copies)
        except Exception:  # what cannot be run by itself again tells less; the gradients stand
            return
        for source, one, slope in zip(operation.inputs, brought, slopes, strict=True):
            if one is None or source.op.name not in self._place:
                continue
            steep = slope is not None and slope.shape.rank == 0 and not slope.dtype.is_complex
            yield (
                self._place[source.op.name],
                Arrival(
                    at,
                    _array(tf.convert_to_tensor(one)),
                    _array(seeds[0]),
                    float(slope) if steep else None,
                ),
            )

    def _why(self, places: Sequence[Place], at: int) -> str:
        """Why the gradient of the target with respect to a place is None."""
        place = places[at]
        only = "only floats and complex numbers have gradients"
        if place.type == "StopGradient":
            return "the gradient stops here: tf.stop_gradient is not recorded"
        if place.dtypes and not any(map(_smooth, place.dtypes)):
            return f"it is {place.dtypes[0].name}, and {only}"
        targets = [self._raw.values[key].dtype for key in self._raw.targets]
        if not any(map(_smooth, targets)):
            return f"the target is {targets[0].name}, and {only}"
        if place.kind == "variable" and not place.followed:
            return "a variable made with trainable=False is not watched by itself"
        if place.kind == "input" and not place.followed:
            return "the tape does not watch it: there was no tape.watch for it"
        if place.kind == "constant":
            return "a constant: by itself the tape watches variables only"
        if not place.followed:
            return _unrecorded(places, at)
        leading = _leading(places)
        if at not in leading:
            return "the target is not computed from it"
        return _blocked(places, at, leading)


def _unrecorded(places: Sequence[Place], at: int) -> str:
    """Why the tape did not record an operation, in words."""
    waiting = list(places[at].sources)
    while waiting:
        place = places[waiting.pop()]
        if place.type == "StopGradient":
            return f"it is made from {place.name}, where tf.stop_gradient ends the record"
        if place.kind == "op" and place.followed and not any(map(_smooth, place.dtypes)):
            return f"it is made from {place.name}, which is {place.dtypes[0].name}"
        if not place.followed:
            waiting += place.sources
    return "nothing that it takes is watched, so the tape did not record it"


def _leading(places: Sequence[Place]) -> set[int]:
    """Places that the target is computed from, the target among them."""
    found = {at for at, place in enumerate(places) if place.target}
    for at in range(len(places) - 1, -1, -1):
        if at in found:
            found.update(places[at].sources)
    return found


def _blocked(places: Sequence[Place], at: int, leading: set[int]) -> str:
    """Where the way back from the target to a place is interrupted, in words."""
    stops: dict[str, str] = {}
    waiting = [at]
    seen = set()
    while waiting:
        one = waiting.pop()
        for other in sorted(leading):
            if one not in places[other].sources or other in seen:
                continue
            seen.add(other)
            user = places[other]
            if user.type == "StopGradient":
                stops[user.name] = f"the gradient stops at {user.name}, a tf.stop_gradient"
            elif user.dtypes and not any(map(_smooth, user.dtypes)):
                stops[user.name] = f"on the way to the target {user.name} is {user.dtypes[0].name}"
            elif user.reached:
                stops[user.name] = f"{user.type} ({user.name}) hands no gradient back to it"
            else:
                waiting.append(other)
    return "; ".join(list(stops.values())[:2]) or "no gradient comes back to it"


def _smooth(dtype: tf.DType) -> bool:
    return dtype.is_floating or dtype.is_complex


def _result(taken: Iterable[str]) -> str:
    """What to call what the function returns, where some names are taken."""
    return next(
        name for name in ("y", "target", "returned", "_") if name not in taken or name == "_"
    )


def _free(stem: str, taken: set[str], always: bool = False) -> str:
    """A name that is not taken: ``c``, or with a number, ``c2``."""
    if not always and stem not in taken:
        return stem
    number = 1 if always else 2
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _nearby(function: Any) -> dict[str, object]:
    """The values a function uses from outside, by the names it knows them by."""
    plain = getattr(function, "python_function", function)
    try:
        used = inspect.getclosurevars(plain)
    except (TypeError, ValueError):  # an object that can be called, or a function not from Python
        return {}
    return {**used.globals, **used.nonlocals}


def _array(tensor: Any) -> np.ndarray:
    """The elements of a tensor; floats that NumPy lacks are widened."""
    array = np.asarray(tensor.numpy())
    return array.astype(np.float32) if array.dtype.kind == "V" else array


def _call(operation: tf.Operation, values: Sequence[tf.Tensor]) -> dict[str, Any]:
    """The arguments with which ``tf.raw_ops`` runs an operation again."""
    found: dict[str, Any] = {}
    at = 0
    for one in operation.op_def.input_arg:
        if one.number_attr or one.type_list_attr:
            size = (
                operation.get_attr(one.number_attr)
                if one.number_attr
                else len(operation.get_attr(one.type_list_attr))
            )
            found[one.name] = list(values[at : at + size])
            at += size
        else:
            found[one.name] = values[at]
            at += 1
    known = set(inspect.signature(getattr(tf.raw_ops, operation.type)).parameters) - {"name"}
    if "axis" in known and "reduction_indices" in found:  # the one argument Python calls otherwise
        found["axis"] = found.pop("reduction_indices")
    for name in known - set(found):
        found[name] = operation.get_attr(name)
    return found
