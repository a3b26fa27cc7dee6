// Hiding the wide sidebar, and remembering it: a <details> could hide it, but not keep it hidden on the next page.
import { stored } from "./stored.js";

document.addEventListener("click", ({ target }) => {
  if (!target.closest('[data-action="toggle-sidebar"]')) return;
  const root = document.documentElement;
  if (root.dataset.sidebar) delete root.dataset.sidebar;
  else root.dataset.sidebar = "hidden";
  stored.set("sidebar", root.dataset.sidebar);
  const visible = [...document.querySelectorAll('[data-action="toggle-sidebar"]')].find((button) => button.checkVisibility());
  visible?.focus();
});

// The drawer makes room for the page that was chosen in it; the page itself may take a moment.
document.addEventListener("htmx:before:request", ({ target }) => {
  const drawer = document.getElementById("sidebar");
  if (drawer?.matches(":popover-open") && drawer.contains(target) && target.matches('a[hx-target="#page"]')) drawer.hidePopover();
});
