"""Keeps what a submission holds from running anything at whoever reads it.

Formgrader and the feedback pages show outputs and Markdown as they are. Pictures survive: as images,
which run nothing. Nor may a page hang: what is too large to be shown in good time is shown as text.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from grader.autograding.showing.bounded_html import bounded

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
_ATTRIBUTES = frozenset(
    {"title", "lang", "dir", "align", "role", "colspan", "rowspan", "scope", "border"}
)
# What nbconvert's renderer gives the tags that it makes of Markdown, besides links and styles.
_RENDERED = frozenset(
    {
        "alt",
        "checked",
        "class",
        "disabled",
        "display",
        "encoding",
        "id",
        "start",
        "title",
        "type",
        "xmlns",
    }
)
_PICTURE_ATTRIBUTES = frozenset({"alt", "width", "height"})
_NAMES = _ATTRIBUTES | _PICTURE_ATTRIBUTES | {"src", "href"}
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
# Of all cells and outputs of a notebook: characters that take the renderer long, 60 microseconds
# each. Where a formula begins it looks for its end in all that follows: measured, so many
# characters behind it take as long as one of those.
_MOST_RENDERED = 3 * _MOST_MARKDOWN
_PASSED_BY = 2000
_FORMULA = re.compile(r"\\[\[(]|\\begin\b")
_MOST_HTML = (
    4 << 20
)  # characters of HTML that are cleaned, of all outputs: each takes a microsecond
_MOST_COLORS = 50_000  # escape codes of a terminal, of all outputs: nbconvert takes 20 microseconds
_MOST_CODE = 10_000  # characters that are shown in colors, of a code cell; of all, five times that
_MOST_FOREIGN = 2_000  # the same of a cell with a magic, which may be in any other language
# Pygments, which colors code for Formgrader and feedback, takes time that grows with the square of
# these: 8,000 characters of blank lines keep it busy for 16 s.
_SLOW_CODE = re.compile(r"\s{100}|[\w.*]{200}|!.{200}")


def clean(notebook: NotebookNode, ours: Collection[str] = ()) -> None:
    """Clean every cell of a notebook that ran, in place.

    Args:
        notebook: The notebook.
        ours: Ids of cells whose outputs were made outside the submission's kernel.
    """
    colored, room = 0, _Room()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            slow = _is_slow_to_color(cell.source)
            colored += 0 if slow else len(cell.source)
            if slow or colored > 5 * _MOST_CODE:
                cell.metadata.magics_language = "text"  # so nbconvert shows it as it is
            if cell["id"] not in ours:
                cell.outputs = _clean_outputs(cell.outputs, room)
        elif cell.metadata.get("nbgrader", {}).get("locked", False):
            continue
        elif cell.cell_type == "raw":  # pages show it as it is, or not at all
            cell.source = html.escape(cell.source, quote=False)
        else:
            _clean_attachments(cell)
            attached = cell.get("attachments", {})
            if room.for_rendering(cell.source):
                cell.source = clean_markdown(cell.source, attached)
            else:
                cell.source = _as_code(cell.source)


@dataclass
class _Room:
    """What is left for a whole notebook of what takes time to clean and to show."""

    rendered: float = _MOST_RENDERED
    html: int = _MOST_HTML
    colors: int = _MOST_COLORS

    def for_rendering(self, source: str) -> bool:
        """Whether there is room for this Markdown; what there is room for takes it."""
        text = _without_pictures(source)
        begun = len(_FORMULA.findall(text))
        cost = len(text) * (1 + begun / _PASSED_BY)
        cost *= 2 if "attachment:" in text else 1  # rendered again where one is missing
        if len(text) > _MOST_MARKDOWN or cost > self.rendered:
            return False
        self.rendered -= cost
        return True

    def for_html(self, source: str) -> bool:
        """The same for HTML."""
        if len(source) > self.html:
            return False
        self.html -= len(source)
        return True

    def for_colors(self, text: str) -> bool:
        """The same for a text from a terminal."""
        count = text.count("\x1b")
        if count > self.colors:
            return False
        self.colors -= count
        return True


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


def _clean_outputs(outputs: Sequence[NotebookNode], room: _Room) -> list[NotebookNode]:
    """The outputs of a cell, and a note where something in them is not shown as it was."""
    pairs = [_clean_output(output, room) for output in outputs]
    made = [output for output, _ in pairs]
    if plain := dict.fromkeys(kind for _, kinds in pairs for kind in kinds):
        kinds = " and ".join(plain)
        text = f"\n[Some {kinds} is shown as text: it is too much for a page.]\n"
        made.append(NotebookNode(output_type="stream", name="stdout", text=text))
    return made


def _clean_output(output: NotebookNode, room: _Room) -> tuple[NotebookNode, list[str]]:
    """An output without what runs, and the kinds of what is now text alone."""
    if output.output_type == "stream":  # pages show both as text
        if not room.for_colors(output.text):
            output.text = strip_ansi(output.text)
        return output, []
    if output.output_type == "error":
        if not room.for_colors("".join(output.traceback)):
            output.traceback = [strip_ansi(line) for line in output.traceback]
        return output, []
    data, plain = {}, []
    for kind, value in output.data.items():
        if kind in _PICTURES:
            data[kind] = _base64_alone(value)
        elif kind == "image/svg+xml":
            picture = base64.b64encode(value.encode()).decode()
            data["text/html"] = f'<img alt="picture" src="data:image/svg+xml;base64,{picture}">'
        elif kind == "text/html":
            if room.for_html(value):
                data[kind] = clean_html(value)
            else:
                plain.append("HTML")
        elif kind in ("text/markdown", "text/latex"):
            if not room.for_rendering(value):
                data.setdefault("text/plain", value)
                plain.append("Markdown" if kind == "text/markdown" else "LaTeX")
            elif kind == "text/markdown":
                data[kind] = clean_markdown(value)
            else:
                data[kind] = _RAW_HTML.sub("&lt;", value)
        elif kind in _KEPT:
            data[kind] = value
    output.data = NotebookNode(data)
    output.metadata = NotebookNode()
    return output, plain


def clean_html(text: str) -> str:
    """The HTML without anything that runs, or loads from elsewhere, in time that grows with its length."""
    return nh3.clean(
        bounded(text, _TAGS, _NAMES),
        tags=set(_TAGS),
        clean_content_tags=set(),  # `bounded` left out what is in them
        attributes={"*": set(_ATTRIBUTES), "a": {"href"}, "img": {"src", *_PICTURE_ATTRIBUTES}},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "data"},
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that may stay; None where this one may not."""
    if (tag, name) == ("img", "src"):
        return value if _PICTURE.fullmatch(value) else None
    if (tag, name) == ("a", "href"):
        return value if re.match(r"https?://|#", value) else None
    return value


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
    renderer = IPythonRenderer(escape=False, attachments=pictures)
    try:
        page: str = MarkdownWithMath(renderer).render(source)
    except InvalidNotebook:
        return None
    return page


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
    return name in _RENDERED


def _runs_something(rendered: str) -> bool:
    # What a parser may take for a comment or for half a tag, a browser need not.
    tags = re.findall(r"<\s*([A-Za-z!?][\w-]*)", rendered)
    if any(tag.lower() not in _Page._KNOWN for tag in tags):
        return True
    page = _Page()
    page.feed(rendered)
    page.close()
    return page.runs
