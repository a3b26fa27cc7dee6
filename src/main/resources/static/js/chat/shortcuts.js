// Keys for the whole page. HTML's accesskey differs from browser to browser and cannot know about open dialogs.
import { edit } from "./edit.js";

const writable = (element) => element.matches?.("input, textarea, select, [contenteditable]");
const floating = () => document.querySelector(":popover-open, dialog[open]");
const composer = () => document.getElementById("composer-text");

function stop(event) {
  if (floating()) return;
  const button = document.querySelector('button[data-action="stop"]');
  if (!button) return;
  event.preventDefault();
  button.click();
}

function editLast(event) {
  if (event.target !== composer() || event.target.value) return;
  const all = document.querySelectorAll('[data-role="user"] .edit');
  if (!all.length) return;
  event.preventDefault();
  edit(all[all.length - 1]);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.shiftKey && event.code === "KeyO") {
    event.preventDefault();
    document.querySelector('[data-action="new-chat"]')?.click();
  } else if (command || event.altKey) {
    return;
  } else if (event.key === "Escape") {
    stop(event);
  } else if (event.key === "ArrowUp") {
    editLast(event);
  } else if (event.key === "/" && !writable(event.target) && composer()) {
    event.preventDefault();
    composer().focus();
  } else if (event.key === "?" && !writable(event.target)) {
    document.getElementById("shortcuts")?.togglePopover();
  }
});
