/* Two tries beside each other: a slider or side by side, and the heatmap over the slider. */
import { showHeat } from "./studio-heat.js";

const find = (selector, within = document) => within.querySelector(selector);
const versus = find("[data-versus]");
const tools = find(".versus-tools");

function show(view) {
  versus.classList.toggle("is-slider", view === "slider");
  find(".versus-mount", versus).hidden = view !== "slider";
  for (const part of tools.querySelectorAll(".versus-slide, .drift-show")) part.hidden = view !== "slider";
  for (const button of tools.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
}

if (versus) {
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]");
    if (button) show(button.dataset.view);
  });
  const range = find("input[type=range]", tools);
  range.addEventListener("input", () => versus.style.setProperty("--cut", range.value));
  find("[data-heatmap]", tools)?.addEventListener("change", (event) => showHeat(find(".versus-heat", versus), event.target));
  show("slider");
}
