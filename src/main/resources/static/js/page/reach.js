// Wide code, tables and formulas scroll inside themselves, and a keyboard must reach them. Not every browser lets it.
import { forEachNew, whenThereIsNews } from "./page.js";

const wides = ".prose :is(pre > code, .table-scroll, .math)";

function reach(wide) {
  if (!wide.hasAttribute("tabindex") && wide.scrollWidth > wide.clientWidth + 1) wide.tabIndex = 0;
}

// Of what is far from the screen, which has no layout yet, it says nothing until it has: asking would give it one.
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)));
forEachNew(wides, (wide) => sizes.observe(wide));

// A line may grow without changing the size of its block: at the end of an answer that is being written.
function reachEnd(tail) {
  for (const growing of [tail, tail.previousElementSibling]) {
    if (growing?.matches(wides)) reach(growing);
    growing?.querySelectorAll(wides).forEach(reach);
  }
}

whenThereIsNews((news) => {
  const tail = news.closest("article")?.querySelector(".tail");
  if (tail) requestAnimationFrame(() => reachEnd(tail));
});
