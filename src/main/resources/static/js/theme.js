// The theme switch: HTML has no way to keep a choice for the next page.
import { whenThereIsNews } from "./page.js";
import { stored } from "./stored.js";

const root = document.documentElement;

function show() {
  const theme = root.dataset.theme ?? "system";
  for (const choice of document.querySelectorAll(".theme input")) choice.checked = choice.value === theme;
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches(".theme input")) return;
  if (target.value === "system") delete root.dataset.theme;
  else root.dataset.theme = target.value;
  stored.set("theme", root.dataset.theme);
});

// Another tab chose.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== "parley.theme") return;
  if (newValue) root.dataset.theme = newValue;
  else delete root.dataset.theme;
  show();
});

whenThereIsNews(show);
