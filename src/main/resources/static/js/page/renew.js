// Parley was updated while this page was open: what comes by the stream is still understood, but the scripts and styles
// are yesterday's. The page is loaded anew when nobody looks at it; what was typed is kept as a draft, as in any reload,
// but for a message that is being edited, which no reload keeps.
const ours = import.meta.url.split("/").at(-4); // .../static/<version>/js/page/renew.js

let outdated = false;

function renew() {
  if (outdated && document.hidden && !document.querySelector("details.edit[open]")) location.reload();
}

document.addEventListener("version", ({ detail }) => {
  outdated = detail.data !== ours;
  renew();
});
document.addEventListener("visibilitychange", renew);
