"""How classes that a trained model gives are compared with the true ones, for every task that trains a classifier.

Results and truth have a row for each example and a column for each class; the truth is one-hot.
"""

from __future__ import annotations

import numpy as np


def right_class(result: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """For each example, whether the class with the largest output is the true one."""
    return result.argmax(axis=1) == truth.argmax(axis=1)


def accuracy(result: np.ndarray, truth: np.ndarray) -> float:
    """The share of examples with the right class; -1 where the shapes differ."""
    return float(right_class(result, truth).mean()) if result.shape == truth.shape else -1.0


def with_wrong(truth: np.ndarray, share: float) -> np.ndarray:
    """The truth, with that share of the examples given another class."""
    wrong = truth.copy()
    count = int(share * len(truth))
    wrong[:count] = np.roll(truth[:count], 1, axis=1)
    return wrong


def says_one_class(result: np.ndarray, truth: np.ndarray) -> bool:
    """Whether nearly every example gets the same class."""
    if result.shape != truth.shape or not np.isfinite(result).all():
        return False
    counts = np.bincount(result.argmax(axis=1), minlength=truth.shape[1])
    return bool(counts.max() > 0.95 * len(truth))
