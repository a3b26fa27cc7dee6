// Formulas, set by KaTeX, which is only fetched when there is one. MathML alone would do without script, but someone has
// to turn TeX into it.
import { fetched } from "./fetched.js";
import { forEachNew } from "./page.js";

const sheet = new URL("../../vendor/katex/katex.min.css", import.meta.url);
const script = new URL("../../vendor/katex/katex.min.js", import.meta.url);

const styled = (href) =>
  new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve });
    link.onerror = () => {
      link.remove();
      reject(new Error("not loaded"));
    };
    document.head.append(link);
  });

const LONGEST = 4_000; // characters: beyond, a formula stays as it was written

let katex = null;
const loadKatex = () =>
  (katex ??= Promise.all([
    fetched(sheet, styled),
    fetched(script, (address) => import(address)),
  ]).then(() => globalThis.katex));

const sources = new WeakMap(); // what stood in an element before it was set

async function set(element) {
  const source = element.textContent;
  sources.set(element, source);
  element.dataset.set = "";
  if (source.length > LONGEST) return;
  const { render } = await loadKatex();
  if (sources.get(element) !== source || !element.isConnected) return;
  try {
    render(source, element, { displayMode: element.dataset.display === "true", throwOnError: true, strict: "ignore", maxExpand: 500, maxSize: 50 });
  } catch {
    element.textContent = source; // not TeX after all: it stays as it was written
  }
}

forEachNew(".math:not([data-set])", set);

// The tail comes again with each frame; a formula in it that is the same is not set again.
htmx.registerExtension("formulas", {
  htmx_before_morph_node: (old, { newNode }) => !(sources.has(old) && sources.get(old) === newNode.textContent),
});
