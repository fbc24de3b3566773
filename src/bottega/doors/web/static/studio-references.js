/* Reference pictures: picked from the library, brought in by pasting or dropping; each becomes a chip of the bar. */
import { bringPicture } from "./uploads.js";

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const sheet = () => find("#reference-sheet");
const takesMore = () => find("[data-add-reference]")?.hidden === false;

function openSheet() {
  sheet().showModal();
  for (const part of all("[hx-trigger^=wanted]", sheet())) part.dispatchEvent(new Event("wanted"));
}

function add(imageId) {
  const chosen = new URLSearchParams(all("#references [name=reference]").map((each) => ["reference", each.value]));
  chosen.append("add", imageId);
  window.htmx.ajax("GET", `${find("#references").dataset.url}?${chosen}`, { target: "#references", swap: "outerHTML" });
  sheet().close();
  find("#words").focus();
}

/* A file that is pasted or dropped anywhere in the studio, unless a sheet is open that wants it itself. */
function bring(transfer) {
  const picture = [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));
  if (!picture || !takesMore() || find("dialog[open]")) return false;
  bringPicture(picture);
  return true;
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-add-reference]")) openSheet();
  const picked = event.target.closest?.("#reference-sheet .picker-choice[data-image]");
  if (picked) add(picked.dataset.image);
  if (!event.target.closest?.("[data-bring-in]")) return;
  sheet().close();
  bringPicture();
});

document.addEventListener("bottega:uploaded", (event) => add(event.detail.id));

document.addEventListener("paste", (event) => {
  if (bring(event.clipboardData)) event.preventDefault();
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (find("dialog[open]") || !event.dataTransfer?.types.includes("Files") || !takesMore()) return;
    event.preventDefault();
    find("#bar").classList.toggle("is-dropped-on", kind === "dragover");
    if (kind === "drop") bring(event.dataTransfer);
  });
}
