"""The network from inside: what Keras gives, drawn for the learner's own model."""

import struct
import zlib
from base64 import b64decode
from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import explorables
from explorables.drawing import pixels
from explorables.pictures.network.parts import look_inside

SVG = "{http://www.w3.org/2000/svg}"
X = np.random.default_rng(0).random((70, 64), dtype=np.float32)


def texts(frame):
    return ["".join(t.itertext()) for t in ElementTree.fromstring(frame.drawing).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((64,)),
            layers.Dense(32, activation="relu", name="hidden"),
            layers.Dropout(0.5, name="drop"),
            layers.Dense(10, activation="softmax", name="digit"),
        ]
    )


@pytest.fixture
def picture(model):
    return explorables.network(model, X)


class Own(keras.Model):
    def __init__(self, spare=False):
        super().__init__()
        self.last = layers.Dense(1, name="last")
        self.first = layers.Dense(4, activation="relu", name="first")
        if spare:
            self.unused = layers.Dense(3, name="unused")

    def call(self, x):
        return self.last(tf.square(self.first(x)))


def with_model_inside():
    inner = keras.Sequential([keras.Input((64,)), layers.Dense(3)], name="inner")
    given = keras.Input((64,))
    return keras.Model(given, layers.Dense(2, name="outer")(inner(given)))


def images():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu", name="conv"),
            layers.Flatten(name="flat"),
            layers.Dense(2, name="out"),
        ]
    )


# What it knows


def test_activations_are_what_each_layer_gives_without_training(model):
    _, hidden, drop, digit = look_inside(model, X).parts
    expected = model.get_layer("hidden")(X[:64]).numpy()
    np.testing.assert_allclose(hidden.activations, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(drop.activations, hidden.activations)
    np.testing.assert_allclose(digit.activations, model(X[:64]), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("make", [with_model_inside, Own])
def test_activations_of_nested_and_subclassed_models_are_those_of_their_layers(make):
    model = make()
    parts = {part.name: part for part in look_inside(model, X).parts}
    if make is Own:
        np.testing.assert_allclose(parts["first"].activations, model.first(X[:64]), rtol=1e-5)
        np.testing.assert_allclose(parts["last"].activations, model(X[:64]), rtol=1e-4, atol=1e-6)
    else:
        inner = model.get_layer("inner")(X[:64])
        np.testing.assert_allclose(parts["inner"].activations, inner, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(parts["outer"].activations, model(X[:64]), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("make", [with_model_inside, Own, images])
def test_parameters_add_up_to_what_keras_counts(make):
    model = make()
    batch = X.reshape(-1, 8, 8, 1) if make is images else X
    network = look_inside(model, batch)
    assert sum(part.parameters for part in network.parts) == model.count_params()
    for part in network.parts:
        assert sum(weight.values.size for weight in part.weights) == part.parameters


def test_looking_inside_leaves_the_model_as_it_was():
    model = Own()
    model(X)
    before = [weight.numpy() for weight in model.weights]
    look_inside(model, X)
    assert "call" not in vars(model.first)
    for old, new in zip(before, model.weights, strict=True):
        np.testing.assert_array_equal(old, new.numpy())


def test_a_model_that_is_not_built_is_built_for_any_number_of_rows():
    model = keras.Sequential([layers.Dense(1)])
    network = look_inside(model, X)
    assert any("calling it on the example built it" in note for note in network.notes)
    assert model.inputs[0].shape == (None, 64)


def test_one_input_without_a_batch_axis_is_taken_as_a_batch_of_one(model):
    network = look_inside(model, X[3])
    assert network.rows == 1
    assert any("batch of one" in note for note in network.notes)


def test_several_inputs_each_have_a_column():
    left, right = keras.Input((3,)), keras.Input((2,))
    model = keras.Model([left, right], layers.Dense(1)(layers.Concatenate()([left, right])))
    parts = look_inside(model, [X[:, :3], X[:, :2]]).parts
    assert [part.name for part in parts[:2]] == ["input 0", "input 1"]
    np.testing.assert_allclose(parts[-1].activations, model([X[:64, :3], X[:64, :2]]), rtol=1e-5)


def test_an_arrow_is_drawn_only_where_a_layer_takes_what_the_one_before_gives(model):
    assert [part.follows for part in look_inside(model, X).parts] == [False, True, True, True]
    given = keras.Input((64,))
    left, right = layers.Dense(2)(given), layers.Dense(2)(given)
    forked = keras.Model(given, layers.Add()([left, right]))
    assert [part.follows for part in look_inside(forked, X).parts] == [False, True, False, False]


def test_a_subclass_says_what_cannot_be_known():
    picture = explorables.network(Own(spare=True), X)
    assert "need not be the order they run in" in picture.frame.description
    picture.controls["layer"].value = 3
    assert "unused was not called" in picture.frame.reading


# What it says and draws


def test_the_reading_counts_parameters_and_zeros(model, picture):
    picture.controls["row"].value = 5
    values = model.get_layer("hidden")(X[5:6]).numpy()[0]
    best = int(values.argmax())
    assert picture.frame.reading == (
        "hidden (Dense, relu): (None, 64) -> (None, 32), 64 x 32 + 32 = 2,080 parameters; "
        f"{int((values == 0).sum())} of 32 units are 0 for this input. "
        f"The largest is unit {best}, {values[best]:.6g}. 32 units."
    )


def test_the_numbers_of_the_chosen_layer_stand_in_its_cells(model, picture):
    picture.controls["layer"].value = 3
    shown = texts(picture.frame)
    for value in model(X[:1]).numpy()[0]:
        assert any(words == f"{float(f'{value:.3g}'):.6g}"[:7] for words in shown)


def test_what_is_left_out_is_said():
    model = keras.Sequential([keras.Input((200,)), layers.Dense(100)])
    picture = explorables.network(model, np.ones((2, 200), np.float32))
    assert "100 units; the first 64 are shown" in picture.frame.reading
    picture.controls["view"].value = "weights"
    said = picture.frame.reading
    assert "the first 64 of 200 rows and the first 64 of 100 columns" in said
    assert "Not drawn: bias (100,)" in said


def test_the_weights_on_flattened_pixels_are_a_picture_for_each_unit():
    model = keras.Sequential(
        [
            keras.Input((8, 8)),
            layers.Rescaling(1 / 16),
            layers.Flatten(),
            layers.Dense(16, name="hidden"),
            layers.Dense(10, name="digit"),
        ]
    )
    assert [part.image for part in look_inside(model, X.reshape(-1, 8, 8)).parts] == [
        None, None, None, (8, 8), None,
    ]  # fmt: skip
    picture = explorables.network(model, X.reshape(-1, 8, 8))
    picture.controls["view"].value = "weights"
    picture.controls["layer"].value = 3
    said = picture.frame.reading
    assert "each unit's weights as a picture of 8 x 8 pixels; the first 12 are shown" in said
    assert {"unit 0", "unit 11"} <= set(texts(picture.frame))
    picture.controls["layer"].value = 4  # its inputs are units, not pixels
    assert "16 inputs down, 10 units across" in picture.frame.reading
    picture.controls["layer"].value = 2
    assert "Flatten has no weights: what it does has nothing to learn." in texts(picture.frame)


def test_channels_of_images_are_tiles():
    picture = explorables.network(images(), X.reshape(-1, 8, 8, 1))
    assert "4 channels of 6 x 6" in picture.frame.reading
    assert {"channel 0", "channel 3"} <= set(texts(picture.frame))
    picture.controls["view"].value = "weights"
    assert "4 filters of 3 x 3 on 1 channel" in picture.frame.reading


def test_an_image_of_numbers_holds_one_pixel_a_number():
    values = np.array([[-1.0, 0.0, 1.0], [0.5, np.nan, 2.0]])
    drawn = pixels.image(values, 1.0, 0, 0, 30, 20)
    png = b64decode(drawn.split("base64,")[1].split('"')[0])
    assert struct.unpack(">II", png[16:24]) == (3, 2)
    start = png.index(b"IDAT") + 4
    raw = zlib.decompressobj().decompress(png[start:])
    rows = [raw[at * 10 + 1 : at * 10 + 10] for at in range(2)]
    colors = ["#" + row[at : at + 3].hex().upper() for row in rows for at in (0, 3, 6)]
    assert colors[:3] == [pixels.NEGATIVE, "#FFFFFF", pixels.POSITIVE]
    assert colors[4:] == [pixels.UNKNOWN, pixels.POSITIVE]


def test_outputs_stand_under_the_names_that_a_learner_gives(model):
    animals = ["cat", "dog", "newt", "hen", "elk", "ox", "bee", "carp", "frog", "owl"]
    picture = explorables.network(model, X, outputs=animals)
    picture.controls["layer"].value = 3
    assert set(animals) <= set(texts(picture.frame)) and "+1" not in texts(picture.frame)
    best = int(np.argmax(model(X[:1])[0]))
    assert f"The largest is unit {best}, " in picture.frame.reading
    assert picture.frame.reading.endswith(f"which stands for {animals[best]}. 10 units.")
    assert "unit 2, newt: " in picture.frame.drawing
    picture.controls["layer"].value = 1  # another layer's units are none of them
    assert "+1" in texts(picture.frame) and "stands for" not in picture.frame.reading

    plain = explorables.network(model, X)
    plain.controls["layer"].value = 3
    assert "+1" in texts(plain.frame) and "stands for" not in plain.frame.reading


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        (
            ["cat", "dog"],
            "`outputs` has 2 names, and for one input the model's last layer, digit, gives 10",
        ),
        ("cats", "`outputs` is a list of names"),
        (10, "`outputs` is a list of names"),
    ],
)
def test_names_that_do_not_fit_the_outputs_are_answered_by_a_sentence(model, outputs, expected):
    assert expected in explorables.network(model, X, outputs).frame.description


@pytest.mark.parametrize(
    "labels",
    [[7] * 70, np.full((70, 1), 7), tf.fill([70], 7)],
    ids=["a list", "a column", "a tensor"],
)
def test_what_an_input_is_stands_beside_its_number_and_beside_what_the_model_says(model, labels):
    picture = explorables.network(model, X, outputs=range(10), labels=labels)
    picture.controls["layer"].value = 3
    assert "digit: what input 0, labeled 7, causes" in texts(picture.frame)
    assert "The label says 7." in picture.frame.reading
    picture.controls["layer"].value = 1
    assert "The label says" not in picture.frame.reading


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([7, 0], "`labels` has 2 entries, and the batch has 70 inputs"),
        ("seven", "`labels` is a list of what the inputs are"),
        (7, "`labels` is a list of what the inputs are"),
    ],
)
def test_labels_that_do_not_fit_the_inputs_are_answered_by_a_sentence(model, labels, expected):
    assert expected in explorables.network(model, X, labels=labels).frame.description


# What can't be shown


@pytest.mark.parametrize(
    ("make", "example", "expected"),
    [
        (lambda: layers.Dense(3), X, "no Keras model"),
        (lambda: Own, X, "is a class of models"),
        (lambda: keras.Sequential(), X, "no layers"),
        (images, X, "It was made for (None, 8, 8, 1)"),
        (Own, 3.0, "without a batch axis"),
        (Own, X[:0], "empty batch"),
        (Own, "words", "without a batch axis"),
        (Own, None, "No tensor can be made"),
        (Own, tf.data.Dataset.from_tensors(X), "next(iter(dataset))"),
    ],
)
def test_what_cannot_be_shown_is_answered_by_a_sentence(make, example, expected):
    picture = explorables.network(make(), example)
    assert picture.frame.drawing == ""
    assert expected in picture.frame.description
