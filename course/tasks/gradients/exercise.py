"""The exercise on the gradient tape: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="slope_at"
# # The gradient tape

# %% imports
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, order, progress, solution

# %% slope_at [markdown]
# ## The slope at a point
#
# This is the smallest use of a tape: it follows x, the function is called, and you ask for the slope.
# Three or four lines will do.


# %% slope_at
def slope_at(function, x):
    """The derivative of a function at one point, by a gradient tape.

    Args:
        function: Python function of a float32 scalar tensor that gives a float32
            scalar tensor.
        x: float32 scalar tensor: the point. It is a tensor, not a variable.

    Returns:
        float32 scalar tensor: the slope of function at x.

    Example:
        slope_at(lambda x: x * x, tf.constant(3.0)) gives 6.0.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)
    ### END SOLUTION


# %% descent_step [markdown]
# ## Order the lines of one step
#
# `descend_once` should take one step downhill. It computes the loss at the start, moves `w` against its
# slope by `rate` times the slope, and returns the new weight and the loss there.
#
# This stands above your lines:
#
# ```python
# def descend_once(x, y, start, rate):
#     w = tf.Variable(start)
#
#     def loss():
#         return tf.reduce_mean((w * x - y) ** 2)
# ```
#
# These are lines of the rest of its body, not in order, and some do not belong:
#
# ```text
# {lines}
# ```

# %% descent_step
# Run this cell: the lines appear below it, to be put in and moved. Some do not
# belong. Letters will do as well: step_order = "A B C".
step_order = order("descent_step")
### BEGIN SOLUTION
step_order = "D B H F"
### END SOLUTION

# %% four_nones [markdown]
# ## Four slopes that are None
#
# All four slopes that this function returns are None, each for a reason of its own. Repair it; each slope
# earns half a point. Begin with the symptom: print what goes into each block, with its type and its dtype.
# Then say what the reason is, and only then change the code.


# %% four_nones
def four_slopes(x, n):
    """Four slopes, each of them None today, each for a reason of its own.

    Args:
        x: float32 scalar tensor.
        n: int32 scalar tensor, at least 1.

    Returns:
        Four float32 scalar tensors: the slopes cube, sine, whole and stepped, as
        said below.

    Example:
        x = 2.0 and n = 3 give 12.0, -0.7568025, 27.0 and 1.6.
    """
    # cube: the slope of x * x * x at x.
    with tf.GradientTape() as tape:
        y = x * x * x
    cube = tape.gradient(y, x)

    # sine: the slope of the square of sin(x), at x.
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(np.sin(x))
    sine = tape.gradient(y, x)

    # whole: the slope of w * w * w at w = n.
    w = tf.Variable(n)
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    # stepped: the slope of (v - 1) ** 2 after v has gone one step downhill from
    # x, at rate 0.1.
    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v = v - 0.1 * tape.gradient(y, v)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def four_slopes(x, n):
    """The slopes cube, sine, whole and stepped."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


### END SOLUTION

# %% second_derivative [markdown]
# ## The slope of the slope
#
# A curve bends where its slope changes, and a tape inside a tape can tell how much.


# %% second_derivative
def second_derivative(function, x):
    """The second derivative of a function at several points: how fast its slope
    changes.

    Args:
        function: Python function that works element by element on a float32
            tensor.
        x: float32 tensor of shape (points,).

    Returns:
        float32 tensor of shape (points,): the second derivative at each point.
        Where the slope does not depend on x, as for a straight line, it is 0.

    Example:
        With function x * x * x, the points [1.0, 2.0, -1.0] give
        [6.0, 12.0, -6.0].
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x, unconnected_gradients="zero")
    ### END SOLUTION


# %% fit_line [markdown]
# ## Fit a line to noisy points
#
# The six points of the lesson lay exactly on a line. Measured points do not, because their heights carry
# noise. Fit a line to such points by gradient descent. The check draws points of its own, and compares your
# line with the one that they were made from, at places that your function does not get.


# %% fit_line
def fit_line(x, y):
    """The line that fits noisy points best, found by gradient descent with a
    tape.

    Args:
        x: float32 tensor of shape (points,), about 80 points between -1 and 4.
        y: float32 tensor of shape (points,): a straight line at x, plus noise.

    Returns:
        float32 tensor of shape (2,), or two such numbers in a list or tuple: the
        slope, then the intercept (the height at x = 0). At points between -1 and
        4, the mean squared distance from the line that y was made from is 0.1 at
        most. The noise in y has a standard deviation of 0.5.

    Example:
        For x [-1, 0, 1, 2, 3, 4] and y = 2 * x - 1, without noise, it gives
        nearly [2.0, -1.0].
    """
    ### BEGIN SOLUTION
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        changes = tape.gradient(loss, [slope, intercept])
        slope.assign_sub(0.1 * changes[0])
        intercept.assign_sub(0.1 * changes[1])
    return tf.stack([slope, intercept])
    ### END SOLUTION


# %% jacobian_rows [markdown]
# ## The Jacobian, row by row
#
# A function with several outputs has a gradient for each of them. Put these gradients together, with a row
# for each output.


# %% jacobian_rows
def jacobian_rows(function, x):
    """How every output of a function changes with every input.

    Args:
        function: Python function of a float32 tensor of shape (inputs,) that
            gives a float32 tensor of shape (outputs,). Every output depends on x.
        x: float32 tensor of shape (inputs,).

    Returns:
        float32 tensor of shape (outputs, inputs): row i is the gradient of output
        i.

    Example:
        function(x) = [x[0] * x[1], x[0] + 3 * x[1]] at [2.0, 5.0] gives
        [[5.0, 2.0], [1.0, 3.0]].
    """
    ### BEGIN SOLUTION
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = tf.unstack(function(x))
    return tf.stack([tape.gradient(output, x) for output in outputs])
    ### END SOLUTION


# %% numerical_gradient [markdown]
# ## A gradient by differences
#
# Before you trust a gradient that you wrote yourself, compare it with one that needs no derivative at all.
# Here you write that other one.


# %% numerical_gradient
def numerical_gradient(function, x, step):
    """The gradient by central differences, without a tape.

    Args:
        function: Python function of a float64 tensor of shape (n,) that gives a
            float64 scalar.
        x: float64 tensor of shape (n,).
        step: Python float h above 0.

    Returns:
        float64 tensor of shape (n,). Entry i is (above - below) / (2 h): above is
        the function where x[i] alone is larger by h, below where x[i] alone is
        smaller by h.

    Example:
        function(x) = x[0] * x[0] + 5 * x[1] at [3.0, 1.0] with step 0.5 gives
        [6.0, 5.0].
    """
    ### BEGIN SOLUTION
    slopes = []
    for direction in tf.unstack(tf.eye(x.shape[0], dtype=x.dtype)):
        above = function(x + step * direction)
        below = function(x - step * direction)
        slopes.append((above - below) / (2 * step))
    return tf.stack(slopes)
    ### END SOLUTION


# %% clipped_gradient [markdown]
# ## An operation that clips the gradient
#
# In a deep network a gradient can grow from layer to layer. You can keep it within bounds with an operation
# that leaves its input as it is and limits the gradient on the way back.


# %% clipped_gradient
def clip_gradient(x, limit):
    """x itself, with a gradient that is clipped on its way back.

    Args:
        x: float32 tensor of any shape.
        limit: Python float above 0.

    Returns:
        float32 tensor: x, unchanged. On the way back, each element of the
        gradient that arrives is brought into the range from -limit to limit
        before it goes on to x.

    Example:
        x = [3.0, -2.0, 0.5] with limit 1.0 gives [3.0, -2.0, 0.5]. A gradient
        that arrives as [5.0, 0.25, -7.0] goes on as [1.0, 0.25, -1.0].
    """
    ### BEGIN SOLUTION

    @tf.custom_gradient
    def unchanged(x):
        def backward(upstream):
            return tf.clip_by_value(upstream, -limit, limit)

        return tf.identity(x), backward

    return unchanged(x)
    ### END SOLUTION
