import pytest
from playwright.sync_api import expect
from tests.browser.test_ordering import CALL, notebook, lines, letters, EXERCISE


def test_look(notebook, lines):
    page = notebook.page
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    for size, w in (("1200", 1200), ("800", 800), ("430", 430)):
        page.set_viewport_size({"width": w, "height": 1100})
        lines.scroll_into_view_if_needed()
        lines.screenshot(path=f"/tmp/look-{size}-empty.png")
        box = lines.get_by_label("In letters:")
        box.fill("d b h f")
        box.press("Enter")
        lines.get_by_role("button", name="Move line B up").focus()
        page.wait_for_timeout(400)
        lines.screenshot(path=f"/tmp/look-{size}.png")
        box.fill("d z")
        box.press("Enter")
        page.wait_for_timeout(300)
        lines.screenshot(path=f"/tmp/look-{size}-bad.png")
        box.fill("")
        box.press("Enter")
        page.wait_for_timeout(300)
    page.set_viewport_size({"width": 1200, "height": 1100})
    page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    box.fill("d b h")
    box.press("Enter")
    page.wait_for_timeout(1500)
    lines.screenshot(path="/tmp/look-dark.png")
    row = lines.locator("li[data-letter=D] code")
    f = lines.locator("li[data-letter=F] code")
    row.hover()
    page.mouse.down()
    b = lines.locator("li[data-letter=H]").bounding_box()
    page.mouse.move(b["x"] + 100, b["y"] + b["height"] - 2, steps=8)
    lines.screenshot(path="/tmp/look-drag.png")
    page.mouse.up()
    print("AFTER", letters(lines))
    page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'})"
    )
    print(notebook.cells()[notebook.index(CALL)]["outputs"])
