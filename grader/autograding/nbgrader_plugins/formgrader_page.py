"""How Formgrader's tables look and are laid out: all rows at once, and many of them on a small screen.

Beside JupyterLab's list of files nbgrader's page (0.9.6) has its heading, its menu and its logo above the
table, one below the other, and of the table a row. With a thousand rows it lays them out three
times before it shows one.
"""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import BaseLoader, Environment

_BASE = "base.tpl"
_HEAD = "{%- block head -%}"  # what each page loads beside what all load

# Bootstrap puts the columns of a page one below the other under 992 px.
_STYLE = """
.page-header { margin: 0 0 10px; padding-bottom: 4px; }
.page-header h1 { font-size: 24px; margin: 10px 0 0; }
.jupyter-logo { height: 44px; width: 44px; }
.table > thead > tr > th, .table > tbody > tr > td { padding: 5px 6px; }
.label { white-space: normal; display: inline-block; }
.own-tab { float: right; }
@media (max-width: 991px) {
  .row:first-child > .col-md-2 { display: none; }
  .nav-stacked > li { float: left; }
  .nav-stacked > li + li { margin: 0 0 0 4px; }
  .nav > li > a { padding: 4px 10px; }
  .nav { display: flow-root; margin-bottom: 8px; }
  .breadcrumb, .panel-group, .alert { margin-bottom: 8px; padding-top: 4px; padding-bottom: 4px; }
  .panel-group { padding: 0; }
  .panel-heading { padding: 4px 15px; }
  .panel-title { font-size: 14px; }
  .table { font-size: 12px; }
  table.table.dataTable > thead > tr > th { padding: 4px 14px 4px 4px; }
  table.table.dataTable > thead > tr > th.no-sort { padding-right: 4px; }
  table.table.dataTable thead > tr > th::after { right: 1px; bottom: 4px; }
  .table > tbody > tr > td { padding: 4px; overflow-wrap: anywhere; }
  .dataTables_filter { margin-top: -2px; }
}
"""

_SCRIPT = """
// Widths are the browser's affair, and nothing is laid out while rows are put in order.
$.fn.dataTable.defaults.autoWidth = false;
insertDataTable = (insert => table => {
  table.hide();
  try { insert(table); } finally { table.show(); }
})(insertDataTable);
// In a tab of its own nbgrader's links lead to a page of another program, and past a hub's address.
if (window === window.top) {
  linkTo = (type, path) => (_, el) => $(el).attr({
    href: `${base_url}/lab/tree/${encodeURI(path.replace(/^[.][/]/, ""))}`, target: "_blank",
  })[0];
}
// JupyterLab shows this page in a frame that may open no tab; the page around it may.
$(() => {
  if (window === window.top) return;
  const open = event => {
    event.preventDefault();
    $("<a target='_blank'>", parent.document).attr("href", location.href)[0].click();
  };
  $("<a class='own-tab'>Open in its own tab</a>")
    .attr("href", location.href).on("click", open).appendTo($(".breadcrumb").first());
});
"""


class _WithOurs(BaseLoader):
    """nbgrader's templates, of which the one behind all tables has our style and script."""

    def __init__(self, theirs: BaseLoader) -> None:
        self._theirs = theirs

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The text of a template, where it lies, and how one sees that it is still that."""
        source, path, is_current = self._theirs.get_source(environment, template)
        if template == _BASE:
            ours = f"<style>{_STYLE}</style>\n<script>{_SCRIPT}</script>\n"
            source = source.replace(_HEAD, f"{{% raw %}}{ours}{{% endraw %}}{_HEAD}", 1)
        return source, path, is_current


def dress(templates: Environment) -> None:
    """Put style and script into the templates of Formgrader's tables, once."""
    if templates.loader and not isinstance(templates.loader, _WithOurs):
        templates.loader = _WithOurs(templates.loader)
