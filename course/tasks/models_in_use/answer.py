"""Answer a request for predictions: text in, a status and text out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _asked(answer, text, model, names):
    """Status and text of the answer, and how it called the function."""
    import numpy as np

    from grader.probing.evidence import Misfit

    calls, dtypes, in_order = [], [], []

    def predict(*unnamed, **arrays):
        if unnamed:
            in_order.append(len(unnamed))
            arrays.update(zip(names, unnamed, strict=False))
        if sorted(arrays) != sorted(names):
            raise ValueError(f"the inputs are {names}, and {sorted(arrays)} were given")
        calls.append(len(calls))
        dtypes.extend(
            str(getattr(array, "dtype", type(array).__name__)) for array in arrays.values()
        )
        values = [np.asarray(arrays[name]) for name in names]
        if model == "half_plus_two":
            made = values[0] / 2 + 2
        elif model == "difference":
            made = values[0] - values[1]
        else:  # two numbers a row
            if values[0].ndim != 2 or values[0].shape[1] != 2:
                raise ValueError(
                    f"rows of two numbers are wanted, and the shape is {values[0].shape}"
                )
            made = values[0] @ np.array([1, 10])
        return np.asarray(made, np.float32)

    result = answer(text, predict, list(names))
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Misfit(result)
    status, said = result
    return {
        # The statuses of Python's http.HTTPStatus are ints as well.
        "status": int(status) if isinstance(status, int) else status,
        "said": said,
        "calls": len(calls),
        "in_order": len(in_order),
        "dtypes": sorted(set(dtypes)),
    }


def _in_words(raw, *_: object) -> str:
    """A status and what was said, in one line; what is odd about the calls behind it."""
    status, said = raw["status"], raw["said"]
    if np.ndim(status) != 0 or isinstance(status, dict) or status is None:
        raise ValueError("no status")
    status = status.item() if isinstance(status, np.ndarray) else status
    status = repr(status) if isinstance(status, str | float) else int(status)
    if not isinstance(said, str):
        return f"{status}, and no text"
    try:
        parsed = json.loads(said, parse_constant=_no_constant)
    except ValueError:
        return f"{status}, and a text that is no JSON"
    if status not in (200, "'200'") and isinstance(parsed, dict) and set(parsed) == {"error"}:
        return f"{status}, and an error in words" if isinstance(parsed["error"], str) else said
    told = f"{status} {json.dumps(_as_floats(parsed))}"
    if raw["calls"] > 1:
        told += f", by {raw['calls']} calls"
    if raw["dtypes"] not in ([], ["float32"]):
        told += f", from {' and '.join(raw['dtypes'])}"
    return f"{told}, of inputs without names" if raw["in_order"] else told


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _as_floats(value: Any) -> Any:
    """JSON with every number as a float of five digits, so that 3 and 3.0 are the same."""
    if isinstance(value, list):
        return [_as_floats(item) for item in value]
    if isinstance(value, dict):
        return {name: _as_floats(item) for name, item in value.items()}
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(f"{value:.5g}") if is_number else value


def _requests(draw: np.random.Generator) -> Iterator[Case]:
    def case(
        body: object, model: str, names: list[str], label: str, part: str = "answering"
    ) -> Case:
        text = body if isinstance(body, str) else json.dumps(body)
        return Case({"text": text, "model": model, "names": names}, label, part)

    one, two = ("half_plus_two", ["x"]), ("difference", ["a", "b"])
    x, y, z = (int(number) / 2 for number in draw.choice(np.arange(1, 40), 3, replace=False))
    a, b, c, d = (int(number) for number in draw.choice(np.arange(1, 60), 4, replace=False))
    yield case({"instances": [x, y, z]}, *one, "three rows")
    yield case({"inputs": [y, x]}, *one, "a column")
    yield case({"instances": [a]}, *one, "a single row, a whole number")
    yield case({"instances": [{"a": a, "b": b}, {"b": d, "a": c}]}, *two, "rows with two inputs")
    yield case({"inputs": {"b": [b, d, x], "a": [a, c, z]}}, *two, "columns with two inputs")
    yield case({"client": "ada", "instances": [z, x]}, *one, "another key beside them")
    yield case({"instances": [[x, a], [y, b]]}, "ten_to_one", ["x"], "rows of two numbers")
    yield case({"instances": [[x, a], [y]]}, "ten_to_one", ["x"], "rows of two lengths")
    yield case({"instances": [[x, a, b]]}, "ten_to_one", ["x"], "a row that the function refuses")
    yield case({"instances": [x], "inputs": [y]}, *one, "both keys")
    yield case({"examples": [x]}, *one, "neither key")
    yield case({"instances": []}, *one, "no row")
    yield case({"instances": x}, *one, "instances that are no list")
    yield case({"instances": [{"a": a, "b": b}, {"a": c}]}, *two, "a row that lacks an input")
    yield case(json.dumps({"instances": [x, y]})[:-1], *one, "a text that is no JSON")
    yield case([x, y], *one, "JSON that is no object")
    for body, which, label in (
        ({"instances": [-x, 0, a]}, one, "a negative number and 0"),
        ({"inputs": {"a": [[a, 0], [b, x]], "b": [[c, y], [d, z]]}}, two, "columns of rows"),
        ({"instances": [x, None, a]}, one, "null among numbers"),
        ({"inputs": None}, one, "null alone"),
        ({"instances": [x, str(a)]}, one, "a number in quotation marks"),
        ({"inputs": {"a": [x, y], "b": [f"{z}", f"{a}"]}}, two, "a column of texts"),
        ({"instances": [{"a": a, "b": True}]}, two, "true as an input"),
        ({"instances": [a, True]}, one, "true among numbers"),
    ):
        yield case(body, *which, label, "numbers alone")


class _Refused(Exception):
    """A request that gets 400."""


def _values(model: str, names: list[str], arrays: Mapping[str, np.ndarray]) -> list[Any]:
    x = arrays[names[0]]
    if model == "half_plus_two":
        return (x / 2 + 2).tolist()
    if model == "difference":
        return (x - arrays[names[1]]).tolist()
    if x.ndim != 2 or x.shape[1] != 2:
        raise _Refused
    return (x @ np.array([1.0, 10.0])).tolist()


def _array(values: Any) -> np.ndarray:
    try:
        return np.array(values, np.float64)
    except (ValueError, TypeError):
        raise _Refused from None


def _of(*types: type) -> Callable[[Any], bool]:
    """Whether a value of JSON is of one of these types, or a list of such values."""

    def are_numbers(value: Any) -> bool:
        if isinstance(value, list):
            return all(map(are_numbers, value))
        return type(value) in types

    return are_numbers


_JSON_NUMBERS = _of(int, float)


def _by_dtype(value: Any) -> bool:
    return np.array(value).dtype.kind in "if"


def _row(instance: Any, names: list[str], by_name: bool) -> dict[str, Any]:
    if len(names) == 1:
        return {names[0]: instance}
    if not isinstance(instance, dict) or set(instance) != set(names):
        raise _Refused
    return instance if by_name else dict(zip(names, instance.values(), strict=True))


def _answered(
    row_key: str = "predictions",
    column_key: str = "outputs",
    refused: int | str = 400,
    both: bool = False,
    empty: bool = False,
    others: bool = True,
    by_name: bool = True,
    made: Callable[[list[Any], bool], Any] = lambda values, rows: values,
    ending: Callable[[Any, list[str], bool], str] = lambda asked, names, rows: "",
    said: str = "",
    columns: bool = True,
    are_numbers: Callable[[Any], bool] = _JSON_NUMBERS,
    status: str = "200",
) -> Callable[..., str]:
    """What is answered by somebody who takes requests, and makes answers, in these ways.

    Args:
        row_key, column_key: what the predictions are called for rows and for columns.
        refused: the status of a request that can't be answered.
        both: whether `instances` wins where both keys are there.
        empty: whether no row is answered by no prediction.
        others: whether other keys are let through.
        by_name: whether the inputs of a row go by their names, or by their order in it.
        made: from the predictions to what is answered, for rows or columns.
        ending: what is odd about the calls.
        said: what comes in place of JSON text.
        columns: whether the column form is known.
        are_numbers: whether the values of an input are numbers.
        status: how the status of an answer looks that is no error.
    """

    def answer(text: str, model: str, names: list[str]) -> str:
        try:
            asked = json.loads(text)
            if not isinstance(asked, dict):
                raise _Refused
            rows = "instances" in asked
            if rows == ("inputs" in asked) and not (rows and both):
                raise _Refused
            if (not others and len(asked) > 1) or (not rows and not columns):
                raise _Refused
            body = asked["instances"] if rows else asked["inputs"]
            if rows:
                if not isinstance(body, list) or not (body or empty):
                    raise _Refused
                parts = [_row(instance, names, by_name) for instance in body]
                inputs = {name: [part[name] for part in parts] for name in names}
            else:
                inputs = {name: body if len(names) == 1 else body[name] for name in names}
            if not all(map(are_numbers, inputs.values())):
                raise _Refused
            arrays = {name: _array(values) for name, values in inputs.items()}
            values = _values(model, names, arrays)
        except (_Refused, ValueError, TypeError):
            if refused == 200:
                return '200 {"error": "..."}'
            return f"{refused}, and an error in words"
        if said or np.isnan(values).any():  # json.dumps writes NaN, which is no JSON
            return f"{status}, and {said or 'a text that is no JSON'}"
        told = json.dumps(_as_floats({(row_key if rows else column_key): made(values, rows)}))
        return f"{status} {told}{ending(body, names, rows)}"

    return answer


def _calls(body: Any, names: list[str], rows: bool) -> str:
    return f", by {len(body)} calls" if rows and len(body) > 1 else ""


def _numpy_dtype(body: Any, names: list[str], rows: bool) -> str:
    """The dtypes that np.array gives the inputs of its own accord."""
    if len(names) == 1:
        columns = [body]
    elif rows:
        columns = [[row[name] for row in body] for name in names]
    else:
        columns = [body[name] for name in names]
    return f", from {' and '.join(sorted({str(np.array(column).dtype) for column in columns}))}"


TASK = Task(
    name="answer",
    points=3,
    ask=Call(
        "answer",
        _asked,
        "function is x / 2 + 2 (half_plus_two), a - b (difference), or, for rows of two numbers, first + 10 "
        "second (ten_to_one); names are its inputs' names. The text you give is read as JSON",
        "a tuple of a status and a text",
    ),
    cases=_requests,
    expected=_answered(),
    facts=_in_words,
    parts={"answering": 2 / 3, "numbers alone": 1 / 3},
    example=ExampleForm(why_not="This task takes no example: one of its inputs is a function."),
    misconceptions=(
        Misconception(
            "outputs_for_rows",
            _answered(row_key="outputs"),
            "Rows were answered under `outputs`. Who asks by rows looks for their answers under another key.",
            "Which key does the docstring give to each of the two forms?",
        ),
        Misconception(
            "predictions_for_columns",
            _answered(column_key="predictions"),
            "Columns were answered under `predictions`, which is the key for rows.",
            "Which key does the docstring give to each of the two forms?",
        ),
        Misconception(
            "server_at_fault",
            _answered(refused=500),
            "A request that can't be answered got the status 500. That says the server is broken, and callers "
            "would try again. Here the request is wrong.",
            "Which status does the docstring give to a request that is wrong?",
        ),
        Misconception(
            "not_found",
            _answered(refused=404),
            "A request that can't be answered got the status 404, which says that there is no such model.",
            "Which status does the docstring give to a request that is wrong?",
        ),
        Misconception(
            "unprocessable",
            _answered(refused=422),
            "A request that can't be answered got the status 422. Other servers say it so; the protocol of this "
            "task has another number.",
            "Which status does the docstring give to a request that is wrong?",
        ),
        Misconception(
            "both_taken",
            _answered(both=True),
            "A request with both `instances` and `inputs` was answered. Which of the two did its sender mean?",
            "How many of the two keys may be there?",
        ),
        Misconception(
            "no_row_taken",
            _answered(empty=True),
            "A request with an empty list of instances was answered. Most models refuse an empty batch, and "
            "the protocol does it for them.",
            "What does the docstring say about an empty list?",
        ),
        Misconception(
            "others_refused",
            _answered(others=False),
            "A request was refused because of a key that it has besides. The protocol has more keys than two, "
            "and callers send them.",
            "Which keys does the docstring let through?",
        ),
        Misconception(
            "by_order",
            _answered(by_name=False),
            "The inputs of a row were taken by the order in which they stand there. The keys of a JSON object "
            "have no order that means anything.",
            "How can you get each input of a row by its name?",
        ),
        Misconception(
            "single_not_listed",
            _answered(made=lambda values, rows: values[0] if len(values) == 1 else values),
            "A single prediction came out of its list. Who asks for one row reads the answer in the same way as "
            "for two.",
            "What does tolist give for an array of one number, and what does item give?",
        ),
        Misconception(
            "first_only",
            _answered(made=lambda values, rows: values[:1] if rows else values),
            "Only the first row has an answer.",
            "How many predictions belong to three instances?",
        ),
        Misconception(
            "as_text",
            _answered(made=lambda values, rows: [str(value) for value in values]),
            "The predictions are text between quotation marks, not numbers.",
            "What does json.dumps make of a Python float, and what of a string?",
        ),
        Misconception(
            "row_by_row",
            _answered(ending=_calls),
            "The answers are right, but the function was called once for each row. A call costs far more than a "
            "row, so a batch would take many times as long.",
            "How can all rows be handed to the function in one array for each input?",
        ),
        Misconception(
            "dtype_left",
            _answered(ending=_numpy_dtype),
            "The function got arrays of the dtype that np.array chose: int64 for whole numbers, float64 for "
            "others. A model traced for float32 would refuse both.",
            "Which argument of np.array says the dtype?",
        ),
        Misconception(
            "by_position",
            _answered(ending=lambda *asked: ", of inputs without names"),
            "The function was called with an array alone. It takes its inputs by name, since a model's inputs have "
            "names and no order.",
            "How does Python pass a dict on as arguments with names?",
        ),
        Misconception(
            "status_as_text",
            _answered(status="'200'", refused="'400'"),
            "The status is text. The docstring asks for an int, and no text is equal to the number 200.",
            "What do quotation marks make of a number?",
        ),
        Misconception(
            "anything_taken",
            _answered(are_numbers=_of(int, float, type(None), str, bool)),
            "null, a text and true were taken for numbers. np.array raises no error for them: with a float dtype it "
            'makes nan of None, 3.0 of "3" and 1.0 of True.',
            "Which Python values does json.loads give for null, for text and for true? Look at each before you make "
            "an array of it.",
        ),
        Misconception(
            "text_taken",
            _answered(are_numbers=_of(int, float, str, bool)),
            'Text and true were taken for numbers. np.array makes 3.0 of "3" and 1.0 of True, and nothing in the '
            "array shows it.",
            "Which type do the values have that json.loads gives, before an array is made of them?",
        ),
        Misconception(
            "true_taken",
            _answered(are_numbers=_of(int, float, bool)),
            "true was taken for a number. In Python a bool is an int, so isinstance lets it pass, and np.array "
            "makes 1 of it.",
            "What does type give for True, and what does isinstance say?",
        ),
        Misconception(
            "true_among_numbers_taken",
            _answered(are_numbers=_by_dtype),
            "true among numbers was taken for 1. np.array gives one dtype to all of a list, so the dtype no longer "
            "shows that one of the values was no number.",
            "Which dtype does np.array([3, True]) have? Where can you look at each value by itself?",
        ),
        Misconception(
            "no_json",
            _answered(said="a text that is no JSON"),
            "The text is no JSON. Python writes a dict with single quotation marks, which JSON doesn't know.",
            "Which function of the module json makes text of a dict?",
        ),
        Misconception(
            "no_text",
            _answered(said="no text"),
            "What came out is a dict, where a text of JSON is wanted: over a network only bytes travel.",
            "Which function of the module json makes text of a dict?",
        ),
        Misconception(
            "rows_only",
            _answered(columns=False),
            "Requests by column were refused. The protocol knows two forms.",
            "What does a request look like that has all values of an input in one list?",
        ),
    ),
    hints=(
        "Two parts: make an array for each input, or give up; then call the function once, and write what it "
        "gives.",
        "json.loads raises a ValueError for text that is no JSON, and np.array for rows of two lengths, but not "
        "for null, a text or true: look through the lists first. One try around all of it can answer every error.",
        "For rows with several inputs, collect each name's values over the instances; a name that is missing "
        "is a KeyError. Check the two keys and the list before anything is made of them.",
    ),
    afterword="Also right: `np.float32(values[name])`, which makes an array of a nested list as well.",
)
