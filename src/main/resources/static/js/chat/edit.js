// Editing a sent message: <details> opens by itself, but the caret should go to the text, and Cancel and Esc close it.
import { forEachNew } from "../page/page.js";

export function edit(details) {
  details.open = true;
  toText(details); // at once: what is typed next belongs there
}

// With each message that is sent, browsers look through all fields of a page for what they could fill in, and stop it for
// a second where there are hundreds: the forms of earlier messages wait outside.
const waiting = new WeakMap();

forEachNew(".earlier .edit:not([open]) > form", (form) => {
  waiting.set(form.parentElement, form);
  form.remove();
});

function bringForm(details) {
  const form = waiting.get(details);
  if (!form || details.querySelector("form")) return;
  details.append(form);
  htmx.process(form);
}

function toText(details) {
  bringForm(details);
  const textarea = details.querySelector("textarea");
  if (document.activeElement === textarea) return;
  textarea.focus();
  textarea.setSelectionRange(textarea.value.length, textarea.value.length);
}

document.addEventListener("toggle", ({ target }) => target.matches(".edit") && target.open && toText(target), true);

function close(details) {
  details.open = false;
  details.querySelector("summary").focus();
}

document.addEventListener("click", ({ target }) => {
  if (target.closest('[data-action="close-edit"]')) close(target.closest(".edit"));
});

document.addEventListener("keydown", (event) => {
  const open = event.target.closest?.(".edit[open]");
  if (event.key !== "Escape" || event.isComposing || !open) return;
  event.preventDefault();
  close(open);
});
