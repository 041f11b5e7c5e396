"""Makes the places of a picture out of what one run of a function under a tape gave."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, Final

import tensorflow as tf

from explorables.reading.taped.arrivals import trace_back
from explorables.reading.taped.formulas import HELPERS, formula, structural
from explorables.reading.taped.reasons import why_none
from explorables.reading.taped.record import INSIDE, Place
from explorables.reading.taped.run import Key, Raw, as_array, is_smooth, key_of
from explorables.reading.tensors import NotDrawable, count

MOST: Final = 40  # places of a picture


class Reading:
    """Makes the places of a picture out of what one run gave."""

    def __init__(
        self,
        raw: Raw,
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
                self._users.setdefault(key_of(one), []).append((operation, at))
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
            one for one in outputs if key_of(one) in self._users or key_of(one) in self._ends
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
        if key_of(operation.outputs[0]) not in self._raw.gradients:
            return found
        takes = [one.op.name for one in operation.inputs if key_of(one) in self._raw.gradients]
        waiting = [one.op for one in operation.inputs if key_of(one) not in self._raw.gradients]
        while waiting:
            one = waiting.pop()
            if one.name in found or one.name in takes or one.type == "Placeholder":
                continue
            if any(key_of(output) in self._raw.gradients for output in one.outputs):
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
            users = [use for one in operation.outputs for use in self._users.get(key_of(one), ())]
            smooth = any(is_smooth(one.dtype) for one in operation.outputs)
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

    def places(self, wanted: Callable[[Sequence[Place]], Set[int]]) -> list[Place]:
        """The places, in the order of the operations they stand for; inputs come first.

        Args:
            wanted: from the places to those whose `Place.arrivals` are asked for, by number; finding
                them takes most of the time.
        """
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
                place.variable = variable
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
                    place.values = [as_array(before[0] if before else variable.value())]
                place.gradients = [None if answer is None else as_array(answer)]
            else:
                used = self._used(operation)
                keys = [key_of(one) for one in used]
                place.values = [as_array(raw.values[key]) for key in keys if key in raw.values]
                place.dtypes = [one.dtype for one in used]
                place.gradients = [
                    as_array(raw.gradients[key]) if key in raw.gradients else None for key in keys
                ]
                place.target = any(key in raw.targets for key in keys)
            takes = operation.inputs
            if operation.type == "IdentityN" and self._inside(operation):
                takes = [one for one in takes if key_of(one) in raw.gradients]
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
        trace_back(shown, raw, self._place, places, wanted(places))
        returned = [raw.values[one].dtype for one in raw.targets]
        for at, place in enumerate(places):
            # Of a target the tape did not record it still says 1, and reaches nothing else.
            if not place.reached or (place.target and not place.followed):
                place.why = why_none(places, at, returned)
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
                place.name = result_name(taken | self._near.keys())
            else:
                place.name = _free("v", taken, always=True)
            taken.add(place.name)
            used = self._used(operation)
            for at, one in enumerate(used):
                names[key_of(one)] = place.name if len(used) == 1 else f"{place.name}[{at}]"
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
                        names[key_of(one)]
                        for one in operation.inputs
                        if key_of(one) in names and key_of(one) in self._raw.gradients
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


def result_name(taken: Iterable[str]) -> str:
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
