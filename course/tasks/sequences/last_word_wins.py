"""Train a model that reads in order: the last word that says something decides."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case
from tensorflow_workbook.tasks.class_scores import accuracy, right_class, says_one_class, with_wrong

_STEPS, _WORDS = 12, 40
_GOOD, _BAD = (2, 8), (8, 14)
_TRAINING, _TO_JUDGE = 1200, 1000


def _train_and_call(answer, x, y, new_x):
    """What the trained model gives for texts it has not seen."""
    import keras

    from grader.probing.evidence import Misfit

    model = answer(x, y)
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    return model(new_x)


def _texts(draw: np.random.Generator) -> Iterator[Case]:
    def rows(count: int) -> tuple[np.ndarray, np.ndarray]:
        ids, labels = np.zeros((count, _STEPS), np.int32), np.zeros(count, np.int32)
        for row in range(count):
            length = int(draw.integers(6, _STEPS + 1))
            said = [draw.integers(*_GOOD, 2), draw.integers(*_BAD, 2)]
            others = draw.integers(_BAD[1], _WORDS, length - 4)
            words = draw.permutation(np.concatenate([*said, others]))
            ids[row, :length] = words
            labels[row] = words[words < _BAD[1]][-1] < _GOOD[1]
        return ids, labels

    (x, y), (new_x, new_y) = rows(_TRAINING), rows(_TO_JUDGE)
    inputs = {"x": x, "y": y, "new_x": new_x}
    yield Case(inputs, truth=np.eye(2, dtype=np.float32)[new_y])


def _commoner(x, y, new_x, truth) -> np.ndarray:
    return np.tile(
        np.eye(2, dtype=np.float32)[np.bincount(y, minlength=2).argmax()], (len(truth), 1)
    )


TASK = Task(
    name="last_word_wins",
    points=3,
    ask=Call(
        "last_word_wins",
        _train_and_call,
        "called with x and y; then the model is called with new_x, and for each text the class with the "
        "larger output is compared with the true one",
        "a trained Keras model",
    ),
    cases=_texts,
    expected=lambda x, y, new_x, truth: truth,
    dtype="float32",
    quality=Quality(
        "accuracy on texts it has not seen",
        right_class,
        0.9,
        _commoner,
        "always the commoner class",
    ),
    misconceptions=(
        Misconception(
            "one_class",
            lambda x, y, new_x, truth: np.tile(np.eye(2)[1], (len(truth), 1)),
            "The model gives the same class for nearly every text. Either it was not trained, or with "
            "steps far too large.",
            "Does the loss fall from epoch to epoch?",
            shown_by=says_one_class,
        ),
        Misconception(
            "order_lost",
            lambda x, y, new_x, truth: with_wrong(truth, 0.5),
            "The model does no better than chance. Each text has two good and two bad words, so whatever "
            "forgets their order, such as a mean over the words, or attention without positions, has "
            "nothing to go by. An untrained model ends here as well.",
            "Which layer of yours gives something else if two words change places?",
            shown_by=lambda result, truth: 0.4 < accuracy(result, truth) < 0.6,
        ),
        Misconception(
            "turned_round",
            lambda x, y, new_x, truth: truth[:, ::-1],
            "The classes are the wrong way round: the texts are told apart, and called by the other's "
            "name.",
            "Which output stands for class 1?",
            shown_by=lambda result, truth: 0 <= accuracy(result, truth) < 0.2,
        ),
        Misconception(
            "first_word",
            lambda x, y, new_x, truth: with_wrong(truth, 0.7),
            "The model is wrong more often than chance would be. If the first word decided instead of the "
            "last one, about a third would come out right.",
            "Is something turned round on the way into your model?",
            shown_by=lambda result, truth: 0.2 <= accuracy(result, truth) <= 0.4,
        ),
        Misconception(
            "too_little",
            lambda x, y, new_x, truth: with_wrong(truth, 0.25),
            "The model has learned something, but not enough: it was trained too briefly, on too few texts, "
            "or with steps that are too small or too large, or it sees only a part of each text.",
            "Print the loss of each epoch. Is it still falling?",
            shown_by=lambda result, truth: accuracy(result, truth) >= 0.6,
        ),
        Misconception(
            "one_output_a_step",
            lambda x, y, new_x, truth: np.tile(truth[:, None], (1, _STEPS, 1)),
            "The model gives two numbers for each step, and one pair for each text was asked for.",
            "What does `return_sequences=True` keep that is not needed at the end?",
            shown_by=lambda result, truth: result.ndim == 3,
        ),
        Misconception(
            "one_number",
            lambda x, y, new_x, truth: truth[:, 1:],
            "The model gives one number for each text. It should give two, one for each class, and the "
            "check looks for the larger itself.",
            "How many units does the last layer have?",
            shown_by=lambda result, truth: result.size == len(truth),
        ),
    ),
    hints=(
        "Three parts: a vector for each id, something that reads them in order, and two logits.",
        "Embedding, GRU or LSTM, Dense; and the loss that takes class indices and logits.",
        "8 to 16 units are enough, with batches of 50 to 100, Adam at about 0.01, and some 10 epochs.",
    ),
    afterword=(
        "`mask_zero=True` lets a recurrent layer skip the padding; without it, it has to learn to carry its "
        "state over the zeros."
    ),
)
