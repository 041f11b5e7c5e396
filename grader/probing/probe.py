"""The half of a check that runs beside the learner's code: it asks, and writes down what it sees.

It knows inputs and no expected values, so it may run where the learner's code could read it.
"""

from __future__ import annotations

import dis
import inspect
import linecache
import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.probing.bytecode import digest
from grader.probing.evidence import Evidence, Misfit, Observation, Raised
from grader.probing.learner_lines import (
    came_by_the_answer,
    lines_in_text,
    lines_in_traceback,
)
from grader.probing.line_letters import read_letters
from grader.probing.plain import Plain, to_plain
from grader.probing.questions import Arrange, Call, Case, Read
from grader.probing.surroundings import known_surroundings
from grader.session.capture import captured

_ARRANGED_FILE = "<the lines in your order>"
_NO_LINE_MOVED = Plain("list")  # what a page on which lines are moved has at first
MAX_TEXT = 4000  # characters of an exception's text

# What TensorFlow logs while an answer runs that is not from the answer: its C++ code about the machine,
# and its warning of retracing, which a check earns itself by putting one answer into many graphs.
_LOG_LINE = re.compile(
    r"^(?:[IWE]\d{4} \d\d:\d\d:\d|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWE] "
    r"|WARNING:tensorflow:\d+ out of the last \d+ calls to )[^\n]*\n?",
    re.M,
)
# An error inside a tf.function: the frames, then the exception it was, indented by four.
_IN_GRAPH = re.compile(r"in user code:\n(.*?)\n    (\w+): (.*)", re.S)


# Where the operation of a graph that failed was made: so many frames, in a notebook, that what failed
# comes after all that is kept of a text.
_DEFINED_AT = re.compile(
    r"^Detected at node [^\n]*\n(?:<stack traces unavailable>\n|  File [^\n]*\n|\n)*", re.M
)


class Interrupted(KeyboardInterrupt):
    """The learner stopped the check. Carries the case it was working on."""

    def __init__(self, case: Case) -> None:
        super().__init__("interrupted while checking")
        self.case = case


def observe(
    ask: Call | Read | Arrange,
    cases: Sequence[Case],
    namespace: Mapping[str, Any],
    convert: Callable[[np.ndarray], Any] = np.array,
    settings: Sequence[tuple[str, str, Any]] = (),
) -> Evidence:
    """Put every case to the answer in `namespace` and return plain data.

    Args:
        ask: How the answer is probed.
        cases: The questions; their inputs are copied for every call.
        namespace: The learner's globals.
        convert: Makes the value that is passed from a NumPy array, such as `tf.constant`.
        settings: What the course asks under besides: module, name and value.

    Raises:
        Interrupted: The learner interrupted the kernel.
    """
    if ask.subject not in namespace:
        return Evidence("missing")
    value = namespace[ask.subject]
    found = to_plain(value)
    if found.kind == "ellipsis" or (isinstance(ask, Arrange) and found == _NO_LINE_MOVED):
        return Evidence("untouched", found)
    if isinstance(ask, Read):
        return _read(value, found, cases)
    if isinstance(ask, Arrange):
        function, note = _arrange(ask, found, namespace)
    else:
        function, note = _function(ask, value, found)
    if note:
        return Evidence("unfit", found, note)
    if _has_empty_body(function):
        return Evidence("untouched", found)
    seen = _call(ask, function, found, cases, convert, settings)
    # A class is called like a function, and may give what is asked for; most give objects of theirs.
    if _is_class(value) and not any(_gives_data(case) for case in seen.observations):
        return Evidence("unfit", found, "it is a class, and the task asks for a function")
    return seen


def _read(value: Any, found: Plain, cases: Sequence[Case]) -> Evidence:
    keyed = any("item" in case.inputs for case in cases)
    if not keyed:
        return Evidence("observed", found, observations=(Observation(found),) * len(cases))
    if not issubclass(type(value), dict):  # isinstance asks the object, which may raise
        return Evidence("unfit", found, "it should be a dict, with the keys the cell above gave it")
    results = [to_plain(dict.get(value, case.inputs["item"], ...)) for case in cases]
    if all(result.kind in ("ellipsis", "nothing") for result in results):
        return Evidence("untouched", found)
    return Evidence("observed", found, observations=tuple(Observation(r) for r in results))


def _function(ask: Call, value: Any, found: Plain) -> tuple[Any, str]:
    if not callable(value):
        return None, f"it should be a function: `def {ask.subject}(...):`"
    return value, ""


def _is_class(value: Any) -> bool:
    return issubclass(type(value), type)  # isinstance asks the object, which may raise


def _gives_data(seen: Observation) -> bool:
    """Whether an answer gave something that is more than an object of a class of the learner's."""

    def is_data(result: Plain) -> bool:
        return result.kind not in ("other", "function") and all(map(is_data, result.items))

    return seen.raised is None and seen.result is not None and is_data(seen.result)


def _arrange(ask: Arrange, found: Plain, namespace: Mapping[str, Any]) -> tuple[Any, str]:
    """The function that the chosen lines make, or what is wrong with the choice."""
    text = _text_of(found)
    if text is None:
        return None, 'it should be letters in one string, such as `"B A C"`'
    letters, wrong = read_letters(text, ask.lines)
    if wrong:
        return None, wrong
    if not letters:
        return None, "it holds no letters"
    source = "\n".join([ask.signature, *("    " + ask.lines[letter] for letter in letters)])
    # The learner's traceback should name these lines, and they stand in no file.
    linecache.cache[_ARRANGED_FILE] = (len(source), None, source.splitlines(True), _ARRANGED_FILE)
    scope = dict(namespace)
    exec(compile(source, _ARRANGED_FILE, "exec"), scope)  # our own lines, in the learner's order
    return scope[ask.name], ""


def _text_of(found: Plain) -> str | None:
    """The letters of an order, however they are put together; None where it is no text."""
    if found.kind == "text":
        return found.text
    if found.kind == "array" and found.numbers.dtype.kind == "U":
        return " ".join(found.numbers.ravel().tolist())
    if found.kind in ("list", "tuple") and all(item.kind == "text" for item in found.items):
        return " ".join(item.text for item in found.items)
    return None


def _call(
    ask: Call | Arrange,
    function: Any,
    found: Plain,
    cases: Sequence[Case],
    convert: Callable[[np.ndarray], Any],
    settings: Sequence[tuple[str, str, Any]],
) -> Evidence:
    drive = ask.drive if isinstance(ask, Call) else None
    observations = []
    with captured() as printed, known_surroundings(settings) as surroundings:
        for case in cases:
            surroundings.make_ours()  # the answer to another case may have changed them
            seen = _call_once(function, drive, case, convert)
            said = _LOG_LINE.sub("", printed.take()).strip("\n")
            observations.append(replace(seen, printed=said))
            if _never_ends(observations):  # each further case would take seconds to say the same
                observations += [observations[-1]] * (len(cases) - len(observations))
                break
    if observations and all(_says_it_is_open(seen.raised) for seen in observations):
        return Evidence("untouched", found)
    code = _code_of(function)
    return Evidence(
        "observed",
        found,
        observations=tuple(observations),
        settings=surroundings.changed,
        code=digest(code) if code else "",
    )


def _call_once(
    function: Any,
    drive: Callable[..., Any] | None,
    case: Case,
    convert: Callable[[np.ndarray], Any],
) -> Observation:
    passed = {
        name: convert(value.copy()) if isinstance(value, np.ndarray) else value
        for name, value in case.inputs.items()
    }
    raised, misfit = None, False
    try:
        given = passed.values()
        result = to_plain(drive(function, *given) if drive else function(*given))
    except KeyboardInterrupt as interrupt:
        raise Interrupted(case) from interrupt
    except Misfit as other:
        result, misfit = to_plain(other.value), True
    except BaseException as error:  # the answer may raise anything, SystemExit too: it is evidence
        result, raised = None, _describe_exception(error, drive)
    changed = tuple(
        name
        for name, value in case.inputs.items()
        if isinstance(value, np.ndarray) and not _unchanged(passed[name], value)
    )
    return Observation(result, raised, mutated=changed, misfit=misfit)


def _never_ends(observations: Sequence[Observation]) -> bool:
    """Whether the answer called itself until Python gave up, on two inputs in turn."""
    last = [seen.raised.type for seen in observations[-2:] if seen.raised]
    return last == ["RecursionError", "RecursionError"]


def _says_it_is_open(raised: Raised | None) -> bool:
    """Whether the learner's own line raises NotImplementedError; a library may raise it as well.

    A library says why, as Keras does for a model without `call`; a bare one is the learner's.
    """
    if raised is None or raised.type != "NotImplementedError":
        return False
    return raised.line.startswith("raise ") or not (raised.line or raised.text)


def _unchanged(passed: Any, original: np.ndarray) -> bool:
    now, before = to_plain(passed).array, to_plain(original).array
    if now is None or before is None or now.shape != before.shape:
        return False
    return now.astype(before.dtype).tobytes() == before.tobytes()


def _describe_exception(error: BaseException, drive: Callable[..., Any] | None) -> Raised:
    """The exception as text, with the last line of the learner's own code that it came through."""
    name, lines = type(error).__name__, lines_in_traceback(error, drive)
    try:
        text = str(error)
    except KeyboardInterrupt:
        raise
    except BaseException as broken:  # an exception class of the learner's whose __str__ fails
        unread = f"(its text could not be read: {type(broken).__name__})"
        return Raised(name, unread, _last(lines))
    by = "answer" if came_by_the_answer(error, text, drive) else "check"
    if name == "StdinNotImplementedError" and _is_of_a_debugger(error):
        text = f"A debugger asks for a command. {text}"
    if in_graph := _IN_GRAPH.match(text):
        name, text = in_graph[2], in_graph[3].replace("\n    ", "\n").rstrip()
        lines += lines_in_text(in_graph[1] + "\n", drive)
    lines = lines or lines_in_text(text, drive)
    return Raised(name, _DEFINED_AT.sub("", text)[:MAX_TEXT], _last(lines), by)


def _last(lines: Sequence[str]) -> str:
    """The last line that can be shown: code made from a string has none."""
    return next((line for line in reversed(lines) if line), "")


def _is_of_a_debugger(error: BaseException) -> bool:
    """Whether Python's debugger stands between the answer and where it was raised."""
    place = error.__traceback__
    while place:
        if re.search(r"[/\\][bp]db\.py$", place.tb_frame.f_code.co_filename):
            return True
        place = place.tb_next
    return False


def _code_of(function: Any) -> types.CodeType | None:
    """The code inside a function, a `tf.function`, a partial, a wrapper or a callable object."""
    try:
        function = getattr(function, "python_function", function)
        function = inspect.unwrap(getattr(function, "func", function))
        if not hasattr(function, "__code__"):
            function = type(function).__call__
        code = getattr(function, "__code__", None)
    except KeyboardInterrupt:
        raise
    except BaseException:  # attributes of the learner's own object, which may raise anything
        return None
    return code if isinstance(code, types.CodeType) else None


def _steps(code: Any) -> list[tuple[str, Any]]:
    skip = ("RESUME", "NOP", "COPY_FREE_VARS")
    return [(op.opname, op.argval) for op in dis.get_instructions(code) if op.opname not in skip]


def _has_empty_body(function: Any) -> bool:
    """Whether the function does nothing: a docstring, `...` or `pass` is all there is.

    This only chooses between the words "not attempted" and "did you forget return"; both score 0.
    """

    def empty() -> None: ...

    code = _code_of(function)
    return code is not None and _steps(code) == _steps(empty.__code__)
