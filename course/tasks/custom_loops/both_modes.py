"""What a network gives in training and in inference, with its averages left as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.stand_ins import Misshapen
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_EPSILON = 0.001
_MOMENTUM = 0.5


def _outputs_and_averages(answer, x, center, scale, mean, variance, kernel):
    """The two outputs, and the layer's averages after the call."""
    import keras

    from grader.probing.evidence import Misfit

    model = keras.Sequential(
        [
            keras.Input([x.shape[1]]),
            keras.layers.BatchNormalization(momentum=0.5, epsilon=0.001),
            keras.layers.Dense(kernel.shape[1], use_bias=False),
        ]
    )
    model.set_weights([scale, center, mean, variance, kernel])
    returned = answer(model, x)
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        raise Misfit(returned)
    normalization = model.layers[0]
    return {
        "outputs": list(returned),
        "mean": normalization.moving_mean,
        "variance": normalization.moving_variance,
    }


def _in_a_row(raw, x, center, scale, mean, variance, kernel) -> object:
    """The output in training, that in inference, the averages; one after another."""
    outputs = [np.asarray(output, np.float32) for output in raw["outputs"]]
    shape = (len(x), kernel.shape[1])
    for output, mode in zip(outputs, ("training", "inference"), strict=True):
        if output.shape != shape:
            return Misshapen(output, f"the output in {mode}", shape)
    parts = [*outputs, np.asarray(raw["mean"]), np.asarray(raw["variance"])]
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32)


def _entry(index, x, center, scale, mean, variance, kernel) -> str:
    rows, columns = len(x), kernel.shape[1]
    place, size = index[0], rows * columns
    if place < 2 * size:
        row, column = divmod(place % size, columns)
        mode = "in training" if place < size else "in inference"
        return f"row {row}, column {column} of the output {mode}"
    which, column = divmod(place - 2 * size, x.shape[1])
    return f"the moving {('mean', 'variance')[which]} of column {column}, after the call"


def _layers(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, mean: object, variance: object, kernel: object, label: str) -> Case:
        x = np.array(x, np.float32)
        columns = x.shape[1]
        values = {
            "center": draw.uniform(-1, 1, columns).round(1),
            "scale": draw.uniform(0.5, 2, columns).round(1),
            "mean": mean,
            "variance": variance,
            "kernel": kernel,
        }
        return Case(
            {"x": x, **{name: np.array(value, np.float32) for name, value in values.items()}}, label
        )

    yield case(
        [[1], [3]], [0], [1], [[2]], "two rows of one column, averages that have seen nothing"
    )
    yield case([[1, 5], [3, 9], [8, 7]], [2, 6], [4, 3], [[1, -1], [0.5, 2]], "two columns")
    rows, columns, units = (int(size) for size in draw.integers([4, 2, 1], [7, 4, 3]))
    x = draw.normal(1, 2, (rows, columns)).round(2)
    mean, variance = draw.normal(0, 2, columns).round(1), draw.uniform(0.5, 3, columns).round(1)
    yield case(x, mean, variance, draw.normal(0, 1, (columns, units)).round(2), "a random layer")


def _normalized(x, center, scale, mean, variance, kernel) -> np.ndarray:
    return (scale * (x - mean) / np.sqrt(variance + _EPSILON) + center) @ kernel


def _moved(x, mean, variance, times: int = 1, unbiased: int = 0):
    """The averages after training has seen the batch so many times."""
    mean, variance = mean.astype(np.float64), variance.astype(np.float64)
    for _ in range(times):
        mean = _MOMENTUM * mean + (1 - _MOMENTUM) * x.mean(axis=0)
        variance = _MOMENTUM * variance + (1 - _MOMENTUM) * x.var(axis=0, ddof=unbiased)
    return mean, variance


def _gives(
    order: str = "training, inference",
    inference_after: int = 0,
    averages_after: int = 0,
    unbiased: int = 0,
    axis: int | None = 0,
    start_over: bool = False,
) -> Callable[..., np.ndarray]:
    """The outputs in this order, inference with averages that so many calls have moved, and the
    averages that so many have moved."""

    def answer(x, center, scale, mean, variance, kernel) -> np.ndarray:
        x = x.astype(np.float64)
        of_batch = x.mean(axis=axis), x.var(axis=axis, ddof=unbiased)
        outputs = {
            "training": _normalized(x, center, scale, *of_batch, kernel),
            "inference": _normalized(
                x, center, scale, *_moved(x, mean, variance, inference_after), kernel
            ),
        }
        after = _moved(x, mean, variance, averages_after)
        if start_over:
            after = np.zeros_like(mean), np.ones_like(variance)
        parts = [*(outputs[mode] for mode in order.split(", ")), *after]
        return np.concatenate([np.ravel(part) for part in parts]).astype(np.float32)

    return answer


TASK = Task(
    name="both_modes",
    points=2,
    ask=Call(
        "both_modes",
        _outputs_and_averages,
        "the model is BatchNormalization(momentum=0.5), with these averages, scale and center, and "
        "Dense with this kernel. The check compares the output in training, row by row, then that in "
        "inference, then the moving means and the moving variances after the call",
        "two outputs, in a tuple or a list,",
        _entry,
    ),
    cases=_layers,
    expected=_gives(),
    facts=_in_a_row,
    dtype="float32",
    # A plain call means inference.
    alike=("`training=False` left out",),
    misconceptions=(
        Misconception(
            "averages_moved_first",
            _gives(inference_after=1, averages_after=1),
            "The call with training=True moved the averages, and the inference after it already used the "
            "moved ones. Both the second output and the averages are off.",
            "What would you have to keep before the call in training mode, and when would you put it back? "
            "Or did what you kept change along with the model?",
        ),
        Misconception(
            "averages_moved_last",
            _gives(averages_after=1),
            "Both outputs are right, but the averages were moved by the call with training=True. Asking "
            "for inference first does not prevent that.",
            "What could you keep before that call, and put back after it? Or did what you kept change along "
            "with the model?",
        ),
        Misconception(
            "put_back_at_the_end",
            _gives(inference_after=1),
            "The averages are as they were, because they were put back at the end. The inference came "
            "before that, so it used the moved ones.",
            "Which of the two, putting back or inference, has to come first?",
        ),
        Misconception(
            "inference_twice",
            _gives("inference, inference"),
            "Both outputs are those of inference. A plain model(x) means inference, and so does a layer "
            "whose trainable is False.",
            "Which argument tells a model that it is being trained?",
        ),
        Misconception(
            "exchanged",
            _gives("inference, training"),
            "Both outputs are right, but they are in the wrong order.",
            "Which of the two does the docstring name first?",
        ),
        Misconception(
            "exchanged_and_moved",
            _gives("inference, training", averages_after=1),
            "Two things are off: the outputs are in the wrong order, and the averages were moved.",
            "Read in the docstring which output comes first, and what must not change.",
        ),
        Misconception(
            "training_twice",
            _gives("training, training", averages_after=2),
            "Both outputs are those of training: each used the mean and the variance of this batch, and "
            "each moved the averages.",
            "Which argument does the second call need?",
        ),
        Misconception(
            "training_twice_put_back",
            _gives("training, training"),
            "Both outputs are those of training. The averages are as they were, as they should be.",
            "Which argument does the second call need?",
        ),
        Misconception(
            "unbiased",
            _gives(unbiased=1),
            "The output in training was worked out with the variance over n - 1 rows. The layer divides by "
            "all n rows.",
            "Let the layer compute it, or look at what your variance divides by.",
        ),
        Misconception(
            "over_everything",
            _gives(axis=None),
            "The output in training used one mean and one variance for all columns. BatchNormalization "
            "has its own for each column.",
            "Along which axis do the rows of the batch lie?",
        ),
        Misconception(
            "start_over",
            _gives(start_over=True),
            "The averages were set to 0 and 1, which is how a new layer begins. This one had seen data.",
            "Where could you find what the averages were before your calls?",
        ),
        Misconception(
            "moved_for_good",
            _gives(averages_after=2),
            "Both outputs are right, but two calls with training=True have moved the averages twice.",
            "Which of your lines is the last one before the averages change?",
        ),
    ),
    hints=(
        "A model takes training=True and training=False when it is called.",
        "The call in training mode changes two weights of BatchNormalization, which no gradient moves: "
        "look at model.non_trainable_variables before and after.",
        "Keep a copy of the weights, call in training mode, put the copy back, and only then ask for "
        "inference.",
    ),
    afterword=(
        "Also right: `tf.keras.models.clone_model(model)` with the same weights, so that training moves "
        "the averages "
        "of the copy."
    ),
)
