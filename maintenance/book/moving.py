"""A picture of a lesson that moves on the page: where it stands first, its controls, its other states.

Without script the page shows that first state with its words. `static/moving.js` moves it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from explorables.page import dark_theme
from explorables.page.frames import unpacked

NOT_KEPT = "This page has not kept what comes of that. The notebook shows it."


def moving_picture(told: Mapping[str, Any]) -> str:
    """The HTML for the states that `explorables.page.frames.packed` gives."""
    known = unpacked(told["frames"])
    place = 0
    for control in told["controls"]:
        place = place * len(control["words"]) + control["start"]
    frame = known["frames"][known["states"][place]]
    sheets = [part for part in known["parts"] if part.startswith("<style")]
    looks = "".join(f"{sheet}</style>" for sheet in sheets)
    drawing = "".join(known["parts"][part] for part in frame["drawing"])
    for sheet in sheets:  # they hold for every state, so none of them brings its own
        drawing = drawing.replace(f"{sheet}</style>", "")
    inputs = "".join(
        _input(control, top) for control, top in zip(told["controls"], frame["tops"], strict=True)
    )
    more = ""
    if told["more"]:
        labels = escape(", ".join(told["more"]))
        more = f'<p class="moving-more">More can be set in the notebook: {labels}.</p>'
    return (
        f"{dark_theme.drawing_style(''.join(known['parts']))}{looks}"
        f'<div class="workbook-moving" data-beyond="{NOT_KEPT}">'
        f'<div class="moving-inputs" hidden>{inputs}</div>'
        f'<div class="moving-panel {dark_theme.PICTURE}" tabindex="0" role="group" aria-label="picture">'
        f'<div class="moving-drawing">{drawing}</div>'
        f'<code class="moving-code">{escape(frame["code"])}</code></div>'
        '<div class="moving-words" aria-live="polite">'
        f'<p class="moving-said">{escape(frame["said"])}</p>'
        f'<p class="moving-reading">{escape(frame["reading"])}</p></div>'
        f"{more}"
        # Nothing in base 64 ends a script.
        f'<script type="text/plain" class="moving-frames">{told["frames"]}</script>'
        "</div>"
    )


def _input(control: Mapping[str, Any], top: int) -> str:
    """One control, as the browser has it."""
    words, start = control["words"], control["start"]
    label = f"<span>{escape(control['label'])}</span>"
    off = " disabled" if top == 0 else ""
    match control["kind"]:
        case "range":
            return (
                f'<label>{label} <span class="moving-value" aria-hidden="true">{escape(words[start])}</span>'
                f'<input type="range" max="{top}" value="{start}" autocomplete="off"{off} '
                f'aria-valuetext="{escape(words[start])}" data-words="{escape(json.dumps(words))}"></label>'
            )
        case "checkbox":
            checked = " checked" if start else ""
            return f'<label class="moving-switch"><input type="checkbox" autocomplete="off"{checked}>{label}</label>'
    options = "".join(
        f"<option{' selected' if at == start else ''}>{escape(word)}</option>"
        for at, word in enumerate(words)
    )
    return f'<label>{label}<select autocomplete="off">{options}</select></label>'
