"""Which names of TensorFlow, Keras and NumPy a text uses: `tf.reduce_mean`, `keras.layers.Dense`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

# As every notebook imports them.
LIBRARIES = {"tf": "tf", "tensorflow": "tf", "keras": "keras", "np": "np", "numpy": "np"}
_DOTTED = re.compile(r"(?<![\w.])([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)+)")


def short_names(code: str) -> dict[str, str]:
    """What code calls parts of the libraries by: `layers` is `keras.layers` after its import.

    `plans = keras.optimizers.schedules` gives a short name, too.
    """
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a cell with a magic, or with a gap to be filled in
        return {}
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            top, *rest = node.module.split(".")
            if top in LIBRARIES:
                start = ".".join([LIBRARIES[top], *rest])
                found |= {one.asname or one.name: f"{start}.{one.name}" for one in node.names}
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            top, _, rest = ast.unparse(node.value).partition(".")
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if top in LIBRARIES and re.fullmatch(r"[\w.]+", rest):
                found |= dict.fromkeys(names, f"{LIBRARIES[top]}.{rest}")
    return found


def names_in(text: str, short: Mapping[str, str]) -> Iterator[str]:
    """The dotted names of the libraries in a text of code or prose, written out.

    Args:
        short: What parts of the libraries are called by, from `short_names`.
    """
    known = LIBRARIES | dict(short)
    for top, rest in _DOTTED.findall(text):
        if top in known:
            # The same Keras by either name.
            yield (known[top] + rest).replace("tf.keras.", "keras.")
    for name in re.findall(r"\b\w+\b", text):
        if name in short:
            yield short[name]


def with_parts(name: str) -> Iterator[str]:
    """A name, and those of what it is in: whoever knows `tf.random.Generator` knows `tf.random`."""
    parts = name.split(".")
    for count in range(2, len(parts) + 1):
        yield ".".join(parts[:count])
