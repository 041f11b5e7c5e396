"""Names the operations of a graph, beside the learner's code."""

from __future__ import annotations

from typing import Any


def operations_of(graph: Any) -> list[str]:
    """The types of the operations in a graph, and in every function that it calls, each once.

    Args:
        graph: A concrete function, as `tf.function(...).get_concrete_function(...)` gives it.
    """
    definition = graph.graph.as_graph_def()
    types = {node.op for node in definition.node}
    for function in definition.library.function:
        types.update(node.op for node in function.node_def)
    return sorted(types)
