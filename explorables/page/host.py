"""One picture, three hosts: JupyterLab, Colab, and pages where no widget lives.

A picture is a function from the values of its controls to a `Frame`. This module knows nothing of
what is drawn: it makes the controls from core ipywidgets (the same ones exist in 7.7 and 8.1), puts
the newest frame into one HTML widget at each change, and leaves the first frame as a static image
in the saved notebook. Without ipywidgets the static image alone is shown.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from explorables.page import dark_theme, fonts, palette, svg
from explorables.page.into_view import INTO_VIEW

if TYPE_CHECKING:
    import ipywidgets

WIDTH: Final = 612.0  # px; every picture is this wide, so pictures on one page line up
# The least scale a picture is shown at: its smallest letters, `svg.SMALL`, are then 11 px high. Where
# there is less room, the picture scrolls sideways in its panel.
SMALLEST: Final = 0.885
# px; the controls and the sentence beside a picture. With JupyterLab's file browser open, a window of
# 1200 px has room for both.
BESIDE: Final = 172.0


@dataclass(frozen=True)
class Frame:
    """What one picture says for one setting of its controls.

    Attributes:
        drawing: a complete ``<svg>`` (see `svg.picture`), or "" where words alone say it.
        description: the picture in words; its text alternative.
        reading: one line about what is highlighted.
        code: the line of TensorFlow that does what is shown, or "".
        hint: what the pointer can do; shown only where the picture is live.
        last: for sliders whose range depends on other controls, the last position of each.
    """

    drawing: str
    description: str
    reading: str = ""
    code: str = ""
    hint: str = ""
    last: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All of it as plain text, a line a part."""
        return "\n".join(part for part in (self.description, self.reading, self.code) if part)


@dataclass(frozen=True)
class Slider:
    """Whole numbers from 0 to ``last``."""

    label: str
    last: int
    value: int = 0


@dataclass(frozen=True)
class Dial:
    """A slider over words in a fixed order, such as numbers on no even scale.

    Attributes:
        value: the one it starts at.
    """

    label: str
    options: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Choice:
    """One of some words; ``value`` is the one chosen first."""

    label: str
    options: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Switch:
    """On or off."""

    label: str
    value: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of text, taken when Enter is pressed or the box is left."""

    label: str
    value: str


Control = Slider | Dial | Choice | Switch | Entry


@dataclass(frozen=True)
class Walk:
    """The states that a page without a kernel moves through (`explorables.page.frames`).

    Attributes:
        point: where it stands at first, which is where the picture shows what it is for: values of
            controls by their names. A control that isn't named keeps its first value.
        positions: for some controls the values gone through, besides the one it stands at first; for an
            `Entry` a mapping may give them names. A control with one position isn't on the page. Of the
            others all are gone through, as far as ``most`` allows; of an `Entry` only the first.
        most: how many states there may be, about; sliders skip positions for it.
    """

    point: Mapping[str, object] = field(default_factory=dict)
    positions: Mapping[str, Sequence[object] | Mapping[str, str]] = field(default_factory=dict)
    most: int = 160


FRAMES: Final = "application/vnd.tensorflow-workbook.frames+json"
# The variable with which a run for the book asks each explorable for its frames.
FRAMES_WANTED: Final = "WORKBOOK_FRAMES"


def bundle(widget: Any, html: str, text: str) -> dict[str, Any]:
    """The three forms of one output, for ``_repr_mimebundle_``.

    A host with widgets shows ``widget``, one without shows ``html``, a terminal ``text``. ``html``
    should survive a sanitizer: an ``<img>`` rather than an inline ``<svg>`` (see `static_image`).

    Args:
        widget: a displayed ipywidgets widget, or None where there is none.
        html: the static picture.
        text: the text alternative.
    """
    forms: dict[str, Any] = {"text/plain": text, "text/html": html}
    if widget is not None:
        forms["application/vnd.jupyter.widget-view+json"] = {
            "version_major": 2,
            "version_minor": 0,
            "model_id": widget.model_id,
        }
    return forms


_SCALE_STYLE = f"max-width:100%;min-width:{WIDTH * SMALLEST:.0f}px;height:auto;display:block"


def static_image(drawing: str, alternative: str) -> str:
    """``drawing`` (a complete SVG) as an ``<img>`` that carries it, with its text alternative."""
    data = base64.b64encode(drawing.encode("utf-8")).decode("ascii")
    return (
        f'<img alt="{svg.plain(alternative)}" src="data:image/svg+xml;base64,{data}" '
        f'style="{_SCALE_STYLE}"/>'
    )


def static_page(frame: Frame) -> str:
    """A frame for a host without widgets. It sets no color, so it fits any page."""
    parts = []
    if frame.drawing:
        image = static_image(frame.drawing, frame.description)
        # What scrolls must be reachable without a mouse.
        reached = 'tabindex="0" role="group" aria-label="picture"'
        parts.append(f'<div style="overflow-x:auto" {reached}>{image}</div>')
    else:
        parts.append(f"<p>{svg.plain(frame.description)}</p>")
    if frame.reading:
        parts.append(f"<p>{svg.plain(frame.reading)}</p>")
    if frame.code:
        parts.append(f"<pre><code>{svg.plain(frame.code)}</code></pre>")
    return f"<div>{''.join(parts)}</div>"


# Takes the width there is, and never asks for more: a narrow page scrolls the panel, not the cell.
_FRAME_STYLE = "width:0;min-width:100%"
_PANEL_STYLE = (
    f"box-sizing:border-box;max-width:{WIDTH + 14:.0f}px;padding:6px;"
    f"overflow-x:auto;background:{palette.PANEL};color:{palette.INK};"
    f"border:1px solid {palette.EDGE};border-radius:6px;"
    f"font:14px/1.45 {fonts.SANS};white-space:normal"
)
_CODE_STYLE = (
    f"font:12px/17px {fonts.MONO};color:{palette.CODE};background:none;margin:4px 0 0;"
    "white-space:pre-wrap;display:block"
)


def live_page(frame: Frame) -> str:
    """The drawing of a frame for the HTML widget: the SVG inline, with its code below."""
    parts = []
    if frame.drawing:
        parts.append(frame.drawing.replace("<svg ", f'<svg style="{_SCALE_STYLE}" ', 1))
    else:
        parts.append(f'<p style="margin:0">{svg.plain(frame.description)}</p>')
    if frame.code:
        parts.append(f'<code style="{_CODE_STYLE}">{svg.plain(frame.code)}</code>')
    return (
        f'{dark_theme.drawing_style(frame.drawing)}<div style="{_FRAME_STYLE}">'
        f'<div class="{dark_theme.PICTURE}" style="{_PANEL_STYLE}" tabindex="0" role="group" '
        f'aria-label="picture">{"".join(parts)}</div></div>'
    )


# A page's own color: what stands outside of the panels has the ground of the page.
_READING_STYLE = f"margin:0;font:13px/18px {fonts.SANS};white-space:normal"
_HINT_STYLE = f"margin:6px 0 0;font:12.5px/17px {fonts.SANS};white-space:normal;opacity:0.8"


def live_words(frame: Frame) -> str:
    """What a frame says, for the HTML widget beside the drawing: its reading and its hint."""
    parts = []
    if frame.reading:
        parts.append(f'<p style="{_READING_STYLE}">{svg.plain(frame.reading)}</p>')
    if frame.hint:
        parts.append(f'<p class="workbook-hint" style="{_HINT_STYLE}">{svg.plain(frame.hint)}</p>')
    return "".join(parts)


LIVE: Final = "workbook-live"  # class of what has controls
ONLY_LIVE: Final = "workbook-only-live"  # class of a widget that a page without a kernel leaves out
_CONTROLS: Final = "workbook-controls"


def around_controls(advice: str) -> str:
    """What goes with controls: a line that shows where they have no kernel, and the looks of such
    ones; and what brings them into view when they come.

    JupyterLab marks a widget whose kernel is gone, also one of a notebook opened anew, with a class
    and a broken link. What to do says more than four of those.

    Args:
        advice: What to do, a sentence.
    """
    gone = f".{LIVE}.jupyter-widgets-disconnected"
    style = (
        f"{gone} .workbook-gone{{display:block!important}}"
        f"{gone}::before,{gone} .jupyter-widgets-disconnected::before{{display:none}}"
        f"{gone} :is(.widget-inline-hbox:not(.widget-html),.widget-radio,.jupyter-button){{opacity:.55;pointer-events:none}}"
    )
    words = f"display:none;margin:0 0 6px;font:600 13px/18px {fonts.SANS};white-space:normal"
    return (
        f"<style>{style}</style>"
        f'<p class="workbook-gone" style="{words}">{svg.plain(advice)}</p>'
        f"{INTO_VIEW}"
    )


_GONE: Final = around_controls("To move this again, run its cell.")
# Each control below its name: side by side the two have too little room. The rules hold for both
# versions of ipywidgets, which name the parts of a control alike.
_CONTROLS_STYLE: Final = (
    "<style>"
    f".{_CONTROLS}>.widget-inline-hbox{{flex:1 1 140px;flex-wrap:wrap;width:auto;height:auto;"
    "min-width:0;margin:0 2px 4px}"
    f".{_CONTROLS}>.widget-checkbox{{flex:0 1 auto;margin-right:14px}}"
    f".{_CONTROLS}>.widget-inline-hbox>.widget-label:first-child{{flex:0 0 100%;text-align:left;"
    "line-height:18px;height:18px}"
    f".{_CONTROLS} .slider-container{{flex:1 1 60px;min-width:0}}"
    f".{_CONTROLS} .widget-readout{{flex:none;width:auto;min-width:28px;max-width:76px}}"
    f".{_CONTROLS} input[type=text],.{_CONTROLS} select{{min-width:0}}"
    "</style>"
)


@dataclass(frozen=True, eq=False)
class Page:
    """The widgets of an explorable.

    Attributes:
        whole: all of it, which a notebook shows.
        screen: the drawing.
        words: what is said of it.
        rows: holds the controls.
    """

    whole: ipywidgets.HBox
    screen: ipywidgets.HTML
    words: ipywidgets.HTML
    rows: ipywidgets.HBox


class Explorable:
    """A picture a cell can return: live where widgets work, an image everywhere else.

    It holds widgets and is none: ipywidgets 7 shows its own objects through
    ``_ipython_display_``, which would win over the bundle made here.

    Args:
        draw: takes each control's value by the control's name; returns the frame. It does not
            raise, and it brings a slider that points past its end back to the end.
        controls: the controls by name, in the order shown.
        still: like ``draw``, for the saved page: nothing moves there, so it need not keep room
            free for what another setting would show.
        walk: what the book moves through.
    """

    def __init__(
        self,
        draw: Callable[..., Frame],
        controls: Mapping[str, Control] | None = None,
        still: Callable[..., Frame] | None = None,
        walk: Walk | None = None,
    ):
        self._draw = draw
        self._still = still or draw
        self._plan = dict(controls or {})
        self._walk = walk or Walk()
        self._adjusting = False
        self._frame = draw(**{name: control.value for name, control in self._plan.items()})
        self.controls: dict[str, ipywidgets.ValueWidget] = {}
        self._page = self._assemble() if self._plan else None

    @property
    def widget(self) -> ipywidgets.HBox | None:
        """The whole of it as a widget; None where there are no widgets."""
        return self._page.whole if self._page else None

    @property
    def frame(self) -> Frame:
        """What is shown now."""
        return self._frame

    def _values(self) -> dict[str, Any]:
        """The value of each control now; the first one where there are no widgets."""
        return {name: (self.controls.get(name) or self._plan[name]).value for name in self._plan}

    @property
    def page(self) -> str:
        """What stands on the page now, drawing and words, as HTML; "" where there are no widgets."""
        return f"{self._page.screen.value}{self._page.words.value}" if self._page else ""

    def _assemble(self) -> Page | None:
        if find_spec("ipywidgets") is None:
            return None
        import ipywidgets

        for name, control in self._plan.items():
            widget = _made(control)
            widget.observe(self._redraw, names="value")
            self.controls[name] = widget
        self._fit_sliders()
        screen = ipywidgets.HTML(
            value=live_page(self._frame),
            layout=ipywidgets.Layout(
                flex=f"1 1 {WIDTH * SMALLEST + 18:.0f}px",
                width="auto",
                min_width="0",
                max_width=f"{WIDTH + 18:.0f}px",
                margin="2px",
            ),
        )
        words = ipywidgets.HTML(
            value=live_words(self._frame),
            layout=ipywidgets.Layout(width="auto", margin="0 2px"),
        )
        rows = ipywidgets.HBox(
            list(self.controls.values()),
            layout=ipywidgets.Layout(flex_flow="row wrap", align_items="flex-end"),
        )
        rows.add_class(_CONTROLS)
        gone = ipywidgets.HTML(
            value=_GONE + _CONTROLS_STYLE,
            layout=ipywidgets.Layout(width="auto", margin="0 2px"),
        )
        beside = ipywidgets.VBox(
            [gone, rows, words],
            layout=ipywidgets.Layout(
                flex=f"1 1 {BESIDE:.0f}px", min_width="0", max_width="340px", overflow="visible"
            ),
        )
        whole = ipywidgets.HBox(
            [screen, beside],
            layout=ipywidgets.Layout(
                flex_flow="row wrap", align_items="flex-start", grid_gap="6px"
            ),
        )
        whole.add_class(LIVE)
        return Page(whole, screen, words, rows)

    def _redraw(self, _change: object) -> None:
        if self._adjusting:
            return
        self._frame = self._draw(**self._values())
        self._show(self._frame)
        self._fit_sliders()

    def _show(self, frame: Frame) -> None:
        """Put a frame on the page: one update of the picture, and one of the words if they differ."""
        if self._page is None:
            return
        self._page.screen.value = live_page(frame)
        self._page.words.value = live_words(frame)

    def _fit_sliders(self) -> None:
        """Give each slider the range the frame allows; a slider with one position is off."""
        self._adjusting = True
        try:
            for name, last in self._frame.last.items():
                slider = self.controls[name]
                if slider.max != max(last, 1):
                    slider.max = max(last, 1)
                if slider.disabled != (last == 0):
                    slider.disabled = last == 0
        finally:
            self._adjusting = False

    def __repr__(self) -> str:
        return self._frame.text

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, Any]:  # the signature IPython calls
        still = self._still(**self._values())
        forms = bundle(self.widget, static_page(still), still.text)
        if self._plan and os.environ.get(FRAMES_WANTED):
            from explorables.page import frames

            packed = frames.packed(frames.walked(self._draw, self._plan, self._begun()))
            forms |= {FRAMES: packed} if packed["controls"] else {}
        return forms

    def _begun(self) -> Walk:
        """The walk, beginning where the cell has moved the controls to, if it has."""
        moved = {
            name: value for name, value in self._values().items() if value != self._plan[name].value
        }
        return replace(self._walk, point={**self._walk.point, **moved})


def only_words(sentence: str) -> Explorable:
    """What is shown where there is nothing to draw: a sentence that says why."""
    return Explorable(lambda: Frame("", sentence))


def _made(control: Control) -> Any:
    """The core widget for a control."""
    import ipywidgets

    style = {"description_width": "initial"}
    match control:
        case Slider():
            return ipywidgets.IntSlider(
                value=control.value,
                min=0,
                max=max(control.last, 1),  # a range without length is none
                disabled=control.last == 0,
                description=control.label,
                style=style,
                layout=ipywidgets.Layout(width="auto"),
            )
        case Dial():
            return ipywidgets.SelectionSlider(
                options=list(control.options),
                value=control.value,
                description=control.label,
                style=style,
                layout=ipywidgets.Layout(width="auto"),
            )
        case Choice():
            return ipywidgets.Dropdown(
                options=list(control.options),
                value=control.value,
                description=control.label,
                style=style,
                layout=ipywidgets.Layout(width="auto"),
            )
        case Switch():
            return ipywidgets.Checkbox(
                value=control.value,
                description=control.label,
                indent=False,
                layout=ipywidgets.Layout(width="auto"),
            )
        case Entry():
            return ipywidgets.Text(
                value=control.value,
                description=control.label,
                continuous_update=False,
                style=style,
                layout=ipywidgets.Layout(width="auto"),
            )
