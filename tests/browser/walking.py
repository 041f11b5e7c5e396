"""A lesson as a learner goes through it: cell by cell, each with Shift+Enter."""

from dataclasses import dataclass

from playwright.sync_api import Page

# The command that Shift+Enter is bound to, again and again. After each cell that shows pictures or
# questions: where they stand, as a learner sees it, measured from the top left corner of the view.
_WALK = """async () => {
  const { commands, shell } = window.jupyterapp;
  const notebook = shell.currentWidget.content;
  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  // As learners have it, who see what is in view; laying out all cells after each takes a minute more.
  const show = windowingMode => {
    notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode };
  };
  const all = notebook.notebookConfig.windowingMode;
  show("contentVisibility");
  // With each cell that becomes active it sets the cursor of every other anew, which takes half of all
  // the time the page needs; nobody looks at those cursors.
  notebook._trimSelections = () => {};
  notebook.deselectAll();
  notebook.activeCellIndex = 0;
  notebook.mode = "command";
  const sights = [];
  for (let place = 0; place < notebook.widgets.length - 1; place++) {
    const cell = notebook.widgets[place];
    await commands.execute("notebook:run-cell-and-select-next");
    if (cell.model.type !== "code") continue;  // it stood there rendered before
    await painted();  // nobody presses a key before the page has come to rest
    await painted();
    const shown = cell.model.outputs?.toJSON() ?? [];
    if (!shown.some(one => one.data?.["application/vnd.jupyter.widget-view+json"])) continue;
    const output = cell.node.querySelector(".jp-OutputArea");
    let before = -1;
    while (!output.querySelector(".workbook-live") || output.offsetHeight !== before) {
      before = output.offsetHeight;
      await painted();
      await painted();
    }
    sights.push(window.sight(place));
  }
  show(all);
  await painted();
  return sights;
}"""
# What one cell shows now.
_SIGHT = """() => {
  window.sight = place => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    const cell = notebook.widgets[place].node;
    const view = cell.closest(".jp-WindowedPanel-outer").getBoundingClientRect();
    const box = node => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      return [left - view.left, top - view.top, right - view.left, bottom - view.top];
    };
    const output = cell.querySelector(".workbook-live");
    const all = selector => [...output.querySelectorAll(selector)]
      .filter(node => node.getClientRects().length).map(box);
    const wide = [...cell.querySelectorAll(".jp-OutputArea-output, .workbook-live *")].filter(
      node => node.scrollWidth > node.clientWidth + 1 && node.clientWidth
        && !["visible", "clip"].includes(getComputedStyle(node).overflowX)
        && node.getAttribute("aria-label") !== "picture");
    const drawing = output.querySelector("svg.explorable");
    // How sure one is stands in a row, not one below the other.
    const answers = ".workbook-choices:not(.workbook-confidence) .widget-radio-box";
    return {
      source: notebook.widgets[place].model.sharedModel.source,
      view: [view.width, view.height],
      output: box(output),
      controls: all(".workbook-controls > *, .workbook-choices, .workbook-sentence, .jupyter-button"),
      words: all(".workbook-controls ~ .widget-html p"),
      buttons: all(`${answers} input[type=radio]`),
      answers: all(`${answers} label`),
      scale: drawing ? drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : 0,
      scrolling: wide.map(node => node.className),
    };
  };
}"""

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Sight:
    """What a cell's pictures and questions look like; lengths in pixels.

    Attributes:
        source: of the cell.
        view: width and height of what the page shows of the notebook.
        output: its picture or question, with all that belongs to it.
        controls, words: of its pictures and questions; the words are those beside a picture.
        buttons, answers: the choices of a question: each button, and each row with its text.
        scale: of a drawing, 0 where there is none.
        scrolling: the classes of what scrolls sideways, but for drawings.
    """

    source: str
    view: tuple[float, float]
    output: Box
    controls: list[Box]
    words: list[Box]
    buttons: list[Box]
    answers: list[Box]
    scale: float
    scrolling: list[str]

    @property
    def name(self) -> str:
        """The last line of the cell: what shows it."""
        return self.source.strip().splitlines()[-1]

    def is_in_view(self, box: Box) -> bool:
        """Whether all of a box is seen, from top to bottom and from side to side."""
        left, top, right, bottom = box
        return top > -1 and bottom < self.view[1] + 1 and left > -1 and right < self.view[0] + 1


def walk(page: Page) -> list[Sight]:
    """Run the open notebook cell by cell; return the sight of each cell that shows something live,
    as it is right after its Shift+Enter."""
    page.evaluate(_SIGHT)
    return [Sight(**found) for found in page.evaluate(_WALK)]


def look(page: Page, place: int) -> Sight:
    """Return the sight of one cell as it is now; `walk` came before."""
    return Sight(**page.evaluate("place => window.sight(place)", place))
