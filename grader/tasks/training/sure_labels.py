"""Labels from logits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _logits(draw: np.random.Generator) -> Iterator[Case]:
    def case(logits: object, least: float, label: str) -> Case:
        return Case({"logits": np.array(logits, np.float32), "least": least}, label)

    yield case([[2, 0, 0], [0.1, 0.3, 0.2], [-1, -9, -4]], 0.6, "three examples")
    yield case([[0, 0]], 0.5, "a probability just as large as asked for")
    yield case([[-3, -1, -8, -6]], 0.7, "logits below zero")
    yield case([[0.2, 0.1], [0.4, 0.9]], 0.0, "every label is sure enough")
    size = (int(draw.integers(6, 10)), int(draw.integers(3, 6)))
    yield case(draw.normal(0, 2, size), 0.65, "random logits")


def _softmax(logits: np.ndarray, axis: int = 1) -> np.ndarray:
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits.astype(np.float64)))


def _labels(scores=_softmax, unsure: int = -1):
    def answer(logits: np.ndarray, least: float) -> np.ndarray:
        sure = scores(logits).max(axis=1) >= least - 1e-9
        return np.where(sure, logits.argmax(axis=1), unsure)

    return answer


TASK = Task(
    name="sure_labels",
    title="Labels from logits",
    points=2,
    ask=Call("sure_labels"),
    cell='''
def sure_labels(logits, least):
    """The label of each example, where the network is sure enough of it.

    Args:
        logits: float32 tensor of shape (examples, classes), as a network without softmax gives
            them; 2 classes or more.
        least: Python float from 0 to 1: the probability a label needs.

    Returns:
        int32 tensor of shape (examples,): the class with the largest probability, or -1 where
        that probability is below `least`. Probabilities are those of softmax.

    Example:
        logits [[2.0, 0.0, 0.0], [0.1, 0.3, 0.2]] with least 0.6 give [0, -1]: the largest
        probabilities are about 0.79 and 0.37.
    """
    ### BEGIN SOLUTION
    probabilities = tf.nn.softmax(logits)
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(probabilities, axis=1) >= least, labels, -1)
    ### END SOLUTION
''',
    cases=_logits,
    expected=_labels(),
    dtype="int32",
    misconceptions=(
        Misconception(
            "logits_compared",
            _labels(lambda logits: logits),
            "The logits themselves were compared with `least`. A logit may be any number, below 0 "
            "too; only softmax makes probabilities of them.",
            "Print the logits of one example and their softmax, one above the other.",
        ),
        Misconception(
            "never_unsure",
            lambda logits, least: logits.argmax(axis=1),
            "These are the labels of the largest logits, also where the network is not sure.",
            "What should come out where the largest probability is below `least`?",
        ),
        Misconception(
            "sigmoid",
            _labels(_sigmoid),
            "Sigmoid looks at each logit alone. The probabilities of classes of which just one "
            "is right have to add up to 1.",
            "Which function makes shares of a row of logits?",
        ),
        Misconception(
            "across_examples",
            lambda logits, least: np.where(
                _softmax(logits, axis=0).max(axis=1) >= least - 1e-9, logits.argmax(axis=1), -1
            ),
            "The softmax was taken down the columns, over the examples. An example's "
            "probabilities should add up to 1.",
            "Which axis holds the classes?",
        ),
        Misconception(
            "label_a_class",
            lambda logits, least: np.where(
                _softmax(logits).max(axis=0) >= least, logits.argmax(axis=0), -1
            ),
            "There is an entry for each class: the maximum was taken down the columns.",
            "Which axis holds the classes, and should be gone from the result?",
        ),
        Misconception(
            "unsure_is_zero",
            _labels(unsure=0),
            "Where the network is not sure, this says 0, and 0 is a class of its own.",
            "Which number stands for no label?",
        ),
        Misconception(
            "strictly_above",
            lambda logits, least: np.where(
                _softmax(logits).max(axis=1) > least + 1e-9, logits.argmax(axis=1), -1
            ),
            "A probability just as large as `least` counts as too small here.",
            "Below `least`, says the docstring. What does that mean for equal?",
        ),
        Misconception(
            "the_other_way",
            lambda logits, least: np.where(
                _softmax(logits).max(axis=1) >= least, -1, logits.argmax(axis=1)
            ),
            "The sure ones became -1, and the others kept their label.",
            "tf.where takes its second argument where the condition is True.",
        ),
        Misconception(
            "probabilities",
            lambda logits, least: _softmax(logits).max(axis=1),
            "These are the largest probabilities. Asked for is which class has them.",
            "Which operation gives the position of a maximum?",
            dtype="float32",
        ),
        Misconception(
            "all_probabilities",
            lambda logits, least: _softmax(logits),
            "These are the probabilities of all classes. Asked for is one label an example.",
            "Which operation gives the position of the largest one?",
            dtype="float32",
        ),
        Misconception(
            "least_sure",
            lambda logits, least: logits.argmin(axis=1),
            "These are the classes with the smallest logit.",
            "The most likely class has the largest probability.",
        ),
    ),
    hints=(
        "Softmax turns the logits of an example into probabilities that add up to 1.",
        "Two things are needed for each example: the position of the largest probability, and its "
        "size. tf.argmax and tf.reduce_max give them.",
        "tf.where chooses for each example between the label and -1.",
    ),
    accepted=(
        "def sure_labels(logits, least):\n"
        "    top, label = tf.math.top_k(tf.nn.softmax(logits, axis=-1), 1)\n"
        "    return tf.squeeze(tf.where(top < least, -1, label), 1)",
        "@tf.function\n"
        "def sure_labels(logits, least):\n"
        "    best = tf.reduce_max(logits, 1, keepdims=True)\n"
        "    share = 1 / tf.reduce_sum(tf.exp(logits - best), 1)\n"
        "    sure = tf.cast(share >= least, tf.int32)\n"
        "    return tf.argmax(logits, 1, tf.int32) * sure + sure - 1",
        "import keras\n\n\n"
        "def sure_labels(logits, least):\n"
        "    p = keras.activations.softmax(logits)\n"
        "    labels = tf.cast(tf.argmax(logits, 1), tf.int32)\n"
        "    return keras.ops.where(keras.ops.max(p, 1) < least, -1, labels)",
        "def sure_labels(logits, least):\n"
        "    p = tf.nn.softmax(logits).numpy()\n"
        "    return tf.constant([int(r.argmax()) if r.max() >= least else -1 for r in p])",
    ),
)
