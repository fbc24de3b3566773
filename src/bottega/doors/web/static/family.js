/* Walking the family tree by arrow keys, and keeping one's place in it. The tree works without this file. */
(() => {
  "use strict";

  const tree = document.querySelector(".tree");
  if (!tree) return;
  const scroller = document.querySelector(".family-scroll");
  const nodeOf = (item) => item?.querySelector(":scope > [data-kin]:not(.fold-line), :scope > .fold") ?? null;
  const itemOf = (node) => node.closest(".kin-item");
  const parentOf = (item) => item.parentElement.closest(".kin-item");
  const broodOf = (item) => item.querySelector(":scope > ul > .kin-item");
  const all = () => [...tree.querySelectorAll(".kin-item")];
  const beside = (item, step) => {
    const sibling = step > 0 ? item.nextElementSibling : item.previousElementSibling;
    if (sibling) return sibling;
    const items = all();
    return items[items.indexOf(item) + step];
  };

  /* On a phone the tree grows downwards, on a desk to the right; the keys say parent and child in both. */
  const moves = {
    ArrowLeft: (item) => parentOf(item),
    ArrowRight: (item) => broodOf(item),
    ArrowUp: (item) => beside(item, -1),
    ArrowDown: (item) => beside(item, 1),
    Home: () => all()[0],
    End: () => document.getElementById("here"),
  };

  tree.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    const from = event.target.closest("[data-kin]");
    if (!move || !from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = nodeOf(move(itemOf(from)));
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  /* What is unfolded takes the place of what was pressed: the focus goes to the first of it. */
  let unfolded = null;
  tree.addEventListener("htmx:beforeRequest", (event) => {
    const item = itemOf(event.detail.elt);
    if (item) unfolded = { list: item.parentElement, place: [...item.parentElement.children].indexOf(item) };
  });
  tree.addEventListener("htmx:afterSettle", () => {
    if (!unfolded) return;
    nodeOf(unfolded.list.children[unfolded.place])?.focus({ preventScroll: true });
    unfolded = null;
  });

  const here = document.getElementById("here");
  if (here && scroller && scroller.scrollWidth > scroller.clientWidth)
    scroller.scrollLeft += here.getBoundingClientRect().left - scroller.getBoundingClientRect().left - scroller.clientWidth / 3;
})();
