"""The decision boundary: a real model on real points, its whole training kept to look back at."""

import random
import re
import signal
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page import palette
from explorables.pictures.boundary.data import GRID, Points, box_around, moons, split
from explorables.pictures.boundary.map import BANDS, DARK, LEVELS, lead, log_odds, pieces_of
from explorables.pictures.boundary.picture import judged
from explorables.pictures.boundary.scores import (
    Score,
    Snapshot,
    kind_of_output,
    probabilities,
    score,
)
from explorables.pictures.boundary.training import Run, Setting
from tests.explorables.clocks import ticking

SVG = "{http://www.w3.org/2000/svg}"


def blobs(noise=0.3, seed=0, classes=2):
    draw = np.random.default_rng(seed)
    labels = np.arange(24 * classes) % classes
    angle = 2 * np.pi * labels / classes
    places = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return places + noise * draw.standard_normal(places.shape), labels


def network(units=1, activation=None, loss="mse", hidden=4):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((2,)),
            tf.keras.layers.Dense(hidden, activation="tanh"),
            tf.keras.layers.Dense(units, activation=activation),
        ]
    )
    # Eagerly: these few steps take less time than tracing one.
    model.compile(tf.keras.optimizers.Adam(0.05), loss, run_eagerly=True)
    return model


def logit_network(size=4):
    return network(1, None, tf.keras.losses.BinaryCrossentropy(from_logits=True), size)


def run_of(picture):
    """The only training of a picture."""
    (run,) = picture._picture.lab.runs.values()
    return run


def run_of_first(picture):
    """The training a picture began with."""
    return next(iter(picture._picture.lab.runs.values()))


@pytest.fixture(scope="module")
def built():
    """What the learner's functions were called with, and a picture of them after 20 epochs."""
    calls = []

    def build(size, regularization):
        calls.append((size, regularization))
        return logit_network(size)

    def data(noise, seed):
        calls.append((noise, seed))
        return blobs(noise, seed)

    picture = explorables.boundary(
        build,
        data,
        sizes=(2, 5),
        noises=(0.1, 0.5),
        regularizations=(0.0, 0.1),
        epochs=20,
        seed=3,
        clock=ticking(1e-3),
    )
    return picture, calls


def test_the_learners_functions_are_called_with_what_the_dials_say(built):
    _, calls = built
    assert calls[:3] == [(0.1, 3), (0.5, 3), (5, 0.0)]


def test_half_of_the_points_train_and_the_others_do_not(built):
    picture, _ = built
    reading = picture.frame.reading
    assert "Epoch 20 of 20: training accuracy" in reading
    assert len(re.findall(r"of 24\)", reading)) == 2
    points = run_of_first(picture).points
    assert points.trained.sum() == 24
    assert len(points.trained) == 48


def test_the_dials_are_the_parameters_the_functions_take():
    def plain():
        return logit_network()

    picture = explorables.boundary(plain, lambda: blobs(), epochs=2, clock=ticking(1e-3))
    assert list(picture.controls) == ["epoch"]
    picture = explorables.boundary(
        lambda size: logit_network(size),
        lambda seed: blobs(seed=seed),
        epochs=2,
        clock=ticking(1e-3),
    )
    assert list(picture.controls) == ["size", "epoch"]
    assert list(explorables.boundary(plain, *blobs(), epochs=2).controls) == ["epoch"]


def test_going_back_through_the_epochs_trains_nothing_and_a_known_setting_neither(built):
    picture, calls = built
    before = len(calls)
    shown = {}
    for epoch in ("0", "10", "20"):
        picture.controls["epoch"].value = epoch
        shown[epoch] = picture.frame
    assert len(calls) == before
    assert len({frame.drawing for frame in shown.values()}) == 3
    assert "not trained yet" in shown["0"].reading
    picture.controls["size"].value = "2"
    assert len(calls) == before + 1
    picture.controls["size"].value = "5"
    assert len(calls) == before + 1
    assert picture.frame.drawing == shown["20"].drawing


def test_a_change_trains_with_the_picture_moving_and_ends_on_the_last_epoch():
    picture = explorables.boundary(
        lambda size: logit_network(size),
        lambda: blobs(),
        sizes=(2, 3),
        epochs=20,
        clock=ticking(0.01),
    )
    seen = []
    picture._page.screen.observe(lambda change: seen.append(change.new), names="value")
    picture.controls["epoch"].value = "5"
    picture.controls["size"].value = "2"
    training = [page for page in seen if "Training: epoch" in page]
    assert "interrupt the kernel" in training[0]
    # 20 steps on a clock that takes 0.01 s a look last some 0.4 s: two pictures at 4 a second.
    assert len(training) == 2
    assert picture.controls["epoch"].value == "20"
    assert "Epoch 20 of 20" in picture.frame.reading


def test_the_scale_of_the_map_stays_for_every_setting(built):
    picture, _ = built
    ticks = set()
    for noise in ("0.1", "0.5"):
        picture.controls["noise"].value = noise
        for epoch in ("0", "20"):
            picture.controls["epoch"].value = epoch
            root = ElementTree.fromstring(picture.frame.drawing)
            ticks.add(tuple(one.text for one in root.findall(f"{SVG}text"))[1:9])
    assert len(ticks) == 1
    picture.controls["noise"].value = "0.5"


def test_probabilities_are_those_of_the_model_and_accuracy_and_loss_those_of_keras():
    made = []

    def build():
        made.append(logit_network())
        return made[-1]

    places, labels = blobs(0.6)
    picture = explorables.boundary(build, places, labels, epochs=15, clock=ticking(1e-3))
    run = run_of(picture)
    last, model = run.snapshots[-1], made[0]
    box = picture._picture.lab.box
    wanted = tf.sigmoid(model(box.grid)).numpy().reshape(GRID, GRID)
    np.testing.assert_allclose(last.map[1], wanted, atol=1e-5)
    across, up = box.axes
    corner = tf.sigmoid(model(np.float32([[across[-1], up[0]]]))).numpy()
    np.testing.assert_allclose(last.map[1][0, -1], corner[0, 0], atol=1e-5)
    unseen = ~run.points.trained
    outputs = model(run.points.places[unseen])
    targets = run.points.labels[unseen][:, None]
    loss = tf.keras.losses.BinaryCrossentropy(from_logits=True)(targets, outputs)
    accuracy = tf.keras.metrics.BinaryAccuracy(threshold=0.0)
    accuracy.update_state(targets, outputs)
    assert last.validation.loss == pytest.approx(float(loss), rel=1e-4)
    assert last.validation.accuracy == pytest.approx(float(accuracy.result()))


@pytest.mark.parametrize(
    ("units", "activation", "loss", "classes"),
    [
        (1, "sigmoid", "binary_crossentropy", 2),
        (2, "softmax", "sparse_categorical_crossentropy", 2),
        (3, "softmax", "categorical_crossentropy", 3),
        (4, None, tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), 4),
    ],
)
def test_outputs_of_every_usual_kind_learn_to_tell_the_classes_apart(
    units, activation, loss, classes
):
    places, labels = blobs(0.1, classes=classes)
    picture = explorables.boundary(
        lambda: network(units, activation, loss, 8), places, labels, epochs=60, clock=ticking(1e-3)
    )
    last = run_of(picture).snapshots[-1]
    assert last.map.shape == (classes, GRID, GRID)
    np.testing.assert_allclose(last.map.sum(axis=0), 1.0, atol=1e-5)
    assert last.training.accuracy == 1.0
    assert ElementTree.fromstring(picture.frame.drawing).tag == f"{SVG}svg"


def test_the_kind_of_output_comes_from_the_last_layer_and_the_loss():
    from_logits = tf.keras.losses.BinaryCrossentropy(from_logits=True)
    assert kind_of_output(network(1, "sigmoid", "mse"), None) == ("probabilities", "")
    assert kind_of_output(network(1, None, from_logits), None) == ("logits", "")
    assert kind_of_output(network(1, None, "mse"), "logits") == ("logits", "")
    kind, note = kind_of_output(network(1, None, "binary_crossentropy"), None)
    assert kind == "probabilities"
    assert "from_logits=True would fit" in note


def test_logits_become_what_sigmoid_and_softmax_give():
    values = np.array([[-3.0], [0.0], [40.0]])
    np.testing.assert_allclose(
        probabilities(values, "logits")[:, 1], tf.sigmoid(values)[:, 0], rtol=1e-6
    )
    three = np.array([[1.0, 2.0, -1.0]])
    np.testing.assert_allclose(probabilities(three, "logits"), tf.nn.softmax(three), rtol=1e-6)


def test_the_learners_random_numbers_go_on_as_if_nothing_had_happened():
    random.seed(5)
    np.random.seed(5)
    wanted = random.random(), np.random.rand()
    random.seed(5)
    np.random.seed(5)
    explorables.boundary(logit_network, *blobs(), epochs=1, clock=ticking(1e-3))
    assert (random.random(), np.random.rand()) == wanted


def test_the_same_seed_gives_the_same_training():
    one, other = (
        run_of(explorables.boundary(logit_network, *blobs(), epochs=5, seed=7, clock=ticking(1e-3)))
        for _ in range(2)
    )
    np.testing.assert_allclose(one.snapshots[-1].map, other.snapshots[-1].map, atol=1e-5)


def test_a_training_out_of_time_says_so_and_keeps_what_it_has():
    picture = explorables.boundary(
        logit_network, *blobs(), epochs=1000, seconds=1.0, clock=ticking(0.1)
    )
    assert "Ended after epoch 11 of 1000: the 1 s it may take were over" in picture.frame.reading
    assert run_of(picture).snapshots[-1].epoch == 11


def test_an_interrupt_ends_the_training_and_the_setting_is_trained_again_when_asked_for():
    calls = []

    looked = [0]

    def clock():
        looked[0] += 1
        if looked[0] == 8:
            signal.raise_signal(signal.SIGINT)
        return looked[0] * 1e-3

    def build(size):
        calls.append(size)
        return logit_network(size)

    before = signal.getsignal(signal.SIGINT)
    picture = explorables.boundary(build, *blobs(), sizes=(2, 3), epochs=40, clock=clock)
    assert signal.getsignal(signal.SIGINT) is before
    assert "Interrupted in epoch" in picture.frame.reading
    picture.controls["epoch"].value = "0"
    assert calls == [3]
    picture.controls["size"].value = "2"
    picture.controls["size"].value = "3"
    assert calls == [3, 2, 3]
    assert "Interrupted" not in picture.frame.reading


def test_an_interrupt_while_the_model_is_built_leaves_a_picture_of_its_first_step():
    def build(size):
        if size == 2:
            signal.raise_signal(signal.SIGINT)
        return logit_network(size)

    picture = explorables.boundary(build, *blobs(), sizes=(2, 3), epochs=4, clock=ticking(1e-3))
    picture.controls["size"].value = "2"
    assert "Interrupted in epoch 1 of 4." in picture.frame.reading
    assert "Interrupted in epoch 1 of 4." in picture.page
    assert "Interrupted in epoch 1 of 4." in picture._repr_mimebundle_()["text/plain"]


def test_a_model_that_diverges_keeps_its_last_finite_picture():
    def build():
        model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
        model.compile(tf.keras.optimizers.SGD(1e20), "mse", run_eagerly=True)
        return model

    picture = explorables.boundary(build, *blobs(2.0), epochs=40, clock=ticking(1e-3))
    assert "no longer finite" in picture.frame.reading
    assert picture.frame.drawing


# What is said of it


def told(losses, rights, points=80):
    """A run of which only the scores count: (training, validation) losses, and right answers."""
    run = Run(Setting(), Points(np.zeros((1, 2)), np.zeros(1, int), np.ones(1, bool)), 100)
    for at, (loss, right) in enumerate(zip(losses, rights, strict=True)):
        scores = (Score(r, points, one) for r, one in zip(right, loss, strict=True))
        run.snapshots.append(Snapshot(np.zeros((2, 2, 2)), np.zeros((1, 2)), at * 50, *scores))
    return judged(run, len(losses) - 1)


def test_a_rising_validation_loss_with_a_falling_training_loss_is_called_overfitting():
    words = told([(0.7, 0.7), (0.3, 0.35), (0.1, 0.9)], [(40, 40), (72, 70), (79, 66)])
    assert "lowest at epoch 50, 0.35, and is 0.90 now" in words
    assert words.endswith("the model overfits.")


def test_many_training_points_missed_may_be_underfitting_and_a_good_fit_is_neither():
    words = told([(0.7, 0.7), (0.5, 0.5)], [(40, 40), (60, 61)])
    assert "It misses 20 points it was trained on" in words
    assert "underfits" in words
    assert "no sign of overfitting" in told([(0.7, 0.7), (0.1, 0.1)], [(40, 40), (79, 78)])


def test_a_gap_counts_only_where_chance_would_not_often_give_it():
    assert "The gap of 0.20" in told([(0.7, 0.7), (0.3, 0.3)], [(40, 40), (80, 64)])
    assert "gap" not in told([(0.7, 0.7), (0.3, 0.3)], [(4, 4), (8, 7)], points=8)


def test_the_score_is_the_mean_cross_entropy_and_the_number_right():
    chances = np.array([[0.9, 0.1], [0.4, 0.6], [0.8, 0.2]])
    labels = np.array([0, 1, 1])
    wanted = tf.keras.losses.SparseCategoricalCrossentropy()(labels, chances)
    found = score(chances, labels)
    assert (found.right, found.points) == (2, 3)
    assert found.loss == pytest.approx(float(wanted), rel=1e-6)


def test_pieces_are_counted_by_their_sides():
    area = np.array([[1, 0, 1], [0, 1, 1], [1, 0, 0]], bool)
    assert pieces_of(area) == 3
    assert pieces_of(np.zeros((2, 2), bool)) == 0


def test_the_lead_of_a_class_is_positive_where_it_has_the_largest_probability():
    chances = np.array([[0.2, 0.5], [0.5, 0.3], [0.3, 0.2]])
    assert [bool(one) for one in lead(chances, 0) > 0] == [False, True]
    assert float(log_odds(0.5)) == 0.0


def test_the_box_holds_every_point_and_the_split_is_half():
    places, labels = moons(0.3, 0)
    box = box_around(places)
    assert (places[:, 0] > box.left).all() and (places[:, 0] < box.right).all()
    assert split(places, labels, 1).trained.sum() == 80


# The picture


def test_classes_and_what_is_trained_on_are_not_told_by_color_alone(built):
    picture, _ = built
    root = ElementTree.fromstring(picture.frame.drawing)
    group = next(one for one in root.iter(f"{SVG}g") if one.get("class") == "points")
    looks = {(one.tag, one.get("fill") == palette.fixed(palette.PANEL)) for one in group}
    assert looks == {(f"{SVG}{tag}", hollow) for tag in ("circle", "polygon") for hollow in (0, 1)}


def test_marks_stand_out_from_the_areas_they_lie_on():
    for color in DARK:
        for ground in BANDS:
            assert palette.contrast(color, ground) >= 3
    assert len(BANDS) == len(LEVELS) + 1


def test_a_page_without_widgets_shows_the_trained_state(built):
    picture, _ = built
    picture.controls["epoch"].value = "20"
    assert "Epoch 20 of 20" in picture._repr_mimebundle_()["text/html"]


def test_a_trained_model_is_shown_as_it_is_with_a_threshold_to_move():
    places, labels = blobs(0.5)
    model = logit_network()
    weights = [one.copy() for one in model.get_weights()]
    picture = explorables.boundary(model, places, labels)
    for value in (f"{one / 100:.2f}" for one in (5, 50, 95)):
        picture.controls["threshold"].value = value
        given = tf.sigmoid(model(np.float32(places))).numpy()[:, 0] >= float(value)
        right = int((given == (labels == 1)).sum())
        assert f"{right} of 48 points are on the side" in picture.frame.reading
    for one, other in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_trained_model_of_three_classes_has_nothing_to_move():
    picture = explorables.boundary(network(3, "softmax"), *blobs(classes=3))
    assert picture.controls == {}
    assert "class 2:" in picture.frame.reading


# What cannot be shown


def never(*_, **__):
    raise RuntimeError("not today")


POINTS = blobs()
BAD = {
    "no function": (lambda: explorables.boundary(3), "without parentheses"),
    "another parameter": (lambda: explorables.boundary(lambda width: None), "parameter width"),
    "build raises": (lambda: explorables.boundary(never, *POINTS), "not today"),
    "build returns nothing": (lambda: explorables.boundary(lambda: None, *POINTS), "return model"),
    "not compiled": (
        lambda: explorables.boundary(
            lambda: tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)]), *POINTS
        ),
        "call model.compile",
    ),
    "three inputs": (
        lambda: explorables.boundary(
            tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)]),
            *POINTS,
            outputs="logits",
        ),
        "can't be called on points of shape (n, 2)",
    ),
    "unsaid outputs": (
        lambda: explorables.boundary(
            tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)]), *POINTS
        ),
        'outputs="logits"',
    ),
    "too few units": (
        lambda: explorables.boundary(lambda: logit_network(), *blobs(classes=3)),
        "give its last layer 3 units",
    ),
    "data raises": (lambda: explorables.boundary(logit_network, never), "not today"),
    "data returns one": (lambda: explorables.boundary(logit_network, lambda: 3), "two arrays"),
    "no labels": (lambda: explorables.boundary(logit_network, POINTS[0]), "need their labels"),
    "three coordinates": (
        lambda: explorables.boundary(logit_network, np.zeros((9, 3)), np.zeros(9)),
        "two numbers a point",
    ),
    "labels of -1": (
        lambda: explorables.boundary(logit_network, POINTS[0], POINTS[1] * 2 - 1),
        "numbered from 0",
    ),
    "nan": (lambda: explorables.boundary(logit_network, POINTS[0] * np.nan, POINTS[1]), "nan"),
    "model without points": (lambda: explorables.boundary(logit_network()), "model, points"),
    "sizes": (lambda: explorables.boundary(sizes=(8, 2)), "each larger"),
    "epochs": (lambda: explorables.boundary(epochs=0), "epochs is a whole number"),
    "seconds": (lambda: explorables.boundary(seconds=-1), "above 0"),
    "seed": (lambda: explorables.boundary(seed="a"), "seed is a whole number"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_shown_is_answered_by_a_sentence(name):
    make, words = BAD[name]
    assert words in repr(make())


def test_a_setting_that_fails_leaves_the_others_to_go_back_to():
    def build(size):
        if size == 2:
            raise ValueError("too small for me")
        return logit_network(size)

    picture = explorables.boundary(
        build, lambda: blobs(), sizes=(2, 3), epochs=2, clock=ticking(1e-3)
    )
    drawn = picture.frame.drawing
    picture.controls["size"].value = "2"
    assert "too small for me" in picture.frame.text
    picture.controls["size"].value = "3"
    assert picture.frame.drawing == drawn


def test_the_defaults_show_a_large_model_that_overfits_in_a_graph_of_its_own():
    picture = explorables.boundary(clock=ticking(1e-3))
    values = [one.value for one in picture.controls.values()]
    assert values == ["128", "0.4", "0", "400"]
    assert "overfits" in picture.frame.reading
    assert len(run_of(picture).snapshots) == 21
