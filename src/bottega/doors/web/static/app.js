/* What the shell does beyond plain HTML: toasts, rings, optimistic answers, keys, copying, offline.
   Every page works without this file. It sets no inline styles in markup and evaluates nothing. */
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Toasts: plain ones leave by themselves, refusals stay until they are closed. */
  const TOAST_MS = 6000;
  const toasts = one("#toasts");

  const watchToast = (toast) => {
    if (toast.dataset.tone !== "error") setTimeout(() => toast.remove(), TOAST_MS);
  };
  const showTemplate = (id) => {
    const template = document.getElementById(id);
    if (template) toasts.append(template.content.cloneNode(true));
  };
  all(".toast", toasts).forEach(watchToast);
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const added of change.addedNodes) if (added.nodeType === 1 && added.matches(".toast")) watchToast(added);
    while (toasts.children.length > 3) toasts.firstElementChild.remove();
  }).observe(toasts, { childList: true });

  /* htmx: a refusal carries its own target (the toasts); anything else that fails changes nothing. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    event.detail.shouldSwap = Boolean(xhr.getResponseHeader("HX-Retarget"));
    event.detail.isError = true;
    if (!event.detail.shouldSwap) showTemplate("no-answer");
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"])
    document.addEventListener(failure, (event) => {
      if (event.detail.requestConfig?.verb !== "get") showTemplate("no-answer");
    });

  /* Answers are shown at once and taken back if the server did not take them. */
  const press = (button, pressed) => {
    button.setAttribute("aria-pressed", String(pressed));
    const number = one(".number", button);
    if (number) number.textContent = Math.max(0, Number(number.textContent || 0) + (pressed ? 1 : -1)) || "";
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const button = event.detail.elt;
    if (!button.matches(".answer[aria-pressed]")) return;
    button.dataset.before = button.getAttribute("aria-pressed");
    press(button, button.dataset.before !== "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const button = event.detail.elt;
    if (event.detail.successful || !button.dataset?.before) return;
    press(button, button.dataset.before === "true");
    delete button.dataset.before;
  });
  /* The second click of a double click is the same wish, not its opposite. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".answer[aria-pressed], .follow button");
    if (button && event.detail > 1) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  /* A form that is under way is not sent again. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.closest("[hx-post]") || form.matches(".answers, .follow, .like-alone, #answering")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.classList.add("is-busy");
  });
  window.addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => delete form.dataset.sent);
    all(".is-busy").forEach((button) => button.classList.remove("is-busy"));
  });

  /* Live: the server says only that a topic rang; whatever shows that topic asks again for itself.
     <div data-topic="post:4" hx-get="…" hx-trigger="ring"> */
  const RING_MS = 500;
  let stream = null;
  let heard = "";
  const waiting = new Map();

  const ringTopic = (topic) => {
    clearTimeout(waiting.get(topic));
    waiting.set(topic, setTimeout(() => {
      waiting.delete(topic);
      all(`[data-topic="${CSS.escape(topic)}"]`).forEach((part) => part.dispatchEvent(new CustomEvent("ring")));
    }, RING_MS));
  };
  const listen = () => {
    const parts = all("[data-topic]");
    const query = new URLSearchParams();
    new Set(parts.map((part) => part.dataset.topic)).forEach((topic) => query.append("topic", topic));
    const key = parts.find((part) => part.dataset.topicKey)?.dataset.topicKey;
    if (key) query.set("key", key);
    if (query.toString() === heard && stream) return;
    hush();
    heard = query.toString();
    if (!heard || !window.EventSource) return;
    stream = new EventSource(`/live?${heard}`);
    stream.addEventListener("ring", (event) => ringTopic(event.data));
    let opened = false;
    stream.addEventListener("open", () => {
      /* What rang while the line was down was not heard: ask once after coming back. */
      if (opened) new Set(all("[data-topic]").map((part) => part.dataset.topic)).forEach(ringTopic);
      opened = true;
    });
  };
  const hush = () => {
    stream?.close();
    stream = null;
    heard = "";
  };
  window.addEventListener("pageshow", listen);
  window.addEventListener("pagehide", hush);
  document.addEventListener("htmx:afterSettle", listen);

  /* Offline is said once, and unsaid. */
  const offline = one("#offline");
  const sayWhether = () => { offline.hidden = navigator.onLine; };
  window.addEventListener("online", sayWhether);
  window.addEventListener("offline", sayWhether);
  sayWhether();

  /* One listener for the small things that are clicked. */
  const copy = async (text) => {
    await navigator.clipboard.writeText(text);
    showTemplate("copied");
  };
  document.addEventListener("click", (event) => {
    const asks = event.target.closest("[data-asks]");
    if (asks && !window.confirm(asks.dataset.asks)) return event.preventDefault();
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".toast").remove();
    const opens = event.target.closest("[data-open]");
    if (opens) document.getElementById(opens.dataset.open)?.showModal();
    const copies = event.target.closest("[data-copies]");
    if (copies) copy(document.getElementById(copies.dataset.copies).textContent);
    const link = event.target.closest("[data-copies-link]");
    if (link) copy(new URL(link.dataset.copiesLink, location.href).href);
    if (event.target.matches("dialog.sheet")) event.target.close();
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  /* The theme changes in place; the cookie is set by the form that is sent behind it. */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    delete event.target.dataset.sent;
    event.submitter.classList.remove("is-busy");
    const words = new FormData(event.target, event.submitter);
    document.documentElement.dataset.theme = words.get("theme");
    all("button", event.target).forEach((each) => each.setAttribute("aria-pressed", String(each === event.submitter)));
    fetch(event.target.action, { method: "POST", body: words }).catch(() => showTemplate("no-answer"));
  });

  /* Keys. None while somebody types; none with a modifier. */
  const cards = () => all(".card[data-post]");
  const current = () => document.activeElement?.closest("[data-post]") ?? one(".post[data-post]");
  const step = (by) => {
    const list = cards();
    if (!list.length) return;
    const at = list.indexOf(document.activeElement?.closest(".card"));
    const from = at >= 0 ? at : list.findIndex((card) => card.getBoundingClientRect().bottom > 80) - (by > 0 ? 1 : 0);
    const next = list[Math.min(Math.max(from + by, 0), list.length - 1)];
    one("a.frame", next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const pressKey = (key) => {
    const button = one(`[data-key="${key}"]`, current() ?? document.createElement("i"));
    if (!button) return false;
    button.click();
    return true;
  };
  const search = () => {
    const field = one("[data-search]");
    if (field) field.focus();
    else location.assign("/library#search");
  };
  const leave = () => {
    const menu = one("details.menu[open]");
    if (menu) { menu.open = false; one("summary", menu).focus(); }
    else if (one(".toast")) all(".toast").forEach((toast) => toast.remove());
    else if (one(".post") && document.referrer.startsWith(location.origin)) history.back();
  };
  const actions = {
    j: () => step(1), k: () => step(-1),
    l: () => pressKey("l"), s: () => pressKey("s"), r: () => pressKey("r"),
    ArrowLeft: () => walk(-1), ArrowRight: () => walk(1),
    "/": search, "?": () => one("#shortcuts").showModal(), Escape: leave,
  };
  const walk = (by) => {
    const way = JSON.parse(sessionStorage.getItem("walk") ?? "[]");
    const at = way.indexOf(location.pathname + location.search);
    const next = at < 0 || !one(".post") ? undefined : way[at + by];
    if (next) location.replace(next);
  };
  const types = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || types(event.target)) return;
    if (event.key === " " && peek(true, event)) return;
    const act = actions[event.key];
    if (!act) return;
    if (event.key.length === 1) event.preventDefault();
    act();
  });
  document.addEventListener("keyup", (event) => { if (event.key === " ") peek(false, event); });

  /* Space shows the original that a remix came from, as long as it is held. */
  const peek = (shown, event) => {
    const original = one(".post-picture .peek");
    if (!original || event.target.closest?.("button, a:not(.frame), summary")) return false;
    event.preventDefault();
    original.hidden = !shown;
    return true;
  };

  /* Following a picture to its page: it travels there, and the wall is remembered as the way onward. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".card a.frame");
    if (!link) return;
    one("picture img", link).style.viewTransitionName = "picture";
    sessionStorage.setItem("walk", JSON.stringify(all(".card a.frame").map((each) => each.getAttribute("href"))));
  });
})();
