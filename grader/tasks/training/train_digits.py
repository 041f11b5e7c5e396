"""Train a network on digits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Quality,
    Task,
)

_TRAINING = 1200  # of the 1,797 images; the others are for judging
_TIMES = 3  # how often each of the others is drawn anew: turned into a negative or not, and noisy


def _train_and_call(answer, images, labels, new_images):
    """What the trained model gives for images it has not seen."""
    import numpy as np

    model = answer(np.array(images), np.array(labels))
    if not callable(model):
        return model  # is told apart as what it is, such as None
    return np.asarray(model(np.array(new_images)))


def _seen_anew(draw: np.random.Generator, images: np.ndarray) -> np.ndarray:
    """The images, about half of them as negatives, all with noise; float32 from 0 to 16.

    No weighted sum of pixels speaks for a digit in both forms, so a linear model stays near chance.
    """
    negative = draw.random(len(images)) < 0.5
    turned = np.where(negative[:, None, None], 16 - images, images)
    return np.float32(np.clip(turned + draw.normal(0, 1, images.shape), 0, 16))


def _digits(draw: np.random.Generator) -> Iterator[Case]:
    from sklearn.datasets import load_digits  # slow to import, and needed here alone

    digits = load_digits()
    order = draw.permutation(len(digits.target))
    known, others = order[:_TRAINING], np.tile(order[_TRAINING:], _TIMES)
    inputs = {
        "images": _seen_anew(draw, digits.images[known]),
        "labels": digits.target[known].astype(np.int32),
        "new_images": _seen_anew(draw, digits.images[others]),
    }
    yield Case(inputs, truth=np.eye(10, dtype=np.float32)[digits.target[others]])


def _right_label(result: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return result.argmax(axis=1) == truth.argmax(axis=1)


def _accuracy(result: np.ndarray, truth: np.ndarray) -> float:
    return float(_right_label(result, truth).mean()) if result.shape == truth.shape else -1.0


def _by_nearest_mean(images, labels, new_images, truth) -> np.ndarray:
    means = np.array([images[labels == digit].mean(axis=0).ravel() for digit in range(10)])
    distances = ((new_images.reshape(len(new_images), 1, 64) - means) ** 2).sum(axis=2)
    return np.float32(np.eye(10)[distances.argmin(axis=1)])


def _with_wrong(truth: np.ndarray, share: float) -> np.ndarray:
    """The truth, with that share of the examples given another label."""
    wrong = truth.copy()
    count = int(share * len(truth))
    wrong[:count] = np.roll(truth[:count], 1, axis=1)
    return wrong


def _cut_off(result: np.ndarray) -> bool:
    return result.ndim == 2 and result.min() >= 0 and result.max() > 1.001


def _shares_of_their_own(result: np.ndarray) -> bool:
    if result.ndim != 2 or result.min() < 0 or result.max() > 1.001:
        return False
    return bool(np.abs(result.sum(axis=1) - 1).max() > 0.01)


TASK = Task(
    name="train_digits",
    title="Digits, to a stated accuracy",
    points=3,
    ask=Call(
        "train_digits",
        _train_and_call,
        "called with images and labels; then the model is called with new_images, and for each "
        "the class with the largest output is compared with the true one",
    ),
    cell='''
def train_digits(images, labels):
    """Train a network to tell handwritten digits apart.

    Some images show bright strokes on a dark ground. About half are negatives: dark strokes on a
    bright ground, 16 minus each pixel. Noise was added to all. So it is with the images that the
    model is judged on; it has not seen them.

    Args:
        images: float32 NumPy array of shape (1200, 8, 8), pixels from 0 to 16.
        labels: int32 NumPy array of shape (1200,), the digits 0 to 9.

    Returns:
        A trained Keras model: from float32 of shape (n, 8, 8), pixels from 0 to 16, to float32 of
        shape (n, 10), logits or probabilities. The largest of an image's ten outputs counts as
        its label. Scaling, if you want any, belongs inside the model.

    Example:
        model = train_digits(images, labels)
        tf.argmax(model(images), axis=1) should be equal to labels for nearly all of them.

    An accuracy of 0.8 on unseen images is asked for. A small network reaches it in seconds.
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
        optimizer=tf.keras.optimizers.Adam(0.003),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    model.fit(images, labels, epochs=12, verbose=0)
    return model
    ### END SOLUTION
''',
    cases=_digits,
    expected=lambda images, labels, new_images, truth: truth,
    dtype="float32",
    quality=Quality(
        "accuracy on digits it has not seen",
        _right_label,
        0.8,
        _by_nearest_mean,
        "choosing the class with the nearest mean image",
    ),
    misconceptions=(
        Misconception(
            "one_label",
            lambda images, labels, new_images, truth: np.tile(np.eye(10)[3], (len(truth), 1)),
            "The model gives the same label for every image. Its last layer has died: often by a "
            "learning rate far too large, or by ReLU on the last layer.",
            "Print the loss of each epoch, and a few rows of what the model gives.",
            shown_by=lambda result, truth: (
                result.shape == truth.shape and len(set(result.argmax(axis=1))) == 1
            ),
        ),
        Misconception(
            "chance",
            lambda images, labels, new_images, truth: np.roll(truth, 1, axis=1),
            "The labels are hardly better than by chance. A weighted sum of the pixels can't tell "
            "these digits apart: what speaks for a bright 3 speaks against a dark one. Or the model "
            "was not trained, the loss does not fit the output, or images and labels were mixed up.",
            "Is there a hidden layer, with an activation? And does the loss fall from epoch to epoch?",
            shown_by=lambda result, truth: 0 <= _accuracy(result, truth) < 0.3,
        ),
        Misconception(
            "cut_off",
            lambda images, labels, new_images, truth: (
                3 * truth * (np.arange(len(truth)) % 2)[:, None]
            ),
            "No output is below 0, and some are above 1: the last layer has ReLU. Where it cuts a "
            "logit off, the gradient is 0 and nothing is learned.",
            "Which activation should a layer of logits have?",
            shown_by=lambda result, truth: _cut_off(result),
        ),
        Misconception(
            "sigmoid",
            lambda images, labels, new_images, truth: 0.7 * _with_wrong(truth, 0.5),
            "The outputs lie between 0 and 1, and those of an image don't add up to 1, as with "
            "sigmoid. Just one of ten classes is right.",
            "Which activation shares 1 among the classes? Or leave it out, and tell the loss.",
            shown_by=lambda result, truth: _shares_of_their_own(result),
        ),
        Misconception(
            "too_little",
            lambda images, labels, new_images, truth: _with_wrong(truth, 0.3),
            "The model has learned something, and not enough. It was trained for too short a time, "
            "or with steps too small; or the loss does not fit the output; or the pixels were scaled "
            "before `fit`, and the model is given unscaled ones now.",
            "Compare the accuracy on the training images with the one measured here, and look at "
            "the loss of the last epochs: does it still fall?",
            shown_by=lambda result, truth: _accuracy(result, truth) >= 0.3,
        ),
        Misconception(
            "labels",
            lambda images, labels, new_images, truth: truth.argmax(axis=1),
            "The model gives one number for each image. Ten are asked for, one a class: the "
            "judging takes the largest itself.",
            "How many units does the last layer have?",
            shown_by=lambda result, truth: result.size == len(truth),
        ),
    ),
    hints=(
        "The images have two axes, and Dense works on the last one alone. keras.layers.Flatten "
        "makes 64 numbers of an image.",
        "A hidden layer of 64 to 256 units with ReLU, ten logits, Adam, and the loss that fits "
        "them. Pixels between 0 and 1 help: keras.layers.Rescaling(1 / 16).",
        "Keep a few hundred images apart with validation_split=0.2, watch val_accuracy, and train "
        "until it stops growing: 10 to 30 epochs.",
    ),
    accepted=(
        "def train_digits(images, labels):\n"
        "    layers = tf.keras.layers\n"
        "    model = tf.keras.Sequential([layers.Flatten(),\n"
        "        layers.Dense(128, activation='relu'), layers.Dense(10, activation='softmax')])\n"
        "    model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])\n"
        "    model.fit(images, labels, epochs=20, verbose=0, validation_split=0.1)\n"
        "    return model",
        "import keras\n\n\n"
        "def train_digits(images, labels):\n"
        "    x = keras.Input((8, 8))\n"
        "    h = keras.layers.Flatten()(keras.layers.Rescaling(1 / 8, -1)(x))\n"
        "    h = keras.layers.Dense(100, activation='tanh')(h)\n"
        "    model = keras.Model(x, keras.layers.Dense(10)(h))\n"
        "    loss = keras.losses.CategoricalCrossentropy(from_logits=True)\n"
        "    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), loss)\n"
        "    model.fit(images, np.eye(10)[labels], batch_size=50, epochs=15, verbose=0)\n"
        "    return model",
        "def train_digits(images, labels):\n"
        "    layers = tf.keras.layers\n"
        "    model = tf.keras.Sequential([tf.keras.Input([8, 8]), layers.Rescaling(1 / 16),\n"
        "        layers.Reshape((8, 8, 1)), layers.Conv2D(16, 3, activation='relu'),\n"
        "        layers.MaxPooling2D(), layers.Flatten(), layers.Dense(10)])\n"
        "    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)\n"
        "    model.compile(tf.keras.optimizers.RMSprop(0.003), loss, jit_compile=False)\n"
        "    model.fit(images, labels, epochs=12, verbose=0)\n"
        "    return model",
        "def train_digits(images, labels):\n"
        "    layers = tf.keras.layers\n"
        "    model = tf.keras.Sequential([tf.keras.Input([8, 8]), layers.Rescaling(1 / 16),\n"
        "        layers.Flatten(), layers.Dense(64, activation='relu'), layers.Dense(10)])\n"
        "    model.build()\n"
        "    optimizer = tf.keras.optimizers.Adam(0.005)\n"
        "    optimizer.build(model.trainable_variables)\n\n"
        "    @tf.function\n"
        "    def step(x, y):\n"
        "        with tf.GradientTape() as tape:\n"
        "            loss = tf.reduce_mean(\n"
        "                tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x)))\n"
        "        variables = model.trainable_variables\n"
        "        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))\n\n"
        "    for _ in range(15):\n"
        "        for first in range(0, 1200, 40):\n"
        "            step(tf.constant(images[first:first + 40]),\n"
        "                 tf.constant(labels[first:first + 40]))\n"
        "    return model",
    ),
)
