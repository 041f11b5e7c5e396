"""What comes back over each edge when a tape goes from the target to the inputs."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import numpy as np
import tensorflow as tf

from explorables.reading.taped.record import Arrival, Place
from explorables.reading.taped.run import Raw, as_array, key_of


def trace_back(
    shown: Sequence[tf.Operation],
    raw: Raw,
    place: Mapping[str, int],
    places: list[Place],
    wanted: Set[int],
) -> None:
    """Find what comes back to the places ``wanted``; kept where it adds up to what the tape says."""
    for operation in shown:
        if wanted.isdisjoint(places[place[operation.name]].sources):
            continue
        for source, arrival in handed_back(operation, raw, place):
            if source in wanted:
                places[source].arrivals.append(arrival)
    for one in (places[at] for at in wanted):
        gradient = one.gradients[0] if len(one.gradients) == 1 else None
        total = np.ones_like(gradient) if gradient is not None and one.target else 0.0
        for arrival in one.arrivals:
            total = total + arrival.brought
        if gradient is None or not (
            np.shape(total) == gradient.shape
            and np.allclose(total, gradient, rtol=1e-3, atol=1e-6, equal_nan=True)
        ):
            one.arrivals = []


def handed_back(
    operation: tf.Operation, raw: Raw, place: Mapping[str, int]
) -> Iterable[tuple[int, Arrival]]:
    """What one operation hands back to each place it took something from.

    Args:
        operation: one of those of ``raw``.
        place: of each operation that is shown, where, by its name.
    """
    at = place[operation.name]
    arriving = [raw.gradients.get(key_of(one)) for one in operation.outputs]
    call = getattr(tf.raw_ops, operation.type, None)
    if operation.type == "ReadVariableOp" and arriving[0] is not None:
        if operation.inputs[0].op.name != operation.name and place[operation.name] == at:
            one = as_array(arriving[0])
            yield place[operation.inputs[0].op.name], Arrival(at, one, one, None)
        return
    values = [raw.values.get(key_of(one)) for one in operation.inputs]
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
            results = tf.nest.flatten(call(**_arguments(operation, copies)))
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
        if one is None or source.op.name not in place:
            continue
        steep = slope is not None and slope.shape.rank == 0 and not slope.dtype.is_complex
        yield (
            place[source.op.name],
            Arrival(
                at,
                as_array(tf.convert_to_tensor(one)),
                as_array(seeds[0]),
                float(slope) if steep else None,
            ),
        )


def _arguments(operation: tf.Operation, values: Sequence[tf.Tensor]) -> dict[str, Any]:
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
