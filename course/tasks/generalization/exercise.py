"""The exercise on generalization: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=80 hint="stop_on_spike"
# # Generalization

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, order, progress, solution

# %% overfitting_starts [markdown]
# ## The epoch at which overfitting starts
#
# Curves are for the eye. A program that watches a training needs the same reading as numbers: after which
# epoch has the validation loss stopped improving, if small changes mean nothing?


# %% overfitting_starts
def overfitting_starts(losses, noise):
    """The epoch at which overfitting starts, read from the validation losses.

    Epochs are counted from 0. The best loss is at first that of epoch 0. A later
    epoch is an improvement if its loss is below the best loss by more than
    `noise`; its loss is then the best. Any other epoch leaves the best loss as it
    is, even if its own loss is a little lower.

    Args:
        losses: list of Python floats, one an epoch, at least one.
        noise: Python float, 0 or more: how much a loss may change without meaning
            anything.

    Returns:
        Python int: the epoch after the last improvement. -1 if the last epoch is
        an improvement or the only one: then nothing shows overfitting yet.

    Example:
        [0.9, 0.5, 0.6, 0.4, 0.7] with noise 0.0 gives 4, and with noise 0.2 it
        gives 2.
    """
    ### BEGIN SOLUTION
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    return last + 1 if last + 1 < len(losses) else -1
    ### END SOLUTION


# %% sound_experiment [markdown]
# ## Order the lines of a sound experiment
#
# `experiment` fits polynomials of several degrees, chooses one, and returns the error that can be expected
# of it on new rows. It mixes the rows, splits them, divides every column by its scale, fits, chooses, and
# reports. This stands above your lines:
#
# ```python
# def experiment(table, order, degrees):
#     import numpy as np
#
#     table = np.array(table, np.float64)  # columns: x, then y; the rows are sorted by x
#
#     def fit(rows, degree):
#         return np.polyfit(rows[:, 0], rows[:, 1], degree)
#
#     def error(model, rows):
#         return float(np.mean((np.polyval(model, rows[:, 0]) - rows[:, 1]) ** 2))
# ```
#
# These are lines of the rest of its body, not in order, and some do not belong:
#
# ```text
# {lines}
# ```
#
# A model is fitted to one part of the rows, chosen by a second, and judged by a third.

# %% sound_experiment
# Run this cell: the lines appear below it, to be put in and moved. Some do not
# belong. Letters will do as well: line_order = "E A D".
line_order = order("sound_experiment")
### BEGIN SOLUTION
line_order = "E I J C A G B"
### END SOLUTION

# %% standardize_split [markdown]
# ## Standardize, and leak nothing
#
# Mean and standard deviation are learned from data, as weights are. So learn them from the same rows.


# %% standardize_split
def standardize_split(train, test):
    """Standardize two tables by what the training table alone shows.

    Args:
        train: float32 tensor of shape (rows, columns), at least 2 rows.
        test: float32 tensor of shape (other rows, columns), at least 1 row.

    Returns:
        Two float32 tensors, train and test standardized, each of its own shape.
        From every element its column's mean is subtracted, and the result is
        divided by its column's standard deviation (the root of the mean squared
        deviation). Both are those of the training rows, for either table. A
        column that is constant in training becomes all 0, in either table.

    Example:
        train [[1.0], [3.0]] and test [[6.0]] give [[-1.0], [1.0]] and [[4.0]].
    """
    ### BEGIN SOLUTION
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    return tuple(tf.math.divide_no_nan(table - mean, spread) for table in (train, test))
    ### END SOLUTION


# %% measured_accuracy [markdown]
# ## How exact is a test accuracy?
#
# A test set is a sample: with other images the accuracy would have been another. Report it with the error that comes
# from that.


# %% measured_accuracy
def measured_accuracy(logits, labels):
    """The accuracy on a test set, and its standard error.

    Args:
        logits: float32 tensor of shape (images, classes), what a model gives for
            the test images. The largest of an image's logits says its class.
        labels: int32 tensor of shape (images,), the right classes, counted from
            0.

    Returns:
        float32 tensor of shape (2,): the accuracy a, which is the share of images
        whose class is right, then its standard error, the square root of a * (1 -
        a) / images.

    Example:
        logits [[2.0, 0.0], [0.0, 1.0], [3.0, 1.0], [0.0, 4.0]] with labels
        [0, 1, 1, 0] give [0.5, 0.25]: two of four are right, and the square root
        of 0.5 * 0.5 / 4 is 0.25.
    """
    ### BEGIN SOLUTION
    right = tf.argmax(logits, axis=1, output_type=tf.int32) == labels
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    return tf.stack([accuracy, tf.sqrt(accuracy * (1 - accuracy) / len(labels))])
    ### END SOLUTION


# %% fit_with_patience [markdown]
# ## Early stopping that puts the best weights back
#
# Do by hand what `keras.callbacks.EarlyStopping` does, in a loop of your own. The hard part is to keep weights
# that don't change while the model goes on training.


# %% fit_with_patience
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    """Train until the validation loss has stopped improving, and keep the best
    weights.

    Args:
        model: keras model; model.get_weights() and model.set_weights(weights)
            read and write its weights.
        train_epoch: called without arguments; trains the model for one epoch.
        validate: called without arguments; gives the validation loss of the model
            as it is, a Python float.
        patience: Python int, at least 1: stop after so many epochs in a row
            without a new best loss. Best means lower than the loss after every
            epoch before, so the first epoch is always a new best; a tie is none.
        epochs: Python int, at least 1: stop after so many epochs at the latest.

    Returns:
        Python int: how many epochs were trained. The model is left with the
        weights it had after the epoch of the best loss.

    Example:
        With losses 0.9, 0.5, 0.6, 0.7 and patience 2, it returns 4, and the model
        has the weights of the second epoch.
    """
    ### BEGIN SOLUTION
    best_loss, best_weights, trained, waited = float("inf"), None, 0, 0
    while trained < epochs and waited < patience:
        train_epoch()
        trained += 1
        loss = validate()
        if loss < best_loss:
            best_loss, best_weights, waited = loss, model.get_weights(), 0
        else:
            waited += 1
    model.set_weights(best_weights)
    return trained
    ### END SOLUTION


# %% stop_on_spike [markdown]
# ## A callback that stops on a loss spike
#
# A training whose loss ran away an hour ago should not go on until morning. Write the callback that ends it.


# %% stop_on_spike
def make_spike_stop(factor):
    """A callback that stops a training when its loss spikes.

    Args:
        factor: Python float above 1.

    Returns:
        A keras.callbacks.Callback for model.fit. At the end of an epoch it looks
        at the epoch's logs["loss"], and sets the model's stop_training to True if
        that loss
        - is not finite (nan or infinity), or
        - is more than `factor` times the smallest loss of the earlier epochs of
          this training.
        It looks at no other entry of logs. The same callback may be passed to fit
        again: each training starts afresh.

    Example:
        With factor 2.0 and the losses 1.0, 0.5, 0.8, 1.1, 0.4, a training stops
        after the fourth
        epoch: 1.1 is more than 2.0 * 0.5.
    """
    ### BEGIN SOLUTION
    import keras

    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()
    ### END SOLUTION


# %% leaking_validation [markdown]
# ## Repair: the validation images that leak
#
# With this preparation the validation accuracy looked excellent, and the model failed on new images. Find out
# how the validation images got into the training part, twice, and repair it.


# %% leaking_validation
def prepare(images, held_out):
    """Split images into a training and a validation part; center both; mirror the
    training part.

    Nothing of a validation image may reach the training part: neither a copy of
    it, mirrored or not, nor its share in a mean. Today both happen.

    Args:
        images: float32 tensor of shape (count, height, width), in random order.
        held_out: Python int from 1 to count - 1.

    Returns:
        Two float32 tensors, train and validation.
        validation: the first `held_out` images, of shape (held_out, height,
            width).
        train: the other images in their order, and after them their mirror images
            (left and right exchanged) in the same order: shape (2 * (count -
            held_out), height, width).
        From every pixel of both, one number is subtracted: the mean of all pixels
        of the images that train is made of. Validation images are not mirrored.

    Example:
        images [[[9.0, 1.0]], [[2.0, 4.0]]] with held_out 1: the mean is 3.0, so
        train is [[[-1.0, 1.0]], [[1.0, -1.0]]] and validation is [[[6.0, -2.0]]].
    """
    images = images - tf.reduce_mean(images)
    images = tf.concat([images, tf.reverse(images, axis=[2])], axis=0)
    return images[held_out:], images[:held_out]


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def prepare(images, held_out):
    """Split first; then whatever is learned or made from images is made from the
    training part."""
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return train - mean, validation - mean


### END SOLUTION

# %% regularized_model [markdown]
# ## A model that does not learn the noise
#
# There are few rows and much noise. Train a model that learns the rule behind them and not the noise. It is judged
# on 2,000 rows that `train_model` does not get to see, against the rule without noise.


# %% regularized_model
def train_model(x, y):
    """Train a model on a few noisy rows so that it predicts rows it has not seen.

    The rule behind them is bent: a model without a hidden layer misses it
    altogether. A plain network of two hidden layers of 128 units, trained until
    its error on these rows is near 0, has learned their noise: on other rows its
    mean squared error is about 0.75. Yours must reach 0.5, by whatever keeps a
    network from learning noise: fewer units, fewer epochs, early stopping,
    dropout, an L2 penalty, or several of them.

    Args:
        x: float32 tensor of shape (300, 4), about standard normal.
        y: float32 tensor of shape (300, 1): what an unknown rule gives for the
            row, from about -2 to 6, with noise of standard deviation 1 added.

    Returns:
        A trained Keras model. Called with a float32 tensor of shape (rows, 4), it
        gives a float32 tensor of shape (rows, 1).
    """
    ### BEGIN SOLUTION
    import keras

    penalty = keras.regularizers.L2(0.01)
    model = keras.Sequential(
        [
            keras.Input([4]),
            keras.layers.Dense(32, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(1, kernel_regularizer=penalty),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.03), loss="mse", jit_compile=False)
    all_rows = tf.data.Dataset.from_tensors((x, y)).cache()
    model.fit(all_rows, epochs=120, shuffle=False, verbose=0)
    return model
    ### END SOLUTION
