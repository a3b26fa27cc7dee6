// Editing a sent message: <details> opens by itself, but the caret should go to the text, and Cancel and Esc close it.
export function edit(details) {
  details.open = true;
}

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches(".edit") || !target.open) return;
    const textarea = target.querySelector("textarea");
    textarea.focus();
    textarea.setSelectionRange(textarea.value.length, textarea.value.length);
  },
  true,
);

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
