"""The mean length of the words of each text, where texts have no common number of words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _ask_with_texts(answer, texts):
    """The result for texts that become a tensor of strings."""
    import tensorflow as tf

    return answer(tf.constant(texts))


def _texts(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"texts": ["héllo wörld", "", "a  bc"]}, "letters of two bytes, and no word at all")
    yield Case({"texts": ["one", "two words", "   "]}, "a text of spaces")
    yield Case({"texts": [" naïve  café ", "a bb ccc"]}, "spaces around")
    words = ["a", "an", "été", "graph", "tensor", "größer"]
    for _ in range(2):
        texts = [" ".join(draw.choice(words, draw.integers(1, 5))) for _ in range(4)]
        yield Case({"texts": [str(text) for text in texts]}, "words at random")


def _each(of_text: Callable[[str], float]) -> Callable[[list[str]], np.ndarray]:
    def answer(texts: list[str]) -> np.ndarray:
        return np.array([of_text(text) for text in texts], np.float32)

    return answer


def _mean(lengths: list[int], none: float = 0.0) -> float:
    return sum(lengths) / len(lengths) if lengths else none


def _bytes(word: str) -> int:
    return len(word.encode())


def _padded(texts: list[str]) -> np.ndarray:
    widest = max(len(text.split()) for text in texts)
    sums = [sum(map(len, text.split())) for text in texts]
    return np.array(sums, np.float32) / np.float32(widest)


def _over_all(texts: list[str]) -> np.ndarray:
    lengths = [len(word) for text in texts for word in text.split()]
    return np.float32(_mean(lengths))


TASK = Task(
    name="word_lengths",
    points=2,
    ask=Call("word_lengths", _ask_with_texts, "texts is passed as a tensor of strings"),
    cases=_texts,
    expected=_each(lambda text: _mean([len(word) for word in text.split()])),
    dtype="float32",
    example=ExampleForm(
        inputs=("texts",),
        put=lambda answer, texts: answer(texts),
        of_case=lambda texts: [(texts,)],
    ),
    misconceptions=(
        Misconception(
            "bytes_counted",
            _each(lambda text: _mean([_bytes(word) for word in text.split()])),
            "Bytes were counted. A letter such as é takes two of them.",
            "`tf.strings.length` has an argument for what it counts.",
        ),
        Misconception(
            "split_at_each_space",
            _each(lambda text: _mean([len(word) for word in text.split(" ")])),
            "Here an empty word lies between two spaces in a row, and it counts.",
            "What does `tf.strings.split` do if it is given no separator?",
        ),
        Misconception(
            "bytes_and_each_space",
            _each(lambda text: _mean([_bytes(word) for word in text.split(" ")])),
            "Two things: bytes were counted, and two spaces in a row make an empty word.",
            "Look at the arguments of `tf.strings.length` and of `tf.strings.split`.",
        ),
        Misconception(
            "not_a_number",
            _each(lambda text: _mean([len(word) for word in text.split()], np.nan)),
            "A text without words gives nan here: a sum of 0 was divided by 0 words.",
            "Which division gives 0 where the divisor is 0?",
        ),
        Misconception(
            "bytes_not_a_number",
            _each(lambda text: _mean([_bytes(word) for word in text.split()], np.nan)),
            "Two things: bytes were counted, and a text without words gives nan.",
            "What does `tf.strings.length` count, and what is 0 divided by 0?",
        ),
        Misconception(
            "spaces_counted",
            _each(lambda text: len(text) / len(text.split()) if text.split() else 0.0),
            "The length of the whole text was divided by its words, so spaces count as letters.",
            "Split first, then ask for the lengths of words.",
        ),
        Misconception(
            "padded",
            _padded,
            "Each sum was divided by the same number, that of the text with the most words. What was "
            "added as padding counts as words of no letters.",
            "How many words does each text have of its own?",
        ),
        Misconception(
            "longest",
            _each(lambda text: max(map(len, text.split()), default=0)),
            "This is the length of the longest word.",
            "Which reduction gives a mean?",
        ),
        Misconception(
            "letters",
            _each(lambda text: sum(map(len, text.split()))),
            "These are the letters of a text, and not those of a word.",
            "Among how many words are they shared?",
        ),
        Misconception(
            "words",
            _each(lambda text: len(text.split())),
            "This is the number of words.",
            "What is the length of each of them?",
        ),
        Misconception(
            "over_all",
            _over_all,
            "This is one mean for all words of all texts.",
            "Along which axis should the words be averaged?",
        ),
    ),
    hints=(
        "tf.strings.split makes a ragged tensor: a row for each text, as long as it has words.",
        "tf.strings.length works on it, and counts bytes unless it is told to count characters.",
        "Sum the lengths along axis 1, cast, and divide by `row_lengths()` with tf.math.divide_no_nan.",
    ),
)
