"""The surface that is drawn on: a piece of page that writes each stroke into a box beside it.

A core widget knows no pointer, so this is a line of script, run as `into_view` runs its own. It draws
at once what the pointer or the keys do, and hands the strokes to the kernel through a text box, as if
they had been typed there: core widgets, the same in ipywidgets 7 and 8. Where a page runs no
script, the box takes strokes by hand, and the picture shows them.
"""

from __future__ import annotations

from html import escape
from typing import Final

from explorables.page import dark_theme, fonts, palette, svg
from explorables.pictures.pad.strokes import BETWEEN, EXAMPLE, SIZE

SURFACE: Final = "workbook-pad"
BOX: Final = "workbook-strokes"  # class of the box that the strokes are written into
WORDS: Final = "workbook-guess"  # class of what is said of them
ABOUT: Final = (
    "Drawing pad, 16 by 16 cells. The arrow keys move the cursor, Space or Enter puts the pen down "
    "and lifts it, Backspace takes back the last stroke."
)
_PAUSE: Final = 40  # ms at least between two messages while a stroke goes on
_SCRIPT: Final = """
const pad = this.closest('.workbook-pad'), face = pad.querySelector('svg'), size = SIZE;
const ink = face.querySelector('.ink'), mark = face.querySelector('.mark');
const said = pad.querySelector('[aria-live]'), [undo, clear] = pad.querySelectorAll('button');
const box = () => pad.closest('.workbook-live')?.querySelector('.BOX input');
let strokes = [], now = null, cursor = [8, 2], down = false, written = null, timer = 0, sent = 0;

const between = ([x, y], [u, v]) => {
  const steps = Math.max(Math.abs(u - x), Math.abs(v - y), 1);
  return Array.from({ length: steps + 1 }, (_, at) =>
    [Math.floor(x + (u - x) * at / steps + .5), Math.floor(y + (v - y) * at / steps + .5)]);
};
const show = () => {
  const filled = new Set();
  for (const points of strokes)
    points.forEach((point, at) => between(points[Math.max(at - 1, 0)], point)
      .forEach(cell => filled.add(cell.join(' '))));
  ink.setAttribute('d', [...filled].map(cell => `M${cell}h1v1h-1z`).join(''));
  mark.setAttribute('x', cursor[0]);
  mark.setAttribute('y', cursor[1]);
  mark.setAttribute('stroke-dasharray', down ? 'none' : '.25 .2');
};
const send = () => {
  clearTimeout(timer);
  timer = 0;
  sent = performance.now();
  const target = box();
  if (!target) return;
  written = strokes.map(points => points.map(point => point.join(',')).join(' ')).join(' / ');
  target.value = written;
  target.dispatchEvent(new Event('change', { bubbles: true }));
};
const changed = () => {
  show();
  const wait = sent + PAUSE - performance.now();
  if (wait <= 0) send(); else timer ||= setTimeout(send, wait);
};
const load = () => {
  written = box().value;
  strokes = written.split('/')
    .map(one => [...one.matchAll(/([0-9]+) *, *([0-9]+)/g)].map(([, x, y]) => [+x, +y])
      .filter(([x, y]) => x < size && y < size))
    .filter(one => one.length);
  show();
};
const begin = point => {
  if (written === 'EXAMPLE') strokes = [];
  now = [point];
  strokes.push(now);
  changed();
};
// Where a stroke goes straight on, its last point moves: what is written down stays short.
const way = ([x, y], [u, v]) => {
  const [dx, dy] = [u - x, v - y];
  return dx && dy && Math.abs(dx) !== Math.abs(dy) ? '' : [Math.sign(dx), Math.sign(dy)].join();
};
const go = point => {
  const last = now[now.length - 1], before = now[now.length - 2];
  if (last[0] === point[0] && last[1] === point[1]) return;
  if (before && way(before, last) && way(before, last) === way(last, point)) now.pop();
  now.push(point);
  changed();
};
const finish = () => {
  if (now) { now = null; down = false; show(); send(); }
};
const under = event => {
  const { left, top, width, height } = face.getBoundingClientRect();
  const whole = part => Math.min(Math.max(Math.floor(part * size), 0), size - 1);
  return [whole((event.clientX - left) / width), whole((event.clientY - top) / height)];
};
face.addEventListener('pointerdown', event => {
  if (event.button) return;
  event.preventDefault();
  face.setPointerCapture(event.pointerId);
  face.focus({ preventScroll: true });
  finish();
  cursor = under(event);
  begin(cursor);
});
face.addEventListener('pointermove', event => {
  if (!now || down) return;
  for (const one of event.getCoalescedEvents?.() ?? [event]) {
    cursor = under(one);
    go(cursor);
  }
});
for (const end of ['pointerup', 'pointercancel']) face.addEventListener(end, () => down || finish());

const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const undone = () => {
  finish();
  if (written === 'EXAMPLE') strokes = []; else strokes.pop();
  show();
  send();
  said.textContent = strokes.length ? `${strokes.length} strokes left` : 'the pad is empty';
};
face.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const move = moves[event.key];
  if (move) {
    cursor = cursor.map((at, axis) => Math.min(Math.max(at + move[axis], 0), size - 1));
    if (down) go(cursor); else show();
  } else if (event.key === ' ' || event.key === 'Enter') {
    if (down) finish(); else { finish(); begin(cursor); down = true; show(); }
  } else if (event.key === 'Backspace') {
    undone();
  } else return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key !== 'Backspace')
    said.textContent = `column ${cursor[0]}, row ${cursor[1]}, pen ${down ? 'down' : 'up'}`;
});
face.addEventListener('blur', () => down && finish());
undo.addEventListener('click', undone);
clear.addEventListener('click', () => {
  finish();
  strokes = [];
  show();
  send();
  said.textContent = 'the pad is empty';
});
const arrive = tries => {
  if (box()) {
    load();
    box().addEventListener('change', () => box().value === written || load());
    const words = pad.closest('.workbook-live').querySelector('.WORDS');
    words?.setAttribute('role', 'status');
  } else if (tries) setTimeout(() => arrive(tries - 1), 50);
};
arrive(100);
"""


def _script() -> str:
    values = {"SIZE": SIZE, "PAUSE": _PAUSE, "EXAMPLE": EXAMPLE, "BOX": BOX, "WORDS": WORDS}
    script = _SCRIPT
    for name, value in values.items():
        script = script.replace(name, str(value))
    return script


def _face() -> str:
    lines = "".join(f"M{at} 0v{SIZE}M0 {at}h{SIZE}" for at in range(SIZE + 1))
    return svg.element(
        "svg",
        svg.element("rect", width=SIZE, height=SIZE, fill=palette.PANEL),
        svg.element("path", d=lines, stroke="#D9D9D9", stroke_width="0.04"),
        svg.element("path", class_="ink", d="", fill=palette.INK),
        svg.element(
            "rect",
            class_="mark",
            width=1,
            height=1,
            x=8,
            y=2,
            fill="none",
            stroke=palette.CONFLICT,
            stroke_width="0.16",
            stroke_dasharray=".25 .2",
        ),
        viewBox=f"0 0 {SIZE} {SIZE}",
        role="application",
        aria_label=ABOUT,
        tabindex="0",
        style="display:block;width:100%;aspect-ratio:1;touch-action:none;user-select:none;cursor:crosshair",
    )


def page() -> str:
    """The surface as HTML, for a widget that shows it; it never changes there."""
    face = _face()
    button = (
        f"font:13px/1 {fonts.SANS};padding:6px 10px;margin:6px 6px 0 0;color:inherit;"
        "background:none;border:1px solid currentColor;border-radius:4px;cursor:pointer"
    )
    unseen = "position:absolute;width:1px;height:1px;overflow:clip;clip-path:inset(50%)"
    return (
        f"{dark_theme.drawing_style(face)}"
        # JupyterLab's own keys are off here: its arrow keys would go to the next cell.
        f'<div class="{SURFACE}" data-lm-suppress-shortcuts="true" style="position:relative">'
        f'<div class="{dark_theme.PICTURE}" style="background:{palette.PANEL};'
        f'border:1px solid {palette.EDGE};line-height:0">{face}</div>'
        f'<button type="button" style="{button}">Undo</button>'
        f'<button type="button" style="{button}">Clear</button>'
        f'<span aria-live="polite" style="{unseen}"></span>'
        f'<img class="workbook-arrival" src="data:," alt="" hidden onerror="{escape(_script())}">'
        "</div>"
    )


def strokes_in_words() -> str:
    """How the box is written into by hand."""
    return f"Cells as column,row, in the order in which the pen meets them; {BETWEEN} lifts it."
