"""What lesson 04 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_dtype_of_whole_number",
        "`tf.Variable(3)`: what is its dtype?",
        (
            Option(
                "float32",
                False,
                "Python's 3.0 would become float32. A 3 without a point is a whole number.",
            ),
            Option(
                "int32",
                True,
                "Right. In this lesson that small difference decides whether there is a slope.",
            ),
            Option(
                "int64",
                False,
                "That is what NumPy makes of whole numbers on most machines. TensorFlow takes int32.",
            ),
        ),
    ),
    Question(
        "recall_numpy_leaves_tensorflow",
        "`x` is a tensor. What does `np.sin(x)` give?",
        (
            Option(
                "A NumPy result, computed by NumPy",
                True,
                "Right: NumPy reads the numbers and computes by itself. Keep that in mind here.",
            ),
            Option(
                "A tensor, computed by TensorFlow",
                False,
                "NumPy converts the tensor to an array first. TensorFlow computes nothing here.",
            ),
            Option(
                "An error",
                False,
                "In eager execution NumPy can read a tensor like an array.",
            ),
        ),
    ),
    Question(
        "recall_rebinding_a_variable",
        "`w = tf.Variable(1.0)`, and then `w = w - 0.5`. What is `w` now?",
        (
            Option(
                "The same variable, with the value 0.5",
                False,
                "`w.assign_sub(0.5)` would do that. `=` gives the name w to something else.",
            ),
            Option(
                "A tensor with the value 0.5",
                True,
                "Right: the name now stands for the result of the subtraction.",
            ),
            Option(
                "A new variable with the value 0.5",
                False,
                "Arithmetic with a variable gives a tensor. Only tf.Variable makes a variable.",
            ),
        ),
    ),
)
