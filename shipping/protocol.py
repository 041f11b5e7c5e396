"""A model of TensorFlow Serving's REST predict protocol: request text in, status and JSON text out.

It is not TensorFlow Serving. The rules come from its published page (RESTful API) and the refusals from
its public source (json_tensor.cc, http_rest_api_handler.cc, get_model_status_impl.cc), read in November
2026; nothing here was compared with a running one. A request goes through `STAGES`, and an answer names
the stage that refused it.

What is left out: gRPC; classify, regress and metadata, which get a 501 before anything else of the request
is looked at; batching of requests; version labels, whose addresses count as malformed; reloading.

What differs in a body: where JSON itself is malformed, the words and the place are those of Python's parser;
of two equal keys the last counts here, the first there; `Inf` for `Infinity` is taken there alone; a tensor
has 32 dimensions at most here.

What differs in how it comes (shipping.server): bytes that are no UTF-8 are refused here and go through there,
so a body in gzip, which is unpacked there, is refused here for its encoding. A body in chunks gets a 411 here
and is read there. One of more than 64 MiB gets a 413. A method other than GET and POST gets a 501 here, and
mostly a 400 there. No part of an address is decoded, with one exception here: a model's name that no address
can hold as it is, such as "½", comes encoded, and can't be asked for there at all.

Only NumPy is needed: a model comes in as `Signature`s (shipping.exports makes them).
"""

import base64
import binascii
import itertools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

# parse: the text is a JSON object. signature: it names one that the model has. tensors: its lists
# become tensors of the types that the signature asks for. run: the model computes. write: back to JSON.
STAGES = ("parse", "signature", "tensors", "run", "write")
DEFAULT_SIGNATURE = "serving_default"

# The types a request can fill, with the names that refusals use for them.
TYPE_NAMES = {
    "float32": "float",
    "float64": "double",
    "int8": "int8",
    "int16": "int16",
    "int32": "int32",
    "int64": "int64",
    "uint8": "uint8",
    "uint32": "uint32",
    "uint64": "uint64",
    "bool": "bool",
    "string": "string",
}
# A JSON whole number counts as an int32 for every small type, so what is too large wraps around.
INTEGER_LIMITS = {
    "int8": (-(2**31), 2**31 - 1),
    "int16": (-(2**31), 2**31 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint8": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
# From here on neighboring whole numbers share one floating-point number.
LARGEST_WHOLE = {"float32": 2**24 - 1, "float64": 2**53 - 1}
# The most dimensions that every NumPy takes (TensorFlow's own limit is 254).
DEEPEST = 32
# Where a text holds such a number, it may be one that no float64 holds.
MAYBE_TOO_BIG = re.compile(r"[eE]\+?0*\d{3}|\d{309}")
DIGITS = {"float16": (6, 9), "float32": (6, 9), "float64": (6, 17)}

Tensors = dict[str, np.ndarray]


class Refusal(Exception):
    """A request is refused: the HTTP status, and the sentence of the error."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class Signature:
    """What a model takes under one name, and the function behind it.

    `inputs` has the type of each input by name ("float32", "string", ...); `run` takes arrays under
    those names and returns arrays. It raises Refusal where the model itself can't compute.
    """

    inputs: Mapping[str, str]
    run: Callable[[Tensors], Tensors]


@dataclass(frozen=True)
class Answer:
    """What a request came to, and what each stage made of it.

    `stage` names the stage of STAGES that refused it, and is "" where none did; what later stages
    would have filled is empty then. `layout` is "row" or "column".
    """

    status: int
    text: str
    stage: str = ""
    request: Any = None
    signature: str = ""
    layout: str = ""
    inputs: Tensors = field(default_factory=dict)
    outputs: Tensors = field(default_factory=dict)


def predict(text: str, signatures: Mapping[str, Signature]) -> Answer:
    """Answer the body of one predict request from a model's signatures."""
    return answer(text, lambda name: find_signature(name, signatures))


def answer(text: str, find: Callable[[str], Signature]) -> Answer:
    """The same where `find` looks a signature up by name; it may raise Refusal (no such model)."""
    known: dict[str, Any] = {}
    stage = "parse"
    try:
        known["request"] = parse(text)
        stage = "signature"
        known["signature"] = signature_name(known["request"])
        signature = find(known["signature"])
        stage = "tensors"
        known["layout"], known["inputs"] = read_tensors(known["request"], signature.inputs)
        stage = "run"
        known["outputs"] = signature.run(known["inputs"])
        stage = "write"
        return Answer(200, write(known["outputs"], known["layout"]), **known)
    except Refusal as refusal:
        return Answer(refusal.status, error_text(refusal.sentence), stage, **known)
    except RecursionError:
        return Answer(400, error_text("The request is nested too deeply"), stage, **known)


def error_text(sentence: str) -> str:
    """The JSON text of an error."""
    return json.dumps({"error": sentence}, indent=4)


def parse(text: str) -> dict[str, Any]:
    """Stage 1: the JSON object of a request. NaN, Infinity and -Infinity are let in, as published."""
    if not text:
        raise Refusal(400, "JSON Parse error: The document is empty")
    try:
        if MAYBE_TOO_BIG.search(text):
            request = json.loads(text, parse_float=within_limits, parse_int=within_limits)
        else:
            request = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refusal(400, f"JSON Parse error: {error.msg} at offset: {error.pos}") from None
    except RecursionError:
        raise Refusal(400, "JSON Parse error: lists or objects are nested too deeply") from None
    if not isinstance(request, dict):
        raise Refusal(400, f"JSON Value: {shown(request)} Is not object")
    return request


def within_limits(digits: str) -> int | float:
    """A number of a JSON text; refused if it is larger than every float64."""
    number = float(digits)
    if np.isinf(number):
        raise Refusal(400, "JSON Parse error: Number too big to be stored in double.")
    return int(digits) if digits.lstrip("-").isdigit() else number


def signature_name(request: Mapping[str, Any]) -> str:
    """Stage 2: the name of the signature asked for."""
    name = request.get("signature_name", "")
    if not isinstance(name, str):
        raise Refusal(
            400,
            f"JSON Value: {shown(request)} not formatted correctly. 'signature_name' key must be a "
            "string value.",
        )
    return name or DEFAULT_SIGNATURE


def find_signature(name: str, signatures: Mapping[str, Signature]) -> Signature:
    """Stage 2, goes on: the signature of that name."""
    if name not in signatures:
        raise Refusal(400, f'Serving signature name: "{name}" not found in signature def')
    if not signatures[name].inputs:
        raise Refusal(400, f"Failed to get input map for signature: {name}")
    return signatures[name]


def read_tensors(request: Mapping[str, Any], inputs: Mapping[str, str]) -> tuple[str, Tensors]:
    """Stage 3: "row" or "column", and the tensors of the request by name."""
    if "instances" in request and "inputs" in request:
        raise Refusal(
            400,
            f"JSON Value: {shown(request)} Not formatted correctly expecting only one of 'inputs' or "
            "'instances' keys to exist ",
        )
    if "instances" in request:
        instances = request["instances"]
        if not isinstance(instances, list):
            raise Refusal(
                400, f"JSON Value: {shown(request)} Excepting 'instances' to be an list/array"
            )
        if not instances:
            raise Refusal(400, f"JSON Value: {shown(request)} No values in 'instances' array")
        return "row", read_rows(instances, inputs)
    if "inputs" in request:
        return "column", read_columns(request["inputs"], inputs)
    raise Refusal(400, "Missing 'inputs' or 'instances' key")


def read_rows(instances: list, inputs: Mapping[str, str]) -> Tensors:
    """Tensors of a list with one entry a row: values, or objects with a value for each input."""
    if not isinstance(instances[0], dict) and len(inputs) > 1:
        raise Refusal(
            400,
            "instances is a plain list, but expecting list of objects as multiple input tensors "
            "required as per tensorinfo_map",
        )
    of_objects = is_object(instances[0])
    if not of_objects:
        name, dtype = next(iter(inputs.items()))
        shape = [len(instances), *list_shape(instances[0])]
        if len(shape) <= DEEPEST and (batch := read_plain(instances, shape, dtype)) is not None:
            return {name: batch}
    rows: dict[str, list[np.ndarray]] = {}
    for index, instance in enumerate(instances):
        if is_object(instance) != of_objects:
            wanted, got = ("object", "list") if of_objects else ("value/list", "object")
            raise Refusal(400, f"Expecting {wanted} but got {got} at item {index} of input list")
        items = instance if of_objects else {next(iter(inputs)): instance}
        for name, value in items.items():
            try:
                rows.setdefault(name, []).append(read_row(value, name, inputs, rows.get(name)))
            except Refusal as refusal:
                key = f" key: {name}" if of_objects else ""
                kind = {400: "INVALID_ARGUMENT", 501: "UNIMPLEMENTED"}[refusal.status]
                raise Refusal(
                    400,
                    f"Failed to process element: {index}{key} of 'instances' list. "
                    f"Error: {kind}: {refusal.sentence}",
                ) from None
        if of_objects and set(instance) != set(inputs):
            raise Refusal(
                400,
                f"Failed to process element: {index} of 'instances' list. JSON object: "
                f"{shown(instance)} keys must be equal to: {','.join(sorted(inputs))}",
            )
    return {name: np.stack(values) for name, values in rows.items()}


def read_row(
    value: Any, name: str, inputs: Mapping[str, str], before: list[np.ndarray] | None
) -> np.ndarray:
    """One row of one input, of the shape that the rows before it have."""
    if name not in inputs:
        raise Refusal(400, f"JSON object: does not have named input: {name}")
    row = read_tensor(value, inputs[name])
    if before and row.size != before[0].size:
        raise Refusal(400, f"Expecting tensor size: {before[0].size} but got: {row.size}")
    if before and row.shape != before[0].shape:
        wanted, got = (
            "[" + ",".join(map(str, shape)) + "]" for shape in (before[0].shape, row.shape)
        )
        raise Refusal(400, f"Expecting shape {wanted} but got: {got}")
    return row


def read_columns(columns: Any, inputs: Mapping[str, str]) -> Tensors:
    """Tensors of one value for the only input, or of an object with a whole tensor for each."""
    if not is_object(columns):
        if len(inputs) > 1:
            raise Refusal(
                400,
                "inputs is a plain value/list, but expecting an object as multiple input tensors "
                "required as per tensorinfo_map",
            )
        name, dtype = next(iter(inputs.items()))
        return {name: read_tensor(columns, dtype)}
    for name in inputs:
        if name not in columns:
            raise Refusal(400, f"Missing named input: {name} in 'inputs' object.")
    return {name: read_tensor(columns[name], dtype) for name, dtype in inputs.items()}


def read_tensor(value: Any, dtype: str) -> np.ndarray:
    """The array of nested lists. Its shape is that of the first entries; all others must agree."""
    shape = list_shape(value)
    if len(shape) > DEEPEST:
        raise Refusal(
            400, f"Lists are nested {len(shape)} deep; a tensor here has {DEEPEST} at most"
        )
    if (array := read_plain(value, shape, dtype)) is not None:
        return array
    values: list = []
    fill(value, 0, shape, dtype, values)
    if dtype == "string":
        array = np.empty(len(values), object)
        array[:] = values
        return array.reshape(shape)
    if dtype in INTEGER_LIMITS:
        wide = np.uint64 if dtype == "uint64" else np.int64
        return np.array(values, wide).astype(dtype).reshape(shape)
    return np.array(values, dtype).reshape(shape)


def list_shape(value: Any) -> list[int]:
    """The length of nested lists at each level, going by the first entry."""
    shape = []
    while isinstance(value, list):
        shape.append(len(value))
        if not value:
            break
        value = value[0]
    return shape


def read_plain(value: Any, shape: list[int], dtype: str) -> np.ndarray | None:
    """The same at once for many numbers, since one by one takes Python a microsecond each.

    None where something is not as it should be, or may not be: then it is looked at one by one, in
    the order in which a refusal would name it.
    """
    level: list = [value]
    for size in shape:
        if not all(type(item) is list and len(item) == size for item in level):
            return None
        level = list(itertools.chain.from_iterable(level))
    kinds = set(map(type, level))
    if dtype in LARGEST_WHOLE and kinds <= {int, float}:
        try:
            wide = np.array(level, "float64").reshape(shape)
        except OverflowError:
            return None
        sizes = np.abs(wide[np.isfinite(wide)])
        limit = float(LARGEST_WHOLE[dtype] if int in kinds else np.finfo(dtype).max)
        return wide.astype(dtype) if sizes.max(initial=0) <= limit else None
    if dtype in INTEGER_LIMITS and kinds == {int}:
        low, high = INTEGER_LIMITS[dtype]
        if low <= min(level) and max(level) <= high:
            whole = np.array(level, np.uint64 if dtype == "uint64" else np.int64)
            return whole.astype(dtype).reshape(shape)
    return None


def fill(value: Any, level: int, shape: list[int], dtype: str, values: list) -> None:
    """Put what stands in nested lists into `values`, in order."""
    if not isinstance(value, list):
        if level != len(shape):
            raise Refusal(
                400,
                f"JSON Value: {shown(value)} found at incorrect level: {level + 1} in the JSON DOM. "
                f"Expected at level: {len(shape)}",
            )
        values.append(convert(value, dtype))
        return
    if level >= len(shape):
        raise Refusal(400, f"Encountered list at unexpected level: {level} expected < {len(shape)}")
    if len(value) != shape[level]:
        raise Refusal(
            400,
            f"Encountered list at unexpected size: {len(value)} at level: {level} expected size: "
            f"{shape[level]}",
        )
    for item in value:
        fill(item, level + 1, shape, dtype, values)


def convert(value: Any, dtype: str) -> Any:
    """One JSON value as a tensor of that type holds it."""
    if isinstance(value, dict) and dtype == "string":
        return decode(value)
    if dtype not in TYPE_NAMES:
        raise Refusal(501, f"Conversion of JSON Value: {shown(value)} to type: {dtype}")
    if dtype == "string":
        if not isinstance(value, str):
            raise wrong_type(value, dtype)
        try:
            return value.encode("utf-8")
        except UnicodeEncodeError:  # half of a pair, as "\\ud800" alone
            raise Refusal(
                400, "JSON Parse error: The surrogate pair in string is invalid."
            ) from None
    if dtype == "bool":
        if not isinstance(value, bool):
            raise wrong_type(value, dtype)
        return value
    if json_type(value) != "Number":
        raise wrong_type(value, dtype)
    if dtype in INTEGER_LIMITS:
        low, high = INTEGER_LIMITS[dtype]
        if not isinstance(value, int) or not low <= value <= high:
            raise wrong_type(value, dtype)
        return value
    if not is_lossless(value, dtype):
        raise Refusal(
            400,
            f"Cannot convert JSON value: {shown(value)} to {TYPE_NAMES[dtype]} without loss of "
            "precision.",
        )
    return float(value)


def wrong_type(value: Any, dtype: str) -> Refusal:
    """The refusal of a value that is none of a tensor's type."""
    return Refusal(
        400,
        f"JSON Value: {shown(value)} Type: {json_type(value)} is not of expected type: "
        f"{TYPE_NAMES[dtype]}",
    )


def is_lossless(value: int | float, dtype: str) -> bool:
    """Whether a number fits a floating-point type; a whole one must also have no neighbor there."""
    if isinstance(value, int) and -(2**63) <= value < 2**64:
        return abs(value) <= LARGEST_WHOLE[dtype]
    try:
        number = float(value)
    except OverflowError:  # a whole number beyond every float64
        return False
    return not np.isfinite(number) or abs(number) <= float(np.finfo(dtype).max)


def is_object(value: Any) -> bool:
    """Whether JSON has an object there that is not the form of encoded bytes."""
    encoded = isinstance(value, dict) and set(value) == {"b64"} and isinstance(value["b64"], str)
    return isinstance(value, dict) and not encoded


def decode(value: dict) -> bytes:
    """The bytes of {"b64": text}."""
    if is_object(value):
        raise Refusal(400, f"JSON Value: {shown(value)} not formatted correctly for base64 data")
    try:
        text = value["b64"]
        padding = "" if text.endswith("=") else "=" * (-len(text) % 4)  # which may be left out
        return base64.b64decode(text + padding, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(400, "Unable to base64 decode") from None


def write(outputs: Tensors, layout: str) -> str:
    """Stage 5: the JSON text of a model's outputs, in the layout of the request.

    One output comes without its name. NaN and the infinities are written as published, which strict
    JSON parsers refuse.
    """
    if not outputs:
        raise Refusal(400, "Cannot convert empty tensor map to JSON")
    names = sorted(outputs)
    if layout == "column":
        columns = {name: jsonable(outputs[name], name) for name in names}
        return json.dumps({"outputs": columns if len(names) > 1 else columns[names[0]]})
    size: int | None = None
    for name in names:
        if outputs[name].ndim == 0:
            raise Refusal(400, f"Tensor name: {name} has no shape information ")
        if size is not None and len(outputs[name]) != size:
            raise Refusal(
                400,
                f"Tensor name: {name} has inconsistent batch size: {len(outputs[name])} expecting: "
                f"{size}",
            )
        size = len(outputs[name])
    rows = {name: jsonable(outputs[name], name) for name in names}
    if len(names) == 1:
        return json.dumps({"predictions": rows[names[0]]})
    predictions = [dict(zip(names, row, strict=True)) for row in zip(*rows.values(), strict=True)]
    return json.dumps({"predictions": predictions})


def jsonable(array: np.ndarray, name: str) -> Any:
    """Nested lists of an output's values, as JSON has them."""
    if array.dtype == object:
        as_bytes = name.endswith("_bytes")
        texts = [write_string(value, as_bytes) for value in array.ravel()]
        return nested(texts, array.shape)
    kind = array.dtype.name
    if kind in DIGITS:
        return nested(write_decimals(array.ravel()), array.shape)
    if kind == "bool" or kind in INTEGER_LIMITS:
        return array.tolist()
    raise Refusal(400, f"Failed to write JSON value for tensor type: {kind}")


def nested(values: list, shape: tuple[int, ...]) -> Any:
    """A flat list in the form of that shape."""
    array = np.empty(len(values), object)
    array[:] = values
    return array.reshape(shape).tolist()


def write_string(value: bytes, as_bytes: bool) -> Any:
    """A string as JSON has it, or as {"b64": text} where its name says that it is bytes."""
    if as_bytes:
        return {"b64": base64.b64encode(value).decode("ascii")}
    return value.decode("utf-8", "replace")


def write_decimals(values: np.ndarray) -> list[float]:
    """The numbers that JSON shows for values: six digits where they say it exactly, else enough."""
    few, enough = DIGITS[values.dtype.name]
    full = values.tolist()
    short = [float(f"{value:.{few}g}") for value in full]
    exact = (np.array(short, values.dtype) == values).tolist()
    return [
        few_digits if same else float(f"{value:.{enough}g}")
        for few_digits, same, value in zip(short, exact, full, strict=True)
    ]


def json_type(value: Any) -> str:
    """The name that refusals give to the type of a JSON value."""
    if value is None:
        return "Null"
    if isinstance(value, bool):
        return str(value)
    for kind, name in ((dict, "Object"), (list, "Array"), (str, "String")):
        if isinstance(value, kind):
            return name
    return "Number"


def shown(value: Any) -> str:
    """A JSON value as refusals print it."""
    if isinstance(value, float) and abs(value) <= float(np.finfo(np.float32).max):
        value = write_decimals(np.array([value], "float32"))[0]
    return json.dumps(value, indent=4, ensure_ascii=False)
