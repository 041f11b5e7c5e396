"""Links that lead out of the course have the form of an address, and a maintainer can list them."""

import nbformat
import pytest

from maintenance import links, notebooks
from tests.surroundings import ROOT


def test_every_address_has_the_form_of_one():
    found = links.links(ROOT)
    assert found
    wrong = [
        f"{link.place}: {link.address}: {fault}"
        for link in found
        for fault in links.faults(link.address)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://keras.io/api/", "https"),
        ("https://tensorflow.org/guide/function", "www.tensorflow.org"),
        ("https://www.tensorflow.org/gide/function", "a guide"),
        ("https://keras.io/api/losses", "end in /"),
        ("https://keras/api/", "no name of a host"),
        ("https://example.com//a", "missing"),
        ("https://www.tensorflow.org/guide/function#", "missing"),
    ],
)
def test_what_cannot_be_right_is_told(address, said):
    assert any(said in fault for fault in links.faults(address))


@pytest.mark.parametrize(
    "address",
    [
        "https://www.tensorflow.org/guide/function#tracing",
        "https://www.tensorflow.org/api_docs/python/tf/where",
        "https://keras.io/api/losses/probabilistic_losses/",
    ],
)
def test_what_can_be_right_is_not(address):
    assert links.faults(address) == []


def test_links_are_found_in_prose_and_not_in_code(tmp_path):
    cells = [
        nbformat.v4.new_markdown_cell(
            "[one](https://a.org/x), <https://b.org>, bare https://c.org/y. `https://no.org`\n\n"
            "```\nhttps://no.org\n```\n[inside](01-x.ipynb)",
            id="text",
        ),
        nbformat.v4.new_code_cell("# https://no.org"),
    ]
    (tmp_path / "notebooks").mkdir()
    notebooks.write(tmp_path / "notebooks/01-x.ipynb", nbformat.v4.new_notebook(cells=cells))
    found = links.links(tmp_path)
    assert [link.address for link in found] == [
        "https://a.org/x",
        "https://b.org",
        "https://c.org/y",
    ]
    assert {link.place for link in found} == {"notebooks/01-x.ipynb, text"}
