"""The cross-entropy of a logit and a label, and its slope, however far out the logit is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen, stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _losses_and_slopes(answer, logits, labels):
    """The losses, and the slope of each by its logit."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    with tf.GradientTape() as tape:
        tape.watch(logits)
        losses = answer(logits, labels)
    if losses is None or not hasattr(losses, "shape"):
        raise Misfit(losses)
    slopes = tape.gradient(losses, logits) if tf.is_tensor(losses) else None
    # tf.gather's gradient holds only the rows that were gathered, until it is made a tensor.
    return {"losses": losses, "slopes": None if slopes is None else tf.convert_to_tensor(slopes)}


_NO_SLOPE = stand_in("result that a tape can't follow back to the logits")
_LOSS_BROKEN = stand_in("loss that is nan or infinite")
_SLOPE_BROKEN = stand_in("finite loss whose slope is nan or infinite")


def _in_two_rows(raw, logits, labels):
    """The losses and below them the slopes; or what is wrong with them before numbers matter."""
    losses, slopes = raw["losses"], raw["slopes"]
    if np.shape(losses) != logits.shape:
        return Misshapen(losses, "the losses", logits.shape)
    if not np.isfinite(losses).all():
        return _LOSS_BROKEN
    if slopes is None:
        return _NO_SLOPE
    return np.stack([losses, slopes]) if np.isfinite(slopes).all() else _SLOPE_BROKEN


def _entry(index: tuple[int, ...], logits: np.ndarray, labels: np.ndarray) -> str:
    row, column = index
    return f"{'the slope of ' if row else ''}the loss for logits[{column}]"


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(logits: object, labels: object, label: str) -> Case:
        inputs = {"logits": np.array(logits, np.float32), "labels": np.array(labels, np.float32)}
        return Case(inputs, label)

    yield case([-2, 1.5, 0.5], [1, 1, 0], "three ordinary logits")
    yield case([-200, -2, 0.5, 200], [1, 1, 0, 0], "confident and wrong")
    yield case([-150, 90, 300], [0, 1, 1], "confident and right")
    yield case([-20, 20], [1, 0], "a little far out")
    yield case([-3e4, 3e4], [1, 0], "absurdly far out")
    yield case([-150, -120], [0, 1], "far below 0")
    logits = draw.normal(0, 3, 4).round(1) + 0.05
    yield case(logits, draw.permutation([0, 1, 0, 1]), "logits at random")
    far = draw.uniform(120, 400, 4).round() * draw.choice([-1, 1], 4)
    yield case(far, draw.permutation([0, 1, 0, 1]), "far out, at random")


def _losses_only(result: object) -> object:
    """The first row of two; whatever else an idea gives, as it is."""
    return result[0] if isinstance(result, np.ndarray) and result.ndim == 2 else result


Pair = Callable[[np.ndarray, np.ndarray], object]


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -z))


def _both(loss: Pair, slope: Pair) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Losses and slopes by their formulas, in float64."""

    def answer(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
        z, y = logits.astype(np.float64), labels.astype(np.float64)
        return np.stack([loss(z, y), slope(z, y)]).astype(np.float32)

    return answer


def _saturated(logits: np.ndarray, labels: np.ndarray) -> bool:
    """Whether float32's sigmoid is exactly 0 or 1 for one of the logits."""
    return bool((logits < -104).any() or (logits > 16.7).any())


def _surely_wrong(logits: np.ndarray, labels: np.ndarray) -> bool:
    """Whether it is for one on the side where its label is not."""
    return _saturated(logits[labels == (logits < 0)], labels)


def _far(logits: np.ndarray, labels: np.ndarray) -> bool:
    """Whether float32's exp is infinite for a logit or for its negative."""
    return bool((np.abs(logits) > 89).any())


def _far_above(logits: np.ndarray, labels: np.ndarray) -> bool:
    return bool((logits > 89).any())


def _far_and_wrong(logits: np.ndarray, labels: np.ndarray) -> bool:
    return _far(logits[labels == (logits < 0)], labels)


_right = _both(
    lambda z, y: np.logaddexp(0, z) - y * z,
    lambda z, y: _sigmoid(z) - y,
)


def _broken_where(
    far: Callable[[np.ndarray, np.ndarray], bool], what: object
) -> Callable[[np.ndarray, np.ndarray], object]:
    """Right where no logit is far out."""
    return lambda logits, labels: what if far(logits, labels) else _right(logits, labels)


def _hidden_by_a_choice(
    wrong: Callable[[np.ndarray, np.ndarray], bool], far: Callable[[np.ndarray, np.ndarray], bool]
) -> Callable[[np.ndarray, np.ndarray], object]:
    """Two losses of which one is chosen: infinite where that is, and else its slope where the other is."""

    def answer(logits: np.ndarray, labels: np.ndarray) -> object:
        return (
            _LOSS_BROKEN
            if wrong(logits, labels)
            else _broken_where(far, _SLOPE_BROKEN)(logits, labels)
        )

    return answer


def _with_epsilon(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """log(p + 1e-7), as float32 works it out, with the slope that a tape gives."""
    p, tiny = _sigmoid(logits.astype(np.float64)).astype(np.float32), np.float32(1e-7)
    rest = np.float32(1) - p
    losses = -(labels * np.log(p + tiny) + (1 - labels) * np.log(rest + tiny))
    by_p = -labels / (p + tiny) + (1 - labels) / (rest + tiny)
    return np.stack([losses, by_p * p * rest]).astype(np.float32)


def _clipped(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The probability kept between 1e-7 and 1 - 1e-7, as keras.losses.binary_crossentropy does."""
    p, tiny = _sigmoid(logits.astype(np.float64)).astype(np.float32), np.float32(1e-7)
    kept = np.clip(p, tiny, np.float32(1) - tiny)
    losses = -(labels * np.log(kept) + (1 - labels) * np.log(1 - kept))
    inside = (p >= tiny) & (p <= np.float32(1) - tiny)
    return np.stack([losses, np.where(inside, p - labels, 0)]).astype(np.float32)


TASK = Task(
    name="stable_loss",
    points=3,
    ask=Call(
        "stable_loss",
        _losses_and_slopes,
        "a tape is asked for the slope of each loss by its logit. Compared are the losses, and below "
        "them the slopes",
        "a tensor",
        _entry,
    ),
    cases=_batches,
    expected=_right,
    facts=_in_two_rows,
    dtype="float32",
    tolerance=Tolerance(relative=1e-5, absolute=1e-5),
    example=ExampleForm(
        result="losses",
        put=lambda answer, logits, labels: _losses_only(answer(logits, labels)),
        refuses=lambda logits, labels: (
            ""
            if np.isin(labels, (0, 1)).all() and len(logits) == len(labels)
            else "Each logit has a label, which is 0 or 1."
        ),
    ),
    misconceptions=(
        Misconception(
            "log_of_zero",
            _broken_where(_saturated, _LOSS_BROKEN),
            "For ordinary logits the losses are right. Far out, float32's sigmoid is exactly 0 or 1, or "
            "exp is infinite, and a loss comes out as nan or infinite.",
            "Can you write the loss in the logit itself, so that no probability is worked out first?",
        ),
        Misconception(
            "log_of_chosen_zero",
            _broken_where(_surely_wrong, _LOSS_BROKEN),
            "Where the model is right, and for ordinary logits, the losses are right. Where it is sure and "
            "wrong, float32's sigmoid is exactly 0 or 1, and a log of 0 is infinite.",
            "Can you write the loss in the logit itself, so that no probability is worked out first?",
        ),
        Misconception(
            "exp_overflows",
            _broken_where(_far, _LOSS_BROKEN),
            "For ordinary logits the losses are right. Far out, exp of a large number is infinite, and so "
            "the loss is.",
            "For which sign of its argument can exp never be large?",
        ),
        Misconception(
            "exp_above_overflows",
            _broken_where(_far_above, _LOSS_BROKEN),
            "For ordinary logits, and far below 0, the losses are right. Far above 0 one is nan or infinite: "
            "exp of the logit is infinite there, and 1 - sigmoid is 0.",
            "For which sign of its argument can exp never be large?",
        ),
        Misconception(
            "slope_broken",
            _broken_where(_far_above, _SLOPE_BROKEN),
            "The losses are right, and the slope of one is nan: a branch that tf.where did not choose was "
            "infinite, and on the way back it is multiplied by 0.",
            "What should the other branch be given where it is not chosen?",
        ),
        Misconception(
            "slope_broken_both_sides",
            _broken_where(_far, _SLOPE_BROKEN),
            "The losses are finite, and a slope is nan: somewhere an infinity or a log of 0 is left out of "
            "the result, and on the way back it is multiplied by 0.",
            "Which operation of yours is infinite for a logit of 200 or of -200?",
        ),
        Misconception(
            "slope_broken_where_wrong",
            _broken_where(_far_and_wrong, _SLOPE_BROKEN),
            "The losses are finite. Where the model is sure and wrong, the slope is nan: what was infinite "
            "is left out of the result, and on the way back it is multiplied by 0.",
            "Which operation of yours is infinite for a logit of -200 with the label 1?",
        ),
        Misconception(
            "probability_chosen",
            _hidden_by_a_choice(_surely_wrong, _saturated),
            "Where the model is sure and wrong, a loss is infinite, because float32's sigmoid is exactly 0 or "
            "1. Where it is sure and right, the loss is sound and its slope is nan: the log of 0 that was not "
            "chosen still takes part on the way back.",
            "Can you write the loss in the logit itself, so that no probability is worked out first?",
        ),
        Misconception(
            "exp_chosen",
            _hidden_by_a_choice(_far_and_wrong, _far),
            "Where the model is sure and wrong, exp overflows and a loss is infinite. Where it is sure and "
            "right, the loss is sound and its slope is nan: the exp that was not chosen still takes part on "
            "the way back.",
            "For which sign of its argument can exp never be large?",
        ),
        Misconception(
            "epsilon_added",
            _with_epsilon,
            "A small number was added to the probability. The loss then stops at about 16, whatever the "
            "logit, and its slope is 0 where the model is most wrong.",
            "What should the loss of a logit of -200 with the label 1 be? Work in the logit, not in the "
            "probability.",
        ),
        Misconception(
            "clipped",
            _clipped,
            "The probability was clipped, as a loss without from_logits=True does it. Where it is, the "
            "loss no longer grows and its slope is 0, so the worst rows teach nothing.",
            "Which argument tells Keras' loss, or which function of tf.nn takes, what a logit is?",
        ),
        Misconception(
            "labels_turned",
            _both(lambda z, y: np.logaddexp(0, z) - (1 - y) * z, lambda z, y: _sigmoid(z) - 1 + y),
            "These are the losses of the opposite labels.",
            "How large should the loss be for a logit of 5 with the label 1?",
        ),
        Misconception(
            "sigmoid_twice",
            _both(
                lambda z, y: np.logaddexp(0, _sigmoid(z)) - y * _sigmoid(z),
                lambda z, y: (_sigmoid(_sigmoid(z)) - y) * _sigmoid(z) * (1 - _sigmoid(z)),
            ),
            "The sigmoid was applied twice: a probability was handed to something that takes a logit.",
            "Which of your lines expects a logit, and what does it get?",
        ),
        Misconception(
            "sign_turned",
            _both(lambda z, y: y * z - np.logaddexp(0, z), lambda z, y: y - _sigmoid(z)),
            "The losses are negative: a minus is missing.",
            "A probability is below 1. What is the sign of its logarithm?",
        ),
        Misconception(
            "ones_only",
            _both(lambda z, y: y * np.logaddexp(0, -z), lambda z, y: y * (_sigmoid(z) - 1)),
            "A row with the label 0 has a loss of 0, whatever its logit is.",
            "What should a logit of 200 cost if the label is 0?",
        ),
        Misconception(
            "label_forgotten",
            _both(lambda z, y: np.logaddexp(0, z), lambda z, y: _sigmoid(z)),
            "This is the loss of the label 0 for all rows.",
            "Where does the label enter your formula?",
        ),
        Misconception(
            "averaged",
            lambda logits, labels: np.float32(_right(logits, labels)[0].mean()),
            "The losses were averaged. The docstring wants one for each row.",
            "Which line takes a mean, or which function does so unless it is told otherwise?",
        ),
        Misconception(
            "no_slope",
            lambda logits, labels: _NO_SLOPE,
            "The losses may be right, but the tape finds no path back to the logits: they were worked out "
            "outside TensorFlow.",
            "Which line leaves TensorFlow, by `.numpy()`, `float` or NumPy's functions?",
        ),
    ),
    hints=(
        "sigmoid and log undo much of each other. What is left of log(sigmoid(z))?",
        "With p = sigmoid(z), -log(p) is log(1 + exp(-z)), and -log(1 - p) is log(1 + exp(z)).",
        "tf.nn.softplus(z) is log(1 + exp(z)), worked out so that it holds for every z, with a sound slope.",
    ),
    afterword=(
        "Also right: `tf.nn.sigmoid_cross_entropy_with_logits`, whose kernel is written for this; a loss of "
        "Keras needs `from_logits=True`."
    ),
)
