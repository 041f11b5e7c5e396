"""Names and objects: what each line does to them is what Python and TensorFlow did."""

import sys
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page import host
from explorables.page.host import static_page
from explorables.pictures.state.run import MOST, run
from explorables.pictures.state.words import effects

ALIAS = """
weights = tf.Variable([1.0, 2.0])
same = weights
copy = tf.Variable(weights)
weights.assign([7.0, 8.0])
weights = weights + 1
same = 0
"""


def marks(lines, **names):
    """What stands beside each line at the end, as the drawing says it."""
    picture = explorables.state(lines, **names)
    picture.controls["step"].value = picture.controls["step"].max
    root = ElementTree.fromstring(picture.frame.drawing)
    return [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]


def done(lines, line, **names):
    """The effects of the last time that a line ran, and the moment after it."""
    story = run(lines, names)
    place = max(place for place, step in enumerate(story.steps) if step.line == line)
    after = story.steps[place].after
    return effects(story.before(place), after), after


def test_an_alias_is_a_name_and_a_copy_an_object():
    alias, after = done(ALIAS, 2)
    assert (alias.bound, alias.made, alias.changed) == (("same",), (), ())
    assert after.names["same"] == after.names["weights"]
    copy, after = done(ALIAS, 3)
    assert copy.made == (after.names["copy"],) != (after.names["weights"],)


def test_assign_changes_the_object_and_an_equals_sign_moves_the_name():
    assigned, after = done(ALIAS, 4)
    assert (assigned.bound, assigned.changed) == ((), (1,))
    assert after.sights[1].value == "[7.0, 8.0]"
    assert after.sights[after.names["copy"]].value == "[1.0, 2.0]"
    moved, after = done(ALIAS, 5)
    assert (moved.bound, moved.left, moved.changed) == (("weights",), {"weights": 1}, ())
    assert after.sights[after.names["weights"]].kind == "tensor"
    assert after.names_of(1) == ["same"]


def test_the_last_name_of_an_object_takes_it_along():
    lost, _ = done(ALIAS, 6)
    assert lost.lost == (1,)
    picture = explorables.state(ALIAS)
    picture.controls["step"].value = 6
    assert "No name leads to object 1 any more." in picture.frame.reading


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("v.assign_add([1.0, 1.0])", True),
        ("v[0].assign(5.0)", True),
        ("v.scatter_add(tf.IndexedSlices([1.0], [1]))", True),
        ("v.assign([1.0, 2.0])", False),  # the same values again
        ("v + 1.0", False),
        ("a[0] = 5", True),
        ("a += 1", True),
        ("l.append(3)", True),
        ("d['x'] = v", True),
        ("g.normal([2])", True),
        ("t + 1", False),
        ("b = a[1:]", False),
        ("m.w = t", True),
    ],
)
def test_what_changes_an_object_is_told_from_what_does_not(line, changed):
    names = {
        "v": tf.Variable([1.0, 2.0]),
        "a": np.array([1, 2]),
        "l": [1, 2],
        "d": {},
        "g": tf.random.Generator.from_seed(1),
        "t": tf.constant([1.0]),
        "m": tf.Module(),
    }
    assert bool(done(line, 1, **names)[0].changed) is changed


def test_a_list_holds_objects_and_does_not_change_with_them():
    lines = "v = tf.Variable(1.0)\nkept = [v]\nv.assign(2.0)\ndel v"
    changed, after = done(lines, 3)
    assert changed.changed == (1,)
    assert after.sights[after.names["kept"]].value == "object 1"
    gone, after = done(lines, 4)
    assert gone.lost == () and after.sights[1].value == "2.0"


def test_a_view_changes_with_its_array():
    changed, after = done("a = np.zeros(3)\nview = a[1:]\nview[0] = 5", 3)
    assert set(changed.changed) == {after.names["a"], after.names["view"]}


def test_an_array_from_a_variable_stays_and_so_does_a_keras_variable_s():
    keras = tf.keras
    for variable in (tf.Variable([1.0]), keras.Variable([1.0])):
        changed, after = done("a = v.numpy()\nv.assign([5.0])", 2, v=variable)
        assert changed.changed == (after.names["v"],)
    assert after.sights[after.names["v"]].kind == "keras.Variable"


def test_the_lines_of_a_loop_come_up_at_each_round_and_a_long_line_once():
    story = run("x = [\n  1,\n  2,\n]\nfor i in range(2):\n    x.append(i)", {})
    assert [step.line for step in story.steps] == [1, 5, 6, 5, 6, 5]


def test_what_a_function_does_inside_is_one_step():
    lines = "v = tf.Variable(1.0)\ndef grow(c):\n    c = c + 1\n    return c\nr = grow(v)\nv.assign(9.0)"
    story = run(lines, {})
    assert [step.line for step in story.steps] == [1, 2, 5, 6]
    assert effects(story.before(2), story.steps[2].after).changed == ()


@pytest.mark.parametrize("lines", ["x = 0\nwhile True:\n    x += 1", "while True: pass"])
def test_lines_without_an_end_are_stopped(lines):
    picture = explorables.state(lines)
    picture.controls["step"].value = picture.controls["step"].max
    assert picture.controls["step"].max <= MOST
    assert "they were stopped here" in picture.frame.reading


def test_an_error_is_the_last_step_and_says_what_stopped():
    picture = explorables.state("v = tf.Variable(1.0)\nv += 1.0\nw = 2")
    assert picture.controls["step"].max == 2
    picture.controls["step"].value = 2
    assert "It stops with RuntimeError" in picture.frame.reading
    assert "stops with an error" in picture.frame.drawing
    assert "w" not in run("v = 1\n1 / 0\nw = 2", {}).steps[-1].after.names


def test_what_a_line_prints_is_read_out_and_not_printed(capsys):
    picture = explorables.state("v = tf.Variable(1.0)\nprint('the value', v.numpy())")
    picture.controls["step"].value = 2
    assert "It prints the value 1.0" in picture.frame.reading
    assert capsys.readouterr().out == ""


def test_the_notebook_s_names_stay_and_what_traced_before_goes_on_tracing():
    weights, before = tf.Variable(1.0), sys.gettrace()
    explorables.state("v.assign(2.0)\nv = 3", v=weights)
    assert weights.numpy() == 2.0
    assert sys.gettrace() is before


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (3, "are to be one string"),
        (run, "are to be one string"),
        ("", "no line of code"),
        ("  \n# only a comment\n", "no line of code"),
        ("a = 1\nb = = 2", "cannot read line 2, 'b = = 2'"),
        ("%time a = 1", "belongs to the notebook"),
        ("a = 1\0", "null bytes"),
        ("if True:\nx = 1", "cannot read line 2"),
    ],
)
def test_what_is_no_cell_is_answered_by_a_sentence(lines, words):
    picture = explorables.state(lines)
    assert words in picture.frame.text
    assert "Traceback" not in static_page(picture.frame)


class Hostile:
    def __getattribute__(self, name):
        raise RuntimeError("no attribute today")


@pytest.mark.parametrize(
    "value",
    [
        Hostile,
        tf.ragged.constant([[1], [2, 3]]),
        tf.sparse.from_dense([[0, 1]]),
        tf.constant(["<b>", "é"]),
        np.array([object()]),
        np.zeros((0, 3)),
        np.arange(1e6),
        float("nan"),
        "a" * 500,
        [[[[1]]]],
        {1: {2: {3: [4]}}},
        range(3),
        lambda: 1,
        tf.float32,
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_object_can_stand_there(value):
    value = value() if value is Hostile else value
    picture = explorables.state("other = value\n1", value=value)
    for step in range(3):
        picture.controls["step"].value = step
        ElementTree.fromstring(picture.frame.drawing)
        assert "changes" not in picture.frame.reading


def test_every_step_is_drawn_the_picture_keeps_its_size_and_fits():
    picture = explorables.state(ALIAS)
    sizes = set()
    for step in range(picture.controls["step"].max + 1):
        picture.controls["step"].value = step
        root = ElementTree.fromstring(picture.frame.drawing)
        sizes.add(root.get("viewBox"))
        assert picture.frame.reading and root.get("aria-label").startswith("Names and objects")
    [size] = sizes
    _, _, width, height = map(float, size.split())
    assert width == host.WIDTH and height < 450


def test_more_lines_and_objects_than_fit_leave_what_the_step_touched_in_view():
    lines = "\n".join(f"x{number} = tf.Variable({number}.0)" for number in range(30))
    picture = explorables.state(f"{lines}\nx0.assign(5.0)")
    for step, name in ((1, "x0"), (30, "x29"), (31, "x0")):
        picture.controls["step"].value = step
        root = ElementTree.fromstring(picture.frame.drawing)
        words = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
        assert name in words
    assert "and 26 more, not drawn" in words
    assert float(root.get("height")) < 450


def test_the_saved_page_shows_the_end_with_what_each_line_did():
    page = explorables.state(ALIAS)._repr_mimebundle_()["text/html"]
    assert "after line 6" in page and "data:image/svg+xml" in page
    said = marks(ALIAS)
    for words in ("a name for a new object", "only a name", "changes object 1"):
        assert words in said
    assert said.count("moves a name to a new object") == 2
    drawn = marks("g = tf.random.Generator.from_seed(7)\nx = g.normal([2])\nx + 1")
    assert "changes object 1, makes another" in drawn
    assert "changes nothing" in drawn
