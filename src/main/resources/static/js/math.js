// Formulas, set by KaTeX once their block has ended; it is only fetched when there is one. MathML alone would do without
// script, but someone has to turn TeX into it.
import { whenThereIsNews } from "./page.js";

const sheet = new URL("../vendor/katex/katex.min.css", import.meta.url);
const script = new URL("../vendor/katex/katex.min.js", import.meta.url);

const loaded = (element) =>
  new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });

let katex = null;
const loadKatex = () =>
  (katex ??= Promise.all([
    loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet })),
    loaded(Object.assign(document.createElement("script"), { src: script })),
  ]).then(() => globalThis.katex));

async function set(element) {
  element.dataset.set = "";
  const { render } = await loadKatex();
  const source = element.textContent;
  try {
    render(source, element, { displayMode: element.dataset.display === "true", throwOnError: true, maxExpand: 500, maxSize: 50 });
  } catch {
    element.textContent = source; // not TeX after all: it stays as it was written
  }
}

function look() {
  for (const element of document.querySelectorAll(".math:not([data-set])")) {
    if (!element.closest(".tail")) set(element);
  }
}

whenThereIsNews(look);
