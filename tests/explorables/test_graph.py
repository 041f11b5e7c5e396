"""The graph: its nodes, edges and inner graphs are those of the concrete function."""

import itertools
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.drawing import node_layout as layers
from explorables.page import host, svg
from explorables.pictures.graph import dataflow

SVG = "{http://www.w3.org/2000/svg}"


@tf.function
def clip(x, limit=3.0):
    total = tf.reduce_sum(x)
    if total > limit:
        x = x * limit / total
    while tf.reduce_sum(x) > 1.0:
        x = x / 2.0
    return x


def readings(picture):
    found = []
    for at in range(picture.controls["node"].max + 1):
        picture.controls["node"].value = at
        found.append(picture.frame.reading)
    return found


def test_every_operation_of_the_graph_is_a_node_in_order():
    concrete = clip.get_concrete_function(tf.ones(2))
    nodes = dataflow.Graphs(concrete)[dataflow.OUTER].nodes
    operations = concrete.graph.get_operations()
    assert [node.type for node in nodes[: len(operations)]] == [one.type for one in operations]
    assert [node.kind for node in nodes[len(operations) :]] == ["output"]
    for node, one in zip(nodes, operations, strict=False):
        assert [operations[source].outputs[at].name for source, at in node.sources] == [
            tensor.name for tensor in one.inputs
        ]


def test_the_slider_reads_the_graph_node_by_node():
    found = readings(explorables.graph(lambda x: 2.0 * x, tf.constant([1.0, 2.0])))
    assert found[0] == "Input x: float32 (2,). Next: Mul."
    assert any("takes 2 and x (float32 (2,)), gives float32 (2,)" in one for one in found)
    assert found[-1] == "Output: what Identity gives is returned."


def test_the_branches_of_an_if_and_the_parts_of_a_while_open():
    picture = explorables.graph(clip, tf.ones(2))
    assert picture.controls["graph"].options == (
        dataflow.OUTER,
        "cond: if true",
        "cond: if false",
        "while: condition",
        "while: body",
    )
    picture.controls["graph"].value = "cond: if true"
    found = readings(picture)
    assert any(one.startswith("RealDiv") for one in found)
    assert any("x of the outer graph" in one for one in found)
    picture.controls["graph"].value = "while: condition"
    assert any("gives bool ()" in one for one in readings(picture))
    picture.controls["graph"].value = "while: body"
    assert any("carried from turn to turn, at first Identity" in one for one in readings(picture))


def test_a_graph_inside_a_graph_inside_a_graph_opens():
    def nested(x):
        for i in tf.range(3):
            if tf.reduce_sum(x) > tf.cast(i, tf.float32):
                x = x + 1.0
        return x

    picture = explorables.graph(nested, tf.ones(2))
    inner = [one for one in picture.controls["graph"].options if " / " in one]
    assert any(one.startswith("while: body / ") and one.endswith(": if true") for one in inner)
    for name in inner:
        picture.controls["graph"].value = name
        assert "cannot be opened" not in picture.frame.text


def test_an_output_of_an_op_with_several_is_told_by_its_place():
    @tf.function
    def places(x):
        return tf.math.top_k(x, 2).indices

    picture = explorables.graph(lambda x: places(x), tf.ones(4))
    picture.controls["graph"].value = "PartitionedCall: function"
    assert any("takes TopKV2 output 1 (int32 (2,))" in one for one in readings(picture))


def test_variables_and_tensors_from_outside_are_named():
    weight = tf.Variable([[1.0], [2.0]], name="weight")
    found = readings(explorables.graph(lambda x: x @ weight, tf.ones((3, 2))))
    assert any("the variable weight, float32 (2, 1)" in one for one in found)


def test_an_effect_is_tied_in_by_control_edges():
    counter = tf.Variable(0.0)

    def tally(x):
        counter.assign_add(1.0)
        return x + counter

    picture = explorables.graph(tally, 1.0)
    found = readings(picture)
    assert any("gives nothing; it has an effect" in one for one in found)
    assert any("control edge: order, no data" in one for one in found)
    root = ElementTree.fromstring(picture.frame.drawing)
    assert any(one.get("stroke-dasharray") == "3 3" for one in root.iter(f"{SVG}path"))


@pytest.mark.parametrize(
    ("function", "arguments", "words"),
    [
        (3, (), "cannot be called"),
        (clip, (), "missing a required argument"),
        (clip, ("text",), "string"),
        (lambda x: x.nothing, (1,), "has no attribute 'nothing'"),
    ],
)
def test_what_cannot_be_traced_gets_a_sentence(function, arguments, words):
    assert words in explorables.graph(function, *arguments).frame.text


def test_a_concrete_function_is_taken_as_it_is():
    concrete = clip.get_concrete_function(tf.ones(2))
    assert "StatelessIf" in explorables.graph(concrete).frame.text
    assert "no arguments here" in explorables.graph(concrete, 1.0).frame.text


def test_nothing_reaches_the_page_while_a_function_is_traced(capfd):
    def loud(x):
        print("tracing")
        return x

    explorables.graph(loud, 1)
    assert capfd.readouterr() == ("", "")


def test_a_large_graph_is_drawn_in_part_and_this_is_said():
    def long(x):
        for _ in range(250):
            x = tf.sin(x)
        return x

    picture = explorables.graph(long, 1.0)
    assert "The first 200 of 253 nodes are drawn." in picture.frame.description
    assert "rows 1 to 6 of" in picture.frame.drawing
    picture.controls["node"].value = 199
    assert sum(1 for _ in ElementTree.fromstring(picture.frame.drawing).iter()) < 600


def test_what_a_node_takes_and_where_it_goes_is_marked_besides_its_color():
    picture = explorables.graph(lambda x: tf.sin(x) * 2.0, tf.ones(2))
    picture.controls["node"].value = 3
    words = [one.text for one in ElementTree.fromstring(picture.frame.drawing).iter(f"{SVG}text")]
    assert {"here", "in 1", "in 2", "next"} <= set(words)


@pytest.mark.parametrize("start", [tf.constant(3.0), tf.ones([32, 8, 8, 3]), tf.constant(7)])
def test_a_mark_on_a_node_covers_no_word_of_any(start):
    picture = explorables.graph(lambda x: (x + x) * x - 2 * x, start)
    for place in range(picture.controls["node"].max + 1):
        picture.controls["node"].value = place
        marks, words = [], []
        for node in ElementTree.fromstring(picture.frame.drawing).iter(f"{SVG}g"):
            if node.get("class") != "node":
                continue
            lines = node.findall(f"{SVG}text")
            for rect in node.findall(f"{SVG}rect[@class='marker']"):
                left, top = float(rect.get("x")), float(rect.get("y"))
                marks.append((left, left + float(rect.get("width")), top))
            for line in lines[:2]:  # the third is the mark's own
                middle, size = float(line.get("x")), float(line.get("font-size"))
                half = svg.width_of(line.text, size=size) / 2
                words.append((middle - half, middle + half, float(line.get("y"))))
        assert marks
        for left, right, top in marks:
            for begin, end, baseline in words:
                beside = right <= begin or end <= left
                assert beside or not top < baseline < top + 14, (place, left, begin)


def test_a_name_a_learner_chose_is_escaped():
    def odd(x):
        return x

    odd.__name__ = "<script>"
    picture = explorables.graph(odd, 1.0)
    ElementTree.fromstring(picture.frame.drawing)
    assert "<script" not in host.live_page(picture.frame)


@pytest.mark.parametrize("seed", range(20))
def test_a_layout_points_every_edge_down_keeps_boxes_apart_and_stays_inside(seed):
    generator = np.random.default_rng(seed)
    size = int(generator.integers(2, 40))
    widths = generator.uniform(40, 160, size).tolist()
    edges = sorted(
        {
            (int(generator.integers(0, end)), end)
            for end in range(1, size)
            for _ in range(generator.integers(0, 3))
        }
    )
    late = [
        end not in {to for _, to in edges} and bool(generator.integers(2)) for end in range(size)
    ]
    result = layers.placed(widths, edges, late, host.WIDTH)
    assert all(result.row[start] < result.row[end] for start, end in edges)
    for row in range(result.rows):
        boxes = sorted(
            (result.x[one] - widths[one] / 2, result.x[one] + widths[one] / 2)
            for one in range(size)
            if result.row[one] == row
        )
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(boxes))
        assert all(left > -1 and right < host.WIDTH + 1 for left, right in boxes)


def test_text_fits_its_box():
    picture = explorables.graph(clip, tf.ones(2))
    root = ElementTree.fromstring(picture.frame.drawing)
    for box in root.iter(f"{SVG}g"):
        rect = box.find(f"{SVG}rect")
        if box.get("class") == "node" and rect is not None and rect.get("class") != "marker":
            for one in box.findall(f"{SVG}text"):
                size = float(one.get("font-size"))
                assert svg.width_of(one.text, size=size) <= float(rect.get("width")) + 1
