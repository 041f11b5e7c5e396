"""What a cell sees: the gradient of a model and the formula agree, and the words say so."""

from xml.etree import ElementTree

import keras
import numpy as np
import pytest

import explorables
from explorables.pictures.receptive.fields import Fields

L = keras.layers


def chain(*layers, size=24):
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input([size, size, 1]), *layers])


CHAINS = {
    5: (L.Conv2D(4, 3), L.Conv2D(4, 3, activation="relu")),
    7: (L.Conv2D(4, 3, strides=2), L.Conv2D(4, 3)),
    8: (L.Conv2D(4, 3), L.AveragePooling2D(2), L.Conv2D(4, 3)),
    9: (L.Conv2D(4, 3), L.Conv2D(4, 3, dilation_rate=3)),
    17: (L.Conv2D(4, 5, strides=2), L.Conv2D(4, 3, strides=2), L.Conv2D(4, 3)),
}


@pytest.mark.parametrize("field", CHAINS)
def test_gradient_and_formula_agree(field):
    fields = Fields(chain(*CHAINS[field], size=32))
    last = fields.layers[-1]
    rows, columns = last.grid
    row, column = rows // 2, columns // 2
    seen = np.argwhere(fields.influence(len(fields.layers) - 1, row, column) > 0)
    for axis, index, place in zip(last.axes, (row, column), (0, 1), strict=True):
        assert axis.field == field
        assert seen[:, place].min() == axis.first + index * axis.apart
        assert seen[:, place].max() == axis.first + index * axis.apart + field - 1


@pytest.mark.parametrize("size", [7, 8, 9])
def test_added_zeros_lie_where_tensorflow_puts_them(size):
    layers = (L.Conv2D(3, 3, strides=2, padding="same"), L.Conv2D(3, 4, padding="same"))
    fields = Fields(chain(*layers, size=size))
    last = fields.layers[-1]
    assert last.axes[0].cells == last.shape[0]
    for row in range(last.shape[0]):
        seen = np.flatnonzero((fields.influence(1, row, 0) > 0).any(axis=1))
        first = last.axes[0].first + row * last.axes[0].apart
        assert seen.min() == max(first, 0)
        assert seen.max() == min(first + last.axes[0].field, size) - 1


def test_influences_add_up_to_one():
    fields = Fields(chain(L.Conv2D(4, 3), L.MaxPooling2D(), L.Flatten(), L.Dense(3)))
    for index in range(len(fields.layers)):
        assert fields.influence(index, 0, 1).sum() == pytest.approx(1)


def test_words_and_controls():
    picture = explorables.receptive(chain(L.Conv2D(4, 3), L.Conv2D(4, 3), L.Conv2D(4, 3)))
    assert "sees 7 by 7 cells of the input; by the formula 7 by 7" in picture.frame.reading
    assert (
        "The middle 3 by 3 hold" in picture.frame.reading
        and "18% of the cells" in picture.frame.reading
    )
    picture.controls["layer"].value = picture.controls["layer"].options[0]
    assert "sees 3 by 3" in picture.frame.reading
    assert picture.controls["cell"].max == 22 * 22 - 1


def test_behind_flatten_there_is_no_formula_and_all_is_seen():
    picture = explorables.receptive(chain(L.Conv2D(4, 3), L.Flatten(), L.Dense(5), size=8))
    picture.controls["layer"].value = picture.controls["layer"].options[-1]
    assert "Unit" in picture.frame.reading and "sees 8 by 8" in picture.frame.reading
    assert "formula" not in picture.frame.reading


def test_added_zeros_are_named():
    picture = explorables.receptive(chain(L.Conv2D(4, 3, padding="same"), size=8))
    picture.controls["cell"].value = 0
    assert "sees 2 by 2" in picture.frame.reading and "added zeros" in picture.frame.reading


def test_a_model_is_left_as_it_was_and_the_picture_keeps_its_size():
    model = chain(L.Conv2D(4, 3), L.BatchNormalization(), L.MaxPooling2D(), L.Flatten(), L.Dense(4))
    before = [weight.copy() for weight in model.get_weights()]
    picture = explorables.receptive(model)
    sizes = set()
    for layer in picture.controls["layer"].options:
        picture.controls["layer"].value = layer
        drawing = ElementTree.fromstring(picture.frame.drawing)
        sizes.add(drawing.get("viewBox"))
        assert drawing.get("aria-label") == f"{picture.frame.description} {picture.frame.reading}"
    assert len(sizes) == 1
    assert all(
        np.array_equal(one, other) for one, other in zip(before, model.get_weights(), strict=True)
    )


def test_a_model_with_branches_is_shown_without_the_formula():
    x = keras.Input([8, 8, 1])
    y = L.Add()([L.Conv2D(2, 3, padding="same")(x), L.Conv2D(2, 1)(x)])
    picture = explorables.receptive(keras.Model(x, y))
    assert "sees 3 by 3" in picture.frame.reading and "formula" not in picture.frame.reading


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (3, "needs a Keras model"),
        (keras.Sequential([L.Dense(3)]), "can't be listed"),
        (keras.Sequential([keras.Input([5]), L.Dense(3)]), "known height and width"),
        (
            keras.Sequential([keras.Input([None, None, 1]), L.Conv2D(2, 3)]),
            "known height and width",
        ),
        (keras.Sequential([keras.Input([80, 80, 1]), L.Conv2D(2, 3)]), "up to 64"),
    ],
)
def test_what_can_not_be_shown_is_answered_by_a_sentence(model, words):
    picture = explorables.receptive(model)
    assert words in picture.frame.text and not picture.frame.drawing
