"""The picture behind `explorables.traces`: the traces a function has, and which call used which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from explorables.drawing import cells
from explorables.page import svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Entry,
    Explorable,
    Frame,
    Page,
    Slider,
    Walk,
    only_words,
)
from explorables.pictures.traces.arguments import Arguments, arguments_of
from explorables.pictures.traces.cache import Cache, Call, Trace, cache_of, written_argument
from explorables.pictures.traces.log_drawing import (
    CALL_HEIGHT,
    CARD_HEIGHT,
    CARD_LEFT,
    MARGIN,
    arrow,
    call_row,
    heading,
    legend,
    note,
    part_in_view,
    trace_card,
)
from explorables.reading.signatures import (
    required_by,
    shortened,
)
from explorables.reading.tensors import NotDrawable, count

if TYPE_CHECKING:
    import ipywidgets

PICK: Final = "pick one"
_TITLE: Final = 24.0
_CALL_PITCH: Final = 43.0
_CALLS: Final = 7  # rows of the log in view
_CARD_PITCH: Final = 88.0
_CARDS: Final = 3  # cards in view
_LEAST_CALLS: Final = 5  # rows there is room for from the start, so that the page stays put
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


def explore(
    function: object, examples: tuple[object, ...], names: Mapping[str, object]
) -> Explorable:
    """The explorable for a function, or one that says why there is none."""
    try:
        cache = cache_of(function)
    except NotDrawable as reason:
        return only_words(str(reason))
    picture = _Picture(cache, dict(names), wrapped=cache.function is not function)
    for example in examples:
        picture.add(example)
    return _Log(picture)


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
        words = ", ".join(map(written_argument, args))
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
            row: top + place * _CALL_PITCH + CALL_HEIGHT / 2 for place, row in enumerate(rows)
        }
        entry = {at: top + place * _CARD_PITCH for place, at in enumerate(cards)}
        name = shortened(self.cache.name, 18)
        pieces = [
            heading(MARGIN, f"calls of {name}", part_in_view("call", rows, len(calls))),
            heading(CARD_LEFT, "its traces", part_in_view("trace", cards, len(traces))),
        ]
        arrows = [
            arrow(calls[row], middle[row], entry[trace] + CARD_HEIGHT / 2, row)
            for row in rows
            if (trace := calls[row].trace) is not None
            and trace in entry
            and calls[row] is not followed
        ]
        if followed is not None and followed.trace in entry:
            row = len(calls) - 1
            end = entry[followed.trace] + CARD_HEIGHT / 2
            arrows.append(arrow(followed, middle[row], end, row, followed=True))
        pieces += arrows
        pieces += [
            call_row(calls[row], row + 1, middle[row] - CALL_HEIGHT / 2, calls[row] is followed)
            for row in rows
        ]
        pieces += [
            trace_card(
                traces[at], at, entry[at], calls, followed is not None and followed.trace == at
            )
            for at in cards
        ]
        if not calls:
            pieces.append(note(MARGIN, top + 22, "no call yet"))
        if not traces:
            pieces.append(note(CARD_LEFT, top + 22, "the cache is empty"))
        used = max(len(rows) * _CALL_PITCH, len(cards) * _CARD_PITCH, 40.0)
        whole = self.cache.calls
        room = max(
            min(max(len(whole), _LEAST_CALLS), _CALLS) * _CALL_PITCH,
            min(len(self.cache.traces), _CARDS) * _CARD_PITCH,
        )
        height = top + (max(used, room) if roomy else used)
        pieces.append(legend(height + 4))
        return "".join(pieces), height + 24

    @staticmethod
    def _cards_in_view(size: int, target: int) -> range:
        """The newest cards, or the page that holds the one an arrow has to reach."""
        start = max(size - _CARDS, 0)
        if target < start:
            start = target
        return range(start, min(start + _CARDS, size))


class _Log(Explorable):
    """The picture with its controls: each wish to call is a call, whatever stood there before."""

    def __init__(self, picture: _Picture):
        self._picture = picture
        self.again: ipywidgets.Button | None = None
        # Of a page without a kernel only the calls that were made can be gone through.
        walk = Walk(positions={"example": (PICK,)} if picture.ready else {})
        super().__init__(picture.draw, picture.controls, picture.still, walk)

    def _assemble(self) -> Page | None:
        page = super()._assemble()
        if page is None:
            return None
        import ipywidgets

        self.again = ipywidgets.Button(
            description="call again",
            tooltip="call with the same arguments once more",
            layout=ipywidgets.Layout(width="auto", margin="0 2px 4px"),
        )
        self.again.on_click(self._repeat)
        rows = page.rows
        rows.children = (*rows.children[:-1], self.again, rows.children[-1])
        return page

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
