// A code block that has ended gets its language, its buttons and its colours. Colours need a parser for each language,
// which is only fetched when the first block ends; a block that still grows is left alone.
import { copyFrom } from "./copy.js";

const LONGEST = 100_000; // characters: beyond, colours cost more than they give

let highlighter = null;
const loadHighlighter = () => (highlighter ??= import("../vendor/highlight/highlight.min.js").then((module) => module.default));

// An open block has an id, so that lines can be appended to it, and gets an empty .code-end when it closes.
const ended = (pre) => !pre.closest(".tail") && (!pre.id || pre.querySelector(".code-end"));

function icon(name) {
  const [copy] = document.querySelectorAll("svg.icon use");
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

function bar(pre, code, language) {
  const made = Object.assign(document.createElement("div"), { className: "code-bar" });
  const name = Object.assign(document.createElement("span"), { textContent: language });
  const wrap = button("Wrap long lines", "text-wrap");
  wrap.setAttribute("aria-pressed", "false");
  wrap.addEventListener("click", () => {
    wrap.setAttribute("aria-pressed", String(pre.classList.toggle("wrapped")));
  });
  const copy = button("Copy the code", "copy", "check");
  copy.dataset.copyCode = "";
  copy.addEventListener("click", () => copyFrom(copy, code.textContent));
  made.append(name, wrap, copy);
  return made;
}

async function colour(code, language) {
  const text = code.textContent;
  if (!language || text.length > LONGEST) return;
  const hljs = await loadHighlighter();
  // Markup made from escaped text by a parser that is part of Parley.
  if (hljs.getLanguage(language)) code.innerHTML = hljs.highlight(text, { language, ignoreIllegals: true }).value;
}

function finish(pre) {
  pre.dataset.finished = "";
  const code = pre.querySelector("code");
  if (!code) return;
  const language = /language-([\w+#.-]+)/.exec(code.className)?.[1]?.toLowerCase() ?? "";
  pre.prepend(bar(pre, code, language));
  // A scrolling region must be reachable by keyboard.
  if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
  colour(code, language);
}

function look() {
  for (const pre of document.querySelectorAll(".prose pre.code:not([data-finished])")) {
    if (ended(pre)) finish(pre);
  }
}

let waiting = false;
new MutationObserver(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    look();
  });
}).observe(document.body, { childList: true, subtree: true });
look();
