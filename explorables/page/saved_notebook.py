"""What a notebook keeps of its pictures and questions when it is saved in JupyterLab.

JupyterLab saves the state of every widget that its page has seen (the settings in maintenance/jupyter
ask it to), also of those that a cell made before it ran again. Hosts that show no widgets read the
HTML beside it, which is that of the moment when the cell ran. So, as an extension of Jupyter's
server, this brings a notebook up to date before it is written: the HTML shows what the page shows,
and what no output shows any more is left out, which bounds the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from explorables.page import svg
from explorables.page.host import LIVE, ONLY_LIVE, static_image

STATE: Final = "application/vnd.jupyter.widget-state+json"
VIEW: Final = "application/vnd.jupyter.widget-view+json"
_REFERENCE: Final = "IPY_MODEL_"
_DRAWING: Final = re.compile(r"<svg\b.*</svg>", re.DOTALL)  # from the outermost to its end
_LABEL: Final = re.compile(r'\baria-label="([^"]*)"')
# The looks and the script of a live page, what the pointer can do there, and the line for where it has
# no kernel.
_ONLY_LIVE: Final = re.compile(
    r'<style>.*?</style>|<p class="workbook-(?:gone|hint)".*?</p>|<img class="workbook-arrival"[^>]*>',
    re.DOTALL,
)

Models = Mapping[str, Mapping[str, Any]]


def _load_jupyter_server_extension(server: Any) -> None:
    """Bring every notebook up to date before it is written."""
    server.contents_manager.register_pre_save_hook(_before_saving)


def _before_saving(model: Mapping[str, Any], **_others: object) -> None:
    if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
        bring_up_to_date(model["content"])


def bring_up_to_date(notebook: dict[str, Any]) -> None:
    """Let a notebook with widget state show it without widgets too, and keep only what is shown.

    Args:
        notebook: as JSON has it; changed in place. One without widget state stays as it is.
    """
    widgets = notebook.get("metadata", {}).get("widgets", {})
    models = widgets.get(STATE, {}).get("state")
    if not isinstance(models, dict):
        return
    kept: set[str] = set()
    for data in _outputs(notebook):
        root = data.get(VIEW, {}).get("model_id", "")
        kept |= _below(root, models)
        if root in models and LIVE in models[root].get("state", {}).get("_dom_classes", ()):
            data["text/html"] = f"<div>{static_form(root, models)}</div>"
    widgets[STATE]["state"] = {name: one for name, one in models.items() if name in kept}


def _outputs(notebook: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The data of every output that shows a widget."""
    for cell in notebook.get("cells", ()):
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if VIEW in data:
                yield data


def _below(root: str, models: Models) -> set[str]:
    """A model and all that it refers to, as far as they are there."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name in models and name not in found:
            found.add(name)
            waiting += _references(models[name].get("state"))
    return found


def _references(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(_REFERENCE):
            yield value.removeprefix(_REFERENCE)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def static_form(name: str, models: Models) -> str:
    """What a widget shows now, as HTML that needs no widgets and survives a sanitizer."""
    model = models.get(name, {})
    state = model.get("state", {})
    if ONLY_LIVE in state.get("_dom_classes", ()):
        return ""
    match model.get("model_name", "").removesuffix("Model"):
        case "HTML":
            return _still(state.get("value", ""))
        case "HBox" | "VBox":
            children = [_ for one in state.get("children", ()) for _ in _references(one)]
            settings = [words for child in children if (words := _setting(child, models))]
            line = f"<p>{svg.plain('; '.join(settings))}</p>" if settings else ""
            return line + "".join(static_form(child, models) for child in children)
        case "RadioButtons":
            chosen = state.get("index")
            return "".join(
                f"<p>{'●' if at == chosen else '○'} {svg.plain(str(option))}</p>"
                for at, option in enumerate(state.get("_options_labels", ()))
            )
    return ""


def _still(page: str) -> str:
    """A page of ours without what only a live one needs; its drawing as an image."""
    page = _ONLY_LIVE.sub("", page)
    found = _DRAWING.search(page)
    if not found:
        return page
    label = _LABEL.search(found[0])
    image = static_image(found[0], "")
    if label:  # escaped already, where it was written
        image = image.replace('alt=""', f'alt="{label[1]}"', 1)
    return f"{page[: found.start()]}{image}{page[found.end() :]}"


def _setting(name: str, models: Models) -> str:
    """Where a control stands, such as "step: 3"; "" for what is none."""
    model = models.get(name, {})
    state = model.get("state", {})
    match model.get("model_name", "").removesuffix("Model"):
        case "IntSlider":
            value = str(state.get("value", 0))
        case "SelectionSlider" | "Dropdown":
            options = state.get("_options_labels", ())
            at = state.get("index", 0)
            value = str(options[at]) if isinstance(at, int) and at < len(options) else ""
        case "Checkbox":
            value = "on" if state.get("value", False) else "off"
        case "Text":
            value = str(state.get("value", ""))
        case _:
            return ""
    return f"{state.get('description', '').rstrip(':')}: {value}"
