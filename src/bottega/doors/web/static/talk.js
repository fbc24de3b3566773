/* The writer's reply while it is being written: asked for again whenever the conversation rings. Without
   this file the page shows it when it is asked for again. Listens only as long as something is written. */
const find = (selector, within = document) => within.querySelector(selector);
const open = () => [...document.querySelectorAll("[data-writing]")];

const GAP_MS = 120; // the writer rings six times a second at most
const SILENCE_MS = 2500; // without a ring for so long we look ourselves
let source = null;
let watch = null;
let pending = null;
let lastLook = 0;
let isLooking = false;

async function part(address, selector) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = find(selector, page);
  return found && document.adoptNode(found);
}

async function refresh(reply) {
  const fresh = await part(reply.dataset.url, ".reply");
  if (!fresh || !reply.isConnected) return;
  const hasPictures = fresh.dataset.generation && fresh.dataset.generation !== reply.dataset.generation;
  merge(reply, fresh);
  const exchange = reply.closest(".exchange");
  if (exchange === find("#turns").lastElementChild) exchange.scrollIntoView({ block: "nearest" });
  if (hasPictures) await addPictures(reply);
}

/* The live region itself stays, so that a screen reader says the whole reply once it is finished. */
function merge(reply, fresh) {
  const words = find(".reply-words", reply);
  const freshWords = find(".reply-words", fresh);
  const hadFocus = reply.contains(document.activeElement);
  if (words.innerHTML !== freshWords.innerHTML) words.replaceChildren(...freshWords.childNodes);
  const isOver = !fresh.hasAttribute("data-writing");
  if (isOver || find(".found", fresh)) {
    while (words.nextSibling) words.nextSibling.remove();
    while (freshWords.nextSibling) reply.append(freshWords.nextSibling);
    window.htmx.process(reply);
  }
  Object.assign(reply.dataset, { reply: fresh.dataset.reply, generation: fresh.dataset.generation });
  if (!isOver) return;
  reply.removeAttribute("data-writing");
  reply.setAttribute("aria-busy", "false");
  if (hadFocus) (find("button, a", reply) ?? find("#words"))?.focus({ preventScroll: true });
}

async function addPictures(reply) {
  const exchange = reply.closest(".exchange");
  const fresh = await part(reply.dataset.exchange, ".exchange");
  const turn = fresh && find(".turn", fresh);
  if (!turn || find(".turn", exchange)) return;
  exchange.classList.toggle("is-verbatim", fresh.classList.contains("is-verbatim"));
  exchange.append(turn);
  window.htmx.process(turn);
  exchange.scrollIntoView({ block: "end" });
}

async function look() {
  pending = null;
  if (isLooking) return soon();
  isLooking = true;
  lastLook = Date.now();
  await Promise.allSettled(open().map(refresh));
  isLooking = false;
  if (!open().length) hush();
}

function soon() {
  pending ??= setTimeout(look, GAP_MS);
}

function hush() {
  source?.close();
  clearInterval(watch);
  source = null;
}

function listen() {
  if (source || !open().length) return;
  source = new EventSource(find(".studio").dataset.live);
  source.addEventListener("ring", soon);
  source.addEventListener("open", soon);
  watch = setInterval(() => {
    if (!document.hidden && Date.now() - lastLook > SILENCE_MS) soon();
  }, 1000);
}

if (find(".studio")) {
  listen();
  document.addEventListener("htmx:afterSettle", listen);
  addEventListener("pagehide", hush);
}
