"""What of an Example in a docstring is read, and what is left to its reader."""

from dataclasses import replace

import pytest

from grader.authoring.docstring_rules import Several, read_examples
from tests.authoring.clip_by_norm import TASK

CALL = "clip_by_norm(tf.constant([3.0, 4.0]), 2.5) gives [1.5, 2.0]."


@pytest.mark.parametrize(
    ("words", "arguments", "result"),
    [
        (CALL, "tf.constant([3.0, 4.0]), 2.5", [1.5, 2.0]),
        (">>> clip_by_norm(x(), 2.5)\n        [1.5, 2.0]", "x(), 2.5", [1.5, 2.0]),
        (
            "vector [3.0, 4.0] with limit 2.5 gives [1.5, 2.0].",
            {"vector": [3.0, 4.0], "limit": 2.5},
            [1.5, 2.0],
        ),
        (
            "[3.0, 4.0] with limit = 2.5 becomes [1.5, 2.0] and [4.0]",
            {"vector": [3.0, 4.0], "limit": 2.5},
            Several(([1.5, 2.0], [4.0])),
        ),
    ],
)
def test_an_example_is_read(words, arguments, result):
    (example,) = read_examples(replace(TASK, cell=TASK.cell.replace(CALL, words)))
    assert (example.arguments, example.result) == (arguments, result)
    assert type(example.result) is type(result)
    # In the order in which the function takes them.
    assert isinstance(arguments, str) or list(example.arguments) == ["vector", "limit"]


@pytest.mark.parametrize(
    "words",
    [
        "A vector of length 5 with limit 2.5 gives one of length 2.5.",
        "vector [[3.0, 4.0]] with limit 2.5 gives [[1.5, 2.0]].",
        "With vector [3.0, 4.0] it gives [1.5, 2.0].",
        "vector [3.0, 4.0] with limit 2.5 gives nearly [1.5, 2.0].",
    ],
)
def test_what_is_said_in_other_words_is_left_to_the_reader(words):
    assert list(read_examples(replace(TASK, cell=TASK.cell.replace(CALL, words)))) == []
