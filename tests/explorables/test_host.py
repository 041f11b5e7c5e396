"""The object a cell returns: three forms that say the same, controls that move it."""

import ast
import base64
import functools
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import ipywidgets
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page import host, palette, svg
from explorables.pictures.boundary import picture as boundary_picture
from explorables.pictures.boundary.data import dense
from explorables.pictures.curves import picture as curves_picture
from explorables.pictures.gradients import picture as gradients_picture
from explorables.pictures.gradients.measuring import Flow
from explorables.pictures.race import contest
from explorables.pictures.race import picture as race_picture
from explorables.pictures.race.timing import Measured, Timing
from explorables.pictures.timeline import picture as timeline_picture
from explorables.pictures.timeline.costs import Costs, Timeline
from explorables.pictures.vitals import picture as vitals_picture
from explorables.pictures.vitals.measuring import Course, Signs


def clip(x, limit=3.0):
    return x * limit / tf.reduce_sum(x) if tf.reduce_sum(x) > limit else x


def finished_race():
    """A race of two ways over three sizes, with times that were not taken here."""
    contenders = tuple(contest.Contender(way, "CPU:0", True) for way in contest.WAYS[:2])
    timings = {
        one.name: {size: Timing(0.25, (size * seconds,) * 5) for size in (16, 64, 2560)}
        for one, seconds in zip(contenders, (1e-6, 2e-6), strict=True)
    }
    return contest.Race(contenders, Measured(timings), {16: 256, 64: 4096, 2560: 65536})


def finished_timeline():
    """Three ways to run a step, with times that were not taken here."""
    costs = {
        "eager": Costs(0.0, 0.0, 8e-4, 2e-4),
        "graph": Costs(0.02, 0.03, 1e-4, 2e-4),
        "XLA": Costs(0.02, 0.28, 1e-4, 1e-4),
    }
    return Timeline(costs, 31, 40)


@functools.cache
def two_trainings():
    """What Keras reported of two short trainings."""
    curves = explorables.curves()
    for name, rate in (("slow", 0.01), ("fast", 0.1)):
        tf.keras.utils.set_random_seed(0)
        model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
        model.compile(tf.keras.optimizers.SGD(rate), "mse", metrics=["mae"])
        x = np.linspace(-1, 1, 16, dtype=np.float32)[:, np.newaxis]
        callbacks = [curves.run(name)]
        model.fit(x, 3 * x, 4, 4, 0, callbacks, validation_data=(x, 3 * x))
    return curves._runs


@functools.cache
def a_network():
    tf.keras.utils.set_random_seed(1)
    layers = [tf.keras.layers.Dense(6, "relu"), tf.keras.layers.Dense(3, "softmax")]
    return tf.keras.Sequential([tf.keras.Input((4,)), *layers])


@functools.cache
def an_image_network():
    tf.keras.utils.set_random_seed(1)
    layers = [
        tf.keras.layers.Conv2D(4, 3, activation="tanh", name="first"),
        tf.keras.layers.Conv2D(4, 3, name="second"),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(3, name="logits"),
    ]
    return tf.keras.Sequential([tf.keras.Input((6, 6, 1)), *layers])


def two_flows():
    """What was measured of two networks, not here."""
    shallow = Flow(("dense", "dense_1"), (0.4, 0.3), (0.3, 0.2))
    deep = Flow(("dense", "dense_1", "dense_2"), (1e-9, 1e-5, 0.2), (0.1, 1e-4, 1e-8))
    names = {"depth": (2, 3), "start": ("sigmoid", "He")}
    flows = {(2, "sigmoid"): shallow, (2, "He"): deep, (3, "sigmoid"): deep, (3, "He"): shallow}
    return gradients_picture.show(flows, names)


def a_course():
    """What was measured of a training, not here."""
    fine = [Signs(5.0 / step, 2.0, 0.01, 0.0, 0.1, 9) for step in (1, 2, 3)]
    return vitals_picture.show(Course((*fine, Signs(9.0, 1e9, 4.0, 0.2, 1.0, 1)), 9, 4.0, False))


def small_boundary():
    """Trained for two epochs, on a clock that stands still."""

    def build(size, regularization):
        model = dense(size, regularization)
        model.run_eagerly = True  # these few steps take less time than tracing one
        return model

    return boundary_picture.explore(
        build,
        sizes=(2, 3),
        noises=(0.1, 0.3),
        regularizations=(0.0, 0.1),
        epochs=2,
        clock=lambda: 0.0,
    )


PICTURES = {
    "shape": lambda: explorables.shape(tf.reshape(tf.range(24), (2, 3, 4))),
    "axis": lambda: explorables.axis(tf.constant([[1.0, 2.0], [3.0, 4.0]])),
    "broadcasting": lambda: explorables.broadcasting((3, 1), (4,)),
    "race": lambda: race_picture.show(finished_race()),
    "timeline": lambda: timeline_picture.show(finished_timeline()),
    "traces": lambda: explorables.traces(tf.function(lambda x: x * 2), *range(12)),
    "graph": lambda: explorables.graph(clip, tf.ones(2)),
    "tape": lambda: explorables.tape(lambda x: x * x + tf.exp(x) * x, 0.5),
    "descent": lambda: explorables.descent(lambda w, b: (w - 1) ** 2 + 9 * b**2, (0.0, 1.0)),
    "curves": lambda: curves_picture.explore(two_trainings()),
    "network": lambda: explorables.network(a_network(), np.eye(4, dtype=np.float32)),
    "pad": lambda: explorables.pad(lambda pictures: pictures[:, 20:30]),
    "boundary": small_boundary,
    "gradients": two_flows,
    "activation": lambda: explorables.activation("sigmoid", "relu"),
    "windows": lambda: explorables.windows(np.sin(np.arange(12.0)), 3),
    "attention": lambda: explorables.attention(
        [[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]], ["not", "bad", "pad"], valid=[True, True, False]
    ),
    "vitals": a_course,
    "nan": lambda: explorables.nan(lambda x: tf.reduce_sum(tf.sqrt(x)), [1.0, 4.0]),
    "convolution": lambda: explorables.convolution(
        np.arange(16).reshape(4, 4), [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    ),
    "receptive": lambda: explorables.receptive(an_image_network()),
    "saliency": lambda: explorables.saliency(
        an_image_network(), np.linspace(0, 1, 36).reshape(6, 6)
    ),
}
IMAGES = ("convolution", "receptive", "saliency")
SLIDING = [
    name for name in PICTURES if name != "pad"
]  # which is drawn on: tests/explorables/test_pad.py
TENSORS = ("shape", "axis", "broadcasting")
# A move of each control that leads to another picture.
MOVES = {
    "shape": {"offset": 7, "view": "transpose [2, 1, 0]"},
    "axis": {"reduction": "max", "axis": "0", "keepdims": True, "cell": 1},
    "broadcasting": {"cell": 5, "a": "2, 3, 1", "b": "3"},
    "race": {"size": "16", "linear": True, "show_0": False, "show_1": False},
    "timeline": {"calls": "1", "later": True},
    "traces": {"step": 3, "arguments": "2.0"},
    "graph": {"node": 1},
    "tape": {"step": 2},
    "descent": {"rate": "0.1", "momentum": "0.9", "step": 3},
    "curves": {"metric": "mae", "epoch": 2, "log": True, "show_0": False, "show_1": False},
    "network": {"layer": 2, "view": "weights", "row": 1},
    "gradients": {"depth": "3", "start": "He", "layer": "2"},
    "activation": {"kind": "relu", "x": "-1", "weight": "5", "layers": "50"},
    "attention": {
        "query": 1,
        "order": "reversed",
        "positions": True,
        "causal": True,
        "padding": False,
    },
    "windows": {"window": 2, "cut": 3, "horizon": "2", "arrangement": "targets = inputs"},
    "vitals": {"step": "1"},
    "nan": {"number": "x[1]", "value": "0", "place": 2},
    "convolution": {"cell": 1, "step": "stride 2", "padding": "same"},
    "receptive": {"cell": 1, "layer": "1: first"},
    "saliency": {"pixel": 9, "value": "1", "label": "0"},
    "pad": {"strokes": "4,2 12,2 7,14"},
    "boundary": {"size": "2", "noise": "0.1", "regularization": "0.1", "epoch": "0"},
}
SVG = "{http://www.w3.org/2000/svg}"
_kept = {}


@pytest.fixture
def picture(name):
    """A picture by its name, its controls where they start. Those that train or compile are made once."""
    if name not in ("boundary", "descent", "nan"):
        return PICTURES[name]()
    if name not in _kept:
        made = PICTURES[name]()
        _kept[name] = made, {key: control.value for key, control in made.controls.items()}
    made, start = _kept[name]
    for control, value in start.items():
        made.controls[control].value = value
    return made


def positions(control):
    """Every value a slider, a switch or a list goes through."""
    if isinstance(control.value, bool):
        return (True, False)
    return control.options if hasattr(control, "options") else range(control.max + 1)


def sliders(picture):
    return {
        key: control
        for key, control in picture.controls.items()
        if isinstance(control, ipywidgets.IntSlider | ipywidgets.SelectionSlider)
    }


@pytest.mark.parametrize(("name", "control"), [(n, c) for n in MOVES for c in MOVES[n]])
def test_a_moved_control_changes_the_picture_and_what_is_said_of_it(picture, name, control):
    before, shown = picture.frame, picture.page
    picture.controls[control].value = MOVES[name][control]
    assert picture.frame.drawing != before.drawing
    if control not in ("linear", "log"):  # a scale changes how the same is drawn
        assert picture.frame.text != before.text
    assert picture.page != shown
    label = ElementTree.fromstring(picture.frame.drawing).get("aria-label")
    assert label == f"{picture.frame.description} {picture.frame.reading}"


@pytest.mark.parametrize("name", SLIDING)
def test_the_picture_keeps_its_size_while_a_slider_moves(picture, name):
    sizes = set()
    # Twice: the second time the other sliders stand at their other ends.
    for slider in [*sliders(picture).values()] * 2:
        for value in positions(slider):
            slider.value = value
            sizes.add(ElementTree.fromstring(picture.frame.drawing).get("viewBox"))
    assert len(sizes) == 1


def test_a_result_takes_no_room_before_its_operation_is_chosen():
    picture = PICTURES["shape"]()
    given = ElementTree.fromstring(picture.frame.drawing)
    picture.controls["view"].value = "transpose [2, 1, 0]"
    assert float(given.get("height")) < float(
        ElementTree.fromstring(picture.frame.drawing).get("height")
    )
    lowest = max(float(one.get("y")) for one in given.iter(f"{SVG}text") if one.get("y"))
    assert float(given.get("height")) - lowest < 40


@pytest.mark.parametrize(
    "name", ["race", "timeline", "curves", "gradients", "activation", "vitals", "nan", *IMAGES]
)
def test_the_picture_keeps_its_size_for_every_switch_and_every_item_of_a_list(picture, name):
    sizes = set()
    for control in picture.controls.values():
        for value in positions(control):
            control.value = value
            sizes.add(ElementTree.fromstring(picture.frame.drawing).get("viewBox"))
    assert len(sizes) == 1


@pytest.mark.parametrize("name", SLIDING)
def test_one_change_sends_one_update_of_the_picture(picture, name):
    slider = list(sliders(picture).values())[-1]
    first, second = list(positions(slider))[:2]
    slider.value = second
    seen = []
    picture._page.screen.observe(lambda change: seen.append(change.new), names="value")
    for value in (first, second, first):
        slider.value = value
    assert len(seen) == 3


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_well_formed_labeled_and_small(picture, name):
    root = ElementTree.fromstring(picture.frame.drawing)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 40
    assert sum(1 for _ in root.iter()) < 600


@pytest.mark.parametrize("name", PICTURES)
def test_text_is_at_least_12_pixels_where_the_picture_has_its_full_width(picture, name):
    root = ElementTree.fromstring(picture.frame.drawing)
    sizes = [float(one.get("font-size")) for one in root.iter() if one.get("font-size")]
    assert min(sizes) >= 12


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_starts_outside_the_picture(picture, name):
    root = ElementTree.fromstring(picture.frame.drawing)
    for one in root.iter(f"{SVG}text"):
        if one.get("text-anchor") == "start" or one.get("text-anchor") is None:
            assert float(one.get("x")) < host.WIDTH


@pytest.mark.parametrize("name", PICTURES)
def test_the_three_forms_say_the_same(picture, name):
    if name == "tape":  # where nothing moves it shows all at once, unless a step was chosen
        picture.controls["step"].value = 1
    if name == "nan":  # where nothing moves it shows what breaks it, unless a value was chosen
        picture.controls["value"].value = "0"
    forms = picture._repr_mimebundle_()
    assert set(forms) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    view = forms["application/vnd.jupyter.widget-view+json"]
    assert view["version_major"] == 2 and view["model_id"] == picture.widget.model_id
    html = forms["text/html"]
    assert unescape(re.search('alt="([^"]*)"', html)[1]) in forms["text/plain"]
    assert picture.frame.reading in forms["text/plain"] and picture.frame.reading in unescape(html)
    source = re.search('base64,([^"]*)', html)[1]
    still = ElementTree.fromstring(base64.b64decode(source).decode())
    live = ElementTree.fromstring(picture.frame.drawing)
    assert still.get("aria-label") == live.get("aria-label")
    assert picture.frame.drawing[5:] in picture.page


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_saved_after_a_move_shows_the_move(picture, name):
    for control, value in MOVES[name].items():
        picture.controls[control].value = value
    assert picture._repr_mimebundle_()["text/plain"] == picture.frame.text


def test_without_ipywidgets_the_static_picture_is_left(monkeypatch):
    monkeypatch.setattr(host, "find_spec", lambda name: None)
    picture = PICTURES["shape"]()
    assert picture.widget is None
    assert set(picture._repr_mimebundle_()) == {"text/plain", "text/html"}
    assert "<img" in picture._repr_mimebundle_()["text/html"]


def test_another_room_can_show_its_own_widget_in_all_hosts():
    button = ipywidgets.Button(description="go")
    forms = host.bundle(button, "<p>a button</p>", "a button")
    assert forms["application/vnd.jupyter.widget-view+json"]["model_id"] == button.model_id
    assert set(host.bundle(None, "", "")) == {"text/plain", "text/html"}


def test_what_a_learner_wrote_is_escaped():
    script = "<script>"
    for picture in (
        explorables.shape([[script, "&\"'"], ["a\x00b", "]]>"]]),
        explorables.broadcasting([script], ["</svg>"]),
    ):
        ElementTree.fromstring(picture.frame.drawing)
        assert "<script" not in host.static_page(picture.frame)
        assert "<script" not in host.live_page(picture.frame)
        assert "&lt;script&gt;" in host.live_page(picture.frame)


@pytest.mark.parametrize(("ink", "ground"), palette.TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(ink, ground):
    assert palette.contrast(ink, ground) >= 4.5


def test_edges_stand_out_from_the_panel():
    assert palette.contrast(palette.EDGE, palette.PANEL) >= 3


def test_contrast_is_that_of_the_standard():
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert palette.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", TENSORS)
def test_every_highlighted_cell_has_a_marker_besides_its_color(picture, name):
    root = ElementTree.fromstring(picture.frame.drawing)
    found = 0
    for cell in root.iter(f"{SVG}g"):
        if cell.get("class") != "cell":
            continue
        fill = cell.find(f"{SVG}rect").get("fill")
        marked = any(one.get("class") == "marker" for one in cell)
        assert marked == (fill in (palette.FOLLOWED, palette.FELLOW))
        found += marked
    assert found >= 2


def test_copies_are_dashed_besides_their_color():
    root = ElementTree.fromstring(PICTURES["broadcasting"]().frame.drawing)
    copies = [one for one in root.iter(f"{SVG}rect") if one.get("fill") == palette.COPY]
    assert copies and all(one.get("stroke-dasharray") for one in copies)


def test_style_rules_inside_a_picture_touch_nothing_else_on_the_page():
    style = ElementTree.fromstring(PICTURES["shape"]().frame.drawing).find(f".//{SVG}style").text
    for rule in style.split("}")[:-1]:
        assert rule.startswith(f".{svg.CLASS} ")


def test_importing_the_pictures_imports_neither_tensorflow_nor_the_grader():
    program = (
        "import sys, explorables, explorables.page.host, explorables.page.palette\n"
        "print([name for name in ('tensorflow', 'ipywidgets', 'grader') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout.strip() == "[]", result.stderr


def test_the_pictures_never_import_the_grader():
    for path in Path(explorables.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not [name for name in node.names if name.name.startswith("grader")]
            elif isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("grader")


@pytest.mark.parametrize("shape", [(1000, 28, 28, 3), (1797, 8, 8), (123456, 12), (7,)])
def test_the_facts_of_a_large_tensor_stay_inside_the_picture(shape):
    picture = explorables.shape(np.broadcast_to(np.float64(0), shape))
    root = ElementTree.fromstring(picture.frame.drawing)
    for one in root.findall(f"{SVG}text"):
        if one.get("text-anchor") is None:
            words, size = "".join(one.itertext()), float(one.get("font-size"))
            assert float(one.get("x")) + svg.width_of(words, size=size) <= host.WIDTH
