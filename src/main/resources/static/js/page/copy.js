// Copying text: only script reaches the clipboard. On plain http in a home network browsers hide the clipboard, so the
// older way stands behind it.
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    // Inside an open dialog, focus outside of it is refused.
    const focused = document.activeElement;
    (focused?.closest("dialog, [popover]") ?? document.body).append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true });
    return done;
  }
}

export async function copyFrom(button, text) {
  if (text === null || !(await copyText(text))) return;
  const announcer = document.getElementById("announcer");
  button.classList.add("copied");
  if (announcer) announcer.textContent = "Copied";
  setTimeout(() => button.classList.remove("copied"), 1500);
}

// Long texts do not stand in the page a second time.
async function textOf({ dataset }) {
  if (dataset.copyFrom === undefined) return dataset.copy;
  const response = await fetch(dataset.copyFrom).catch(() => null);
  return response?.ok ? response.text() : null;
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy], [data-copy-from]");
  if (button) copyFrom(button, await textOf(button));
});
