// A code block that has ended gets its language, its buttons and its colours. Colours need a parser for each language,
// which is only fetched when the first block ends; a block that still grows is left alone.
import { copyFrom } from "./copy.js";
import { fetched } from "./fetched.js";
import { forEachNew } from "./page.js";

// In characters. The parsers of some languages look at a long word, or at a long row of one sign, again from each of its
// characters: 40,000 of them took 20 s, in which the page stood still.
const LONGEST = 20_000;
const LONGEST_LINE = 2_000;
const LONGEST_WORD = 130;
const LONGEST_RUN = 130; // of the same character, line ends too
const PLAIN = "no colours: very long lines or words";

let highlighter = null;
const loadHighlighter = () =>
  (highlighter ??= fetched(new URL("../../vendor/highlight/highlight.min.js", import.meta.url), (address) => import(address)).then(
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

// One pass, whatever the text is.
function isCheap(text) {
  if (text.length > LONGEST) return false;
  let line = 0;
  let word = 0;
  let run = 0;
  let before = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    line = c === 10 ? 0 : line + 1;
    word = c > 127 || (c > 47 && c < 58) || (c > 64 && c < 91) || (c > 94 && c < 123) || c === 36 ? word + 1 : 0;
    run = c === before ? run + 1 : 1;
    if (line > LONGEST_LINE || word > LONGEST_WORD || run > LONGEST_RUN) return false;
    before = c;
  }
  return true;
}

async function colour(pre, code, language) {
  const text = code.textContent;
  if (!language) return;
  if (!isCheap(text)) {
    pre.dataset.plain = PLAIN;
    return;
  }
  const hljs = await loadHighlighter();
  if (hljs.getLanguage(language)) code.innerHTML = colours.createHTML(hljs.highlight(text, { language, ignoreIllegals: true }).value);
}

function finish(pre) {
  pre.dataset.finished = "";
  const code = pre.querySelector("code");
  pre.prepend(bar(pre, code));
  colour(pre, code, pre.dataset.language?.toLowerCase());
}

// The server puts .code-end where a block ends; in the tail even that may be taken back.
forEachNew(".prose pre.code:not([data-finished]) .code-end", (end) => {
  const pre = end.closest("pre");
  if (!pre.closest(".tail")) finish(pre);
});
