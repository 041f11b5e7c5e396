"""Keeps what a submission holds from running anything at whoever reads it.

Formgrader and the feedback pages show outputs and Markdown as they are. Pictures survive: as images,
which run nothing. Nor may a page hang: what is too large to be shown in good time is shown as text.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection
from html.parser import HTMLParser

from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
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
_EMPTY_TAGS = frozenset({"br", "col", "hr", "img"})
_UNSHOWN_TAGS = frozenset({"head", "script", "style", "template", "title"})  # nor what is in them
_ATTRIBUTES = frozenset(
    {"title", "lang", "dir", "align", "role", "colspan", "rowspan", "scope", "border"}
)
_PICTURE_ATTRIBUTES = frozenset({"alt", "width", "height"})
_DEEPEST = 60  # tags in tags
_TAG = re.compile(
    r"<(/?)([A-Za-z][\w-]*)((?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))?)*)\s*/?>"
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))?")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[\w+/=\s]*")
# The same in Markdown. Pasted ones hold no space: taking lines out would change what is code.
_PASTED = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[\w+/=]*")
_LINK = re.compile(
    r"(?i)(?:https?:|mailto:|attachment:).*|[^:]*|[^:/?#]*[/?#].*", re.DOTALL
)  # elsewhere, or beside
_LOST = "#lost-attachment:"  # in place of `attachment:`, where there is none of that name
_KEPT = {"text/plain", "text/html", "text/latex", "text/markdown"}
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_RAW_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_MOST_MARKDOWN = 20_000  # characters that are rendered, of a cell and of an output
_MOST_CODE = 10_000  # characters that are shown in colors, of a code cell; of all, five times that
_MOST_FOREIGN = 2_000  # the same of a cell with a magic, which may be in any other language
# Pygments, which colors code for Formgrader and feedback, takes time that grows with the square of
# these: 8,000 characters of blank lines keep it busy for 16 s.
_SLOW_CODE = re.compile(r"\s{100}|[\w.*]{200}|!.{200}")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """A text as a terminal may show it: on one line, without escape codes, and in UTF-8."""
    return _UNPRINTABLE.sub("\ufffd", text)


def quoted(text: str, most: int = 80) -> str:
    """What a student wrote, as one line of code in a note.

    No escape code of a terminal is left in it, and nothing that would end the code in Markdown.
    """
    shown = printable(text).replace("`", "'")
    return f"`{shown[:most]}{'…' if len(shown) > most else ''}`"


def clean(notebook: NotebookNode, ours: Collection[str] = ()) -> None:
    """Clean every cell of a notebook that ran, in place.

    Args:
        notebook: The notebook.
        ours: Ids of cells whose outputs were made outside the submission's kernel.
    """
    rendered = colored = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            slow = _is_slow_to_color(cell.source)
            colored += 0 if slow else len(cell.source)
            if slow or colored > 5 * _MOST_CODE:
                cell.metadata.magics_language = "text"  # so nbconvert shows it as it is
            if cell["id"] not in ours:
                cell.outputs = [_clean_output(output) for output in cell.outputs]
        elif cell.metadata.get("nbgrader", {}).get("locked", False):
            continue
        elif cell.cell_type == "raw":  # pages show it as it is, or not at all
            cell.source = html.escape(cell.source, quote=False)
        else:
            _clean_attachments(cell)
            rendered += len(_without_pictures(cell.source))
            long = rendered > 10 * _MOST_MARKDOWN
            attached = cell.get("attachments", {})
            cell.source = _as_code(cell.source) if long else clean_markdown(cell.source, attached)


def _is_slow_to_color(source: str) -> bool:
    most = _MOST_FOREIGN if "%%" in source or "%s" in source else _MOST_CODE
    return len(source) > most or bool(_SLOW_CODE.search(source))


def _clean_attachments(cell: NotebookNode) -> None:
    if "attachments" in cell:
        pictures = {
            str(name): {
                kind: _base64_alone(value) for kind, value in kinds.items() if kind in _PICTURES
            }
            for name, kinds in cell.attachments.items()
        }
        cell.attachments = {name: kinds for name, kinds in pictures.items() if kinds}


def _base64_alone(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9+/=\s]", "", text)


def _clean_output(output: NotebookNode) -> NotebookNode:
    if output.output_type in ("stream", "error"):  # pages show both as text
        return output
    data = {}
    for kind, value in output.data.items():
        if kind in _PICTURES:
            data[kind] = _base64_alone(value)
        elif kind == "image/svg+xml":
            picture = base64.b64encode(value.encode()).decode()
            data["text/html"] = f'<img alt="picture" src="data:image/svg+xml;base64,{picture}">'
        elif kind == "text/html":
            data[kind] = clean_html(value)
        elif kind == "text/markdown":
            if len(value) <= _MOST_MARKDOWN:
                data[kind] = clean_markdown(value)
        elif kind == "text/latex":
            if len(value) <= _MOST_MARKDOWN:
                data[kind] = _RAW_HTML.sub("&lt;", value)
        elif kind in _KEPT:
            data[kind] = value
    output.data = NotebookNode(data)
    output.metadata = NotebookNode()
    return output


def clean_html(text: str) -> str:
    """The HTML without anything that runs, or loads from elsewhere.

    Written anew from what was understood of it, in time that grows with its length alone: known tags
    with known attributes, each closed once, and text. Whatever else is in it is no tag in the result.
    """
    made: list[str] = []
    open_tags: list[str] = []
    unshown = ""
    place = 0
    text = _without_comments(text)
    for found in _TAG.finditer(text):
        closing, tag, rest = found[1], found[2].lower(), found[3]
        if not unshown:
            made.append(_as_html_text(text[place : found.start()]))
        place = found.end()
        if unshown:
            unshown = "" if closing and tag == unshown else unshown
        elif tag in _UNSHOWN_TAGS:
            unshown = "" if closing else tag
        elif tag not in _TAGS:
            continue
        elif closing:
            if tag in open_tags:
                while (last := open_tags.pop()) != tag:
                    made.append(f"</{last}>")
                made.append(f"</{tag}>")
        elif tag in _EMPTY_TAGS or len(open_tags) < _DEEPEST:
            made.append(f"<{tag}{_attributes(tag, rest)}>")
            if tag not in _EMPTY_TAGS:
                open_tags.append(tag)
    if not unshown:
        made.append(_as_html_text(text[place:]))
    made += [f"</{tag}>" for tag in reversed(open_tags)]
    return "".join(made)


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    return first + "".join(other.partition("-->")[2] for other in others)


def _as_html_text(text: str) -> str:
    return html.escape(html.unescape(text), quote=False)


def _attributes(tag: str, rest: str) -> str:
    made = ""
    for found in _ATTRIBUTE.finditer(rest):
        name, value = found[1].lower(), html.unescape((found[2] or "").strip("\"'"))
        if _may_stay(tag, name, value):
            made += f' {name}="{html.escape(value)}"'
    return made


def _may_stay(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return bool(_PICTURE.fullmatch(value))
    if tag == "a" and name == "href":
        return bool(re.match(r"https?://|#", value))
    return name in _ATTRIBUTES or (tag == "img" and name in _PICTURE_ATTRIBUTES)


def clean_markdown(source: str, attached: Collection[str] = ()) -> str:
    """The Markdown, with HTML in it shown as text instead of taken as HTML.

    Args:
        source: The Markdown.
        attached: Names of the pictures attached to its cell: nbconvert shows no page that has a
            link to another one.
    """
    cleaned = "".join(
        part if place % 2 else _RAW_HTML.sub("&lt;", part)
        for place, part in enumerate(re.split(r"(```.*?```|`[^`\n]*`)", source, flags=re.DOTALL))
    )
    if len(_without_pictures(cleaned)) > _MOST_MARKDOWN:
        return _as_code(source)
    # What counts is what a browser gets: code may have ended elsewhere than we took it to.
    for text in (cleaned, cleaned.replace("attachment:", _LOST)):
        page = _rendered(_without_pictures(text), attached)
        if page is not None:
            return _as_code(source) if _runs_something(page) else text
    return _as_code(source)


def _rendered(source: str, attached: Collection[str]) -> str | None:
    """The HTML that pages show; None where it wants a picture that is not attached."""
    pictures = {name: {"image/png": ""} for name in attached}
    try:
        return MarkdownWithMath(IPythonRenderer(escape=False, attachments=pictures)).render(source)
    except InvalidNotebook:
        return None


def _without_pictures(source: str) -> str:
    """Pictures are pasted as long texts that cost no time to render."""
    return _PASTED.sub("data:image/png;base64,", source)


def _as_code(source: str) -> str:
    # `\begin`, many times, keeps nbconvert busy for minutes, in code as well.
    lines = html.escape(source, quote=False).replace("\\begin", "\\ begin").splitlines()
    return "\n".join(f"    {line}" for line in lines)


class _Page(HTMLParser):
    """Reads a page that was made of Markdown: `runs` says whether anything in it may run."""

    _KNOWN = _TAGS | {"input", "annotation", "semantics", "math"}

    def __init__(self) -> None:
        super().__init__()
        self.runs = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.runs |= tag not in self._KNOWN
        for name, value in attrs:
            self.runs |= not _may_be_in_a_page(name, value or "")


def _may_be_in_a_page(name: str, value: str) -> bool:
    if name == "href":
        return bool(_LINK.fullmatch(value) or _PASTED.fullmatch(value))
    if name == "src":  # a page asks no other host for a picture, which would tell who reads it
        plain = re.sub(r"[\s\x00-\x1f]", "", value).replace("\\", "/")  # as browsers read it
        elsewhere = plain.startswith("//") or plain.lower().startswith(("http:", "https:"))
        return bool(_PASTED.fullmatch(value)) or (bool(_LINK.fullmatch(value)) and not elsewhere)
    if name == "style":
        return bool(re.fullmatch(r"text-align:\s*\w+;?", value))
    # Its text is HTML as it stands, and then a program's input.
    if name == "class" and "mermaid" in value.lower():
        return False
    return not name.startswith("on") and name not in ("srcdoc", "srcset", "action", "formaction")


def _runs_something(rendered: str) -> bool:
    # What a parser may take for a comment or for half a tag, a browser need not.
    tags = re.findall(r"<\s*([A-Za-z!?][\w-]*)", rendered)
    if any(tag.lower() not in _Page._KNOWN for tag in tags):
        return True
    page = _Page()
    page.feed(rendered)
    page.close()
    return page.runs
