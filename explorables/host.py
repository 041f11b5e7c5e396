"""One picture, three hosts: JupyterLab, Colab, and pages where no widget lives.

A picture is a function from the values of its controls to a `Frame`. This module knows nothing of
what is drawn: it makes the controls from core ipywidgets (the same ones exist in 7.7 and 8.1), puts
the newest frame into one HTML widget at each change, and leaves the first frame as a static image
in the saved notebook. Without ipywidgets the static image alone is shown.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from explorables import palette, svg

if TYPE_CHECKING:
    import ipywidgets

WIDTH: Final = 612.0  # px; every picture is this wide, so pictures on one page line up
# The least scale a picture is shown at; below it the panel scrolls. It is low because a page of 800 px
# with JupyterLab's file browser open leaves some 370 px: a small whole picture shows what is there,
# and making room for it is a click.
SMALLEST: Final = 0.55


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


def static_image(drawing: str, alternative: str) -> str:
    """``drawing`` (a complete SVG) as an ``<img>`` that carries it, with its text alternative."""
    data = base64.b64encode(drawing.encode("utf-8")).decode("ascii")
    return f'<img alt="{svg.plain(alternative)}" src="data:image/svg+xml;base64,{data}"/>'


def static_page(frame: Frame) -> str:
    """A frame for a host without widgets. It sets no color, so it fits any page."""
    parts = []
    if frame.drawing:
        parts.append(static_image(frame.drawing, frame.description))
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
    f"box-sizing:border-box;max-width:{WIDTH + 26:.0f}px;padding:8px 12px;"
    f"overflow-x:auto;background:{palette.PANEL};color:{palette.INK};"
    f"border:1px solid {palette.EDGE};border-radius:6px;"
    f"font:14px/1.45 {svg.SANS};white-space:normal"
)
_SCALE_STYLE = f"max-width:100%;min-width:{WIDTH * SMALLEST:.0f}px;height:auto;display:block"
# Room for three lines, so that the page below does not move with the slider.
_WORDS_STYLE = "margin:6px 0 0;min-height:61px;line-height:20px"
_CODE_STYLE = (
    f"font:13px/20px {svg.MONO};color:{palette.CODE};background:none;"
    "white-space:pre-wrap;display:block"
)
_HINT_STYLE = f"margin:4px 0 0;font-size:13px;color:{palette.MUTED}"


def live_page(frame: Frame) -> str:
    """A frame for the HTML widget: the SVG inline, its reading and its code below."""
    parts = []
    if frame.drawing:
        parts.append(frame.drawing.replace("<svg ", f'<svg style="{_SCALE_STYLE}" ', 1))
    else:
        parts.append(f'<p style="margin:0">{svg.plain(frame.description)}</p>')
    if frame.reading:
        parts.append(f'<p style="{_WORDS_STYLE}">{svg.plain(frame.reading)}</p>')
    if frame.code:
        parts.append(f'<code style="{_CODE_STYLE}">{svg.plain(frame.code)}</code>')
    if frame.hint:
        parts.append(f'<p style="{_HINT_STYLE}">{svg.plain(frame.hint)}</p>')
    return (
        f'<div style="{_FRAME_STYLE}"><div style="{_PANEL_STYLE}" tabindex="0" role="group" '
        f'aria-label="picture">{"".join(parts)}</div></div>'
    )


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
    """

    def __init__(
        self,
        draw: Callable[..., Frame],
        controls: Mapping[str, Control] | None = None,
        still: Callable[..., Frame] | None = None,
    ):
        self._draw = draw
        self._still = still or draw
        self._plan = dict(controls or {})
        self._screen: ipywidgets.HTML | None = None
        self._adjusting = False
        self._frame = draw(**{name: control.value for name, control in self._plan.items()})
        self.controls: dict[str, ipywidgets.ValueWidget] = {}
        self.widget: ipywidgets.VBox | None = self._assemble() if self._plan else None

    @property
    def frame(self) -> Frame:
        """What is shown now."""
        return self._frame

    def _values(self) -> dict[str, Any]:
        """The value of each control now; the first one where there are no widgets."""
        return {name: (self.controls.get(name) or self._plan[name]).value for name in self._plan}

    def _assemble(self) -> ipywidgets.VBox | None:
        if find_spec("ipywidgets") is None:
            return None
        import ipywidgets

        for name, control in self._plan.items():
            widget = _made(control)
            widget.observe(self._redraw, names="value")
            self.controls[name] = widget
        self._fit_sliders()
        self._screen = ipywidgets.HTML(
            value=live_page(self._frame), layout=ipywidgets.Layout(width="auto", margin="2px")
        )
        rows = ipywidgets.HBox(
            list(self.controls.values()),
            layout=ipywidgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="0 18px"),
        )
        return ipywidgets.VBox([rows, self._screen])

    def _redraw(self, _change: object) -> None:
        if self._adjusting:
            return
        self._frame = self._draw(**self._values())
        self._screen.value = live_page(self._frame)  # the one update a change sends
        self._fit_sliders()

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
        return bundle(self.widget, static_page(still), still.text)


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
                layout=ipywidgets.Layout(width="310px"),
            )
        case Dial():
            return ipywidgets.SelectionSlider(
                options=list(control.options),
                value=control.value,
                description=control.label,
                style=style,
                layout=ipywidgets.Layout(width="310px"),
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
                layout=ipywidgets.Layout(width="200px"),
            )
