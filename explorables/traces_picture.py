"""The picture behind `explorables.traces`: the traces a function has, and which call used which."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import tensorflow as tf

from explorables import cells, palette, svg
from explorables.host import WIDTH, Choice, Control, Entry, Explorable, Frame, Slider, only_words
from explorables.printing import Heard, listening, said
from explorables.signatures import (
    Leaf,
    differences,
    distance,
    leaves,
    name_of,
    names_of,
    required_by,
    same,
    shortened,
)
from explorables.tensors import NotDrawable, count, in_short

if TYPE_CHECKING:
    import ipywidgets

PICK: Final = "pick one"
_MARGIN: Final = 4.0
_TITLE: Final = 24.0
_CALL_WIDTH: Final = 334.0
_CALL_HEIGHT: Final = 40.0
_CALL_PITCH: Final = 46.0
_CALLS: Final = 8  # rows of the log in view
_CARD_LEFT: Final = 404.0
_CARD_WIDTH: Final = WIDTH - _CARD_LEFT - _MARGIN
_CARD_HEIGHT: Final = 82.0
_CARD_PITCH: Final = 92.0
_CARDS: Final = 4  # cards in view
_CARD_LINES: Final = 2  # arguments a card names
_LEAST_CALLS: Final = 6  # rows there is room for from the start, so that the page stays put
_OURS: Final = "(Our comparison; TensorFlow keeps no record of the reason.)"
_HINT: Final = (
    "Pick a call, or type the arguments of one and press Enter; the button repeats the newest. "
    "The slider steps back through the log."
)

# One argument each; a function that needs two gets it twice.
_READY: Final = (
    "tf.constant([1.0, 2.0])",
    "tf.constant([3.0, 4.0])",
    "tf.constant([1.0, 2.0, 3.0])",
    "tf.constant([1, 2])",
    "np.ones(2, np.float32)",
    "tf.Variable([1.0, 2.0])",
    "3",
    "4",
    "4.0",
)
_MOST_REPEATED: Final = 3

# What an argument may be built from, besides tf, np and the names the learner passes.
_BUILTINS: Final = (
    abs, bool, bytes, complex, dict, float, int, len, list, max, min, object, range, round, set,
    slice, str, sum, tuple, zip,
)  # fmt: skip

Arguments = tuple[tuple[object, ...], dict[str, object]]


def arguments_of(words: str, names: Mapping[str, object]) -> Arguments:
    """The arguments that ``words`` spells, as between the parentheses of a call.

    Raises:
        NotDrawable: with a sentence for whoever typed it.
    """
    shown = shortened(words.strip(), 60)
    try:
        tree = ast.parse(f"collect(\n{words}\n)", mode="eval")
    except (SyntaxError, ValueError) as error:  # ValueError: a null character
        raise NotDrawable(
            f"Not called: Python cannot read `{shown}` as the arguments of a call "
            f"({getattr(error, 'msg', None) or error}). Write what would stand between the "
            "parentheses, such as tf.constant([1.0, 2.0]) or 3, x=4."
        ) from error
    if not (isinstance(tree.body, ast.Call) and getattr(tree.body.func, "id", "") == "collect"):
        raise NotDrawable(
            f"Not called: the parentheses in `{shown}` do not match. Write what would stand "
            "between the parentheses of the call."
        )
    space: dict[str, Any] = {"tf": tf, "np": np, **names}
    space["collect"] = lambda *args, **kwargs: (args, kwargs)
    space["__builtins__"] = {one.__name__: one for one in _BUILTINS}
    try:
        with listening():
            return eval(compile(tree, "<arguments>", "eval"), space)
    except NameError as error:
        own = f", {', '.join(names)}" if names else ""
        raise NotDrawable(
            f"Not called: {in_short(error)[:-1]}. The box knows tf, np{own} and Python's simple "
            "types; explorables.traces(f, x=x) makes a name of your notebook known here as x."
        ) from error
    except Exception as error:  # whatever the expression raises is the learner's to read
        raise NotDrawable(
            f"Not called: working out `{shown}` raised {type(error).__name__}: {in_short(error)}"
        ) from error


@dataclass(eq=False)
class Trace:
    """One entry of the cache.

    Attributes:
        function: the concrete function, by which TensorFlow's answer is known again.
        leaves: its signature, argument by argument.
        made: number of the call that made it, from 1 on; 0 for one made before the picture.
    """

    function: object
    leaves: dict[str, Leaf]
    made: int


@dataclass(frozen=True, eq=False)
class Call:
    """One line of the log.

    Attributes:
        words: the arguments as typed.
        outcome: new, hit, or error.
        trace: place of the trace it made or used, from 0 on; None where there is none.
        why: a sentence on the outcome.
        heard: what was written meanwhile.
    """

    words: str
    outcome: str
    trace: int | None
    why: str
    heard: Heard


@dataclass(eq=False)
class Cache:
    """A function, the traces it has as far as they are seen, and the log of calls.

    Attributes:
        function: a ``tf.function``.
        name: what the learner calls it.
        parameters: names of its positional parameters.
    """

    function: Any
    name: str
    parameters: tuple[str, ...]
    traces: list[Trace] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def call(self, words: str, arguments: Arguments) -> Call:
        """Call the function for real, and log what became of it. Nothing it raises comes through."""
        args, kwargs = arguments
        before = self.function.experimental_get_tracing_count()
        error: BaseException | None = None
        with listening() as heard:
            try:
                self.function(*args, **kwargs)
            except (Exception, SystemExit) as raised:  # the learner's function may raise anything
                error = raised
        counted = self.function.experimental_get_tracing_count() - before
        number = len(self.calls) + 1
        if error is not None:
            call = Call(words, "error", None, self._failure(number, error, counted), heard)
        else:
            call = self._placed(number, words, arguments, counted, heard)
        self.calls.append(call)
        return call

    @staticmethod
    def _failure(number: int, error: BaseException, counted: int) -> str:
        when = (
            "The trace it made stays in the cache: the graph failed while it ran."
            if counted
            else "The count of traces did not move."
        )
        return f"Call {number} raised {type(error).__name__}: {said(error)} {when}"

    def _placed(
        self, number: int, words: str, arguments: Arguments, counted: int, heard: Heard
    ) -> Call:
        args, kwargs = arguments
        given = leaves(args, kwargs, self.parameters)
        try:
            with listening():
                concrete = self.function.get_concrete_function(*args, **kwargs)
        except Exception as error:  # it looks the arguments up again, which may raise anything
            did = "made a trace" if counted else "hit"
            why = (
                f"Call {number} {did}; which trace it is cannot be asked for: "
                f"{type(error).__name__}: {said(error)}"
            )
            return Call(words, "new" if counted else "hit", None, why, heard)
        known = [at for at, trace in enumerate(self.traces) if trace.function is concrete]
        if known and not counted:
            at = known[-1]
            return Call(words, "hit", at, self._hit(number, at, given), heard)
        positional, named = concrete.structured_input_signature
        signature = leaves(positional, named, self.parameters)
        for path, leaf in signature.items():
            # The signature has a stand-in where an object was; its type is that of the argument.
            if leaf.kind == "object" and path in given and given[path].kind == "object":
                signature[path] = given[path]
        why = self._miss(number, signature, counted)
        at = len(self.traces)
        self.traces.append(Trace(concrete, signature, number if counted else 0))
        if not counted:
            return Call(words, "hit", at, self._hit(number, at, given), heard)
        return Call(words, "new", at, why, heard)

    def _hit(self, number: int, at: int, given: Mapping[str, Leaf]) -> str:
        trace = self.traces[at]
        words = f"Call {number} hit: trace {at + 1} fits"
        words += ", made before this picture." if not trace.made else "; nothing was traced."
        for path, leaf in given.items():
            old = trace.leaves.get(path)
            if old is None or old.kind != "value" or leaf.kind != "value":
                continue
            if type(old.value) is not type(leaf.value) and same(old.value, leaf.value):
                words += (
                    f" {path}: {leaf.words} equals {old.words}, for which the trace was made, so "
                    "it counts as the same value."
                )
        return words

    def _miss(self, number: int, signature: Mapping[str, Leaf], counted: int) -> str:
        words = f"Call {number} made trace {len(self.traces) + 1}"
        if not self.traces:
            words += ": no trace was seen before."
        else:
            known = range(len(self.traces))
            nearest = min(
                reversed(known), key=lambda at: distance(signature, self.traces[at].leaves)
            )
            found = differences(signature, self.traces[nearest].leaves)
            if found:
                more = count(len(found) - 2, "more difference") if len(found) > 2 else ""
                reasons = "; ".join([*found[:2], *([f"and {more}"] if more else [])])
                which = ", the nearest" if len(known) > 1 else ""
                words += f". Against trace {nearest + 1}{which}: {reasons}. {_OURS}"
            else:
                words += (
                    f", although our comparison finds its signature like that of trace "
                    f"{nearest + 1}. TensorFlow looks at more than the signature: the device "
                    "scope, and which variables are one and the same."
                )
        if counted > 1:
            words += (
                f" TensorFlow counted {counted}: a function that creates a variable is traced "
                "again, without creating it."
            )
        return words


def explore(
    function: object, examples: tuple[object, ...], names: Mapping[str, object]
) -> Explorable:
    """The explorable for a function, or one that says why there is none."""
    try:
        cache = _cache(function)
    except NotDrawable as reason:
        return only_words(str(reason))
    picture = _Picture(cache, dict(names), wrapped=cache.function is not function)
    for example in examples:
        picture.add(example)
    return _Log(picture)


def _cache(function: object) -> Cache:
    if isinstance(function, tf.types.experimental.ConcreteFunction):
        raise NotDrawable(
            "A concrete function is one trace: it has no cache to look into. Give the tf.function "
            "it came from."
        )
    if not callable(function):
        raise NotDrawable(
            f"This {type(function).__name__} cannot be called, so there is nothing to trace. Give "
            "a function, with or without @tf.function, and without its parentheses."
        )
    traced: Any = function
    if not hasattr(function, "experimental_get_tracing_count"):
        try:
            traced = tf.function(function)
        except Exception as error:  # an odd callable may refuse to be looked at
            raise NotDrawable(
                f"tf.function does not take this {type(function).__name__}: {in_short(error)}"
            ) from error
    inner = getattr(traced, "python_function", function)
    return Cache(traced, name_of(inner), names_of(inner))


def _written_argument(value: object) -> str:
    """A value as the log names it, where nobody typed it."""
    if isinstance(value, tf.Variable):
        return f"a variable {value.dtype.name} {value.shape}"
    if tf.is_tensor(value) and hasattr(value, "shape"):
        return f"a tensor {value.dtype.name} {value.shape}"
    if isinstance(value, np.ndarray):
        return f"an array {value.dtype.name} {value.shape}"
    try:
        return shortened(repr(value), 40)
    except Exception:  # a learner's __repr__ may raise anything
        return f"a {type(value).__name__}"


@dataclass(eq=False)
class _Picture:
    """What can be called, and what is drawn of it."""

    cache: Cache
    names: dict[str, object]
    wrapped: bool
    given: dict[str, Arguments] = field(default_factory=dict)
    newest: str = ""  # the arguments called last, as the button repeats them
    refusal: str = ""  # why the newest wish was no call

    def add(self, example: object) -> None:
        """Offer an example of the learner's, and call it."""
        if isinstance(example, str):
            self.call(example)
            if not self.refusal:
                self.given.setdefault(example, ((), {}))
            return
        args = example if isinstance(example, tuple) else (example,)
        words = ", ".join(map(_written_argument, args))
        base, number = words, 1
        plain = all(isinstance(one, bool | int | float | str | None) for one in args)
        while words in self.given and not plain:  # two tensors alike are still two examples
            number += 1
            words = f"{base}  #{number}"
        self.given[words] = (args, {})
        self.call(words)

    def call(self, words: str) -> None:
        """Call the function with the arguments named ``words``: an example, or an expression."""
        self.refusal = ""
        self.newest = words
        given = self.given.get(words)
        try:
            arguments = given if given and any(given) else arguments_of(words, self.names)
        except NotDrawable as reason:
            self.refusal = str(reason)
            return
        self.cache.call(words, arguments)

    @property
    def ready(self) -> list[str]:
        """The calls offered: the learner's own, those of one named value, and ours."""
        function = getattr(self.cache.function, "python_function", self.cache.function)
        needed = required_by(function)
        if needed < 0 or needed > _MOST_REPEATED:
            ours: list[str] = []
        elif needed == 0 and not self.cache.parameters:
            ours = []
        else:
            ours = [", ".join([one] * max(needed, 1)) for one in _READY]
        own = [", ".join([name] * needed) for name in self.names if 0 < needed <= _MOST_REPEATED]
        return list(dict.fromkeys([*self.given, *own, *ours]))

    @property
    def controls(self) -> dict[str, Control]:
        controls: dict[str, Control] = {}
        if self.ready:
            controls["example"] = Choice("a ready call", (PICK, *self.ready), PICK)
        controls["arguments"] = Entry("arguments", self.newest)
        calls = len(self.cache.calls)
        controls["step"] = Slider("after call", calls, calls)
        return controls

    def still(self, step: int, **others: object) -> Frame:
        """The frame for a page where nothing moves."""
        return self.draw(step, roomy=False, **others)

    def draw(self, step: int, roomy: bool = True, **_others: object) -> Frame:
        """The frame after call number ``step``; 0 is before the first."""
        cache = self.cache
        step = min(step, len(cache.calls))
        calls = cache.calls[:step]
        traces = self._traces(calls)
        body, height = self._drawing(calls, traces, roomy)
        description = self._description(calls, traces)
        reading = self._reading(calls)
        lines = []
        name = cache.name
        if self.wrapped:
            name = "traced"
            lines.append(f"traced = tf.function({cache.name})")
        if calls and not any(self.given.get(calls[-1].words, ((), {}))):
            lines.append(f"{name}({calls[-1].words})")
        if step == len(cache.calls):
            counted = cache.function.experimental_get_tracing_count()
            lines.append(f"{name}.experimental_get_tracing_count()  # {counted}")
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            "\n".join(lines),
            hint=_HINT,
            last={"step": len(cache.calls)},
        )

    def _traces(self, calls: list[Call]) -> list[Trace]:
        """The traces known after some calls; they are numbered in the order they were seen."""
        seen = [call.trace for call in calls if call.trace is not None]
        return self.cache.traces[: max(seen, default=-1) + 1]

    def _description(self, calls: list[Call], traces: list[Trace]) -> str:
        name = self.cache.name
        words = f"The traces of {name}, and the calls that made or used them. "
        if self.wrapped:
            words = (
                f"Wrapped here by tf.function({name}): {name} is not a tf.function by itself. "
            ) + words
        if not calls:
            return f"{words}No call yet."
        hits = sum(call.outcome == "hit" for call in calls)
        errors = sum(call.outcome == "error" for call in calls)
        words += (
            f"After {count(len(calls), 'call')}: {count(len(traces), 'trace')}, "
            f"{count(hits, 'hit')}"
        )
        words += f", {count(errors, 'error')}. " if errors else ". "
        for at, trace in enumerate(traces):
            inside = ", ".join(f"{path}: {leaf.words}" for path, leaf in trace.leaves.items())
            words += f"Trace {at + 1}: {inside or 'no arguments'}. "
            if at == 11 and len(traces) > 12:
                words += f"And {len(traces) - 12} more. "
                break
        return words.rstrip()

    def _reading(self, calls: list[Call]) -> str:
        if self.refusal:
            return self.refusal
        if not calls:
            return "The cache is empty. The first call has to trace."
        call = calls[-1]
        words = call.why
        printed = " ".join(call.heard.python.split())
        if printed and call.outcome != "hit":
            words += f' Python printed while tracing: "{shortened(printed, 80)}".'
        elif printed:
            words += f' Python printed: "{shortened(printed, 80)}".'
        elif call.outcome == "hit" and self._printed(call.trace):
            words += " Python's print did not run again."
        if written := " ".join(call.heard.graph.split()):
            words += f' The graph printed (tf.print): "{shortened(written, 80)}".'
        if any("triggered tf.function retracing" in one for one in call.heard.warned):
            words += " TensorFlow warned that retracing is expensive."
        elif call.heard.warned:
            words += f' A warning came with it: "{shortened(call.heard.warned[0], 110)}"'
        return words

    def _printed(self, trace: int | None) -> bool:
        """Whether Python printed something when a trace was made."""
        return any(
            call.outcome == "new" and call.trace == trace and call.heard.python
            for call in self.cache.calls
        )

    def _drawing(self, calls: list[Call], traces: list[Trace], roomy: bool) -> tuple[str, float]:
        """The body of the picture and its height."""
        followed = calls[-1] if calls else None
        rows = cells.window(max(len(calls) - 1, 0), len(calls), _CALLS)
        # The newest calls are what one looks at: the window ends with the followed one.
        if calls and len(calls) > _CALLS:
            rows = range(len(calls) - _CALLS, len(calls))
        target = followed.trace if followed and followed.trace is not None else len(traces) - 1
        cards = self._cards_in_view(len(traces), max(target, 0))
        top = _TITLE + 2
        middle = {
            row: top + place * _CALL_PITCH + _CALL_HEIGHT / 2 for place, row in enumerate(rows)
        }
        entry = {at: top + place * _CARD_PITCH for place, at in enumerate(cards)}
        name = shortened(self.cache.name, 18)
        pieces = [
            _heading(_MARGIN, f"calls of {name}", _part("call", rows, len(calls))),
            _heading(_CARD_LEFT, "its traces", _part("trace", cards, len(traces))),
        ]
        arrows = [
            self._arrow(calls[row], middle[row], entry[calls[row].trace] + _CARD_HEIGHT / 2, row)
            for row in rows
            if calls[row].trace in entry and calls[row] is not followed
        ]
        if followed is not None and followed.trace in entry:
            row = len(calls) - 1
            end = entry[followed.trace] + _CARD_HEIGHT / 2
            arrows.append(self._arrow(followed, middle[row], end, row, followed=True))
        pieces += arrows
        pieces += [
            self._row(calls[row], row + 1, middle[row] - _CALL_HEIGHT / 2, calls[row] is followed)
            for row in rows
        ]
        pieces += [
            self._card(
                traces[at], at, entry[at], calls, followed is not None and followed.trace == at
            )
            for at in cards
        ]
        if not calls:
            pieces.append(_note(_MARGIN, top + 22, "no call yet"))
        if not traces:
            pieces.append(_note(_CARD_LEFT, top + 22, "the cache is empty"))
        used = max(len(rows) * _CALL_PITCH, len(cards) * _CARD_PITCH, 40.0)
        whole = self.cache.calls
        room = max(
            min(max(len(whole), _LEAST_CALLS), _CALLS) * _CALL_PITCH,
            min(len(self.cache.traces), _CARDS) * _CARD_PITCH,
        )
        height = top + (max(used, room) if roomy else used)
        pieces.append(_legend(height + 4))
        return "".join(pieces), height + 24

    @staticmethod
    def _cards_in_view(size: int, target: int) -> range:
        """The newest cards, or the page that holds the one an arrow has to reach."""
        start = max(size - _CARDS, 0)
        if target < start:
            start = target
        return range(start, min(start + _CARDS, size))

    @staticmethod
    def _arrow(call: Call, start: float, end: float, row: int, followed: bool = False) -> str:
        """From a call to its trace: solid where it made it, dashed where it used it."""
        x1, x2 = _MARGIN + _CALL_WIDTH + 2, _CARD_LEFT - 9
        # Several calls may end at one card: a little apart, so that each arrow can be followed.
        end += (row % 5 - 2) * 9
        bend = (x2 - x1) / 2
        color = palette.INK if followed else palette.EDGE
        number = svg.number
        path = (
            f"M{number(x1)} {number(start)}C{number(x1 + bend)} {number(start)} "
            f"{number(x2 - bend)} {number(end)} {number(x2)} {number(end)}"
        )
        return svg.element(
            "path",
            d=path,
            fill="none",
            stroke=color,
            stroke_width=2.5 if followed else 1.2,
            stroke_dasharray="5 4" if call.outcome == "hit" else None,
        ) + svg.element("path", d=f"M{number(x2)} {number(end - 5)}l8 5l-8 5z", fill=color)

    @staticmethod
    def _row(call: Call, number: int, y: float, followed: bool) -> str:
        """One line of the log."""
        outcome, fill = {
            "new": ("★ new trace", palette.STRETCHED),
            "hit": ("● hit", palette.PANEL),
            "error": ("✗ raised an error", palette.CONFLICT_GROUND),
        }[call.outcome]
        if call.trace is not None:
            outcome += (
                f" {call.trace + 1}" if call.outcome == "new" else f", trace {call.trace + 1}"
            )
        pieces = [_box(_MARGIN, y, _CALL_WIDTH, _CALL_HEIGHT, fill, followed)]
        if followed:
            corner = f"M{svg.number(_MARGIN + 2)} {svg.number(y + 2)}h8l-8 8z"
            pieces.append(svg.element("path", d=corner, fill=palette.INK, class_="marker"))
        room = int((_CALL_WIDTH - 52) / svg.width_of("0", size=svg.SMALL, mono=True))
        typed = shortened(" ".join(call.words.split()), room)
        x = _MARGIN + 14
        pieces.append(svg.text(x, y + 16, str(number), size=svg.SMALL, bold=True))
        pieces.append(svg.text(x + 24, y + 16, f"({typed})", size=svg.SMALL, mono=True))
        color = palette.CONFLICT if call.outcome == "error" and not followed else palette.INK
        pieces.append(svg.text(x + 24, y + 33, outcome, bold=True, fill=color))
        return svg.element("g", *pieces, class_="cell")

    @staticmethod
    def _card(trace: Trace, at: int, y: float, calls: list[Call], followed: bool) -> str:
        """One trace: what it takes, who made it, and how many calls used it since."""
        fill = palette.FELLOW if followed else palette.PANEL
        pieces = [_box(_CARD_LEFT, y, _CARD_WIDTH, _CARD_HEIGHT, fill, followed)]
        if followed:
            pieces.append(
                svg.element(
                    "circle", cx=_CARD_LEFT + 8, cy=y + 8, r=3, fill=palette.INK, class_="marker"
                )
            )
        x = _CARD_LEFT + 16
        pieces.append(svg.text(x, y + 18, f"trace {at + 1}", bold=True, size=svg.LARGE))
        room = int((_CARD_WIDTH - 22) / svg.width_of("0", size=svg.SMALL))
        lines = [f"{path}: {leaf.words}" for path, leaf in trace.leaves.items()] or ["no arguments"]
        if len(lines) > _CARD_LINES:
            rest = len(lines) - _CARD_LINES + 1
            lines = [*lines[: _CARD_LINES - 1], f"and {rest} more arguments"]
        for place, line in enumerate(lines):
            pieces.append(svg.text(x, y + 36 + 17 * place, shortened(line, room), size=svg.SMALL))
        hits = sum(call.outcome == "hit" and call.trace == at for call in calls)
        made = f"made by call {trace.made}" if trace.made else "made before the picture"
        pieces.append(
            svg.text(
                x,
                y + 74,
                f"{made}, {count(hits, 'hit')}",
                size=svg.SMALL,
                fill=palette.INK if followed else palette.MUTED,
            )
        )
        return svg.element("g", *pieces, class_="cell")


def _box(x: float, y: float, width: float, height: float, fill: str, followed: bool) -> str:
    thick = 2.5 if followed else 1.0
    if followed and fill != palette.FELLOW:
        fill = palette.FOLLOWED
    return svg.element(
        "rect",
        x=x + thick / 2,
        y=y + thick / 2,
        width=width - thick,
        height=height - thick,
        rx=4,
        fill=fill,
        stroke=palette.INK if followed else palette.EDGE,
        stroke_width=thick,
    )


def _part(what: str, shown: range, size: int) -> str:
    """Which part of a list is in view; "" where all of it is."""
    if len(shown) == size:
        return ""
    return f"{what}s {shown.start + 1} to {shown.stop} of {size:,}"


def _heading(x: float, words: str, part: str) -> str:
    drawn = svg.text(x, 15, words, size=svg.LARGE, bold=True)
    if part:
        drawn += _note(x + svg.width_of(words, size=svg.LARGE) * 1.05 + 8, 15, part)
    return drawn


def _note(x: float, y: float, words: str) -> str:
    return svg.text(x, y, words, size=svg.SMALL, fill=palette.MUTED)


def _legend(y: float) -> str:
    """What the two kinds of arrow mean."""
    pieces = []
    x = _MARGIN
    for dash, words in ((None, "made this trace"), ("5 4", "used it: a hit")):
        stroke = {"stroke": palette.INK, "stroke_width": 1.6, "stroke_dasharray": dash}
        pieces.append(svg.line(x, y + 9, x + 30, y + 9, **stroke))
        pieces.append(_note(x + 38, y + 13, words))
        x += 60 + svg.width_of(words, size=svg.SMALL)
    return "".join(pieces)


class _Log(Explorable):
    """The picture with its controls: each wish to call is a call, whatever stood there before."""

    def __init__(self, picture: _Picture):
        self._picture = picture
        self.again: ipywidgets.Button | None = None
        super().__init__(picture.draw, picture.controls, picture.still)

    def _assemble(self) -> ipywidgets.VBox | None:
        widget = super()._assemble()
        if widget is None:
            return None
        import ipywidgets

        self.controls["arguments"].layout.width = "300px"
        self.again = ipywidgets.Button(
            description="call again", tooltip="call with the same arguments once more"
        )
        self.again.on_click(self._repeat)
        rows = widget.children[0]
        rows.children = (*rows.children[:-1], self.again, rows.children[-1])
        return widget

    def _repeat(self, _button: object) -> None:
        self._run(self._picture.newest)

    def _redraw(self, change: Any) -> None:
        if self._adjusting:
            return
        if change.owner is self.controls["step"]:
            self._picture.refusal = ""
            super()._redraw(change)
        elif change.owner is self.controls["arguments"] or change.new != PICK:
            self._run(change.new)

    def _run(self, words: str) -> None:
        """Call, and bring the other controls to where that leaves them."""
        self._picture.call(words)
        calls = len(self._picture.cache.calls)
        self._adjusting = True
        try:
            step = self.controls["step"]
            step.max = max(calls, 1)
            step.disabled = calls == 0
            step.value = calls
            self.controls["arguments"].value = words
            if "example" in self.controls and self.controls["example"].value != words:
                self.controls["example"].value = PICK
        finally:
            self._adjusting = False
        super()._redraw(None)
