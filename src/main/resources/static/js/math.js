// Formulas, set by KaTeX once their block has ended; it is only fetched when there is one. MathML alone would do without
// script, but someone has to turn TeX into it.
import { whenThereIsNews } from "./page.js";
import { reach } from "./reach.js";

const sheet = new URL("../vendor/katex/katex.min.css", import.meta.url);
const script = new URL("../vendor/katex/katex.min.js", import.meta.url);

let katex = null;
const loadKatex = () =>
  (katex ??= new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet });
    const tag = Object.assign(document.createElement("script"), { src: script });
    tag.onload = () => resolve(globalThis.katex);
    tag.onerror = reject;
    document.head.append(link, tag);
  }));

async function set(element) {
  element.dataset.set = "";
  const { render } = await loadKatex();
  const source = element.textContent;
  try {
    render(source, element, { displayMode: element.dataset.display === "true", throwOnError: true, maxExpand: 500, maxSize: 50 });
    reach(element.parentNode);
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
