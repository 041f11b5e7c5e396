"""The picture of where a nan is born: what it marks, what three ways of running give, and its words."""

import base64
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.nan.births import AS_GIVEN, MOST_SPOTS, Births, broken
from explorables.pictures.nan.telling import in_few
from explorables.pictures.nan.ways import NO_VERSION, XLA

KERNEL = tf.Variable([[1.0, -1.0], [0.5, 2.0]], name="kernel")
BIAS = tf.Variable([0.1, 0.2], name="bias")


def entropy(p):
    return -tf.reduce_sum(p * tf.math.log(p))


def guarded(x):
    return tf.where(x > 0, tf.math.log(x), 0.0)


def hidden(x):
    return tf.nn.relu(tf.matmul(x, KERNEL) + BIAS)


def checked(x):
    return tf.debugging.check_numerics(tf.math.log(x), "in log")


@tf.function
def halved(x):
    while x > 0.001:
        x /= 2
    return x


def marks(frame):
    """By the title of each box that has some, the marks over it."""
    root = ElementTree.fromstring(frame.drawing)
    found = {}
    for box in root.iter("{http://www.w3.org/2000/svg}g"):
        if box.get("class") == "node":
            title, _, _, *rest = (
                "".join(one.itertext()) for one in box if one.tag.endswith("text")
            )
            found |= {title: rest} if rest else {}
    return found


def directly(function, value, jit_compile):
    """What a learner gets who calls it in two of the ways, and what the gradient is."""
    called = tf.function(function, jit_compile=jit_compile)
    value = tf.constant(value)
    with tf.GradientTape() as tape:
        tape.watch(value)
        result = called(value)
    return np.asarray(called(value)), np.asarray(tape.gradient(result, value))


@pytest.fixture(scope="module")
def entropy_births():
    return Births(entropy, ([0.5, 0.5],))


def test_the_first_that_is_not_finite_is_marked_forward_and_backward():
    picture = explorables.nan(entropy, [0.5, 0.5])
    assert marks(picture.frame) == {}
    assert "every value and every gradient is finite" in picture.frame.reading
    picture.controls["value"].value = "0"
    log, product = "v1 = Log(p)", "v2 = p * v1"
    assert marks(picture.frame) == {"p": ["first ↑"], log: ["first ↓"], product: ["nan ↓"]}
    assert f"the first that is not finite is {log}: [-inf, -0.693]" in picture.frame.reading
    assert f"It becomes nan in {product}." in picture.frame.reading
    picture.controls["place"].value = 2
    assert "Forward, it is the first that is not finite." in picture.frame.reading
    assert marks(picture.frame)[log] == ["first ↓", "here"]


def test_its_values_and_gradients_are_those_of_tensorflow(entropy_births):
    state = entropy_births.state(1, "0.1")
    p = tf.constant([0.5, 0.1])
    with tf.GradientTape() as tape:
        tape.watch(p)
        value = entropy(p)
    wanted = tape.gradient(value, p)
    for outcome in state.outcomes:
        assert outcome.results[0] == pytest.approx(float(value))
        assert outcome.gradients[0] == pytest.approx(np.asarray(wanted))
    given, *_, result = state.places
    assert given.gradients[0] == pytest.approx(np.asarray(wanted))
    assert result.values[0] == pytest.approx(float(value))


def test_a_sound_result_with_a_nan_behind_it_is_told_with_the_slope_that_made_it():
    picture = explorables.nan(guarded, 1.0)
    picture.controls["value"].value = "0"
    assert "0 times its slope there, inf" in picture.frame.reading
    assert "All three ways return 0; gradient nan." in picture.frame.reading


def test_a_layer_with_relu_gives_in_each_way_what_that_way_really_gives():
    births = Births(hidden, ([[1.0, 2.0]],))
    eager, graph, compiled = births.state(0, "nan").outcomes
    assert np.isnan(eager.results[0]).all()
    for outcome, jit_compile in ((graph, None), (compiled, True)):
        result, gradient = directly(hidden, [[np.nan, 2.0]], jit_compile)
        np.testing.assert_array_equal(outcome.results[0], result)
        np.testing.assert_array_equal(outcome.gradients[0], gradient)
    assert births.leaves == ["x", "KERNEL", "BIAS"]
    # 0 times nan: whatever the result, the step would make nan of a row of weights.
    assert [list(map(broken, one.gradients)) for one in (eager, graph, compiled)] == [
        ["", "nan", ""]
    ] * 3


def test_where_the_ways_disagree_words_and_drawing_say_which():
    def length(x):
        return tf.sqrt(x * x)

    picture = explorables.nan(length, 1.0)
    picture.controls["value"].value = "1e30"
    different = np.isfinite(directly(length, 1e30, True)[0])
    assert ("≠ eager" in picture.frame.drawing) == different
    said = "The ways disagree: eagerly inf; as a graph inf; with XLA 1e+30."
    assert (said in picture.frame.reading) == different


def test_a_check_that_raises_is_an_answer_and_so_is_a_way_that_leaves_it_out():
    picture = explorables.nan(checked, 1.0)
    picture.controls["value"].value = "0"
    assert "the operations raised InvalidArgumentError: in log : Tensor had Inf" in (
        picture.frame.reading
    )
    assert "with XLA -inf" in picture.frame.reading
    assert "…" in picture.frame.drawing
    picture.controls["place"].value = 1
    assert "not known, as the operations raised" in picture.frame.reading


def test_the_saved_picture_and_the_page_begin_where_it_breaks():
    picture = explorables.nan(guarded, 1.0)
    forms = picture._repr_mimebundle_()
    assert "x = 0: forward" in forms["text/plain"]
    drawing = base64.b64decode(re.search('base64,([^"]*)', forms["text/html"])[1]).decode()
    assert "first ↑" in drawing
    assert picture._walk.point == {"value": "0"}
    assert picture.controls["value"].value == AS_GIVEN
    ill = explorables.nan(guarded, np.float32(np.nan))
    assert ill._walk.point == {"value": AS_GIVEN} and "first ↓" in ill.frame.drawing


def test_moving_the_slider_traces_nothing_anew():
    traced = []

    def counted(x):
        if tf.inside_function():
            traced.append(1)
        return tf.exp(x)

    picture = explorables.nan(counted, 1.0)
    before = len(traced)
    for value in ("10", "100", "nan"):
        picture.controls["value"].value = value
    assert len(traced) == before
    assert "XLA: nan" in picture.frame.text


def test_variables_that_the_function_changes_get_their_values_back():
    count = tf.Variable(3.0)

    def counting(x):
        count.assign_add(1.0)
        return x * count

    picture = explorables.nan(counting, 1.0)
    picture.controls["value"].value = "10"
    assert float(count) == 3.0
    assert "eager: 40." in picture.frame.text


def test_some_numbers_of_a_large_input_can_be_set_to_what_its_dtype_can_hold():
    births = Births(tf.reduce_sum, (tf.zeros((4, 5), tf.float16),))
    assert len(births.spots) == MOST_SPOTS
    assert births.spots[-1].words == "input_tensor[2, 1]"
    assert "1000" in births.options() and not {"1e30", "1e-30"} & {*births.options()}
    assert births.given(5, "10")[0].numpy()[1, 0] == 10


def test_what_xla_cannot_compile_is_said():
    picture = explorables.nan(lambda x: tf.strings.to_number(tf.strings.as_string(x)), 1.0)
    assert f"{XLA}: {NO_VERSION}" in picture.frame.text
    assert f"{NO_VERSION} Both other ways return 1; gradient None." in picture.frame.reading
    assert picture._walk.point == {"value": "nan"}  # with finite values nothing was wrong


@pytest.mark.parametrize(
    ("array", "room", "words"),
    [
        (np.float32([1, np.nan]), 20, "[1, nan]"),
        (np.float32([0] * 9 + [np.nan]), 20, "1 nan of 10"),
        (np.float32([np.inf] * 9 + [np.nan]), 20, "1 nan, 9 inf of 10"),
        (np.float32([np.inf] * 9 + [np.nan]), 12, "1 nan of 10"),
        (np.float32([0] * 9), 12, "[0, …] (9,)"),
    ],
)
def test_no_nan_is_hidden_where_an_array_is_cut_short(array, room, words):
    assert in_few(array, room) == words


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((3, 1.0), "This int cannot be called"),
        ((entropy,), "explorables.nan(f, tf.constant(3.0))"),
        ((entropy, 1), "p is int32, shape (). A decimal point makes a float"),
        ((entropy, "words"), "p is string"),
        ((entropy, object()), "p is of type object"),
        ((entropy, np.zeros(0, np.float32)), "p is float32, shape (0,)"),
        ((lambda x: x / (1 // 0), 1.0), "raised ZeroDivisionError"),
        ((lambda x: halved(x) * 2, 1.0), "may never end"),
        ((lambda x: None, 1.0), "returned None, not a tensor"),
        ((lambda x: x + tf.ones(2) * tf.ones(3), 1.0), "Running f raised"),
        ((tf.keras.layers.Dense(2, name="read_out"), tf.ones([3])), "Running read_out raised"),
        ((lambda x: [x := tf.sin(x) for _ in range(60)][-1], 1.0), "the picture takes up to 40"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(arguments, why):
    picture = explorables.nan(*arguments)
    assert why in str(picture) and picture.frame.drawing == ""
