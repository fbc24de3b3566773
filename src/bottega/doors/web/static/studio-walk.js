/* Walking along one's own tries: undo, redo, and the tree in its drawer. Nothing is ever destroyed. */

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const VISITED = "studio-visited"; // the child last seen of each picture, in this tab

function visited() {
  return JSON.parse(sessionStorage.getItem(VISITED) ?? "{}");
}

/* Remember the way here, and let Redo lead to the child that was visited last. */
export function noteWalk() {
  const mount = find("#canvas .mount");
  if (!mount?.dataset.image) return;
  const { image, parent, children } = mount.dataset;
  const ways = visited();
  if (parent) sessionStorage.setItem(VISITED, JSON.stringify({ ...ways, [parent]: image }));
  const redo = find('#canvas [data-step="redo"]');
  const last = ways[image];
  if (redo && last && (children ?? "").split(" ").includes(last)) {
    for (const name of ["href", "hx-get", "hx-replace-url"])
      redo.setAttribute(name, redo.getAttribute(name).replace(/pick=\d+/, `pick=${last}`));
    window.htmx.process(redo);
  }
  for (const link of all("[data-branch]")) {
    if (link.dataset.branch === image) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "z";
  if (!isUndo || event.defaultPrevented || !find("#canvas")) return;
  if (event.target.closest?.("textarea, input:not([type=range], [type=checkbox], [type=radio]), dialog[open]:not(#drawer)")) return;
  const step = find(`#canvas a[data-step="${event.shiftKey ? "redo" : "undo"}"]`);
  event.preventDefault();
  step?.click();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "drawer") return;
  if (!event.target.open) event.target.showModal();
  noteWalk();
  (find("[aria-current]", event.target) ?? find("a", event.target))?.focus();
});

document.addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const here = event.target.closest?.("[data-branches] [data-branch]");
  if (!by || !here) return;
  const links = all("[data-branch]", here.closest("[data-branches]"));
  links[links.indexOf(here) + by]?.focus();
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
