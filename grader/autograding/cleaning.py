"""Keeps what a submission holds from running script in the browser of whoever reads it.

Formgrader and the feedback pages show outputs and Markdown as they are. Pictures survive: as images,
which run nothing.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection

import bleach
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

# What pandas, our own panels and pictures, and ordinary text are made of.
_TAGS = frozenset(
    re.findall(
        r"\w+",
        """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub
    summary sup table tbody td tfoot th thead tr u ul var
        """,
    )
)
_ATTRIBUTES = {
    "*": ["title", "lang", "dir", "align", "role", "colspan", "rowspan", "scope", "border"],
    "a": ["href"],
    "img": ["src", "alt", "width", "height"],
}
_KEPT = {"text/plain", "text/html", "text/latex", "text/markdown"}
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_RAW_HTML = re.compile(r"<(?=[A-Za-z/!?])")


def clean(notebook: NotebookNode, ours: Collection[str] = ()) -> None:
    """Clean every cell of a notebook that ran, in place.

    Args:
        notebook: The notebook.
        ours: Ids of cells whose outputs were made outside the submission's kernel.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if cell["id"] not in ours:
                cell.outputs = [_clean_output(output) for output in cell.outputs]
        elif not cell.metadata.get("nbgrader", {}).get("locked", False):
            cell.source = clean_markdown(cell.source)
            _clean_attachments(cell)


def _clean_attachments(cell: NotebookNode) -> None:
    if "attachments" in cell:
        cell.attachments = {
            str(name): {
                kind: _base64_alone(value)
                for kind, value in kinds.items()
                if kind in _PICTURES and isinstance(value, str)
            }
            for name, kinds in cell.attachments.items()
            if isinstance(kinds, dict)
        }


def _base64_alone(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9+/=\s]", "", text)


def _clean_output(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream":
        return output
    if output.output_type == "error":
        output.traceback = [str(line) for line in output.traceback]
        return output
    data = {}
    for kind, value in output.data.items():
        value = "".join(value) if isinstance(value, list) else value
        if kind in _PICTURES and isinstance(value, str):
            data[kind] = _base64_alone(value)
        elif kind == "image/svg+xml" and isinstance(value, str):
            picture = base64.b64encode(value.encode()).decode()
            data["text/html"] = f'<img alt="picture" src="data:image/svg+xml;base64,{picture}">'
        elif kind == "text/html":
            data[kind] = clean_html(str(value))
        elif kind in ("text/markdown", "text/latex"):
            data[kind] = _RAW_HTML.sub("&lt;", str(value))
        elif kind in _KEPT:
            data[kind] = str(value)
    output.data = NotebookNode(data)
    output.metadata = NotebookNode()
    return output


def clean_html(text: str) -> str:
    """The HTML without anything that runs, or loads from elsewhere."""

    def allowed(tag: str, name: str, value: str) -> bool:
        if name in _ATTRIBUTES["*"]:
            return True
        if tag == "img" and name == "src":
            return bool(re.match(r"data:image/(png|jpeg|gif|svg\+xml);base64,[\w+/=\s]*$", value))
        if tag == "a" and name == "href":
            return bool(re.match(r"https?://|#", value))
        return name in _ATTRIBUTES.get(tag, ())

    return bleach.clean(
        text, tags=_TAGS, attributes=allowed, protocols=["http", "https", "data"], strip=True
    )


def clean_markdown(source: str) -> str:
    """The Markdown, with HTML in it shown as text instead of taken as HTML."""
    cleaned = "".join(
        part if place % 2 else _RAW_HTML.sub("&lt;", part)
        for place, part in enumerate(re.split(r"(```.*?```|`[^`\n]*`)", source, flags=re.DOTALL))
    )
    # What counts is what a browser gets: code may have ended elsewhere than we took it to.
    rendered = markdown2html(cleaned)
    if not _runs_something(rendered):
        return cleaned
    return "\n".join("    " + html.escape(line, quote=False) for line in source.splitlines())


def _runs_something(rendered: str) -> bool:
    tags = re.findall(r"<\s*([A-Za-z][\w-]*)([^>]*)>", rendered)
    known = _TAGS | {"input", "annotation", "semantics", "math"}
    return any(
        tag.lower() not in known
        or re.search(r"(?i)\bon\w+\s*=|javascript:|srcdoc|\bstyle\s*=\s*[\"'][^\"']*url", rest)
        for tag, rest in tags
    )
