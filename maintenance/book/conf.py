"""The settings of the site's builder, Sphinx; what is a course's own comes with its command."""

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
