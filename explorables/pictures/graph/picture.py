"""The picture behind `explorables.graph`: the nodes of a traced function in rows, and their edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import tensorflow as tf

from explorables.drawing import node_layout as layers
from explorables.drawing.nodes import GROUNDS, TAG, outline, route, tag_over, tag_width, way
from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Explorable,
    Frame,
    Slider,
    Walk,
    only_words,
)
from explorables.pictures.graph.dataflow import OUTER, Graph, Graphs, Node
from explorables.reading.listening import listening, said
from explorables.reading.signatures import name_of, shortened
from explorables.reading.tensors import NotDrawable, count, in_short

_MARGIN: Final = 4.0
_NODE_HEIGHT: Final = 36.0
_PITCH: Final = 52.0  # px from row to row
_ROWS: Final = 6  # rows in view where the slider can bring the others
_STILL_ROWS: Final = 16  # rows of the saved picture
_MOST: Final = 200  # nodes that are laid out
_WORDS: Final = 18  # characters a box shows
_TOP: Final = 26.0
_LEGEND: Final = 24.0
_MANY: Final = 8  # control edges beyond which only those of the followed node are drawn
_LEFT_OUT: Final = " Edges for order only are drawn at the highlighted node."
_HINT: Final = (
    "The slider takes the nodes in an order in which they could run; nodes that do not wait for "
    "each other may run at the same time."
)


def explore(function: Any, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Explorable:
    """The explorable for a function and what it is traced with, or one that says why not."""
    try:
        picture = _traced(function, args, kwargs)
    except NotDrawable as reason:
        return only_words(str(reason))
    walk = Walk({"node": picture.busiest})
    return Explorable(picture.draw, picture.controls, picture.still, walk)


def _traced(function: Any, args: tuple[object, ...], kwargs: Mapping[str, object]) -> _Picture:
    wrapped = False
    inner = getattr(function, "python_function", function)
    name = name_of(inner)
    if isinstance(function, tf.types.experimental.ConcreteFunction):
        if args or kwargs:
            raise NotDrawable(
                "A concrete function is traced already, so it takes no arguments here. Give it "
                "alone, or give the tf.function it came from and the arguments."
            )
        return _Picture("concrete", Graphs(function), False)
    if not callable(function):
        raise NotDrawable(
            f"This {type(function).__name__} cannot be called, so there is nothing to trace. Give "
            "the function without its parentheses, then its arguments: "
            "explorables.graph(f, tf.constant(1.0))."
        )
    with listening():
        try:
            if not hasattr(function, "get_concrete_function"):
                function, wrapped = tf.function(function), True
            concrete = function.get_concrete_function(*args, **kwargs)
        except (Exception, SystemExit) as error:  # the learner's function may raise anything
            raise NotDrawable(
                f"Tracing {name} raised {type(error).__name__}: {said(error)} The arguments after "
                "the function are those it is traced with: explorables.graph(f, tf.constant(1.0))."
            ) from error
        return _Picture(name, Graphs(concrete), wrapped)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A graph with its layout: the nodes that are drawn, and where."""

    graph: Graph
    nodes: list[Node]
    edges: list[tuple[int, int]]
    control: frozenset[int]  # places of control edges among the edges
    placed: layers.Placed
    users: list[list[int]]


@dataclass(eq=False)
class _Picture:
    name: str
    graphs: Graphs
    wrapped: bool
    _drawn: dict[str, _Drawn] = field(default_factory=dict)

    @property
    def controls(self) -> dict[str, Control]:
        controls: dict[str, Control] = {}
        if len(self.graphs.names) > 1:
            controls["graph"] = Choice("graph", self.graphs.names, OUTER)
        controls["node"] = Slider("node", self.last)
        return controls

    @property
    def last(self) -> int:
        """The number of the last node of the outer graph."""
        return len(self._laid(OUTER).nodes) - 1

    @property
    def busiest(self) -> int:
        """The number of the node that takes most, the first of them; 0 where there is none."""
        nodes = self._laid(OUTER).nodes
        return max(range(len(nodes)), key=lambda at: len(nodes[at].sources), default=0)

    def _laid(self, name: str) -> _Drawn:
        if name not in self._drawn:
            graph = self.graphs[name]
            nodes = graph.nodes[:_MOST]
            pairs = {}
            for at, node in enumerate(nodes):
                for source, _ in node.sources:
                    pairs[source, at] = False
                for source in node.after:
                    pairs.setdefault((source, at), True)
            edges = list(pairs)
            placed = layers.placed(
                [_width(node) for node in nodes],
                edges,
                [node.kind == "constant" for node in nodes],
                WIDTH - 2 * _MARGIN,
            )
            users: list[list[int]] = [[] for _ in nodes]
            for source, at in edges:
                users[source].append(at)
            control = frozenset(at for at, pair in enumerate(edges) if pairs[pair])
            self._drawn[name] = _Drawn(graph, nodes, edges, control, placed, users)
        return self._drawn[name]

    def still(self, node: int, graph: str = OUTER) -> Frame:
        """The frame for a page where nothing moves, with more of the graph in view."""
        return self.draw(node, graph, most=_STILL_ROWS)

    def draw(self, node: int, graph: str = OUTER, most: int = _ROWS) -> Frame:
        """The frame for a node of a graph; ``most`` is how many rows are in view."""
        try:
            drawn = self._laid(graph)
        except Exception as error:  # an op that cannot be built anew outside its own graph
            return Frame(
                "",
                f"{graph} cannot be opened: {in_short(error)} The outer graph still can.",
                last={"node": 0},
            )
        node = min(node, len(drawn.nodes) - 1)
        description = self._description(drawn)
        if not drawn.nodes:
            return Frame("", f"{description} It has no nodes.", last={"node": 0})
        reading = self._reading(drawn, node)
        body, height = self._drawing(drawn, node, most)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            self._code(drawn, node),
            hint=_HINT + (_LEFT_OUT if len(drawn.control) > _MANY else ""),
            last={"node": len(drawn.nodes) - 1},
        )

    def _code(self, drawn: _Drawn, at: int) -> str:
        if drawn.graph.name != OUTER:
            return (
                "graph = concrete.graph.as_graph_def()\n"
                f"graph.library.function  # one of them: {drawn.graph.function}"
            )
        node = drawn.nodes[at]
        if node.kind == "output":
            return "concrete.outputs"
        start = ""
        if self.name != "concrete":
            traced = f"tf.function({self.name})" if self.wrapped else self.name
            start = f"concrete = {traced}.get_concrete_function(...)\n"
        return f"{start}concrete.graph.get_operations()[{at}]  # {node.type}"

    def _description(self, drawn: _Drawn) -> str:
        graph = drawn.graph
        words = ""
        if self.wrapped:
            words = f"Wrapped here: {self.name} is not a tf.function by itself. "
        if graph.name == OUTER:
            words += f"The graph of {self.name}: "
        else:
            words += f"Inside {self.name}, {graph.name}: "
        kinds = [
            count(sum(node.kind == kind for node in graph.nodes), kind)
            for kind in ("input", "constant", "op", "output")
        ]
        words += f"{', '.join(kinds[:-1])} and {kinds[-1]}. "
        listed = [
            f"{node.title} takes {_listed(drawn, at)}"
            for at, node in enumerate(drawn.nodes)
            if node.sources
        ]
        if listed:
            words += "; ".join(listed[:12])
            words += f"; and {len(listed) - 12} more. " if len(listed) > 12 else ". "
        if len(graph.nodes) > len(drawn.nodes):
            words += f"The first {len(drawn.nodes)} of {len(graph.nodes):,} nodes are drawn. "
        if graph.name == OUTER and len(self.graphs.names) > 1:
            inner = len(self.graphs.names) - 1
            words += f"{count(inner, 'graph')} inside it can be opened"
            words += ", and there are more. " if self.graphs.left_out else ". "
        return words.rstrip()

    def _reading(self, drawn: _Drawn, at: int) -> str:
        node = drawn.nodes[at]
        gives = node.outputs[0] if len(node.outputs) == 1 else " and ".join(node.outputs[:4])
        if len(node.outputs) > 4:
            gives += f" and {len(node.outputs) - 4} more"
        if node.kind == "input":
            words = f"Input {node.name}: {gives}."
            if node.note:
                words = f"Input {node.name}, {gives}: {node.note}."
        elif node.kind == "constant":
            words = f"Constant {node.name}: {node.value}, {gives}, stored in the graph."
        elif node.kind == "output":
            words = f"{node.name.capitalize()}: what {_listed(drawn, at)} gives is returned."
        else:
            takes = f"takes {_listed(drawn, at, shapes=True)}" if node.sources else "takes nothing"
            words = f"{node.type} ({node.name}): {takes}, gives {gives or 'nothing'}."
            if not node.outputs:
                words = f"{node.type} ({node.name}): {takes} and gives nothing; it has an effect."
        if node.after:
            names = ", ".join(drawn.graph.nodes[one].name for one in node.after[:4])
            words += f" It runs after {names} (a control edge: order, no data)."
        if node.calls and node.kind == "op":
            path = "" if drawn.graph.name == OUTER else f"{drawn.graph.name} / "
            offered = [f"{path}{node.name}: {role}" for role in node.calls]
            offered = [name for name in offered if name in self.graphs.names]
            if offered:
                words += f" It opens: choose {' or '.join(offered)}."
        users = drawn.users[at]
        if users and node.kind != "output":
            titles = [drawn.nodes[one].title for one in users[:4]]
            more = f" and {len(users) - 4} more" if len(users) > 4 else ""
            words += f" Next: {', '.join(titles)}{more}."
        return words

    def _drawing(self, drawn: _Drawn, followed: int, most: int) -> tuple[str, float]:
        """The body of the picture and its height."""
        placed = drawn.placed
        shown = min(placed.rows, most)
        middle = placed.row[followed] - shown // 2
        first = max(0, min(middle, placed.rows - shown))
        rows = range(first, first + shown)
        height = shown * _PITCH - (_PITCH - _NODE_HEIGHT) + TAG + 4
        origin = first * _PITCH - TAG

        title = self.name if drawn.graph.name == OUTER else f"{self.name}, {drawn.graph.name}"
        part = ""
        if shown < placed.rows:
            part = f"rows {first + 1} to {first + shown} of {placed.rows}"
        if len(drawn.graph.nodes) > len(drawn.nodes):
            part += f"{'; ' if part else ''}first {len(drawn.nodes)} of {len(drawn.graph.nodes):,} nodes"
        room = WIDTH - _MARGIN - svg.width_of(part, size=svg.SMALL)
        title = shortened(title, int(room / svg.width_of("0", size=svg.LARGE)))
        pieces = [svg.text(_MARGIN, 16, title, size=svg.LARGE, bold=True)]
        if part:
            pieces.append(
                svg.text(
                    WIDTH - _MARGIN, 16, part, size=svg.SMALL, fill=palette.MUTED, anchor="end"
                )
            )
        inputs: dict[int, list[int]] = {}
        for number, (source, _) in enumerate(drawn.nodes[followed].sources):
            inputs.setdefault(source, []).append(number + 1)
        outputs = set(drawn.users[followed])

        plain: list[str] = []
        marked: list[str] = []
        for place, (start, end) in enumerate(drawn.edges):
            if placed.row[end] < rows.start or placed.row[start] >= rows.stop:
                continue
            near = followed in (start, end)
            if place in drawn.control and not near and len(drawn.control) > _MANY:
                continue
            drawing = _edge(drawn, place, near)
            (marked if near else plain).append(drawing)
        boxes = []
        for at, node in enumerate(drawn.nodes):
            if placed.row[at] not in rows:
                continue
            tag = ""
            if at in inputs:
                tag = (
                    "in"
                    if len(drawn.nodes[followed].sources) == 1
                    else "in " + ", ".join(map(str, inputs[at]))
                )
            elif at in outputs:
                tag = "next"
            boxes.append(
                _box(node, placed.x[at] + _MARGIN, placed.row[at] * _PITCH, at == followed, tag)
            )
        pieces.append(
            svg.element(
                "svg",
                *plain,
                *marked,
                *boxes,
                x=0,
                y=_TOP - 8,
                width=WIDTH,
                height=height,
                viewBox=f"0 {svg.number(origin)} {svg.number(WIDTH)} {svg.number(height)}",
            )
        )
        bottom = _TOP - 8 + height
        pieces.append(_legend(bottom + 4))
        return "".join(pieces), bottom + _LEGEND


def _listed(drawn: _Drawn, at: int, shapes: bool = False) -> str:
    """What a node takes, in order."""
    parts = []
    nodes = drawn.graph.nodes
    for source, place in nodes[at].sources[:6]:
        giver = nodes[source]
        words = giver.title if giver.kind != "op" else giver.type
        if len(giver.outputs) > 1:
            words += f" output {place}"
        if shapes and place < len(giver.outputs):
            words += f" ({giver.outputs[place]})" if giver.kind != "constant" else ""
        parts.append(words)
    if len(nodes[at].sources) > 6:
        parts.append(f"{len(nodes[at].sources) - 6} more")
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)


def _lines(node: Node) -> tuple[str, str]:
    """The two lines in a box."""
    first = shortened(node.title, _WORDS) + (" ⊞" if node.calls and node.kind == "op" else "")
    if node.kind == "input":
        prefix = "" if node.shown and not node.shown.startswith("from") else "input "
        return shortened(f"{prefix}{node.title}", _WORDS + 4), shortened(node.gives, _WORDS)
    if node.kind == "constant":
        return first, shortened(f"const {node.gives}", _WORDS + 3)
    return first, shortened(node.gives, _WORDS)


def _width(node: Node) -> float:
    first, second = _lines(node)
    return max(
        svg.width_of(first, size=svg.NORMAL) * 1.08, svg.width_of(second, size=svg.SMALL), 44.0
    ) + (34.0 if node.kind in ("input", "output") else 20.0)


def _edge(drawn: _Drawn, place: int, near: bool) -> str:
    """An edge from the bottom of one node to the top of another, around what stands between."""
    _, end = drawn.edges[place]
    number = svg.number
    taken = {one for one, _ in drawn.nodes[end].sources} | set(drawn.nodes[end].after)
    (x, y), points, (last_x, below) = route(
        drawn.placed,
        place,
        drawn.edges[place],
        taken,
        _width(drawn.nodes[end]),
        _NODE_HEIGHT,
        _PITCH,
        _MARGIN,
    )
    last_y = below - 6
    path = way((x, y), points, (last_x, last_y), _NODE_HEIGHT, _PITCH - _NODE_HEIGHT)
    color = palette.INK if near else palette.EDGE
    return svg.element(
        "path",
        d=path,
        fill="none",
        stroke=color,
        stroke_width=2.5 if near else 1.2,
        stroke_dasharray="3 3" if place in drawn.control else None,
    ) + svg.element("path", d=f"M{number(last_x - 4)} {number(last_y - 1)}h8l-4 7z", fill=color)


def _box(node: Node, middle: float, y: float, followed: bool, tag: str) -> str:
    """One node; ``tag`` says what it is to the followed one."""
    width = _width(node)
    x = middle - width / 2
    fill = palette.FOLLOWED if followed else palette.FELLOW if tag else GROUNDS[node.kind]
    thick = 2.5 if followed else 2.0 if tag else 1.0
    pieces = [
        svg.element("title", svg.plain(f"{node.name}: {node.type or 'output'}")),
        outline(
            node.kind,
            x,
            y,
            width,
            _NODE_HEIGHT,
            fill=fill,
            stroke=palette.INK if followed or tag else palette.EDGE,
            stroke_width=thick,
        ),
    ]
    if node.calls and node.kind == "op":  # an inner edge: there is more inside
        pieces.append(
            outline(
                "op",
                x + 3.5,
                y + 3.5,
                width - 7,
                _NODE_HEIGHT - 7,
                fill="none",
                stroke=palette.EDGE,
                stroke_width=1.0,
            )
        )
    first, second = _lines(node)
    pieces.append(svg.text(middle, y + 15, first, anchor="middle", bold=node.kind != "constant"))
    pieces.append(svg.text(middle, y + 30, second, size=svg.SMALL, anchor="middle"))
    words = "here" if followed else tag
    if words:
        # Over the lower edge, where no arrow head ends, and to the left of what stands in the node.
        low = y + _NODE_HEIGHT
        before = middle - svg.width_of(second, size=svg.SMALL) / 2
        left = max(min(x - 12, before - tag_width(words) - 1), 1.0)
        pieces.append(tag_over(left, low, words, dark=followed, edge=palette.INK)[0])
    return svg.element("g", *pieces, class_="node")


def _legend(y: float) -> str:
    """The four shapes, by name, and the mark of a node that opens."""
    pieces = []
    x = _MARGIN
    kinds: Sequence[tuple[str, str]] = (
        ("input", "input"),
        ("constant", "constant"),
        ("op", "op"),
        ("output", "output"),
    )
    for kind, words in kinds:
        pieces.append(
            outline(
                kind, x, y, 30.0, 16.0, fill=GROUNDS[kind], stroke=palette.EDGE, stroke_width=1.0
            )
        )
        pieces.append(svg.note(x + 36, y + 12.5, words))
        x += 54 + svg.width_of(words, size=svg.SMALL)
    pieces.append(svg.note(x, y + 12.5, "⊞ opens"))
    x += 70
    pieces.append(
        svg.line(
            x, y + 8, x + 28, y + 8, stroke=palette.EDGE, stroke_width=1.4, stroke_dasharray="3 3"
        )
    )
    pieces.append(svg.note(x + 34, y + 12.5, "order only"))
    return "".join(pieces)
