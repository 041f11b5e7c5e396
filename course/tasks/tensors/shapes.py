"""Name the shapes of five common tensors."""

from __future__ import annotations

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Case, Read

_SHAPES = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


TASK = Task(
    name="shapes",
    points=2,
    ask=Read("shapes"),
    cases=lambda draw: (Case({"item": item}, part=item) for item in _SHAPES),
    parts=dict.fromkeys(_SHAPES, 1 / len(_SHAPES)),
    expected=_SHAPES.__getitem__,
    key_is_answer=True,
    example=ExampleForm(
        why_not="This task takes no example: the five shapes are all there is, and each would be an answer."
    ),
    misconceptions=(
        Misconception(
            "scalar_as_vector",
            lambda item: {"loss": (1,)}[item],
            "The shape (1,) has one axis that holds one number. A single number has no axis.",
            "How many entries does the shape of a rank-0 tensor have?",
        ),
        Misconception(
            "no_comma",
            lambda item: {"sample": 13, "loss": 1}[item],
            "This is a number, and a shape is a tuple, which has one entry for each axis. In Python, `(5)` "
            "is the number 5; a tuple of one entry needs a comma: `(5,)`.",
            "Count the axes first, then write one entry for each.",
        ),
        Misconception(
            "vector_as_matrix",
            lambda item: {"sample": (1, 13)}[item],
            "(1, 13) is a batch that holds one sample. One sample by itself has no batch axis.",
            "Count the axes: a list of 13 numbers has one.",
        ),
        Misconception(
            "column",
            lambda item: {"sample": (13, 1)}[item],
            "(13, 1) is a table of 13 rows and one column. A list of 13 numbers has one axis.",
            "Count the axes again.",
        ),
        Misconception(
            "features_first",
            lambda item: {
                "batch": (13, 32),
                "sequences": (8, 50, 32),
                "images": (3, 20, 28, 32),
            }[item],
            "The sizes are right, but their order is reversed: the batch axis comes first.",
            "Read the shape aloud: so many samples, each of so many ...",
        ),
        Misconception(
            "sensors_before_time",
            lambda item: {"sequences": (32, 8, 50)}[item],
            "Here each recording would be 8 series of 50 values. The description goes the other "
            "way: at each time step, 8 sensors.",
            "After the batch axis, which comes first: the step or what is read at it?",
        ),
        Misconception(
            "width_before_height",
            lambda item: {"images": (32, 20, 28, 3)}[item],
            "Width stands before height. An image tensor counts rows first, as a matrix does.",
            "How many rows of pixels does the image have?",
        ),
        Misconception(
            "channels_first",
            lambda item: {"images": (32, 3, 28, 20)}[item],
            "The channels stand right after the batch; the question asks for channels last.",
            "Which axis should hold the 3?",
        ),
        Misconception(
            "no_channels",
            lambda item: {"images": (32, 28, 20)}[item],
            "This has no axis for color. An RGB image has three numbers for every pixel.",
            "How many numbers describe one pixel, and on which axis do they lie?",
        ),
        Misconception(
            "rank",
            lambda item: len(_SHAPES[item]),
            "This is the rank: how many axes the tensor has. A shape has an entry for each of them.",
            "What is the size of each axis? Write the sizes as a tuple.",
        ),
        Misconception(
            "rank_as_size",
            lambda item: {"sample": (1,), "batch": (2,), "sequences": (3,), "images": (4,)}[item],
            "The entry is the rank: how many axes the tensor has. A shape says how long each axis is.",
            "Write one entry for each axis: how many are there along it?",
        ),
        Misconception(
            "no_batch",
            lambda item: {"batch": (13,), "sequences": (50, 8), "images": (28, 20, 3)}[item],
            "This is the shape of one of them. There are several, and they lie along an axis of their own.",
            "How many are there, and where does that number stand?",
        ),
        Misconception(
            "batch_last",
            lambda item: {"sequences": (50, 8, 32), "images": (28, 20, 3, 32)}[item],
            "The sizes are right, but the batch axis stands last, and it should come first.",
            "Read the shape aloud: so many samples, each of so many ...",
        ),
        Misconception(
            "one_channel",
            lambda item: {"images": (32, 28, 20, 1)}[item],
            "One number for each pixel makes a gray image, and these are color images.",
            "How many numbers describe the color of one pixel?",
        ),
        Misconception(
            "empty",
            lambda item: {"loss": (0,)}[item],
            "The shape (0,) has one axis without entries: a tensor of that shape holds no number at all.",
            "How many axes does a single number have?",
        ),
        Misconception(
            "scalar_as_matrix",
            lambda item: {"loss": (1, 1)}[item],
            "The shape (1, 1) is a table of one row and one column. A single number has no axis.",
            "How many entries does the shape of a rank-0 tensor have?",
        ),
    ),
    hints=(
        "A shape has one entry for each axis, so its length is the rank: 0 for a single number.",
        "Begin with how many samples there are, then go inward: what is each sample made of?",
        "For images TensorFlow's default order is batch, height, width, channels.",
    ),
    afterword="A tensor knows its own shape: `tf.zeros([32, 13]).shape` is equal to `(32, 13)`.",
)
