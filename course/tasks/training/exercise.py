"""The exercise on training with Keras: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="one_step"
# # Training with Keras
#
# Write `keras` or `tf.keras`, as you like.

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, order, progress, solution

# Without a note for each new model that its graph was traced.
tf.get_logger().setLevel("ERROR")

# %% make_regressor [markdown]
# ## A network for a number
#
# A price, a temperature, a dose: where a number is predicted, the last layer must be able to give any number.


# %% make_regressor
def make_regressor(features):
    """A network that predicts one number, of any size and sign, for each example.

    Args:
        features: Python int, the number of columns of the input.

    Returns:
        A Keras model, not trained. Its input has shape (examples, features) and
        dtype float32. It has one hidden Dense layer of 8 units with the
        activation ReLU, then a Dense layer that gives shape (examples, 1) and may
        give any number. Both have a bias.

    Example:
        make_regressor(3)(tf.zeros([5, 3])) has shape (5, 1).
    """
    ### BEGIN SOLUTION
    return tf.keras.Sequential(
        [
            tf.keras.Input([features]),
            tf.keras.layers.Dense(8, activation="relu"),
            tf.keras.layers.Dense(1),
        ]
    )
    ### END SOLUTION


# %% order_training [markdown]
# ## Order the lines of a training
#
# `trained_predictions` makes a model of one Dense unit, trains it for three epochs, each a single step,
# and returns what it then predicts for `x`. These are lines of its body, not in order, and some do not
# belong:
#
# ```text
# {lines}
# ```
#
# Put in those that are needed, in the order in which they should stand.

# %% order_training
# Run this cell: the lines appear below it, to be put in and moved. Some do not
# belong. Letters will do as well: training_order = "E A D".
training_order = order("order_training")
### BEGIN SOLUTION
training_order = "G D E A B"
### END SOLUTION

# %% sure_labels [markdown]
# ## Labels from logits
#
# A network without softmax gives logits. Turn them into labels, and say so where the network is not sure.


# %% sure_labels
def sure_labels(logits, least):
    """The label of each example, where the network is sure enough of it.

    Args:
        logits: float32 tensor of shape (examples, classes), as a network without
            softmax gives them; 2 classes or more.
        least: Python float from 0 to 1: the probability a label needs.

    Returns:
        int32 tensor of shape (examples,): the class with the largest probability,
        or -1 where that probability is below `least`. Probabilities are those of
        softmax.

    Example:
        logits [[2.0, 0.0, 0.0], [0.1, 0.3, 0.2]] with least 0.6 give [0, -1]: the
        largest probabilities are about 0.79 and 0.37.
    """
    ### BEGIN SOLUTION
    probabilities = tf.nn.softmax(logits)
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(probabilities, axis=1) >= least, labels, -1)
    ### END SOLUTION


# %% fitting_loss [markdown]
# ## The loss that fits an output
#
# A loss that takes logits for probabilities is wrong without saying so. Write down which loss fits
# which output. Each kind of output earns its part of the points.


# %% fitting_loss
def fitting_loss(output, labels):
    """The loss to train a network with, by what its last layer gives and how
    labels are written.

    Args:
        output: str, what the network gives for one example: "number" (one
            number), "logits" (a number for each class, no activation),
            "probabilities" (softmax was applied), or "one logit" (a single number
            for a question with two answers, no activation).
        labels: str, how the right answers are written: "numbers" (with output
            "number"), "0 or 1" (with output "one logit", float32 of shape
            (examples, 1)), "class indices" (whole numbers from 0, shape
            (examples,)) or "one-hot rows" (shape (examples, classes), a 1 for the
            right class).

    Returns:
        The loss, as `compile` takes it: an object of keras.losses, or its name as
        text. The mean squared error for a number, the cross-entropy otherwise.

    Example:
        fitting_loss("number", "numbers") may return "mse".
    """
    ### BEGIN SOLUTION
    if output == "number":
        return tf.keras.losses.MeanSquaredError()
    if output == "one logit":
        return tf.keras.losses.BinaryCrossentropy(from_logits=True)
    from_logits = output == "logits"
    if labels == "class indices":
        return tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return tf.keras.losses.CategoricalCrossentropy(from_logits=from_logits)
    ### END SOLUTION


# %% one_step [markdown]
# ## One training step, by hand
#
# What `fit` does with one batch is short enough to write down yourself, as formulas in NumPy or TensorFlow.


# %% one_step
def one_step(x, y, kernel, bias, rate):
    """The weights of one Dense unit after one step of SGD on one batch.

    The unit gives x @ kernel + bias. The loss is the mean squared error over the
    batch.

    Args:
        x: float32 tensor of shape (examples, features).
        y: float32 tensor of shape (examples, 1), the targets.
        kernel: float32 tensor of shape (features, 1), the weights before the
            step.
        bias: float32 tensor of shape (1,), the bias before the step.
        rate: Python float, the learning rate.

    Returns:
        float32 tensor of shape (features + 1,): the new weights in order, then
        the new bias.

    Example:
        x [[1.0], [3.0]], y [[1.0], [5.0]], kernel [[1.0]], bias [0.0], rate 0.1:
        the predictions are 1 and 3, the errors 0 and -2. The gradients are
        mean(2 * error * x) = -6 for the weight and mean(2 * error) = -2 for the
        bias. The result is [1.6, 0.2].
    """
    ### BEGIN SOLUTION
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, bias - rate * bias_gradient], axis=0)
    ### END SOLUTION


# %% keep_model [markdown]
# ## Save a model and get it back
#
# A trained model outlives the program that trained it only as a file.


# %% keep_model
def keep_model(model, path):
    """Save a whole model in a file, and return the model that the file holds.

    Args:
        model: A compiled Keras model.
        path: str that ends in ".keras"; its folder exists, the file does not.

    Returns:
        A new Keras model, as the file holds it: same layers, same weights,
        compiled with the same loss. What happens to `model` later does not touch
        it. The file stays where it is.

    Example:
        restored = keep_model(model, path)
        Now restored.predict(x) equals model.predict(x), and a file lies at path.
    """
    ### BEGIN SOLUTION
    model.save(path)
    return tf.keras.models.load_model(path)
    ### END SOLUTION


# %% wide_classifier [markdown]
# ## A classifier under a parameter budget
#
# A phone has room for a certain number of parameters and no more. Besides, in this network the input also
# goes around the hidden layer, which a Sequential model can't express.


# %% wide_classifier
def wide_classifier(features, classes, budget):
    """A classifier that looks at its input twice: through a hidden layer, and
    directly.

    The input goes into a hidden Dense layer with ReLU. Input and hidden values
    are joined along the last axis, the input first. From both together a Dense
    layer makes the logits.

    Args:
        features: Python int, the number of columns of the input.
        classes: Python int, the number of classes.
        budget: Python int, the number of parameters the model may have at most.
            It is enough for one hidden unit at least.

    Returns:
        A Keras model, not trained: from float32 of shape (examples, features) to
        logits of shape (examples, classes), no softmax. Its hidden layer has as
        many units as the budget allows. Both Dense layers have a bias, and biases
        count.

    Example:
        wide_classifier(4, 3, 55) has 5 hidden units: (4 + 1) * 5 = 25 parameters
        in the hidden layer and (4 + 5 + 1) * 3 = 30 in the last. With 6 units it
        would have 63 in all.
    """
    ### BEGIN SOLUTION
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    inputs = tf.keras.Input([features])
    hidden = tf.keras.layers.Dense(units, activation="relu")(inputs)
    joined = tf.keras.layers.Concatenate()([inputs, hidden])
    return tf.keras.Model(inputs, tf.keras.layers.Dense(classes)(joined))
    ### END SOLUTION


# %% train_digits [markdown]
# ## Digits, to a stated accuracy
#
# The check trains your network once, on images that were drawn for it, and judges it on others that it has not
# seen. That takes a few seconds.


# %% train_digits
def train_digits(images, labels):
    """Train a network to tell digits apart, drawn by a shaky hand.

    Some images show bright strokes on a dark ground. About half are negatives:
    dark strokes on a bright ground, 16 minus each pixel. Noise was added to all.
    So it is with the images that the model is judged on; it has not seen them.

    Args:
        images: float32 NumPy array of shape (1200, 8, 8), pixels from 0 to 16.
        labels: int32 NumPy array of shape (1200,), the digits 0 to 9.

    Returns:
        A trained Keras model: from float32 of shape (n, 8, 8), pixels from 0 to
        16, to float32 of shape (n, 10), logits or probabilities. The largest of
        an image's ten outputs counts as its label. The model is called with
        pixels as they come, so scaling is safest as one of its layers.

    Example:
        model = train_digits(images, labels)
        tf.argmax(model(images), axis=1) should be equal to labels for nearly all
        of them.

    The accuracy on unseen images has to be 0.8 at least. A small network reaches
    it in seconds.
    """
    ### BEGIN SOLUTION
    model = tf.keras.Sequential(
        [
            tf.keras.Input([8, 8]),
            tf.keras.layers.Rescaling(1 / 16),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(10),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.Adam(0.005),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    model.fit(images, labels, batch_size=64, epochs=12, verbose=0)
    return model
    ### END SOLUTION


# %% cannot_learn [markdown]
# ## Repair the training that can't learn
#
# This code runs without an error or a warning, but its network learns nothing, because three things are wrong.
# The check looks at each of them by itself: at the loss, with weights that it has set; at your optimizer, on
# a network that can learn; and at the whole training.


# %% cannot_learn
def make_learner(features, classes):
    """A compiled network that tells classes apart.

    Args:
        features: Python int, the number of columns of the input.
        classes: Python int, the number of classes.

    Returns:
        A compiled Keras model with a hidden Dense layer of 16 units (ReLU) and a
        Dense layer of one unit for each class. Its loss is the cross-entropy
        between its probabilities and labels that are class indices. On a table of
        two columns with three groups of points it learns in 40 epochs. Today it
        doesn't: three things are wrong.

    Example:
        Before training, the loss of 3 classes is near log(3) = 1.1, or somewhat
        more. After 40 epochs it should lie below half of that.
    """
    model = tf.keras.Sequential(
        [
            tf.keras.Input([features]),
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.Dense(classes, activation="relu"),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=10.0),
        loss="sparse_categorical_crossentropy",
    )
    return model


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def make_learner(features, classes):
    """Logits without an activation, the loss that expects them, and a smaller
    learning rate."""
    model = tf.keras.Sequential(
        [
            tf.keras.Input([features]),
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.Dense(classes),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.05),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model


### END SOLUTION
