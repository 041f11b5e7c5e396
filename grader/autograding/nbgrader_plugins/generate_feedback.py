"""The page that `nbgrader generate_feedback` makes of an autograded notebook.

nbgrader_config.py names it. The page is nbgrader's own; but it asks no other host for anything, and
its list of scores names the tasks.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2 import BaseLoader, DictLoader
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets import default

_TEST_CELL = re.compile(r'(<a href="#([^"]+)">)Test cell</a>')


def in_place_of_mathjax(text: str) -> BaseLoader:
    """Return a loader of templates that puts a text where nbconvert's own would load MathJax.

    nbconvert's does so from another host, whatever `mathjax_url` says. Without it formulas stand on the
    page as they were typed, as they do wherever a page may run no script.
    """
    return DictLoader({"mathjax.html.j2": f"{{% macro mathjax() %}}{text}{{% endmacro %}}"})


class FeedbackPage(HTMLExporter):
    """nbgrader's feedback page, for reading without a network."""

    @default("extra_loaders")
    def _without_mathjax(self) -> list[BaseLoader]:
        return [in_place_of_mathjax("")]

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **named: Any
    ) -> tuple[str, Any]:
        """Return the page, and nbconvert's resources."""
        page, resources = super().from_notebook_node(nb, resources, **named)
        return _TEST_CELL.sub(r"\1\2</a>", page), resources
