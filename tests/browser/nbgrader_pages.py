"""nbgrader's two pages in JupyterLab, as their users work them."""

import re
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.server import Lab

_HIDE_FILES = """async () => {
  await window.jupyterapp.restored;
  await window.jupyterapp.commands.execute("application:toggle-left-area");
}"""


def _open(page: Page, lab: Lab, name: str, workspace: str) -> None:
    # A workspace of its own, not `?reset`: with that in the address, the Assignment List's links
    # load JupyterLab anew.
    page.goto(f"{lab.url}lab/workspaces/{workspace}?token={lab.token}")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=name, exact=True).click()


@dataclass(frozen=True)
class Formgrader:
    """The instructor's page."""

    page: Page

    @classmethod
    def opened(cls, page: Page, lab: Lab, workspace: str) -> "Formgrader":
        """Open it from JupyterLab's menu, with the list of files hidden."""
        _open(page, lab, "Formgrader", workspace)
        page.evaluate(_HIDE_FILES)
        return cls(page)

    @property
    def frame(self) -> FrameLocator:
        """What stands in it."""
        return self.page.frame_locator("iframe[src*=formgrader]")

    def row(self, name: str) -> Locator:
        """Return the row of an assignment or a student."""
        return self.frame.locator("#main-table tr").filter(
            has=self.frame.get_by_text(name, exact=True)
        )

    def column(self, row: str, column: str) -> Locator:
        """Return a place in the table; `column` as nbgrader's style sheet names it."""
        return self.row(row).locator(f".{column}")

    def press(self, row: str, column: str) -> str:
        """Press a row's button, wait until it has succeeded, and return the log it shows."""
        self.column(row, column).get_by_role("link").click()
        dialog = self.frame.locator(".modal-dialog:visible")
        expect(dialog.get_by_role("heading")).to_have_text("Success")
        log = dialog.inner_text()
        dialog.get_by_role("button", name="OK").click()
        expect(self.frame.locator(".modal-dialog, .modal-backdrop")).to_have_count(0)
        return log

    def go(self, *names: str) -> None:
        """Follow links, one after the other, each on the page that the one before led to."""
        for name in names:
            with self.page.expect_event("framenavigated"):
                self.frame.get_by_role("link", name=name, exact=True).last.click()

    def reload(self) -> None:
        """Load the page again."""
        with self.page.expect_event("framenavigated"):
            self.frame.locator(":root").evaluate("() => location.reload()")

    def add_student(self, student: str, first_name: str, last_name: str) -> None:
        """Put a student into the class, on the page of its students."""
        # The table's own field comes with the students, and moves the link down: a press begun before
        # it and ended after it would be none.
        expect(self.frame.get_by_label("Search:")).to_be_visible()
        self.frame.get_by_role("link", name="Add new student...").click()
        dialog = self.frame.locator(".modal-dialog:visible")
        for name, text in (("id", student), ("first-name", first_name), ("last-name", last_name)):
            dialog.locator(f"input.{name}").fill(text)
        with self.page.expect_response("**/formgrader/api/student/*") as answer:
            dialog.get_by_role("button", name="Save").click()
        assert answer.value.ok
        expect(self.row(student)).to_be_visible()
        expect(self.frame.locator(".modal-dialog, .modal-backdrop")).to_have_count(0)

    def field(self, name: str) -> Locator:
        """In a submission: the field of a task's mark, or of the comment under an answer."""
        return self.frame.locator(f"[id='{name}']")

    def fill(self, name: str, text: str) -> None:
        """In a submission: write into a field, leave it, and wait until it is saved."""
        # From then on the page saves what is written.
        expect(self.field(name)).to_have_attribute("placeholder", re.compile("."))
        self.field(name).fill(text)
        with self.page.expect_response("**/formgrader/api/*/*") as answer:
            self.field(name).press("Tab")
        assert answer.value.ok


@dataclass(frozen=True)
class AssignmentList:
    """The learner's page."""

    page: Page

    @classmethod
    def opened(cls, page: Page, lab: Lab, workspace: str) -> "AssignmentList":
        """Open it from JupyterLab's menu."""
        _open(page, lab, "Assignment List", workspace)
        return cls(page)

    def part(self, name: str) -> Locator:
        """Return one of its three lists: `released`, `fetched` or `submitted`."""
        return self.page.locator(f"#{name}_assignments_list")

    def press(self, part: str, button: str) -> None:
        """Press the button of the one assignment in a list."""
        self.part(part).get_by_role("button", name=button, exact=True).click()

    def open_notebook(self, assignment: str) -> None:
        """Open a fetched notebook of the assignment's name."""
        self.part("fetched").get_by_role("button", name=assignment).click()
        self.part("fetched").get_by_role("link", name=assignment).click()

    def open_feedback(self, assignment: str) -> FrameLocator:
        """Open the page that came back, and return what stands in it."""
        # No link by its role: nbgrader gives it no address.
        self.part("submitted").get_by_text("view feedback").click()
        self.page.get_by_role("listitem", name=f"{assignment}.html").dblclick()
        return self.page.frame_locator(".jp-HTMLViewer iframe")
