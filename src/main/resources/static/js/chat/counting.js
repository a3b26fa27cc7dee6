// Seconds that count up while the reader waits: HTML has no clock.
import { forEachNew } from "../page/page.js";

const counted = new Set();
const starts = new WeakMap();

// The server's count wins each time it says a new one.
function since(element) {
  const said = element.dataset.counting;
  const known = starts.get(element);
  if (known?.said === said) return known.start;
  const start = performance.now() - Number(said);
  starts.set(element, { said, start });
  return start;
}

function tick() {
  for (const element of counted) {
    if (!element.isConnected) {
      counted.delete(element);
      continue;
    }
    const seconds = Math.floor((performance.now() - since(element)) / 1000);
    const text = `, ${seconds} s`;
    if (element.textContent !== text) element.textContent = text;
    // A short wait needs no words.
    if (seconds >= 3) element.parentElement.classList.remove("soon");
  }
}

setInterval(tick, 500);
forEachNew("[data-counting]", (element) => counted.add(element));
tick();
