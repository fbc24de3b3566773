/* Where is it from, made quicker: drop or paste a picture, see it, and it is looked at without another press.
   Without this file the form is a file field and a button, and answers just the same. */
(() => {
  "use strict";

  const one = (selector) => document.querySelector(selector);
  const form = one("#verify");
  const input = one("#picture");
  const drop = one("#drop");
  const shown = one("#drop-picture");
  const page = one(".verify");
  document.documentElement.classList.add("has-script");
  one(".drop-also").hidden = false;

  const KINDS = /^image\/(png|jpeg|webp|avif)$/;
  const MARGIN_BYTES = 4096; // the request is a little more than the file

  const refuse = (id) => {
    one("#too-heavy").hidden = id !== "too-heavy";
    one("#no-picture").hidden = id !== "no-picture";
    return !id;
  };
  const isFit = (file) => {
    if (!KINDS.test(file.type)) return refuse("no-picture");
    if (file.size + MARGIN_BYTES > Number(form.dataset.bytesMax)) return refuse("too-heavy");
    return refuse("");
  };
  const show = (file) => {
    if (shown.src) URL.revokeObjectURL(shown.src);
    shown.src = URL.createObjectURL(file);
    shown.hidden = false;
    drop.classList.add("is-filled");
  };
  const look = () => {
    const file = input.files[0];
    if (!file) return;
    if (!isFit(file)) {
      input.value = "";
      return;
    }
    show(file);
    form.requestSubmit();
  };
  const take = (files) => {
    const file = [...files].find((each) => each.type.startsWith("image/")) ?? files[0];
    if (!file) return;
    const carrier = new DataTransfer();
    carrier.items.add(file);
    input.files = carrier.files;
    look();
  };

  /* A file that only calls itself a picture: the answer says so, there is nothing to show. */
  shown.addEventListener("error", () => {
    shown.hidden = true;
    drop.classList.remove("is-filled");
  });
  input.addEventListener("change", look);
  document.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) take(event.clipboardData.files);
  });
  /* Anywhere on the page: a picture that misses the field must not open in place of it. */
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    drop.classList.remove("is-over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt === form) page.classList.add("is-looking");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    page.classList.remove("is-looking");
    const report = one("#report");
    report.focus({ preventScroll: true });
    if (report.getBoundingClientRect().top > innerHeight / 2) report.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  });
})();
