"""The settings of the site's builder, Sphinx; what is a course's own comes with its command."""

from sphinx.application import Sphinx

language = "en"
extensions = ["myst_nb"]
nb_execution_mode = "off"  # executed before, on kernels that start with TensorFlow
nb_ipywidgets_js: dict[str, str] = {}  # no widgets, so nothing to fetch for them
nb_merge_streams = True

html_theme = "pydata_sphinx_theme"
html_static_path = ["static"]
html_css_files = ["book.css", "moving.css"]
html_js_files = ["book.js", "questions.js", "search.js", ("moving.js", {"defer": "defer"})]
html_favicon = "static/favicon.svg"
templates_path = ["templates"]
html_context = {"default_mode": "auto"}
html_sidebars = {"**": ["lessons.html"]}
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button-field"],
    "secondary_sidebar_items": ["page-toc"],
    "search_bar_text": "Search the book",
    "footer_start": ["licenses.html"],
    "footer_end": [],
    "article_header_start": [],
}
html_copy_source = False  # no notebook is to be had from here but by the links of its page
html_show_sourcelink = False
html_domain_indices = False
html_use_index = False


def setup(app: Sphinx) -> None:
    """Let a folded part be called by the words that stand on it."""

    def by_its_words(
        _app: Sphinx, _page: str, _template: str, context: dict, _tree: object
    ) -> None:
        # myst-nb names all of them alike, and not by what is seen (WCAG 2.2, 2.5.3).
        body = context.get("body", "")
        context["body"] = body.replace(' aria-label="Toggle hidden content"', "")

    app.connect("html-page-context", by_its_words)
