/* The region brush: soft strokes over the picture on the canvas, handed to the prompt bar as a mask PNG. */

const SOFTNESS = 0.35; // of the brush's width; the soft edge is for the eye, the painter makes its own

/* canvas: the studio's canvas section; tools: its brush controls; bar: gives the prompt bar's form. */
export function openBrush(canvas, tools, bar) {
  const mount = canvas.querySelector(".mount");
  const size = { width: Number(mount.dataset.width), height: Number(mount.dataset.height) };
  const sheet = Object.assign(document.createElement("canvas"), size);
  const strokes = [];
  const opener = tools.querySelector("[data-brush-open]");
  const panel = tools.querySelector(".brush-tools");
  const width = tools.querySelector("[data-brush-size]");
  let stroke = null;

  const drawAll = () => {
    paint(sheet, strokes);
    hand(bar(), sheet, strokes.length > 0);
  };
  const undo = () => {
    strokes.pop();
    drawAll();
  };
  const clear = () => {
    strokes.length = 0;
    drawAll();
  };
  const open = (isOpen) => {
    opener.setAttribute("aria-expanded", String(isOpen));
    panel.hidden = !isOpen;
    if (isOpen) mount.append(sheet);
    else {
      clear();
      sheet.remove();
    }
  };

  opener.addEventListener("click", () => open(panel.hidden));
  tools.querySelector("[data-brush-undo]").addEventListener("click", undo);
  tools.querySelector("[data-brush-clear]").addEventListener("click", clear);
  sheet.addEventListener("pointerdown", (event) => {
    sheet.setPointerCapture(event.pointerId);
    stroke = { width: (Number(width.value) / 100) * size.width, points: [pointIn(sheet, event)] };
    strokes.push(stroke);
    paint(sheet, strokes);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.points.push(pointIn(sheet, event));
    paint(sheet, strokes);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(end, () => {
      stroke = null;
      drawAll();
    });
  }
  const onKey = (event) => {
    if (!sheet.isConnected) {
      if (!mount.isConnected) document.removeEventListener("keydown", onKey);
      return;
    }
    const wantsUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (!wantsUndo || event.target.matches("textarea, input")) return;
    event.preventDefault();
    undo();
  };
  document.addEventListener("keydown", onKey);
}

function pointIn(sheet, event) {
  const box = sheet.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * sheet.width, ((event.clientY - box.top) / box.height) * sheet.height];
}

function paint(sheet, strokes) {
  const pen = sheet.getContext("2d");
  pen.clearRect(0, 0, sheet.width, sheet.height);
  Object.assign(pen, { lineCap: "round", lineJoin: "round" });
  pen.strokeStyle = getComputedStyle(sheet).color || "white"; // the style sheet names it
  pen.shadowColor = pen.strokeStyle;
  for (const { width, points } of strokes) {
    pen.lineWidth = width * (1 - SOFTNESS);
    pen.shadowBlur = width * SOFTNESS;
    pen.beginPath();
    pen.moveTo(...points[0]);
    // A tap is a stroke of no length: the round cap makes it a dot.
    for (const point of points.length > 1 ? points.slice(1) : points) pen.lineTo(...point);
    pen.stroke();
  }
}

/* White where it may change, black elsewhere, in the picture's exact size. */
function hand(form, sheet, isMarked) {
  document.dispatchEvent(new CustomEvent("bottega:mask", { detail: { isMarked } }));
  const field = form?.querySelector(".bar-mask");
  if (!field) return;
  const files = new DataTransfer();
  if (!isMarked) {
    field.files = files.files;
    return;
  }
  const mask = Object.assign(document.createElement("canvas"), { width: sheet.width, height: sheet.height });
  const pen = mask.getContext("2d");
  pen.drawImage(sheet, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.fillStyle = "white";
  pen.fillRect(0, 0, mask.width, mask.height);
  pen.globalCompositeOperation = "destination-over";
  pen.fillStyle = "black";
  pen.fillRect(0, 0, mask.width, mask.height);
  mask.toBlob((blob) => {
    files.items.add(new File([blob], "mask.png", { type: "image/png" }));
    field.files = files.files;
  }, "image/png");
}
