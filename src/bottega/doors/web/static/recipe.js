/* A recipe's form, made quicker: a selection becomes a place by one press, and the preview keeps up.
   Everything works without this file, by typing {subject} and pressing a button. */
(() => {
  "use strict";

  const WAIT_MS = 600;
  const SELECTION_MAX = 200;
  const form = () => document.getElementById("recipe-form");
  const words = () => document.getElementById("recipe-words");
  let waiting = 0;

  /* Coming back to a filled-in form and pressing again is a new wish, not a repetition of the old one. */
  window.addEventListener("pageshow", (event) => {
    const once = document.querySelector(".make-form [name='once']");
    if (once && event.persisted) once.value = crypto.randomUUID().replaceAll("-", "");
  });

  const selected = () => {
    const field = words();
    if (!field || document.activeElement !== field) return "";
    const text = field.value.slice(field.selectionStart, field.selectionEnd).trim();
    return /[{}\n]/.test(text) || text.length > SELECTION_MAX ? "" : text;
  };
  document.addEventListener("selectionchange", () => {
    const button = document.querySelector("[data-wraps]");
    if (!button || document.activeElement !== words()) return;
    button.value = selected();
    button.hidden = !button.value;
  });

  /* What is only looked at is asked for by itself; the fields that are being typed in keep their text. */
  const look = async () => {
    const sent = form();
    if (!sent || sent.classList.contains("htmx-request")) return;
    const body = new FormData(sent);
    body.set("step", "look");
    const answer = await fetch(sent.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!answer.ok || !sent.isConnected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [fresh, old] = [page, document].map((where) => where.querySelector(".recipe-preview"));
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
  };
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#recipe-form")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => look().catch(() => {}), WAIT_MS);
  });
  /* A place that was typed gets its questions when the words are left. */
  document.addEventListener("change", (event) => {
    if (event.target !== words()) return;
    const typed = [...event.target.value.matchAll(/\{\s*(\p{L}[\p{L}\p{N}_]*)\s*\}/gu)].map((match) => match[1].toLowerCase());
    const asked = [...form().querySelectorAll("input[name='slot']")].map((each) => each.value);
    if (typed.some((key) => !asked.includes(key)) || asked.some((key) => !typed.includes(key)))
      document.querySelector("#recipe-form button[value='look']")?.click();
  });
})();
