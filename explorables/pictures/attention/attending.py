"""Scores, weights and mixtures of a few words, by TensorFlow or by a layer of the learner's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from explorables.reading.tensors import NotDrawable

_BELOW = -1e9  # a score that gets no weight, and is finite


@dataclass(frozen=True, eq=False)
class Attended:
    """What attention makes of n words; all arrays hold one head.

    Attributes:
        queries, keys: shape (n, d).
        values: shape (n, e).
        products: of each query with each key, shape (n, n).
        scaled: the same, divided by the root of d.
        allowed: which keys a query may look at, shape (n, n).
        weights: shape (n, n); each row adds up to 1.
        mixed: for each query the values times its weights, added up, shape (n, e).
    """

    queries: np.ndarray
    keys: np.ndarray
    values: np.ndarray
    products: np.ndarray
    scaled: np.ndarray
    allowed: np.ndarray
    weights: np.ndarray
    mixed: np.ndarray


def places(count: int, size: int) -> np.ndarray:
    """Fixed waves for the places 0 to count - 1, shape (count, size).

    Sines in the even columns and cosines in the odd ones, ever slower: "Attention Is All You Need"
    (2017), section 3.5.
    """
    columns = np.arange(size)
    angles = np.arange(count)[:, np.newaxis] / 10_000 ** (columns // 2 * 2 / size)
    return np.where(columns % 2, np.cos(angles), np.sin(angles)).astype(np.float32)


def allowed_pairs(valid: np.ndarray, padding: bool, causal: bool) -> np.ndarray:
    """Which keys each query may look at, shape (n, n)."""
    count = len(valid)
    pairs = np.ones((count, count), bool)
    if padding:
        pairs &= valid[np.newaxis, :]
    if causal:
        pairs &= np.tri(count, dtype=bool)
    return pairs


def attend(vectors: np.ndarray, allowed: np.ndarray) -> Attended:
    """Attention where query, key and value of a word are its vector."""
    x = tf.constant(vectors, tf.float32)
    products = tf.matmul(x, x, transpose_b=True)
    scaled = products / tf.sqrt(float(vectors.shape[1]))
    weights = tf.nn.softmax(tf.where(allowed, scaled, _BELOW))
    arrays = (products, scaled, weights, weights @ x)
    products, scaled, weights, mixed = (array.numpy() for array in arrays)
    return Attended(vectors, vectors, vectors, products, scaled, allowed, weights, mixed)


def projections(
    layer: tf.keras.layers.MultiHeadAttention,
) -> list[tuple[np.ndarray, np.ndarray | None]]:
    """Kernel (size, heads, d) and bias (heads, d) of query, key and value of a built layer.

    Raises:
        NotDrawable: the layer holds other weights than those.
    """
    weights = layer.get_weights()
    if len(weights) == 8:
        return [(weights[each], weights[each + 1]) for each in (0, 2, 4)]
    if len(weights) == 4:
        return [(weights[each], None) for each in (0, 1, 2)]
    raise NotDrawable(
        f"A layer with 4 or 8 arrays of weights was expected; this has {len(weights)}."
    )


def attend_by(
    layer: tf.keras.layers.MultiHeadAttention, vectors: np.ndarray, allowed: np.ndarray, head: int
) -> Attended:
    """One head of a layer; the weights are those that the layer returns."""
    x = tf.constant(vectors[np.newaxis], tf.float32)
    _, scores = layer(
        x, x, attention_mask=tf.constant(allowed[np.newaxis]), return_attention_scores=True
    )
    made = [
        vectors @ kernel[:, head] + (0 if bias is None else bias[head])
        for kernel, bias in projections(layer)
    ]
    queries, keys, values = made
    products, weights = queries @ keys.T, scores.numpy()[0, head]
    return Attended(
        queries,
        keys,
        values,
        products,
        products / np.sqrt(queries.shape[1]),
        allowed,
        weights,
        weights @ values,
    )
