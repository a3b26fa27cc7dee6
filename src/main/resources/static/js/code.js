// A code block that has ended gets its language, its buttons and its colours. Colours need a parser for each language,
// which is only fetched when the first block ends; a block that still grows is left alone.
import { copyFrom } from "./copy.js";
import { fetched } from "./fetched.js";
import { forEachNew } from "./page.js";

const LONGEST = 100_000; // characters: beyond, colours cost more than they give

let highlighter = null;
const loadHighlighter = () =>
  (highlighter ??= fetched(new URL("../vendor/highlight/highlight.min.js", import.meta.url), (address) => import(address)).then(
    (module) => module.default,
  ));

function icon(name) {
  const copy = document.getElementById("sidebar").querySelector("use");
  const svg = copy.closest("svg").cloneNode(true);
  svg.firstElementChild.setAttribute("href", copy.getAttribute("href").replace(/#.*/, `#${name}`));
  return svg;
}

function button(label, ...icons) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "icon-button" });
  made.setAttribute("aria-label", label);
  made.append(...icons.map(icon));
  return made;
}

function bar(pre, code) {
  const made = Object.assign(document.createElement("div"), { className: "code-bar" });
  const wrap = button("Wrap long lines", "text-wrap");
  wrap.setAttribute("aria-pressed", "false");
  wrap.addEventListener("click", () => {
    wrap.setAttribute("aria-pressed", String(pre.classList.toggle("wrapped")));
  });
  const copy = button("Copy the code", "copy", "check");
  copy.classList.add("copier");
  copy.addEventListener("click", () => copyFrom(copy, code.textContent));
  made.append(wrap, copy);
  return made;
}

// Markup made from escaped text by a parser that is part of Parley: coloured words, and nothing else.
const asColours = {
  createHTML: (html) => {
    if (/[<>]/.test(html.replace(/<span class="[\w -]*">|<\/span>/g, ""))) throw new TypeError("There is more than colours in it.");
    return html;
  },
};
const colours = globalThis.trustedTypes?.createPolicy("parley-colours", asColours) ?? asColours;

async function colour(code, language) {
  const text = code.textContent;
  if (!language || text.length > LONGEST) return;
  const hljs = await loadHighlighter();
  if (hljs.getLanguage(language)) code.innerHTML = colours.createHTML(hljs.highlight(text, { language, ignoreIllegals: true }).value);
}

function finish(pre) {
  pre.dataset.finished = "";
  const code = pre.querySelector("code");
  pre.prepend(bar(pre, code));
  colour(code, pre.dataset.language?.toLowerCase());
}

// The server puts .code-end where a block ends; in the tail even that may be taken back.
forEachNew(".prose pre.code:not([data-finished]) .code-end", (end) => {
  const pre = end.closest("pre");
  if (!pre.closest(".tail")) finish(pre);
});
