"""What lesson 10 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_chain_rule",
        "y = f(g(x)). How does the tape get from dy/dg and dg/dx to dy/dx?",
        (
            Option(
                "It multiplies the two",
                True,
                "Right: that is the chain rule. Today the chain has twenty links, and you see what a "
                "product of twenty factors does.",
            ),
            Option(
                "It adds the two",
                False,
                "Sums appear where a value is used in several places. Along one path the slopes are "
                "multiplied.",
            ),
            Option(
                "It nudges x and looks at y",
                False,
                "That is the numerical slope, a way to check a tape. The tape works with the formula of "
                "each operation.",
            ),
        ),
    ),
    Question(
        "recall_logits",
        "A classifier ends in `Dense(10)` without an activation. What does its loss need to know?",
        (
            Option(
                "That the outputs are logits",
                True,
                "Right: `from_logits=True`. All classifiers of this lesson end like that.",
            ),
            Option(
                "How many classes there are",
                False,
                "It sees that from the shape of the outputs. What the numbers mean it can't see.",
            ),
            Option(
                "Nothing: it finds out",
                False,
                "A loss that takes logits for probabilities cuts off what lies outside 0 to 1, and "
                "most of the gradient with it.",
            ),
        ),
    ),
    Question(
        "recall_validation",
        "Two networks differ by 0.01 in their accuracy on 300 validation images, both near 0.94. Which "
        "one is better?",
        (
            Option(
                "The one with 0.01 more",
                False,
                "The standard error of an accuracy of 0.94 on 300 images is 0.014, so the difference is "
                "smaller than what chance alone can do.",
            ),
            Option(
                "The one with 0.01 less",
                False,
                "Nothing speaks for it. Which of the two is ahead by so little may be different on other "
                "images.",
            ),
            Option(
                "These images can't tell",
                True,
                "Right: the standard error is about 0.014. The differences you see today are larger, "
                "from chance level to above 0.9.",
            ),
        ),
    ),
)
