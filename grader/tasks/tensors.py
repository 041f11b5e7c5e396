"""The tasks of assignment 01-tensors. NumPy is the oracle throughout."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Arrange,
    Assignment,
    Call,
    Case,
    Misconception,
    Option,
    Question,
    Read,
    Task,
    Tolerance,
)

# ---------------------------------------------------------------- name the shapes

_SHAPES = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


shapes = Task(
    name="shapes",
    title="Name the shape of five common tensors",
    points=2,
    ask=Read("shapes"),
    cell="""
# Replace each ... by a shape: a tuple of whole numbers, the batch axis first.
shapes = {
    "loss": ...,  # the loss of a training step: one number
    "sample": ...,  # one house, described by 13 features
    "batch": ...,  # 32 such houses
    "sequences": ...,  # 32 recordings of 50 time steps, 8 sensors read at each step
    "images": ...,  # 32 color images (RGB), 28 pixels high and 20 wide, channels last
}
### BEGIN SOLUTION
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}
### END SOLUTION
""",
    cases=lambda draw: (Case({"item": item}, part=item) for item in _SHAPES),
    parts=dict.fromkeys(_SHAPES, 1 / len(_SHAPES)),
    expected=_SHAPES.__getitem__,
    key_is_answer=True,
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
            "This is a number, and a shape is a tuple. In Python, `(5)` is the number 5; a tuple "
            "of one entry needs a comma: `(5,)`. A tuple of none is `()`.",
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
            "The sizes are right and their order is reversed: the batch axis comes first.",
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
            "The sizes are right, and the batch axis stands last. It comes first.",
            "Read the shape aloud: so many samples, each of so many ...",
        ),
        Misconception(
            "one_channel",
            lambda item: {"images": (32, 28, 20, 1)}[item],
            "One number a pixel makes a gray image. These are color images.",
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
    accepted=(
        "shapes = dict(loss=[], sample=[13], batch=[32, 13], sequences=[32, 50, 8],\n"
        "              images=[32, 28, 20, 3])",
        "shapes = {'loss': tf.constant(1.0).shape, 'sample': tf.zeros([13]).shape,\n"
        "          'batch': tf.zeros([32, 13]).shape, 'sequences': tf.zeros([32, 50, 8]).shape,\n"
        "          'images': tf.zeros([32, 28, 20, 3]).shape}",
    ),
)

# ---------------------------------------------------------------- cast and scale


def _pixel_images(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"images": np.array([[[0, 255], [128, 1]]], np.uint8)}, "one image of four pixels")
    yield Case({"images": np.zeros((2, 2, 3), np.uint8)}, "black images")
    yield Case({"images": np.full((1, 2, 2), 255, np.uint8)}, "a white image")
    yield Case({"images": draw.integers(60, 180, (2, 3, 2)).astype(np.uint8)}, "gray images")
    size = (int(draw.integers(1, 5)), 4, 4, 3)
    yield Case({"images": draw.integers(0, 256, size).astype(np.uint8)}, "color images")


def _by_the_maximum(images: np.ndarray) -> np.ndarray:
    if not images.any():
        raise ValueError("what 0 / 0 becomes here depends on how it is written")
    return images.astype(np.float32) / images.max()


def _min_max(images: np.ndarray) -> np.ndarray:
    if images.min() == images.max():
        raise ValueError("what 0 / 0 becomes here depends on how it is written")
    return (images - images.min()) / np.float32(images.max() - images.min())


scale_pixels = Task(
    name="scale_pixels",
    title="Cast images to float32 and scale them to [0, 1]",
    points=2,
    ask=Call("scale_pixels"),
    cell='''
def scale_pixels(images):
    """Pixels as fractions of full brightness.

    Args:
        images: uint8 tensor of any shape; 0 is black, 255 is full brightness.

    Returns:
        float32 tensor of the same shape, in [0, 1]: 0 stays 0, 255 becomes 1.

    Example:
        scale_pixels(tf.constant([0, 51, 255], tf.uint8)) gives [0.0, 0.2, 1.0].
    """
    ### BEGIN SOLUTION
    return tf.cast(images, tf.float32) / 255.0
    ### END SOLUTION
''',
    cases=_pixel_images,
    expected=lambda images: images.astype(np.float32) / 255,
    dtype="float32",
    misconceptions=(
        Misconception(
            "whole_numbers",
            lambda images: images // 255,
            "Only full brightness became 1, and everything else 0: the fractions were cut off, by "
            "`//` or by a cast to a dtype of whole numbers.",
            "Which dtype does the number have at the division, and which after it?",
        ),
        Misconception(
            "by_256",
            lambda images: images.astype(np.float32) / 256,
            "255 becomes 0.996 here. There are 256 levels, but the largest is 255.",
            "What must 255 be divided by to give exactly 1?",
        ),
        Misconception(
            "by_the_maximum",
            _by_the_maximum,
            "The images were divided by their own brightest pixel, so a gray image comes out "
            "white and two batches are scaled differently.",
            "Which number stands for full brightness in every image?",
        ),
        Misconception(
            "min_max",
            _min_max,
            "The darkest pixel became 0 and the brightest 1, whatever they were. The docstring "
            "asks for a fixed scale.",
            "What should a pixel of 51 become in an image that has no 0 and no 255?",
        ),
        Misconception(
            "only_cast",
            lambda images: images.astype(np.float32),
            "The dtype is right and the values still reach up to 255: a cast changes how a number "
            "is stored, not the number.",
            "After the cast, which division brings 255 to 1?",
        ),
        Misconception(
            "centered",
            lambda images: images.astype(np.float32) / 127.5 - 1,
            "These values lie in [-1, 1]. The docstring asks for [0, 1].",
            "What should black become?",
        ),
        Misconception(
            "float64",
            lambda images: images.astype(np.float64) / 255,
            "The values are right, in float64. TensorFlow's layers work in float32, and the two "
            "do not mix.",
            "Which dtype does the docstring ask for?",
            dtype="float64",
        ),
        Misconception(
            "float16",
            lambda images: (images / 255).astype(np.float16),
            "The result is float16, which keeps about three digits.",
            "Which dtype does the docstring ask for?",
            dtype="float16",
        ),
        Misconception(
            "clipped",
            lambda images: images.clip(0, 1).astype(np.float32),
            "Everything brighter than black became 1: cutting values off at 1 is not scaling them.",
            "Which operation brings 255 to 1 and 51 to 0.2?",
        ),
        Misconception(
            "rounded",
            lambda images: (images / 255).round().astype(np.float32),
            "Every pixel is 0 or 1: the fractions were rounded away.",
            "The docstring's example keeps 0.2. Which step loses it?",
        ),
    ),
    hints=(
        "uint8 holds whole numbers from 0 to 255, so a fraction needs another dtype.",
        "`tf.cast(tensor, dtype)` gives the same numbers in another dtype.",
        "Cast to tf.float32 first, then divide by the largest value a uint8 can hold.",
    ),
    accepted=(
        "def scale_pixels(images):\n    return tf.image.convert_image_dtype(images, tf.float32)",
        "def scale_pixels(images):\n    return tf.cast(images / 255, tf.float32)",
        "def scale_pixels(images):\n    return tf.multiply(tf.cast(images, 'float32'), 1 / 255)",
        "def scale_pixels(images):\n    return images.numpy().astype('float32') / 255",
    ),
)

# ---------------------------------------------------------------- row means


def _matrices(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"matrix": np.array([[1, 2, 3], [4, 6, 8]], np.float32)}, "2 rows, 3 columns")
    yield Case({"matrix": np.array([[5, 7]], np.float32)}, "a single row")
    yield Case({"matrix": np.array([[2], [-3], [9]], np.float32)}, "a single column")
    yield Case({"matrix": draw.normal(size=(4, 4)).astype(np.float32)}, "as many rows as columns")
    size = (int(draw.integers(2, 6)), int(draw.integers(6, 9)))
    yield Case({"matrix": draw.normal(size=size).astype(np.float32)}, "a random matrix")


row_means = Task(
    name="row_means",
    title="The mean of every row, kept as a column",
    points=2,
    ask=Call("row_means"),
    cell='''
def row_means(matrix):
    """The mean of every row of a matrix, kept as a column.

    Args:
        matrix: float32 tensor of shape (rows, columns).

    Returns:
        float32 tensor of shape (rows, 1).

    Example:
        row_means(tf.constant([[1.0, 3.0], [2.0, 6.0]])) gives [[2.0], [4.0]].
    """
    ### BEGIN SOLUTION
    return tf.reduce_mean(matrix, axis=1, keepdims=True)
    ### END SOLUTION
''',
    cases=_matrices,
    expected=lambda matrix: matrix.mean(axis=1, keepdims=True),
    dtype="float32",
    misconceptions=(
        Misconception(
            "columns",
            lambda matrix: matrix.mean(axis=0, keepdims=True),
            "This averages down each column: axis 0 counts the rows, so reducing it removes them.",
            "Which axis should be gone when every row has become one number?",
        ),
        Misconception(
            "columns_flat",
            lambda matrix: matrix.mean(axis=0),
            "This averages down each column: axis 0 counts the rows, so reducing it removes them.",
            "Which axis should be gone when every row has become one number? Then compare ranks.",
        ),
        Misconception(
            "flat",
            lambda matrix: matrix.mean(axis=1),
            "The means are right, but the reduced axis is gone: the shape is (rows,), and a "
            "column has the shape (rows, 1).",
            "Reductions have an argument that keeps the reduced axis with size 1.",
        ),
        Misconception(
            "row_of_means",
            lambda matrix: matrix.mean(axis=1)[np.newaxis, :],
            "The means are right, but they lie in one row, (1, rows). Asked for is one column.",
            "On which side of the shape should the axis of size 1 stand?",
        ),
        Misconception(
            "everything",
            lambda matrix: matrix.mean(),
            "This is the mean of all elements: without an axis, a reduction takes them all.",
            "Tell the reduction which axis to go along.",
        ),
        Misconception(
            "everything_kept",
            lambda matrix: matrix.mean(keepdims=True),
            "This is the mean of all elements, in a matrix of one: keepdims kept both axes, since "
            "without an axis a reduction takes them all.",
            "Tell the reduction which of the two axes to go along.",
        ),
        Misconception(
            "sums",
            lambda matrix: matrix.sum(axis=1, keepdims=True),
            "The shape is right, and these are the sums of the rows.",
            "How does a mean differ from a sum?",
        ),
        Misconception(
            "sums_flat",
            lambda matrix: matrix.sum(axis=1),
            "These are the sums of the rows, and the reduced axis is gone.",
            "How does a mean differ from a sum? Then compare the shapes.",
        ),
        Misconception(
            "divided_by_rows",
            lambda matrix: matrix.sum(axis=1, keepdims=True) / len(matrix),
            "Each row's sum was divided by the number of rows. A row has as many numbers as there are columns.",
            "Which entry of matrix.shape counts the numbers in a row?",
        ),
        Misconception(
            "centered",
            lambda matrix: matrix - matrix.mean(axis=1, keepdims=True),
            "Here the means were subtracted from the matrix. Asked for are the means themselves.",
            "Leave out the last step.",
        ),
        Misconception(
            "stretched",
            lambda matrix: np.repeat(matrix.mean(axis=1, keepdims=True), matrix.shape[1], axis=1),
            "The means are right, and each stands once for every column. The docstring asks for one column.",
            "Which step brings the columns back?",
        ),
    ),
    hints=(
        "`tf.reduce_mean` reduces all axes unless it is told which.",
        "The axis you name is the one that disappears. A row's numbers lie along axis 1.",
        "Look for `keepdims` in the documentation of tf.reduce_mean.",
    ),
    accepted=(
        "def row_means(matrix):\n    return tf.reduce_mean(matrix, axis=-1)[:, tf.newaxis]",
        "def row_means(matrix):\n"
        "    return tf.expand_dims(tf.reduce_sum(matrix, 1) / matrix.shape[1], 1)",
        "def row_means(matrix):\n"
        "    return matrix @ tf.fill([matrix.shape[1], 1], 1.0 / matrix.shape[1])",
        "row_means = tf.function(lambda m: tf.reduce_mean(m, 1, keepdims=True))",
    ),
)

# ---------------------------------------------------------------- channels first


def _channels_last(draw: np.random.Generator) -> Iterator[Case]:
    small = np.arange(12, dtype=np.float32).reshape(1, 2, 2, 3)
    yield Case({"images": small}, "one image of 2 x 2 pixels")
    one = draw.normal(size=(2, 3, 4, 1)).astype(np.float32)
    yield Case({"images": one}, "a single channel")
    square = draw.normal(size=(3, 3, 3, 3)).astype(np.float32)
    yield Case({"images": square}, "all sizes equal")
    size = (int(draw.integers(2, 5)), 5, 4, 3)
    yield Case({"images": draw.normal(size=size).astype(np.float32)}, "a random batch")


channels_first = Task(
    name="channels_first",
    title="From channels last to channels first",
    points=2,
    ask=Call("channels_first"),
    cell='''
def channels_first(images):
    """The same images with the channel axis moved up, right behind the batch axis.

    Args:
        images: float32 tensor of shape (batch, height, width, channels).

    Returns:
        float32 tensor of shape (batch, channels, height, width): element [n, c, y, x] of the
        result is element [n, y, x, c] of images.
    """
    ### BEGIN SOLUTION
    return tf.transpose(images, [0, 3, 1, 2])
    ### END SOLUTION
''',
    cases=_channels_last,
    expected=lambda images: images.transpose(0, 3, 1, 2),
    dtype="float32",
    misconceptions=(
        Misconception(
            "reshaped",
            lambda images: images.reshape([images.shape[i] for i in (0, 3, 1, 2)]),
            "The shape is right and the pixels are mixed up: reshape keeps the memory order and "
            "only cuts it differently, so each 'channel' holds a bit of all three.",
            "To move elements to another axis order takes another operation than reshape.",
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
            "The channels stand before the batch axis. The batch axis stays first.",
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
            "How many axes does the result have, and how many are asked for?",
        ),
        Misconception(
            "transposed_and_reshaped",
            lambda images: images.T.reshape([images.shape[i] for i in (0, 3, 1, 2)]),
            "The shape is right and the pixels are mixed up: tf.transpose without perm reversed all axes, and reshape only cut the result differently.",
            "One operation is enough: it moves the axes and needs no reshape after it.",
        ),
    ),
    hints=(
        "Reshape keeps the order of the elements in memory; here elements have to move.",
        "`tf.transpose(tensor, perm)`: entry i of perm is the old axis that becomes axis i.",
        "The old axes are 0 batch, 1 height, 2 width, 3 channels. Write the new order with them.",
    ),
    accepted=(
        "def channels_first(images):\n    return tf.einsum('nyxc->ncyx', images)",
        "def channels_first(images):\n    return tf.stack(tf.unstack(images, axis=3), axis=1)",
        "def channels_first(images):\n    return tf.experimental.numpy.moveaxis(images, -1, 1)",
        "def channels_first(images):\n    return np.moveaxis(images.numpy(), -1, 1)",
    ),
)

# ---------------------------------------------------------------- pick by label


def _scores_and_labels(draw: np.random.Generator) -> Iterator[Case]:
    scores = np.array([[0.1, 0.9, 0.0], [0.3, 0.2, 0.5]], np.float32)
    yield Case({"scores": scores, "labels": np.array([1, 0], np.int32)}, "2 rows, 3 classes")
    one = np.array([[0.25, 0.75]], np.float32)
    yield Case({"scores": one, "labels": np.array([1], np.int32)}, "a single row")
    square = draw.normal(size=(4, 4)).astype(np.float32)
    labels = np.array([3, 3, 0, 1], np.int32)
    yield Case({"scores": square, "labels": labels}, "as many rows as classes")
    rows = int(draw.integers(4, 8))
    scores = draw.normal(size=(rows, 10)).astype(np.float32)
    labels = draw.integers(0, 10, rows).astype(np.int32)
    yield Case({"scores": scores, "labels": labels}, "10 classes")


def _take_by_rank(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.sort(scores, axis=1)[np.arange(len(labels)), labels]


pick_by_label = Task(
    name="pick_by_label",
    title="From every row, the score of its label",
    points=2,
    ask=Call("pick_by_label"),
    cell='''
def pick_by_label(scores, labels):
    """From every row of scores, the one that belongs to the row's label.

    Args:
        scores: float32 tensor of shape (batch, classes).
        labels: int32 tensor of shape (batch,), each from 0 to classes - 1.

    Returns:
        float32 tensor of shape (batch,): element n is scores[n, labels[n]].

    Example:
        scores [[0.1, 0.9], [0.7, 0.3]] with labels [1, 0] give [0.9, 0.7].
    """
    ### BEGIN SOLUTION
    return tf.gather(scores, labels, batch_dims=1)
    ### END SOLUTION
''',
    cases=_scores_and_labels,
    expected=lambda scores, labels: scores[np.arange(len(labels)), labels],
    dtype="float32",
    misconceptions=(
        Misconception(
            "columns",
            lambda scores, labels: scores[:, labels],
            "From every row this takes all the labels, not only its own: the result has a row "
            "and a column for every sample, and the answer lies on its diagonal.",
            "tf.gather can pair row n with label n: look for batch_dims.",
        ),
        Misconception(
            "rows",
            lambda scores, labels: scores[labels],
            "This takes whole rows: tf.gather goes along axis 0 unless told otherwise, so the "
            "labels were read as row numbers.",
            "Each label is a position inside its own row.",
        ),
        Misconception(
            "largest",
            lambda scores, labels: scores.max(axis=1),
            "This is the largest score of each row, whatever the label says.",
            "A row's label may name a low score. How do the labels come in?",
        ),
        Misconception(
            "masked",
            lambda scores, labels: np.eye(scores.shape[1], dtype=np.float32)[labels] * scores,
            "The other scores became 0 and are still there: the shape is (batch, classes).",
            "One reduction along the classes brings each row to its one number.",
        ),
        Misconception(
            "kept",
            lambda scores, labels: scores[np.arange(len(labels)), labels][:, np.newaxis],
            "The scores are right, but in a column of shape (batch, 1).",
            "The docstring asks for the shape (batch,): one axis.",
        ),
        Misconception(
            "from_one",
            lambda scores, labels: scores[np.arange(len(labels)), labels - 1],
            "Each score is that of the class before: the labels count from 0.",
            "Label 0 names the first column.",
        ),
        Misconception(
            "sorted",
            _take_by_rank,
            "The scores were sorted first, so the labels no longer name their columns.",
            "Leave the columns where they are.",
        ),
        Misconception(
            "positions",
            lambda scores, labels: scores.argmax(axis=1),
            "These are positions: where the largest score of each row stands. Asked for are scores, and the label says which.",
            "What does the label of a row name?",
            dtype="int64",
        ),
        Misconception(
            "max_of_mask",
            lambda scores, labels: (np.eye(scores.shape[1], dtype=np.float32)[labels] * scores).max(
                axis=1
            ),
            "The mask leaves a 0 in place of the other scores, and where the label's score is negative that 0 is the larger one.",
            "Which reduction brings a row to its one number that is not masked, whatever its sign?",
        ),
        Misconception(
            "mean_of_mask",
            lambda scores, labels: (
                np.eye(scores.shape[1], dtype=np.float32)[labels] * scores
            ).mean(axis=1),
            "Each score was divided by the number of classes: the mean counts the zeros of the mask as well.",
            "Which reduction leaves a number as it is when zeros are added to it?",
        ),
        Misconception(
            "summed_over_rows",
            lambda scores, labels: (np.eye(scores.shape[1], dtype=np.float32)[labels] * scores).sum(
                axis=0
            ),
            "The masked scores were added down the columns, so there is one number for each class.",
            "There should be one number for each row. Which axis has to go?",
        ),
        Misconception(
            "summed_all",
            lambda scores, labels: scores[np.arange(len(labels)), labels].sum(),
            "The scores of all rows were added up to one number.",
            "Tell the reduction which axis to go along.",
        ),
        Misconception(
            "mask_alone",
            lambda scores, labels: np.eye(scores.shape[1], dtype=np.float32)[labels],
            "This is the mask by itself: a 1 where the label's score stands.",
            "The scores come in next: what does the mask do to them?",
        ),
    ),
    hints=(
        "scores[n, labels[n]] for every n at once: each row has its own column to take.",
        "Two ways: tf.gather with batch_dims, or a one-hot mask and a sum along the classes.",
        "`tf.one_hot(labels, depth)` gives a row for each label, with a 1 at its position.",
    ),
    accepted=(
        "def pick_by_label(scores, labels):\n"
        "    mask = tf.one_hot(labels, scores.shape[1])\n"
        "    return tf.reduce_sum(mask * scores, axis=1)",
        "def pick_by_label(scores, labels):\n"
        "    rows = tf.range(tf.shape(scores)[0])\n"
        "    return tf.gather_nd(scores, tf.stack([rows, labels], axis=1))",
        "def pick_by_label(scores, labels):\n"
        "    return tf.stack([scores[n, labels[n]] for n in range(len(labels))])",
        "def pick_by_label(scores, labels):\n"
        "    return tf.boolean_mask(scores, tf.one_hot(labels, scores.shape[1], True, False))",
    ),
)

# ---------------------------------------------------------------- order the lines


def _small_images(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"images": np.array([[[0, 255], [51, 102]]], np.uint8)}, "one image of 2 x 2 pixels")
    yield Case({"images": draw.integers(0, 256, (3, 2, 2)).astype(np.uint8)}, "3 images")
    size = (int(draw.integers(2, 5)), 3, 4)
    yield Case({"images": draw.integers(0, 256, size).astype(np.uint8)}, "images of 3 x 4 pixels")


def _flat(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1).astype(np.float32) / 255


def _with_ones(images: np.ndarray) -> np.ndarray:
    return np.concatenate([np.ones((len(images), 1), np.float32), _flat(images)], axis=1)


feature_rows = Task(
    name="feature_rows",
    title="Order the lines: images to rows of features",
    points=2,
    ask=Arrange(
        "line_order",
        "def feature_rows(images):",
        {
            "A": "return tf.concat([rows, ones], axis=1)",
            "B": "rows = tf.reshape(pixels, [images.shape[0], -1])",
            "C": "ones = tf.ones([images.shape[0], 1])",
            "D": "pixels = pixels / 255.0",
            "E": "rows = tf.reshape(tf.transpose(pixels), [images.shape[0], -1])",
            "F": "pixels = tf.cast(images, tf.float32)",
            "G": "return tf.concat([ones, rows], axis=1)",
        },
    ),
    cell="""
# Write the letters of the lines you need, in order, such as "E A D". Some lines do not belong.
line_order = ...
### BEGIN SOLUTION
line_order = "F D B C G"
### END SOLUTION
""",
    cases=_small_images,
    expected=_with_ones,
    dtype="float32",
    misconceptions=(
        Misconception(
            "ones_last",
            lambda images: np.roll(_with_ones(images), -1, axis=1),
            "The column of ones stands at the end of each row. It should come first.",
            "tf.concat joins its tensors in the order of the list.",
        ),
        Misconception(
            "not_scaled",
            lambda images: np.concatenate(
                [np.ones((len(images), 1)), images.reshape(len(images), -1)], axis=1
            ),
            "The features still reach up to 255: nothing scaled the pixels before they were laid "
            "out in rows.",
            "Which line brings 255 to 1, and which lines have to come after it?",
        ),
        Misconception(
            "transposed",
            lambda images: np.concatenate(
                [np.ones((len(images), 1)), images.T.reshape(len(images), -1) / 255], axis=1
            ),
            "The shape is right and the pixels are mixed up: tf.transpose moved the image axis to "
            "the end, so the reshape cut across images.",
            "A row should hold the pixels of one image, in the order they lie in memory.",
        ),
        Misconception(
            "no_return",
            lambda images: None,
            "The function ends without return, so it gives back None.",
            "The last line has to hand the result back.",
        ),
        Misconception(
            "not_scaled_ones_last",
            lambda images: np.concatenate(
                [images.reshape(len(images), -1), np.ones((len(images), 1))], axis=1
            ),
            "Two things: the features still reach up to 255, and the column of ones stands at the end.",
            "Which line brings 255 to 1? And in which order does tf.concat join its tensors?",
        ),
        Misconception(
            "transposed_ones_last",
            lambda images: np.concatenate(
                [images.T.reshape(len(images), -1) / 255, np.ones((len(images), 1))], axis=1
            ),
            "Two things: tf.transpose mixed the pixels up, and the column of ones stands at the end.",
            "A row starts with the 1, and then holds the pixels of one image as they lie in memory.",
        ),
        Misconception(
            "transposed_not_scaled",
            lambda images: np.concatenate(
                [np.ones((len(images), 1)), images.T.reshape(len(images), -1)], axis=1
            ),
            "Two things: tf.transpose mixed the pixels up, and they still reach up to 255.",
            "Which line scales the pixels, and which lays them out as they lie in memory?",
        ),
    ),
    hints=(
        "Start with a line that needs nothing but `images`.",
        "A line can run only after every name it uses has been made. More than one order is right.",
        "Cast, scale, one row for each image, the ones, and then join them with the ones first.",
    ),
    accepted=(
        'line_order = ["F", "D", "B", "C", "G"]',
        'line_order = "c, f, d, b, g"',
        'line_order = "FDCBG"',
    ),
)

# ---------------------------------------------------------------- standardize columns


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    simple = np.array([[1, 10], [2, 20], [3, 60]], np.float32)
    yield Case({"table": simple}, "two columns of different size", "columns that vary")
    # Deviations so large that an epsilon of 1e-3 beside the divisor passes on every seed; one of
    # 1e-2 fails on every seed, by the table above.
    random = draw.normal(50, 30, size=(6, 3)).astype(np.float32)
    yield Case({"table": random}, "a random table", "columns that vary")
    large = (draw.normal(size=(5, 2)) * [30, 1000] + [0, 10_000]).astype(np.float32)
    yield Case({"table": large}, "large numbers", "columns that vary")
    constant = np.array([[4, 1], [4, 2], [4, 6]], np.float32)
    yield Case({"table": constant}, "a column that never changes", "a constant column")
    mixed = draw.normal(0, 30, size=(5, 3)).astype(np.float32)
    mixed[:, int(draw.integers(0, 3))] = np.float32(draw.integers(1, 9))
    yield Case({"table": mixed}, "a random table with a constant column", "a constant column")


def _standardized(table: np.ndarray) -> np.ndarray:
    wide = table.astype(np.float64)
    spread = wide.std(axis=0)
    return (wide - wide.mean(axis=0)) / np.where(spread == 0, 1, spread)


standardize = Task(
    name="standardize",
    title="Standardize the columns of a table, a constant one too",
    points=3,
    ask=Call("standardize"),
    cell='''
def standardize(table):
    """Every column shifted to mean 0 and scaled to standard deviation 1.

    Args:
        table: float32 tensor of shape (rows, columns).

    Returns:
        float32 tensor of the same shape: from each element its column's mean is subtracted, and
        the result is divided by its column's standard deviation (the root of the mean squared
        deviation, as tf.math.reduce_std has it). A column whose elements are all equal becomes
        all 0, not NaN.

    Example:
        the table [[1.0, 5.0], [3.0, 5.0]] becomes [[-1.0, 0.0], [1.0, 0.0]].
    """
    ### BEGIN SOLUTION
    centered = table - tf.reduce_mean(table, axis=0)
    spread = tf.math.reduce_std(table, axis=0)
    return tf.math.divide_no_nan(centered, spread)
    ### END SOLUTION
''',
    cases=_tables,
    expected=_standardized,
    parts={"columns that vary": 2 / 3, "a constant column": 1 / 3},
    dtype="float32",
    # The mean of large float32 numbers is off in the seventh digit, and an epsilon beside the
    # divisor (such as 1e-7) is a sound way to spare a constant column.
    tolerance=Tolerance(relative=1e-3, absolute=1e-3),
    misconceptions=(
        Misconception(
            "zero_by_zero",
            lambda table: (table - table.mean(axis=0)) / table.std(axis=0),
            "In a constant column the deviations and the standard deviation are both 0, and "
            "0 / 0 is NaN (not a number).",
            "Find a division that gives 0 there, or replace a standard deviation of 0 first.",
        ),
        Misconception(
            "rows",
            lambda table: (
                (table - table.mean(axis=1, keepdims=True)) / table.std(axis=1, keepdims=True)
            ),
            "This standardizes the rows. A column's elements lie along axis 0.",
            "Which axis should the mean and the standard deviation remove?",
        ),
        Misconception(
            "whole_table",
            lambda table: (table - table.mean()) / table.std(),
            "One mean and one standard deviation were taken of the whole table, so a column of "
            "large numbers still outweighs the others.",
            "Give the reductions an axis.",
        ),
        Misconception(
            "only_centered",
            lambda table: table - table.mean(axis=0),
            "The columns have mean 0, but not yet standard deviation 1.",
            "By what should each column be divided?",
        ),
        Misconception(
            "variance",
            lambda table: np.divide(
                table - table.mean(axis=0),
                table.var(axis=0),
                out=np.zeros_like(table),
                where=table.var(axis=0) > 1e-9,
            ),
            "This divides by the variance, which is the square of the standard deviation.",
            "The docstring names what to divide by.",
        ),
        Misconception(
            "sample_deviation",
            lambda table: np.divide(
                table - table.mean(axis=0),
                table.std(axis=0, ddof=1),
                out=np.zeros_like(table),
                where=table.std(axis=0) > 1e-9,
            ),
            "This divides by the sample standard deviation (rows - 1 below the line). The "
            "docstring asks for the mean squared deviation, with rows below the line.",
            "The docstring says which of TensorFlow's functions has the one asked for.",
        ),
        Misconception(
            "min_max",
            lambda table: np.divide(
                table - table.min(axis=0),
                np.ptp(table, axis=0),
                out=np.zeros_like(table),
                where=np.ptp(table, axis=0) > 1e-9,
            ),
            "This brings every column to [0, 1], which is min-max scaling, another thing.",
            "The mean of each column should come out as 0.",
        ),
        Misconception(
            "not_centered",
            lambda table: np.divide(
                table,
                table.std(axis=0),
                out=np.zeros_like(table),
                where=table.std(axis=0) > 1e-9,
            ),
            "Each column was divided by its standard deviation, and its mean is not 0.",
            "What has to happen to a column before it is divided?",
        ),
        Misconception(
            "precedence",
            lambda table: table - table.mean(axis=0) / table.std(axis=0),
            "Python divides before it subtracts: here the mean alone was divided by the standard deviation.",
            "Put parentheses round what comes first.",
        ),
        Misconception(
            "mean_of_all",
            lambda table: np.divide(
                table - table.mean(),
                table.std(axis=0),
                out=np.zeros_like(table),
                where=table.std(axis=0) > 1e-9,
            ),
            "The standard deviations are those of the columns, and the mean is that of the whole table.",
            "Give the mean an axis as well.",
        ),
        Misconception(
            "all_zero",
            lambda table: _standardized(table) * (table.std(axis=0) > 1e-9).all(),
            "Where one column is constant, the whole table became 0. The other columns still vary.",
            "The choice has to be made column by column, not once for the table.",
        ),
        Misconception(
            "constant_kept",
            lambda table: np.where(table.std(axis=0) > 1e-9, _standardized(table), table),
            "The constant column came out as it went in. The docstring says what it should become.",
            "Which number is left of an element when its column's mean is taken away?",
        ),
        Misconception(
            "constant_to_one",
            lambda table: np.where(table.std(axis=0) > 1e-9, _standardized(table), 1),
            "The constant column became 1. The docstring says what it should become.",
            "Which number is left of an element when its column's mean is taken away?",
        ),
        Misconception(
            "constant_dropped",
            lambda table: _standardized(table)[:, table.std(axis=0) > 1e-9],
            "The constant column is missing. The result has the shape of the table.",
            "Which step removes it, and what should stand there instead?",
        ),
    ),
    hints=(
        "You need two reductions along the rows: a mean and a standard deviation, one per column.",
        "Shapes (rows, columns) and (columns,) broadcast, so no loop is needed.",
        "tf.math.divide_no_nan gives 0 where the divisor is 0; tf.where can replace a 0 as well.",
    ),
    accepted=(
        "def standardize(table):\n"
        "    mean, variance = tf.nn.moments(table, axes=[0])\n"
        "    spread = tf.sqrt(variance)\n"
        "    return (table - mean) / tf.where(spread == 0, 1.0, spread)",
        "def standardize(table):\n"
        "    mean = tf.reduce_mean(table, axis=0, keepdims=True)\n"
        "    spread = tf.math.reduce_std(table, axis=0, keepdims=True)\n"
        "    return (table - mean) / (spread + 1e-7)",
        "def standardize(table):\n"
        "    columns = []\n"
        "    for column in tf.unstack(table, axis=1):\n"
        "        spread = tf.math.reduce_std(column)\n"
        "        centered = column - tf.reduce_mean(column)\n"
        "        columns.append(centered / spread if spread > 0 else tf.zeros_like(column))\n"
        "    return tf.stack(columns, axis=1)",
    ),
)

# ---------------------------------------------------------------- pairwise distances


def _point_sets(draw: np.random.Generator) -> Iterator[Case]:
    a = np.array([[0, 0], [3, 0]], np.float32)
    b = np.array([[0, 4], [3, 4], [0, 0]], np.float32)
    yield Case({"a": a, "b": b}, "corners of a rectangle")
    # So many that |a|^2 + |b|^2 - 2ab comes out below 0 for some, where its root would be NaN.
    same = draw.normal(size=(12, 3)).astype(np.float32)
    yield Case({"a": same, "b": same.copy()}, "a set of points and itself")
    single = draw.normal(size=(1, 4)).astype(np.float32)
    yield Case({"a": single, "b": draw.normal(size=(5, 4)).astype(np.float32)}, "a single point")
    line = draw.normal(size=(4, 1)).astype(np.float32)
    yield Case({"a": line, "b": line[:2] + 1}, "points on a line: one coordinate")
    size = int(draw.integers(2, 6))
    many = draw.normal(size=(size, 3)).astype(np.float32)
    yield Case({"a": many, "b": draw.normal(size=(7, 3)).astype(np.float32)}, "points in space")


def _differences(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[:, np.newaxis, :].astype(np.float64) - b[np.newaxis, :, :]


distances = Task(
    name="distances",
    title="All distances between two sets of points",
    points=3,
    ask=Call("distances"),
    cell='''
def distances(a, b):
    """The straight-line (Euclidean) distance from every point of a to every point of b.

    Args:
        a: float32 tensor of shape (n, dimensions), a point in each row.
        b: float32 tensor of shape (m, dimensions).

    Returns:
        float32 tensor of shape (n, m): element [i, j] is the distance from a[i] to b[j].

    Example:
        a = [[0.0, 0.0]] and b = [[3.0, 4.0], [0.0, 1.0]] give [[5.0, 1.0]].

    A loop in Python is slow here; broadcasting does it in three operations.
    """
    ### BEGIN SOLUTION
    difference = a[:, tf.newaxis, :] - b[tf.newaxis, :, :]
    return tf.sqrt(tf.reduce_sum(difference**2, axis=-1))
    ### END SOLUTION
''',
    cases=_point_sets,
    expected=lambda a, b: np.sqrt((_differences(a, b) ** 2).sum(axis=-1)),
    dtype="float32",
    # |a|^2 + |b|^2 - 2ab is a sound formula whose cancellation costs about 1e-3 near zero.
    tolerance=Tolerance(relative=1e-3, absolute=2e-3),
    misconceptions=(
        Misconception(
            "squared",
            lambda a, b: (_differences(a, b) ** 2).sum(axis=-1),
            "These are the squared distances.",
            "Pythagoras has one more step after the sum of the squares.",
        ),
        Misconception(
            "manhattan",
            lambda a, b: np.abs(_differences(a, b)).sum(axis=-1),
            "These are sums of absolute differences: the way along the streets, not straight.",
            "A straight line needs the squares of the differences, and a root.",
        ),
        Misconception(
            "transposed",
            lambda a, b: np.sqrt((_differences(b, a) ** 2).sum(axis=-1)),
            "The distances are right, but the shape is (m, n): rows and columns changed places.",
            "Row i should belong to point i of a. Where does each new axis go?",
        ),
        Misconception(
            "row_by_row",
            lambda a, b: np.sqrt(((a - b) ** 2).sum(axis=-1)),
            "Here a[i] met only b[i]: the shapes were broadcast row by row.",
            "Every point of a has to meet every point of b, so the two need axes of their own.",
        ),
        Misconception(
            "summed_over_points",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).sum(axis=0)),
            "The sum went along the points of a. It should go along the coordinates.",
            "Which axis of the three holds the coordinates?",
        ),
        Misconception(
            "mean_of_squares",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).mean(axis=-1)),
            "The squares were averaged, not added, so the distances come out too small.",
            "Try it on the points (0, 0) and (3, 4): the distance is 5.",
        ),
        Misconception(
            "root_of_each",
            lambda a, b: np.sqrt(_differences(a, b) ** 2),
            "There is still one number a coordinate: the sum over the coordinates is missing.",
            "Which reduction comes between the squares and the root?",
        ),
        Misconception(
            "half_the_squares",
            lambda a, b: (_differences(a, b) ** 2).sum(axis=-1) / 2,
            "These are squared distances divided by 2: Python reads `x ** 1 / 2` as `(x ** 1) / 2`.",
            "Where do parentheses belong?",
        ),
        Misconception(
            "largest_difference",
            lambda a, b: np.abs(_differences(a, b)).max(axis=-1),
            "This is the largest difference of any coordinate. A straight line takes all coordinates into account.",
            "Try it on the points (0, 0) and (3, 4): the distance is 5.",
        ),
        Misconception(
            "summed_before_squared",
            lambda a, b: np.abs(_differences(a, b).sum(axis=-1)),
            "The differences were added before they were squared, so they may cancel one another.",
            "In which order do the square and the sum come?",
        ),
        Misconception(
            "differences",
            _differences,
            "These are the differences, coordinate by coordinate: the shape is (n, m, dimensions).",
            "What does Pythagoras do with them?",
        ),
        Misconception(
            "squared_differences",
            lambda a, b: _differences(a, b) ** 2,
            "These are the squares of the differences: the shape is (n, m, dimensions).",
            "Two steps are missing. Which one removes the last axis?",
        ),
        Misconception(
            "summed_over_b",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).sum(axis=1)),
            "The sum went along the points of b. It should go along the coordinates.",
            "Which axis of the three holds the coordinates?",
        ),
        Misconception(
            "everything",
            lambda a, b: np.sqrt((_differences(a, b) ** 2).sum()),
            "All pairs were added up to one number: without an axis, a reduction takes them all.",
            "Tell the reduction, or the norm, which axis to go along.",
        ),
        Misconception(
            "products",
            lambda a, b: a @ b.T,
            "These are dot products of the points, not distances.",
            "A distance begins with a difference.",
        ),
        Misconception(
            "a_with_itself",
            lambda a, b: np.sqrt((_differences(a, a) ** 2).sum(axis=-1)),
            "These are the distances from the points of a to one another; b does not come in.",
            "Look at the line that makes the difference: which two sets does it use?",
        ),
    ),
    hints=(
        "Give each set an axis of its own, so that their difference has the shape (n, m, dims).",
        "`a[:, tf.newaxis, :]` has the shape (n, 1, dims). What should b look like beside it?",
        "Difference, square, sum along the last axis, square root.",
    ),
    accepted=(
        "def distances(a, b):\n    return tf.norm(a[:, None] - b[None], axis=2)",
        "def distances(a, b):\n"
        "    squares = tf.reduce_sum(a**2, 1)[:, None] + tf.reduce_sum(b**2, 1)[None, :]\n"
        "    return tf.sqrt(tf.maximum(squares - 2 * a @ tf.transpose(b), 0.0))",
        "def distances(a, b):\n"
        "    return tf.stack([tf.sqrt(tf.reduce_sum((p - b) ** 2, 1)) for p in a])",
        "def distances(a, b):\n"
        "    difference = tf.expand_dims(a, 1) - tf.expand_dims(b, 0)\n"
        "    return tf.sqrt(tf.einsum('nmd,nmd->nm', difference, difference))",
    ),
)

# ---------------------------------------------------------------- fix the dtype bug


def _gray_images(draw: np.random.Generator) -> Iterator[Case]:
    two = np.array([[[100, 100], [100, 100]], [[200, 250], [150, 0]]], np.uint8)
    yield Case({"images": two}, "2 images of 2 x 2 pixels")
    yield Case({"images": np.array([[[3, 4]]], np.uint8)}, "a mean that is no whole number")
    yield Case({"images": np.full((1, 8, 8), 255, np.uint8)}, "a white image of 8 x 8 pixels")
    yield Case({"images": draw.integers(0, 256, (3, 20, 30)).astype(np.uint8)}, "600 pixels each")
    size = (int(draw.integers(2, 5)), 5, 6)
    yield Case({"images": draw.integers(0, 256, size).astype(np.uint8)}, "images of 5 x 6 pixels")


def _wrapped_mean(images: np.ndarray) -> np.ndarray:
    """What the broken code gives: the sum and the divisor both wrap around in uint8."""
    divisor = np.uint8(images[0].size % 256)
    return images.sum(axis=(1, 2), dtype=np.uint8).astype(np.float32) / np.float32(divisor)


brightness = Task(
    name="brightness",
    title="Repair: the brightness that comes out too dark",
    points=2,
    ask=Call("brightness"),
    cell='''
def brightness(images):
    """The mean pixel of every image.

    Args:
        images: uint8 tensor of shape (batch, height, width).

    Returns:
        float32 tensor of shape (batch,), each from 0 to 255.

    Example:
        brightness of one image [[100, 100], [100, 100]] gives [100.0]; today it gives [36.0].
    """
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(images, axis=[1, 2])
    return total / pixels


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def brightness(images):
    """The mean pixel of every image, summed in float32, where nothing wraps around."""
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=[1, 2])


### END SOLUTION
''',
    cases=_gray_images,
    expected=lambda images: images.mean(axis=(1, 2)),
    given=_wrapped_mean,
    dtype="float32",
    misconceptions=(
        Misconception(
            "cast_too_late",
            lambda images: images.sum(axis=(1, 2), dtype=np.uint8) / images[0].size,
            "The sum is still made in uint8, where 400 becomes 144. A cast after the sum is too "
            "late: what was lost stays lost.",
            "Which step goes beyond 255 first? The dtype has to change before it.",
        ),
        Misconception(
            "mean_in_uint8",
            lambda images: images.mean(axis=(1, 2)).astype(np.uint8),
            "The mean of whole numbers came out as a whole number: tf.reduce_mean keeps the dtype "
            "of its input, and cuts the fraction off.",
            "Which dtype can hold a mean such as 3.5?",
            dtype="uint8",
        ),
        Misconception(
            "scaled",
            lambda images: images.mean(axis=(1, 2)) / 255,
            "These means lie in [0, 1]. The docstring asks for 0 to 255.",
            "Leave out the division by 255.",
        ),
        Misconception(
            "whole_batch",
            lambda images: images.mean(),
            "This is one mean over the whole batch. Asked for is one for every image.",
            "Which axes should the reduction remove, and which should stay?",
        ),
        Misconception(
            "int_division",
            lambda images: images.astype(np.int64).sum(axis=(1, 2)) // images[0].size,
            "Nothing wraps around any more, and the fractions are cut off: by `//`, or by a mean of "
            "whole numbers, which TensorFlow gives as a whole number.",
            "Where are the fractions lost, and which dtype would keep them there?",
        ),
        Misconception(
            "float64",
            lambda images: images.mean(axis=(1, 2)),
            "The values are right, in float64. Dividing int32 or int64 tensors with `/` gives "
            "float64, and so does NumPy's mean of whole numbers.",
            "Cast to tf.float32, before the sum or after the division.",
            dtype="float64",
        ),
        Misconception(
            "sums",
            lambda images: images.sum(axis=(1, 2)),
            "These are the sums of the pixels. Nothing wraps around any more, and the division is missing.",
            "How does a mean differ from a sum?",
        ),
        Misconception(
            "sixteen_bits",
            lambda images: (
                images.sum(axis=(1, 2), dtype=np.uint16).astype(np.float32) / images[0].size
            ),
            "This is right for small images. The sum of 600 pixels goes beyond what 16 bits hold, and it wraps around there.",
            "Choose a dtype for the sum that holds as many pixels as an image may have.",
        ),
        Misconception(
            "signed_bytes",
            lambda images: images.astype(np.int8).mean(axis=(1, 2)),
            "Bright pixels count as negative: int8 ends at 127, and a cast of 200 to int8 gives -56.",
            "Which dtype holds every pixel, and their sum?",
        ),
        Misconception(
            "kept",
            lambda images: images.mean(axis=(1, 2), keepdims=True),
            "The means are right, and the reduced axes are still there with size 1. Asked for is the shape (batch,).",
            "Which argument keeps the reduced axes?",
        ),
        Misconception(
            "down_columns",
            lambda images: images.mean(axis=1),
            "Only the height was reduced: the result has one number for every column of every image.",
            "An image has two axes. Which one is still there?",
        ),
        Misconception(
            "along_rows",
            lambda images: images.mean(axis=2),
            "Only the width was reduced: the result has one number for every row of every image.",
            "An image has two axes. Which one is still there?",
        ),
        Misconception(
            "over_the_batch",
            lambda images: images.mean(axis=0),
            "The mean was taken over the images, pixel by pixel. Asked for is one number for every image.",
            "Which axis counts the images? It should stay.",
        ),
        Misconception(
            "batch_counted",
            lambda images: images.sum(axis=(1, 2)) / images.size,
            "Each sum was divided by the number of pixels in the whole batch.",
            "How many pixels does one image have?",
        ),
    ),
    hints=(
        "Run it on one image of four pixels of 100 and print `total`. What is 400 in a uint8?",
        "uint8 wraps around: 256 becomes 0. The sum needs a dtype with more room.",
        "Convert the images with tf.cast before the sum.",
    ),
    accepted=(
        "def brightness(images):\n"
        "    pixels = images.shape[1] * images.shape[2]\n"
        "    total = tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])\n"
        "    return total / pixels",
        "def brightness(images):\n"
        "    total = tf.reduce_sum(tf.cast(images, tf.int32), axis=[1, 2])\n"
        "    return tf.cast(total / (images.shape[1] * images.shape[2]), tf.float32)",
        "def brightness(images):\n"
        "    flat = tf.reshape(tf.cast(images, tf.float32), [images.shape[0], -1])\n"
        "    return tf.reduce_mean(flat, axis=1)",
    ),
)

# ---------------------------------------------------------------- recall for lesson 01

_RECALL = (
    Question(
        "recall_outcomes",
        "A check says `Not attempted`. What has it seen?",
        (
            Option("A wrong answer", False, "A wrong answer is called `Not right yet`."),
            Option(
                "No answer: the cell is as it was handed out, or has not run",
                True,
                "Right. It costs nothing: write the answer, run its cell, and check again.",
            ),
            Option(
                "An answer that raised an exception",
                False,
                "That is called `Stopped with an error`, and the message names the line.",
            ),
        ),
    ),
    Question(
        "recall_gpu",
        "`tf.config.list_physical_devices('GPU')` gives an empty list. What follows?",
        (
            Option(
                "The lessons do not run on this machine",
                False,
                "They do: every lesson and every mark works on a CPU.",
            ),
            Option(
                "TensorFlow sees no GPU and runs everything on the CPU",
                True,
                "Right. Whether there is one that it should see is the next question to ask.",
            ),
            Option(
                "The machine has no GPU",
                False,
                "Not for certain: the driver may be missing, or TensorFlow was installed without "
                "its CUDA libraries.",
            ),
        ),
    ),
)

ASSIGNMENT = Assignment(
    "01-tensors",
    "Tensors",
    (
        shapes,
        scale_pixels,
        row_means,
        channels_first,
        pick_by_label,
        feature_rows,
        standardize,
        distances,
        brightness,
    ),
    recall=_RECALL,
)
