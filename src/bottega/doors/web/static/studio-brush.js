/* The region brush: soft strokes and rectangles over the picture on the canvas, by pointer or by keys, handed to
   the prompt bar as a mask PNG. What is drawn stays until it is cleared, whatever becomes of a press. */

const SOFTNESS = 0.35; // of the brush's width; the soft edge is for the eye, the painter makes its own
const STEP = 0.025; // of the picture's width; Shift keeps the brush down, so strokes stay smooth
const SIZE_STEP = 2;

/* canvas: the studio's canvas section; tools: its brush controls; bar: gives the prompt bar's form. */
export function openBrush(canvas, tools, bar) {
  const mount = canvas.querySelector(".mount");
  const size = { width: Number(mount.dataset.width), height: Number(mount.dataset.height) };
  const sheet = Object.assign(document.createElement("canvas"), size, { tabIndex: 0 });
  sheet.setAttribute("role", "application"); // arrow keys are its own, as in any drawing program
  sheet.setAttribute("aria-label", tools.querySelector("[data-brush-open]").textContent.trim());
  sheet.setAttribute("aria-describedby", "brush-keys");
  const opener = tools.querySelector("[data-brush-open]");
  const panel = tools.querySelector(".brush-tools");
  const width = tools.querySelector("[data-brush-size]");
  const invert = tools.querySelector("[data-brush-invert]");
  const says = tools.querySelector("[data-brush-says]");
  const marks = []; // strokes { width, points } and rectangles { corners }, in the order in which they were made
  let stroke = null;
  let marker = null; // where the keys are, once they were used
  let corner = null;

  const isInverted = () => invert.getAttribute("aria-pressed") === "true";
  const strokeWidth = () => (Number(width.value) / 100) * size.width;
  const draw = () => {
    paint(sheet, marks, isInverted());
    if (marker) showMarker(sheet, marker, strokeWidth(), corner);
  };
  const handOver = () => {
    draw();
    const isMarked = marks.length > 0 || isInverted();
    hand(bar(), size, marks, isInverted(), isMarked);
    says.textContent = isMarked ? says.dataset.marked.replace("{share}", shareOf(size, marks, isInverted())) : "";
  };
  const undo = () => {
    marks.pop();
    handOver();
  };
  const clear = () => {
    marks.length = 0;
    corner = null;
    invert.setAttribute("aria-pressed", "false");
    handOver();
  };
  const open = (isOpen) => {
    opener.setAttribute("aria-expanded", String(isOpen));
    panel.hidden = !isOpen;
    if (isOpen) {
      mount.append(sheet);
      if (opener.matches(":focus-visible")) sheet.focus();
    } else {
      clear();
      sheet.remove();
      opener.focus({ preventScroll: true });
    }
  };

  opener.addEventListener("click", () => open(panel.hidden));
  tools.querySelector("[data-brush-undo]").addEventListener("click", undo);
  tools.querySelector("[data-brush-clear]").addEventListener("click", clear);
  invert.addEventListener("click", () => {
    invert.setAttribute("aria-pressed", String(!isInverted()));
    handOver();
  });
  width.addEventListener("input", draw);

  sheet.addEventListener("pointerdown", (event) => {
    sheet.setPointerCapture(event.pointerId);
    marker = null;
    stroke = { width: strokeWidth(), points: [pointIn(sheet, event)] };
    marks.push(stroke);
    draw();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.points.push(pointIn(sheet, event));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(end, () => {
      stroke = null;
      handOver();
    });
  }

  const move = (event, [right, down]) => {
    const from = marker;
    const step = STEP * size.width;
    marker = [clamp(from[0] + right * step, size.width), clamp(from[1] + down * step, size.height)];
    if (!event.shiftKey) return draw();
    const last = marks.at(-1);
    if (last?.points && samePoint(last.points.at(-1), from)) last.points.push(marker);
    else marks.push({ width: strokeWidth(), points: [from, marker] });
    handOver();
  };
  const turnCorner = () => {
    if (corner) marks.push({ corners: [corner, marker] });
    else says.textContent = says.dataset.corner;
    corner = corner ? null : marker;
    if (corner) draw();
    else handOver();
  };
  const resize = (by) => {
    width.value = Number(width.value) + by;
    draw();
  };
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const keys = {
    " ": () => { marks.push({ width: strokeWidth(), points: [marker] }); handOver(); },
    Enter: turnCorner,
    "+": () => resize(SIZE_STEP), "=": () => resize(SIZE_STEP), "-": () => resize(-SIZE_STEP), "−": () => resize(-SIZE_STEP),
    i: () => invert.click(), I: () => invert.click(),
    Escape: () => { if (corner) { corner = null; draw(); } else open(false); },
  };
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    marker ??= [size.width / 2, size.height / 2];
    if (arrows[event.key]) move(event, arrows[event.key]);
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  sheet.addEventListener("focus", () => {
    if (!sheet.matches(":focus-visible")) return;
    marker ??= [size.width / 2, size.height / 2];
    draw();
  });

  const onKey = (event) => {
    if (!mount.isConnected) return document.removeEventListener("keydown", onKey, true);
    const wantsUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (!sheet.isConnected || !wantsUndo || event.target.matches("textarea, input:not([type=range])")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    undo();
  };
  document.addEventListener("keydown", onKey, true);
  // A bar that came back with a refusal has an empty file field: what is marked is handed over again.
  const onBar = (event) => {
    if (!mount.isConnected) return document.removeEventListener("htmx:afterSettle", onBar);
    if (event.target.id === "bar" && sheet.isConnected) handOver();
  };
  document.addEventListener("htmx:afterSettle", onBar);
}

const clamp = (value, most) => Math.min(Math.max(value, 0), most);
const samePoint = (one, other) => one[0] === other[0] && one[1] === other[1];

function pointIn(sheet, event) {
  const box = sheet.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * sheet.width, ((event.clientY - box.top) / box.height) * sheet.height];
}

function paint(sheet, marks, isInverted) {
  const pen = sheet.getContext("2d");
  pen.globalCompositeOperation = "source-over";
  pen.clearRect(0, 0, sheet.width, sheet.height);
  Object.assign(pen, { lineCap: "round", lineJoin: "round" });
  pen.strokeStyle = pen.fillStyle = getComputedStyle(sheet).color || "white"; // the style sheet names it
  if (isInverted) {
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.globalCompositeOperation = "destination-out";
  }
  pen.shadowColor = pen.strokeStyle;
  for (const mark of marks) (mark.corners ? fillCorners : drawStroke)(pen, mark);
  pen.shadowBlur = 0;
  pen.globalCompositeOperation = "source-over";
}

function drawStroke(pen, { width, points }) {
  pen.lineWidth = width * (1 - SOFTNESS);
  pen.shadowBlur = width * SOFTNESS;
  pen.beginPath();
  pen.moveTo(...points[0]);
  // A tap is a stroke of no length: the round cap makes it a dot.
  for (const point of points.length > 1 ? points.slice(1) : points) pen.lineTo(...point);
  pen.stroke();
}

function fillCorners(pen, { corners: [[x, y], [right, bottom]] }) {
  pen.shadowBlur = 0;
  pen.fillRect(Math.min(x, right), Math.min(y, bottom), Math.abs(right - x), Math.abs(bottom - y));
}

/* A ring of two tones, to be seen on every picture, and the rectangle that is being spanned. */
function showMarker(sheet, [x, y], width, corner) {
  const pen = sheet.getContext("2d");
  for (const [tone, line] of [["black", sheet.width / 200], ["white", sheet.width / 500]]) {
    Object.assign(pen, { strokeStyle: tone, lineWidth: line, shadowBlur: 0 });
    pen.beginPath();
    pen.arc(x, y, Math.max(width / 2, 4), 0, 2 * Math.PI);
    pen.stroke();
    if (corner) pen.strokeRect(Math.min(x, corner[0]), Math.min(y, corner[1]), Math.abs(x - corner[0]), Math.abs(y - corner[1]));
  }
}

/* White where it may change, black elsewhere. */
function maskOf(size, marks, isInverted) {
  const mask = Object.assign(document.createElement("canvas"), size);
  paint(mask, marks, isInverted);
  const pen = mask.getContext("2d");
  pen.globalCompositeOperation = "source-in";
  pen.fillStyle = "white";
  pen.fillRect(0, 0, mask.width, mask.height);
  pen.globalCompositeOperation = "destination-over";
  pen.fillStyle = "black";
  pen.fillRect(0, 0, mask.width, mask.height);
  return mask;
}

/* How much is marked, in whole per cent, counted on a small copy. */
function shareOf(size, marks, isInverted) {
  const small = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  const pen = small.getContext("2d", { willReadFrequently: true });
  pen.drawImage(maskOf(size, marks, isInverted), 0, 0, 64, 64);
  const { data } = pen.getImageData(0, 0, 64, 64);
  let white = 0;
  for (let at = 0; at < data.length; at += 4) white += data[at] > 127;
  return Math.max(white ? 1 : 0, Math.round((white / 4096) * 100));
}

function hand(form, size, marks, isInverted, isMarked) {
  document.dispatchEvent(new CustomEvent("bottega:mask", { detail: { isMarked } }));
  const field = form?.querySelector(".bar-mask");
  if (!field) return;
  const files = new DataTransfer();
  if (!isMarked) {
    field.files = files.files;
    return;
  }
  // At once, not by toBlob: a mask that came late would be sent without, or after it was undone.
  const [, coded] = maskOf(size, marks, isInverted).toDataURL("image/png").split(",");
  const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
  files.items.add(new File([bytes], "mask.png", { type: "image/png" }));
  field.files = files.files;
}
