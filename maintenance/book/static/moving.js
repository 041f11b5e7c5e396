// Pictures that move without a kernel. Their states were worked out when the lesson ran; this shows the
// one that the controls stand at. A browser that can't undo the packing keeps the state shown at first.
const unpacked = (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const whole = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(whole).json();
};

const say = (element, words) => {
  if (element.textContent !== words) element.textContent = words; // said aloud only where it changed
};

const start = async (moving) => {
  const part = (name) => moving.querySelector(`.moving-${name}`);
  const { parts, frames, states } = await unpacked(part("frames").textContent);
  // The looks of a drawing stand beside it: a sheet that comes anew is weighed against the whole page.
  const drawn = parts.map((piece) => (/^<\/?style/.test(piece) ? "" : piece));
  const inputs = [...part("inputs").querySelectorAll("input, select")];
  const words = inputs.map((input) => JSON.parse(input.dataset.words ?? "null"));
  const sizes = inputs.map((input, at) => words[at]?.length ?? input.length ?? 2);
  const position = (input) => input.selectedIndex ?? Number(input.type === "range" ? input.value : input.checked);
  let shown;

  const move = () => {
    const place = inputs.reduce((place, input, at) => place * sizes[at] + position(input), 0);
    const frame = frames[states[place]];
    moving.classList.toggle("moving-beyond", !frame);
    if (frame && frame !== shown) {
      part("drawing").innerHTML = frame.drawing.map((at) => drawn[at]).join("");
      shown = frame;
    }
    say(part("said"), frame?.said ?? "");
    say(part("reading"), frame?.reading ?? moving.dataset.beyond);
    say(part("code"), frame?.code ?? "");
    inputs.forEach((input, at) => {
      if (!words[at]) return;
      if (frame) input.max = frame.tops[at];
      input.disabled = Number(input.max) === 0;
      const word = words[at][position(input)];
      say(input.closest("label").querySelector(".moving-value"), word);
      input.setAttribute("aria-valuetext", word);
    });
  };
  move(); // a browser that goes back to a page may bring the controls to where they stood
  part("inputs").addEventListener("input", move);
  part("inputs").hidden = false;
};

if ("DecompressionStream" in globalThis) document.querySelectorAll(".workbook-moving").forEach(start);
