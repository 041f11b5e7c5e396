"""What lesson 03 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_change_in_place",
        "A number has to change from step to step of a training. What holds it?",
        (
            Option(
                "A tf.constant",
                False,
                "A tensor never changes: an operation on it makes another tensor.",
            ),
            Option(
                "A tf.Variable",
                True,
                "Right: `assign` and `assign_add` change its value in place. Graphs read it anew "
                "whenever they run, which this lesson makes use of.",
            ),
            Option(
                "A tf.range",
                False,
                "That makes a tensor of numbers in order, and a tensor never changes.",
            ),
        ),
    ),
    Question(
        "recall_two_names",
        "`a = tf.Variable(1.0)`, then `b = a`, then `a.assign(5.0)`. What does `b` hold?",
        (
            Option(
                "1.0",
                False,
                "`b = a` copies nothing. It gives the same variable a second name.",
            ),
            Option(
                "5.0",
                True,
                "Right: both names stand for one variable. A graph can tell one variable given twice "
                "from two variables, as you will see.",
            ),
            Option(
                "None of these: the last line is an error",
                False,
                "A variable may be assigned to under any of its names.",
            ),
        ),
    ),
    Question(
        "recall_two_dtypes",
        "What does `tf.constant([1, 2]) + tf.constant([0.5, 0.5])` give?",
        (
            Option(
                "[1.5, 2.5]",
                False,
                "NumPy would find a common dtype. TensorFlow leaves the choice to you.",
            ),
            Option(
                "An error",
                True,
                "Right: int32 and float32 do not mix. A graph, too, is made for one dtype.",
            ),
            Option(
                "[1, 2]",
                False,
                "The fractions would be cut off only after a cast to whole numbers.",
            ),
        ),
    ),
)
