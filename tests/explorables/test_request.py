"""A request's way through an export: each stage's values, and the stage that refuses."""

import json
import time
from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from shipping.exports import load_signatures
from shipping.protocol import predict


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Versions 2 and 10 of a model that adds two numbers, with 10 times the second."""
    base = tmp_path_factory.mktemp("models")
    for version, factor in ((2, 100.0), (10, 10.0)):
        model = keras.Sequential([keras.Input([2], name="x"), keras.layers.Dense(1)])
        model.set_weights([np.array([[1.0], [factor]]), np.zeros(1)])
        model.export(str(base / str(version)), verbose=False)
    return base


@pytest.fixture
def picture(folder):
    return explorables.request(folder)


def test_of_versions_the_newest_answers_by_number_and_not_by_letters(picture):
    assert "version 10" in picture.frame.description and "Status 200" in picture.frame.description


def test_the_stages_hold_what_the_export_gives(picture):
    picture.controls["request"].value = "as typed below"
    picture.controls["typed"].value = '{"instances": [[1, 2], [3, 4]]}'
    words = picture.frame.description
    assert "x: float32 (2, 2) 1, 2, 3, 4" in words
    assert "output_0: float32 (2, 1) 21, 43" in words
    assert '{"predictions": [[21.0], [43.0]]}' in words


@pytest.mark.parametrize(
    ("request_", "stage"),
    [
        ("rows", ""),
        ("columns", ""),
        ("both keys", "lists become tensors"),
        ("no row", "lists become tensors"),
        ("not a list", "lists become tensors"),
        ("another type", "lists become tensors"),
        ("another shape", "the export computes"),
        ("no such signature", "a signature is chosen"),
        ("cut off", "JSON is read"),
    ],
)
def test_the_ready_requests_reach_as_far_as_their_names_say(picture, request_, stage):
    picture.controls["request"].value = request_
    frame = picture.frame
    assert ("Refused" in frame.reading) == bool(stage)
    assert stage in frame.reading and f"status {400 if stage else 200}" in frame.reading
    drawing = ElementTree.fromstring(frame.drawing)
    assert drawing.get("role") == "img" and "Status" in drawing.get("aria-label")


def test_it_says_what_the_protocol_says(picture, folder):
    signatures = load_signatures(folder / "10")
    for text in (
        '{"inputs": [[1, 2]]}',
        '{"instances": [1, 2], "inputs": 3}',
        "[]",
        "",
        '{"a": 1}',
    ):
        picture.controls["request"].value = "as typed below"
        picture.controls["typed"].value = text
        answer = predict(text, signatures)
        assert f"Status {answer.status}" in picture.frame.description
        if answer.status != 200:
            said = " ".join(json.loads(answer.text)["error"].split())
            assert said[:30] in picture.frame.description


def test_a_named_signature_with_texts_is_asked_for_by_its_name(tmp_path):
    module = tf.Module()

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="text")])
    def shout(text):
        return {"loud": tf.strings.upper(text)}

    tf.saved_model.save(module, str(tmp_path), signatures={"shout": shout})
    words = explorables.request(str(tmp_path)).frame.description
    assert '"signature_name": "shout"' in words and "'TEXT'" in words


def test_a_request_follows_the_hand(picture):
    picture.controls["request"].value = "columns"
    start = time.process_time()
    picture.controls["request"].value = "rows"
    assert time.process_time() - start < 0.05


@pytest.mark.parametrize("passed", [None, 3, "/no/such/folder"])
def test_what_is_no_export_is_answered_by_a_sentence(passed):
    picture = explorables.request(passed)
    assert "export" in picture.frame.text and not picture.frame.drawing
