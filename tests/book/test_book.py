"""The built book: everything is in it that should be, and nothing that should not."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explorables.page import dark_theme
from explorables.page.host import FRAMES
from grader.course import course
from maintenance.book.__main__ import BOOK, build
from maintenance.book.pages import NO_SOLUTION
from maintenance.runs.kept import kept_run
from tensorflow_workbook.tasks import ASSIGNMENTS

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
# What Sphinx leaves beside the pages: its settings' digest, anchors for other books, the index.
BY_THE_BUILDER = {".buildinfo", "objects.inv", "searchindex.js"}
SPACE = re.compile(r"\s+")
# Style sheets of a file can't be read; and a list of all that is in order takes longer than the audit.
AUDIT = {"preload": False, "resultTypes": ["violations"]}


def links(page, of="[href], [src]"):
    """Every address in a page that an element of the kind holds, with the element."""
    for element in page.select(of):
        for name in ("href", "src"):
            if address := element.get(name):
                yield element, address


def outside(address):
    return bool(urlsplit(address).netloc)


def said_by(page):
    """What a page says between its header and its footer, with single spaces."""
    return SPACE.sub(" ", page.select_one("main").get_text())


def test_the_front_page_leads_to_every_lesson_and_opens_every_notebook_in_colab(book):
    page = book.pages["index.html"]
    found = {address: element.get_text() for element, address in links(page, "article table a")}
    for lesson in LESSONS:
        title = book.pages[f"{lesson}.html"].h1.get_text().rstrip("#")
        assert title.startswith(lesson[:2])
        assert found[f"{lesson}.html"] == title
        assert "Colab" in found[course().colab_url(f"notebooks/{lesson}.ipynb")]
    for path in sorted(ROOT.glob("exercises/*/*.ipynb")):
        assert "Colab" in found[course().colab_url(path.relative_to(ROOT).as_posix())]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_opens_in_colab_from_its_page_and_leads_to_its_exercise(book, lesson):
    page = book.pages[f"{lesson}.html"]
    found = {address: element.get_text() for element, address in links(page, "article a")}
    assert found[course().colab_url(f"notebooks/{lesson}.ipynb")] == "Open in Colab"
    if (ROOT / "exercises" / lesson).is_dir():
        assert course().colab_url(f"exercises/{lesson}/{lesson}.ipynb") in found


def test_every_link_leads_to_something_in_the_book_or_is_a_whole_address(book):
    anchors = {
        name: {"", *(element["id"] for element in page.select("[id]"))}
        for name, page in book.pages.items()
    }
    wrong = []
    for name, page in book.pages.items():
        for element, address in links(page):
            parts = urlsplit(address)
            if parts.scheme == "data":
                continue
            if outside(address):
                good = re.fullmatch(r"https://[\w-]+(\.[\w-]+)+(/[\w./-]*)?", address)
            else:
                there = unquote(parts.path) or name
                good = (book.folder / there).is_file()
                good = good and (not parts.fragment or parts.fragment in anchors[there])
            if not good:
                wrong.append(f"{name}: {element.name} {address}")
    assert wrong == []


def test_only_a_link_that_a_reader_follows_leads_out_of_the_book(book):
    for name, page in book.pages.items():
        for element, address in links(page):
            assert element.name == "a" or not outside(address), f"{name}: {element}"
    for style in book.folder.rglob("*.css"):
        loaded = re.findall(r"(?:url\(|@import )\s*[\"']?([^\"')]+)", style.read_text("utf-8"))
        assert not any(map(outside, loaded)), style


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_page_shows_all_that_its_lesson_printed_and_drew(book, lesson):
    page = book.pages[f"{lesson}.html"]
    said = said_by(page)
    pictures = 0
    for cell in kept_run(ROOT / f"notebooks/{lesson}.ipynb").notebook.cells:
        for output in cell.get("outputs", ()) if "solution(" not in cell.source else ():
            data = output.get("data", {})
            if FRAMES in data:  # tests/book/test_moving.py
                continue
            pictures += data.get("text/html", "").count("<img")
            if "text/html" not in data:
                text = output.get("text") or data["text/plain"]
                assert SPACE.sub(" ", text).strip() in said, cell.id
    drawn = page.select("article .workbook-picture > svg")
    shown = page.select("article .cell_output img")
    assert len(drawn) + len(shown) == pictures
    assert pictures or page.select("article .workbook-moving svg")
    said_of = [*(svg["aria-label"] for svg in drawn), *(picture["alt"] for picture in shown)]
    assert all(len(said) > 20 for said in said_of)


def test_no_page_shows_the_name_of_a_widget_or_a_folder_of_the_machine_that_built_it(book):
    for name, page in book.pages.items():
        assert not re.search(r"\b[VH]Box\(|\bHTML\(value|jupyter\.widget", str(page)), name
        assert not re.search(r"/(?:tmp|root|home|var|Users)/\w", said_by(page)), name


def test_a_page_shows_the_readers_own_home_folder(book):
    assert "Kept in ~/.tensorflow-workbook/" in said_by(book.pages["00-start-here.html"])


def test_a_folder_that_holds_something_else_is_not_replaced_by_a_book(tmp_path):
    mine = tmp_path / "thesis.txt"
    mine.write_text("mine")
    with pytest.raises(RuntimeError, match="holds something else than a book"):
        build(tmp_path, numbers=[])
    assert mine.read_text() == "mine"


def test_no_worked_solution_is_in_the_book(book):
    tasks = [task for assignment in ASSIGNMENTS for task in assignment.tasks]
    assert len(tasks) > 40
    for name, page in book.pages.items():
        said = said_by(page)
        assert [task.name for task in tasks if SPACE.sub(" ", task.worked).strip() in said] == []
        assert not any("solutions/" in address for _, address in links(page)), name
    assert NO_SOLUTION in said_by(book.pages["00-start-here.html"])


def test_nothing_but_pages_and_what_they_show_is_in_the_book(book):
    pages = {path.name for path in book.folder.glob("*.html")}
    assert pages == {"index.html", "search.html", *(f"{lesson}.html" for lesson in LESSONS)}
    others = [path.relative_to(book.folder) for path in book.folder.rglob("*") if path.is_file()]
    kept = [path for path in others if not path.name.endswith(".html")]
    assert {path.parts[0] for path in kept} <= {"_static", "_images", *BY_THE_BUILDER}
    assert not any({".ipynb", ".py", ".md"} & set(path.suffixes) for path in kept)


def test_every_page_says_what_may_be_done_with_text_and_code(book):
    for page in book.pages.values():
        said = SPACE.sub(" ", page.select("footer")[-1].get_text())
        assert "Code: MIT." in said and "CC BY 4.0" in said


@pytest.mark.browser
def test_with_the_network_off_every_page_has_all_it_asks_for(reader, book):
    for name in book.pages:
        reader.open(name)
    assert len(reader.requests) > len(book.pages)
    strange = [url for url in reader.requests if not url.startswith((reader.start, "data:"))]
    assert strange == []
    assert reader.troubles == []


@pytest.mark.browser
def test_a_search_by_keyboard_finds_the_lesson(reader):
    page = reader.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("broadcasting")
    page.keyboard.press("Enter")
    results = page.locator("#search-results")
    expect(results).to_contain_text("matching the search query")
    found = results.get_by_role("link", name="01 Tensors", exact=True)
    expect(found).to_be_visible()
    found.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("01 Tensors")
    assert reader.troubles == []


@pytest.mark.browser
def test_what_the_search_finds_is_shown_by_section_and_marked_where_it_leads(reader):
    page = reader.open("search.html?q=broadcasting")
    found = page.locator(".passages > li").first
    expect(found.locator("mark").first).to_have_text(re.compile("broadcasting", re.I))
    heading = found.get_by_role("link").text_content()
    found.get_by_role("link").press("Enter")
    expect(page.get_by_role("heading", name=heading)).to_be_in_viewport()
    marked = page.locator("main .highlighted")
    expect(marked.first).to_have_text(re.compile("broadcasting", re.I))
    assert reader.troubles == []


@pytest.mark.browser
def test_every_page_is_accessible(file_reader, book):
    # Of contrast, which takes the longest by far, the next test asks the pages that have each kind of part.
    quick = {**AUDIT, "rules": {"color-contrast": {"enabled": False}}}
    for name in (*book.pages, "search.html?q=tensor"):
        audit = Axe().run(file_reader.open(name), options=quick)
        assert audit.violations_count == 0, f"{name}: {audit.generate_report()}"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground_in_light_and_dark(browser, book, scheme):
    context = browser.new_context(offline=True, color_scheme=scheme)
    page = context.new_page()
    contrast = {**AUDIT, "runOnly": ["color-contrast"]}
    for name in ("index.html", "00-start-here.html", "search.html?q=tensor"):
        page.goto(f"{book.folder.as_uri()}/{name}")
        # One of each kind of question, with its response.
        for form in page.locator("form.asking").all()[:4]:
            field = form.locator("input, textarea").first
            field.check() if field.get_attribute("type") == "radio" else field.fill("no")
            form.get_by_role("button").first.click()
        audit = Axe().run(page, options=contrast)
        assert audit.violations_count == 0, f"{name}: {audit.generate_report()}"
    context.close()


@pytest.mark.browser
def test_pages_and_drawings_follow_the_readers_system_and_the_switch(file_reader):
    page = file_reader.open("01-tensors.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    panel = "getComputedStyle(document.querySelector('.workbook-picture rect')).fill"
    dark = "rgb({}, {}, {})".format(*bytes.fromhex(dark_theme.PANEL[1:]))
    assert sum(map(int, re.findall(r"\d+", page.evaluate(ground)))) < 150
    assert page.evaluate(panel) == dark
    page.get_by_role("button", name="Color mode").press("Enter")
    page.get_by_role("button", name="Light").press("Enter")
    assert page.evaluate(ground) == page.evaluate(panel) == "rgb(255, 255, 255)"


# What stands beside the window, where nothing around it scrolls; a narrow page must have none.
_CUT_OFF = """() => {
  const scrolls = element => {
    for (let around = element; !around.matches(".bd-article, body"); around = around.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(around).overflowX)) return true;
    }
    return false;
  };
  document.querySelectorAll("details").forEach(folded => { folded.open = true; });
  const end = document.documentElement.clientWidth + 1;
  const wide = [...document.querySelectorAll(".bd-article *, header *, footer *")].filter(
    element => element.getBoundingClientRect().right > end && !scrolls(element));
  return wide.map(element => element.outerHTML.slice(0, 100));
}"""


# The smallest letters of the drawings as they are rendered, in px, with their words.
_SMALLEST = """() => [...document.querySelectorAll(".workbook-picture text")].map(words => {
  const shown = words.getScreenCTM();
  const scale = shown ? Math.hypot(shown.a, shown.b) : 1;
  return [parseFloat(getComputedStyle(words).fontSize) * scale, words.textContent];
}).sort((one, other) => one[0] - other[0])[0]"""
_NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# What is folded, scrolls or is cut on paper.
_NOT_ON_PAPER = """() => {
  const hidden = [...document.querySelectorAll("main details > :not(summary)")].filter(
    part => !part.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })
      && !part.closest(".asking"));
  const cut = [...document.querySelectorAll("main pre, main .highlight")].filter(
    part => part.scrollWidth > part.clientWidth + 1);
  const live = [...document.querySelectorAll("main .asking")].filter(part => part.checkVisibility());
  return [...hidden, ...cut, ...live].map(element => element.outerHTML.slice(0, 100));
}"""


@pytest.mark.browser
def test_no_page_is_wider_than_its_window_and_no_drawing_too_small_to_read(file_reader, book):
    for name in book.pages:
        page = file_reader.open(name)
        for width in (1280, 800, 400, 320):  # the last is a window of 1280 px at 400 %
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(_CUT_OFF) == [], f"{name} at {width}"
            size, words = page.evaluate(_SMALLEST) or [99, ""]
            assert size >= 11, f"{name} at {width}: {words!r} is {size:.1f} px high"


@pytest.mark.browser
def test_on_paper_nothing_is_folded_or_cut(file_reader, book):
    for name in book.pages:
        page = file_reader.open(name, 680)  # A4 without its margins
        page.emulate_media(media="print")
        page.evaluate(_NEXT_FRAME)  # what is unfolded counts as shown once a frame was made of it
        assert page.evaluate(_NOT_ON_PAPER) == [], name
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        )
        page.emulate_media(media="screen")


@pytest.mark.browser
def test_the_lessons_can_be_reached_by_keyboard_on_a_telephone(file_reader):
    page = file_reader.open("00-start-here.html", 400)
    menu = page.get_by_role("button", name="Site navigation")
    menu.press("Enter")
    page.get_by_role("dialog").get_by_role("link", name="01 Tensors").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("01 Tensors")


def test_the_workflow_publishes_what_make_book_builds_and_may_do_no_more(repository):
    text = (repository / ".github/workflows/book.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in build
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert {"run": "make book"} in build["steps"]
    [uploaded] = [step["with"]["path"] for step in build["steps"] if "upload" in str(step)]
    assert Path(uploaded) == BOOK
