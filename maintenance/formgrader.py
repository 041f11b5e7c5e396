"""What Formgrader needs beside commands that write into the same gradebook."""

from nbgrader.server_extensions.formgrader.base import BaseHandler


def read_marks_anew() -> None:
    """Let Formgrader read the gradebook anew for every page and mark it shows.

    It keeps one open session, and what that has read it shows again: after `grader autograde` in a
    shell, the old marks (nbgrader 0.9.6).
    """
    prepare = BaseHandler.prepare

    async def prepare_anew(handler: BaseHandler, *arguments: object, **named: object) -> None:
        await prepare(handler, *arguments, **named)
        book = handler.settings.get("nbgrader_gradebook")
        if book is not None:
            book.db.rollback()  # nothing is pending: a handler that changes a mark commits it

    BaseHandler.prepare = prepare_anew
