"""A convolution as TensorFlow computes it, with where its windows lie and which zeros it adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.reading.tensors import NotDrawable, read, written

LARGEST_IMAGE: Final = 8  # cells along an axis
LARGEST_KERNEL: Final = 5
WIDEST: Final = 5  # cells that a dilated kernel reaches over at most
VALID, SAME = "valid", "same"


@dataclass(frozen=True)
class Way:
    """How a kernel goes over an image.

    Attributes:
        stride: how far apart two windows begin.
        dilation: how far apart neighbors in the kernel lie.
        padding: `VALID` or `SAME`.
    """

    stride: int
    dilation: int
    padding: str


def matrix(value: object, name: str, largest: int) -> np.ndarray:
    """A learner's image or kernel as float32 of two axes; axes of size 1 around them are taken off.

    Raises:
        NotDrawable: it is no matrix of finite numbers, or too large.
    """
    array = read(value).array
    if array.dtype.kind not in "biuf":
        raise NotDrawable(f"The {name} should hold numbers, and holds {array.dtype}.")
    while array.ndim > 2 and 1 in (array.shape[0], array.shape[-1]):
        array = array[..., 0] if array.shape[-1] == 1 else array[0]
    if array.ndim != 2 or not 1 <= min(array.shape) <= max(array.shape) <= largest:
        raise NotDrawable(
            f"The {name} should be a matrix of up to {largest} by {largest} numbers, such as "
            f"{name}[:{largest}, :{largest}], and has the shape {written(array.shape)}."
        )
    made = array.astype(np.float32)
    if not np.isfinite(made).all():
        raise NotDrawable(f"The {name} holds nan or infinity, and so would most of what comes out.")
    return made


def added(size: int, kernel: int, way: Way) -> tuple[int, int]:
    """The zeros that TensorFlow adds before and after an axis of an image.

    The formula is that of the notes on padding in TensorFlow's documentation of tf.nn: as many as the
    last window needs, and where the number is odd, the one more comes after.
    """
    if way.padding == VALID:
        return 0, 0
    reach = way.dilation * (kernel - 1) + 1
    needed = max((-(-size // way.stride) - 1) * way.stride + reach - size, 0)
    return needed // 2, needed - needed // 2


def convolved(image: np.ndarray, kernel: np.ndarray, way: Way) -> np.ndarray:
    """What `tf.nn.conv2d` gives for one image and one kernel, as a matrix."""
    made = tf.nn.conv2d(
        image[np.newaxis, :, :, np.newaxis],
        kernel[:, :, np.newaxis, np.newaxis],
        way.stride,
        way.padding.upper(),
        dilations=way.dilation,
    )
    return made.numpy()[0, :, :, 0]


def alike_on_both_sides(image: np.ndarray, kernel: np.ndarray, way: Way) -> np.ndarray | None:
    """The same with as many zeros before as after, or None where that is what TensorFlow does.

    PyTorch's Conv2d pads so: `padding=1` for a kernel of 3. Kernels of even size have no such padding
    that keeps the size.
    """
    if way.padding == VALID or not all(size % 2 for size in kernel.shape):
        return None
    both = [way.dilation * (size - 1) // 2 for size in kernel.shape]
    ours = [added(size, k, way) for size, k in zip(image.shape, kernel.shape, strict=True)]
    if all(pair == (one, one) for pair, one in zip(ours, both, strict=True)):
        return None
    wide = np.pad(image, [(one, one) for one in both])
    return convolved(wide, kernel, Way(way.stride, way.dilation, VALID))


def window(index: tuple[int, int], image: tuple[int, int], kernel: tuple[int, int], way: Way):
    """For a cell of the output, the row and column of the image under each cell of the kernel.

    Both may lie outside of the image, where zeros were added.
    """
    starts = [
        index[axis] * way.stride - added(image[axis], kernel[axis], way)[0] for axis in (0, 1)
    ]
    return [
        [
            (starts[0] + row * way.dilation, starts[1] + column * way.dilation)
            for column in range(kernel[1])
        ]
        for row in range(kernel[0])
    ]
