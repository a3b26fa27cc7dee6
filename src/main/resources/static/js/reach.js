// Wide code, tables and formulas scroll inside themselves, and a keyboard must reach them. Not every browser lets it.
import { whenThereIsNews } from "./page.js";

function reach(within) {
  for (const wide of within.querySelectorAll(".prose :is(pre > code, .table-scroll, .math):not([tabindex])")) {
    // What is far from the screen has no layout yet, and would get one here.
    if (!wide.checkVisibility({ contentVisibilityAuto: true })) continue;
    if (wide.scrollWidth > wide.clientWidth + 1) wide.tabIndex = 0;
  }
}

whenThereIsNews((news) => requestAnimationFrame(() => reach(news.closest("article") ?? document)));
document.addEventListener("contentvisibilityautostatechange", ({ target, skipped }) => {
  if (!skipped) requestAnimationFrame(() => reach(target));
});
document.fonts.addEventListener("loadingdone", () => reach(document));
addEventListener("resize", () => reach(document), { passive: true });
