"""The tape: values are those of the function, gradients those of `tf.GradientTape`."""

import functools
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page import host
from explorables.reading.taped.places import MOST
from explorables.reading.taped.tracing import record

SVG = "{http://www.w3.org/2000/svg}"

WEIGHT = tf.Variable(2.0, name="weight")
KERNEL = tf.Variable([[0.5, -1.0], [1.0, 2.0], [-0.3, 0.7]], name="kernel")
FROZEN = tf.Variable(3.0, trainable=False, name="frozen")
DATA = tf.constant([1.0, 2.0, 3.0])
LABELS = tf.constant([1.0, 1.0, 2.0])
MATRIX = tf.constant([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]])


@tf.function
def doubled_sine(x):
    return 2.0 * tf.sin(x)


def halves_or_doubles(x):
    if x > 1.0:
        return x * 2.0
    return x / 2.0


FUNCTIONS = {
    "a chain": (lambda x: tf.sin(x) ** 2 * 3, 3.0),
    "branches that rejoin": (lambda x: x * x + tf.exp(x) * x, 0.5),
    "a mean squared error": (lambda x: tf.reduce_mean((WEIGHT * x - LABELS) ** 2), DATA),
    "a loss without arguments": (lambda: tf.reduce_mean((WEIGHT * DATA - LABELS) ** 2),),
    "a product of matrices": (lambda x: tf.reduce_sum(x @ KERNEL, axis=0), MATRIX),
    "transposed": (lambda x: tf.matmul(x, KERNEL, transpose_a=True), tf.ones((3, 2))),
    "a where": (lambda x: tf.where(x > 1.5, x * x, -x), DATA),
    "indices": (lambda x: x[0] * x[1:] + x[-1], DATA),
    "a gather from a variable": (lambda i: tf.gather(KERNEL, i), [0, 0, 2]),
    "a cast": (lambda x: x * tf.cast(tf.cast(x, tf.int32), tf.float32), DATA),
    "a widened cast": (lambda x: tf.cast(x, tf.float64) * 2.0, DATA),
    "a target that is no scalar": (lambda x: x**3, DATA),
    "an input that is not used": (lambda x, unused: x * 2.0, 1.0, 2.0),
    "whole numbers": (lambda x: x * x, 3),
    "a stopped gradient": (lambda x: x * x + tf.stop_gradient(x * 2.0) * x, 2.0),
    "an exponent in Python": (lambda x, n: x**n, DATA, 3),
    "pieces": (lambda x: tf.reduce_prod(tf.stack(tf.unstack(x)[:2])), DATA),
    "softmax": (lambda x: tf.nn.softmax(tf.reshape(x, (1, -1))), DATA),
    "a gradient of its own": (lambda x: tf.nn.silu(x) + x, 1.0),
    "a tf.function inside": (lambda x: doubled_sine(x) * x, 1.0),
    "an if in Python": (halves_or_doubles, 3.0),
    "several targets": (lambda x: (x, x * 2.0), 1.0),
    "a variable as argument": (lambda w, x: w * x, WEIGHT, 3.0),
    "a frozen variable": (lambda x: x * FROZEN, 2.0),
    "complex numbers": (lambda x: tf.math.real(x * x), tf.constant(1.0 + 2.0j)),
    "half precision": (lambda x: x * x, tf.constant([1.5, 2.0], tf.bfloat16)),
}


def by_the_tape(function, args):
    """The target and its gradients with respect to the arguments, by an eager tape."""
    plain = (tf.Variable,)
    if any(not isinstance(one, int) for one in args):
        plain = (tf.Variable, int)
    given = [one if isinstance(one, plain) else tf.convert_to_tensor(one) for one in args]
    with tf.GradientTape() as tape:
        for one in given:
            if tf.is_tensor(one) and (one.dtype.is_floating or one.dtype.is_complex):
                tape.watch(one)
        target = function(*given)
    tensors = [one for one in given if not isinstance(one, plain)]
    wanted = [*tensors, *tape.watched_variables()]
    floats = [one for one in tf.nest.flatten(target) if one.dtype != tf.int32]
    if not floats:
        return target, [None] * len(wanted)
    return target, tape.gradient(floats, wanted)


@functools.cache
def recorded(name):
    """What is found for one of the functions; no test changes it."""
    function, *args = FUNCTIONS[name]
    return record(function, args)


def reading_of_all(picture):
    found = []
    for at in range(picture.controls["step"].max + 1):
        picture.controls["step"].value = at
        found.append(picture.frame.reading)
    return found


def close(one, other):
    if one is None or other is None:
        return one is None and other is None
    other = tf.convert_to_tensor(other)
    other = tf.cast(other, tf.float32) if other.dtype == tf.bfloat16 else other
    return np.shape(one) == other.shape and np.allclose(one, other, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values_and_gradients_are_those_of_an_eager_tape(name):
    function, *args = FUNCTIONS[name]
    places = recorded(name).places
    target, gradients = by_the_tape(function, args)
    ends = [place.values[0] for place in places if place.target]
    assert len(ends) == len(tf.nest.flatten(target))
    for one, other in zip(ends, tf.nest.flatten(target), strict=True):
        assert close(one, other)
    inputs = [place for place in places if place.kind == "input"]
    variables = [place for place in places if place.kind == "variable" and place.followed]
    assert len(inputs) + len(variables) == len(gradients)
    for place, gradient in zip([*inputs, *variables], gradients, strict=True):
        assert close(place.gradients[0], gradient), place.name


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_step_is_drawn_and_the_picture_keeps_its_size(name):
    function, *args = FUNCTIONS[name]
    picture = explorables.tape(function, *args)
    sizes = set()
    for at in range(picture.controls["step"].max + 1):
        picture.controls["step"].value = at
        root = ElementTree.fromstring(picture.frame.drawing)
        sizes.add(root.get("viewBox"))
        assert picture.frame.reading
    assert len(sizes) == 1


def test_values_and_gradients_inside_the_function_are_those_of_an_eager_tape():
    with tf.GradientTape() as tape:
        x = tf.constant(0.5)
        tape.watch(x)
        square = x * x
        power = tf.exp(x)
        term = power * x
        y = square + term
    eager = [x, square, power, term, y]
    gradients = tape.gradient(y, eager)
    places = record(lambda x: x * x + tf.exp(x) * x, [0.5]).places
    for place, value, gradient in zip(places, eager, gradients, strict=True):
        assert close(place.values[0], value)
        assert close(place.gradients[0], gradient)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_arrives_over_the_edges_adds_up_to_the_gradient(name):
    for place in recorded(name).places:
        if place.arrivals:
            total = sum(one.brought for one in place.arrivals) + (1.0 if place.target else 0.0)
            assert np.allclose(total, place.gradients[0], rtol=1e-3)
            for one in place.arrivals:
                if one.slope is not None:
                    assert np.isclose(one.arriving * one.slope, one.brought)


def test_the_steps_go_forward_in_order_and_back_in_reverse():
    found = reading_of_all(explorables.tape(lambda x: tf.sin(x) ** 2 * 3, 3.0))
    assert found[1] == "forward 1 of 3: v1 = Sin(x) = 0.14112 (Sin, float32 ())."
    assert found[2].startswith("forward 2 of 3: v2 = v1 ** 2 = 0.0199149")
    assert found[4].startswith("backward 1 of 4: the gradient with respect to y: 1,")
    assert found[6] == (
        "backward 3 of 4: the gradient with respect to v1: 0.84672, what arrived at v2 (3) times "
        "the local slope of v2 with respect to v1 (0.28224)."
    )
    assert found[7].startswith("backward 4 of 4: the gradient with respect to x: -0.838246")
    assert len(found) == 8


def test_a_value_appears_at_its_step_forward_and_a_gradient_at_its_step_back():
    picture = explorables.tape(lambda x: x * 5.0, 3.0)

    def words():
        texts = ElementTree.fromstring(picture.frame.drawing).iter(f"{SVG}text")
        return {one.text for one in texts}

    assert "15" not in words()
    picture.controls["step"].value = 1
    assert "15" in words() and "grad 1" not in words()
    picture.controls["step"].value = 2
    assert "grad 1" in words() and "grad 5" not in words()
    picture.controls["step"].value = 3
    assert {"15", "grad 1", "grad 5", "here", "watched"} <= words()


def test_where_an_input_feeds_several_the_gradient_is_a_sum_over_the_edges():
    found = reading_of_all(explorables.tape(lambda x: x * x + tf.exp(x), 0.0))
    assert found[-1].endswith(
        "1, the sum of what arrives over 3 edges: 0 from v1, 0 from v1, 1 from v2."
    )


def test_the_saved_picture_shows_all_and_names_the_result():
    picture = explorables.tape(lambda x: x * 5.0, 3.0)
    html = picture._repr_mimebundle_()["text/html"]
    assert "Gradient of y: with respect to x 5." in html
    assert "tape.gradient(y, x)  # 5" in html


def test_a_target_that_is_no_scalar_is_said_to_be_summed():
    picture = explorables.tape(lambda x: x * 5.0, DATA)
    assert "the tape goes back from their sum" in reading_of_all(picture)[2]
    assert "Gradient of the sum of the elements of y" in picture._still(0).reading


@pytest.mark.parametrize(
    ("function", "args", "watch", "place", "reason"),
    [
        (lambda x: x * x, [2.0], False, "x", "the tape does not watch it"),
        (lambda x: (x * x) + 1.0, [2.0], False, "v1", "nothing that it takes is watched"),
        (lambda x, unused: x * 2.0, [1.0, 2.0], True, "unused", "not computed from it"),
        (lambda x: x * x, [3], True, "x", "it is int32"),
        (lambda x: x * DATA, [3.0], True, "DATA", "a constant"),
        (lambda x: x * FROZEN, [3.0], True, "FROZEN", "trainable=False"),
        (lambda x: tf.stop_gradient(x) * 2.0, [3.0], True, "x", "stops at v1, a tf.stop_gradient"),
        (lambda x: tf.stop_gradient(x) * 2.0, [3.0], True, "v1", "the gradient stops here"),
        (
            lambda x: x * (tf.stop_gradient(x) * 2.0),
            [3.0],
            True,
            "v2",
            "made from v1, where tf.stop",
        ),
        (lambda x: tf.cast(tf.cast(x, tf.int32), tf.float32), [3.0], True, "x", "v1 is int32"),
        (lambda x: tf.argmax(x), [DATA], True, "x", "the target is int64"),
        (lambda x: tf.floor(x), [1.5], True, "x", "Floor (y) hands no gradient back to it"),
    ],
)
def test_a_gradient_that_is_none_has_its_reason(function, args, watch, place, reason):
    found = record(function, args, watch)[place]
    assert found.gradients == [None]
    assert reason in found.why
    picture = explorables.tape(function, *args, watch=watch)
    assert any("None, because" in one and reason in one for one in reading_of_all(picture))


def test_of_a_target_that_is_not_recorded_the_gradient_goes_no_further():
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, [y, x]) == [1.0, None]
    found = reading_of_all(explorables.tape(lambda x: x * x, 2.0, watch=False))
    assert "1, as it is the target itself. It goes no further: nothing that it takes" in found[2]


def test_one_argument_can_be_watched_by_name_or_position():
    for watch in ("x", 0, ["x"], (0,)):
        found = record(lambda x, w: x * w, [2.0, 3.0], watch)
        assert found["x"].gradients == [3.0] and found["w"].gradients == [None]


def test_variables_are_watched_without_being_told_and_named_as_in_the_cell():
    found = record(lambda: WEIGHT * 3.0, [], False)["WEIGHT"]
    assert found.kind == "variable" and found.followed and found.gradients == [3.0]


def test_what_is_returned_gets_a_name_that_the_function_does_not_use():
    y = tf.constant(3.0)
    picture = explorables.tape(lambda x: x * y, 2.0)
    assert picture.frame.code.endswith(
        "target = f(x)\ntape.gradient(target, x)"
    )  # not its value yet
    picture.controls["step"].value = picture.controls["step"].max
    assert "target = f(x)\ntape.gradient(target, x)  # 3" in picture.frame.code
    assert "target = x * y = 6" in picture.frame.description


def test_numbers_shapes_axes_and_reads_are_no_boxes():
    found = record(lambda x: tf.reduce_sum(x[:, 0] * WEIGHT, axis=0) / 2.0, [MATRIX])
    assert [place.formula for place in found.places if place.kind == "op"] == [
        "x[:, 0]",
        "v1 * WEIGHT",
        "Sum(v2, axis=0)",
        "v3 / 2",
    ]


def test_reads_of_a_variable_that_is_assigned_stay_apart():
    counter = tf.Variable(1.0)

    def f(x):
        before = x * counter
        counter.assign(5.0)
        return before + x * counter

    found = record(f, [1.0])
    assert found["x"].gradients == [6.0]
    reads = [place for place in found.places if place.type == "ReadVariableOp"]
    assert [place.values[0] for place in reads] == [1.0, 5.0]


def test_a_decision_in_python_becomes_one_operation_and_this_is_said():
    picture = explorables.tape(halves_or_doubles, 3.0)
    assert "AutoGraph made Python's if" in picture.frame.description
    assert "cond(v1, x)" in picture.frame.description


def test_a_large_tensor_is_cut_short_and_its_shape_said():
    picture = explorables.tape(lambda x: tf.reduce_sum(x * x), tf.ones((300, 400)))
    assert "(300, 400)" in picture.frame.description
    assert len(picture.frame.text) < 1500


def test_a_layer_of_keras_is_taken_apart():
    layer = tf.keras.layers.Dense(2, activation="relu")
    layer.build((None, 3))
    found = record(lambda x: tf.reduce_sum(layer(x)), [MATRIX])
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(MATRIX))
    expected = tape.gradient(total, layer.trainable_variables)
    assert close(found["kernel"].gradients[0], expected[0])
    assert close(found["bias"].gradients[0], expected[1])


def many(x):
    for _ in range(MOST + 1):
        x = tf.sin(x)
    return x


@pytest.mark.parametrize(
    ("function", "args", "watch", "words"),
    [
        (3.0, [], True, "cannot be called"),
        (lambda x: 5.0, [1.0], True, "returned the Python value 5.0"),
        (lambda x: None, [1.0], True, "returned None"),
        (lambda x: {}, [1.0], True, "returned nothing"),
        (lambda x: x, [], True, "raised TypeError"),
        (lambda x: x @ x, [DATA], True, "raised"),
        (lambda x: x * 2.0, [1.0], "z", "does not say which arguments"),
        (lambda x: x * 2.0, [1.0], 3, "does not say which arguments"),
        (lambda x, n: x * n, [DATA, 3], "n", "stays the Python value 3"),
        (lambda x: x, [[[1.0], [1.0, 2.0]]], True, "makes no tensor of the argument x"),
        (lambda x: tf.Variable(1.0) * x, [1.0], True, "raised"),
        (lambda x: x.numpy() * 2.0, [1.0], True, "raised"),
        (many, [1.0], True, f"the picture takes up to {MOST}"),
    ],
)
def test_what_cannot_be_shown_is_answered_by_a_sentence(function, args, watch, words):
    picture = explorables.tape(function, *args, watch=watch)
    assert picture.frame.drawing == ""
    assert words in picture.frame.description


def test_a_part_made_a_tf_function_is_one_operation():
    found = record(lambda x: tf.function(many)(x), [1.0])
    assert [place.formula for place in found.places if place.kind == "op"] == ["many(x)"]


def test_nothing_reaches_the_page_while_a_function_runs(capfd):
    def loud(x):
        print("tracing")
        tf.print("running")
        return x * 2.0

    explorables.tape(loud, 1.0)
    explorables.tape(loud, 1)
    assert capfd.readouterr() == ("", "")


def test_a_name_a_learner_chose_is_escaped():
    def odd(x):
        return x * 2.0

    odd.__name__ = "<script>"
    picture = explorables.tape(odd, 1.0)
    ElementTree.fromstring(picture.frame.drawing)
    assert "<script" not in host.live_page(picture.frame)
