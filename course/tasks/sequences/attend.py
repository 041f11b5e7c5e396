"""Attention: softmax of scaled products, over what is no padding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(q, k, v, valid, label: str) -> Case:
        arrays = {"q": q, "k": k, "v": v}
        inputs = {name: np.array(array, np.float32) for name, array in arrays.items()}
        return Case({**inputs, "valid": np.array(valid, bool)}, label)

    yield case(
        [[[1.0, 0.0, 1.0, 0.0]]],
        [[[1, 0, 0, 0], [2, 0, 0, 1], [4, 4, 4, 4]]],
        [[[1.0], [2.0], [4.0]]],
        [[True, True, False]],
        "one query, and the third key is padding",
    )
    yield case(
        [[[2.0, -1.0], [0.0, 0.0]]],
        [[[1, 1], [-1, 1]]],
        [[[1, 0, 2], [3, 1, 0]]],
        [[True, True]],
        "two queries, no padding",
    )
    yield case(
        [[[3.0, 1.0]], [[-2.0, 5.0]]],
        [[[1, 2], [0, 1]], [[4, 1], [2, 2]]],
        [[[1.0], [5.0]], [[2.0], [7.0]]],
        [[False, True], [True, False]],
        "a single key that is no padding",
    )
    n, a, b, d = 2, 2, int(draw.integers(3, 5)), int(draw.integers(3, 5))
    valid = np.arange(b) < draw.integers(2, b, (n, 1))
    yield case(
        draw.normal(0, 1, (n, a, d)).round(1),
        draw.normal(0, 1, (n, b, d)).round(1),
        draw.normal(0, 3, (n, b, 2)).round(1),
        valid,
        "numbers at random",
    )
    yield case(
        draw.normal(0, 1, (1, 3, 4)).round(1),
        draw.normal(0, 1, (1, 3, 4)).round(1),
        draw.normal(0, 3, (1, 3, 2)).round(1),
        [[True, True, False]],
        "as many queries as keys",
    )
    yield case(
        [[[10.0, 10.0, 0.0, 0.0]]],
        [[[10, 10, 1, 0], [9.9, 9.9, 0, 1], [-9, -9, 0, 0]]],
        draw.permutation([2, 4, 7]).reshape(1, 3, 1),
        [[True, True, False]],
        "scores of about 100",
    )


def _shares(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    with np.errstate(all="ignore"):
        powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)


def _attention(
    scale: Callable[[float], float] = np.sqrt,
    masked: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda scores, valid: np.where(
        valid, scores, -1e9
    ),
    weights: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda scores, valid: _shares(scores),
) -> Callable[..., np.ndarray]:
    """Attention with its scale, what is done to the scores, and what makes weights of them."""

    def answer(q, k, v, valid) -> np.ndarray:
        scores = q.astype(np.float64) @ k.swapaxes(1, 2) / scale(q.shape[-1])
        valid = np.broadcast_to(valid[:, None, :], scores.shape)
        return (weights(masked(scores, valid), valid) @ v).astype(np.float32)

    return answer


def _mask_without_axis(q, k, v, valid) -> np.ndarray:
    """What comes out where (n, b) meets scores of (n, a, b) as it is: its rows are taken for queries."""
    scores = q.astype(np.float64) @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1])
    return (_shares(np.where(valid, scores, -1e9)) @ v).astype(np.float32)


def _overflowing(scores: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """A softmax by its formula, in float32, as a learner's numbers are."""
    with np.errstate(all="ignore"):
        powers = np.exp(scores.astype(np.float32))
        return powers / powers.sum(axis=-1, keepdims=True)


def _as_they_are(scores: np.ndarray, valid: np.ndarray) -> np.ndarray:
    return scores


def _no_batch(q, k, v, valid) -> str:
    """What the docstring does not allow about these inputs."""
    if not len(q) == len(k) == len(v) == len(valid) or q.shape[2] != k.shape[2]:
        return "q, k, v and valid are of the same texts, and q and k have vectors of one length."
    if k.shape[1] != v.shape[1] or valid.shape != k.shape[:2]:
        return "Each key has a value, and valid says of each key whether it is a word."
    return "" if valid.any(axis=1).all() else "At least one key of each text is a word."


TASK = Task(
    name="attend",
    points=3,
    ask=Call("attend"),
    cases=_batches,
    expected=_attention(),
    dtype="float32",
    example=ExampleForm(refuses=_no_batch),
    misconceptions=(
        Misconception(
            "no_scale",
            _attention(lambda d: 1.0),
            "The products were not scaled, so the softmax is sharper than it should be.",
            "By which number does the docstring divide the products?",
        ),
        Misconception(
            "divided_by_d",
            _attention(lambda d: d),
            "The products were divided by d, and not by its square root.",
            "By which number does the docstring divide the products?",
        ),
        Misconception(
            "multiplied",
            _attention(lambda d: 1 / np.sqrt(d)),
            "The products were multiplied by the square root of d, so the softmax is much sharper than it "
            "should be.",
            "What does the docstring do with the square root of d?",
        ),
        Misconception(
            "exp_overflows",
            _attention(weights=_overflowing),
            "Scores of about 100 gave nan. In float32 the exponential of a number above 88.7 is infinite, "
            "and infinity divided by infinity is nan.",
            "What can be subtracted from all scores of a query, so that none is large and the weights stay "
            "the same? TensorFlow's own softmax does that.",
        ),
        Misconception(
            "over_queries",
            _attention(weights=lambda scores, valid: _shares(scores, axis=1)),
            "The weights of one key add up to 1 over the queries. Those of one query should, over the keys.",
            "Along which axis of the scores do the keys lie?",
        ),
        Misconception(
            "no_mask",
            _attention(masked=_as_they_are),
            "Padding gets weight like any word.",
            "Which argument have you not used yet?",
        ),
        Misconception(
            "mask_without_axis",
            _mask_without_axis,
            "The mask met the scores without an axis for the queries, so its rows, one for each text, were taken "
            "for queries. If keras.layers.Attention did that, Keras is older than 3.12 and at fault.",
            "Compare the shapes of scores and mask from the right: where does a size of 1 belong? With that axis "
            "keras.layers.Attention reads the mask rightly in every version.",
        ),
        Misconception(
            "masked_after_softmax",
            _attention(masked=_as_they_are, weights=lambda scores, valid: _shares(scores) * valid),
            "Nothing of the padding comes out, but it took its share in the softmax, so the weights of the "
            "words no longer add up to 1.",
            "What should stand in the scores, so that the softmax itself gives 0?",
        ),
        Misconception(
            "scores_times_mask",
            _attention(masked=lambda scores, valid: scores * valid),
            "The scores of the padding became 0. A softmax gives 0 a weight too: exp(0) is 1.",
            "Which score gets no weight from a softmax?",
        ),
        Misconception(
            "mask_inverted",
            _attention(masked=lambda scores, valid: np.where(valid, -1e9, scores)),
            "Only the padding was looked at: the mask is the wrong way round.",
            "What does True mean in `valid`?",
        ),
        Misconception(
            "no_softmax",
            _attention(weights=lambda scores, valid: np.where(valid, scores, 0)),
            "The scores themselves were used as weights. They don't add up to 1, and some are below 0.",
            "What makes weights out of scores?",
        ),
        Misconception(
            "evenly",
            _attention(weights=lambda scores, valid: valid / valid.sum(axis=-1, keepdims=True)),
            "This is the plain mean of the values: every word has the same weight.",
            "What should the weights depend on?",
        ),
        Misconception(
            "hardest",
            _attention(
                weights=lambda scores, valid: np.eye(scores.shape[-1])[scores.argmax(axis=-1)]
            ),
            "Each query took the value of its best key alone.",
            "A softmax gives the other keys something as well.",
        ),
    ),
    # Any score that is low enough gets no weight.
    alike=("`1000000000.0` -> `1000000001.0`",),
    hints=(
        "Four steps: products, scale, mask, softmax; then the weights are multiplied by v.",
        "`tf.matmul(q, k, transpose_b=True)` gives scores of shape (n, a, b). valid needs an axis for the "
        "queries.",
        "Put a very low number, such as -1e9, into the scores of the padding, before the softmax.",
    ),
    afterword=(
        'Also right: `tf.einsum`, which names the axes: `tf.einsum("nad,nbd->nab", q, k)` gives the products.'
    ),
)
