"""The lines that are moved: a piece of page that writes their letters into a box beside it.

Core widgets are made anew when a list changes, and lose the focus of whoever works by keys. So the rows are
one piece of page with a line of script, as the pad of the pictures is: a row stays itself wherever it is
moved, and the order reaches the kernel through a text box, as if its letters had been typed there. Where a
page runs no script, the box takes letters by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from explorables.page import dark_theme, palette
from explorables.page.fonts import MONO, SANS
from explorables.page.host import LIVE
from grader.feedback.page.note import block

SURFACE: Final = "workbook-lines"
BOX: Final = "workbook-letters"  # class of the box that the letters are written into
STILL: Final = "workbook-still-lines"  # class of what shows the order where no script runs
_SCRIPT: Final = """
const face = this.closest('.SURFACE'), live = face.closest('.workbook-live');
const [inside, outside] = face.querySelectorAll('ol, ul');
const said = face.querySelector('[role=status]'), none = face.querySelector('.none');
const rows = [...face.querySelectorAll('li')].sort((a, b) => (a.dataset.letter < b.dataset.letter ? -1 : 1));
const box = () => live?.querySelector('.BOX input');
const letter = row => row.dataset.letter, code = row => row.querySelector('code').textContent;
const isIn = row => row.parentNode === inside;
let written = null;

const refresh = () => {
  const count = inside.children.length;
  none.hidden = count > 0;
  rows.forEach(row => {
    const place = [...inside.children].indexOf(row) + 1;
    const [up, down, toggle] = row.querySelectorAll('button');
    row.querySelector('.place').textContent = place ? `${place}.` : '';
    up.hidden = down.hidden = !place;
    up.setAttribute('aria-label', `Move line ${letter(row)} up, from ${place} of ${count}`);
    down.setAttribute('aria-label', `Move line ${letter(row)} down, from ${place} of ${count}`);
    up.setAttribute('aria-disabled', place === 1);
    down.setAttribute('aria-disabled', place === count);
    toggle.textContent = place ? 'Leave out' : 'Put in';
    const where = place ? `, ${place} of ${count}` : '';
    toggle.setAttribute('aria-label', `${toggle.textContent} line ${letter(row)}${where}: ${code(row)}`);
  });
};
const leaveOut = row =>
  outside.insertBefore(row, [...outside.children].find(other => letter(other) > letter(row)) ?? null);
const send = () => {
  const target = box();
  written = [...inside.children].map(letter).join(' ');
  if (!target) return;
  target.value = written;
  target.dispatchEvent(new Event('change', { bubbles: true }));
};
const tell = row => {
  const places = [...inside.children];
  said.textContent = isIn(row)
    ? `Line ${letter(row)} is now ${places.indexOf(row) + 1} of ${places.length}: ${code(row)}`
    : `Line ${letter(row)} is left out: ${code(row)}`;
};
const changed = (row, button) => {
  refresh();
  button?.focus({ preventScroll: true });  // a row that is moved loses it
  row.scrollIntoView({ block: 'nearest' });
  send();
  tell(row);
};
const move = (row, step, button) => {
  if (!isIn(row)) { said.textContent = `Line ${letter(row)} is left out. Put it in first.`; return; }
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) {
    said.textContent = `Line ${letter(row)} is the ${step < 0 ? 'first' : 'last'} already.`;
    return;
  }
  inside.insertBefore(row, step < 0 ? other : other.nextElementSibling);
  changed(row, button);
};
const toggle = (row, button) => {
  if (isIn(row)) leaveOut(row); else inside.append(row);
  changed(row, button);
};
const arrange = letters => {
  letters.forEach(name => inside.append(rows.find(row => letter(row) === name)));
  rows.filter(row => !letters.includes(letter(row))).forEach(leaveOut);
  refresh();
};
// As the kernel reads it: parted in any way, or not at all.
const read = text => {
  let words = text.match(/[A-Za-z0-9_]+/g) ?? [];
  if (words.length === 1) words = [...words[0]];
  const letters = words.map(word => word.toUpperCase());
  const known = letters.every(name => rows.some(row => letter(row) === name));
  return known && new Set(letters).size === letters.length ? letters : null;
};
const load = () => {
  const letters = read(box().value);
  if (!letters) return false;
  written = letters.join(' ');
  arrange(letters);
  return true;
};

// Without a kernel nothing of it would be kept; JupyterLab says so by this class.
const gone = event => {
  if (!live.classList.contains('jupyter-widgets-disconnected')) return;
  if (event.type !== 'keydown' || event.key !== 'Tab') event.stopImmediatePropagation();
  said.textContent = 'To move lines, run this cell.';
};
for (const begin of ['pointerdown', 'keydown', 'click']) face.addEventListener(begin, gone, true);
// The same lines may be on the page twice, or have been moved before it was loaded anew.
for (const begin of ['pointerdown', 'keydown'])
  face.addEventListener(begin, () => box() && box().value !== written && load(), true);
face.addEventListener('click', event => {
  const button = event.target.closest('button'), row = button?.closest('li');
  if (!row) return;
  const at = [...row.querySelectorAll('button')].indexOf(button);
  if (at === 2) toggle(row, button); else move(row, at ? 1 : -1, button);
});
face.addEventListener('keydown', event => {
  const row = event.target.closest('li'), button = event.target.closest('button');
  if (!row || !button) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key], moved = event.altKey || event.ctrlKey || event.shiftKey;
  if (event.metaKey || (moved && !step)) return;
  if (step && moved) {
    move(row, step, button);
  } else if (step) {
    const all = [...face.querySelectorAll('li')], next = all[all.indexOf(row) + step];
    const alike = next?.querySelectorAll('button')[[...row.querySelectorAll('button')].indexOf(button)];
    (alike && !alike.hidden ? alike : next?.querySelectorAll('button')[2])?.focus();
  } else if ((event.key === 'Delete' || event.key === 'Backspace') && isIn(row)) {
    toggle(row, row.querySelectorAll('button')[2]);
  } else {
    // The button's own; the page around it has other uses for these.
    if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
    return;
  }
  event.preventDefault();
  event.stopPropagation();
});

let drag = null;
const escaped = event => {
  if (event.key === 'Escape') { event.stopPropagation(); end(false); }
};
const end = kept => {
  document.removeEventListener('keydown', escaped, true);
  if (!drag) return;
  const { row, before, begun } = drag;
  drag = null;
  row.classList.remove('dragged');
  if (!begun) return;
  if (!kept) { arrange(before); return; }
  refresh();
  if ([...inside.children].map(letter).join(' ') !== before.join(' ')) { send(); tell(row); }
};
face.addEventListener('pointerdown', event => {
  const row = event.target.closest('li');
  if (!row || event.button || event.target.closest('button')) return;
  if (event.pointerType === 'touch' && !event.target.closest('.grip')) return;  // it scrolls the page
  event.preventDefault();
  drag = { row, before: [...inside.children].map(letter), y: event.clientY, begun: false };
  face.setPointerCapture(event.pointerId);
  document.addEventListener('keydown', escaped, true);  // no row has the focus while one is dragged
});
face.addEventListener('pointermove', event => {
  if (!drag) return;
  const { row, y } = drag;
  if (!drag.begun && Math.abs(event.clientY - y) < 4) return;
  drag.begun = true;
  row.classList.add('dragged');
  const goal = outside.previousElementSibling.getBoundingClientRect();
  if (event.clientY < (goal.top + goal.bottom) / 2) {
    const below = [...inside.children].filter(other => other !== row).find(other => {
      const { top, height } = other.getBoundingClientRect();
      return event.clientY < top + height / 2;
    }) ?? null;
    if (!isIn(row) || row.nextElementSibling !== below) inside.insertBefore(row, below);
  } else if (isIn(row)) {
    leaveOut(row);
  }
  refresh();
});
face.addEventListener('pointerup', () => end(true));
face.addEventListener('pointercancel', () => end(false));

const arrive = tries => {
  if (box()) {
    live.classList.add('workbook-scripted');
    load();
    box().addEventListener('change', () => {
      if (box().value !== written && load()) said.textContent = `The order is now ${written || 'empty'}.`;
    });
  } else if (tries) setTimeout(() => arrive(tries - 1), 50);
};
arrive(100);
"""

_ROW: Final = f".{SURFACE} li"
_STYLE: Final = (
    "<style>"
    f".{SURFACE}{{display:none}}"
    f".workbook-scripted .{SURFACE}{{display:block}}"
    f".workbook-scripted .{STILL}{{display:none}}"
    f".{LIVE}.jupyter-widgets-disconnected .{SURFACE}{{opacity:.55}}"
    f".{SURFACE} :is(ol,ul){{list-style:none;margin:0;padding:0}}"
    f".{SURFACE} ol{{min-height:38px}}"
    f"{_ROW}{{display:flex;flex-wrap:wrap;align-items:center;gap:2px 8px;margin:3px 0;padding:2px 6px;"
    f"border:1px solid {palette.EDGE};border-radius:4px;cursor:grab;user-select:none;"
    "-webkit-user-select:none}"
    f".{SURFACE} ol li{{margin-left:4ch}}"
    f"@media (max-width:600px){{.{SURFACE} ol li{{margin-left:1ch}}}}"
    f"{_ROW}.dragged{{cursor:grabbing;outline:2px dashed currentColor;outline-offset:-1px}}"
    f"{_ROW} .grip{{touch-action:none;padding:0 2px;opacity:.7}}"
    f"{_ROW} .place{{min-width:1.4em;text-align:right}}{_ROW} .place:empty{{display:none}}"
    f"{_ROW} strong{{min-width:1em}}"
    f"{_ROW} code{{flex:1 1 210px;min-width:0;font:13px/1.5 {MONO};padding:1px 4px;"
    "white-space:pre-wrap;overflow-wrap:anywhere}"
    f"{_ROW} .moves{{display:flex;gap:4px;margin-left:auto}}"
    f".{SURFACE} button{{font:13px/1 {SANS};min-width:28px;min-height:28px;padding:4px 8px;color:inherit;"
    "background:none;border:1px solid currentColor;border-radius:4px;cursor:pointer}"
    f".{SURFACE} button:is(:hover,:focus-visible){{outline:2px solid currentColor;outline-offset:1px}}"
    f".{SURFACE} button[aria-disabled=true]{{opacity:.5;cursor:default}}"
    f".{SURFACE} [hidden]{{display:none!important}}"
    f".{BOX}.widget-text{{height:auto;flex-wrap:wrap}}"
    "</style>"
)
_UNSEEN: Final = "position:absolute;width:1px;height:1px;overflow:clip;clip-path:inset(50%)"
HOW: Final = (
    "Put lines in and move them, by the buttons or by dragging a row. By keys: the arrow keys go from row to "
    "row, and Alt with an arrow key moves a line."
)


def _script() -> str:
    return re.sub("SURFACE|BOX", lambda name: {"SURFACE": SURFACE, "BOX": BOX}[name[0]], _SCRIPT)


def _row(letter: str, line: str) -> str:
    buttons = "".join(
        f'<button type="button" title="{title}">{label}</button>'
        for title, label in (
            ("Move up", "↑"),
            ("Move down", "↓"),
            ("Put in or leave out", "Put in"),
        )
    )
    return (
        f'<li data-letter="{escape(letter)}"><span class="grip" aria-hidden="true">⠿</span>'
        f'<span class="place"></span><strong>{escape(letter)}</strong><code>{escape(line)}</code>'
        f'<span class="moves">{buttons}</span></li>'
    )


def surface(signature: str, lines: Mapping[str, str]) -> str:
    """The lines as HTML, all left out, for a widget that shows them; it never changes there.

    Args:
        signature: What stands above the lines: the function's first line or lines.
        lines: Letter to line of code.
    """
    words = f"margin:6px 0 2px;color:{palette.INK}"
    rows = "".join(_row(letter, line) for letter, line in lines.items())
    style = (
        f"box-sizing:border-box;max-width:720px;margin:4px 0;padding:10px 14px;"
        f"border:1px solid {palette.EDGE};border-left:6px solid {palette.OKABE_ITO['blue']};"
        f"border-radius:4px;background:{palette.PANEL};color:{palette.INK};font:14px/1.5 {SANS};"
        "white-space:normal"
    )
    return (
        f"{_STYLE}{dark_theme.note_style()}"
        # JupyterLab's own keys are off here: its arrow keys would go to the next cell.
        f'<div class="{SURFACE}" data-lm-suppress-shortcuts="true" '
        # It takes the width there is, and never asks for more: a long line scrolls in its own box.
        'style="position:relative;width:0;min-width:100%">'
        f'<div class="{dark_theme.NOTE}" style="{style}">'
        f'<p style="margin:0;color:{palette.INK}"><strong>Order the lines.</strong> {escape(HOW)}</p>'
        f'<div style="margin-top:6px">{block(signature.rstrip())}</div>'
        f'<ol aria-label="Lines in your function, in order"></ol>'
        f'<p class="none" style="margin:-34px 0 14px 4ch;color:{palette.MUTED}">No line is in it yet.</p>'
        f'<p style="{words}"><strong>Left out</strong></p>'
        f'<ul aria-label="Lines left out">{rows}</ul></div>'
        f'<span role="status" style="{_UNSEEN}"></span>'
        f'<img class="workbook-arrival" src="data:," alt="" hidden onerror="{escape(_script())}">'
        "</div>"
    )


def still_lines(signature: str, lines: Mapping[str, str], letters: list[str]) -> str:
    """The order as a page shows it on which nothing moves: the function, line by line, with the letters."""

    def row(letter: str) -> str:
        return (
            f'<li style="margin:2px 0"><strong>{escape(letter)}</strong> '
            f'<code style="white-space:pre-wrap;overflow-wrap:anywhere">{escape(lines[letter])}</code></li>'
        )

    inside = "".join(row(letter) for letter in letters)
    outside = "".join(row(letter) for letter in lines if letter not in letters)
    parts = [f"<pre><code>{escape(signature.rstrip())}</code></pre>"]
    parts.append(f"<ol>{inside}</ol>" if inside else "<p>No line is in it yet.</p>")
    if outside:
        parts.append(f'<p>Left out:</p><ul style="list-style:none">{outside}</ul>')
    return f'<div style="font:14px/1.5 {SANS};white-space:normal">{"".join(parts)}</div>'
