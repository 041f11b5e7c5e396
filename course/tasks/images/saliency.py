"""How strongly the logit of a class changes with each pixel."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _ask_of_a_network(answer, units, classes, seed, images, labels):
    """What comes back for a network of these sizes, whose weights are drawn from a seed."""
    import keras
    import numpy as np

    model = keras.Sequential(
        [
            keras.Input(images.shape[1:]),
            keras.layers.Flatten(),
            keras.layers.Dense(units, "tanh"),
            keras.layers.Dense(classes),
        ]
    )
    draw = np.random.default_rng(seed)
    model.set_weights([draw.normal(0, 0.9, weight.shape) for weight in model.get_weights()])
    return answer(model, images, labels)


def _networks(draw: np.random.Generator) -> Iterator[Case]:
    def case(count: int, height: int, width: int, classes: int, label: str) -> Case:
        inputs = {
            "units": 6,
            "classes": classes,
            "seed": int(draw.integers(1, 1000)),
            "images": np.float32(draw.normal(0, 1, (count, height, width))),
            "labels": draw.integers(0, classes, count).astype(np.int32),
        }
        if count > 1:
            inputs["labels"][:2] = 1, 0
        return Case(inputs, label)

    yield case(2, 2, 2, 3, "two images, three classes")
    yield case(1, 3, 2, 2, "a single image")
    yield case(4, 3, 4, 5, "four images, five classes")


def _network(units, classes, seed, images):
    """The weights; and by backpropagation the slope of every logit by every pixel, (n, classes, h, w)."""
    draw = np.random.default_rng(seed)
    pixels = images[0].size
    first, first_bias, second, second_bias = (
        draw.normal(0, 0.9, shape) for shape in ((pixels, units), units, (units, classes), classes)
    )
    hidden = np.tanh(images.reshape(len(images), -1).astype(np.float64) @ first + first_bias)
    logits = hidden @ second + second_bias
    slopes = np.einsum("pu,nu,uc->ncp", first, 1 - hidden**2, second)
    return logits, slopes.reshape(len(images), classes, *images.shape[1:])


def _shares(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _by_weights(
    weights: Callable[[np.ndarray, np.ndarray], np.ndarray],
    made: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda slopes, images: np.abs(slopes),
) -> Callable[..., np.ndarray]:
    """A sum of the logits' slopes; `weights` gives one a class, (n, classes), from logits and labels."""

    def answer(units, classes, seed, images, labels) -> np.ndarray:
        logits, slopes = _network(units, classes, seed, images)
        total = np.einsum("nc,nchw->nhw", weights(logits, labels), slopes)
        return made(total, images).astype(np.float32)

    return answer


def _chosen(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.eye(logits.shape[1])[labels]


def _probability(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    shares = _shares(logits)
    of_label = shares[np.arange(len(labels)), labels][:, None]
    return of_label * (_chosen(logits, labels) - shares)


def _loss(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return _shares(logits) - _chosen(logits, labels)


TASK = Task(
    name="saliency",
    points=3,
    ask=Call(
        "saliency",
        _ask_of_a_network,
        "called with a network of Flatten, Dense(units, tanh) and Dense(classes), whose weights are drawn "
        "from the seed, with images and with labels",
    ),
    cases=_networks,
    expected=_by_weights(_chosen),
    dtype="float32",
    tolerance=Tolerance(relative=2e-3, absolute=1e-5),
    example=ExampleForm(
        why_not="This task takes no example: the network would have to be written into it, weight by weight."
    ),
    misconceptions=(
        Misconception(
            "none",
            lambda units, classes, seed, images, labels: None,
            "The result is None. A tape gives None for a tensor that it was not told to watch, and a function "
            "that ends without a return gives it too.",
            "Which tensors does a tape watch by itself?",
        ),
        Misconception(
            "of_the_probability",
            _by_weights(_probability),
            "These are the slopes of the probability. Where a network is sure, its softmax is flat, and "
            "hardly anything of the logit's slope is left.",
            "What comes out of the model as it is, before any softmax?",
        ),
        Misconception(
            "of_the_loss",
            _by_weights(_loss),
            "These are the slopes of the cross-entropy. It mixes the logits of all classes, and is flat "
            "where the model is right and sure.",
            "Which single number per image does the docstring ask the slope of?",
        ),
        Misconception(
            "of_the_mean_loss",
            _by_weights(lambda logits, labels: _loss(logits, labels) / len(labels)),
            "These are the slopes of the mean cross-entropy over the images.",
            "Which single number per image does the docstring ask the slope of?",
        ),
        Misconception(
            "of_all_logits",
            _by_weights(lambda logits, labels: np.ones_like(logits)),
            "These are the slopes of the sum of all logits: a tape adds up whatever it is given.",
            "How do you pick one logit for each image before asking the tape?",
        ),
        Misconception(
            "of_the_mean",
            _by_weights(lambda logits, labels: _chosen(logits, labels) / len(labels)),
            "The right logits were averaged over the images, which makes every slope smaller.",
            "What does a tape do with a vector of targets, if you give it one without averaging?",
        ),
        Misconception(
            "signed",
            _by_weights(_chosen, lambda slopes, images: slopes),
            "The slopes are right, and some are below 0. The task asks for their sizes.",
            "Which function drops the sign?",
        ),
        Misconception(
            "squared",
            _by_weights(_chosen, lambda slopes, images: slopes**2),
            "The slopes were squared. The task asks for their sizes.",
            "Which function drops the sign and keeps the size?",
        ),
        Misconception(
            "times_the_pixels",
            _by_weights(_chosen, lambda slopes, images: np.abs(slopes * images)),
            "The slopes were multiplied by the pixels. That is another kind of map, on which a dark pixel "
            "can never stand out.",
            "What does the docstring say a number of the result is?",
        ),
        Misconception(
            "first_label_for_all",
            _by_weights(
                lambda logits, labels: np.eye(logits.shape[1])[np.full_like(labels, labels[0])]
            ),
            "The label of the first image was used for all of them.",
            "Does each image get its own column of the logits?",
        ),
        Misconception(
            "predicted_class",
            _by_weights(lambda logits, labels: np.eye(logits.shape[1])[logits.argmax(axis=1)]),
            "These are the slopes of the class that the model finds likeliest. The task names the class for "
            "each image.",
            "Which argument have you not used yet?",
        ),
        Misconception(
            "scaled_to_one",
            _by_weights(
                _chosen,
                lambda slopes, images: (
                    np.abs(slopes) / np.abs(slopes).max(axis=(1, 2), keepdims=True)
                ),
            ),
            "Each map was divided by its largest number. That is good for a picture, but the sizes are lost.",
            "What does the docstring say a number of the result is?",
        ),
    ),
    hints=(
        "A tape can differentiate by the images if it is told to watch them.",
        "Pick one logit for each image: tf.gather with batch_dims=1, or multiply by tf.one_hot and add up.",
        "The logit of one image does not depend on another image, so the gradient of all the picked logits "
        "together holds the slopes of each. Then drop the sign.",
    ),
    afterword=(
        "Also right: `tf.one_hot(labels, classes)` as `output_gradients` of the tape's gradient of all "
        "logits, which weighs them before they are added up."
    ),
)
