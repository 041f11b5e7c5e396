"""The protocol: published examples, and refusals with the words of the public source."""

import json
import math
import re
import sys

import numpy as np
import pytest

from shipping import protocol
from shipping.protocol import (
    DEFAULT_SIGNATURE,
    STAGES,
    TYPE_NAMES,
    Refusal,
    Signature,
    predict,
    read_tensor,
    write,
)

HALF = Signature({"x": "float32"}, lambda tensors: {"y": tensors["x"] / np.float32(2) + 3})
SIGNATURES = {DEFAULT_SIGNATURE: HALF}
ROW = "Failed to process element: {} of 'instances' list. Error: INVALID_ARGUMENT: {}"


def echo(**types: str) -> dict[str, Signature]:
    """A model whose outputs are its inputs."""
    return {DEFAULT_SIGNATURE: Signature(types, lambda tensors: dict(tensors))}


def said(text: str, signatures: dict[str, Signature] = SIGNATURES) -> str:
    return json.loads(predict(text, signatures).text)["error"]


# The 18 bodies that were compared by hand with what the page and the source say, for x / 2 + 3: the
# status, and the answer, or the stage and the sentence of the refusal.
BODIES = [
    ('{"instances": [1.0, 2.0, 5.0]}', 200, {"predictions": [3.5, 4.0, 5.5]}),
    ('{"inputs": [1.0, 2.0, 5.0]}', 200, {"outputs": [3.5, 4.0, 5.5]}),
    ('{"inputs": {"x": [1.0, 2.0, 5.0]}}', 200, {"outputs": [3.5, 4.0, 5.5]}),
    ('{"instances": [{"x": 1.0}, {"x": 2.0}]}', 200, {"predictions": [3.5, 4.0]}),
    ('{"instances": [[1, 2], [3, 4]]}', 200, {"predictions": [[3.5, 4.0], [4.5, 5.0]]}),
    (
        '{"signature_name": "serving_default", "instances": [1], "more": 0}',
        200,
        {"predictions": [3.5]},
    ),
    ('{"inputs": 1}', 200, {"outputs": 3.5}),
    ("", "parse", "JSON Parse error: The document is empty"),
    ('["instances"]', "parse", 'JSON Value: [\n    "instances"\n] Is not object'),
    (
        '{"signature_name": "other", "instances": [1]}',
        "signature",
        'Serving signature name: "other" not found in signature def',
    ),
    (
        '{"signature_name": 1}',
        "signature",
        'JSON Value: {\n    "signature_name": 1\n} not formatted correctly. '
        "'signature_name' key must be a string value.",
    ),
    ("{}", "tensors", "Missing 'inputs' or 'instances' key"),
    (
        '{"instances": []}',
        "tensors",
        "JSON Value: {\n    \"instances\": []\n} No values in 'instances' array",
    ),
    (
        '{"instances": 1.5}',
        "tensors",
        "JSON Value: {\n    \"instances\": 1.5\n} Excepting 'instances' to be an list/array",
    ),
    (
        '{"instances": [1], "inputs": [1]}',
        "tensors",
        'JSON Value: {\n    "instances": [\n        1\n    ],\n    "inputs": [\n        1\n    ]\n} Not '
        "formatted correctly expecting only one of 'inputs' or 'instances' keys to exist ",
    ),
    (
        '{"instances": ["a"]}',
        "tensors",
        ROW.format(0, 'JSON Value: "a" Type: String is not of expected type: float'),
    ),
    (
        '{"instances": [[1, 2], [3]]}',
        "tensors",
        ROW.format(1, "Expecting tensor size: 2 but got: 1"),
    ),
    ('{"inputs": {"z": [1]}}', "tensors", "Missing named input: x in 'inputs' object."),
]


@pytest.mark.parametrize("body, outcome, expected", BODIES, ids=[body for body, *_ in BODIES])
def test_a_body_is_answered_as_published_or_refused_as_in_the_source(body, outcome, expected):
    answer = predict(body, SIGNATURES)
    if outcome == 200:
        assert (answer.status, json.loads(answer.text), answer.stage) == (200, expected, "")
    else:
        assert (answer.status, answer.stage) == (400, outcome)
        assert json.loads(answer.text) == {"error": expected}


def test_there_are_eighteen_bodies_and_they_are_refused_at_every_stage_before_the_model():
    assert len(BODIES) == 18
    assert {outcome for _, outcome, _ in BODIES} == {200, *STAGES[:3]}


def test_the_stages_model_and_writing_refuse_too():
    def broken(tensors):
        raise Refusal(400, "Matrix size-incompatible")

    def scalar(tensors):
        return {"y": np.float32(1.0).reshape(())}

    for run, stage in ((broken, "run"), (scalar, "write"), (lambda tensors: {}, "write")):
        signatures = {DEFAULT_SIGNATURE: Signature({"x": "float32"}, run)}
        answer = predict('{"instances": [1]}', signatures)
        assert (answer.status, answer.stage) == (400, stage)
    assert said('{"instances": [1]}', signatures) == "Cannot convert empty tensor map to JSON"


def test_the_published_request_of_three_inputs_in_rows_and_in_columns():
    signatures = echo(tag="string", signal="int32", sensor="float32")
    rows = [
        {"tag": "foo", "signal": [1, 2, 3, 4, 5], "sensor": [[1, 2], [3, 4]]},
        {"tag": "bar", "signal": [3, 4, 1, 2, 5], "sensor": [[4, 5], [6, 8]]},
    ]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    by_row = predict(json.dumps({"instances": rows}), signatures)
    by_column = predict(json.dumps({"inputs": columns}), signatures)
    assert json.loads(by_row.text) == {"predictions": rows}
    assert json.loads(by_column.text) == {"outputs": columns}
    assert (by_row.layout, by_column.layout) == ("row", "column")
    assert by_row.inputs["sensor"].shape == (2, 2, 2)
    assert by_row.inputs["signal"].dtype == np.int32
    assert list(by_row.inputs["tag"]) == [b"foo", b"bar"]


def test_an_answer_tells_what_each_stage_made():
    answer = predict('{"instances": [1.0, 2.0]}', SIGNATURES)
    assert answer.request == {"instances": [1.0, 2.0]}
    assert answer.signature == "serving_default"
    assert answer.inputs["x"].tolist() == [1.0, 2.0]
    assert answer.outputs["y"].tolist() == [3.5, 4.0]
    refused = predict('{"instances": [[1], 2]}', SIGNATURES)
    assert (refused.signature, refused.layout, refused.inputs) == ("serving_default", "", {})


@pytest.mark.parametrize(
    "types, body, sentence",
    [
        (
            {"a": "float32", "b": "float32"},
            {"instances": [1]},
            "instances is a plain list, but expecting list of objects as multiple input tensors "
            "required as per tensorinfo_map",
        ),
        (
            {"a": "float32", "b": "float32"},
            {"inputs": [1]},
            "inputs is a plain value/list, but expecting an object as multiple input tensors required "
            "as per tensorinfo_map",
        ),
        (
            {"a": "float32", "b": "float32"},
            {"instances": [{"b": 1}]},
            "Failed to process element: 0 of 'instances' list. JSON object: {\n    \"b\": 1\n} keys must "
            "be equal to: a,b",
        ),
        (
            {"a": "float32"},
            {"instances": [{"z": 1}]},
            "Failed to process element: 0 key: z of 'instances' list. Error: INVALID_ARGUMENT: JSON "
            "object: does not have named input: z",
        ),
        (
            {"a": "float32"},
            {"instances": [{"a": 1}, 2]},
            "Expecting object but got list at item 1 of input list",
        ),
        (
            {"a": "float32"},
            {"instances": [1, {"a": 2}]},
            "Expecting value/list but got object at item 1 of input list",
        ),
        (
            {"a": "float32"},
            {"instances": [[[1, 2, 3, 4]], [[1, 2], [3, 4]]]},
            ROW.format(1, "Expecting shape [1,4] but got: [2,2]"),
        ),
        (
            {"a": "float32"},
            {"inputs": [[1, 2], 3]},
            "JSON Value: 3 found at incorrect level: 2 in the JSON DOM. Expected at level: 2",
        ),
        (
            {"a": "float32"},
            {"inputs": [1, [2]]},
            "Encountered list at unexpected level: 1 expected < 1",
        ),
        (
            {"a": "float32"},
            {"inputs": [[1, 2], [3]]},
            "Encountered list at unexpected size: 1 at level: 1 expected size: 2",
        ),
        (
            {"a": "int32"},
            {"inputs": [3.0]},
            "JSON Value: 3.0 Type: Number is not of expected type: int32",
        ),
        (
            {"a": "int32"},
            {"inputs": [2**31]},
            "JSON Value: 2147483648 Type: Number is not of expected type: int32",
        ),
        (
            {"a": "uint64"},
            {"inputs": [-1]},
            "JSON Value: -1 Type: Number is not of expected type: uint64",
        ),
        (
            {"a": "float32"},
            {"inputs": [True]},
            "JSON Value: true Type: True is not of expected type: float",
        ),
        (
            {"a": "float64"},
            {"inputs": [None]},
            "JSON Value: null Type: Null is not of expected type: double",
        ),
        (
            {"a": "bool"},
            {"inputs": [1]},
            "JSON Value: 1 Type: Number is not of expected type: bool",
        ),
        (
            {"a": "string"},
            {"inputs": [0.25]},
            "JSON Value: 0.25 Type: Number is not of expected type: string",
        ),
        (
            {"a": "float32"},
            {"inputs": [2**24]},
            "Cannot convert JSON value: 16777216 to float without loss of precision.",
        ),
        (
            {"a": "float32"},
            {"inputs": [1e39]},
            "Cannot convert JSON value: 1e+39 to float without loss of precision.",
        ),
        ({"a": "string"}, {"inputs": [{"b64": "*"}]}, "Unable to base64 decode"),
        (
            {"a": "string"},
            {"inputs": [{"b63": "a"}]},
            'JSON Value: {\n    "b63": "a"\n} not formatted correctly for base64 data',
        ),
    ],
)
def test_values_that_are_no_tensor_are_refused_with_the_words_of_the_source(types, body, sentence):
    answer = predict(json.dumps(body), echo(**types))
    assert (answer.status, answer.stage) == (400, "tensors")
    assert json.loads(answer.text)["error"] == sentence


def test_a_type_that_json_cannot_fill_is_not_implemented():
    answer = predict('{"inputs": [1]}', echo(a="complex64"))
    assert (answer.status, answer.stage) == (501, "tensors")


@pytest.mark.parametrize("dtype", sorted(set(TYPE_NAMES) - {"string"}))
def test_a_tensor_of_every_type_comes_back_as_it_went(dtype):
    values = [[True, False]] if dtype == "bool" else [[0, 1, 100]]
    answer = predict(json.dumps({"inputs": values}), echo(a=dtype))
    assert answer.inputs["a"].dtype == dtype
    assert json.loads(answer.text) == {"outputs": values}


def test_bytes_travel_as_base64_and_are_written_so_where_the_name_ends_in_bytes():
    signatures = {
        DEFAULT_SIGNATURE: Signature(
            {"a": "string"}, lambda tensors: {"a": tensors["a"], "a_bytes": tensors["a"]}
        )
    }
    answer = predict('{"instances": [{"b64": "aGk="}, "h\\u00e9"]}', signatures)
    assert list(answer.inputs["a"]) == [b"hi", "hé".encode()]
    assert json.loads(answer.text) == {
        "predictions": [
            {"a": "hi", "a_bytes": {"b64": "aGk="}},
            {"a": "hé", "a_bytes": {"b64": "aMOp"}},
        ]
    }


def test_nan_and_infinity_are_let_in_and_written_as_published_which_strict_parsers_refuse():
    answer = predict('{"instances": [NaN, Infinity, -Infinity]}', SIGNATURES)
    assert answer.text == '{"predictions": [NaN, Infinity, -Infinity]}'

    def strict(word):
        raise ValueError(word)

    with pytest.raises(ValueError, match="NaN"):
        json.loads(answer.text, parse_constant=strict)


def test_numbers_are_written_with_the_digits_they_need_and_no_others():
    values = np.array([0.1, 0.2, 1 / 3, 1e20, 16777216, -0.0, 1.5e-7], np.float32)
    text = write({"y": values}, "row")
    assert text.startswith('{"predictions": [0.1, 0.2, 0.333333343, ')
    assert np.array_equal(np.array(json.loads(text)["predictions"], np.float32), values)
    wide = np.array([0.1, math.pi])
    assert json.loads(write({"y": wide}, "row"))["predictions"] == wide.tolist()


def test_outputs_of_different_length_fit_columns_and_no_rows():
    outputs = {"a": np.zeros(2, np.float32), "b": np.zeros(3, np.float32)}
    assert json.loads(write(outputs, "column")) == {"outputs": {"a": [0, 0], "b": [0, 0, 0]}}
    with pytest.raises(Refusal, match="b has inconsistent batch size: 3 expecting: 2"):
        write(outputs, "row")
    with pytest.raises(Refusal, match="for tensor type: complex64"):
        write({"a": np.zeros(1, np.complex64)}, "row")


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"inputs": ' + "[" * 20])
def test_what_is_nested_very_deeply_is_refused_and_costs_nothing(opening):
    text = opening * 200_000
    assert predict(text, SIGNATURES).status == 400


def test_every_depth_of_lists_gets_an_answer():
    for depth in (*range(1, 40), *range(100, sys.getrecursionlimit() + 300, 100)):
        answer = predict('{"inputs": ' + "[" * depth + "1" + "]" * depth + "}", SIGNATURES)
        assert answer.status == (200 if depth <= 32 else 400), depth


def requests_of(draws: np.random.Generator) -> str:
    """A request whose numbers are plain, or nearly so: at most one entry is of another kind or length."""
    shape = tuple(draws.integers(0, 4, draws.integers(1, 4)))
    value = draws.integers(-3, 300, shape).tolist()
    if draws.random() < 0.5:
        value = (draws.normal(size=shape) * 10.0 ** draws.integers(-3, 36)).tolist()
    place = value
    while place and isinstance(place[0], list) and draws.random() < 0.7:
        place = place[draws.integers(len(place))]
    if place and draws.random() < 0.6:
        odd = [True, None, "a", [], [1], {"b64": "aGk="}, 3.0, 2**24, 2**31, -1, 10**400, math.nan]
        place[draws.integers(len(place))] = odd[draws.integers(len(odd))]
    return json.dumps({("instances", "inputs")[draws.integers(2)]: value})


def test_numbers_read_at_once_are_those_read_one_by_one(monkeypatch: pytest.MonkeyPatch):
    draws = np.random.default_rng(0)
    asked = [
        (requests_of(draws), echo(a=dtype))
        for dtype in ("float32", "float64", "int32", "uint8", "uint64", "bool", "string")
        for _ in range(150)
    ]
    at_once = [predict(*one) for one in asked]
    monkeypatch.setattr(protocol, "read_plain", lambda *anything: None)
    one_by_one = [predict(*one) for one in asked]
    assert [answer.text for answer in at_once] == [answer.text for answer in one_by_one]
    answered = sum(answer.status == 200 for answer in at_once)
    assert 200 < answered < len(asked) - 200


def test_empty_lists_keep_their_shape():
    assert read_tensor([], "float32").shape == (0,)
    assert read_tensor([[], []], "int32").shape == (2, 0)
    assert json.loads(predict('{"inputs": []}', SIGNATURES).text) == {"outputs": []}


def test_malformed_json_is_refused_with_its_place():
    refused = predict('{"instances": [1, 2}', SIGNATURES)
    assert (refused.status, refused.stage) == (400, "parse")
    assert re.fullmatch(r"JSON Parse error: .+ at offset: \d+", json.loads(refused.text)["error"])
    assert predict('{"inputs": [' + "9" * 5000 + "]}", SIGNATURES).status == 400
    assert predict('{"inputs": [' + "9" * 400 + "]}", SIGNATURES).status == 400


@pytest.mark.parametrize("number", ["1e400", "-1E+999", "1" + 309 * "0", 5000 * "9"])
def test_a_number_larger_than_every_float64_is_refused(number: str):
    body = f'{{"inputs": {{"x": [{number}]}}}}'
    said_of_it = "JSON Parse error: Number too big to be stored in double."
    assert said(body, echo(x="float32")) == said_of_it


def test_numbers_that_only_look_too_large_are_read():
    body = '{"inputs": {"x": [1e0001, 1e-400, 12]}, "text": "e400"}'
    answered = predict(body, echo(x="float32"))
    assert json.loads(answered.text) == {"outputs": [10.0, 0.0, 12.0]}


def test_half_a_pair_is_refused_and_base64_needs_no_padding():
    words = said('{"inputs": ["\\ud800"]}', echo(x="string"))
    assert words == "JSON Parse error: The surrogate pair in string is invalid."
    answered = predict('{"inputs": [{"b64": "YQ"}, {"b64": "YQ=="}]}', echo(x="string"))
    assert json.loads(answered.text) == {"outputs": ["a", "a"]}
