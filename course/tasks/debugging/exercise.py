"""The exercise on debugging: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="first_bad"
# # Debugging
#
# Functions that hold where a plain one breaks, and patients to cure. For each patient say first what you expect to
# see, then look, then change one thing.

# %% imports
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% first_bad [markdown]
# ## The first broken tensor
#
# Once a loss is nan, everything behind it is nan, too. What helps is the name of the tensor that broke first.


# %% first_bad
def first_bad(values):
    """The name of the first tensor that holds nan or an infinity.

    Args:
        values: dict from a name to a tensor of float16, float32 or float64, of
            any shape, in the order in which they were worked out. It may be
            empty.

    Returns:
        str: the name of the first tensor with at least one number that is nan,
        infinity or minus infinity; "" if there is none.

    Example:
        first_bad({"x": tf.constant([0.0]), "log": tf.constant([-np.inf])}) gives
        "log".
    """
    ### BEGIN SOLUTION
    for name, tensor in values.items():
        if not tf.reduce_all(tf.math.is_finite(tensor)):
            return name
    return ""
    ### END SOLUTION


# %% stable_loss [markdown]
# ## A loss that holds far out
#
# A model that is sure and wrong has a logit far from 0. That is where it has most to learn, and where a loss that is
# written as in a textbook breaks.


# %% stable_loss
def stable_loss(logits, labels):
    """The binary cross-entropy of each row, from its logit.

    With p = sigmoid(logit), the loss of a row is -log(p) if its label is 1, and
    -log(1 - p) if it is 0. Its slope by the logit is p - label.

    Args:
        logits: float32 tensor of shape (rows,). No logit is exactly 0; they may
            be as large as 30,000, or as small as -30,000.
        labels: float32 tensor of shape (rows,), each 0.0 or 1.0.

    Returns:
        float32 tensor of shape (rows,): the losses. They are finite for all
        logits, and a tape gives the slopes from above for them.

    Example:
        stable_loss(tf.constant([-200.0, -2.0]), tf.constant([1.0, 1.0])) gives
        [200.0, 2.1269].
    """
    ### BEGIN SOLUTION
    return tf.nn.softplus(logits) - labels * logits
    ### END SOLUTION


# %% safe_length [markdown]
# ## Repair: the length of nothing
#
# This function gives right lengths. But as soon as one row of a batch is all zeros, the gradient of the whole model
# is nan. Repair it.


# %% safe_length
def safe_length(x):
    """The length of each row: the root of the sum of its squares.

    Args:
        x: float32 tensor of shape (rows, columns), with at least 1 of each. A row
            may be all zeros; the length of any other is at least 1e-9.

    Returns:
        float32 tensor of shape (rows,): the lengths, exactly 0 for a row of
        zeros, and right for very short rows, too. A tape gives 0 for the slopes
        by the numbers of a row of zeros, and x / length for those of other rows.

    Example:
        safe_length(tf.constant([[3.0, 4.0], [0.0, 0.0]])) gives [5.0, 0.0].
    """
    return tf.reduce_sum(x**2, axis=1) ** 0.5


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def safe_length(x):
    """The root of a number that is never 0, and 0 where it would have been."""
    squares = tf.reduce_sum(x**2, axis=1)
    some = squares > 0
    return tf.where(some, tf.sqrt(tf.where(some, squares, 1.0)), 0.0)


### END SOLUTION

# %% safe_lookup [markdown]
# ## A lookup that is the same everywhere
#
# Asking a table for a row that it lacks is an error on a CPU, gives zeros on a GPU, and the nearest row under XLA.
# Write a lookup that decides for itself what happens.


# %% safe_lookup
def safe_lookup(table, ids):
    """The rows of a table by their numbers; row 1 for a number that it lacks.

    Args:
        table: float32 tensor of shape (rows, columns), with at least 2 rows.
        ids: int32 tensor of shape (count,). Rows are numbered from 0; an id that
            is negative, or not below the number of rows, is outside.

    Returns:
        float32 tensor of shape (count, columns): for each id its row, and row 1
        for an id outside. The same eagerly, in a tf.function, and in a
        tf.function with jit_compile=True.

    Example:
        safe_lookup(tf.constant([[10.0], [20.0], [30.0]]), tf.constant([2, 7]))
        gives [[30.0], [20.0]].
    """
    ### BEGIN SOLUTION
    inside = (ids >= 0) & (ids < tf.shape(table)[0])
    return tf.gather(table, tf.where(inside, ids, 1))
    ### END SOLUTION


# %% frozen_rate [markdown]
# ## Repair: a rate that is followed now and then
#
# Somebody lowers `config["rate"]` while a training runs. Sometimes the training follows, but mostly it does not. Find
# out what decides it, and repair the function.


# %% frozen_rate
def make_step(slope, config):
    """A function that takes a step of gradient descent with the rate of now.

    Args:
        slope: Python function from the weights to their slope: float32 tensors of
            shape (length,).
        config: dict whose entry "rate" is a Python float. Others change it
            between the calls of step.

    Returns:
        A function, step(weights), of a float32 tensor of shape (length,). It
        gives weights - rate * slope(weights) as a float32 tensor of that shape,
        with the rate that config holds when step is called. Python runs slope
        once for each length of weights, or less often, however often the rate
        changes.

    Example:
        config = {"rate": 0.5}
        step = make_step(lambda weights: 2 * weights, config)
        step(tf.constant([3.0])) gives [0.0]. After config["rate"] = 0.25 it
        should give [1.5], and today it gives [0.0] again.
    """

    @tf.function
    def step(weights):
        return weights - config["rate"] * slope(weights)

    return step


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def make_step(slope, config):
    """The dict is read at each call, and the graph is handed the rate as a tensor."""

    @tf.function
    def stepped(weights, rate):
        return weights - rate * slope(weights)

    return lambda weights: stepped(weights, tf.constant(config["rate"]))


### END SOLUTION

# %% step_losses [markdown]
# ## Repair: losses that are lost
#
# Called eagerly, this function gives what it should. In a graph it gives zeros, without an error. Find out why, and
# repair it.


# %% step_losses
def step_losses(w, rate, steps):
    """The losses of a descent, one for each step.

    The loss is (w - 3) ** 2. A step subtracts rate times its slope, 2 (w - 3).

    Args:
        w: float32 scalar tensor, where the descent begins.
        rate: float32 scalar tensor.
        steps: int32 scalar tensor, 1 or more. In a graph its value is not known
            while tracing.

    Returns:
        float32 tensor of shape (steps,): the loss before each step. It works
        eagerly and inside a tf.function.

    Example:
        w = 5.0, rate = 0.25, steps = 3: the losses are [4.0, 1.0, 0.25].
    """
    losses = tf.TensorArray(tf.float32, size=steps)
    for turn in tf.range(steps):
        losses.write(turn, (w - 3) ** 2)
        w = w - rate * 2 * (w - 3)
    return losses.stack()


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def step_losses(w, rate, steps):
    """What write gives back is handed on from turn to turn."""
    losses = tf.TensorArray(tf.float32, size=steps)
    for turn in tf.range(steps):
        losses = losses.write(turn, (w - 3) ** 2)
        w = w - rate * 2 * (w - 3)
    return losses.stack()


### END SOLUTION

# %% fit_shapes [markdown]
# ## Repair: a loss that stops at the variance
#
# This loop trains without an error. Its loss falls, then stops at the variance of y, whatever the data. Find the
# shape that is to blame, and repair it.


# %% fit_shapes
def fit_plane(x, y):
    """The slopes and the intercept with the least mean squared error.

    Args:
        x: float32 tensor of shape (rows, columns), with more rows than columns.
            The columns have about the same spread, and means between 0 and 1.
        y: float32 tensor of shape (rows,).

    Returns:
        float32 tensor of shape (columns + 1,): the slope of each column, and last
        the intercept, right to two decimal places or better.

    Example:
        x = [[0.0], [1.0], [2.0]], y = [1.0, 3.0, 5.0]: [2.0, 1.0].
    """
    slopes = tf.Variable(tf.zeros([x.shape[1], 1]))
    intercept = tf.Variable(tf.zeros([1]))
    for _ in range(60):
        with tf.GradientTape() as tape:
            errors = x @ slopes + intercept - y
            loss = tf.reduce_mean(errors**2)
        by_slopes, by_intercept = tape.gradient(loss, [slopes, intercept])
        slopes.assign_sub(0.2 * by_slopes)
        intercept.assign_sub(0.2 * by_intercept)
    return tf.concat([slopes[:, 0], intercept], axis=0)


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def fit_plane(x, y):
    """Errors of shape (rows, 1): each prediction meets its own target."""
    slopes = tf.Variable(tf.zeros([x.shape[1], 1]))
    intercept = tf.Variable(tf.zeros([1]))
    for _ in range(60):
        with tf.GradientTape() as tape:
            errors = x @ slopes + intercept - y[:, tf.newaxis]
            loss = tf.reduce_mean(errors**2)
        by_slopes, by_intercept = tape.gradient(loss, [slopes, intercept])
        slopes.assign_sub(0.2 * by_slopes)
        intercept.assign_sub(0.2 * by_intercept)
    return tf.concat([slopes[:, 0], intercept], axis=0)


### END SOLUTION

# %% largest_batch [markdown]
# ## How many rows fit?
#
# A batch is compared with prototypes, each row with each of them, and the difference is the largest tensor by far.
# Work out how many rows fit before memory is gone.


# %% largest_batch
def largest_batch(features, prototypes, dtype, mib):
    """The largest number of rows whose comparison fits into memory.

    For n rows, three tensors are in memory at the same time: the batch, of shape
    (n, features); the table of prototypes, of shape (prototypes, features); and
    their difference, batch[:, tf.newaxis] - table[tf.newaxis].

    Args:
        features: Python int, 1 or more.
        prototypes: Python int, 1 or more.
        dtype: "float16", "float32" or "float64", that of all three tensors.
        mib: Python int, 1 or more: how much memory there is, in MiB. A MiB is
            1024 * 1024 bytes.

    Returns:
        int: the largest n for which the three tensors together take no more than
        that; 0 if not even one row fits.

    Example:
        largest_batch(256, 63, "float32", 1) gives 15.
    """
    ### BEGIN SOLUTION
    size = tf.as_dtype(dtype).size
    free = mib * 2**20 - prototypes * features * size
    return max(free // ((features + prototypes * features) * size), 0)
    ### END SOLUTION


# %% cause [markdown]
# ## Symptom and cause
#
# Here are eight patients, each with its symptom, and seven causes. All use float32 on a CPU, without XLA. Choose the
# cause that fits best; one of them is needed twice. Each right answer earns an eighth of a point.

# %% cause
# Replace each ... by one of "broadcasting", "nan input", "high rate", "softmax",
# "frozen", "retracing", "leaked". "softmax" means softmax on a single unit.
cause = {
    # own loop: the loss stops at var(y), the weights are finite, the slopes 0
    "at_variance": ...,
    # model(x) gives nan for rows for which predict gives a number
    "two_answers": ...,
    # losses: 4.1, 37, 2,900, 8e7, inf, nan
    "leaps": ...,
    # the loss falls, and each prediction is 1.0, to six digits
    "all_ones": ...,
    # config["rate"] was lowered, and the steps stayed as long as before
    "ignores_config": ...,
    # every call takes as long as the first, and a count grows by 1 each time
    "always_slow": ...,
    # 'SymbolicTensor' object has no attribute 'numpy'
    "no_numpy": ...,
    # np.random.normal in a tf.function adds the same noise in every step
    "same_noise": ...,
}
### BEGIN SOLUTION
cause = {"at_variance": "broadcasting", "two_answers": "nan input", "leaps": "high rate"}
cause |= {"all_ones": "softmax", "ignores_config": "frozen", "always_slow": "retracing"}
cause |= {"no_numpy": "leaked", "same_noise": "frozen"}
### END SOLUTION
