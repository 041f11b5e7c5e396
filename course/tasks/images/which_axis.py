"""Eight shapes and calls: an error, a result that means nothing, or what was wanted?"""

from __future__ import annotations

from grader.judging.task import Misconception, Task
from grader.probing.questions import Read
from tensorflow_workbook.tasks.fixed_keys import a_case_each, equal_parts, only

_OUTCOMES = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "nonsense",
}


TASK = Task(
    name="which_axis",
    points=1,
    ask=Read("outcome"),
    cases=a_case_each(_OUTCOMES),
    parts=equal_parts(_OUTCOMES),
    expected=_OUTCOMES.__getitem__,
    key_is_answer=True,
    misconceptions=(
        Misconception(
            "axis_guessed_by_keras",
            only(no_channel="right", one_photo="right"),
            "A convolution takes four axes and does not guess which one is missing.",
            "How many axes does the array have? Try it on zeros of that shape.",
        ),
        Misconception(
            "missing_axis_unnoticed",
            only(no_channel="nonsense", one_photo="nonsense"),
            "The number of axes is the one thing here that a layer does check.",
            "How many axes does the array have? Try it on zeros of that shape.",
        ),
        Misconception(
            "four_axes_will_do",
            only(batch_added="right", channels_first="right"),
            "There are four axes, so it runs. But four axes are not enough: each has a meaning, and here some "
            "of them mean something else to the layer.",
            "Which axis does the layer take for the channels, and how long is that one?",
        ),
        Misconception(
            "meaning_is_checked",
            only(batch_added="error", channels_first="error"),
            "A layer without weights takes any number of channels, and any height and width. It can't see "
            "what an axis stands for.",
            "Which shape would have to differ for the layer to notice?",
        ),
        Misconception(
            "reshape_moves_axes",
            only(reshaped="right"),
            "The shape is right now, but reshape keeps the order of the numbers in memory. So the three "
            "numbers of a pixel are three neighbors of one channel.",
            "Which operation moves an axis together with its numbers?",
        ),
        Misconception(
            "reshape_is_checked",
            only(reshaped="error"),
            "The number of elements fits, and that is all reshape asks for.",
            "How many numbers are there before and after?",
        ),
        Misconception(
            "transpose_distrusted",
            only(transposed="nonsense"),
            "transpose moves each number to the place that its new axes say, so a pixel stays a pixel.",
            "Follow the number at [0, 2, 5, 7]. Where is it afterward?",
        ),
        Misconception(
            "transpose_refused",
            only(transposed="error"),
            "There are four axes before and after, and the layer has no weights yet that could disagree.",
            "What is the shape after the transpose?",
        ),
        Misconception(
            "channel_distrusted",
            only(channel_added="nonsense"),
            "A gray picture has one number for each pixel, so an axis of length 1 at the end is its channel.",
            "Name the four axes of the new shape.",
        ),
        Misconception(
            "channel_refused",
            only(channel_added="error"),
            "The new axis makes four, and the last one is the channels.",
            "Name the four axes of the new shape.",
        ),
        Misconception(
            "resize_knows_batches",
            only(resized="right"),
            "resize takes three axes for one picture: height, width, channels. So the 32 pictures were taken "
            "for 32 rows of a single one.",
            "Which shape comes out?",
        ),
        Misconception(
            "resize_refuses",
            only(resized="error"),
            "resize takes three axes as well as four. Three are one picture to it.",
            "Which shape comes out?",
        ),
    ),
    hints=(
        "Name the axes of each shape as the call takes them, from the first to the last.",
        "The layers here are new, so they have no weights that could disagree with the channels.",
        "Two calls raise an error, two give what was wanted, and four give a result that means something "
        "else.",
    ),
)
