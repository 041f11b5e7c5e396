"""Labels from logits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _logits(draw: np.random.Generator) -> Iterator[Case]:
    def case(logits: object, least: float, label: str) -> Case:
        return Case({"logits": np.array(logits, np.float32), "least": least}, label)

    yield case([[2, 0, 0], [0.1, 0.3, 0.2], [-1, -9, -4]], 0.6, "three examples")
    yield case([[0, 0]], 0.5, "a probability that equals `least`")
    yield case([[-3, -1, -8, -6]], 0.7, "logits below zero")
    yield case([[0.2, 0.1], [0.4, 0.9]], 0.0, "every label is sure enough")
    yield case([[0.3, 0.2], [0.1, 0.4]], 0.9, "no label is sure enough")
    yield case([[300, -5, 0], [-200, -201, -220]], 0.5, "logits far from zero")
    size = (int(draw.integers(6, 10)), int(draw.integers(3, 6)))
    yield case(draw.normal(0, 2, size), 0.65, "random logits")


def _softmax(logits: np.ndarray, axis: int = 1) -> np.ndarray:
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits.astype(np.float64)))


def _overflowing(logits: np.ndarray) -> np.ndarray:
    """Softmax without the largest logit taken off, in float32: exp(300) is infinite there."""
    with np.errstate(all="ignore"):
        powers = np.exp(np.float32(logits))
        return powers / powers.sum(axis=1, keepdims=True)


def _labels(scores=_softmax, unsure: int = -1):
    def answer(logits: np.ndarray, least: float) -> np.ndarray:
        sure = scores(logits).max(axis=1) >= least - 1e-9
        return np.where(sure, logits.argmax(axis=1), unsure)

    return answer


TASK = Task(
    name="sure_labels",
    points=2,
    ask=Call("sure_labels"),
    cases=_logits,
    expected=_labels(),
    dtype="int32",
    example=ExampleForm(
        refuses=lambda logits, least: (
            ""
            if 0 <= least <= 1 and logits.shape[1] > 1
            else "In this task there are at least 2 classes, and `least` lies from 0 to 1."
        ),
    ),
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
            "labels_across_examples",
            lambda logits, least: np.where(
                _softmax(logits, axis=0).max(axis=1) >= least - 1e-9,
                _softmax(logits, axis=0).argmax(axis=1),
                -1,
            ),
            "The softmax was taken down the columns, over the examples, and the labels come from it. "
            "An example's probabilities should add up to 1.",
            "Which axis holds the classes?",
        ),
        Misconception(
            "one_maximum",
            lambda logits, least: np.where(
                _softmax(logits).max() >= least - 1e-9, logits.argmax(axis=1), -1
            ),
            "All examples were judged by the largest probability of all of them. Each has one of its "
            "own.",
            "Along which axis is the largest probability of an example found?",
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
            "Which number does the docstring use for no label?",
        ),
        Misconception(
            "strictly_above",
            lambda logits, least: np.where(
                _softmax(logits).max(axis=1) > least + 1e-9, logits.argmax(axis=1), -1
            ),
            "A probability that equals `least` counts as too small here.",
            "The docstring says: below `least`. What does that mean for one that equals it?",
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
            "These are the largest probabilities. The task asks which class has them.",
            "Which operation gives the position of a maximum?",
            dtype="float32",
        ),
        Misconception(
            "all_probabilities",
            lambda logits, least: _softmax(logits),
            "These are the probabilities of all classes. The task asks for one label an example.",
            "Which operation gives the position of the largest one?",
            dtype="float32",
        ),
        Misconception(
            "overflow",
            _labels(_overflowing),
            "For logits far from 0 the softmax fails: in float32 exp(300) is infinity and exp(-200) "
            "is 0, and a share of those is NaN (not a number).",
            "TensorFlow's own softmax gives the right shares for any logits. By hand, take the largest "
            "logit of each row off first: it changes no share.",
        ),
        Misconception(
            "one_too_high",
            lambda logits, least: _labels()(logits, least) + (_labels()(logits, least) >= 0),
            "Each label is one too high: classes are counted from 0.",
            "What does tf.argmax give for the first class?",
        ),
        Misconception(
            "least_sure",
            lambda logits, least: logits.argmin(axis=1),
            "These are the classes with the smallest logit.",
            "The most likely class has the largest probability.",
        ),
        Misconception(
            "least_sure_of_the_sure",
            lambda logits, least: np.where(
                _softmax(logits).max(axis=1) >= least - 1e-9, logits.argmin(axis=1), -1
            ),
            "The sure examples got the class with the smallest probability.",
            "Which operation gives the position of a maximum?",
        ),
        Misconception(
            "softmax_twice",
            _labels(lambda logits: _softmax(_softmax(logits))),
            "Softmax was applied to what softmax gave. Applied twice, it brings the shares closer to "
            "each other, so fewer labels seem sure.",
            "Print the largest share of each row after each step.",
        ),
        Misconception(
            "too_often_unsure",
            lambda logits, least: np.full(len(logits), -1),
            "Some examples are -1, though their largest probability is not below `least`.",
            "What do you compare with `least`? Print it beside tf.nn.softmax(logits): is it the largest "
            "number of each row?",
            shown_by=lambda result, expected: (
                result.shape == expected.shape
                and bool(np.all((result == expected) | (result == -1)))
            ),
        ),
        Misconception(
            "too_often_sure",
            lambda logits, least: np.where(
                _softmax(logits).max(axis=1) >= 0.5, logits.argmax(axis=1), _labels()(logits, least)
            ),
            "Some examples have a label, though their largest probability is below `least`.",
            "What do you compare with `least`? Print it beside tf.nn.softmax(logits): is it the largest "
            "number of each row?",
            shown_by=lambda result, expected: (
                result.shape == expected.shape
                and bool(np.all((result == expected) | ((result >= 0) & (expected == -1))))
            ),
        ),
    ),
    hints=(
        "Softmax turns the logits of an example into probabilities that add up to 1.",
        "Two things are needed for each example: the position of the largest probability, and its "
        "size. tf.argmax and tf.reduce_max give them.",
        "tf.where chooses for each example between the label and -1.",
    ),
    afterword=(
        "Also right: `tf.math.top_k(tf.nn.softmax(logits, axis=-1), 1)`, which gives the "
        "largest probability and its label at once, each as a column."
    ),
)
