/* Bringing in a picture: drop it, paste it, see it before it goes.

   On a page of its own the form is sent as ever. Elsewhere `bringPicture(file)` opens the same form as a
   sheet; when the picture is in, "bottega:uploaded" tells its {id, src, width, height}. */

const find = (selector, within = document) => within.querySelector(selector);
const BYTES_MAX = 16 * 1024 * 1024;
const TYPES = ["image/png", "image/jpeg", "image/webp"];

const pictureIn = (transfer) => [...(transfer?.files ?? [])].find((file) => TYPES.includes(file.type));

function put(form, file) {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  const field = find('[name="picture"]', form);
  field.files = transfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(form) {
  const file = find('[name="picture"]', form).files[0];
  const shown = find(".drop-shown", form);
  if (shown.src) URL.revokeObjectURL(shown.src);
  shown.hidden = !file;
  if (file) shown.src = URL.createObjectURL(file);
  else shown.removeAttribute("src");
}

function complain(form, sentence) {
  find("#upload-complaint", form).textContent = sentence;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.(".bring");
  if (!form) return;
  if (event.target.name === "picture") show(form);
  const person = find('[name="shows_person"][value="yes"]', form);
  find('[name="attested"]', form).required = person.checked;
});

document.addEventListener("dragover", (event) => {
  const drop = event.target.closest?.("[data-drop]");
  if (!drop) return;
  event.preventDefault();
  drop.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => event.target.closest?.("[data-drop]")?.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  const drop = event.target.closest?.("[data-drop]");
  if (!drop) return;
  event.preventDefault();
  drop.classList.remove("is-over");
  const file = pictureIn(event.dataTransfer);
  if (file) put(drop.closest("form"), file);
});
document.addEventListener("paste", (event) => {
  const form = find(".bring");
  const file = pictureIn(event.clipboardData);
  if (!form || !file || form.closest("details:not([open])")) return;
  event.preventDefault();
  put(form, file);
});

/* In a sheet the form is sent by fetch, so that the page below stays as it is. */
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-bring]");
  if (!form) return;
  event.preventDefault();
  const file = find('[name="picture"]', form).files[0];
  if (file?.size > BYTES_MAX) return complain(form, find(".drop .small", form).textContent);
  const button = find(".main-button", form);
  button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  button.disabled = false;
  if (!answer?.ok) return complain(form, said?.error?.sentence ?? find("#no-answer").content.textContent.trim());
  form.closest("dialog")?.close();
  document.dispatchEvent(new CustomEvent("bottega:uploaded", { detail: said }));
});

/* Open the sheet, with a file in it if there is one. Needs a dialog#sheet on the page. */
export async function bringPicture(file) {
  const sheet = find("dialog#sheet");
  const answer = await fetch("/uploads/new", { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!sheet || !answer?.ok) return location.assign("/uploads/new");
  sheet.innerHTML = await answer.text();
  if (!sheet.open) sheet.showModal();
  if (file) put(find(".bring", sheet), file);
}
