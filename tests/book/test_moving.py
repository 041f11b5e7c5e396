"""Pictures of the book move by native inputs, in a real browser, from files, with the network off."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from explorables.page import frames
from explorables.page.host import FRAMES, Choice, Frame, Slider, Walk
from maintenance.book.__main__ import MOST_OF_A_PAGE
from maintenance.book.moving import NOT_KEPT, moving_picture
from maintenance.runs.kept import kept_run

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
STATIC = ROOT / "maintenance/book/static"
WHOLE_PAGE = 2_000_000  # bytes, with all that it loads
LINES = 60  # of our own script that moves pictures


def told_by(lesson):
    """What the run of a lesson tells of each picture with controls, in their order."""
    for cell in kept_run(ROOT / f"notebooks/{lesson}.ipynb").notebook.cells:
        if "solution(" in cell.source:
            continue
        for output in cell.get("outputs", ()):
            if FRAMES in output.get("data", {}):
                yield output["data"][FRAMES]


def first_of(told):
    known = frames.unpacked(told["frames"])
    place = 0
    for control in told["controls"]:
        place = place * len(control["words"]) + control["start"]
    return known["frames"][known["states"][place]]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_picture_with_controls_stands_on_its_page_where_it_shows_its_point(book, lesson):
    pictures = book.pages[f"{lesson}.html"].select(".workbook-moving")
    told = list(told_by(lesson))
    assert len(pictures) == len(told)
    for picture, one in zip(pictures, told, strict=True):
        frame = first_of(one)
        assert picture.select_one(".moving-reading").get_text() == frame["reading"]
        assert picture.select_one(".moving-code").get_text() == frame["code"]
        assert len(picture.select_one("svg")["aria-label"]) > 40
        labels = [control["label"] for control in one["controls"]]
        assert [label.span.get_text() for label in picture.select("label")] == labels


def test_the_script_that_moves_pictures_is_short():
    assert len((STATIC / "moving.js").read_text(encoding="utf-8").splitlines()) <= LINES


# Moves each input of each picture through its positions, the others where they began; says what
# stands on the page after each.
_MOVED = """() => [...document.querySelectorAll(".workbook-moving")].map((moving) => {
  const text = (name) => moving.querySelector(`.moving-${name}`).textContent;
  const inputs = [...moving.querySelectorAll("input, select")];
  const now = () => [text("said"), text("reading"), text("code"), text("drawing"),
    moving.querySelector("svg")?.getAttribute("aria-label") ?? ""];
  const set = (input, at) => {
    if (input.type === "checkbox") input.checked = at; else if (input.type === "range") input.value = at;
    else input.selectedIndex = at;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const at = (input) => input.selectedIndex ?? Number(input.type === "range" ? input.value : input.checked);
  const size = (input) => input.length ?? (input.type === "range" ? JSON.parse(input.dataset.words).length : 2);
  const begun = inputs.map(at);
  return inputs.map((input, number) => Array.from({ length: size(input) }, (_, position) => {
    inputs.forEach((other, place) => set(other, begun[place]));
    set(input, position);
    return [inputs.map(at), now()];
  }));
})"""


def text_of(markup):
    return BeautifulSoup(markup, "html.parser").get_text()


@pytest.mark.browser
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_input_moves_its_picture_to_what_the_lesson_worked_out(file_reader, lesson):
    page = file_reader.open(f"{lesson}.html")
    expect(page.locator(".moving-inputs[hidden]")).to_have_count(0)
    for told, inputs in zip(told_by(lesson), page.evaluate(_MOVED), strict=True):
        known = frames.unpacked(told["frames"])
        for control, moves in zip(told["controls"], inputs, strict=True):
            for positions, shown in moves:
                place = 0
                for one, position in zip(told["controls"], positions, strict=True):
                    place = place * len(one["words"]) + position
                frame = known["frames"][known["states"][place]]
                drawing = "".join(known["parts"][part] for part in frame["drawing"])
                svg = BeautifulSoup(drawing, "html.parser").svg
                wanted = [frame["said"], frame["reading"], frame["code"], text_of(drawing)]
                assert shown == [*wanted, svg["aria-label"] if svg else ""], control["label"]
            assert len({tuple(shown) for _, shown in moves}) > 1, control["label"]
    assert file_reader.troubles == []
    loaded = {url for url in file_reader.requests if url.startswith("file:")}
    weight = sum(Path(unquote(urlsplit(url).path)).stat().st_size for url in loaded)
    assert weight <= WHOLE_PAGE


@pytest.mark.browser
def test_a_picture_moves_by_keyboard_and_says_politely_what_changed(file_reader):
    page = file_reader.open("01-tensors.html")
    moving = page.locator(".workbook-moving").first
    words = moving.locator(".moving-words")
    assert words.get_attribute("aria-live") == "polite"
    slider = moving.get_by_role("slider", name="offset in t", exact=True)
    before = words.inner_text()
    slider.press("ArrowRight")
    expect(words).not_to_have_text(before)
    assert slider.get_attribute("aria-valuetext") == slider.input_value()
    ring = "element => getComputedStyle(element).outlineStyle"
    assert slider.evaluate(ring) != "none"
    for box in page.locator(".moving-inputs :is(input, select)").all():
        size = box.bounding_box()
        assert size["height"] >= 24 and size["width"] >= 24


@pytest.mark.browser
def test_without_script_a_page_shows_where_a_picture_stands_and_no_dead_control(browser, book):
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{book.folder.as_uri()}/01-tensors.html")
    moving = page.locator(".workbook-moving").first
    expect(moving.locator("svg").first).to_be_visible()
    expect(moving.locator(".moving-reading")).to_have_text(
        first_of(next(told_by("01-tensors")))["reading"]
    )
    expect(moving.locator(".moving-inputs")).to_be_hidden()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_of_pictures_that_move_stand_out_in_both_themes(file_reader, theme):
    page = file_reader.open("01-tensors.html")
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    # All other rules: test_book.py, on every page.
    contrast = {"preload": False, "runOnly": ["color-contrast"], "resultTypes": ["violations"]}
    audit = Axe().run(page, context=".workbook-moving", options=contrast)
    assert audit.violations_count == 0, audit.generate_report()


@pytest.mark.browser
def test_a_state_that_was_not_kept_is_said_to_be_in_the_notebook(browser, tmp_path):
    controls = {"kind": Choice("kind", ("a", "b"), "a"), "cell": Slider("cell", 2)}
    walk = frames.walked(
        lambda kind, cell: Frame(f"<svg><text>{kind}{cell}</text></svg>", "", f"{kind} {cell}"),
        controls,
        Walk(),
    )
    states = [frames.NOT_KEPT if place == 4 else state for place, state in enumerate(walk.states)]
    told = frames.packed(frames.Walked(walk.lanes, walk.frames, tuple(states)))
    script = (STATIC / "moving.js").read_text(encoding="utf-8")
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html>{moving_picture(told)}<script>{script}</script>", "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.get_by_role("combobox", name="kind").select_option("b")
    words = page.locator(".moving-words")
    expect(words).to_have_text("b 0")
    slider = page.get_by_role("slider", name="cell")
    slider.press("ArrowRight")
    expect(words).to_have_text(NOT_KEPT)
    slider.press("ArrowRight")
    expect(words).to_have_text("b 2")
    context.close()


def test_the_page_of_a_picture_says_what_more_the_notebook_has():
    controls = {"rate": Slider("rate", 500), "kind": Choice("kind", ("a", "b"), "a")}
    walk = frames.walked(
        lambda rate, kind: Frame("", f"{rate} {kind}"),
        controls,
        Walk(positions={"kind": ("a",)}, most=9),
    )
    page = BeautifulSoup(moving_picture(frames.packed(walk)), "html.parser")
    assert (
        page.select_one(".moving-more").get_text() == "More can be set in the notebook: rate, kind."
    )
    assert [label.span.get_text() for label in page.select("label")] == ["rate"]


def test_a_page_that_would_grow_too_large_is_refused(tmp_path):
    from maintenance.book.__main__ import check_sizes

    (tmp_path / "small.html").write_bytes(b" " * 100)
    check_sizes(tmp_path)
    (tmp_path / "03-large.html").write_bytes(b" " * (MOST_OF_A_PAGE + 1))
    with pytest.raises(RuntimeError, match=r"03-large\.html would have 1,\d{3} KB; the most is"):
        check_sizes(tmp_path)
