"""The graph of a traced function as plain data: its nodes, their edges, and the graphs inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import tensorflow as tf

from explorables.reading.signatures import shape_in_words
from explorables.reading.tensors import count, value_in_words

OUTER: Final = "the outer graph"
_MOST_GRAPHS: Final = 24  # graphs offered, the outer one among them
_DEEPEST: Final = 4  # a branch in a loop in a branch ...

# What the functions that a node calls are for, by the name of the attribute that holds them.
_ROLES: Final = {
    "then_branch": "if true",
    "else_branch": "if false",
    "cond": "condition",
    "body": "body",
    "f": "function",
}
_ORDER: Final = {name: at for at, name in enumerate(_ROLES)}


@dataclass(eq=False)
class Node:
    """One node.

    Attributes:
        name: unique in its graph; of an input, the parameter's name.
        type: what it does, such as ``Mul``; "" for an output of the graph.
        kind: input, constant, op, or output.
        sources: what it takes, in order: a node's place and which of its outputs.
        after: places of nodes that have to run before it and give it nothing (control edges).
        outputs: dtype and shape of each thing it gives, in words.
        value: of a constant, in words.
        note: more about an input: what it stands for.
        shown: of an input, what stands in its box where its name would say less.
        calls: graphs it opens into, by role.
    """

    name: str
    type: str
    kind: str
    sources: list[tuple[int, int]] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    value: str = ""
    note: str = ""
    shown: str = ""
    calls: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What its box says first."""
        if self.kind == "constant":
            return self.value
        return self.type if self.kind == "op" else self.shown or self.name

    @property
    def gives(self) -> str:
        """What it gives, in a few words."""
        if len(self.outputs) == 1:
            return self.outputs[0]
        return count(len(self.outputs), "output") if self.outputs else "no output"


@dataclass(eq=False)
class Graph:
    """One graph.

    Attributes:
        name: what the control calls it.
        nodes: in an order in which they could run: each after all it needs. Outputs come last.
        function: name of the function in TensorFlow's library; "" for the outer graph.
    """

    name: str
    nodes: list[Node]
    function: str = ""


class Graphs:
    """The graphs of a concrete function: the outer one, and those its nodes open into.

    An inner graph is worked out when it is first asked for.

    Attributes:
        names: what can be asked for; `OUTER` first.
        left_out: whether there are more than are offered.
    """

    def __init__(self, concrete: Any):
        graph = concrete.graph
        self._definition = graph.as_graph_def(add_shapes=True)
        self._library = {one.signature.name: one for one in self._definition.library.function}
        nodes = _nodes(graph.get_operations())
        _name_inputs(concrete, nodes)
        places = {node.name: at for at, node in enumerate(nodes)}
        ends = [(places[one.op.name], one.value_index) for one in concrete.outputs]
        nodes = _renamed(nodes)
        _end(nodes, ends)
        self._made = {OUTER: Graph(OUTER, nodes)}
        self._plans: dict[str, _Plan] = {}
        self.left_out = False
        self._plan(OUTER, "", nodes, 1)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all graphs offered."""
        return (OUTER, *self._plans)

    def __getitem__(self, name: str) -> Graph:
        if name not in self._made:
            plan = self._plans[name]
            self._made[name] = Graph(name, self._inner(plan), plan.function)
        return self._made[name]

    def _plan(self, parent: str, path: str, nodes: Sequence[Node], depth: int) -> None:
        """Offer what the nodes of a graph open into, and what opens inside of that."""
        for at, node in enumerate(nodes):
            for role, function in node.calls.items():
                if function not in self._library:
                    continue
                name = f"{path}{node.name}: {role}"
                if len(self._plans) >= _MOST_GRAPHS or depth > _DEEPEST:
                    self.left_out = True
                    return
                self._plans[name] = _Plan(parent, at, function)
                inner = [
                    Node(_last(one.name), one.op, "op", calls=_calls(one.attr))
                    for one in self._library[function].node_def
                ]
                inputs = len(self._library[function].signature.input_arg)
                pads = [Node("", "", "input") for _ in range(inputs)]
                self._plan(name, f"{name} / ", [*pads, *inner], depth + 1)

    def _inner(self, plan: _Plan) -> list[Node]:
        """The nodes of a function of the library.

        TensorFlow stores a function with the names of its outputs; building its nodes again in a
        graph of their own is what tells their dtypes, and which output is meant.
        """
        function = self._library[plan.function]
        scratch = tf.Graph()
        found: dict[str, tf.Tensor] = {}
        made: dict[str, tf.Operation] = {}
        with scratch.as_default():
            tf.graph_util.import_graph_def(
                tf.compat.v1.GraphDef(
                    versions=self._definition.versions, library=self._definition.library
                )
            )
            for at, one in enumerate(function.signature.input_arg):
                shapes = function.arg_attr[at].attr["_output_shapes"].list.shape
                shape = tf.TensorShape(shapes[0] if shapes else None)
                tensor = tf.compat.v1.placeholder(tf.DType(one.type), shape, name=one.name)
                found[one.name] = tensor
                made[one.name] = tensor.op
            waiting = list(function.node_def)
            while waiting:
                later = []
                for one in waiting:
                    data = [words for words in one.input if not words.startswith("^")]
                    before = [words[1:] for words in one.input if words.startswith("^")]
                    if all(words in found for words in data) and all(w in made for w in before):
                        with tf.control_dependencies([made[words] for words in before]):
                            operation = scratch.create_op(
                                one.op,
                                [found[words] for words in data],
                                name=one.name,
                                attrs={
                                    key: value
                                    for key, value in one.attr.items()
                                    if not key.startswith("_")
                                },
                            )
                        made[one.name] = operation
                        found.update(_named_outputs(one.name, operation))
                    else:
                        later.append(one)
                if len(later) == len(waiting):
                    raise ValueError(f"the nodes of {plan.function} do not follow one another")
                waiting = later
        shapes = {
            one.name: one.attr["_output_shapes"].list.shape
            for one in function.node_def
            if "_output_shapes" in one.attr
        }
        nodes = _nodes([made[name] for name in made], shapes)
        self._name_arguments(plan, nodes, len(function.signature.input_arg))
        places = {node.name: at for at, node in enumerate(nodes)}
        ends = []
        for one in function.signature.output_arg:
            tensor = found[function.ret[one.name]]
            ends.append((places[tensor.op.name], tensor.value_index))
        nodes = _renamed(nodes)
        _end(nodes, ends)
        return nodes

    def _name_arguments(self, plan: _Plan, nodes: list[Node], inputs: int) -> None:
        """Say of each input which node outside it comes from."""
        outside = self[plan.parent].nodes
        caller = outside[plan.caller]
        # An If takes what it decides by first, and hands on the rest.
        handed = caller.sources[1:] if caller.type in ("If", "StatelessIf") else caller.sources
        for node, (source, _) in zip(
            nodes[:inputs], handed[-inputs:] if inputs else (), strict=False
        ):
            where = "" if plan.parent != OUTER else " of the outer graph"
            giver = outside[source]
            kind = "the constant " if giver.kind == "constant" else ""
            node.note = f"{kind}{giver.title}{where}"
            node.shown = giver.title if giver.kind == "input" else f"from {giver.title}"
            if caller.type in ("While", "StatelessWhile"):
                node.note = f"carried from turn to turn, at first {node.note}"
                node.shown = f"carried {nodes.index(node)}"


@dataclass(frozen=True)
class _Plan:
    """Where an inner graph is found: the graph and the node that call it, and its function."""

    parent: str
    caller: int
    function: str


def _last(name: str) -> str:
    """The last part of a name such as ``while/cond/mul``."""
    return name.rpartition("/")[2]


def _calls(attributes: Mapping[str, Any]) -> dict[str, str]:
    """The functions a node calls, by role."""
    found = {}
    for key, value in sorted(attributes.items(), key=lambda pair: _ORDER.get(pair[0], 9)):
        if value.func.name:
            found[_ROLES.get(key, key)] = value.func.name
        for at, one in enumerate(value.list.func):
            found[f"branch {at}"] = one.name
    return found


def _named_outputs(name: str, operation: tf.Operation) -> Iterator[tuple[str, tf.Tensor]]:
    """The outputs of an operation by the names that a stored function uses for them."""
    at = 0
    for argument in operation.op_def.output_arg:
        number = 1
        if argument.number_attr:
            number = operation.get_attr(argument.number_attr)
        elif argument.type_list_attr:
            number = len(operation.get_attr(argument.type_list_attr))
        for place in range(number):
            yield f"{name}:{argument.name}:{place}", operation.outputs[at]
            at += 1


def _said(dtype: tf.DType, shape: tf.TensorShape) -> str:
    """``float32 (2, None)``; a resource or a variant is a handle, and its shape says nothing."""
    if dtype in (tf.resource, tf.variant):
        return f"{dtype.name} handle"
    sizes = None if shape.rank is None else tuple(shape.as_list())
    return f"{dtype.name} {'shape ?' if sizes is None else shape_in_words(sizes)}"


def _nodes(
    operations: Sequence[tf.Operation], shapes: Mapping[str, Sequence[Any]] | None = None
) -> list[Node]:
    """A node for each operation, in their order, which is one they could run in."""
    places = {operation.name: at for at, operation in enumerate(operations)}
    nodes = []
    for operation in operations:
        kind = {"Placeholder": "input", "Const": "constant"}.get(operation.type, "op")
        known = (shapes or {}).get(operation.name, ())
        outputs = []
        for at, one in enumerate(operation.outputs):
            shape = tf.TensorShape(known[at]) if at < len(known) else one.shape
            outputs.append(_said(one.dtype, shape))
        node = Node(
            operation.name,
            operation.type,
            kind,
            [(places[one.op.name], one.value_index) for one in operation.inputs],
            [places[one.name] for one in operation.control_inputs],
            outputs,
            calls=_calls(operation.node_def.attr),
        )
        if kind == "constant":
            node.value = _constant(tf.make_ndarray(operation.get_attr("value")))
        nodes.append(node)
    return nodes


def _constant(array: Any) -> str:
    """The values of a constant, where they are few."""
    if array.ndim == 0:
        return value_in_words(array[()])
    if 0 < array.size <= 3 and array.ndim == 1:
        return f"[{', '.join(value_in_words(one) for one in array)}]"
    return count(array.size, "value")


def _name_inputs(concrete: Any, nodes: list[Node]) -> None:
    """Say of inputs that nobody passes what they are: variables and tensors from outside."""
    places = {node.name: node for node in nodes}
    handles = {id(variable.handle): variable for variable in concrete.variables}
    captured = concrete.captured_inputs
    for tensor, value in zip(
        concrete.inputs[len(concrete.inputs) - len(captured) :], captured, strict=True
    ):
        node = places[tensor.op.name]
        variable = handles.get(id(value))
        if variable is None:
            node.note = "a tensor from outside the function"
            continue
        shape = _said(variable.dtype, variable.shape)
        name = variable.name.partition(":")[0]
        node.note = f"the variable {name}, {shape}"
        node.shown = f"variable {_last(name)}"


def _renamed(nodes: list[Node]) -> list[Node]:
    """The same nodes, by short names where those tell them apart."""
    short = [_last(node.name) for node in nodes]
    for node, name in zip(nodes, short, strict=True):
        if short.count(name) == 1:
            node.name = name
    return nodes


def _end(nodes: list[Node], ends: Sequence[tuple[int, int]]) -> None:
    """Put a node for each output of the graph behind the others."""
    for at, (source, place) in enumerate(ends):
        name = "output" if len(ends) == 1 else f"output {at}"
        gives = nodes[source].outputs[place]
        nodes.append(Node(name, "", "output", [(source, place)], outputs=[gives]))
