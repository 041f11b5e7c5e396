"""What lesson 14 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_trained_state",
        "A model comes back from a `.keras` file. What can it do that the same model with its weights alone "
        "cannot?",
        (
            Option(
                "Train on as if nothing had happened",
                True,
                "Right: the file holds what compile was told and the optimizer's state. Today you compare it "
                "with two other ways of keeping a model.",
            ),
            Option(
                "Predict the same",
                False,
                "Predictions need layers and weights only. What is lost with weights alone is the optimizer.",
            ),
            Option(
                "Run without Keras",
                False,
                "A `.keras` file needs Keras to be loaded. What runs without it is today's subject: an export.",
            ),
        ),
    ),
    Question(
        "recall_traced_shape",
        "A graph function was traced with `tf.TensorSpec([None, 64], tf.float32)`. What happens when it is "
        "called with float32 tensors of 1 row and of 5 rows?",
        (
            Option(
                "One graph serves both",
                True,
                "Right: None leaves the size open. An export is a graph, and you write its TensorSpec today.",
            ),
            Option(
                "It is traced once for each",
                False,
                "That happens without an input_signature. With one, all calls share the graph it describes.",
            ),
            Option(
                "The second call is refused",
                False,
                "It would be with a 1 in the TensorSpec. None means that any number of rows fits.",
            ),
        ),
    ),
    Question(
        "recall_nan_compared",
        "`loss` is NaN. What does `loss > 1e6 or loss < best` give?",
        (
            Option(
                "False",
                True,
                "Right: every comparison of size with NaN is False. In a database the same question has "
                "another answer, as you will see.",
            ),
            Option(
                "True",
                False,
                "NaN is neither larger nor smaller than any number, so both halves are False.",
            ),
            Option(
                "NaN",
                False,
                "A comparison gives True or False. With NaN, larger and smaller both give False.",
            ),
        ),
    ),
)
