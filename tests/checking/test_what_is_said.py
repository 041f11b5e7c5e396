"""What is said of a wrong answer is true of it, and says what was right in it."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace

import numpy as np
import pytest

from grader.authoring.trying import WIDER_IMPORTS, verdict_on
from grader.catalog import find_task
from grader.course import course
from grader.judging.explain import UNKNOWN
from grader.judging.task import Tolerance
from grader.judging.verdict import Outcome, Verdict
from grader.judging.wording import _why_raised
from grader.probing.evidence import Raised
from grader.probing.questions import Call

# What each function takes; below, an answer without `def` is what it returns, or its body.
PARAMETERS = {
    "row_means": "m",
    "standardize": "t",
    "distances": "a, b",
    "brightness": "images",
    "tensor_bytes": "tensor",
    "count_up": "counter, amount",
    "count_labels": "counts, labels",
    "stopwatch": "function, synchronize, clock, repeat",
}


def said_of(name: str, source: str) -> Verdict:
    """The verdict on what a function returns, on its body, or on a value."""
    task = find_task(name)
    if not isinstance(task.ask, Call):
        cell = f"{task.ask.subject} = {source}"
    elif source.startswith(("def ", "class ")):
        cell = source
    else:
        whole = any(word in source for word in ("return", ".assign", "counts[", "asign"))
        body = source if whole else f"return {source}"
        cell = f"def {name}({PARAMETERS[name]}):\n{textwrap.indent(body, '    ')}"
    return verdict_on(task, cell, course().seed, imports=WIDER_IMPORTS)


WIDE_AND_RIGHT = "np.sqrt(((a.numpy()[:, None] - b.numpy()[None]).astype(float) ** 2).sum(-1))"


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("distances", WIDE_AND_RIGHT, "The values are right. The dtype is float64"),
        (
            "distances",
            "tf.norm(a[:, None] - b, axis=-1)[..., None]",
            "right order. Only their shape is wrong",
        ),
        (
            "distances",
            "tf.norm(a[:, None] - b, axis=-1).numpy().tolist()",
            "numbers are right, but",
        ),
        ("brightness", "tf.reduce_mean(tf.cast(images, tf.float16), [1, 2])", "dtype is float16"),
        ("shapes", "{'batch': (None, 13)}", "has no key `loss`"),
        ("shapes", "{'loss': (), 'sample': ...}", "no answer for it yet"),
        ("shapes", "{'loss': (1,), 'sample': ...}", "has one axis"),
        ("row_means", "tf.keras.Input([1])", "KerasTensor"),
    ],
)
def test_what_is_right_in_a_wrong_answer_is_said(name: str, source: str, words: str) -> None:
    assert words in said_of(name, source).message.why


def test_where_two_parts_are_missed_in_two_ways_the_first_is_explained() -> None:
    both = "(t - tf.reduce_mean(t, 0)) / tf.math.reduce_variance(t, 0)"  # and NaN where constant
    assert said_of("standardize", both).key == "misconception.variance"


def test_a_time_of_another_clock_is_told_also_where_the_machine_was_busy_meanwhile() -> None:
    assert said_of("stopwatch", "0.2").key == "misconception.no_time_passed"


def test_a_repair_that_changes_nothing_is_not_called_untouched() -> None:
    source = (
        "def brightness(images):\n"
        "    pixels = images.shape[1] * images.shape[2]\n"
        "    total = tf.reduce_sum(images, axis=[1, 2])\n"
        "    return tf.cast(total / pixels, tf.float32)"
    )
    verdict = said_of("brightness", source)
    assert verdict.outcome is Outcome.FAILED
    assert "makes no difference to any result" in verdict.message.why


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        (
            "count_labels",
            "for label in labels:\n    counts[label] += 1",
            "A variable does not take",
        ),
        ("count_labels", "counts.assign_add(tf.math.bincount(labels))", "unless minlength says"),
        ("count_labels", "counts.assign_add(labels)", "The variable has the shape [4]"),
        (
            "count_labels",
            "counts.assign_add(tf.fill(counts.shape, tf.reduce_sum(labels)))",
            "The count of label 0 after call 1 is 4 and should be 1.",
        ),
        (
            "count_up",
            "counter.assign_add(amount)\nreturn counter, amount",
            "The result is a tuple. The task asks for the new count",
        ),
        ("count_up", "return counter.read_value", "The result is a function."),
        ("count_up", "counter.asign_add(amount)", "A tf.Variable has nothing called asign_add."),
        ("tensor_bytes", "return float(tf.size(tensor)) * tensor.dtype.size", "asks for an int"),
        ("tensor_bytes", "return [24]", "The task asks for one whole number, of bytes."),
        ("stopwatch", "return {'median': 3.0}", "The task asks for one float"),
        ("stopwatch", "times = [clock]\nreturn clock - times[0]", "nothing calls it"),
    ],
)
def test_a_message_about_variables_says_what_happened(name: str, source: str, words: str) -> None:
    assert words in said_of(name, source).message.why


def test_another_name_for_the_counter_is_an_attempt() -> None:
    rebound = "counter = tf.Variable(counter + amount)\nreturn counter"
    as_it_was = "\ncounter = counter + amount  # a comment\nreturn counter"
    assert said_of("count_up", rebound).outcome is Outcome.FAILED
    assert said_of("count_up", as_it_was).outcome is Outcome.NOT_ATTEMPTED


@pytest.mark.parametrize(
    ("name", "what_to_do"),
    [
        ("row_means", "Call the function yourself in a new cell, with an input of this kind"),
        # Called by itself, outside a graph, once, it may well give a result.
        ("huber", "Below stands how it was checked. In a new cell, do the same"),
        ("count_up", "Below stands how it was checked. In a new cell, do the same"),
        ("order_training", "Run your lines in this order in a new cell"),  # there is no function
    ],
)
def test_of_an_error_that_nobody_knows_it_is_said_how_to_meet_it_again(name, what_to_do) -> None:
    why, try_next = _why_raised(find_task(name), Raised("NothingKnown", "here"))
    assert why == UNKNOWN.why
    assert try_next.startswith(what_to_do)
    assert "read the last line of the error" in try_next


GRAPHS_THAT_FAIL = {
    "smooth": (
        "def make_smoother(start, weight):\n"
        "    number, at = tf.Variable(start), tf.Variable(4)\n"
        "    return lambda value: number.assign(tf.stack([number, value])[at])",
        "slice index",
    ),
    "huber": (
        "def huber(errors, delta):\n"
        "    return tf.cond(tf.abs(errors) <= delta, lambda: errors, lambda: delta * errors)",
        "must be a scalar",
    ),
}


@pytest.mark.parametrize("name", GRAPHS_THAT_FAIL)
def test_an_operation_that_fails_when_the_graph_runs_is_an_error_of_the_answer(name: str) -> None:
    source, words = GRAPHS_THAT_FAIL[name]
    verdict = said_of(name, source)
    assert verdict.outcome is Outcome.ERROR
    assert words in verdict.message.came_out
    assert "File" not in verdict.message.came_out
    assert "Graph execution error" not in verdict.message.as_text()


def test_a_model_of_another_shape_or_not_compiled_is_not_called_a_function() -> None:
    source = (
        "def make_learner(features, classes):\n"
        "    return keras.Sequential([keras.Input([features]), keras.layers.Dense(classes)])"
    )
    why = said_of("cannot_learn", source).message.why
    assert why == "The result is a Sequential. The task asks for a compiled Keras model."


def test_a_list_in_place_of_a_model_is_not_told_to_be_a_number() -> None:
    source = (
        "def make_regressor(features):\n    return [keras.layers.Dense(8), keras.layers.Dense(1)]"
    )
    assert "number" not in said_of("make_regressor", source).message.try_next


def test_right_numbers_in_a_list_are_no_sign_of_an_idea_that_looks_alike() -> None:
    source = (
        "def sure_labels(logits, least):\n"
        "    rows = tf.nn.softmax(logits).numpy()\n"
        "    return [int(row.argmax()) if row.max() >= least else -1 for row in rows]"
    )
    verdict = said_of("sure_labels", source)
    assert verdict.key == "kind"
    assert "The numbers are right" in verdict.message.why


def test_a_loss_that_does_not_take_the_labels_is_not_called_a_text() -> None:
    source = (
        "def fitting_loss(output, labels):\n"
        "    return keras.losses.BinaryCrossentropy() if output != 'number' else 'mse'"
    )
    why = said_of("fitting_loss", source).message.why
    assert "a loss that does not take labels of this shape" in why


def test_what_a_task_asks_for_ends_its_sentence() -> None:
    said = said_of("standardize_split", "def standardize_split(train, test):\n    return train")
    assert said.message.why.endswith("The task asks for a pair of tensors, train and test.")


def test_a_class_in_place_of_a_function_is_not_called_a_function_beside() -> None:
    said = said_of("make_regressor", "class make_regressor:\n    def __init__(self, features): ...")
    assert "it is a class" in said.message.headline
    assert "a function" not in said.message.came_out


BATCH_SIZES = "def batch_sizes(rows, size, epochs, repeat_first, keep_rest):\n    return "


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        ("[3, 3, 0, 3, 3, 0]", "The list has 6 entries, which is more than there should be."),
        ("[3]", "The list has 1 entry, which is fewer than there should be."),
        ("[1, 3, 3, 3]", "The entries are right, and they stand in another order."),
        ("[[3, 3], [3, 1]]", "A list of numbers is asked for"),
        ("3.5", "The task asks for a list."),
    ],
)
def test_a_list_of_numbers_is_not_spoken_of_as_a_shape(returned: str, words: str) -> None:
    message = said_of("batch_sizes", BATCH_SIZES + returned).message
    assert words in message.why
    assert not re.search(r"\baxis|\baxes|tuple", f"{message.why} {message.try_next}")


def test_of_several_results_the_shape_that_is_told_is_that_of_one() -> None:
    source = "def stable_loss(logits, labels):\n    return (logits * labels)[:, tf.newaxis]"
    message = said_of("stable_loss", source).message
    assert message.why == "The shape of the losses is (3, 1) and should be (3,)."


def test_where_a_pair_is_asked_for_nobody_is_told_to_return_one_value() -> None:
    source = "def windows(series, length, horizon):\n    return series, series, series"
    message = said_of("windows", source).message
    assert "The result is a tuple. The task asks for a pair of tensors" in message.why
    assert "how many are there, and in which order" in message.try_next


def test_inputs_are_shown_as_they_are_the_small_ones_and_those_in_lists() -> None:
    source = """\
def safe_length(x):
    squares = tf.reduce_sum(x * x, axis=1)
    is_long = squares > 1e-12
    return tf.where(is_long, tf.sqrt(tf.where(is_long, squares, 1.0)), 0.0)
"""
    assert "[ 3.e-09, -4.e-09]" in said_of("safe_length", source).message.on_input
    source = "def clip_together(gradients, limit):\n    return gradients"
    shown = said_of("clip_together", source).message.on_input
    assert "gradients = [[3., 4.] float32, [[ 0., 12.]] float32]" in shown


def test_what_came_out_never_reads_like_what_is_right() -> None:
    task = replace(
        find_task("row_means"),
        expected=lambda matrix: np.full(len(matrix), 5e-9, np.float32),
        tolerance=Tolerance(relative=1e-3, absolute=0),
        misconceptions=(),
    )
    source = "def row_means(m):\n    return tf.zeros(len(m))"
    message = verdict_on(task, source, course().seed, imports=WIDER_IMPORTS).message
    assert message.came_out.startswith("[0., 0.") and message.expected.startswith("[5.e-09")


DOWNHILL = """\
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    slope = (loss(weight + nudge) - before) / nudge
    weight.assign_sub(rate * slope)
    return before
"""
SMOOTH = """\
def make_smoother(start, weight):
    number = tf.Variable(start)

    @tf.function
    def smooth(value):
        number = weight * value + (1 - weight) * number
        return number

    return smooth
"""
SIGNATURE = """\
def fits(spec, tensor):
    sizes = zip(spec.shape, tensor.shape, strict=True)
    return spec.dtype == tensor.dtype and all(s is None or s == t for s, t in sizes)
"""
COSINE = """\
class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, peak, warm_up, total):
        self.peak, self.total = peak, total

    def __call__(self, step):
        now = {}
        return self.peak * (1 + tf.cos(3.14 * (now - 1) / self.total)) / 2


def make_schedule(peak, warm_up, total):
    return Schedule(peak, warm_up, total)
"""
RUNNING_MAX = """\
def running_max(values):
    kept = tf.TensorArray(values.dtype, size=values.shape[0])
    return kept.stack()
"""
PREDICTED = """\
def export_labels(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        return {"digit": model.predict(pixels / 16, verbose=0)}

    label.get_concrete_function()
"""
TRAIN_DIGITS = """\
def train_digits(images, labels):
    model = keras.Sequential([keras.Input(images.shape[1:]), keras.layers.Flatten(), keras.layers.Dense(10)])
    model.compile("adam", "mse")
    model.fit(images, labels, epochs=1, verbose=0)
    return model
"""


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        (
            "step_downhill",
            DOWNHILL,
            "loss is called with another number of arguments than it takes",
        ),
        ("smooth", SMOOTH, "makes it a name of this function alone"),
        ("signature_fits", SIGNATURE, "they have different lengths"),
        ("warm_up_cosine", COSINE.format("float(step)"), "float(), int() and bool() have nothing"),
        ("warm_up_cosine", COSINE.format("step"), "a float does not fit its dtype"),
        ("running_max", RUNNING_MAX, "made for a size of None"),
        ("label_signature", PREDICTED, "it can't be part of a graph"),
        ("train_digits", TRAIN_DIGITS, "The loss or a metric compares what the model gives"),
    ],
)
def test_an_error_is_explained_by_the_line_that_made_it(name, source, words) -> None:
    message = said_of(name, source).message
    assert words in message.why
    assert "TensorFlow calls it" not in f"{message.why} {message.try_next}"
