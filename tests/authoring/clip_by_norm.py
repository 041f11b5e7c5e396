"""A well-made task, which the tests copy and spoil."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _vectors(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"vector": np.array([3.0, 4.0], np.float32), "limit": 2.5}, "longer than the limit")
    yield Case({"vector": np.array([0.3, 0.4], np.float32), "limit": 2.0}, "within the limit")
    yield Case({"vector": np.zeros(3, np.float32), "limit": 1.0}, "a vector of zeros")
    size = int(draw.integers(3, 7))
    vector = np.float32(draw.normal(0, 3, size))
    limit = float(np.linalg.norm(vector) * draw.uniform(0.3, 0.8))
    yield Case({"vector": vector, "limit": limit}, "a random vector")


def _clipped(vector: np.ndarray, limit: float) -> np.ndarray:
    length = np.sqrt((vector**2).sum())
    return vector * (limit / length if length > limit else 1.0)


TASK = Task(
    name="clip_by_norm",
    title="No longer than a limit",
    points=2,
    ask=Call("clip_by_norm"),
    cell='''
def clip_by_norm(vector, limit):
    """A vector, made shorter where it is longer than a limit.

    Args:
        vector: float32 tensor of shape (n,).
        limit: The largest length; a Python float.

    Returns:
        float32 tensor of shape (n,), in the same direction.

    Example:
        clip_by_norm(tf.constant([3.0, 4.0]), 2.5) gives [1.5, 2.0].
    """
    ### BEGIN SOLUTION
    length = tf.norm(vector)
    return vector * (limit / tf.maximum(length, limit))
    ### END SOLUTION
''',
    cases=_vectors,
    expected=_clipped,
    dtype="float32",
    misconceptions=(
        Misconception(
            "unit",
            lambda vector, limit: vector / max(np.sqrt((vector**2).sum()), 1e-6),
            "Every vector is made 1 long.",
            "What should happen to a vector that is short enough?",
        ),
        Misconception(
            "by_value",
            lambda vector, limit: np.clip(vector, -limit, limit),
            "Each number is clipped by itself, which turns the vector.",
            "Multiply all of them by one number.",
        ),
        Misconception(
            "always",
            lambda vector, limit: limit * vector / max(np.sqrt((vector**2).sum()), 1e-6),
            "Short vectors are made longer.",
            "Which vectors should stay as they are?",
        ),
    ),
    hints=(
        "How long is a vector? `tf.norm` tells.",
        "All its numbers are multiplied by the same factor, which is never above 1.",
        "The factor is the limit over the length, where the vector is too long.",
    ),
)
