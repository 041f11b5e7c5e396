"""What lesson 11 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_image_axes",
        "Sixty-four color photos of 32 x 32 pixels are one tensor of shape (64, 32, 32, 3). What does the last "
        "axis count?",
        (
            Option(
                "The color channels",
                True,
                "Right: red, green, blue. Today you see what happens when an axis is not where TensorFlow "
                "expects it.",
            ),
            Option(
                "The photos",
                False,
                "The photos lie along axis 0: there are 64 of them. Each pixel has 3 numbers.",
            ),
            Option(
                "The columns",
                False,
                "Rows and columns are the two axes of length 32. Each pixel has 3 numbers.",
            ),
        ),
    ),
    Question(
        "recall_bytes",
        "What is `tf.constant(250, tf.uint8) + tf.constant(10, tf.uint8)`?",
        (
            Option("260", False, "A byte holds 0 to 255, and the sum of two bytes is a byte."),
            Option(
                "4",
                True,
                "Right: bytes begin again at 0 after 255. Pictures come in bytes, so today this matters.",
            ),
            Option(
                "255", False, "Nothing stops at the end of the range: the count begins again at 0."
            ),
        ),
    ),
    Question(
        "recall_frozen_averages",
        "A network with BatchNormalization has been trained for a few steps with `fit`. Its accuracy is 1.0 "
        "there and 0.3 in `evaluate`. What is the likeliest cause?",
        (
            Option(
                "Its moving averages have not caught up",
                True,
                "Right: `fit` uses the batch's numbers, `evaluate` the averages, which need a few hundred "
                "steps at a momentum of 0.99.",
            ),
            Option(
                "It has too few layers",
                False,
                "Then it would be poor in training as well. What differs between the two calls?",
            ),
            Option(
                "Its weights are random",
                False,
                "It is right in training. The weights are the same in both calls; something else differs.",
            ),
        ),
    ),
)
