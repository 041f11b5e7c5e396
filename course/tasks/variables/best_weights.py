"""Repair: the best weights of a training, kept as an alias."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _train_and_go_on(answer, start, updates, losses):
    """What came back, what it is once the training has gone on, and what the weights held before."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    weights = tf.Variable(start)
    result = answer(weights, updates, losses)
    if result is None:
        return None
    kinds = np.ndarray | tf.Tensor | tf.Variable
    if not isinstance(result, kinds) or tuple(np.shape(result)) != tuple(np.shape(start)):
        raise Misfit(result)

    def numbers() -> np.ndarray:
        return result.numpy() if tf.is_tensor(result) else result.copy()

    at_once, held = numbers(), weights.numpy()
    weights.assign_add(tf.ones_like(weights))
    return {"at_once": at_once, "later": numbers(), "held": held}


def _rows(seen, start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray | None:
    if seen is None:
        return None
    dtype = np.result_type(seen["at_once"])
    return np.stack([seen["at_once"], seen["later"], seen["held"]]).astype(dtype)


def _trainings(draw: np.random.Generator) -> Iterator[Case]:
    def case(start: object, updates: object, losses: object, label: str) -> Case:
        arrays = {"start": start, "updates": updates, "losses": losses}
        return Case({name: np.array(one, np.float32) for name, one in arrays.items()}, label)

    yield case(
        [0.5, -1.0],
        [[1.0, 0.5], [2.0, -3.0], [4.0, 0.25], [-1.5, 2.0]],
        [0.9, 0.2, 0.5, 0.3],
        "the second of 4 steps is the best",
    )
    yield case([3.0], [[-1.0], [2.5], [0.5]], [0.7, 0.4, 0.1], "the last step is the best")
    yield case([1.0, 2.0], [[5.0, 3.0], [2.0, 2.0]], [0.3, 0.8], "the first step is the best")
    steps, size = int(draw.integers(5, 8)), int(draw.integers(2, 5))
    losses = draw.permutation(np.linspace(0.1, 2.0, steps))
    best = int(draw.integers(2, steps - 1))  # neither at an end nor beside the first
    other = int(np.argmin(losses))
    losses[[best, other]] = losses[[other, best]]
    losses[0], losses[1] = sorted(losses[:2])  # a rise before the best: to stop there is too early
    yield case(draw.normal(size=size), draw.normal(0, 2, (steps, size)), losses, "random updates")


def _kept(
    pick: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
) -> Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    """What is seen of an answer that makes all updates and hands a copy of something back.

    ``pick`` gets the weights by the number of updates made, the updates, and the losses.
    """

    def seen(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
        course = _course(start, updates)
        kept = pick(course, updates, losses)
        return np.stack([kept, kept, course[-1]]).astype(np.float32)

    return seen


def _course(start: np.ndarray, updates: np.ndarray) -> np.ndarray:
    """The weights before the first update, and after each."""
    return np.concatenate([[start], start + np.cumsum(updates, axis=0)])


def _alias(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """What the broken code gives: the variable itself, which goes on."""
    last = _course(start, updates)[-1]
    return np.stack([last, last + 1, last]).astype(np.float32)


def _put_back(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    best = _course(start, updates)[1 + int(np.argmin(losses))]
    return np.stack([best, best, best]).astype(np.float32)


def _put_back_and_aliased(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    best = _course(start, updates)[1 + int(np.argmin(losses))]
    return np.stack([best, best + 1, best]).astype(np.float32)


def _weights_untouched(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    best = _course(start, updates)[1 + int(np.argmin(losses))]
    return np.stack([best, best, start]).astype(np.float32)


def _step_by_itself(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    best = start + updates[int(np.argmin(losses))]
    return np.stack([best, best, start]).astype(np.float32)


def _until_it_rose(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """The loop ended with the first loss that was not lower."""
    course = _course(start, updates)
    rose = [at for at in range(1, len(losses)) if losses[at] > losses[at - 1]]
    end = rose[0] if rose else len(losses) - 1
    best = course[end] if rose else course[-1]
    return np.stack([best, best, course[end + 1]]).astype(np.float32)


def _replaced(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """The variable holds each update in turn, and nothing of what was before."""
    best = updates[int(np.argmin(losses))]
    return np.stack([best, best, updates[-1]]).astype(np.float32)


def _subtracted(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    course = _course(start, -updates)
    best = course[1 + int(np.argmin(losses))]
    return np.stack([best, best, course[-1]]).astype(np.float32)


def _after_one_step(start: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    first = start + updates[0]
    return np.stack([first, first, first]).astype(np.float32)


def _lower_than_the_last(course: np.ndarray, updates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    fell = [at for at in range(len(losses)) if at == 0 or losses[at] < losses[at - 1]]
    return course[1 + fell[-1]]


TASK = Task(
    name="best_weights",
    points=2,
    ask=Call(
        "best_weights",
        _train_and_go_on,
        "called with a variable that starts at `start`, and then the training goes on: 1 is added to "
        "the variable; the rows of the result are what came back, what that holds once the training "
        "has gone on, and what the variable held when the call was over",
        wanted="float32 numbers of the shape of the weights: a tensor, a variable or an array",
        entry=lambda index, start, updates, losses: (
            f"entry {index[1]} of what came back",
            f"entry {index[1]} of what came back, looked at after the training went on",
            f"entry {index[1]} of `weights` after the call",
        )[index[0]],
    ),
    facts=_rows,
    cases=_trainings,
    expected=_kept(lambda course, updates, losses: course[1 + int(np.argmin(losses))]),
    given=_alias,
    dtype="float32",
    example=ExampleForm(
        inputs=("weights", "updates", "losses"),
        # What comes back is looked at again later: an alias has moved by then.
        put=lambda answer, *inputs: answer(*inputs)[1],
        of_case=lambda *inputs: [inputs],
        refuses=lambda weights, updates, losses: (
            "" if len(np.unique(losses)) == len(losses) else "No two losses are equal in this task."
        ),
    ),
    misconceptions=(
        Misconception(
            "alias",
            _alias,
            "What came back goes on changing with the training, as the variable does, and holds the weights "
            "after the last step. `best = weights` makes a second name, and copy.copy a second object, but both "
            "have the same numbers.",
            "What makes an object of its own out of what a variable holds now?",
        ),
        Misconception(
            "last",
            _kept(lambda course, updates, losses: course[-1]),
            "What came back is a copy, of the weights after the last step. It was either made when "
            "the loop was over, or every step counted as the best one.",
            "When has the copy to be made, and what does `lowest` hold afterwards?",
        ),
        Misconception(
            "step_before",
            _kept(lambda course, updates, losses: course[int(np.argmin(losses))]),
            "These are the weights before the best step: the copy was made before the update.",
            "A loss belongs to the weights after its step. Which of the two lines comes first?",
        ),
        Misconception(
            "highest",
            _kept(lambda course, updates, losses: course[1 + int(np.argmax(losses))]),
            "These are the weights at which the loss was highest.",
            "Which way round is the comparison?",
        ),
        Misconception(
            "start",
            _kept(lambda course, updates, losses: course[0]),
            "These are the weights from before the first step: that copy was made once, and no step "
            "replaced it.",
            "What has to happen to `best` each time that a loss is the lowest so far?",
        ),
        Misconception(
            "first_step",
            _kept(lambda course, updates, losses: course[1]),
            "These are the weights after the first step. The later ones, which were better, did not "
            "replace them.",
            "With what is each loss compared, and does that start high enough?",
        ),
        Misconception(
            "update_alone",
            _kept(lambda course, updates, losses: updates[int(np.argmin(losses))]),
            "This is the update of the best step. The weights are what all updates up to it make.",
            "What do the weights hold after that step?",
        ),
        Misconception(
            "lower_than_the_last",
            _kept(_lower_than_the_last),
            "These are the weights of the last step whose loss was lower than that of the step before "
            "it. It need not be the lowest of all.",
            "What should a loss be compared with, and when does that change?",
        ),
        Misconception(
            "put_back",
            _put_back,
            "The right weights came back, and `weights` holds them, too. It should hold what all "
            "updates together make: were the best ones assigned to it, or did the loop end early?",
            "The training goes on with `weights`. Leave it as the last step made it.",
        ),
        Misconception(
            "put_back_and_aliased",
            _put_back_and_aliased,
            "The best weights were put into the variable, and the variable was handed back: it changes "
            "as soon as the training goes on.",
            "Hand back an object of its own, and leave the variable as the last step made it.",
        ),
        Misconception(
            "weights_untouched",
            _weights_untouched,
            "The right weights came back, and the variable never changed: a copy was trained in its "
            "place.",
            "Which object should the updates be added to?",
        ),
        Misconception(
            "step_by_itself",
            _step_by_itself,
            "Every update was added to the weights from before the first step: the variable never "
            "changed.",
            "Which method adds an update to what the variable holds?",
        ),
        Misconception(
            "replaced",
            _replaced,
            "The variable holds the last update alone: `assign` puts a value in place of the old one.",
            "Which method adds to what the variable holds?",
        ),
        Misconception(
            "subtracted",
            _subtracted,
            "Every update was subtracted from the weights.",
            "The docstring says what is done with each row of `updates`.",
        ),
        Misconception(
            "after_one_step",
            _after_one_step,
            "Only the first update was made: the function ended in the first round of its loop.",
            "How far is your `return` indented?",
        ),
        Misconception(
            "until_it_rose",
            _until_it_rose,
            "The loop ended with the first loss that was higher than the one before it. A later one "
            "may be lower than all.",
            "Let the loop come to its end.",
        ),
        Misconception(
            "no_return",
            lambda start, updates, losses: None,
            "The function returns nothing. The best weights are to be handed back.",
            "What should the last line hand back?",
        ),
    ),
    alike=("`strict=True` left out", "`True` -> `False`", "`<` -> `<=`"),  # as the docstring has it
    hints=(
        "`best = weights` gives the variable a second name. Whatever the variable becomes, `best` is "
        "too.",
        "The lesson shows three ways to make an object of its own out of what a variable holds now.",
        "Change what stands to the right of the equals sign where `best` is set, and nothing else.",
    ),
    afterword=(
        "Also right: `weights.read_value()`, `weights.numpy()` or `tf.Variable(weights)` in "
        "place of `tf.identity(weights)`, since each keeps what the variable holds at that "
        "moment."
    ),
)
