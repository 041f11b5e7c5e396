"""Texts as rows of numbers, by a vocabulary that is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_PUNCTUATION = str.maketrans("", "", ",.!?")


def _texts(draw: np.random.Generator) -> Iterator[Case]:
    def case(texts: list[str], vocabulary: list[str], length: int, label: str) -> Case:
        inputs = {"texts": texts, "vocabulary": vocabulary, "length": length}
        return Case(inputs, label)

    yield case(
        ["The cat sat.", "A dog!"], ["the", "cat", "a"], 4, "one word is not in the vocabulary"
    )
    yield case(["", "Red, red"], ["blue", "red"], 3, "an empty text")
    yield case(["To be, or not to be?"], ["be", "to", "or"], 4, "a text that is cut")
    words = ["rain", "sun", "wind", "snow", "fog", "ice"]
    vocabulary = [str(word) for word in draw.permutation(words)[:4]]
    texts = []
    for size in (2, 5, 7):
        drawn = [str(word) for word in draw.choice(words, size)]
        texts.append(" ".join(drawn).capitalize() + str(draw.choice([".", "!", "?"])))
    yield case(texts, vocabulary, 5, "words at random")


def _cleaned(text: str) -> list[str]:
    return text.lower().translate(_PUNCTUATION).split()


def _encoded(
    words_of: Callable[[str], list[str]] = _cleaned,
    first: int = 2,
    unknown: int | None = 1,
    last_words: bool = False,
    pads_left: bool = False,
) -> Callable[[list[str], list[str], int], np.ndarray]:
    """What comes of numbers from `first` on, one for unknown words (None leaves them out), and a side."""

    def answer(texts: list[str], vocabulary: list[str], length: int) -> np.ndarray:
        number = {word: position for position, word in enumerate(vocabulary, first)}
        rows = np.zeros((len(texts), length), np.int32)
        for row, text in zip(rows, texts, strict=True):
            ids = [number.get(word, unknown) for word in words_of(text)]
            ids = [one for one in ids if one is not None]
            ids = ids[-length:] if last_words else ids[:length]
            if ids:
                row[-len(ids) if pads_left else 0 :][: len(ids)] = ids
        return rows

    return answer


def _learned_anew(texts: list[str], vocabulary: list[str], length: int) -> np.ndarray:
    """By a vocabulary of the texts' own, the commonest word first, as `adapt` orders it."""
    counts = Counter(word for text in texts for word in _cleaned(text))
    reverse = sorted(counts, reverse=True)
    return _encoded()(texts, sorted(reverse, key=lambda word: -counts[word]), length)


TASK = Task(
    name="encode_words",
    points=2,
    ask=Call("encode_words"),
    cases=_texts,
    expected=_encoded(),
    dtype="int",
    example=ExampleForm(
        refuses=lambda texts, vocabulary, length: (
            ""
            if length >= 1 and len(texts)
            else "There is one text or more, and a length of 1 or more."
        ),
    ),
    misconceptions=(
        Misconception(
            "unknown_as_padding",
            _encoded(unknown=0),
            "A word that is not in the vocabulary became 0, which is padding: a layer that masks will "
            "treat it as if nothing stood there.",
            "Which number does the docstring give to unknown words?",
        ),
        Misconception(
            "from_zero",
            _encoded(first=0, unknown=0),
            "The words are numbered from 0, so the first word of the vocabulary can't be told from padding.",
            "Which two numbers are taken already, before the first word gets one?",
        ),
        Misconception(
            "from_zero_unknown_one",
            _encoded(first=0),
            "The words are numbered from 0, so two of them share a number with padding or with unknown "
            "words.",
            "Which two numbers are taken already, before the first word gets one?",
        ),
        Misconception(
            "from_one",
            _encoded(first=1, unknown=0),
            "The words are numbered from 1, and unknown words became 0, as padding did.",
            "What do 0 and 1 stand for in the docstring?",
        ),
        Misconception(
            "from_one_unknown_one",
            _encoded(first=1),
            "The words are numbered from 1, so the first one shares its number with unknown words.",
            "What do 0 and 1 stand for in the docstring?",
        ),
        Misconception(
            "pads_left",
            _encoded(pads_left=True),
            "The zeros stand in front of the words.",
            "On which side does the docstring fill up a short text?",
        ),
        Misconception(
            "last_words_kept",
            _encoded(last_words=True),
            "Of a long text the last words were kept, and its beginning was cut off.",
            "Which end of a text is cut?",
        ),
        Misconception(
            "pads_left_and_cuts_left",
            _encoded(last_words=True, pads_left=True),
            "Zeros stand in front, and of a long text the last words were kept. That is what "
            "`keras.utils.pad_sequences` does unless it is told otherwise.",
            "It has an argument for each of the two sides.",
        ),
        Misconception(
            "capitals_kept",
            _encoded(lambda text: text.translate(_PUNCTUATION).split()),
            "A word with a capital letter counts as unknown.",
            "What has to happen to a text before its words are looked up?",
        ),
        Misconception(
            "punctuation_kept",
            _encoded(lambda text: text.lower().split()),
            "A word with a full stop or a comma after it counts as unknown.",
            "What has to happen to a text before its words are looked up?",
        ),
        Misconception(
            "as_they_are",
            _encoded(str.split),
            "The words were looked up as they are, with their capitals and their punctuation.",
            "Which two things does the docstring do to a text first?",
        ),
        Misconception(
            "empty_word_unknown",
            _encoded(lambda text: text.lower().translate(_PUNCTUATION).split(" ")),
            "A text without words got the number of an unknown word. Splitting an empty text at a space "
            "gives a list with one empty string, which was looked up like a word.",
            'Print `"".split(" ")`. How many words does it hold, and how many should it?',
        ),
        Misconception(
            "unknown_left_out",
            _encoded(unknown=None),
            "Words that are not in the vocabulary were left out, so that the words after them moved to "
            "the left.",
            "Which number does the docstring give to unknown words?",
        ),
        Misconception(
            "learned_anew",
            _learned_anew,
            "The words were numbered by how often they occur in these texts. That is what `adapt` does; "
            "here the vocabulary is given.",
            "Where does a TextVectorization take a vocabulary that exists already?",
        ),
    ),
    hints=(
        "Three steps: clean a text, look its words up, and bring the row to the length.",
        "TextVectorization can do all three. By hand, a dict has a method that takes what to give for a "
        "missing key.",
        "Enumerate the vocabulary from 2 on. Cut each row, then fill it up with zeros on the right.",
    ),
    afterword=(
        "Also right: a dict and a list for each text; the layer does the same, inside TensorFlow and in a "
        "saved model."
    ),
)
