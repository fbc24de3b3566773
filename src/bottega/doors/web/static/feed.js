/* Endless walls restore their place: on coming back, the pages that were open are asked for again,
   fresh, and the picture that stood at the top stands there again. Nothing is kept but ids. */
(() => {
  "use strict";

  const wall = document.getElementById("wall");
  if (!wall) return;
  const PAGES_MAX = 15;
  const place = `place:${document.body.dataset.viewer}:${location.pathname}${location.search}`;
  const cards = () => [...wall.querySelectorAll(".card[data-post]")];

  const remember = () => {
    const top = cards().find((card) => card.getBoundingClientRect().bottom > 0);
    if (!top || window.scrollY < 40) return sessionStorage.removeItem(place);
    const offset = Math.round(top.getBoundingClientRect().top);
    sessionStorage.setItem(place, JSON.stringify({ id: top.dataset.post, offset, focus: document.activeElement?.closest(".card")?.dataset.post }));
  };
  const cameBack = () => {
    const [entry] = performance.getEntriesByType("navigation");
    return entry && (entry.type === "back_forward" || entry.type === "reload");
  };
  const card = (id) => wall.querySelector(`.card[data-post="${CSS.escape(id)}"]`);

  /* Ids are longer than a number holds; of the same length, they sort as text. */
  const older = (one, other) => one.length !== other.length ? one.length < other.length : one < other;

  const loadUntil = async (id) => {
    for (let page = 0; page < PAGES_MAX && !card(id); page += 1) {
      const last = cards().at(-1);
      const next = wall.querySelector(".older[hx-get]");
      if (!next || (wall.dataset.restores !== "saved" && last && older(last.dataset.post, id))) return;
      const answer = await fetch(next.getAttribute("hx-get"), { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const parsed = document.createElement("template");
      parsed.innerHTML = await answer.text();
      const added = [...parsed.content.children];
      next.replaceWith(parsed.content);
      added.forEach((each) => window.htmx?.process(each));
    }
  };
  const restore = async () => {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
    if (!kept || !cameBack()) return;
    history.scrollRestoration = "manual";
    wall.setAttribute("aria-busy", "true");
    await loadUntil(kept.id);
    wall.removeAttribute("aria-busy");
    const target = card(kept.id) ?? cards().find((each) => older(each.dataset.post, kept.id));
    if (target) window.scrollBy({ top: target.getBoundingClientRect().top - kept.offset, behavior: "instant" });
    if (kept.focus) card(kept.focus)?.querySelector("a.frame")?.focus({ preventScroll: true });
  };

  window.addEventListener("pagehide", remember);
  document.addEventListener("DOMContentLoaded", restore);
})();
