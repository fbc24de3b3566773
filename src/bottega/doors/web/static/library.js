/* Choosing many pictures at once: a count, a range with Shift, x for the one in hand, Esc for none.
   Without this file the boxes and the bar below are a plain form. */

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const PICKS_MAX = 500;

const form = find("#chosen");
const boxes = () => all(".shelf-pick");
const ticked = () => boxes().filter((box) => box.checked);
let last = null;

function tell() {
  const count = ticked().length;
  find("[data-chosen-count]", form).textContent = count || "";
}

/* From the box pressed before to this one, in the order on the page. */
function reach(box) {
  const row = boxes();
  const [from, to] = [row.indexOf(last), row.indexOf(box)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const each of row.slice(from, to + 1)) each.checked = box.checked;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".shelf-pick");
  if (!box) return;
  if (event.shiftKey && last && last !== box) reach(box);
  last = box;
  tell();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input:not([type=checkbox]), textarea, select")) return;
  if (event.key === "x" && !find("dialog[open]")) {
    const item = document.activeElement?.closest?.(".shelf-item") ?? find(".shelf-open.is-here")?.closest(".shelf-item");
    const box = item && find(".shelf-pick", item);
    if (box) {
      box.checked = !box.checked;
      last = box;
      tell();
    }
  } else if (event.key === "Escape" && ticked().length && !find("dialog[open]")) {
    form.reset();
    tell();
  }
});

form.addEventListener("reset", () => setTimeout(tell));

/* Hundreds of boxes become one field: a form may only carry so many. */
form.addEventListener("submit", () => {
  const picks = find('[name="picks"]', form);
  const chosen = ticked().slice(0, PICKS_MAX);
  picks.disabled = false;
  picks.value = chosen.map((box) => box.value).join(",");
  find('[name="back"]', form).value = location.pathname + location.search;
  for (const box of chosen) box.disabled = true;
  setTimeout(() => {
    picks.disabled = true;
    for (const box of chosen) box.disabled = false;
  });
});

document.addEventListener("htmx:afterSwap", tell);
window.addEventListener("pageshow", tell);
tell();
