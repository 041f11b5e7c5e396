"""From channels last to channels first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _channels_last(draw: np.random.Generator) -> Iterator[Case]:
    small = np.arange(12, dtype=np.float32).reshape(1, 2, 2, 3)
    yield Case({"images": small}, "one image of 2 x 2 pixels")
    one = draw.normal(size=(2, 3, 4, 1)).astype(np.float32)
    yield Case({"images": one}, "a single channel")
    square = draw.normal(size=(3, 3, 3, 3)).astype(np.float32)
    yield Case({"images": square}, "all sizes equal")
    size = (int(draw.integers(2, 5)), 5, 4, 3)
    yield Case({"images": draw.normal(size=size).astype(np.float32)}, "a random batch")


TASK = Task(
    name="channels_first",
    points=2,
    ask=Call("channels_first"),
    cases=_channels_last,
    expected=lambda images: images.transpose(0, 3, 1, 2),
    dtype="float32",
    misconceptions=(
        Misconception(
            "reshaped",
            lambda images: images.reshape([images.shape[i] for i in (0, 3, 1, 2)]),
            "The shape is right, but the pixels are mixed up. Reshape keeps the memory order and only "
            "cuts it differently, so each 'channel' holds a bit of all three.",
            "Which operation moves elements to another order of axes?",
        ),
        Misconception(
            "inverse",
            lambda images: images.transpose(0, 2, 3, 1),
            "This is the way back, from channels first to channels last: perm lists, for each "
            "axis of the result, the axis it comes from.",
            "The second axis of the result holds the channels. On which axis are they now?",
        ),
        Misconception(
            "width_before_height",
            lambda images: images.transpose(0, 3, 2, 1),
            "The channels are in place, but height and width changed places: every image is "
            "mirrored along its diagonal.",
            "After batch and channels, height comes before width, as it did.",
        ),
        Misconception(
            "all_reversed",
            lambda images: images.T,
            "Without perm, tf.transpose reverses all axes, the batch axis too.",
            "Say with perm where each axis of the result comes from.",
        ),
        Misconception(
            "batch_lost",
            lambda images: images.transpose(3, 0, 1, 2),
            "The channels stand before the batch axis, which should stay first.",
            "Which axis of the result should count the images?",
        ),
        Misconception(
            "unchanged",
            lambda images: images,
            "These are the images as they came in.",
            "Which function gives a tensor with its axes in another order?",
        ),
        Misconception(
            "height_first",
            lambda images: images.transpose(0, 1, 3, 2),
            "The channels moved up, but only past the width: the shape is (batch, height, channels, width).",
            "Which axis comes right behind the batch axis now?",
        ),
        Misconception(
            "one_image",
            lambda images: images[0].transpose(2, 0, 1),
            "This is the first image of the batch alone.",
            "How many axes does the result have, and how many does the docstring ask for?",
        ),
        Misconception(
            "transposed_and_reshaped",
            lambda images: images.T.reshape([images.shape[i] for i in (0, 3, 1, 2)]),
            "The shape is right, but the pixels are mixed up. tf.transpose without perm reversed all axes, and reshape only cut the result differently.",
            "One operation is enough: it moves the axes and needs no reshape after it.",
        ),
    ),
    hints=(
        "Reshape keeps the order of the elements in memory; here elements have to move.",
        "`tf.transpose(tensor, perm)`: entry i of perm is the old axis that becomes axis i.",
        "The old axes are 0 batch, 1 height, 2 width, 3 channels. Write the new order with them.",
    ),
    afterword=(
        'Also right: `tf.einsum("nyxc->ncyx", images)`, which gives each axis a letter in '
        "place of a number."
    ),
)
