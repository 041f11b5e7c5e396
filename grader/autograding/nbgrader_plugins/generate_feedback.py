"""The page that `nbgrader generate_feedback` makes of an autograded notebook.

nbgrader_config.py names it, in place of nbgrader's template: it says whose it is, shows the points task
by task and the tasks before all else, reads on a narrow screen, in the dark and on paper, and asks no
other host for anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, DictLoader
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets import default

from grader.autograding.nbgrader_plugins.feedback_page import (
    arranged,
    demoted,
    page_facts,
    plain,
    with_alternatives,
)
from grader.feedback.checking.checks import points_text

_TEMPLATE = Path(__file__).with_name("feedback_page.html.j2")


def in_place_of_mathjax(text: str) -> BaseLoader:
    """Return a loader of templates that puts a text where nbconvert's own would load MathJax.

    nbconvert's does so from another host, whatever `mathjax_url` says. Without it formulas stand on the
    page as they were typed, as they do wherever a page may run no script.
    """
    return DictLoader({"mathjax.html.j2": f"{{% macro mathjax() %}}{text}{{% endmacro %}}"})


class FeedbackPage(HTMLExporter):
    """A feedback page, for reading without a network."""

    @default("extra_loaders")
    def _our_template(self) -> list[BaseLoader]:
        return [DictLoader({"index.html.j2": _TEMPLATE.read_text(encoding="utf-8")})]

    def default_filters(self) -> Iterable[tuple[str, Callable[..., Any]]]:
        """nbconvert's, and those of the template."""
        yield from super().default_filters()
        yield from (("points", points_text), ("plain", plain), ("demoted", demoted))

    def _preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        nb, resources = super()._preprocess(nb, resources)
        resources["feedback"] = page_facts(nb, resources["nbgrader"])
        nb.cells = arranged(nb.cells)
        return nb, resources

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **named: Any
    ) -> tuple[str, Any]:
        """Return the page, and nbconvert's resources."""
        page, resources = super().from_notebook_node(nb, resources, **named)
        return with_alternatives(page), resources
