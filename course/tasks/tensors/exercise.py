"""The exercise on tensors: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=60 hint="row_means"
# # Tensors

# %% imports
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, order, progress, solution

# %% shapes [markdown]
# ## Name the shapes
#
# Write the shape of each tensor as a tuple of whole numbers, with the batch axis first. A shape has one
# entry for each axis, so 10 sentences of 7 words, for example, have the shape `(10, 7)`.
#
# Each right shape earns 0.4 points.

# %% shapes
# Replace each ... by a shape: a tuple of whole numbers, the batch axis first.
shapes = {
    "loss": ...,  # the loss of a training step: one number
    "sample": ...,  # one house, described by 13 features
    "batch": ...,  # 32 such houses
    "sequences": ...,  # 32 recordings: 50 time steps, 8 sensors read at each
    "images": ...,  # 32 RGB images, 28 pixels high, 20 wide, channels last
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

# %% scale_pixels [markdown]
# ## Scale pixels
#
# Image files store pixels as uint8, whole numbers from 0 to 255, but networks are trained on small
# floats. Complete the function that turns one into the other.


# %% scale_pixels
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


# %% row_means [markdown]
# ## Row means, as a column
#
# Each row of a matrix becomes one number, and the result stays a matrix, so that it can be
# subtracted from the matrix later.


# %% row_means
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


# %% channels_first [markdown]
# ## Channels first
#
# Keras layers take color images with the channels last, unless they are told otherwise, while some other
# tools want them right behind the batch axis. Every pixel value has to arrive at its new place.


# %% channels_first
def channels_first(images):
    """The same images with the channel axis moved up, right behind the batch
    axis.

    Args:
        images: float32 tensor of shape (batch, height, width, channels).

    Returns:
        float32 tensor of shape (batch, channels, height, width): element
        [n, c, y, x] of the result is element [n, y, x, c] of images.
    """
    ### BEGIN SOLUTION
    return tf.transpose(images, [0, 3, 1, 2])
    ### END SOLUTION


# %% pick_by_label [markdown]
# ## The score of the label
#
# A classifier gives every class a score. To see how well it did, take from each row the score of the
# class that was right.


# %% pick_by_label
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


# %% feature_rows [markdown]
# ## Order the lines
#
# `feature_rows(images)` takes a uint8 tensor of shape `(batch, height, width)` and returns a float32
# tensor of shape `(batch, 1 + height * width)`. Each row starts with a 1; the pixels of that image
# follow, scaled to [0, 1], in the order they lie in memory.
#
# One image `[[0, 255], [51, 102]]` becomes the row `[1.0, 0.0, 1.0, 0.2, 0.4]`.
#
# These are lines of its body, not in order, and some do not belong:
#
# ```text
# {lines}
# ```
#
# More than one order is right. The check runs the function that your order makes.

# %% feature_rows
# Run this cell: the lines appear below it, to be put in and moved. Some do not
# belong. Letters will do as well: line_order = "E A D".
line_order = order("feature_rows")
### BEGIN SOLUTION
line_order = "F D B C G"
### END SOLUTION

# %% standardize [markdown]
# ## Standardize columns
#
# A model learns badly from a table with one column in millimeters and one in years, because the large
# numbers outweigh the small ones. Bring every column to mean 0 and standard deviation 1. Two points are
# for columns that vary, and the third is for a column that never changes.


# %% standardize
def standardize(table):
    """Every column shifted to mean 0 and scaled to standard deviation 1.

    Args:
        table: float32 tensor of shape (rows, columns).

    Returns:
        float32 tensor of the same shape: from each element its column's mean is
        subtracted, and the result is divided by its column's standard deviation
        (the root of the mean squared deviation, as tf.math.reduce_std has it). A
        column whose standard deviation is 0 becomes all 0, not NaN.

    Example:
        the table [[1.0, 5.0], [3.0, 5.0]] becomes [[-1.0, 0.0], [1.0, 0.0]].
    """
    ### BEGIN SOLUTION
    centered = table - tf.reduce_mean(table, axis=0)
    spread = tf.math.reduce_std(table, axis=0)
    return tf.math.divide_no_nan(centered, spread)
    ### END SOLUTION


# %% distances [markdown]
# ## All distances
#
# Nearest neighbors and k-means both begin with the distance between every pair from two sets of points.
# Broadcasting finds all pairs without a loop.


# %% distances
def distances(a, b):
    """The straight-line (Euclidean) distance from every point of a to every point
    of b.

    Args:
        a: float32 tensor of shape (n, dimensions), a point in each row.
        b: float32 tensor of shape (m, dimensions).

    Returns:
        float32 tensor of shape (n, m): element [i, j] is the distance from a[i]
        to b[j].

    Example:
        a = [[0.0, 0.0]] and b = [[3.0, 4.0], [0.0, 1.0]] give [[5.0, 1.0]].

    A loop in Python is slow here; broadcasting takes all pairs at once.
    """
    ### BEGIN SOLUTION
    difference = a[:, tf.newaxis, :] - b[tf.newaxis, :, :]
    return tf.sqrt(tf.reduce_sum(difference**2, axis=-1))
    ### END SOLUTION


# %% brightness [markdown]
# ## Repair a function
#
# This function runs without an error and gives a float32 tensor of the right shape, but its numbers are
# wrong. Run it on the example in its docstring, find the step that goes wrong, and repair it.


# %% brightness
def brightness(images):
    """The mean pixel of every image.

    Args:
        images: uint8 tensor of shape (batch, height, width).

    Returns:
        float32 tensor of shape (batch,), each from 0 to 255.

    Example:
        brightness of one image [[100, 100], [100, 100]] gives [100.0]; today it
        gives [36.0].
    """
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(images, axis=[1, 2])
    return total / pixels


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def brightness(images):
    """The mean pixel of every image, summed in float32, where nothing wraps
    around."""
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=[1, 2])


### END SOLUTION
