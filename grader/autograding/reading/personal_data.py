"""Takes out of a notebook's file what the place it was written in says of the person.

Colab writes who ran a cell and when (`executionInfo`), and which file in whose Drive a notebook came
from (`colab`). What people themselves wrote, or let a cell print, stays, and so does whether Colab's
assistant is off.
"""

from __future__ import annotations

import json
import re
from typing import Any

from grader.course import ASSISTANT_OFF

_FIELDS = ("executionInfo", "outputId", "authors")
# The same in a file that is no JSON any more: the texts that tell who it was.
_TEXTS = re.compile(
    rb'("(?:displayName|userId|photoUrl|sessionId|file_id|authorship_tag)"\s*:\s*)"(?:[^"\\]|\\.)*"?'
)
_WIDGETS = "application/vnd.jupyter.widget-state+json"


def without_personal_data(raw: bytes) -> bytes:
    """The bytes of a notebook's file, without those fields; unchanged where there are none.

    A widget state without its `state`, as Colab saves it, goes too: nbconvert can't read it. In a
    file that can't be read as a notebook the personal texts are emptied, and nothing else changes.
    """
    try:
        notebook = json.loads(raw.decode("utf-8-sig"))
        changed = _clean(notebook)
    except (ValueError, RecursionError):  # also text that is not UTF-8
        return _TEXTS.sub(rb'\1""', raw)
    if not changed:
        return raw
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode(
        "utf-8", "surrogatepass"
    )


def _clean(part: Any) -> bool:
    """Clean every `metadata` in a notebook's JSON, in place; whether there was something."""
    changed = False
    if isinstance(part, dict):
        metadata = part.get("metadata")
        if isinstance(metadata, dict):
            for field in _FIELDS:
                changed |= metadata.pop(field, None) is not None
            changed |= _drop_place(metadata)
            changed |= _drop_broken_widgets(metadata)
        for name, below in part.items():
            if name not in ("source", "data"):
                changed |= _clean(below)
    elif isinstance(part, list):
        for below in part:
            changed |= _clean(below)
    return changed


def _drop_place(metadata: dict[str, Any]) -> bool:
    """Leave of what Colab says of the notebook only whether its assistant is off."""
    if "colab" not in metadata:
        return False
    place = metadata.pop("colab")
    switches = [
        (name, place.get(name)) for name in ASSISTANT_OFF["colab"] if isinstance(place, dict)
    ]
    kept = {name: value for name, value in switches if isinstance(value, bool)}
    if kept:
        metadata["colab"] = kept
    return bool(kept != place)


def _drop_broken_widgets(metadata: dict[str, Any]) -> bool:
    widgets = metadata.get("widgets")
    if not isinstance(widgets, dict):
        return False
    state = widgets.get(_WIDGETS)
    if state is None or (isinstance(state, dict) and "state" in state):
        return False
    del metadata["widgets"]
    return True
