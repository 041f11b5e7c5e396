// Draw on 32 x 32 points; each 4 x 4 block of them counts as one pixel from 0 to 16, which is how the
// images of the digits data set were made. The model is a .tflite file that LiteRT.js runs as wasm.

const SIDE = 8;
const BLOCK = 4;
const POINTS = SIDE * BLOCK;
const FULL = BLOCK * BLOCK;
const RADIUS = 2.3; // of the pen, in points

const part = (id) => document.getElementById(id);
const points = new Uint8Array(POINTS * POINTS);
const cursor = { row: 0, column: 0 };
let ask = null; // what the model gives for 64 numbers, once it is loaded

function counts() {
  const pixels = new Array(SIDE * SIDE).fill(0);
  points.forEach((on, index) => {
    const row = Math.floor(index / POINTS / BLOCK);
    const column = Math.floor((index % POINTS) / BLOCK);
    pixels[row * SIDE + column] += on;
  });
  return pixels;
}

function fillPixel(row, column, count) {
  for (let index = 0; index < FULL; index += 1) {
    const y = row * BLOCK + Math.floor(index / BLOCK);
    points[y * POINTS + column * BLOCK + (index % BLOCK)] = index < count ? 1 : 0;
  }
}

function dot(x, y) {
  for (let row = Math.floor(y - RADIUS); row <= y + RADIUS; row += 1) {
    for (let column = Math.floor(x - RADIUS); column <= x + RADIUS; column += 1) {
      const inside = row >= 0 && column >= 0 && row < POINTS && column < POINTS;
      if (inside && Math.hypot(column + 0.5 - x, row + 0.5 - y) <= RADIUS) points[row * POINTS + column] = 1;
    }
  }
}

function stroke(from, to) {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) * 2));
  for (let step = 0; step <= steps; step += 1) {
    dot(from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps);
  }
}

// The picture: a square a pixel, as dark as it is full, and the keyboard's frame.
const SVG = "http://www.w3.org/2000/svg";
const squares = [];
for (let index = 0; index < SIDE * SIDE; index += 1) {
  const square = document.createElementNS(SVG, "rect");
  square.setAttribute("x", index % SIDE);
  square.setAttribute("y", Math.floor(index / SIDE));
  square.setAttribute("width", 1);
  square.setAttribute("height", 1);
  part("pad").append(square);
  squares.push(square);
}
const frame = document.createElementNS(SVG, "rect");
frame.setAttribute("class", "frame");
frame.setAttribute("width", 0.88);
frame.setAttribute("height", 0.88);
part("pad").append(frame);

const rows = [...Array(10).keys()].map((digit) => {
  const row = part("shares").tBodies[0].insertRow();
  const name = document.createElement("th");
  name.scope = "row";
  name.textContent = digit;
  const bar = document.createElement("meter");
  bar.setAttribute("aria-hidden", "true");
  const share = document.createElement("span");
  const cell = document.createElement("td");
  cell.append(bar, share);
  row.append(name, cell);
  return { row, bar, share };
});

function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}

// A model gives shares or logits; what is no set of shares goes through softmax.
function asShares(values) {
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-3) return values;
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const total = powers.reduce((left, right) => left + right, 0);
  return powers.map((value) => value / total);
}

let asked = 0;
async function redraw(typed = false) {
  const pixels = counts();
  squares.forEach((square, index) => square.setAttribute("fill-opacity", pixels[index] / FULL));
  frame.setAttribute("x", cursor.column + 0.06);
  frame.setAttribute("y", cursor.row + 0.06);
  if (!typed) {
    const lines = [...Array(SIDE).keys()].map((row) => pixels.slice(row * SIDE, (row + 1) * SIDE).join(" "));
    part("numbers").value = lines.join("\n");
    part("problem").textContent = "";
  }
  if (!ask) return;
  asked += 1;
  const mine = asked;
  if (pixels.every((pixel) => pixel === 0)) {
    part("answer").textContent = "The drawing is empty.";
    rows.forEach(({ row, bar, share }) => { bar.value = 0; share.textContent = ""; row.className = ""; });
    return;
  }
  let values;
  try {
    values = await ask(pixels);
  } catch (error) {
    part("answer").textContent = `The model could not run: ${error.message ?? error}`;
    return;
  }
  if (mine !== asked) return; // drawn on while it ran
  const shares = asShares(values);
  const first = shares.indexOf(Math.max(...shares));
  part("answer").textContent = `Digit ${first}, with a share of ${percent(shares[first])}`;
  // For whoever tests the page: what was asked, and what the model gave.
  part("answer").dataset.values = JSON.stringify(values);
  part("answer").dataset.pixels = pixels.join(" ");
  rows.forEach(({ row, bar, share }, digit) => {
    bar.value = shares[digit];
    share.textContent = percent(shares[digit]);
    row.className = digit === first ? "first" : "";
  });
}

function say() {
  const pixel = counts()[cursor.row * SIDE + cursor.column];
  part("where").textContent = `Row ${cursor.row + 1}, column ${cursor.column + 1}: ${pixel} of ${FULL}`;
}

function empty() {
  points.fill(0);
  redraw();
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
part("pad").addEventListener("keydown", (event) => {
  const within = (place) => Math.min(SIDE - 1, Math.max(0, place));
  if (event.key in STEPS) {
    cursor.row = within(cursor.row + STEPS[event.key][0]);
    cursor.column = within(cursor.column + STEPS[event.key][1]);
  } else if (event.key === " " || event.key === "Enter") {
    const full = counts()[cursor.row * SIDE + cursor.column] > 0;
    fillPixel(cursor.row, cursor.column, full ? 0 : FULL);
  } else if (event.key === "Delete" || event.key === "Backspace") {
    points.fill(0);
  } else {
    return;
  }
  event.preventDefault();
  redraw();
  say();
});

let pen = null;
function place(event) {
  const box = part("pad").getBoundingClientRect();
  return { x: ((event.clientX - box.left) / box.width) * POINTS, y: ((event.clientY - box.top) / box.height) * POINTS };
}
part("pad").addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  part("pad").setPointerCapture(event.pointerId);
  pen = place(event);
  stroke(pen, pen);
  redraw();
});
part("pad").addEventListener("pointermove", (event) => {
  if (!pen) return;
  const next = place(event);
  stroke(pen, next);
  pen = next;
  redraw();
});
for (const end of ["pointerup", "pointercancel"]) part("pad").addEventListener(end, () => { pen = null; });
part("clear").addEventListener("click", empty);

part("numbers").addEventListener("input", () => {
  const words = part("numbers").value.split(/[\s,]+/).filter((word) => word);
  const wrong = words.find((word) => !/^\d+$/.test(word) || Number(word) > FULL);
  if (wrong !== undefined) {
    part("problem").textContent = `“${wrong}” is no whole number from 0 to ${FULL}.`;
  } else if (words.length !== SIDE * SIDE) {
    part("problem").textContent = `${words.length} of ${SIDE * SIDE} numbers are there.`;
  } else {
    part("problem").textContent = "";
    words.forEach((word, index) => fillPixel(Math.floor(index / SIDE), index % SIDE, Number(word)));
    redraw(true);
  }
});

async function load() {
  const { largest } = await (await fetch("model.json")).json();
  const { loadLiteRt, loadAndCompile, Tensor } = await import("./litertjs/core.js");
  await loadLiteRt(new URL("litertjs/wasm/", document.baseURI).href);
  const model = await loadAndCompile("model.tflite", { accelerator: "wasm" });
  const [input] = model.getInputDetails();
  const shape = Array.from(input.shape);
  if (shape.some((size) => size < 1)) {
    throw new Error(`It leaves a size open (${shape.join(" x ")}), and LiteRT.js wants each one fixed:
 convert it with input_signature=[keras.InputSpec("float32", (1, 64))].`);
  }
  if (shape.reduce((left, right) => left * right, 1) !== SIDE * SIDE) {
    throw new Error(`It takes the shape ${shape.join(" x ")}, and this page has 64 numbers.`);
  }
  return async (pixels) => {
    const tensor = new Tensor(Float32Array.from(pixels, (pixel) => (pixel / FULL) * largest), shape);
    const outputs = await model.run(tensor);
    const values = Array.from(await outputs[0].data());
    outputs.forEach((output) => output.delete());
    tensor.delete();
    if (values.length !== 10) throw new Error(`it gives ${values.length} numbers, not 10.`);
    return values;
  };
}

redraw();
load().then(
  (ready) => { ask = ready; redraw(); document.body.dataset.ready = "true"; },
  (error) => { part("answer").textContent = `The model can't be used: ${error.message ?? error}`; },
);
