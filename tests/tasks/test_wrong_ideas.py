"""A beginner's wrong answer about gradients, training and generalization hears what is true of it."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from grader.authoring.course_files import this_course
from grader.authoring.trying import WIDER_IMPORTS, verdict_on
from grader.catalog import find_task
from grader.course import course
from grader.judging.verdict import Outcome, Verdict

WIDE = """
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    i = keras.Input([features])
    h = keras.layers.Dense(units, activation="relu")(i)
    return keras.Model(i, keras.layers.Dense(classes)(keras.layers.Concatenate()([i, h])))
"""
UNITS = "(budget - (features + 1) * classes) // (features + 1 + classes)"
BY_DIFFERENCES = """
def slope_at(function, x):
    return (function(x + {h}) - function(x - {h})) / (2 * {h})
"""


def verdict_of(name: str, source: str) -> Verdict:
    return verdict_on(find_task(name), source, course().seed, imports=WIDER_IMPORTS)


@pytest.mark.parametrize("h", [1e-4, 0.001, 0.01, 0.1])
def test_differences_do_not_pass_for_a_tape(h) -> None:
    assert verdict_of("slope_at", BY_DIFFERENCES.format(h=h)).key == "misconception.differences"


@pytest.mark.parametrize(
    ("name", "source", "wanted"),
    [
        ("make_regressor", "def make_regressor(features):\n    return [keras.layers.Dense(1)]", "a Keras model"),
        ("keep_model", "def keep_model(model, path):\n    return path", "a Keras model"),
        ("train_digits", "def train_digits(images, labels):\n    return labels", "a trained Keras model"),
        ("cannot_learn", "def make_learner(features, classes):\n    return keras.Sequential()", "a compiled Keras model"),
        ("stop_on_spike", "def make_spike_stop(factor):\n    return 5", "keras.callbacks.Callback"),
        ("regularized_model", "def train_model(x, y):\n    return y", "a trained Keras model"),
    ],
)  # fmt: skip
def test_what_is_of_another_kind_hears_which_kind_the_task_asks_for(name, source, wanted) -> None:
    verdict = verdict_of(name, source)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.key == "kind"
    assert wanted in verdict.message.why
    assert "tensor is asked" not in verdict.message.why


def test_parameters_are_named_beside_the_budget() -> None:
    message = verdict_of("wide_classifier", WIDE.replace(UNITS, "5")).message
    assert message.came_out.startswith("[38., 37.]")
    assert message.expected.startswith("[32., 37.]")


LEARNER = """
def make_learner(features, classes):
    model = keras.Sequential([keras.Input([features]), keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(classes, activation="{activation}")])
    model.compile(keras.optimizers.SGD({rate}), {loss})
    return model
"""
BY_NAME = '"sparse_categorical_crossentropy"'
OF_LOGITS = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"


# Keras says that it takes the logits before the softmax, as the first of these cases has it.
@pytest.mark.filterwarnings("ignore:.*from_logits=True:UserWarning")
@pytest.mark.parametrize(
    ("activation", "rate", "loss", "key"),
    [
        ("softmax", 0.05, OF_LOGITS, "passed"),  # Keras takes the logits before the softmax
        ("sigmoid", 0.05, BY_NAME, "misconception.sigmoid_out"),
        ("relu", 0.05, OF_LOGITS, "misconception.relu_on_logits"),
        ("linear", 0.05, BY_NAME, "misconception.logits_as_probabilities"),
        ("linear", 10.0, OF_LOGITS, "misconception.rate"),
    ],
)
def test_of_a_training_what_is_wrong_fails_and_a_right_loss_does_not(
    activation, rate, loss, key
) -> None:
    source = LEARNER.format(activation=activation, rate=rate, loss=loss)
    assert verdict_of("cannot_learn", source).key == key


def test_what_was_handed_out_learns_nothing_on_any_day() -> None:
    source = find_task("cannot_learn").starter
    for start in range(3):
        keras.utils.set_random_seed(start)
        verdict = verdict_of("cannot_learn", source)
        assert (verdict.outcome, verdict.fraction) == (Outcome.NOT_ATTEMPTED, 0)


def by_lookup(images: np.ndarray, labels: np.ndarray, new_images: np.ndarray) -> np.ndarray:
    known, new = images.reshape(len(images), 64), new_images.reshape(len(new_images), 64)
    return labels[((known**2).sum(axis=1) - 2 * new @ known.T).argmin(axis=1)]


def test_labels_looked_up_in_a_public_set_of_digits_do_not_pass() -> None:
    from sklearn.datasets import load_digits

    public, task = load_digits(), find_task("train_digits")
    both_forms = np.concatenate([public.images, 16 - public.images])
    for seed in this_course().seeds:
        (case,) = task.draw_cases(seed)
        found = by_lookup(both_forms, np.tile(public.target, 2), case.inputs["new_images"])
        result = np.eye(10, dtype=np.float32)[found]
        assert task.quality.measure(result, case.truth) < task.quality.limit - 0.1


def test_no_weighted_sum_of_the_columns_passes_for_the_bent_rule() -> None:
    task = find_task("regularized_model")
    for seed in (course().seed, *range(10)):
        (case,) = task.draw_cases(seed)
        x, y, hidden = (np.float64(value) for value in case.inputs.values())
        weights = np.linalg.lstsq(np.c_[x, np.ones(len(x))], y, rcond=None)[0]
        predicted = np.c_[hidden, np.ones(len(hidden))] @ weights
        assert task.quality.measure(predicted, case.truth) > 2 * task.quality.limit


def test_one_prediction_a_row_without_its_axis_has_another_shape() -> None:
    source = (
        "def train_model(x, y):\n"
        "    model = keras.Sequential([keras.Input([4]), keras.layers.Dense(1),\n"
        "        keras.layers.Reshape([])])\n"
        "    return model"
    )
    assert verdict_of("regularized_model", source).key == "shape"
