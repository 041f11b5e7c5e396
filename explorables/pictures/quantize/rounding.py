"""Weights as whole numbers of a few bits, with a scale and a zero point; and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Rounded:
    """Weights that were rounded to levels.

    Attributes:
        values: the weights again, from their levels; the shape they had.
        scales: the length of a step, for the tensor or for each channel.
        zeros: the level that stands for 0, likewise.
        lowest, highest: the levels there are.
    """

    values: np.ndarray
    scales: np.ndarray
    zeros: np.ndarray
    lowest: int
    highest: int

    def levels(self, channel: int = 0) -> np.ndarray:
        """The weights that can be written exactly, of a channel or of the tensor."""
        steps = np.arange(self.lowest, self.highest + 1)
        return (steps - self.zeros[channel]) * self.scales[channel]


def rounded(weights: np.ndarray, bits: int, by_channel: bool, symmetric: bool) -> Rounded:
    """The weights rounded to the levels of so many bits.

    With a zero point of its own, a range from low to high, 0 in it, has 2**bits levels:
    scale = (high - low) / (2**bits - 1), zero = round(lowest - low / scale), as LiteRT's published
    formula for int8 has it. Symmetric is how LiteRT keeps weights: zero is 0, the largest size is the
    highest level, and the lowest level is left out.

    Args:
        weights: finite numbers, of any shape; the last axis is that of the channels.
        bits: 2 to 8.
        by_channel: whether each channel has a scale and a zero point of its own.
        symmetric: whether the zero point is 0.
    """
    table = weights.astype(np.float64).reshape(-1, weights.shape[-1] if by_channel else 1)
    low = np.minimum(table.min(axis=0), 0.0)
    high = np.maximum(table.max(axis=0), 0.0)
    highest = 2 ** (bits - 1) - 1
    if symmetric:
        lowest = -highest
        scales = np.maximum(high, -low) / highest
    else:
        lowest = -highest - 1
        scales = (high - low) / (highest - lowest)
    scales = np.where(scales > 0, scales, 1.0)  # a channel of zeros
    zeros = np.zeros(len(scales)) if symmetric else np.round(lowest - low / scales) + 0.0  # no -0
    levels = np.clip(np.round(table / scales) + zeros, lowest, highest)
    values = ((levels - zeros) * scales).reshape(weights.shape).astype(np.float32)
    return Rounded(values, scales, zeros, lowest, highest)


def size_in_bytes(weights: np.ndarray, bits: int, channels: int) -> int:
    """What weights of so many bits take, with a float32 scale and a zero point of one byte each."""
    return math.ceil(weights.size * bits / 8) + 5 * channels


def with_outlier(weights: np.ndarray, factor: float) -> np.ndarray:
    """The weights with the largest of them, by its size, made larger still."""
    stretched = weights.copy()
    place = np.unravel_index(np.abs(weights).argmax(), weights.shape)
    stretched[place] *= factor
    return stretched
