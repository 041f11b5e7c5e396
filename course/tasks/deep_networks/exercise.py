"""The exercise on deep networks: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="chain_slope"
# # Deep networks
#
# Slopes, spreads and norms by formula, a network of twenty layers to repair, and one of ten to train. Write
# `keras` or `tf.keras`, as you like.

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% chain_slope [markdown]
# ## The slope of a chain
#
# A network with one unit per layer is a chain of numbers. What a small change of its input does to its output is a
# product, with two factors for each layer.


# %% chain_slope
def chain_slope(weights, x):
    """The derivative of a chain of sigmoids with respect to its input.

    The chain is a_1 = sigmoid(w_1 x), a_2 = sigmoid(w_2 a_1), and so on, without
    biases. Its output is the last of them.

    Args:
        weights: float32 tensor of shape (layers,), with 1 layer or more: w_1,
            w_2, ...
        x: float32 scalar tensor.

    Returns:
        float32 scalar tensor: the derivative of the last a with respect to x.

    Example:
        chain_slope(tf.constant([2.0, -3.0, 1.5]), tf.constant(0.5)) gives
        -0.0397.
    """
    ### BEGIN SOLUTION
    slope, value = tf.constant(1.0), x
    for weight in tf.unstack(weights):
        value = tf.sigmoid(weight * value)
        slope = slope * weight * value * (1 - value)
    return slope
    ### END SOLUTION


# %% init_std [markdown]
# ## How large should initial weights be?
#
# The three rules differ in which connections they count: those that lead into a unit (`fan_in`), or also those that
# lead out of one (`fan_out`).


# %% init_std
def init_std(shape, rule):
    """The standard deviation that a rule gives to a kernel's initial weights.

    Dense's kernel has the shape (inputs, units); fan_in is inputs and fan_out is
    units. Conv2D's has the shape (height, width, inputs, filters); fan_in is
    height * width * inputs and fan_out is height * width * filters.

    Args:
        shape: tuple of 2 or 4 ints, the shape of the kernel.
        rule: "glorot", "he" or "lecun". The variance is
            glorot: 2 / (fan_in + fan_out)
            he:     2 / fan_in
            lecun:  1 / fan_in

    Returns:
        float: the standard deviation.

    Example:
        init_std((8, 50), "he") gives 0.5.
    """
    ### BEGIN SOLUTION
    area = np.prod(shape[:-2])
    fan_in, fan_out = area * shape[-2], area * shape[-1]
    fans = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}
    return float(np.sqrt(1 / fans[rule]))
    ### END SOLUTION


# %% gradient_norms [markdown]
# ## How far does the gradient get?
#
# When a deep network does not learn, the first thing to look at is a number for each layer that says how large its
# gradient is.


# %% gradient_norms
def gradient_norms(model, x, y):
    """The norm of the loss's gradient with respect to each kernel of a network.

    The loss is the mean squared error: the mean of (model(x) - y) ** 2 over all
    rows and columns. The norm of a tensor is the square root of the sum of its
    squared entries.

    Args:
        model: a Keras model of Dense layers, each with a kernel and a bias.
        x: float32 tensor of shape (rows, features).
        y: float32 tensor of the shape of model(x).

    Returns:
        float32 tensor of shape (layers,): the norm of the gradient with respect
        to each kernel, the first layer's first. Biases are left out.

    Example:
        Two layers of one unit with the kernels 0.5 and 2.0 and biases of 0, tanh
        in the first one; x = [[1.0]], y = [[1.0]]: [0.238, 0.070].
    """
    ### BEGIN SOLUTION
    kernels = [layer.kernel for layer in model.layers if hasattr(layer, "kernel")]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2)
    return tf.stack([tf.norm(gradient) for gradient in tape.gradient(loss, kernels)])
    ### END SOLUTION


# %% dead_units [markdown]
# ## Units that never speak
#
# A ReLU unit that gives 0 for every row gets no gradient from any of them, so its own weights can't bring it back.


# %% dead_units
def dead_units(sums):
    """Which units of a ReLU layer give 0 for every row.

    Args:
        sums: float32 tensor of shape (rows, units): the weighted sums of each
            unit, before ReLU.

    Returns:
        bool tensor of shape (units,): True for a unit whose ReLU gives 0 in all
        rows.

    Example:
        dead_units(tf.constant([[-1.0, 2.0, -3.0], [-2.0, -9.0, 1.0]])) gives
        [True, False, False].
    """
    ### BEGIN SOLUTION
    return tf.reduce_all(tf.nn.relu(sums) == 0, axis=0)
    ### END SOLUTION


# %% batch_norm_step [markdown]
# ## A step of batch normalization
#
# In training the layer does two things at once: it normalizes the batch by the batch's own numbers, and it moves the
# averages that inference will use.


# %% batch_norm_step
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    """What BatchNormalization does with a batch in training, without gamma and
    beta.

    For each column, mean and variance are those of the batch; the variance is
    the mean of the squared differences from the mean. Then:

        output = (x - mean) / sqrt(variance + epsilon)
        new average = momentum * old average + (1 - momentum) * batch's

    Args:
        x: float32 tensor of shape (rows, columns).
        moving_mean: float32 tensor of shape (columns,), the old average.
        moving_variance: float32 tensor of shape (columns,), the old average.
        momentum: Python float from 0 to 1.
        epsilon: Python float above 0.

    Returns:
        A tuple of three float32 tensors: the output of shape (rows, columns), the
        new average of the mean and that of the variance, each of shape
        (columns,).

    Example:
        x = [[1.0], [5.0]], averages [0.0] and [1.0], momentum 0.9 and a tiny
        epsilon: the output is [[-1.0], [1.0]], the averages become [0.3] and
        [1.3].
    """
    ### BEGIN SOLUTION
    mean, variance = tf.nn.moments(x, axes=[0])
    output = (x - mean) / tf.sqrt(variance + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance
    ### END SOLUTION


# %% residual_stack [markdown]
# ## A stack of residual blocks
#
# Each block adds something to what came in, so the path back from the last block to the first is never cut.


# %% residual_stack
def residual_stack(x, kernels):
    """The output of residual blocks: block after block, h becomes
    h + relu(h @ kernel).

    Args:
        x: float32 tensor of shape (rows, width), the first h.
        kernels: float32 tensor of shape (blocks, width, width), the first block's
            kernel first; 1 block or more.

    Returns:
        float32 tensor of shape (rows, width): the last h.

    Example:
        x = [[1.0, 2.0]] and the kernels [[1.0, -1.0], [0.0, 1.0]] and
        [[-1.0, 1.0], [1.0, 0.0]]: the first block gives [[2.0, 3.0]], the second
        [[3.0, 5.0]].
    """
    ### BEGIN SOLUTION
    h = x
    for kernel in tf.unstack(kernels):
        h = h + tf.nn.relu(h @ kernel)
    return h
    ### END SOLUTION


# %% repair_deep [markdown]
# ## Repair: twenty layers that can't learn
#
# This network does not learn, and the reason is visible before the first step: look at how far its logits differ
# from row to row, and at the gradient that arrives at its first kernel. Find out what is wrong and repair it. Do not
# train it, because the check looks only at how it starts.


# %% repair_deep
def build_deep(features, classes):
    """A classifier of 20 hidden layers, ready to be trained.

    Args:
        features: Python int, how many numbers a row has.
        classes: Python int, how many logits come out.

    Returns:
        A Keras model from (rows, features) to logits (rows, classes), with 20
        hidden Dense layers or more, each of 32 units and with an activation. For
        200 rows of standard normal numbers with random labels, before training
        and in inference:

        - the standard deviation of each logit over the rows lies, on average over
          the logits, between 0.002 and 60;
        - the norm of the gradient of the mean cross-entropy with respect to the
          first kernel lies between 0.002 and 60.
    """
    x = inputs = tf.keras.Input([features])
    start = {"kernel_initializer": "random_normal"}
    for _ in range(20):
        x = tf.keras.layers.Dense(32, activation="sigmoid", **start)(x)
    return tf.keras.Model(inputs, tf.keras.layers.Dense(classes, **start)(x))


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def build_deep(features, classes):
    """He's rule for ReLU: neither the examples nor the gradients fade."""
    x = inputs = tf.keras.Input([features])
    for _ in range(20):
        x = tf.keras.layers.Dense(32, activation="relu", kernel_initializer="he_normal")(x)
    return tf.keras.Model(inputs, tf.keras.layers.Dense(classes)(x))


### END SOLUTION

# %% train_deep [markdown]
# ## Train ten layers
#
# Two groups of rows, on opposite sides of the origin, belong to each of four classes, so no straight line can tell
# them apart. One hidden layer would be enough here. Yours should have ten, and learn all the same.


# %% train_deep
def train_deep(x, y):
    """A trained classifier with ten hidden layers.

    Args:
        x: float32 tensor of shape (800, 8).
        y: int32 tensor of shape (800,), the classes 0 to 3.

    Returns:
        A trained Keras model from (rows, 8) to (rows, 4), with 10 hidden layers
        or more, each with a kernel. The class with the largest output counts; on
        1,800 rows that it has not seen, at least 0.8 of them should be right.
        Ten seconds of training are plenty.
    """
    ### BEGIN SOLUTION
    inputs = tf.keras.Input([8])
    hidden = inputs
    for _ in range(10):
        hidden = tf.keras.layers.Dense(24, "selu", kernel_initializer="lecun_normal")(hidden)
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(4)(hidden))
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=tf.keras.optimizers.SGD(0.05), loss=loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=10, shuffle=False, verbose=0)
    return model
    ### END SOLUTION
