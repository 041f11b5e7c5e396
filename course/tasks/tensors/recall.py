"""What lesson 01 asks about the lesson before it."""

from __future__ import annotations

from grader.judging.task import (
    Option,
    Question,
)

QUESTIONS = (
    Question(
        "recall_outcomes",
        "A check says `Not attempted`. What has it seen?",
        (
            Option("A wrong answer", False, "A wrong answer is called `Not right yet`."),
            Option(
                "No answer: the cell is as it was handed out, or has not run",
                True,
                "Right. It costs nothing: write the answer, run its cell, and check again.",
            ),
            Option(
                "An answer that raised an exception",
                False,
                "That is called `Stopped with an error`, and the message names the line.",
            ),
        ),
    ),
    Question(
        "recall_gpu",
        "`tf.config.list_physical_devices('GPU')` gives an empty list. What follows?",
        (
            Option(
                "The lessons do not run on this machine",
                False,
                "They do: every lesson and every mark works on a CPU.",
            ),
            Option(
                "TensorFlow sees no GPU and runs everything on the CPU",
                True,
                "Right. Whether there is one that it should see is the next question to ask.",
            ),
            Option(
                "The machine has no GPU",
                False,
                "Not for certain: the driver may be missing, or TensorFlow was installed without "
                "its CUDA libraries.",
            ),
        ),
    ),
)
