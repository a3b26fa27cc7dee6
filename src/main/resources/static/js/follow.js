// At the bottom the page follows what is being written; scrolled up it stays where the reader is. Scroll anchoring alone
// keeps a place, but does not follow an end that grows.
import { whenThereIsNews } from "./page.js";

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
  growth.disconnect();
  watched = page;
  following = page?.dataset.page === "chat";
  if (following) {
    growth.observe(page);
    // A link to a message, and a reload, have their own place.
    if (!location.hash && performance.getEntriesByType("navigation")[0]?.type !== "reload") toEnd();
  } else {
    scroller.scrollTop = 0;
  }
  last = scroller.scrollTop;
});

// Where the browser does not keep the place by itself, earlier messages must not push the text away.
if (!CSS.supports("overflow-anchor", "auto")) {
  let before = null;
  document.addEventListener("htmx:before:swap", ({ detail }) => {
    before = detail.ctx.sourceElement?.id === "earlier" ? distance() : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (before != null) scroller.scrollTop += distance() - before;
    before = null;
  });
}
