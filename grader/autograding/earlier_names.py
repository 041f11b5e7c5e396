"""Lets an instructor's nbgrader_config.py of version 0.1 go on working, and says what to change in it.

To be taken out with the release after 0.2.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

_HERE = "grader.autograding"
_PLUGINS = f"{_HERE}.nbgrader_plugins"
# What nbgrader's settings, and those of Jupyter's server, named.
NOW = {
    f"{_HERE}.{earlier}": f"{_PLUGINS}.{now}"
    for earlier, now in {
        "aside": "aside",
        "cleared_answers": "clear_solutions",
        "collecting": "zip_collect",
        "collecting_log": "collecting_log",
        "exchange_collect": "exchange_collect",
        "feedback_pages": "generate_feedback",
        "feedback_release": "release_feedback",
        "formgrader": "formgrader",
        "grades_table": "export",
        "nbgrader_steps": "autograde",
        "releases": "generate_assignment",
        "terminal_log": "terminal_log",
        "unpacking": "zip_extract",
    }.items()
}


class _EarlierNames(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a module by the name that it had."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name in NOW else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        now = NOW[spec.name]
        print(
            f"{spec.name} is called {now} now. Write that name in nbgrader_config.py; the next "
            "release no longer knows the earlier one.",
            file=sys.stderr,
        )
        module = importlib.import_module(now)
        # Python writes into a module what it was found by, and this one has been found already.
        again = ModuleType(spec.name, module.__doc__)
        vars(again).update(
            {name: value for name, value in vars(module).items() if name[:2] != "__"}
        )
        return again

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: it holds what it should."""


def know_earlier_names() -> None:
    """Let the earlier names be imported, behind all others."""
    if not any(isinstance(finder, _EarlierNames) for finder in sys.meta_path):
        sys.meta_path.append(_EarlierNames())
