"""What Formgrader needs beside commands that write into the same gradebook, and without a network.

An extension of Jupyter's server. maintenance/jupyter/ switches it on for `make lab`, and the set-up
does so for every `jupyter lab` of the environment.
"""

from typing import Any

from nbgrader.server_extensions.formgrader.base import BaseHandler

from grader.autograding.feedback_pages import NO_MATHJAX


def _load_jupyter_server_extension(_server: Any) -> None:
    """Let Formgrader read the gradebook anew for every page and mark it shows, and show a
    submission without asking another host for anything.

    It keeps one open session, and what that has read it shows again: after `grader autograde` in a
    shell, the old marks (nbgrader 0.9.6).
    """
    prepare = BaseHandler.prepare

    async def prepare_anew(handler: BaseHandler, *arguments: object, **named: object) -> None:
        await prepare(handler, *arguments, **named)
        book = handler.settings.get("nbgrader_gradebook")
        if book is not None:
            book.db.rollback()  # nothing is pending: a handler that changes a mark commits it
        exporter = handler.settings["nbgrader_exporter"]
        if NO_MATHJAX not in exporter.extra_loaders:
            exporter.extra_loaders = [NO_MATHJAX, *exporter.extra_loaders]

    BaseHandler.prepare = prepare_anew
