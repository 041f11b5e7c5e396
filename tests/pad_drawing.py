"""A notebook's pad that is drawn on in a browser."""

from playwright.sync_api import Locator, Page

# It reads a digit as the one whose mean picture is nearest: right enough, and nothing is trained.
READER = """
import sklearn.datasets
import tensorflow as tf

import explorables

digits = sklearn.datasets.load_digits()
means = tf.stack([digits.data[digits.target == digit].mean(0) for digit in range(10)])
means = tf.cast(means / 16, tf.float32)


def nearest(pictures):
    return -tf.reduce_sum((pictures[:, tf.newaxis] - means) ** 2, axis=2)
"""
SEVEN = [(3, 2), (12, 2), (7, 14)]  # cells


def place(pad: Locator, cell: tuple[int, int]) -> tuple[float, float]:
    """Where a cell of the pad has its middle on the page."""
    box = pad.bounding_box()
    column, row = cell
    return box["x"] + (column + 0.5) * box["width"] / 16, box["y"] + (row + 0.5) * box[
        "height"
    ] / 16


def draw(page: Page, pad: Locator, *cells: tuple[int, int]) -> None:
    """Draw a stroke by mouse."""
    page.mouse.move(*place(pad, cells[0]))
    page.mouse.down()
    for cell in cells[1:]:
        page.mouse.move(*place(pad, cell), steps=6)
    page.mouse.up()
