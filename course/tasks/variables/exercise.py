"""The exercise on variables: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=45 hint="running_mean"
# # Variables

# %% imports
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% tensor_bytes [markdown]
# ## The bytes a tensor takes
#
# Whether a model fits into memory is a question of bytes, so it pays to be able to count them.
# Complete the function; one line is enough.


# %% tensor_bytes
def tensor_bytes(tensor):
    """How many bytes the elements of a tensor take in memory.

    Args:
        tensor: tensor of any shape and any numeric or bool dtype.

    Returns:
        int, in bytes (8 bits each): a Python number or a scalar tensor. A tensor
        without elements takes 0.

    Example:
        tensor_bytes(tf.zeros([2, 3])) gives 24: 6 elements, 4 bytes each.
    """
    ### BEGIN SOLUTION
    return int(tf.size(tensor)) * tensor.dtype.size
    ### END SOLUTION


# %% count_up [markdown]
# ## Repair the counter
#
# Somebody wrote a counter that works once and then forgets. Call it twice with a variable of your
# own, and look at what the variable holds after each call. Then repair the function.


# %% count_up
def count_up(counter, amount):
    """Add an amount to a counter that other code goes on using.

    Args:
        counter: tf.Variable, int32, scalar; after the call it holds the new
            count.
        amount: int32 scalar tensor.

    Returns:
        The new count: int32, scalar.

    Example:
        With counter = tf.Variable(0), calls with 2, then 3, return 2, then 5, and
        counter holds 5 afterwards. Today they return 2, then 3, and counter holds
        0.
    """
    counter = counter + amount
    return counter


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def count_up(counter, amount):
    """Add to the variable itself; `=` would only give the name `counter` to a new tensor."""
    counter.assign_add(amount)
    return counter.read_value()


### END SOLUTION

# %% best_weights [markdown]
# ## Repair what was kept
#
# Training often ends at weights that are worse than some it had on the way, so this function keeps the
# best ones. But whatever the losses are, the last ones come back. Find out why, and repair it.


# %% best_weights
def best_weights(weights, updates, losses):
    """Make all updates, and hand back the weights at which the loss was lowest.

    Args:
        weights: tf.Variable, float32, of shape (features,). After the call all
            updates have been added to it, and other code goes on training with
            it.
        updates: float32 tensor of shape (steps, features), at least one step; row
            i is added to the weights in step i.
        losses: float32 tensor of shape (steps,); entry i is the loss of the
            weights after step i. No two are equal.

    Returns:
        The weights after the step with the lowest loss: float32, of shape
        (features,). They stay as they are when the training goes on with
        `weights`.

    Example:
        With weights = tf.Variable([0.0]), best_weights(weights,
        tf.constant([[1.0], [2.0], [4.0]]), tf.constant([0.9, 0.2, 0.5])) gives
        [3.0], and weights holds [7.0]. Today it gives [7.0].
    """
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses, strict=True):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights, loss
    return best


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def best_weights(weights, updates, losses):
    """Keep a tensor of what the variable holds; the variable itself goes on."""
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses, strict=True):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = tf.identity(weights), loss
    return best


### END SOLUTION

# %% count_labels [markdown]
# ## Count labels, batch after batch
#
# How often did each class come up? The labels arrive in batches, so a variable keeps the counts from
# one batch to the next.


# %% count_labels
def count_labels(counts, labels):
    """Add the labels of a batch to counts that are kept from batch to batch.

    Args:
        counts: tf.Variable, int32, of shape (classes,); entry c is how often
            label c was seen so far. After the call it includes this batch.
        labels: int32 tensor of shape (batch,), each from 0 to classes - 1; some
            come several times.

    Returns:
        Nothing is needed: the check looks at the variable.

    Example:
        With counts = tf.Variable([0, 0, 0]), labels [2, 0, 2] make it [1, 0, 2];
        then labels [1, 2] make it [1, 1, 3].
    """
    ### BEGIN SOLUTION
    ones = tf.ones(labels.shape, tf.int32)
    counts.scatter_add(tf.IndexedSlices(ones, labels))
    ### END SOLUTION


# %% running_mean [markdown]
# ## A running mean
#
# A mean of all values so far can be kept without keeping the values. How far a new value moves it
# depends on how many values there were, so both the mean and the count are variables.


# %% running_mean
def running_mean(mean, count, value):
    """Take one more value into a mean, without keeping the values before it.

    Args:
        mean: tf.Variable, float32, of shape (features,): the mean of the values
            so far, 0 before the first. After the call it includes this value.
        count: tf.Variable, int32, scalar: how many values there were. After the
            call, one more.
        value: float32 tensor of shape (features,).

    Returns:
        Nothing is needed: the check looks at the variables.

    Example:
        From mean [0.0] and count 0, the values [2.0], [4.0], [9.0] make the mean
        [2.0], then [3.0], then [5.0], and the count 1, 2, 3.
    """
    ### BEGIN SOLUTION
    count.assign_add(1)
    mean.assign_add((value - mean) / tf.cast(count, value.dtype))
    ### END SOLUTION


# %% moving_average [markdown]
# ## An exponential moving average
#
# Weights jump about while a model is trained. An average that follows them slowly evens out the jumps,
# and with the averaged weights the model is often better.


# %% moving_average
def moving_average(average, weights, decay):
    """Let an average follow a model's weights, so that single steps weigh less.

    Args:
        average: tf.Variable, float32, of shape (features,). After the call it
            holds decay times its old value plus (1 - decay) times the weights.
        weights: tf.Variable, float32, of shape (features,); stays as it is.
        decay: Python float from 0 to 1: the share of the old average that is
            kept.

    Returns:
        Nothing is needed: the check looks at the variable.

    Example:
        With average [0.0], weights [10.0] and decay 0.75, the average becomes
        [2.5]; called once more with the same weights, [4.375].
    """
    ### BEGIN SOLUTION
    average.assign(decay * average + (1 - decay) * weights)
    ### END SOLUTION


# %% add_noise [markdown]
# ## Noise that can be repeated
#
# When an experiment is repeated, the noise on its data should be the same again, and drawing it should
# not disturb the random numbers that other code draws.


# %% add_noise
def add_noise(values, seed, stddev):
    """Add normally distributed noise that is the same whenever the seed is.

    Args:
        values: float32 tensor of shape (rows, columns).
        seed: int, 0 or more. The same seed gives the same noise, another seed
            other noise.
        stddev: Python float above 0: the standard deviation of the noise. Its
            mean is 0.

    Returns:
        float32 tensor of the same shape. Every element gets noise of its own.
        Random numbers that other code draws, by tf.random.normal or np.random, go
        on as if this had not been called.

    Example:
        add_noise(x, 7, 0.5) is equal to add_noise(x, 7, 0.5), and not to
        add_noise(x, 8, 0.5).
    """
    ### BEGIN SOLUTION
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.normal(values.shape, stddev=stddev)
    ### END SOLUTION


# %% step_downhill [markdown]
# ## One step downhill
#
# In the lesson, the loss was given the weight as an argument. Here it takes none and reads the variable,
# as the loss of a larger model does. So to find out how the loss changes with the weight, change the
# variable a little, and put it back.


# %% step_downhill
def step_downhill(loss, weight, nudge, rate):
    """Make a weight a little better, along the slope of its loss.

    The slope is measured: the loss at weight + nudge, minus the loss at the
    weight, divided by nudge. The new weight is the old one minus rate times the
    slope.

    Args:
        loss: called without arguments; reads `weight` and returns the loss, a
            float32 scalar tensor.
        weight: tf.Variable, float32, scalar; after the call it holds the new
            weight.
        nudge: Python float above 0, in the unit of the weight.
        rate: Python float above 0, the learning rate.

    Returns:
        The loss before the step: float32, scalar.

    Example:
        With weight = tf.Variable(0.0) and a loss of (weight - 3)², which is 9 at
        0 and 6.25 at 0.5, a nudge of 0.5 measures the slope -5.5. A rate of 0.25
        makes the weight 1.375, and 9.0 is returned.
    """
    ### BEGIN SOLUTION
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return before
    ### END SOLUTION
