// Asks for news by polling, beside a stream or in its place: the same frames, as a stream that ends. HTML cannot poll
// only while something else is silent.
const SHORTEST = 700; // ms between two polls
const LONGEST = 10_000; // ms

// Another element than the stream's asks, so that neither aborts the other; each page has its own, so that no answer for
// the page before comes into this one.
let element = null;
let address = null; // of the next poll
let fails = null; // told when one fails
let heard = 0; // how many words polls have brought
let polling = 0;
let pause = SHORTEST;

export const poller = () => element;

// Pages that lost the server together must not all ask at the same moments.
export const jittered = (wait) => wait * (0.7 + 0.6 * Math.random());

export function makePoller(where, failing) {
  address = where;
  fails = failing;
  element?.remove();
  element = document.createElement("div");
  element.hidden = true;
  element.setAttribute("hx-swap", "none");
  element.setAttribute("hx-status:4xx", "swap:none");
  element.setAttribute("hx-status:5xx", "swap:none");
  document.body.append(element);
}

// Each answer has a word in it. One without comes from something in between, which is no error to htmx.
document.addEventListener("htmx:sse:before:message", ({ target }) => {
  if (target === element) heard++;
});

// How long the last poll took, in ms.
export let took = 0;

// Once.
export async function look() {
  const asking = element;
  const before = heard;
  const asked = performance.now();
  await htmx.ajax("GET", address(), { source: asking, swap: "none", timeout: htmx.config.sse.connectTimeout }).catch(() => {});
  took = performance.now() - asked;
  if (asking === element && heard === before) fails();
}

// From now on, at ever longer intervals while there is nothing new.
export function poll() {
  if (polling) return;
  const mine = setTimeout(async () => {
    if (!document.hidden) {
      await look();
      pause = Math.min(LONGEST, pause * 1.5);
    }
    if (polling !== mine) return;
    polling = 0;
    if (!document.hidden) poll();
  }, jittered(pause));
  polling = mine;
}

// There is news, or will be: more may come soon.
export function pollSoon() {
  pause = SHORTEST;
}

export function stopPolling() {
  clearTimeout(polling);
  polling = 0;
  pause = SHORTEST;
}
