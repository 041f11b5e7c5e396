"""What a cell of a layer depends on: by gradient of the model itself, and by the formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.layers import watching
from explorables.reading.tensors import NotDrawable, in_short, written

LARGEST: Final = 64  # cells of an input along an axis
_INPUTS: Final = 24  # random inputs over which an influence is averaged
_CELLWISE: Final = (
    tf.keras.layers.Activation,
    tf.keras.layers.BatchNormalization,
    tf.keras.layers.Dropout,
    tf.keras.layers.InputLayer,
    tf.keras.layers.LeakyReLU,
    tf.keras.layers.ReLU,
    tf.keras.layers.Rescaling,
)
_WINDOWS: Final = (
    tf.keras.layers.Conv2D,
    tf.keras.layers.DepthwiseConv2D,
    tf.keras.layers.SeparableConv2D,
    tf.keras.layers.MaxPooling2D,
    tf.keras.layers.AveragePooling2D,
)


@dataclass(frozen=True)
class Axis:
    """What the formula says of one axis of a layer's output.

    Attributes:
        cells: of the output.
        apart: how many cells of the input lie between the fields of two neighbors.
        first: where the field of cell 0 begins; below 0 where zeros were added.
        field: how many cells a cell sees.
    """

    cells: int
    apart: int = 1
    first: int = 0
    field: int = 1

    def behind(self, kernel: int, stride: int, dilation: int, padding: str) -> Axis:
        """The same behind one more layer. Padding as TensorFlow adds it: the odd zero at the end."""
        reach = dilation * (kernel - 1)
        if padding == "same":
            cells = -(-self.cells // stride)
            before = max((cells - 1) * stride + reach + 1 - self.cells, 0) // 2
        else:
            cells, before = (self.cells - reach - 1) // stride + 1, 0
        return Axis(
            cells,
            self.apart * stride,
            self.first - before * self.apart,
            self.field + reach * self.apart,
        )


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer that can be chosen.

    Attributes:
        name: the layer's own.
        shape: of its output, without the batch.
        axes: rows and columns by the formula; None where it does not apply.
    """

    name: str
    shape: tuple[int, ...]
    axes: tuple[Axis, Axis] | None

    @property
    def grid(self) -> tuple[int, int]:
        """Its cells as rows and columns; the units of a layer without places are one row."""
        return (self.shape[0], self.shape[1]) if len(self.shape) == 3 else (1, self.shape[0])


class Fields:
    """The layers of a model, and what each of their cells depends on. Nothing in the model changes.

    Args:
        model: a Keras model, Sequential or functional, with one input of images.

    Raises:
        NotDrawable: it is no such model, or it can't be run.
    """

    def __init__(self, model: object):
        self.shape = _input_shape(model)
        layers: list[Any] = model.layers  # type: ignore[attr-defined]
        listed = [layer for layer in layers if not isinstance(layer, tf.keras.layers.InputLayer)]
        outputs = [layer.output for layer in listed if 2 <= len(layer.output.shape) <= 4]
        draw = np.random.default_rng(0)
        self._inputs = tf.constant(draw.normal(size=(_INPUTS, *self.shape)), tf.float32)
        try:
            probe = watching(model, outputs)
            with tf.GradientTape(persistent=True) as self._tape:
                self._tape.watch(self._inputs)
                behind = probe(self._inputs, training=False)
        except Exception as error:  # whatever the learner's own model raises is an answer
            raise NotDrawable(
                f"The model could not be run. {type(error).__name__}: {in_short(error)}"
            ) from error
        self._outputs = list(behind) if isinstance(behind, list | tuple) else [behind]
        self.layers = _described(listed, self._outputs, self.shape, model)
        self._kept: dict[tuple[int, int, int], np.ndarray] = {}

    def influence(self, layer: int, row: int, column: int) -> np.ndarray:
        """How much the cell changes with each cell of the input, (height, width), adding up to 1.

        The size of the gradient, averaged over random inputs and added up over channels of the input;
        all 0 where nothing has an influence.
        """
        key = layer, row, column
        if key not in self._kept:
            output = self._outputs[layer]
            weights = np.zeros(output.shape, np.float32)
            signs = np.random.default_rng(1).choice([-1.0, 1.0], output.shape[-1])
            if len(output.shape) == 4:
                weights[:, row, column] = signs
            else:
                weights[:, column] = 1.0
            gradient = self._tape.gradient(output, self._inputs, output_gradients=weights)
            size = np.abs(gradient.numpy()).sum(axis=(0, 3)) if gradient is not None else 0.0
            total = np.sum(size)
            self._kept[key] = size / total if total else np.zeros(self.shape[:2])
        return self._kept[key]


def _input_shape(model: object) -> tuple[int, int, int]:
    if not isinstance(model, tf.keras.Model):
        raise NotDrawable(f"This picture needs a Keras model, and got {model!r:.60}.")
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) != 1:
        raise NotDrawable(
            "The layers of this model can't be listed: build it with keras.Sequential or keras.Model, "
            "with one keras.Input of images."
        )
    shape = tuple(inputs[0].shape[1:])
    if len(shape) != 3 or None in shape or max(shape[:2]) > LARGEST:
        raise NotDrawable(
            f"The picture shows inputs of known height and width, up to {LARGEST} by {LARGEST}, and "
            f"channels; this model takes {written(shape) if None not in shape else shape}."
        )
    return shape


def _described(
    layers: list[Any], outputs: list[tf.Tensor], shape: tuple[int, int, int], model: Any
) -> tuple[Layer, ...]:
    """The layers with the formula's numbers, as far as one layer follows the other."""
    axes: tuple[Axis, Axis] | None = (Axis(shape[0]), Axis(shape[1]))
    chain = isinstance(model, tf.keras.Sequential)
    described = []
    kept = [layer for layer in layers if 2 <= len(layer.output.shape) <= 4]
    for layer, output in zip(kept, outputs, strict=True):
        if axes is not None and isinstance(layer, _WINDOWS) and _channels_last(layer):
            axes = (_behind(axes[0], layer, 0), _behind(axes[1], layer, 1))
        elif not isinstance(layer, _CELLWISE):
            axes = None
        described.append(Layer(layer.name, tuple(output.shape[1:]), axes if chain else None))
    if not described:
        raise NotDrawable("This model has no layer to look at.")
    return tuple(described)


def _channels_last(layer: Any) -> bool:
    return layer.data_format == "channels_last"


def _behind(axis: Axis, layer: Any, index: int) -> Axis:
    window = layer.pool_size if hasattr(layer, "pool_size") else layer.kernel_size
    dilation = getattr(layer, "dilation_rate", (1, 1))
    return axis.behind(
        _of(window, index), _of(layer.strides, index), _of(dilation, index), layer.padding
    )


def _of(sizes: Any, index: int) -> int:
    return int(sizes if isinstance(sizes, int) else sizes[index])
