"""Eight symptoms, and what each of them points to."""

from __future__ import annotations

from grader.judging.task import Misconception, Task
from grader.probing.questions import Read
from tensorflow_workbook.tasks.fixed_keys import a_case_each, equal_parts, only

_CAUSES = {
    "at_variance": "broadcasting",
    "two_answers": "nan input",
    "leaps": "high rate",
    "all_ones": "softmax",
    "ignores_config": "frozen",
    "always_slow": "retracing",
    "no_numpy": "leaked",
    "same_noise": "frozen",
}


TASK = Task(
    name="cause",
    points=1,
    ask=Read("cause"),
    cases=a_case_each(_CAUSES),
    parts=equal_parts(_CAUSES),
    expected=_CAUSES.__getitem__,
    key_is_answer=True,
    misconceptions=(
        Misconception(
            "rate_for_a_flat_loss",
            only(at_variance="high rate", two_answers="high rate", all_ones="high rate"),
            "A rate that is too high makes the loss shoot up and end in infinity or nan. Here it stands still, "
            "or falls without any use.",
            "What does the level say, at which the loss or the accuracy stays?",
        ),
        Misconception(
            "nan_for_sound_weights",
            only(at_variance="nan input", all_ones="nan input"),
            "A nan in the input puts nan into the weights, and model(x) shows it. Here all numbers are "
            "ordinary.",
            "Which shapes meet in the loss, and what does the last layer allow?",
        ),
        Misconception(
            "shapes_for_nan",
            only(two_answers="broadcasting", leaps="broadcasting"),
            "Broadcasting compares the wrong pairs, but it makes no nan.",
            "What turns ordinary numbers into nan, and what brings it in from outside?",
        ),
        Misconception(
            "nan_for_leaps",
            only(leaps="nan input"),
            "A nan in the input is there at once. Here the loss grows step by step before it breaks.",
            "What makes a step larger than the one before it?",
        ),
        Misconception(
            "shapes_for_ones",
            only(all_ones="broadcasting"),
            "Broadcasting would leave the predictions near the mean of the labels. Here each of them is "
            "1.0.",
            "Which activation gives 1.0 for a single unit, whatever goes in?",
        ),
        Misconception(
            "tracing_for_a_setting",
            only(ignores_config="retracing", same_noise="retracing"),
            "If the function were traced at each call, Python would read the setting, or draw, anew. It is "
            "the other way round.",
            "What becomes of a Python value while a function is traced?",
        ),
        Misconception(
            "frozen_for_slow",
            only(always_slow="frozen"),
            "A frozen value comes of a trace that is used again. Here nothing is used again.",
            "What does a tracing count tell that grows with every call?",
        ),
        Misconception(
            "frozen_for_a_leak",
            only(no_numpy="frozen"),
            "A frozen value is an ordinary number, only an old one. Here the object is no value at all.",
            "While what does a symbolic tensor exist, and where was it put?",
        ),
        Misconception(
            "leak_for_frozen",
            only(ignores_config="leaked", same_noise="leaked"),
            "A tensor that leaked out of a graph raises an error when somebody uses it. Here nothing raises.",
            "When did Python read the dict, or draw the noise?",
        ),
        Misconception(
            "leak_for_slow",
            only(always_slow="leaked"),
            "A leaked tensor raises an error when it is used. Here every call works and is slow.",
            "Which count grows with every call?",
        ),
    ),
    hints=(
        "Ask each symptom for a number: a level, a shape, a count, an isnan.",
        "var(y) is what a model reaches that predicts the mean. A trace holds what Python knew when it was "
        "made.",
        "Six causes have one symptom each. One has two: Python's part of the work was done once.",
    ),
)
