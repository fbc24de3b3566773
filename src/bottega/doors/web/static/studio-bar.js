/* The prompt bar's dials: what is set, said in one line; the price before pressing; the `/` and `@` menus. */

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const bar = () => find("#bar");
const MENU_WAIT_MS = 120;
const TOKEN = /(^|\s)(@)([\p{L}\p{N}_]*)$|^(\/)([^\n]*)$/u;

const checked = (name) => find(`[name="${name}"]:checked`, bar());

/* Bring the line, the price and the painter's own settings up to what is checked. */
export function tellDials() {
  if (!bar()) return;
  for (const name of ["count", "shape", "painter"]) {
    const said = find(`[data-says="${name}"]`, bar());
    if (said && checked(name)) said.textContent = checked(name).dataset.said;
  }
  const painter = checked("painter");
  for (const dials of all(".painter-dials", bar())) dials.hidden = dials.dataset.of !== painter?.value;
  const takes = Number(painter?.dataset.references ?? 0);
  find("[data-add-reference]", bar()).hidden = takes === 0 || all(".reference", bar()).length >= takes;
  for (const act of all("[data-reference-act]")) act.hidden = takes === 0;
  tellPrice(painter);
}

function tellPrice(painter) {
  const price = find("#price");
  if (!painter || !price) return;
  const cost = Number(painter.dataset[checked("tier")?.value ?? "final"]) * Number(checked("count")?.value ?? 1);
  const words = cost === 0 ? price.dataset.free : cost === 1 ? price.dataset.one : price.dataset.many.replace("{count}", cost);
  find("b", price).textContent = words;
  price.classList.toggle("is-short", cost > Number(price.dataset.left));
}

document.addEventListener("change", (event) => {
  if (event.target.closest?.(".dials")) tellDials();
});

document.addEventListener("click", (event) => {
  const sheet = find(".dials-more[open]");
  if (sheet && !sheet.contains(event.target)) sheet.open = false;
});

document.addEventListener("keydown", (event) => {
  const sheet = find(".dials-more[open]");
  if (event.key !== "Escape" || !sheet) return;
  sheet.open = false;
  find("summary", sheet).focus();
  event.stopImmediatePropagation();
}, true);

/* Words with a mask or with references go to the painter as they are; only plain ones to the writer. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "bar") return;
  const isMarked = find(".bar-mask", event.target).files.length > 0;
  if (isMarked || find(".reference", event.target)) event.detail.path = event.target.dataset.ask;
});

/* ——— The menus: `/` at the beginning finds recipes, `@` anywhere people one follows ——— */

let asked = 0;
let waiting = null;

function tokenOf(words) {
  const found = TOKEN.exec(words.value.slice(0, words.selectionStart));
  if (!found) return null;
  return found[2] ? { url: words.dataset.people, start: found[3] } : { url: words.dataset.menu, start: found[5] };
}

function closeMenu() {
  const menu = find("#bar-menu");
  if (!menu) return;
  asked += 1;
  menu.hidden = true;
  menu.replaceChildren();
}

async function openMenu(words, token) {
  const number = ++asked;
  const answer = await fetch(`${token.url}?q=${encodeURIComponent(token.start)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (number !== asked) return;
  if (!answer?.ok) return closeMenu();
  const menu = find("#bar-menu");
  menu.innerHTML = await answer.text(); // our own fragment, escaped by its template
  window.htmx.process(menu);
  menu.hidden = menu.childElementCount === 0;
  all("a, button", menu)[0]?.classList.add("is-here");
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "words") return;
  clearTimeout(waiting);
  const token = tokenOf(event.target);
  if (!token) return closeMenu();
  waiting = setTimeout(() => openMenu(event.target, token), MENU_WAIT_MS);
});

document.addEventListener("keydown", (event) => {
  const menu = find("#bar-menu");
  if (event.target.id !== "words" || !menu || menu.hidden || event.isComposing) return;
  const options = all("a, button", menu);
  const here = options.findIndex((each) => each.classList.contains("is-here"));
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && options.length) {
    const next = options[(here + by + options.length) % options.length];
    for (const each of options) each.classList.toggle("is-here", each === next);
    next.scrollIntoView({ block: "nearest" });
  } else if ((event.key === "Enter" || event.key === "Tab") && options[here]) options[here].click();
  else if (event.key === "Escape") closeMenu();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("click", (event) => {
  const option = event.target.closest?.("#bar-menu [data-insert]");
  if (option) {
    const words = find("#words");
    const before = words.value.slice(0, words.selectionStart).replace(/@[\p{L}\p{N}_]*$/u, `${option.dataset.insert} `);
    words.value = before + words.value.slice(words.selectionStart);
    words.setSelectionRange(before.length, before.length);
    words.focus();
  }
  if (!event.target.closest?.("#words")) closeMenu();
});
