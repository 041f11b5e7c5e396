"""The exercise on custom training loops: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="epoch_loss"
# # Custom training loops
#
# Write `keras` or `tf.keras`, as you like. The models are small enough to work out a step on paper.

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% epoch_loss [markdown]
# ## The loss of an epoch
#
# A loop sees one loss for each batch, and the last batch is often a small one. What is the loss of the epoch?


# %% epoch_loss
def epoch_loss(losses, sizes):
    """The mean loss over all rows of an epoch.

    Args:
        losses: float32 tensor of shape (batches,), with at least 1 batch: the
            mean loss over the rows of each batch.
        sizes: int32 tensor of shape (batches,): how many rows each batch has, 1
            or more.

    Returns:
        float32 scalar tensor: the mean in which every row counts the same.

    Example:
        epoch_loss(tf.constant([1.0, 3.0]), tf.constant([3, 1])) gives 1.5.
    """
    ### BEGIN SOLUTION
    rows = tf.cast(sizes, tf.float32)
    return tf.reduce_sum(losses * rows) / tf.reduce_sum(rows)
    ### END SOLUTION


# %% both_modes [markdown]
# ## Two modes of one network
#
# What does a network put out in training mode, and what in inference? Looking must not change the network, but one
# of the two calls does.


# %% both_modes
def both_modes(model, x):
    """What a model gives in training and in inference; it stays as it was.

    Args:
        model: a Keras model without Dropout and with a BatchNormalization layer,
            whose averages come from earlier data.
        x: float32 tensor of shape (rows, columns), with at least 2 rows.

    Returns:
        Two float32 tensors of shape (rows, outputs): first the output for x in
        training, then the output in inference, with the averages that the model
        came with. After the call, every weight of the model is as it was before.

    Example:
        If the model is one new keras.layers.BatchNormalization(), and x is
        [[1.0], [3.0]], training gives about [[-1.0], [1.0]], and inference
        gives about [[1.0], [3.0]].
    """
    ### BEGIN SOLUTION
    kept = model.get_weights()
    training = model(x, training=True)
    model.set_weights(kept)
    return training, model(x, training=False)
    ### END SOLUTION


# %% clip_together [markdown]
# ## Clipped together
#
# One bad batch can make a gradient a million times too long, or not a number at all. Write the function between
# the tape and the optimizer that keeps both from ruining the weights.


# %% clip_together
def clip_together(gradients, limit):
    """The gradients, scaled by one factor so that their norm is within a limit.

    Args:
        gradients: list of float32 tensors of any shapes, with None in the place
            of a variable that the loss does not use; at least one is a tensor.
            Finite numbers lie between -1e6 and 1e6.
        limit: Python float above 0.

    Returns:
        A list of the same length, with None in the same places and float32
        tensors of the same shapes in the others. The norm is the root of the sum
        of the squares of all numbers in all tensors. If it is above limit, each
        tensor is multiplied by limit / norm; if not, it stays as it is. If any
        number of any tensor is nan or infinite, all tensors are zeros instead.

    Example:
        [3.0, 4.0], None and [[0.0, 12.0]] have the norm 13.0. With the limit 6.5
        they give [1.5, 2.0], None and [[0.0, 6.0]].
    """
    ### BEGIN SOLUTION
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    if tf.math.is_finite(norm):
        return clipped
    return [None if gradient is None else tf.zeros_like(gradient) for gradient in gradients]
    ### END SOLUTION


# %% big_step [markdown]
# ## A big batch in parts
#
# The batch you want does not fit into memory, so it comes in parts, which are not equally large. Take one step with
# all of them, the same as if the batch had come whole.


# %% big_step
def big_step(model, parts, rate):
    """One step of plain SGD on a batch that comes in parts.

    The loss is the mean squared error over all rows of all parts.

    Args:
        model: a Keras model with one output. Its weights are changed in place.
        parts: list of pairs (x, y), at least one: float32 tensors of shapes
            (rows, columns) and (rows, 1). The number of rows differs from part to
            part, and is 1 or more.
        rate: Python float above 0, the learning rate.

    Returns:
        What is returned does not matter. The call subtracts rate times the
        gradient of the loss from each trainable variable; the gradient is that at
        the weights before the call.

    Example:
        A Dense unit without bias, kernel 1.0; parts with x [[1.0], [2.0]],
        y [[2.0], [2.0]] and x [[3.0]], y [[9.0]]; rate 0.1. The errors are -1, 0
        and -6, the gradient is 2 * (-1 + 0 - 18) / 3, and the kernel becomes
        2.267.
    """
    ### BEGIN SOLUTION
    variables = model.trainable_variables
    rows = sum(len(x) for x, _ in parts)
    total = [tf.zeros(variable.shape) for variable in variables]
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, variables)
        share = len(x) / rows
        total = [summed + share * new for summed, new in zip(total, gradients, strict=True)]
    for variable, gradient in zip(variables, total, strict=True):
        variable.assign_sub(rate * gradient)
    ### END SOLUTION


# %% repair_loop [markdown]
# ## Repair: half a loop
#
# This loop runs, and its losses fall. But it lacks four things that `fit` does, and no error says so. Find and
# repair them.


# %% repair_loop
def train(model, optimizer, batches, epochs):
    """Train a model as fit does, without shuffling.

    Args:
        model: a Keras model with one output. It may hold BatchNormalization,
            and layers with a regularizer. It is trained in place.
        optimizer: a Keras optimizer.
        batches: list of pairs (x, y): float32 tensors of shapes (rows, columns)
            and (rows, 1). The number of rows differs from batch to batch.
        epochs: Python int, 1 or more: how often to go through the batches, in
            their order.

    Returns:
        A list with the loss of every epoch, as fit would report it. The loss of a
        batch, before its step, is the mean squared error over its rows plus the
        penalties of the regularizers. The loss of an epoch is the mean of those,
        in which every row of the epoch counts the same.
    """
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss)
        losses.append(float(mean.result()))
    return losses


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def train(model, optimizer, batches, epochs):
    """Train a model as fit does, without shuffling."""
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


### END SOLUTION

# %% hardest_half [markdown]
# ## The harder half
#
# Some people train on the rows a network still gets wrong. That takes another step but not another loop, so `fit`
# can stay, and you write only a `train_step`. The check uses your function as the `train_step` of a class
# `Model(keras.Model)`.


# %% hardest_half
def hardest_half(self, data):
    """The train_step of a model that learns from the harder half of each batch.

    The loss of a row is its squared error. The loss of a batch is the mean over
    the half of its rows with the largest losses, and the step follows its
    gradient.

    Args:
        self: a keras.Model with one output, compiled with an optimizer and with
            the loss "mse".
        data: a pair (x, y) of float32 tensors of shapes (rows, columns) and
            (rows, 1), as fit passes it. The number of rows is even, and no two
            rows have the same loss.

    Returns:
        A dict with the entry "loss". After fit, history["loss"] holds for each
        epoch the mean of that loss over its batches.

    Example:
        A Dense unit without bias, kernel 1.0; x [[1.0], [2.0], [3.0], [1.0]],
        y [[2.0], [2.0], [9.0], [0.5]]. The squared errors are 1, 0, 36 and 0.25.
        The loss is 18.5, its gradient -19, and with SGD(0.1) the kernel becomes
        2.9.
    """
    ### BEGIN SOLUTION
    x, y = data
    with tf.GradientTape() as tape:
        of_rows = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        hardest, _ = tf.math.top_k(of_rows, k=tf.shape(of_rows)[0] // 2)
        loss = tf.reduce_mean(hardest)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply(gradients, self.trainable_variables)
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}
    ### END SOLUTION


# %% spikes [markdown]
# ## Spikes
#
# A sensor nearly always sends a sensible number, and now and then an absurd one. Train a model that the absurd
# numbers can't ruin. How you do that is up to you.


# %% spikes
def train_model(x, y):
    """A network trained on targets, some of which are absurd.

    Args:
        x: float32 tensor of shape (400, 6), drawn from a standard normal
            distribution.
        y: float32 tensor of shape (400, 1). For 392 rows it is a nonlinear
            function of x with a standard deviation of about 2, plus a little
            noise. For 8 rows it is a number between 10,000 and 1,000,000 that
            says nothing.

    Returns:
        A Keras model from (rows, 6) to (rows, 1). On 2,000 rows it has not seen,
        the mean squared error against the nonlinear function, without noise
        and without absurd targets, is at most 0.35. A linear model reaches about
        0.4. Training should take less than 20 seconds.
    """
    ### BEGIN SOLUTION
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    rate = tf.keras.optimizers.schedules.CosineDecay(0.01, 800)
    optimizer = tf.keras.optimizers.Adam(rate)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step():
        rows = tf.random.uniform([20], 0, 400, tf.int32)
        with tf.GradientTape() as tape:
            errors = model(tf.gather(x, rows), training=True) - tf.gather(y, rows)
            loss = tf.reduce_mean(errors**2)
        gradients = tape.gradient(loss, model.trainable_variables)
        gradients, _ = tf.clip_by_global_norm(gradients, 0.1)
        optimizer.apply(gradients, model.trainable_variables)

    for _ in range(800):
        step()
    return model
    ### END SOLUTION


# %% where_fit_ends [markdown]
# ## Where fit ends
#
# Here are eight wishes, and four places to put them, from the least work to the most: an argument of `compile` or of
# its optimizer; `compute_loss`, overridden; `train_step`, overridden; a loop of your own. Choose the first of the
# four that is enough. Each right answer earns an eighth of a point.

# %% where_fit_ends
# Replace each ... by one of "compile", "compute_loss", "train_step", "own loop".
place = {
    "clipping": ...,  # clip the gradients of each step together, to a norm of 1
    "parts": ...,  # take one step for every four batches
    "precision": ...,  # report the precision beside the loss
    "closeness": ...,  # add a term of x and y_pred to the loss, in evaluate, too
    "two_optimizers": ...,  # one optimizer for the first layer, one for the rest
    "skip_bad": ...,  # skip a step if its gradient is far too long
    "next_batch": ...,  # choose the next rows by what the model predicts so far
    "turns": ...,  # two models take turns, each until its own loss is good enough
}
### BEGIN SOLUTION
place = {"clipping": "compile", "parts": "compile", "precision": "compile"}
place |= {"closeness": "compute_loss", "two_optimizers": "train_step"}
place |= {"skip_bad": "train_step", "next_batch": "own loop", "turns": "own loop"}
### END SOLUTION
