"""The exercise on sequences: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="encode_words"
# # Sequences
#
# Words become rows of numbers, padding stays out of a mean, one step of a GRU and attention are worked out by their
# formulas, a series is cut into windows and split in time, and a model learns to read in order. Write `keras` or
# `tf.keras`, as you like.

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% encode_words [markdown]
# ## Words to numbers
#
# A network needs rows of numbers, all of one length. The vocabulary exists already, for example because a model was
# trained with it.


# %% encode_words
def encode_words(texts, vocabulary, length):
    """Rows of ids for texts.

    Of each text, capital letters become small ones, the characters , . ! and ?
    are taken out, and what is left is split at spaces into words.

    Args:
        texts: list of str in ASCII; a text may be empty.
        vocabulary: list of str, different words in small letters.
        length: Python int, 1 or more, how long a row is.

    Returns:
        A tensor or array of whole numbers, of shape (texts, length). 0 is
        padding, 1 a word that is not in the vocabulary, 2 the first word of the
        vocabulary, 3 the second, and so on. A short text is filled up with 0 on
        the right; of a long one the first words are kept.

    Example:
        encode_words(["So what?"], ["what"], 3) gives [[1, 2, 0]].
    """
    ### BEGIN SOLUTION
    layer = tf.keras.layers.TextVectorization(vocabulary=vocabulary, output_sequence_length=length)
    return layer(tf.constant(texts))
    ### END SOLUTION


# %% masked_mean [markdown]
# ## A mean without padding
#
# The simplest way from a row of vectors to one vector is their mean. The padding has vectors too.


# %% masked_mean
def masked_mean(ids, vectors):
    """The mean of each text's word vectors.

    Args:
        ids: int32 tensor of shape (n, steps); 0 is padding, a number above 0
            a word. Padding may stand anywhere.
        vectors: float32 tensor of shape (n, steps, size), a vector for each id.

    Returns:
        float32 tensor of shape (n, size): the mean over the words of each text;
        zeros for a text without words.

    Example:
        ids = [[5, 0]] and vectors = [[[1.0, 2.0], [7.0, 7.0]]] give
        [[1.0, 2.0]].
    """
    ### BEGIN SOLUTION
    mask = tf.cast(ids != 0, tf.float32)[:, :, tf.newaxis]
    total = tf.reduce_sum(mask * vectors, axis=1)
    return tf.math.divide_no_nan(total, tf.reduce_sum(mask, axis=1))
    ### END SOLUTION


# %% gru_step [markdown]
# ## One step of a GRU
#
# What a GRU does with a word is three sums, two of which become gates. They lie side by side in its kernels.


# %% gru_step
def gru_step(x, h, kernel, recurrent, bias):
    """The state of a GRU after one more step, with Keras's defaults.

    a = x @ kernel + bias[0] and b = h @ recurrent + bias[1] have 3 * units
    columns each: the first third belongs to z, the second to r, the last to the
    candidate. With * between numbers at the same place,

        z = sigmoid(a_z + b_z)
        r = sigmoid(a_r + b_r)
        candidate = tanh(a_c + r * (b_c))
        new state = z * h + (1 - z) * candidate

    Args:
        x: float32 tensor of shape (n, features), one step of n sequences.
        h: float32 tensor of shape (n, units), the states before it.
        kernel: float32 tensor of shape (features, 3 * units).
        recurrent: float32 tensor of shape (units, 3 * units).
        bias: float32 tensor of shape (2, 3 * units).

    Returns:
        float32 tensor of shape (n, units), the new states.

    Example:
        x = [[1.0]], h = [[0.5]], kernel = [[0.0, 0.0, 1.0]], recurrent =
        [[0.0, 0.0, 2.0]] and a bias of zeros give [[0.7025]].
    """
    ### BEGIN SOLUTION
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    candidate = tf.tanh(a[2] + r * b[2])
    return z * h + (1 - z) * candidate
    ### END SOLUTION


# %% attend [markdown]
# ## Attention
#
# Each query asks all keys, and gets a mixture of their values. Padding should get no weight at all.


# %% attend
def attend(q, k, v, valid):
    """Scaled dot-product attention with a padding mask.

    The score of a query with a key is their dot product, divided by the square
    root of d. A softmax over the keys that are words makes weights of a query's
    scores; keys that are padding get the weight 0. What a query gets is the sum
    of the values, each times its weight.

    Args:
        q: float32 tensor of shape (n, a, d), the queries.
        k: float32 tensor of shape (n, b, d), the keys.
        v: float32 tensor of shape (n, b, e), the values.
        valid: bool tensor of shape (n, b): True for a word, False for padding.
            Each row has at least one True.

    Returns:
        float32 tensor of shape (n, a, e), right for scores of 100 and more, too.

    Example:
        q = [[[1.0]]], k = [[[1.0], [1.0], [5.0]]], v = [[[2.0], [4.0], [9.0]]]
        and valid = [[True, True, False]] give [[[3.0]]].
    """
    ### BEGIN SOLUTION
    scores = tf.matmul(q, k, transpose_b=True) / tf.sqrt(float(q.shape[-1]))
    scores = tf.where(valid[:, tf.newaxis, :], scores, -1e9)
    return tf.nn.softmax(scores) @ v
    ### END SOLUTION


# %% windows [markdown]
# ## Windows of a series
#
# To learn from a series you need pairs: some values in a row, and the one that comes a certain time after them. It is
# easy to be off by one.


# %% windows
def windows(series, length, horizon):
    """All windows of a series, each with its target.

    Args:
        series: float32 tensor of shape (n,), oldest value first.
        length: Python int, 1 or more, how many values a window has.
        horizon: Python int, 1 or more, how many steps after the window's last
            value its target comes; 1 is the next value.

    Returns:
        A pair of float32 tensors: inputs of shape (count, length), one window
        for each place where window and target fit into the series, and targets
        of shape (count,).

    Example:
        windows(tf.constant([1.0, 2.0, 3.0, 4.0]), 2, 1) gives [[1.0, 2.0],
        [2.0, 3.0]] and [3.0, 4.0].
    """
    ### BEGIN SOLUTION
    first = length + horizon - 1
    inputs = tf.signal.frame(series[: len(series) - horizon], length, 1)
    return inputs, series[first:]
    ### END SOLUTION


# %% split_in_time [markdown]
# ## Repair: a split that knows the future
#
# This standardizes a series and cuts it into windows, each with its target as the last column, for training and for
# validation. The validation error is wonderful, and in use the model fails. Find out what leaks, and repair it.


# %% split_in_time
def split_in_time(series, cut, length):
    """Standardized windows for training and for validation.

    A window is length + 1 values in a row; the last one is its target.

    Args:
        series: float32 tensor of shape (n,), oldest value first.
        cut: Python int, above length and below n. What is at index cut or after
            it is the future.
        length: Python int, 1 or more.

    Returns:
        A pair of float32 tensors (train, validation), each of shape (count,
        length + 1), oldest window first. train: all windows that lie before the
        cut with all of their values. validation: all windows whose target is at
        the cut or after it; their inputs may lie before it. Both are
        standardized by the mean and the standard deviation (the root of the
        mean squared distance from the mean) of the values before the cut.
    """
    scaled = (series - tf.reduce_mean(series)) / tf.math.reduce_std(series)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[:cut], rows[cut:]


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def split_in_time(series, cut, length):
    """Standardized windows for training and for validation."""
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[: cut - length], rows[cut - length :]


### END SOLUTION

# %% last_word_wins [markdown]
# ## The last word wins
#
# Texts of up to twelve words. Some words are good, some are bad, and each text has two of either kind. The last of
# these four decides which class a text belongs to.


# %% last_word_wins
def last_word_wins(x, y):
    """A trained classifier of texts.

    Args:
        x: int32 tensor of shape (1200, 12), the ids of words: 2 to 7 are good, 8
            to 13 bad, 14 to 39 neither. A text has 6 to 12 words, and then 0 as
            padding.
        y: int32 tensor of shape (1200,): 1 where the last word that is good or
            bad is good, otherwise 0.

    Returns:
        A trained Keras model from (rows, 12) to (rows, 2). The class with the
        larger output counts; on 1,000 texts that it has not seen, at least 0.9
        of them should be right. Ten seconds of training are plenty.
    """
    ### BEGIN SOLUTION
    model = tf.keras.Sequential(
        [
            tf.keras.Input([12]),
            tf.keras.layers.Embedding(40, 8, mask_zero=True),
            tf.keras.layers.GRU(8),
            tf.keras.layers.Dense(2),
        ]
    )
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = tf.keras.optimizers.Adam(0.05)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(ids, labels):
        with tf.GradientTape() as tape:
            value = loss(labels, model(ids, training=True))
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)

    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1200).batch(200)
    for batch in batches.repeat(6):
        step(*batch)
    return model
    ### END SOLUTION


# %% baselines [markdown]
# ## What any forecast has to beat
#
# Before a model of a series is praised, two forecasts that need no model should be measured on the same rows.


# %% baselines
def baselines(y, season):
    """The mean absolute errors of two forecasts.

    The first says of y[t] what y[t - 1] was, the second what y[t - season] was.
    Both are measured on the same rows, which are all rows for which both exist.

    Args:
        y: float32 tensor of shape (n,), oldest value first.
        season: Python int, 2 or more and below n.

    Returns:
        float32 tensor of shape (2,): the error of the last value, then that of
        a season ago.

    Example:
        baselines(tf.constant([1.0, 4.0, 2.0, 8.0]), 2) gives [4.0, 2.5].
    """
    ### BEGIN SOLUTION
    now = y[season:]
    last, ago = y[season - 1 : -1], y[:-season]
    return tf.stack([tf.reduce_mean(tf.abs(now - past)) for past in (last, ago)])
    ### END SOLUTION
