"""One run of a function under a tape that is asked for every value and every gradient.

The tape shows its record to nobody. But inside a ``tf.function`` the operations a function runs can
be listed, and a tape there can be asked for the gradient with respect to all of them. Both calls
are public, and one run of that graph gives every value and every gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from explorables.reading.tensors import NotDrawable

Key = tuple[str, int]  # an operation's name, and which of its outputs


@dataclass(frozen=True, eq=False)
class Raw:
    """What one run gave: operations as listed, and values and gradients by tensor."""

    concrete: Any
    operations: list[tf.Operation]
    values: dict[Key, tf.Tensor]
    gradients: dict[Key, tf.Tensor]
    variables: list[tuple[tf.Variable, tf.Tensor | None]]  # watched by themselves
    targets: list[Key]
    arguments: dict[str, int]  # placeholder by name to position


@dataclass(frozen=True, eq=False)
class Traced:
    """A function, traced under a tape that is asked for everything. It can be run more than once.

    Attributes:
        concrete: what runs it.
        operations: as listed.
        outputs: the tensors whose values it gives, in order.
        smooth: those of them that there could be a gradient of.
        reached: of the smooth ones, then of the variables, whether the tape has a gradient.
        variables: watched by themselves.
        targets: what the function returned.
        arguments: placeholder by name to position.
    """

    concrete: Any
    operations: list[tf.Operation]
    outputs: list[Key]
    smooth: list[Key]
    reached: list[bool]
    variables: list[tf.Variable]
    targets: list[Key]
    arguments: dict[str, int]

    def run(self, tensors: Iterable[tf.Tensor]) -> Raw:
        """Every value and every gradient, for arguments of the shapes and dtypes it was traced with."""
        outputs, answers = self.concrete(*tensors)
        rest = iter(answers)
        every = [next(rest) if one else None for one in self.reached]
        size = len(self.smooth)
        gradients = {
            key: one for key, one in zip(self.smooth, every[:size], strict=True) if one is not None
        }
        return Raw(
            self.concrete,
            self.operations,
            dict(zip(self.outputs, outputs, strict=True)),
            gradients,
            list(zip(self.variables, every[size:], strict=True)),
            self.targets,
            self.arguments,
        )


def trace(
    function: Callable[..., object],
    args: Sequence[object],
    given: Mapping[int, tf.Tensor],
    watched: Sequence[int],
) -> Traced:
    """Trace ``function`` under a tape that is asked for everything."""
    found: dict[str, Any] = {}

    # Not converted by AutoGraph, which would turn this body's own loops over.
    @tf.function(autograph=False)
    def traced(*tensors: tf.Tensor) -> Any:
        inside = dict(zip(given, tensors, strict=True))
        with tf.GradientTape() as tape:
            for at in watched:
                tape.watch(inside[at])
            result = function(*(inside.get(at, value) for at, value in enumerate(args)))
            targets = targets_of(result)
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
            outputs=[key_of(one) for one in outputs],
            smooth=[key_of(one) for one in smooth],
            reached=[one is not None for one in answers],
            variables=variables,
            targets=[key_of(one) for one in targets],
            arguments={one.op.name: at for at, one in inside.items()},
        )
        return outputs, [one for one in answers if one is not None]

    concrete = traced.get_concrete_function(*given.values())
    return Traced(concrete, **found)


def key_of(tensor: tf.Tensor) -> Key:
    """What a tensor of a graph is known by."""
    return tensor.op.name, tensor.value_index


def targets_of(result: object) -> list[tf.Tensor]:
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


def is_smooth(dtype: tf.DType) -> bool:
    """Whether there are gradients of this dtype."""
    return dtype.is_floating or dtype.is_complex


def as_array(tensor: Any) -> np.ndarray:
    """The elements of a tensor; floats that NumPy lacks are widened."""
    array = np.asarray(tensor.numpy())
    return array.astype(np.float32) if array.dtype.kind == "V" else array
