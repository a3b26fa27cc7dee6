// At the bottom the page follows what is being written; scrolled up it stays where the reader is. Scroll anchoring alone
// keeps a place, but does not follow an end that grows.
import { whenThereIsNews } from "../page/page.js";

const NEAR = 48; // px: so close to the end counts as at the end
const scroller = document.scrollingElement;

let following = true;
let last = 0;
let watched = null;

const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  last = scroller.scrollTop;
}

function show() {
  const jump = document.getElementById("jump");
  if (jump) jump.hidden = following || distance() < NEAR;
}

const growth = new ResizeObserver(() => {
  if (following) toEnd();
  show();
});

addEventListener(
  "scroll",
  () => {
    const top = scroller.scrollTop;
    if (distance() < NEAR) following = true;
    else if (top < last - 1) following = false;
    last = top;
    show();
  },
  { passive: true },
);

function follow() {
  following = true;
  toEnd();
  show();
}

document.addEventListener("parley:sent", follow);
document.addEventListener("click", ({ target }) => {
  if (!target.closest('[data-action="jump"]')) return;
  follow();
  document.getElementById("composer-text")?.focus({ preventScroll: true });
});

whenThereIsNews(() => {
  const page = document.getElementById("page");
  if (page === watched) return;
  const arriving = watched === null;
  growth.disconnect();
  watched = page;
  // Only the end of a chat has a stream, and only an end is followed: the beginning begins at its top.
  following = page?.dataset.page === "chat" && document.getElementById("stream") !== null;
  if (following) {
    growth.observe(page);
    // A link to a message, and a reload, have their own place.
    if (!location.hash && performance.getEntriesByType("navigation")[0]?.type !== "reload") toEnd();
  } else if (!arriving) {
    scroller.scrollTop = 0; // a page that the browser loads has its place already: its top, or what the link names
  }
  last = scroller.scrollTop;
});

// Earlier messages must not push the text away. The browser keeps no place at the very top, nor where what it held on to
// is replaced.
let kept = null;
let keptTop = 0;
document.addEventListener("htmx:before:swap", ({ detail }) => {
  kept = detail.ctx.sourceElement?.id === "earlier" ? document.querySelector("#messages article") : null;
  keptTop = kept?.getBoundingClientRect().top ?? 0;
});
document.addEventListener("htmx:after:swap", () => {
  if (kept) scroller.scrollTop += kept.getBoundingClientRect().top - keptTop;
  kept = null;
});
