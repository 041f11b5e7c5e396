"""The exercise on devices and speed: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="stopwatch"
# # Devices and speed
#
# No task needs a GPU, and none is judged by how fast your machine is. Write `keras` or `tf.keras`, as you like.

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, order, progress, solution

# %% stopwatch [markdown]
# ## A fair stopwatch
#
# How do you test a stopwatch? The check brings a device and a clock of its own, on which time passes only
# while the device works, so it knows what yours should show.


# %% stopwatch
def stopwatch(function, synchronize, clock, repeat):
    """The median time of a call on a device that works on after a call has
    returned.

    One call warms up and is not counted; the device has to be done with it before
    anything is timed. Then come `repeat` calls. Each is timed by itself, from
    before the call until the device is done with it.

    Args:
        function: called without arguments; gives the device work, and may return
            before the work is done.
        synchronize: called without arguments; returns when the device has done
            all its work.
        clock: called without arguments; gives the time, a float in seconds. Use
            no other clock.
        repeat: int, 1 or more: how many calls are timed.

    Returns:
        float, in seconds: the median of the `repeat` times; of an even number,
        the mean of the two in the middle.

    Example:
        If the timed calls took 2.0, 9.0 and 3.0 seconds until the device was
        done, 3.0.
    """
    ### BEGIN SOLUTION
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))
    ### END SOLUTION


# %% best_device [markdown]
# ## Repair: the device with enough memory
#
# On a machine with several GPUs, this function should choose the one with the most free memory, and turn to the
# CPU only where no GPU has enough. It was tried on a machine where the CPU had little memory, and nobody noticed
# that two things are wrong. Find and repair them.


# %% best_device
def best_device(names, free, needed):
    """The device to run a program on, by the memory that is free.

    Args:
        names: tuple of str, as TensorFlow lists its devices: "/device:CPU:0" and
            other CPUs, then "/device:GPU:0" and so on. Each kind is numbered from
            0, without gaps.
        free: list of int of the same length: the bytes that are free on each
            device.
        needed: int, above 0: the bytes that the program needs.

    Returns:
        str: of the GPUs that have at least `needed` bytes free, the name of the
        one with the most; if several have equally much, the one with the lowest
        number. "/device:CPU:0" where no GPU has enough.

    Example:
        best_device(("/device:CPU:0", "/device:GPU:0", "/device:GPU:1"),
        [90, 20, 40], 30) gives "/device:GPU:1", and with 50 in place of 30 it
        gives "/device:CPU:0".
    """
    best, most = "/device:CPU:0", 0
    for name, space in zip(names, free, strict=True):
        if space > most:
            best, most = name, space
    return best


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def best_device(names, free, needed):
    """The GPU with the most free memory, if that is enough, or else the CPU."""
    best, most = "/device:CPU:0", 0
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space >= needed and space > most:
            best, most = name, space
    return best


### END SOLUTION

# %% timed_comparison [markdown]
# ## Order the lines of a comparison
#
# `speedup` compares a function run eagerly with its graph. It should return how many times as fast the
# graph is when it runs, its one trace left out: 2.0 where the graph takes half the time. Both loops run
# ten times.
#
# So that every machine gets the same result, the check runs your lines with a clock of its own. This
# stands above them:
#
# ```python
# def speedup(eager_cost, graph_cost, trace_cost):
#     seconds, traced = [60.0], []  # a clock need not begin at 0
#
#     def clock():
#         seconds[0] += 1e-6  # what it takes to look at a clock
#         return seconds[0]
#
#     def run_eager():
#         seconds[0] += eager_cost
#
#     def run_graph():
#         seconds[0] += graph_cost if traced else graph_cost + trace_cost
#         traced.append(True)
# ```
#
# These are lines of the rest of its body, not in order, and some do not belong:
#
# ```text
# {lines}
# ```
#
# More than one order is right, and D and G are the same line twice.

# %% timed_comparison
# Run this cell: the lines appear below it, to be put in and moved. Some do not
# belong. Letters will do as well: line_order = "E A D".
line_order = order("timed_comparison")
### BEGIN SOLUTION
line_order = "E D I F G B A J"
### END SOLUTION

# %% least_time [markdown]
# ## The least time of a product
#
# Before you measure, you can work out what a device can do at best. Two rates decide: how fast it moves bytes,
# and how fast it computes. A measurement far above this bound says that something else takes the time.


# %% least_time
def least_time(left, right, bytes_a_second, operations_a_second):
    """The least time in which a device can compute tf.matmul(left, right).

    Each element of left, right and the result is moved once. Each element of the
    result takes `inner` multiplications and as many additions. The device
    computes while it moves data.

    Args:
        left: tensor of shape (rows, inner), of any float dtype.
        right: tensor of shape (inner, columns), of the same dtype; so is the
            result.
        bytes_a_second: Python float above 0: how many bytes the device moves in a
            second.
        operations_a_second: Python float above 0: how many multiplications or
            additions it does.

    Returns:
        float, in seconds: the longer of the two times.

    Example:
        float32, (2, 3) times (3, 4): 26 elements of 4 bytes are 104 bytes; 8
        results of 3 multiplications and 3 additions are 48 operations. With 8.0
        bytes and 100.0 operations a second that is 13 s and 0.48 s, so it gives
        13.0.
    """
    ### BEGIN SOLUTION
    rows, inner = left.shape
    columns = right.shape[1]
    elements = rows * inner + inner * columns + rows * columns
    moving = elements * left.dtype.size / bytes_a_second
    computing = 2 * rows * inner * columns / operations_a_second
    return max(moving, computing)
    ### END SOLUTION


# %% collatz_steps [markdown]
# ## Collatz, as a loop of a graph
#
# Halve an even number, triple an odd one and add 1, until you reach 1. Nobody knows how many steps that
# takes without walking them, so the graph has to hold a loop.


# %% collatz_steps
def collatz_steps(n):
    """How many steps it takes from n to 1: an even number is halved, an odd n
    becomes 3 n + 1.

    Args:
        n: int64 scalar tensor, at least 1.

    Returns:
        int32 or int64 scalar tensor: the number of steps, 0 for n = 1. One graph
        has to serve every n, so the loop has to be part of the graph.

    Example:
        6, 3, 10, 5, 16, 8, 4, 2, 1 are 8 steps, so
        collatz_steps(tf.constant(6, tf.int64)) gives 8.

    Write it with tf.while_loop, or with a Python while that AutoGraph turns into
    one.
    """

    ### BEGIN SOLUTION
    def step(n, steps):
        return tf.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    _, steps = tf.while_loop(lambda n, steps: n > 1, step, (n, 0))
    return steps
    ### END SOLUTION


# %% running_max [markdown]
# ## A running maximum
#
# The best validation accuracy so far, epoch by epoch: in Python that is a list. In a graph whose length is not
# known while tracing, a list can't collect the entries.


# %% running_max
def running_max(values):
    """The largest value so far, for every place of a series.

    Args:
        values: float32 tensor of shape (length,), with length 1 or more.

    Returns:
        float32 tensor of shape (length,): entry t is the largest of values[0] to
        values[t]. One graph has to serve every length.

    Example:
        running_max(tf.constant([2.0, 5.0, 3.0, 7.0])) gives [2.0, 5.0, 5.0, 7.0].

    tf.while_loop is one way; a Python for over tf.range, which AutoGraph turns
    into one, another.
    """
    ### BEGIN SOLUTION
    length = tf.shape(values)[0]
    found = tf.TensorArray(tf.float32, size=length)

    def step(t, largest, found):
        largest = tf.maximum(largest, values[t])
        return t + 1, largest, found.write(t, largest)

    _, _, found = tf.while_loop(lambda t, *_: t < length, step, (0, values[0], found))
    return found.stack()
    ### END SOLUTION


# %% scaled_step [markdown]
# ## Loss scaling by hand
#
# What Keras's `LossScaleOptimizer` does at every step of a mixed-precision training, you do here by yourself: one
# step, which is left out if it can't be trusted.


# %% scaled_step
def scaled_step(loss, weights, scale, rate):
    """One step of gradient descent on a loss that is computed in float16, with
    loss scaling.

    The loss is multiplied by the scale before the gradient is worked out. The
    gradient comes back in float32 and is divided by the scale. If each of its
    entries is finite, the weights take a step: rate times the gradient is
    subtracted from them. If even one entry is not, they stay as they are.

    Args:
        loss: function of a float16 tensor of the shape of weights; it gives a
            float16 scalar tensor.
        weights: float32 tf.Variable of shape (count,), changed in place.
        scale: Python float above 0.
        rate: Python float above 0, the learning rate.

    Returns:
        The scale for the next step, a float: scale after a step, scale / 2 if it
        was left out.

    Example:
        weights [1.0, -2.0], the loss tf.reduce_sum(w * w), scale 1024.0 and rate
        0.25: the gradient is [2.0, -4.0], the weights become [0.5, -1.0], and
        1024.0 comes back.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale
    ### END SOLUTION


# %% warm_up_cosine [markdown]
# ## A learning rate that warms up and cools down
#
# Small steps while the weights are still random, large ones in the middle, ever smaller ones toward the end.
# Write it as a schedule that Adam accepts; the check gives it to one.


# %% warm_up_cosine
def make_schedule(peak, warm_up, total):
    """A learning-rate schedule: a straight line up, then half a cosine down to 0.

    Args:
        peak: Python float, the highest learning rate.
        warm_up: Python int, 0 or more: the step at which the peak is reached.
        total: Python int above warm_up: the step at which 0 is reached.

    Returns:
        A keras.optimizers.schedules.LearningRateSchedule. An optimizer calls it
        with the step, a whole number from 0 as a variable or tensor, also in a
        graph; it gives the learning rate, a float32 scalar tensor. With s the
        step:
            s < warm_up:           peak * s / warm_up
            warm_up <= s <= total: peak * (1 + cos(pi * part)) / 2
            s > total:             0.0

        where part is (s - warm_up) / (total - warm_up).

    Example:
        schedule = make_schedule(1.0, 2, 6)
        schedule(1) gives 0.5, schedule(2) gives 1.0, schedule(4) gives 0.5,
        schedule(9) gives 0.0.
    """

    ### BEGIN SOLUTION
    class WarmUpCosine(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(np.pi * done)) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return WarmUpCosine()
    ### END SOLUTION
