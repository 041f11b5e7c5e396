"""The exercise on eager and graph: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=70 hint="huber"
# # Eager and graph
#
# The check puts most of your functions into a `tf.function` of its own. To see what it sees, do the same in a
# cell of yours: `tf.function(huber)(errors, delta)`, for example.

# %% imports
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% lines_printed [markdown]
# ## Which lines print, and how often?
#
# Before you run anything, work out what this writes. How often does each letter appear, over all four calls
# together?
#
# ```python
# @tf.function
# def step(x, halve):
#     print("A")
#     tf.print("B")
#     if halve:
#         print("C")
#         x = x / 2
#     if x > 0:
#         print("D")
#         tf.print("E")
#     else:
#         tf.print("F")
#     for _ in range(3):
#         print("G")
#         tf.print("H")
#     return x
#
# step(tf.constant(4.0), True)
# step(tf.constant(-6.0), True)
# step(tf.constant(4.0), False)
# step(tf.constant(8.0), False)
# ```
#
# Each right number earns a quarter of a point. Run the code afterward, and see whether you were right.

# %% lines_printed
# Replace each ... by a whole number: how often the letter is written, over all
# four calls.
printed = {
    "A": ...,  # print, in the first line
    "B": ...,  # tf.print, in the second line
    "C": ...,  # print, under `if halve`
    "D": ...,  # print, under `if x > 0`
    "E": ...,  # tf.print, under `if x > 0`
    "F": ...,  # tf.print, under its else
    "G": ...,  # print, in the loop
    "H": ...,  # tf.print, in the loop
}
### BEGIN SOLUTION
printed = {"A": 2, "B": 4, "C": 1, "D": 2, "E": 3, "F": 1, "G": 6, "H": 12}
### END SOLUTION

# %% for_any_batch [markdown]
# ## One trace for any batch
#
# The last batch of a data set is often smaller than the others, and without care it costs another trace.
# Complete the function so that it doesn't. One line is enough.


# %% for_any_batch
def for_any_batch(function, features):
    """A graph function of `function` that is traced once, whatever the batch
    size.

    Args:
        function: Python function of one float32 tensor of shape (batch,
            features).
        features: Python int, the number of columns of every batch.

    Returns:
        Something to call with a float32 tensor of shape (batch, features), which
        gives what `function` gives. Python runs `function` once for all calls
        together.

    Example:
        compiled = for_any_batch(tf.reduce_sum, 3)
        compiled(tf.ones([2, 3])) gives 6.0, compiled(tf.ones([5, 3])) gives 15.0:
        one trace.
    """
    ### BEGIN SOLUTION
    return tf.function(function, input_signature=[tf.TensorSpec([None, features], tf.float32)])
    ### END SOLUTION


# %% count_traces [markdown]
# ## Count the traces
#
# Before you can cure a retracing storm, you have to see it. Write the function that counts the traces which some
# calls add.


# %% count_traces
def count_traces(function, arguments):
    """Call a tf.function with each of the arguments, and count the traces that
    this adds.

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


# %% signature_fits [markdown]
# ## What a signature lets in
#
# A graph function with an input signature turns away what does not fit, instead of tracing again. Write the
# rule by which it decides.


# %% signature_fits
def fits(spec, tensor):
    """Whether a tf.function with input_signature=[spec] takes a tensor.

    Args:
        spec: tf.TensorSpec of any dtype and of a known number of axes. An entry
            of its shape may be None.
        tensor: tensor of any dtype and shape.

    Returns:
        Python bool, or a bool tensor of shape (): True where a call with this
        tensor runs, False where it raises a TypeError.

    Example:
        spec = tf.TensorSpec([None, 3], tf.float32)
        fits(spec, tf.ones([5, 3])) gives True, fits(spec, tf.ones([5, 4])) gives
        False.
    """
    ### BEGIN SOLUTION
    if tensor.dtype != spec.dtype or len(tensor.shape) != len(spec.shape):
        return False
    return all(size in (None, at) for size, at in zip(spec.shape, tensor.shape, strict=True))
    ### END SOLUTION


# %% huber [markdown]
# ## Two pieces
#
# When errors are squared, a single wild value can dominate the whole loss. The Huber loss avoids that, because it is a
# parabola near 0 and a straight line farther out. Write it so that each element is decided by itself.


# %% huber
def huber(errors, delta):
    """The Huber loss: a parabola for small errors, a straight line for large
    ones.

    Args:
        errors: float32 tensor of any shape.
        delta: float32 scalar tensor, above 0: where the two pieces meet.

    Returns:
        float32 tensor of the shape of errors. With e an element and |e| its
        absolute value: e * e / 2 where |e| <= delta, and delta * (|e| - delta /
        2) elsewhere.

    Example:
        errors [0.5, -3.0] with delta 1.0 give [0.125, 2.5].
    """
    ### BEGIN SOLUTION
    size = tf.abs(errors)
    return tf.where(size <= delta, size**2 / 2, delta * (size - delta / 2))
    ### END SOLUTION


# %% smooth [markdown]
# ## State that is made once
#
# The losses of a training jump about, and smoothed they show where they go. Write a function that remembers how
# far it has come, and that goes on remembering when it has become a graph.


# %% smooth
def make_smoother(start, weight):
    """A function that smooths the values it is called with, one after the other.

    Args:
        start: Python float, the smoothed number before the first call.
        weight: Python float above 0, at most 1: how much a new value counts.

    Returns:
        A function of one float32 scalar tensor. Each call takes the smoothed
        number to number + weight * (value - number), keeps it for the next call,
        and gives it as a float32 scalar tensor. Called again, make_smoother gives
        another function, with a memory of its own. It has to work inside a
        tf.function.

    Example:
        smoother = tf.function(make_smoother(8.0, 0.25))
        Called with 4.0, 0.0 and 8.0, one after the other, smoother gives 7.0,
        5.25 and 5.9375.
    """
    ### BEGIN SOLUTION
    number = tf.Variable(start)

    def smooth(value):
        return number.assign_add(weight * (value - number))

    return smooth
    ### END SOLUTION


# %% follow_setting [markdown]
# ## Repair a setting that does nothing
#
# Somebody lowers the rate in the middle of a training, and the training goes on as before. This function shows
# the fault in small: `set_rate` is called, and `run` does not care. Find out what the graph holds in place of
# the rate, and repair it.


# %% follow_setting
def make_scaler(scale, rate):
    """A graph function that scales by a rate, and a function that sets the rate.

    Args:
        scale: Python function of a float32 tensor of shape (length,) and a rate,
            which is a Python float, a float32 tensor of shape () or a float32
            variable of shape (). It gives a float32 tensor of shape (length,).
        rate: Python float: what the rate is until it is set.

    Returns:
        Two functions, run and set_rate. run(values) gives scale(values, rate)
        with the rate that was set last, and set_rate(new) takes a Python float.
        For all calls with values of one length together, whatever the rates,
        Python runs `scale` once.

    Example:
        run, set_rate = make_scaler(lambda values, rate: rate * values, 0.5)
        run(tf.constant([4.0])) gives [2.0]. After set_rate(2.0) it should give
        [8.0], and today it gives [2.0] again.
    """
    settings = {"rate": rate}

    @tf.function
    def run(values):
        return scale(values, settings["rate"])

    def set_rate(new):
        settings["rate"] = new

    return run, set_rate


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def make_scaler(scale, rate):
    """A graph function that scales by a rate, and a function that sets the rate
    it reads."""
    current = tf.Variable(rate)

    @tf.function
    def run(values):
        return scale(values, current)

    def set_rate(new):
        current.assign(new)

    return run, set_rate


### END SOLUTION


# %% retracing_storm [markdown]
# ## Repair a retracing storm
#
# This function gives right results, slowly: Python runs `update` for nearly every batch, because each new
# pair of length and rate costs a trace. Repair it, so that one trace serves all batches.


# %% retracing_storm
def apply_updates(update, batches, rates):
    """Run `update` as a graph on every batch, each with its own rate.

    Args:
        update: Python function of a float32 tensor of shape (length,) and a rate,
            either a Python float or a float32 scalar tensor. It gives a float32
            scalar tensor.
        batches: list of float32 tensors of shape (length,); their lengths differ.
        rates: list of Python floats, one for each batch.

    Returns:
        float32 tensor of shape (number of batches,): the results in order. Python
        runs `update` once for all of them together. Today it runs for nearly
        every batch.

    Example:
        With update = lambda batch, rate: rate * tf.reduce_sum(batch), the batches
        [1.0, 2.0] and [3.0] and the rates 0.5 and 2.0, it gives [1.5, 6.0].
    """
    compiled = tf.function(update)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, rate) for batch, rate in pairs])


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def apply_updates(update, batches, rates):
    """Run `update` as a graph on every batch, each with its own rate, with one
    trace for all."""
    signature = [tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)]
    compiled = tf.function(update, input_signature=signature)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, tf.constant(rate)) for batch, rate in pairs])


### END SOLUTION
