"""A page of Colab's ipywidgets: Jupyter Notebook 6, which Colab's package list has, with a notebook open.

Colab's own page can't be had here; this one runs the same widgets of the same version.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import nbformat
from playwright.sync_api import Page

from tests.colab.conftest import RUNTIME

PATIENCE = 120_000  # ms; TensorFlow's import on a busy machine
_READY = "() => window.Jupyter?.notebook?.kernel?.is_connected?.()"
_RUN = "place => Jupyter.notebook.execute_cells([place])"
_RAN = "place => Jupyter.notebook.get_cell(place).input_prompt_number === place + 1"
CELLS = "() => Jupyter.notebook.ncells()"


@contextlib.contextmanager
def serving(sources: Sequence[str], variables: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The address where Notebook 6 serves a notebook.

    Args:
        sources: The texts of its cells.
        variables: The environment, as `colab_variables` has it.
        folder: An empty one.
    """
    content = folder / "content"
    content.mkdir()
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in sources]
    kernel = {"name": "colab", "display_name": "Colab", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, content / "there.ipynb")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [RUNTIME.python, "-W", "ignore", "-m", "notebook", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--NotebookApp.token=there", f"--notebook-dir={content}"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token=there")
        yield f"http://127.0.0.1:{port}/notebooks/there.ipynb?token=there"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.2)
    raise TimeoutError(address)


def open_and_run(page: Page, address: str, cells: int) -> None:
    """Open the notebook and run its first cells, one after the other: this page shows no widgets of a
    cell that ran before it was ready for them."""
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.wait_for_function(_READY)
    for place in range(cells):
        page.evaluate(_RUN, place)
        page.wait_for_function(_RAN, arg=place)
