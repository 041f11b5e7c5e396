"""The exercise on eager and graph: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="huber"
# # Eager and graph
#
# Most are run inside a `tf.function` of the check: try yours inside one, too.

# %% imports
import numpy as np
import tensorflow as tf

from grader.feedback import check, hint, progress, solution

# %% for_any_batch [markdown]
# ## One trace for any batch
#
# The last batch of a data set is often smaller than the others, and without care it costs another trace.
# Complete the function: one line is enough.


# %% for_any_batch
def for_any_batch(function, features):
    """A graph function of `function` that is traced once, whatever the batch size.

    Args:
        function: Python function of one float32 tensor of shape (batch, features).
        features: Python int, the number of columns of every batch.

    Returns:
        Something to call with a float32 tensor of shape (batch, features), which gives what
        `function` gives. Python runs `function` once for all calls together.

    Example:
        compiled = for_any_batch(tf.reduce_sum, 3)
        compiled(tf.ones([2, 3])) gives 6.0, compiled(tf.ones([5, 3])) gives 15.0: one trace.
    """
    ### BEGIN SOLUTION
    return tf.function(function, input_signature=[tf.TensorSpec([None, features], tf.float32)])
    ### END SOLUTION


# %% count_traces [markdown]
# ## Count the traces
#
# Before you cure a retracing storm, you have to see it. Write the function that measures it.


# %% count_traces
def count_traces(function, arguments):
    """Call a tf.function with each of the arguments, and count the traces that this adds.

    Args:
        function: A tf.function of one argument. It may have been called before.
        arguments: list of tensors, NumPy arrays and Python numbers.

    Returns:
        Python int: how many new traces the function has after these calls.

    Example:
        With a tf.function that was never called and the arguments
        [tf.zeros([2]), tf.ones([2]), 5], it gives 2.
    """
    ### BEGIN SOLUTION
    before = function.experimental_get_tracing_count()
    for argument in arguments:
        function(argument)
    return function.experimental_get_tracing_count() - before
    ### END SOLUTION


# %% huber [markdown]
# ## Two pieces
#
# A squared error lets one wild value rule the whole loss. The Huber loss is a parabola near 0 and a
# straight line farther out. Write it for all elements at once.


# %% huber
def huber(errors, delta):
    """The Huber loss: a parabola for small errors, a straight line for large ones.

    Args:
        errors: float32 tensor of any shape.
        delta: float32 scalar tensor, above 0: where the two pieces meet.

    Returns:
        float32 tensor of the shape of errors. With e an element and |e| its absolute value:
        e * e / 2 where |e| <= delta, and delta * (|e| - delta / 2) elsewhere.

    Example:
        errors [0.5, -3.0] with delta 1.0 give [0.125, 2.5].
    """
    ### BEGIN SOLUTION
    size = tf.abs(errors)
    return tf.where(size <= delta, size**2 / 2, delta * (size - delta / 2))
    ### END SOLUTION


# %% smooth [markdown]
# ## A TensorArray instead of a list
#
# Training losses jump about. Smoothed, they show where they go. In a graph whose length is not known
# while tracing, a Python list can't collect the entries.


# %% smooth
def smooth(values, weight):
    """A smoothed series: each entry lies between the new value and the entry before it.

    Args:
        values: float32 tensor of shape (length,), with length 1 or more.
        weight: float32 scalar tensor above 0, at most 1: how much a new value counts.

    Returns:
        float32 tensor of shape (length,). Its first entry is values[0]; entry t after that is
        weight * values[t] + (1 - weight) * (entry t - 1 of the result).
        One graph has to serve every length.

    Example:
        values [8.0, 0.0, 4.0, 4.0] with weight 0.5 give [8.0, 4.0, 4.0, 4.0].

    tf.while_loop is one way; a Python for over tf.range, which AutoGraph turns into one, another.
    """
    ### BEGIN SOLUTION
    length = tf.shape(values)[0]
    found = tf.TensorArray(tf.float32, size=length)

    def step(t, last, found):
        last = weight * values[t] + (1 - weight) * last
        return t + 1, last, found.write(t, last)

    _, _, found = tf.while_loop(lambda t, *_: t < length, step, (0, values[0], found))
    return found.stack()
    ### END SOLUTION


# %% retracing_storm [markdown]
# ## Repair a retracing storm
#
# This function gives right results, and Python runs `update` for nearly every batch: each new pair of
# length and rate costs a trace. Find out why, and repair it, so that Python runs `update` once.


# %% retracing_storm
def apply_updates(update, batches, rates):
    """Run `update` as a graph on every batch, each with its own rate.

    Args:
        update: Python function of a float32 tensor of shape (length,) and a rate, either a Python
            float or a float32 scalar tensor. It gives a float32 scalar tensor.
        batches: list of float32 tensors of shape (length,); their lengths differ.
        rates: list of Python floats, one for each batch.

    Returns:
        float32 tensor of shape (number of batches,): the results in order. Python runs `update`
        once for all of them together. Today it runs for nearly every batch.
    """
    compiled = tf.function(update)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, rate) for batch, rate in pairs])


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def apply_updates(update, batches, rates):
    """Run `update` as a graph on every batch, each with its own rate, with one trace for all."""
    signature = [tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)]
    compiled = tf.function(update, input_signature=signature)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, tf.constant(rate)) for batch, rate in pairs])


### END SOLUTION
