"""The page in a real browser: drawn by mouse, by keyboard and by numbers, and no other host asked."""

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from shipping.page.folder import lay_out, page_server
from shipping.page.litertjs import litertjs
from tests.browser.conftest import SCREENSHOTS
from tests.shipping.digits import Made, logits, made
from tests.shipping.missing import skip_without

PATIENCE = 60_000
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> str:
    try:
        litertjs()
    except OSError as error:
        skip_without("LiteRT.js", error)
    return str(lay_out(made().one, tmp_path_factory.mktemp("page") / "digits"))


@contextlib.contextmanager
def serving(folder: str | Path) -> Iterator[str]:
    """The address at which a folder is served, while inside."""
    server = page_server(folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(browser: Browser, laid_out: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, with its model loaded. Any request to another host, or any error in it, fails the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    fresh = context.new_page()
    asked_for, wrong = [], []
    fresh.on("request", lambda asked: asked_for.append(asked.url))
    fresh.on("pageerror", lambda error: wrong.append(str(error)))
    # LiteRT logs what it does as errors; a policy that is broken is one.
    fresh.on(
        "console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None
    )
    with serving(laid_out) as address:
        fresh.goto(address)
        expect(fresh.locator("body")).to_have_attribute("data-ready", "true", timeout=PATIENCE)
        yield fresh
        SCREENSHOTS.mkdir(exist_ok=True)
        name = re.sub(r"[^\w-]+", "-", request.node.name)
        fresh.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        context.close()
    elsewhere = [url for url in asked_for if not url.startswith((address, "data:", "blob:"))]
    assert asked_for and elsewhere == [] and wrong == []


@pytest.fixture
def digits() -> Made:
    return made()


def answered(page: Page, pixels: np.ndarray) -> np.ndarray:
    """The numbers that the model gave for these pixels, once it has."""
    text = " ".join(str(int(pixel)) for pixel in pixels)
    expect(page.locator("#answer")).to_have_attribute("data-pixels", text)
    return np.array(json.loads(page.locator("#answer").get_attribute("data-values")))


def typed(image: np.ndarray) -> str:
    return "\n".join(" ".join(str(int(value)) for value in row) for row in image.reshape(8, 8))


def test_the_browser_computes_what_python_computes(page: Page, digits: Made):
    differences = []
    for index in range(12):
        pixels = np.rint(digits.images[index] * 16)
        page.fill("#numbers", typed(pixels))
        first = int(digits.logits[index].argmax())
        expect(page.locator("#answer")).to_contain_text(f"Digit {first}, with a share of")
        differences.append(np.abs(answered(page, pixels) - digits.logits[index]).max())
    assert max(differences) < 1e-4


def test_the_shares_in_the_table_are_the_softmax_of_the_logits(page: Page, digits: Made):
    page.fill("#numbers", typed(np.rint(digits.images[0] * 16)))
    expect(page.locator("#answer")).to_contain_text("share")
    powers = np.exp(digits.logits[0] - digits.logits[0].max())
    wanted = [f"{100 * share:.1f}%" for share in powers / powers.sum()]
    expect(page.locator("#shares td")).to_have_text(wanted)
    expect(page.locator("#shares tr.first th")).to_have_text(str(digits.logits[0].argmax()))


def test_drawing_with_the_mouse_counts_points_and_is_answered(page: Page, digits: Made):
    box = page.locator("#pad").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"]
    page.mouse.move(x, y + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.move(x, y + 0.9 * box["height"], steps=8)
    page.mouse.up()
    expect(page.locator("#answer")).to_contain_text("Digit 1")
    pixels = np.array(page.input_value("#numbers").split(), float)
    # A stroke down the middle, where columns 3 and 4 meet.
    assert set(np.flatnonzero(pixels.reshape(8, 8).sum(0))) == {3, 4}
    assert np.allclose(answered(page, pixels), logits(digits.weights, pixels / 16), atol=1e-3)


def test_drawing_with_the_keyboard_is_said_and_answered(page: Page, digits: Made):
    page.focus("#pad")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("#where")).to_have_text("Row 2, column 2: 16 of 16")
    wanted = np.zeros(64)
    wanted[9] = 16
    assert np.array_equal(np.array(page.input_value("#numbers").split(), float), wanted)
    expect(page.locator("#answer")).to_contain_text("Digit")
    assert np.allclose(answered(page, wanted), logits(digits.weights, wanted / 16), atol=1e-3)
    page.keyboard.press("Space")
    expect(page.locator("#where")).to_have_text("Row 2, column 2: 0 of 16")
    expect(page.locator("#answer")).to_have_text("The drawing is empty.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # stays on the picture
    page.keyboard.press("Enter")
    expect(page.locator("#where")).to_have_text("Row 1, column 2: 16 of 16")
    page.keyboard.press("Tab")  # the keyboard is not held there
    expect(page.locator("#clear")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_have_text("The drawing is empty.")


@pytest.mark.parametrize(
    "text, said",
    [
        ("1 2 3", "3 of 64 numbers are there."),
        ("17 " * 64, "“17” is no whole number from 0 to 16."),
        ("1.5 " * 64, "“1.5” is no whole number from 0 to 16."),
        ("-1 " * 64, "“-1” is no whole number from 0 to 16."),
        ("0 " * 65, "65 of 64 numbers are there."),
    ],
)
def test_what_is_no_drawing_is_said_and_the_drawing_stays(page: Page, text: str, said: str):
    page.fill("#numbers", "16 " * 64)
    expect(page.locator("#answer")).to_contain_text("Digit")
    before = page.text_content("#answer")
    page.fill("#numbers", text)
    expect(page.locator("#problem")).to_have_text(said)
    assert page.text_content("#answer") == before


def test_the_page_reads_without_color_in_the_dark_and_by_a_screen_reader(page: Page):
    from axe_playwright_python.sync_playwright import Axe

    page.fill("#numbers", "0 0 8 16 16 8 0 0 " * 8)
    expect(page.locator("#answer")).to_contain_text("Digit")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [rule["id"] for rule in found] == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == "rgb(22, 22, 22)"


def bent(laid_out: str, folder: Path, model: bytes) -> Path:
    """The page's folder with another model."""
    folder.mkdir()
    for path in Path(laid_out).iterdir():
        if path.name != "model.tflite":
            (folder / path.name).symlink_to(path)
    (folder / "model.tflite").write_bytes(model)
    return folder


def test_a_model_that_the_page_cannot_use_is_said_on_the_page(
    browser: Browser, laid_out: str, tmp_path: Path, digits: Made
):
    wrong = {
        "broken": (b"\x1c\0\0\0TFL3" + bytes(100), ""),
        "open": (digits.tflite.read_bytes(), "It leaves a size open (-1 x 64)"),
    }
    for name, (model, why) in wrong.items():
        with serving(bent(laid_out, tmp_path / name, model)) as address:
            fresh = browser.new_page()
            fresh.goto(address)
            said = fresh.locator("#answer")
            expect(said).to_contain_text(f"The model can't be used: {why}", timeout=PATIENCE)
            fresh.close()
