"""The accuracy on a test set, with its standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _test_sets(draw: np.random.Generator) -> Iterator[Case]:
    def case(images: int, classes: int, right: int, label: str, shift: float = 0.0) -> Case:
        labels = draw.integers(0, classes, images)
        said = np.where(np.arange(images) < right, labels, (labels + 1) % classes)
        logits = draw.normal(shift, 1, (images, classes))
        logits[np.arange(images), said] = logits.max(axis=1) + draw.uniform(0.5, 2, images)
        mixed = draw.permutation(images)
        inputs = {
            "logits": np.float32(logits[mixed]),
            "labels": labels[mixed].astype(np.int32),
        }
        return Case(inputs, label)

    yield case(4, 2, 3, "four images of two classes")
    yield case(6, 3, 6, "all of them are right")
    yield case(5, 3, 0, "none is right")
    yield case(9, 4, 2, "logits below 0", shift=-30.0)
    yield case(100, 10, 80, "a hundred images")
    images = int(draw.integers(20, 40))
    yield case(images, 5, int(draw.integers(8, 16)), "a random test set")


def _accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(logits.argmax(axis=1) == labels))


def _error(accuracy: float, images: float) -> float:
    return (accuracy * (1 - accuracy) / images) ** 0.5


def _both(
    error: Callable[[float, int], float] = _error,
    accuracy: Callable[[float], float] = lambda a: a,
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """What comes out where the error, or what stands for the accuracy, is worked out another way."""

    def answer(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
        a = _accuracy(logits, labels)
        return np.float32([accuracy(a), error(a, len(labels))])

    return answer


def _by_classes(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    a = _accuracy(logits, labels)
    return np.float32([a, _error(a, logits.shape[1])])


def _by_logits(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    a = _accuracy(logits, labels)
    return np.float32([a, _error(a, logits.size)])


def _counted(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    a = _accuracy(logits, labels)
    return np.float32([a * len(labels), _error(a, len(labels))])


def _mean_of_classes(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    right = logits.argmax(axis=1) == labels
    a = float(np.mean([right[labels == one].mean() for one in np.unique(labels)]))
    return np.float32([a, _error(a, len(labels))])


def _confidence(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    a = float(np.mean(1 / powers.sum(axis=1)))
    return np.float32([a, _error(a, len(labels))])


def _smallest(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return _both()(-logits, labels)


TASK = Task(
    name="measured_accuracy",
    points=2,
    ask=Call("measured_accuracy"),
    cases=_test_sets,
    expected=_both(),
    dtype="float32",
    example=ExampleForm(
        refuses=lambda logits, labels: (
            ""
            if labels.min() >= 0 and labels.max() < logits.shape[1]
            else "In this task a label is a class: from 0 to classes - 1."
        ),
    ),
    misconceptions=(
        Misconception(
            "no_root",
            _both(lambda a, n: a * (1 - a) / n),
            "The accuracy is right. What stands beside it is its variance, the square of the "
            "standard error.",
            "Which of the two is measured in the same unit as the accuracy? Read the end of the "
            "docstring's sentence again.",
        ),
        Misconception(
            "deviation_of_one",
            _both(lambda a, n: (a * (1 - a)) ** 0.5),
            "The second number says how far a single answer varies around the accuracy. It is the "
            "same for a hundred images and for a million.",
            "What should happen to the error when the test set has more images?",
        ),
        Misconception(
            "divided_after_the_root",
            _both(lambda a, n: (a * (1 - a)) ** 0.5 / n),
            "The root was taken first, and then it was divided by the number of images. So the error "
            "gets too small.",
            "Four times as many images should halve the error. By what does it shrink here?",
        ),
        Misconception(
            "without_one_minus",
            _both(lambda a, n: (a / n) ** 0.5),
            "The accuracy is right, and the error lacks the factor 1 - a. It is largest where all "
            "answers are right, though nothing varies there.",
            "What is the error when the accuracy is 1?",
        ),
        Misconception(
            "sample_error",
            _both(lambda a, n: _error(a, n - 1)),
            "The error was divided by one image fewer than there are.",
            "Which number stands below the line in the docstring?",
        ),
        Misconception(
            "twice",
            _both(lambda a, n: 2 * _error(a, n)),
            "The second number is two standard errors, about as far as an accuracy lies off in 19 "
            "cases of 20. The task asks for one.",
            "What do you multiply the root by?",
        ),
        Misconception(
            "mean_of_classes",
            _mean_of_classes,
            "This is the mean of the accuracies of the classes, in which a class with few images counts "
            "as much as one with many.",
            "In the share that is asked for, each image counts once.",
        ),
        Misconception(
            "confidence",
            _confidence,
            "This is how sure the model is on average: the probability of the class it chose, whether "
            "that is right or not.",
            "With what should the chosen class be compared?",
        ),
        Misconception(
            "smallest",
            _smallest,
            "The class with the smallest logit was taken for the model's choice.",
            "Which logit says the class?",
        ),
        Misconception(
            "by_classes",
            _by_classes,
            "The accuracy is right. The error was worked out from the number of classes in the "
            "place of the number of images.",
            "Which axis of `logits` counts the images?",
        ),
        Misconception(
            "by_logits",
            _by_logits,
            "The accuracy is right. For the error, all logits were counted as if each were a test "
            "of its own.",
            "How many answers does the model give for one image?",
        ),
        Misconception(
            "wrong_share",
            _both(accuracy=lambda a: 1 - a),
            "The first number is the share of wrong answers. (The error is the same for both.)",
            "What does `==` give for an image that is right, and what do you count?",
        ),
        Misconception(
            "counted",
            _counted,
            "The first number is how many answers are right. An accuracy is a share.",
            "By what do you divide a count to get a share?",
        ),
        Misconception(
            "percent",
            _both(lambda a, n: 100 * _error(a, n), lambda a: 100 * a),
            "Both numbers are in percent. The task asks for shares, from 0 to 1.",
            "What is the accuracy when all images are right?",
        ),
        Misconception(
            "whole_numbers",
            _both(lambda a, n: 0.0, lambda a: float(int(a))),
            "The accuracy is 0 unless all images are right, as where the mean is taken of whole "
            "numbers: TensorFlow gives a whole number again, and cuts the fraction off.",
            "Which dtype do the right answers have when their mean is taken?",
        ),
        Misconception(
            "interval",
            lambda logits, labels: np.float32(
                [
                    _accuracy(logits, labels) - _error(_accuracy(logits, labels), len(labels)),
                    _accuracy(logits, labels) + _error(_accuracy(logits, labels), len(labels)),
                ]
            ),
            "These are the ends of an interval: the accuracy less its error, and the accuracy plus "
            "its error. The task asks for the two numbers that it is made of.",
            "What does the docstring put first, and what second?",
        ),
        Misconception(
            "error_first",
            lambda logits, labels: _both()(logits, labels)[::-1],
            "Both numbers are right, and the error stands in front.",
            "Which of the two does the docstring name first?",
        ),
        Misconception(
            "accuracy_alone",
            lambda logits, labels: np.float32(_accuracy(logits, labels)),
            "The accuracy is right, and it stands alone.",
            "What else does the docstring ask for? tf.stack puts two numbers into one tensor.",
        ),
        Misconception(
            "error_alone",
            lambda logits, labels: np.float32(_both()(logits, labels)[1]),
            "The standard error is right, and it stands alone.",
            "What else does the docstring ask for? tf.stack puts two numbers into one tensor.",
        ),
    ),
    hints=(
        "First the class that the model chooses for each image: the position of its largest logit.",
        "The accuracy is the mean of the comparisons with the labels. A comparison gives True and "
        "False, so cast it to float32 before you take the mean.",
        "The number of images is the length of labels. Work out what stands below the root first, "
        "and stack the two results.",
    ),
    afterword=(
        "Also right: `tf.math.reduce_std(right) / float(labels.shape[0]) ** 0.5`, because the "
        "variance of zeros and ones with mean a is a * (1 - a)."
    ),
)
