/* The heatmap: loaded when it is first wanted, laid over the picture, with its legend. */
export function showHeat(heat, box) {
  if (!heat) return;
  if (box.checked && !heat.src) heat.src = heat.dataset.src;
  heat.hidden = !box.checked;
  const legend = box.closest(".drift, .versus-tools")?.querySelector(".legend");
  if (legend) legend.hidden = !box.checked;
}
