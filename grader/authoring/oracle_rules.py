"""Asks to look at an oracle that is made of what answers are made of: it would be wrong with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.authoring.checked import CheckedTask
from grader.authoring.notices import Notice
from grader.judging.syntax import syntax_tree

# What only makes or reshapes an array works nothing out.
_PLAIN = {
    "arange", "array", "asarray", "cast", "concat", "concatenate", "constant", "eye", "float32",
    "float64", "full", "int32", "int64", "newaxis", "ones", "reshape", "shape", "squeeze", "stack",
    "zeros", "zeros_like",
}  # fmt: skip


def check_oracle(checked: CheckedTask) -> Iterator[Notice]:
    """The oracle does not call what the solution, or another right answer, calls."""
    oracle: ast.AST | None = checked.source.value_of("expected")
    if isinstance(oracle, ast.Name):
        oracle = checked.source.function(oracle.id)
    if oracle is None:
        return
    libraries = set(checked.course.imports)
    called = _calls(oracle, libraries)
    right = (answer.cell for answer in checked.answers if answer.is_right)
    answers = (checked.task.solution, *right)
    used = set().union(*(_calls(syntax_tree(source), libraries) for source in answers))
    shared = sorted(called & used)
    # NumPy is what an oracle is made of; any other library is the answers' own.
    foreign = sorted(name for name in called - used if not name.startswith("np."))
    if shared or foreign:
        names = ", ".join(f"`{name}`" for name in [*shared, *foreign])
        yield checked.look(
            "oracle",
            checked.source.line_of("expected"),
            f"the oracle calls {names}, as answers do: where that is misunderstood, both are wrong "
            f"alike",
        )


def _calls(tree: ast.AST, libraries: set[str]) -> set[str]:
    """The library functions called or named: `tf.clip_by_norm`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            top, last = name.partition(".")[0], name.rpartition(".")[2]
            if top in libraries and last not in _PLAIN:
                found.add(name)
    return found
