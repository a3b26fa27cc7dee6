// The theme switch: HTML has no way to keep a choice for the next page.
import { forEachNew } from "./page.js";
import { stored } from "./stored.js";

const root = document.documentElement;

const choices = ".theme input";

function show(choice) {
  choice.checked = choice.value === (root.dataset.theme ?? "system");
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches(choices)) return;
  if (target.value === "system") delete root.dataset.theme;
  else root.dataset.theme = target.value;
  stored.set("theme", root.dataset.theme);
  document.querySelectorAll(choices).forEach(show); // the page of settings has the switch a second time
});

// Another tab chose.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== "parley.theme") return;
  if (newValue) root.dataset.theme = newValue;
  else delete root.dataset.theme;
  document.querySelectorAll(choices).forEach(show);
});

forEachNew(choices, show);
