"""What lesson 08 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_tape_records",
        "`loss = tf.reduce_mean(model(x))` stands above `with tf.GradientTape() as tape:`, and "
        "`tape.gradient(loss, model.trainable_variables)` below it. What comes back?",
        (
            Option(
                "The gradients, since trainable variables are watched",
                False,
                "They are watched from the moment the tape is open. It has not seen what ran before that.",
            ),
            Option(
                "None for every variable",
                True,
                "Right: nothing was recorded. Today you write the block so often that you will look for "
                "it first.",
            ),
            Option(
                "An error, because the tape is closed",
                False,
                "A tape is used after its block, so it should be closed by then. But this one holds nothing.",
            ),
        ),
    ),
    Question(
        "recall_dropout_bare",
        "A model holds `Dropout(0.5)`. You call it as `model(x)`, outside `fit`. What does the layer do?",
        (
            Option(
                "It drops half of the values",
                False,
                "In `fit` it would. A plain call means inference, and there it passes its input on.",
            ),
            Option(
                "It scales all values by a half",
                False,
                "Keras scales while it trains, so that nothing has to be scaled later.",
            ),
            Option(
                "Nothing: it passes its input on",
                True,
                "Right. Who sets the flag in `fit`, and who in a loop of your own, is one of today's "
                "questions.",
            ),
        ),
    ),
    Question(
        "recall_scaled_loss",
        "The loss was multiplied by 1,024 before the tape was asked. What has to be done before the "
        "optimizer gets the gradients?",
        (
            Option(
                "Divide them by 1,024",
                True,
                "Right: a gradient grows with the loss. You will need that today, when the gradients of "
                "parts are put together.",
            ),
            Option(
                "Divide the learning rate by 1,024",
                False,
                "With plain SGD that gives the same step. Adam hardly notices the scale, so there it would "
                "make the steps 1,024 times too short.",
            ),
            Option(
                "Nothing: a factor does not change a slope",
                False,
                "It keeps its direction and becomes 1,024 times as long.",
            ),
        ),
    ),
)
