"""The pages of the book by keyboard, enlarged, respaced, and in the reader's own colors (WCAG 2.2, A and AA).

`docs/accessibility.md` names these tests. `test_book.py` has the audit of every page and every width.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

# The front page; a page with pictures that move and every kind of question; what the search found.
PAGES = ("index.html", "01-tensors.html", "search.html?q=tensor")
# Rules of axe-core that are off unless asked for.
ASKED_FOR = ["target-size", "label-content-name-mismatch", "css-orientation-lock"]

# How everything that can have the focus looks, by its place in the page.
_LOOKS = """() => {
  window.lookOf = element => {
    const [at, before, label] = [getComputedStyle(element), getComputedStyle(element, "::before"),
      getComputedStyle(element.closest("label") ?? element)];
    const ring = [at, before, label].map(style => [
      style.outlineStyle === "none" ? "" : style.outline, style.boxShadow, style.border,
      style.backgroundColor, style.textDecorationLine, style.textDecorationThickness]);
    return JSON.stringify([ring, at.color]);
  };
  window.looks = new Map([...document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")]
    .map(element => [element, window.lookOf(element)]));
}"""
# Of what has the focus: what it is, whether it looks otherwise than before, whether all of it is covered.
_FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  document.getAnimations().forEach(one => one.finish());
  const box = element.getBoundingClientRect();
  const shares = [0.05, 0.25, 0.5, 0.75, 0.95];
  const seen = shares.flatMap(x => shares.map(y => [box.left + x * box.width, box.top + y * box.height]))
    .some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (element.contains(top) || top.contains(element) || top.closest("label")?.contains(element));
    });
  window.visited = (window.visited ?? new Map()).set(element, (window.visited?.get(element) ?? 0) + 1);
  return {
    what: element.outerHTML.slice(0, 120),
    changed: window.looks.get(element) !== window.lookOf(element),
    seen,
    again: window.visited.get(element) > 1,
  };
}"""
# What can have the focus by Tab and is shown; of a group of radio buttons only one has it, and the way
# back to the top is there once somebody has moved on.
_REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button:not(#pst-back-to-top), input:not([type=radio]), select, textarea, summary, [tabindex='0']")]
  .filter(element => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({
    visibilityProperty: true, contentVisibilityAuto: true }) && !window.visited.has(element))
  .map(element => element.outerHTML.slice(0, 120))"""

# WCAG 2.2, 1.4.12, to the figures it names.
_SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
# What is cut at the edge of its box, where nothing scrolls.
_CUT = """() => {
  document.querySelectorAll("details").forEach(folded => { folded.open = true; });
  const cut = [...document.querySelectorAll("main *, header *, footer *")].filter(element => {
    const style = getComputedStyle(element);
    const clips = value => value === "hidden" || value === "clip";
    return element.checkVisibility() && !element.closest("svg, .visually-hidden") && element.clientWidth > 1
      && ((clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
        || (clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1));
  });
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth + 1;
  return [...(wide ? ["the page"] : []), ...cut.map(element => element.outerHTML.slice(0, 100))];
}"""
# What moves for more than five seconds (WCAG 2.2, 2.2.2).
_LASTING = """() => document.getAnimations().map(one => one.effect)
  .filter(effect => !(effect.getComputedTiming().endTime <= 5000))
  .map(effect => effect.target.outerHTML.slice(0, 100))"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 400])
def test_targets_are_large_enough_names_are_their_labels_and_no_page_needs_to_be_turned(
    browser, served, width
):
    context = browser.new_context(
        viewport={"width": width, "height": 900}
    )  # axe reads styles over HTTP
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{served}/{name}")
        audit = Axe().run(
            page,
            context={"exclude": [[".search-button-field"]]},  # its label is followed by its keys
            options={
                "runOnly": ASKED_FOR,
                "rules": {rule: {"enabled": True} for rule in ASKED_FOR},
            },
        )
        assert audit.violations_count == 0, f"{name}: {audit.generate_report()}"
        ran = {rule["id"] for kind in ("passes", "inapplicable") for rule in audit.response[kind]}
        assert ran == set(ASKED_FOR), name
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("colors", "pages"), [("none", PAGES), ("active", PAGES[1:2])])
def test_tab_leads_through_all_of_a_page_and_what_has_the_focus_is_seen(
    browser, book, colors, pages
):
    context = browser.new_context(offline=True, forced_colors=colors, reduced_motion="reduce")
    page = context.new_page()
    for name in pages:
        page.goto(f"{book.folder.as_uri()}/{name}")
        page.wait_for_load_state("load")
        page.evaluate(_LOOKS)
        while True:
            page.keyboard.press("Tab")
            focused = page.evaluate(_FOCUSED)
            if focused is None or focused["again"]:
                break
            assert focused["changed"], f"{name}: {focused['what']} looks the same with the focus"
            assert focused["seen"], f"{name}: {focused['what']} is covered"
        assert page.evaluate(_REACHABLE) == [], name
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 320])
def test_with_wide_spaces_no_text_is_cut(browser, book, width):
    context = browser.new_context(offline=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{book.folder.as_uri()}/{name}")
        before = page.evaluate(_CUT)
        page.add_style_tag(content=_SPACED)
        assert page.evaluate(_CUT) == before == [], name
    context.close()


@pytest.mark.browser
def test_nothing_moves_until_somebody_moves_it_but_a_film_that_can_be_stopped(browser, book):
    context = browser.new_context(offline=True)
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{book.folder.as_uri()}/{name}")
        assert page.evaluate(_LASTING) == [], name
        films = page.locator("main img[src$='.gif']")
        buttons = page.locator("main .film button")
        assert films.count() == buttons.count()
        assert (films.count() > 0) == (name == "index.html")
    page.goto(f"{book.folder.as_uri()}/index.html")
    film = page.locator(".film").first
    button, still = film.get_by_role("button"), film.locator("canvas")
    assert film.locator("img").is_visible() and still.is_hidden()
    button.press("Enter")
    assert still.is_visible() and film.locator("img").is_hidden()
    assert button.inner_text() == "Play"
    assert still.get_attribute("aria-label") == film.locator("img").get_attribute("alt")
    button.press("Enter")
    assert film.locator("img").is_visible() and button.inner_text() == "Stop"
    context.close()


@pytest.mark.browser
def test_a_reader_who_asked_for_less_motion_gets_films_that_stand_still(browser, book):
    context = browser.new_context(offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{book.folder.as_uri()}/index.html")
    for film in page.locator(".film").all():
        assert film.locator("canvas").is_visible() and film.locator("img").is_hidden()
    context.close()
