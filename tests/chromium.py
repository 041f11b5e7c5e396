"""The browser of tests that look at pages: one a process, where Playwright can run only once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from maintenance.browser import find_browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium that talks to nobody but the page it is shown."""
    quiet = ["gpu", "quic", "background-networking", "component-update", "sync"]
    options = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=options)
        yield chromium
        chromium.close()
