"""A Keras model from inside: its layers, their weights, and what each gives for some inputs.

By public interfaces only. Where Keras knows the graph of the model (Sequential, Functional), a second
model over the same layers returns what each of them gives. Elsewhere the layers' own ``call`` is
listened to while the model runs once.
"""

from __future__ import annotations

import contextlib
import functools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard

import keras
import numpy as np
import tensorflow as tf

from explorables.reading.listening import listening, said
from explorables.reading.tensors import NotDrawable, in_short, written

MOST_ROWS: Final = 64
_MOST_ELEMENTS: Final = 16_000_000  # activations kept, over all layers and rows
_MOST_LAYERS: Final = 200
_BOLD: Final = re.compile(r"\x1b\[\d*m")  # how Keras prints part of its messages


@dataclass(frozen=True, eq=False)
class Weight:
    """One array of weights: its name in the layer, such as ``kernel``, and its values."""

    name: str
    values: np.ndarray
    trainable: bool

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return self.values.shape


@dataclass(eq=False)
class Inside:
    """One layer, or an input of the model.

    Attributes:
        name, kind: such as ``hidden`` and ``Dense``.
        activation: the name of its activation function; "" where it has none of its own.
        place: among ``model.layers``; None for an input.
        takes, gives: shapes in words, ``(None, 64)``; "" where not known.
        weights: in Keras's order.
        parameters: how many numbers they are, as ``layer.count_params()`` counts.
        activations: what it gave, the first axis being the rows; None where that is not known.
        why: why not, a sentence; or what else there is to know of them.
        follows: whether it takes just what the part before it gives.
        image: rows and columns of the image whose flattened pixels it takes; None where it takes none.
    """

    name: str
    kind: str
    activation: str = ""
    place: int | None = None
    takes: str = ""
    gives: str = ""
    weights: list[Weight] = field(default_factory=list)
    parameters: int = 0
    activations: np.ndarray | None = None
    why: str = ""
    follows: bool = False
    image: tuple[int, int] | None = None

    @property
    def sum(self) -> str:
        """How the parameters are counted: ``64 x 32 + 32 = 2,080``."""
        if not self.weights:
            return "0"
        products = [" x ".join(map(str, one.shape)) or "1" for one in self.weights]
        if len(products) > 4:
            return f"{self.parameters:,}"
        return f"{' + '.join(products)} = {self.parameters:,}"


@dataclass(eq=False)
class Network:
    """A model and what came out of it.

    Attributes:
        name: of the model.
        kind: Sequential, Functional, or the name of the learner's class.
        parts: inputs first, then layers in Keras's order.
        rows: how many inputs of the batch were run.
        given: how many were given.
        parameters: ``model.count_params()``.
        known: whether Keras knows the graph of the model.
        notes: sentences about what else the learner should know.
    """

    name: str
    kind: str
    parts: list[Inside]
    rows: int
    given: int
    parameters: int
    known: bool
    notes: list[str] = field(default_factory=list)


def look_inside(model: Any, example: object) -> Network:
    """What is inside ``model``, with the activations that rows of ``example`` cause.

    Raises:
        NotDrawable: with a sentence for the learner.
    """
    if isinstance(model, type) and issubclass(model, keras.Model):
        raise NotDrawable(
            f"{model.__name__} is a class of models: make one first, {model.__name__}()."
        )
    if not isinstance(model, keras.Model):
        raise NotDrawable(
            f"This {type(model).__name__} is no Keras model. Give a keras.Sequential, a keras.Model "
            "made of inputs and outputs, or an object of your own subclass of keras.Model."
        )
    notes: list[str] = []
    known = _graph_is_known(model)
    batch = _batch(example, model.inputs if known else None, notes)
    given = _length(batch)
    unbuilt = not model.built
    with listening():
        try:
            if unbuilt and isinstance(model, keras.Sequential) and tf.is_tensor(batch):
                model.build((None, *batch.shape[1:]))  # a call would fix the number of rows too
            model(_rows(batch, 1), training=False)
        except (Exception, SystemExit) as error:  # the learner's model may raise anything
            raise NotDrawable(_why_not(model, batch, error)) from error
    if unbuilt:
        notes.append("The model had no weights yet: calling it on the example built it.")
    known = _graph_is_known(model)
    every = [
        (place, one)
        for place, one in enumerate(model.layers)
        if not isinstance(one, keras.layers.InputLayer)
    ]
    layers = every[:_MOST_LAYERS]
    if not layers:
        raise NotDrawable(f"{model.name} has no layers: add one, such as keras.layers.Dense(1).")
    if len(every) > len(layers):
        notes.append(f"The first {len(layers)} of {len(every)} layers are shown.")
    with listening():
        one = _activations(model, [layer for _, layer in layers], _rows(batch, 1), known)
        each = sum(math.prod(array.shape) for _, array, _ in one if array is not None)
        rows = max(1, min(given, MOST_ROWS, _MOST_ELEMENTS // max(each, 1)))
        found = one
        if rows > 1:
            found = _activations(model, [layer for _, layer in layers], _rows(batch, rows), known)
    if rows < given:
        notes.append(f"The first {rows} of {given:,} inputs can be chosen.")
    parts = (
        [_input(*pair, several=len(batch_parts) > 1) for pair in enumerate(batch_parts)]
        if (batch_parts := tf.nest.flatten(_rows(batch, rows)))
        else []
    )
    before = model.inputs[0] if known and len(batch_parts) == 1 else None
    for (place, layer), (takes, array, why) in zip(layers, found, strict=True):
        part = _part(place, layer, takes, array, why)
        taken, given_on = _ends(layer) if known else (None, None)
        part.follows = taken is not None and taken is before
        before = given_on
        parts.append(part)
    _know_images(parts)
    network = Network(
        model.name,
        type(model).__name__,
        parts,
        rows,
        given,
        model.count_params(),
        known,
        notes,
    )
    counted = sum(part.parameters for part in parts)
    if counted != network.parameters and len(parts) - len(batch_parts) == len(every):
        notes.append(
            f"The layers hold {counted:,} parameters and the model {network.parameters:,}: a weight "
            "that belongs to the model itself is in no layer, and a shared one is counted in each."
        )
    if not known:
        notes.append(
            f"{network.kind} is a subclass with its own call, so Keras knows no graph of it: the "
            "layers are in the order they were made, which need not be the order they run in, and "
            "operations between them are not shown."
        )
    return network


# The batch


def _graph_is_known(model: Any) -> bool:
    """Whether the model has symbolic inputs: it is Functional, or a Sequential that is built."""
    try:
        return bool(model.inputs)
    except (AttributeError, ValueError):  # a subclass, or not built yet
        return False


def _batch(example: object, inputs: list[Any] | None, notes: list[str]) -> Any:
    """The example as the model takes it: tensors with a first axis of rows.

    Raises:
        NotDrawable: no tensor can be made of it, or it has no rows.
    """
    if isinstance(example, tf.data.Dataset):
        raise NotDrawable(
            "A Dataset yields batches one after another. Give one of them: "
            "x, y = next(iter(dataset)), then explorables.network(model, x)."
        )
    batch: Any  # a tensor, or a structure of them
    structured = True
    try:
        if isinstance(example, dict):
            batch = {key: tf.convert_to_tensor(one) for key, one in example.items()}
        elif _are_inputs(example, inputs):
            batch = [tf.convert_to_tensor(one) for one in example]
        else:
            structured = False
            batch = tf.convert_to_tensor(example)
    except Exception as error:  # a learner's object may raise anything while it is converted
        raise NotDrawable(
            f"No tensor can be made of this {type(example).__name__}: {said(error)} Give a batch of "
            "inputs, as model.predict takes it."
        ) from error
    parts = tf.nest.flatten(batch)
    if not structured and inputs and len(inputs) == 1 and None not in (inputs[0].shape.count, 0):
        rank = len(inputs[0].shape)
        if batch.shape.rank == rank - 1 and batch.shape.rank > 0:
            notes.append("The example is one input without a batch axis: taken as a batch of one.")
            batch = batch[tf.newaxis]
            parts = [batch]
    for part in parts:
        if part.shape.rank == 0:
            raise NotDrawable(
                "The example is a single number, without a batch axis. A model takes a batch: "
                "tf.constant([[10.0]]) is one input of one feature, shape (1, 1)."
            )
        if part.shape[0] == 0:
            raise NotDrawable("The example is an empty batch: it has no input to show.")
    if len({part.shape[0] for part in parts}) != 1:
        sizes = ", ".join(str(part.shape[0]) for part in parts)
        raise NotDrawable(f"The inputs of the example have different numbers of rows: {sizes}.")
    return batch


def _are_inputs(
    example: object, inputs: list[Any] | None
) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Whether an example is a list of inputs of the model, not one input."""
    if not isinstance(example, list | tuple) or not example:
        return False
    if inputs:
        return len(inputs) > 1
    return all(isinstance(one, np.ndarray | tf.Tensor) for one in example)


def _length(batch: Any) -> int:
    return int(tf.nest.flatten(batch)[0].shape[0])


def _rows(batch: Any, count: int) -> Any:
    return tf.nest.map_structure(lambda part: part[:count], batch)


def _why_not(model: Any, batch: Any, error: BaseException) -> str:
    shapes = " and ".join(written(part.shape) for part in tf.nest.flatten(batch))
    wants = ""
    if _graph_is_known(model):
        wanted = " and ".join(_symbolic(one) for one in model.inputs)
        wants = f" It was made for {wanted}, where None stands for any number of rows."
    return (
        f"{model.name} raised {type(error).__name__} for the first row of an example of shape "
        f"{shapes}: {_said(error)}{wants}"
    )


def _said(error: BaseException) -> str:
    """A sentence of an error; Keras puts its own into a frame of its place and its arguments."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    if len(lines) > 1 and lines[0].startswith("Exception encountered when calling"):
        return in_short(ValueError(_BOLD.sub("", lines[1]).strip()))
    return said(error)


# Activations

Found = tuple[str, np.ndarray | None, str]  # shape it takes; what it gave; why that is not known


def _activations(model: Any, layers: list[Any], batch: Any, known: bool) -> list[Found]:
    """For each layer, what it takes and what it gives for a batch."""
    if known:
        try:
            outputs = [layer.output for layer in layers]
            inside = keras.Model(
                inputs=model.inputs, outputs=[tf.nest.flatten(o)[0] for o in outputs]
            )
            given = inside(batch, training=False)
        except (AttributeError, ValueError, KeyError):
            pass  # a layer used twice, or a model inside the model: listen to the calls instead
        else:
            given = [given] if tf.is_tensor(given) else list(given)
            return [
                (_takes(layer), *_array(value)) for layer, value in zip(layers, given, strict=True)
            ]
    with _overhearing(layers) as heard:
        model(batch, training=False)
    found: list[Found] = []
    for layer in layers:
        calls = heard.get(id(layer), [])
        if not calls:
            found.append(("", None, f"{layer.name} was not called when the model ran."))
            continue
        takes, value = calls[0]
        array, why = _array(value)
        if len(calls) > 1 and array is not None:
            why = f"{layer.name} was called {len(calls)} times; this is the first time."
        found.append((takes, array, why))
    return found


@contextlib.contextmanager
def _overhearing(layers: list[Any]) -> Iterator[dict[int, list[tuple[str, Any]]]]:
    """Note what each layer takes and gives while the block runs; afterwards all is as before."""
    heard: dict[int, list[tuple[str, Any]]] = {}
    with contextlib.ExitStack() as stack:
        for layer in layers:
            original = layer.call

            @functools.wraps(original)
            def call(
                *args: Any, _layer: Any = layer, _original: Any = original, **kwargs: Any
            ) -> Any:
                value = _original(*args, **kwargs)
                tensors = [one for one in tf.nest.flatten(args) if tf.is_tensor(one)]
                takes = " and ".join(_open(one.shape) for one in tensors)
                heard.setdefault(id(_layer), []).append((takes, value))
                return value

            own = "call" in vars(layer)
            layer.call = call
            if own:
                stack.callback(setattr, layer, "call", original)
            else:
                stack.callback(delattr, layer, "call")
        yield heard


def _array(value: Any) -> tuple[np.ndarray | None, str]:
    """What a layer gave, as numbers; or why not."""
    tensors = [one for one in tf.nest.flatten(value) if tf.is_tensor(one)]
    if not tensors:
        return None, "It gave no tensor."
    tensor = tensors[0]
    why = f"It gave {len(tensors)} tensors; this is the first." if len(tensors) > 1 else ""
    if isinstance(tensor, tf.RaggedTensor | tf.SparseTensor):
        return None, f"It gave a {type(tensor).__name__}, whose cells do not fill a box."
    if tf.is_symbolic_tensor(tensor):
        return None, "It ran inside a graph, where no values can be seen."
    if tensor.dtype.is_floating:
        return tf.cast(tensor, tf.float32).numpy(), why
    if tensor.dtype.is_integer or tensor.dtype == tf.bool:
        return tensor.numpy().astype(np.float32), why
    return None, f"It gave values of dtype {tensor.dtype.name}, which have no colors."


def _takes(layer: Any) -> str:
    """The shapes a layer takes, in words."""
    try:
        return " and ".join(_symbolic(one) for one in tf.nest.flatten(layer.input))
    except (AttributeError, ValueError):  # used more than once, or never
        return ""


# Layers that change the values of pixels, and not where they stand.
_IN_PLACE: Final = ("Rescaling", "Normalization", "Dropout", "Activation", "BatchNormalization")


def _know_images(parts: list[Inside]) -> None:
    """Tell the layers that take the flattened pixels of an image, of one color, its size."""
    image = None
    for part in parts:
        if part.place is not None and not part.follows:
            image = None
        if part.kind == "Flatten" and part.follows:
            sizes = [int(size) for size in re.findall(r"\d+", part.takes)]
            gray = len(sizes) == 2 or (len(sizes) == 3 and sizes[2] == 1)
            image = (sizes[0], sizes[1]) if gray else None
        elif part.kind == "Dense":
            part.image, image = image, None
        elif part.kind not in _IN_PLACE:
            image = None


def _ends(layer: Any) -> tuple[Any, Any]:
    """The symbolic tensors a layer takes and gives, where it is used once; else None."""
    try:
        return layer.input, layer.output
    except (AttributeError, ValueError):
        return None, None


def _symbolic(tensor: Any) -> str:
    return written_open(tuple(tensor.shape))


def written_open(shape: tuple[int | None, ...]) -> str:
    """A shape as Python writes it, None standing for any size."""
    return str(tuple(None if one is None else int(one) for one in shape))


def _open(shape: Any) -> str:
    """The shape of a real batch, its first axis open."""
    return written_open((None, *tuple(shape)[1:]))


# Parts


def _input(number: int, tensor: tf.Tensor, several: bool) -> Inside:
    array, why = _array(tensor)
    name = f"input {number}" if several else "input"
    return Inside(name, "as given", gives=_open(tensor.shape), activations=array, why=why)


def _numbers(variable: Any) -> np.ndarray:
    """The values of a Keras variable; narrow floats, which NumPy does not have, widened."""
    values = variable.numpy()
    return values.astype(np.float32) if values.dtype.kind == "V" else values


def _part(place: int, layer: Any, takes: str, array: np.ndarray | None, why: str) -> Inside:
    activation = getattr(layer, "activation", None)
    name = getattr(activation, "__name__", "")
    trainable = {id(one) for one in layer.trainable_weights}
    weights = [
        Weight(one.name, _numbers(one), id(one) in trainable)
        for one in layer.weights
        if one.dtype != "string"
    ]
    parameters = layer.count_params() if layer.built else 0
    return Inside(
        layer.name,
        type(layer).__name__,
        "" if name == "linear" else name,
        place,
        takes,
        "" if array is None else _open(array.shape),
        weights,
        parameters,
        array,
        why,
    )
