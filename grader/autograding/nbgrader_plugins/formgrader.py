"""What Formgrader needs beside commands that write into the same gradebook, and without a network.

An extension of Jupyter's server. maintenance/jupyter/ switches it on for `make lab`, and the set-up
does so for every `jupyter lab` of the environment.
"""

from typing import Any

from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader.base import BaseHandler

from grader.autograding.nbgrader_plugins import due_date_form, saved_marks
from grader.autograding.nbgrader_plugins.formgrader_page import dress
from grader.autograding.nbgrader_plugins.formgrader_tables import QuickGradebook, QuickTables
from grader.autograding.nbgrader_plugins.generate_feedback import in_place_of_mathjax
from grader.autograding.nbgrader_plugins.refusal_notice import SCRIPT

# What nbgrader's script asks of MathJax, before it selects the first field: to be told of its end.
_STAND_IN = """<script>
window.MathJax = {Hub: {Startup: {signal: {
  Interest: then => setTimeout(then, 0, "End"),
}}}};
</script>"""
# Under 992 px Bootstrap puts the three parts of the bar one below the other, the first one behind the second.
_BAR = """<style>
@media (max-width: 991px) {
  .navbar .container { width: auto; }
  .navbar [class^=col-md] { float: left; width: 12%; }
  .navbar .col-md-8 { width: 76%; padding: 0; }
  .navbar .col-md-2 .nav { margin: 0; }
  .navbar .navbar-right { float: right; }
}
</style>"""


def _load_jupyter_server_extension(server: Any) -> None:
    """Let Formgrader read the gradebook anew for every page and mark it shows, show a submission
    without asking another host for anything, overwrite nobody's newer mark, read a due date by the
    course's clock, and open the tables of a large class at once.

    It keeps one open session, and what that has read it shows again: after `grader autograde` in a
    shell, the old marks (nbgrader 0.9.6).
    """
    # Of two handlers for one address the first counts. Jupyter's server loads extensions in the order of
    # their names, so these come before nbgrader's.
    base = server.web_app.settings["base_url"]
    handlers = (*saved_marks.HANDLERS, *due_date_form.HANDLERS)
    ours = [(url_path_join(base, address), handler) for address, handler in handlers]
    server.web_app.add_handlers(".*$", ours)
    prepare, loader = BaseHandler.prepare, in_place_of_mathjax(_STAND_IN + SCRIPT + _BAR)

    async def prepare_anew(handler: BaseHandler, *arguments: object, **named: object) -> None:
        await prepare(handler, *arguments, **named)
        book = handler.settings.get("nbgrader_gradebook")
        if book is not None:
            book.db.rollback()  # nothing is pending: a handler that changes a mark commits it
        dress(handler.settings["nbgrader_jinja2_env"])
        exporter = handler.settings["nbgrader_exporter"]
        if loader not in exporter.extra_loaders:
            exporter.extra_loaders = [loader, *exporter.extra_loaders]

    BaseHandler.prepare = prepare_anew
    BaseHandler.gradebook = property(_gradebook)
    BaseHandler.api = property(_tables)


def _gradebook(handler: BaseHandler) -> QuickGradebook:
    """The session that stays open."""
    book: QuickGradebook | None = handler.settings["nbgrader_gradebook"]
    if book is None:
        book = QuickGradebook(handler.db_url, handler.coursedir.course_id)
        handler.settings["nbgrader_gradebook"] = book
    return book


def _tables(handler: BaseHandler) -> QuickTables:
    """What pages and buttons ask, with the settings as they are now."""
    asking = handler.settings["nbgrader_formgrader"]
    level = handler.log.level
    asking.load_config_file()
    tables = QuickTables(asking.coursedir, handler.authenticator, parent=asking)
    tables.log_level = level
    return tables
