"""What is drawn on the pad is prepared as the data set was, and read by what was trained on that."""

import base64
import re

import numpy as np
import pytest
import sklearn.datasets
import tensorflow as tf
from ipywidgets.embed import dependency_state

import explorables
from explorables.page import saved_notebook
from explorables.pictures.pad.preparation import MOST, counted, prepared, unprepared
from explorables.pictures.pad.reader import Reader
from explorables.pictures.pad.strokes import EXAMPLE, SIZE, cells_of, line, read
from explorables.pictures.pad.surface import SURFACE
from explorables.reading.tensors import NotDrawable
from tests.explorables.drawings import DRAWINGS

SEEDS = (0, 1, 2)
DIGITS = np.array([int(name[0]) for name in DRAWINGS])


def cells(written: str) -> np.ndarray:
    strokes, wrong = read(written)
    assert not wrong
    return cells_of(strokes)


def moved(written: str, right: int, down: int) -> str:
    return re.sub(
        r"(\d+),(\d+)", lambda point: f"{int(point[1]) + right},{int(point[2]) + down}", written
    )


@pytest.fixture(scope="module")
def networks():
    """The network of lesson 00, trained from three seeds."""
    digits = sklearn.datasets.load_digits()
    made = []
    for seed in SEEDS:
        tf.keras.utils.set_random_seed(seed)
        layers = [tf.keras.layers.Dense(64, "relu"), tf.keras.layers.Dense(10, "softmax")]
        model = tf.keras.Sequential([tf.keras.Input([64]), *layers])
        model.compile("adam", "sparse_categorical_crossentropy", steps_per_execution=45)
        model.fit(digits.data[:1440] / 16, digits.target[:1440], epochs=30, verbose=0)
        made.append(model)
    return made


def share_right(network, pictures) -> float:
    read_as = Reader(network, 1.0).probabilities(np.array(pictures)).argmax(axis=1)
    return float((read_as == DIGITS).mean())


def test_nine_of_ten_drawn_digits_are_read_and_without_the_preparation_far_fewer(networks):
    assert np.bincount(DIGITS).tolist() == [3] * 10
    drawn = [cells(written) for written in DRAWINGS.values()]
    for network in networks:
        assert share_right(network, [counted(prepared(one)) for one in drawn]) >= 0.9
        assert share_right(network, [unprepared(one) for one in drawn]) <= 0.75


def test_prepared_drawings_have_as_much_ink_as_the_scanned_digits():
    ink = np.mean([counted(prepared(cells(written))) for written in DRAWINGS.values()])
    assert ink == pytest.approx(sklearn.datasets.load_digits().data.mean(), rel=0.25)


def test_a_line_goes_from_cell_to_neighboring_cell_and_both_ways_have_its_ends():
    for end in [(9, 3), (3, 9), (0, 0), (15, 4), (4, 4)]:
        found = line((4, 4), end)
        assert found[0] == (4, 4) and found[-1] == end
        steps = np.abs(np.diff(found, axis=0))
        assert steps.max(initial=0) <= 1


@pytest.mark.parametrize(
    ("written", "strokes", "wrong"),
    [
        ("", [], ""),
        ("4,2 12,2", [[(4, 2), (12, 2)]], ""),
        (" 4 , 2  12,2 / 6,8/10,8 ", [[(4, 2), (12, 2)], [(6, 8)], [(10, 8)]], ""),
        ("4,2 x 12,2", [[(4, 2), (12, 2)]], "x"),
        ("4,2 12,", [[(4, 2)]], "12,"),
        ("4,2 16,2", [[(4, 2)]], "16,2"),
        ("-1,2", [], "-"),
    ],
)
def test_strokes_are_read_as_far_as_they_can_be(written, strokes, wrong):
    assert read(written)[1] == wrong
    assert written == "-1,2" or read(written)[0] == strokes


def test_where_a_digit_stands_and_how_large_it_is_makes_no_difference():
    here = prepared(cells(moved(DRAWINGS["5 small"], -4, -2)))
    assert (prepared(cells(moved(DRAWINGS["5 small"], 3, 2))) == here).all()
    for written in DRAWINGS.values():
        rows = np.flatnonzero(prepared(cells(written)).any(axis=1))
        assert (rows[0], rows[-1]) == (0, 31)


def test_a_leaning_stroke_is_set_upright_and_a_flat_one_stays():
    leaning, upright = prepared(cells("10,2 6,14")), prepared(cells("8,2 8,14"))
    columns = np.flatnonzero(leaning.any(axis=0))
    assert np.ptp(columns) <= np.ptp(np.flatnonzero(upright.any(axis=0))) + 3
    flat = prepared(cells("2,8 13,8"))
    assert np.ptp(np.flatnonzero(flat.any(axis=0))) > 20


def test_each_number_counts_its_block():
    fine = np.zeros((32, 32), bool)
    fine[4:8, 8:12] = fine[0, 0] = True
    assert counted(fine)[1, 2] == MOST and counted(fine)[0, 0] == 1 and counted(fine).sum() == 17
    whole = np.ones((SIZE, SIZE), bool)
    assert (unprepared(whole) == MOST).all()


@pytest.mark.parametrize(
    "written", ["0,0", "15,15", "0,0 15,15", "0,15 15,0", "0,8 15,8", "8,0 8,15"]
)
def test_every_drawing_is_prepared(written):
    numbers = counted(prepared(cells(written)))
    assert numbers.shape == (8, 8) and 0 < numbers.max() <= MOST
    assert not prepared(np.zeros((SIZE, SIZE), bool)).any()


@pytest.mark.parametrize("form", [(64,), (8, 8), (8, 8, 1)])
@pytest.mark.parametrize("last", ["softmax", None])
def test_a_model_may_take_pictures_in_three_forms_and_give_logits_or_probabilities(form, last):
    tf.keras.utils.set_random_seed(0)
    layers = [tf.keras.layers.Flatten(), tf.keras.layers.Dense(10, last)]
    reader = Reader(tf.keras.Sequential([tf.keras.Input(form), *layers]), 1.0)
    assert (reader.form, reader.logits) == (form, last is None)
    given = reader.probabilities(np.ones((2, 8, 8)))
    assert given.shape == (2, 10) and given.sum(axis=1) == pytest.approx([1, 1])


def first_ten(pictures):
    return pictures[:, 20:30]


def test_what_the_largest_number_becomes_can_be_said():
    seen = []

    def keep(pictures):
        seen.append(float(tf.reduce_max(pictures)))
        return first_ten(pictures)

    for full in (1.0, 16):
        explorables.pad(keep, full=full)
        assert seen[-1] == full


@pytest.mark.parametrize(
    ("model", "settings", "words"),
    [
        (3, {}, "takes a trained model"),
        (lambda pictures: pictures, {}, "the shape (3, 10)"),
        (
            tf.keras.Sequential([tf.keras.Input([784]), tf.keras.layers.Dense(10)]),
            {},
            "takes (784,)",
        ),
        (first_ten, {"drawing": 7}, "a text of strokes"),
        (first_ten, {"full": 0}, "`full`"),
        (first_ten, {"full": "1"}, "`full`"),
    ],
    ids=["number", "64 outputs", "784 inputs", "drawing", "0", "text"],
)
def test_what_has_no_pad_is_answered_by_a_sentence(model, settings, words):
    shown = explorables.pad(model, **settings)
    assert not shown.frame.drawing and words in shown.frame.text


def test_a_model_that_raises_is_named():
    def broken(pictures):
        raise ValueError("no pictures today")

    with pytest.raises(NotDrawable, match="no pictures today"):
        Reader(broken, 1.0)


def test_the_guess_moves_with_the_strokes_and_both_readings_are_said(networks):
    pad = explorables.pad(networks[0])
    assert "Read as 2" in pad.frame.reading and "example" in pad.frame.reading
    pad.controls["strokes"].value = DRAWINGS["7 plain"]
    assert "Read as 7" in pad.frame.reading and "example" not in pad.frame.reading
    assert "Without the preparation: " in pad.frame.reading
    assert re.search(r"7: (1\.00|0\.[5-9]\d)", pad.frame.description)
    pad.controls["strokes"].value = DRAWINGS["7 plain"] + " ?"
    assert "'?' is no cell" in pad.frame.reading
    pad.controls["strokes"].value = ""
    assert "nothing is drawn" in pad.frame.description
    assert "/ 16)" in pad.frame.code


def test_the_picture_keeps_its_size_and_a_change_sends_it_once():
    pad = explorables.pad(first_ten)
    seen, sizes = [], set()
    pad._page.screen.observe(lambda change: seen.append(change.new), names="value")
    for written in DRAWINGS.values():
        pad.controls["strokes"].value = written
        sizes.add(re.search('viewBox="([^"]*)"', pad.frame.drawing)[1])
    assert len(sizes) == 1 and len(seen) == len(DRAWINGS)


def test_a_saved_notebook_keeps_the_picture_and_leaves_the_surface_out():
    pad = explorables.pad(first_ten, DRAWINGS["4 open"])
    still = pad._repr_mimebundle_()["text/html"]
    assert SURFACE not in still and "<img" in still
    pad.controls["strokes"].value = DRAWINGS["0 oval"]
    state = dependency_state([pad.widget], drop_defaults=True)
    page = saved_notebook.static_form(pad.widget.model_id, state)
    assert SURFACE not in page and "onerror" not in page and "strokes: 8,2 6,3" in page
    drawing = base64.b64decode(re.search('base64,([^"]*)', page)[1]).decode()
    assert "rows 2 to 14" in drawing


def test_the_surface_is_one_piece_of_page_that_needs_no_other():
    page = explorables.pad(first_ten).surface.value
    assert "http" not in page.replace("http://www.w3.org", "")
    assert EXAMPLE in page and 'role="application"' in page and 'aria-live="polite"' in page
