"""The exercise on data pipelines: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="batch_sizes"
# # Data pipelines
#
# Most of these tasks are about a `tf.data.Dataset` that you get or give back. What a check counts is what comes
# out of it: rows, orders and epochs.

# %% imports
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% batch_sizes [markdown]
# ## Repeat, batch
#
# Two methods in two orders, and some rows left over: how large are the batches that come out?


# %% batch_sizes
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    """The sizes of all batches, in the order in which they come.

    Args:
        rows: Python int, how many rows the data have, 1 or more.
        size: Python int from 1 to rows, how many rows a full batch has.
        epochs: Python int, 1 or more, how many times the rows come by.
        repeat_first: bool. True for data.repeat(epochs).batch(size), False for
            data.batch(size).repeat(epochs).
        keep_rest: bool. False is drop_remainder=True: a batch that is not full
            is left out.

    Returns:
        A list of Python ints.

    Example:
        batch_sizes(5, 3, 2, False, True) gives [3, 2, 3, 2].
    """
    ### BEGIN SOLUTION
    if repeat_first:
        rows, epochs = rows * epochs, 1
    full, rest = divmod(rows, size)
    sizes = [size] * full
    if rest and keep_rest:
        sizes.append(rest)
    return sizes * epochs
    ### END SOLUTION


# %% word_lengths [markdown]
# ## No common number of words
#
# Some texts have more words than others, so they do not fit into a rectangle. TensorFlow has a tensor for that.


# %% word_lengths
def word_lengths(texts):
    """How long the words of each text are, on average.

    Args:
        texts: string tensor of shape (count,), UTF-8. Words are separated by one
            space or more; a text may begin or end with spaces, and may hold no
            word.

    Returns:
        float32 tensor of shape (count,): the mean number of characters in a
        word of each text; 0.0 for a text without words.

    Example:
        word_lengths(tf.constant(["one", "a bbb"])) gives [3.0, 2.0].
    """
    ### BEGIN SOLUTION
    words = tf.strings.split(texts)
    letters = tf.reduce_sum(tf.strings.length(words, unit="UTF8_CHAR"), axis=1)
    count = words.row_lengths()
    return tf.math.divide_no_nan(tf.cast(letters, tf.float32), tf.cast(count, tf.float32))
    ### END SOLUTION


# %% unpack [markdown]
# ## Unpack records
#
# A file of records holds bytes. What they mean has to be known beforehand, or written in the record itself.


# %% unpack
def unpack(records):
    """Images and labels from serialized records.

    Args:
        records: string tensor of shape (count,), with at least one record. Each
            is a serialized tf.train.Example with three features: "image", one
            string of bytes, a byte a pixel, row by row from the top; "height",
            one int64, the number of rows; "label", one int64. All images have
            the same size.

    Returns:
        A pair of tensors. images: float32 of shape (count, height, width), where
        0 is 0.0 and 255 is 1.0. labels: whole numbers, shape (count,).
    """
    ### BEGIN SOLUTION
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [tf.size(records), tf.cast(parsed["height"][0], tf.int32), -1])
    return tf.cast(images, tf.float32) / 255, parsed["label"]
    ### END SOLUTION


# %% stream_statistics [markdown]
# ## Statistics of a stream
#
# To standardize data you need their mean and deviation, and they don't fit into memory. One pass has to be enough.


# %% stream_statistics
def stream_statistics(dataset):
    """Mean and standard deviation of each column, over all rows of a data set.

    Args:
        dataset: a tf.data.Dataset of float32 tensors of shape (rows, columns);
            the number of rows differs from batch to batch, and is 1 or more.
            Each pass reads all files again, so you may go through it only once.
            iter(dataset) and dataset.take(1) begin a pass, too.

    Returns:
        A pair (mean, std) of tensors of shape (columns,). std is the root of
        the mean squared distance from the mean, over all rows. Both are right to
        0.2 percent, also if the numbers lie near 10,000 and differ by 1.

    Example:
        Batches [[1.0], [2.0], [3.0], [4.0]] and [[10.0]] give [4.0] and
        [3.162].
    """
    ### BEGIN SOLUTION
    rows, total, squares = 0, 0.0, 0.0
    for batch in dataset:
        batch = tf.cast(batch, tf.float64)
        rows += len(batch)
        total += tf.reduce_sum(batch, axis=0)
        squares += tf.reduce_sum(batch**2, axis=0)
    mean = total / rows
    return mean, tf.sqrt(squares / rows - mean**2)
    ### END SOLUTION


# %% order_lines [markdown]
# ## Once, or in each epoch?
#
# Loading is slow and always gives the same. Augmenting is random, and should be so in each epoch. Find an order in
# which each row is loaded once, the order of rows and the rows that meet in a batch differ from epoch to epoch, and
# each epoch has its own version of a row. The beginning is given:
#
# ```python
# def prepare(rows):
#     import numpy as np
#     import tensorflow as tf
#
#     loaded = tf.Variable(0)
#     draws = tf.random.Generator.from_seed(1)
#
#     def load(row):  # slow, and always the same
#         loaded.assign_add(tf.size(row))
#         return tf.cast(row, tf.float32)
#
#     def augment(row):  # quick, and random
#         row = tf.cast(row, tf.float32)
#         return row + 0.4 * draws.uniform(tf.shape(row))
#
#     def report(data):  # what three epochs are like
#         data = data.take(4 * rows)
#         epochs = [[b.numpy().ravel() for b in data] for _ in range(3)]
#         flat = [np.concatenate(epoch) for epoch in epochs]
#         order = [np.floor(epoch).astype(int).tolist() for epoch in flat]
#         sets = [{frozenset(np.floor(b)) for b in epoch} for epoch in epochs]
#         return [
#             int(loaded),  # rows that were loaded
#             len(epochs[0][0]),  # rows in the first batch
#             len(set(map(tuple, order))),  # different orders
#             int(sets[0] != sets[1]),  # other rows meet in a batch: 1
#             len({float(np.sort(epoch)[0]) for epoch in flat}),  # versions of row 0
#         ]
#
#     data = tf.data.Dataset.range(rows)
# ```
#
# These are lines of the rest of its body, not in order, and some do not belong:
#
# ```text
# {lines}
# ```
#
# More than one order is right.

# %% order_lines
# Write the letters of the lines you need, in order, such as "E A D". Some lines
# do not belong.
line_order = ...
### BEGIN SOLUTION
line_order = "F E G C A B"
### END SOLUTION

# %% split_stays [markdown]
# ## Repair: a split that moves
#
# This cuts validation rows off, and the accuracy on them is wonderful. Find out why, and repair it.


# %% split_stays
def split(dataset, size):
    """Cut validation rows off a data set.

    Args:
        dataset: a tf.data.Dataset of at most 1,000 different elements.
        size: Python int, how many elements to validate on.

    Returns:
        A pair of data sets (train, validation). Validation has `size` elements
        from everywhere in the data, the same ones whenever it is gone through;
        training has all others, once in each epoch, in another order each time.
    """
    shuffled = dataset.shuffle(1000)
    return shuffled.skip(size), shuffled.take(size)


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def split(dataset, size):
    """Cut validation rows off a data set."""
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.skip(size).shuffle(1000), shuffled.take(size)


### END SOLUTION

# %% well_mixed [markdown]
# ## Well mixed
#
# Twelve files, one for each class, and a buffer that is far smaller than the data. Batches should hold something of
# everything all the same.


# %% well_mixed
def mix(sources):
    """One data set of mixed batches.

    Args:
        sources: list of 12 objects tf.data.Dataset of scalars, each of 70 to
            110 elements, all of the same length, and no element twice.

    Returns:
        A tf.data.Dataset of batches of 32 elements; the last may be smaller. In
        each epoch every element comes once, and two epochs have different
        orders: in the second, other elements meet in most batches, and most
        elements have other neighbors. Every full batch holds elements of at least
        6 sources. Before the first batch comes, at most 300 elements are read
        from all sources together.
    """
    ### BEGIN SOLUTION
    turns = tf.data.Dataset.range(len(sources)).repeat()
    rows = tf.data.Dataset.choose_from_datasets(
        sources, turns.take(2000), stop_on_empty_dataset=False
    )
    return rows.shuffle(100).batch(32)
    ### END SOLUTION


# %% same_again [markdown]
# ## Random, and the same again
#
# Noise in a pipeline should be new in each epoch. And a colleague who runs your notebook with the same seed
# should see what you saw.


# %% same_again
def noisy(dataset, seed):
    """A data set with noise on its elements.

    Args:
        dataset: a tf.data.Dataset of float32 scalars.
        seed: Python int above 0.

    Returns:
        A tf.data.Dataset of as many float32 scalars: each element plus a number
        drawn uniformly between 0 and 1, a different one for each element. Each
        pass through the data set has new draws. In a new kernel, the same seed
        gives the same draws in the first pass, in the second, and so on; another
        seed gives other draws.
    """
    ### BEGIN SOLUTION
    draws = tf.random.Generator.from_seed(seed)
    return dataset.map(lambda x: x + draws.uniform([]))
    ### END SOLUTION
