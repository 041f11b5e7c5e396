"""The book, built once for all workers, from the runs of the lessons that are kept."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, Request

from tests.services import made_once
from tests.surroundings import ROOT, outside_pytest


@dataclass(frozen=True)
class Book:
    """A built book.

    Attributes:
        folder: the website.
        pages: every page by the name of its file.
    """

    folder: Path
    pages: dict[str, BeautifulSoup] = field(repr=False)


def _build(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "maintenance.book", "--to", str(folder)],
        cwd=ROOT,
        env=outside_pytest(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.fixture(scope="session")
def book() -> Book:
    """The book as `make book` builds it: one for all workers."""
    folder = made_once("book", _build)
    pages = {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(folder.glob("*.html"))
    }
    return Book(folder, pages)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="session")
def served(book: Book) -> Iterator[str]:
    """The address of the book on this machine, as any server of files gives it."""
    handler = functools.partial(_Quiet, directory=book.folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass
class Reader:
    """Somebody who reads the book in a browser whose network is off.

    Attributes:
        page: what is open.
        start: the address of the book, without a slash at its end.
        requests: every address that was asked for.
        troubles: requests that failed, and errors and warnings of the browser's console.
    """

    page: Page
    start: str
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", self._failed)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.troubles.append(message.text) if message.type in ("error", "warning") else None
            ),
        )

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # its page was left before it came
            self.troubles.append(f"{request.url}: {request.failure}")

    def open(self, name: str, width: int = 1280) -> Page:
        """Open a page of the book in a window of a width in pixels."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(f"{self.start}/{name}")
        return self.page


@pytest.fixture(params=["file", "http"])
def reader(request: pytest.FixtureRequest, browser, book: Book) -> Iterator[Reader]:
    """A reader who opened the files, and one who has them from a server of this machine."""
    context = browser.new_context()
    if request.param == "file":
        context.set_offline(True)
        start = book.folder.as_uri()
    else:
        start = request.getfixturevalue("served")
    yield Reader(context.new_page(), start)
    context.close()


@pytest.fixture
def file_reader(browser, book: Book) -> Iterator[Reader]:
    """A reader who opened the files, on a machine set to dark pages."""
    context = browser.new_context(offline=True, color_scheme="dark")
    yield Reader(context.new_page(), book.folder.as_uri())
    context.close()
