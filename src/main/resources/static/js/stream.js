// Keeps the page at the answer's heels. htmx opens the stream and swaps what comes; HTML cannot tell whether a frame
// fits to what the page holds, whether a silent connection is dead, or whether a proxy holds the stream back.
import { whenThereIsNews } from "./page.js";

const BEATS = 2.5; // so many heartbeats of the server without a word, and the connection is dead
const NO_HELLO = 2_500; // ms: a stream that has not spoken by then is held back, or blocked
const SHORTEST_POLL = 700; // ms
const LONGEST_POLL = 10_000; // ms
const LONGEST_WAIT = 30_000; // ms between attempts to open the stream
const LOUD = 2_000; // ms without any answer before the page says so
const AT_ONCE = 3; // attempts to open the stream again without waiting

let element = null; // the stream element of the page that is shown
let connection = null; // htmx's connection of it
let position = ""; // what the page holds
let shown = 0; // how much the page shows of the answer that grows, as far as it was told
let heard = 0; // when the server last spoke
let made = 0; // when the element was made
let spoken = false; // whether this element's stream has spoken
let attempts = 0; // how often in a row the stream could not be opened
let retrying = 0;
let polling = 0;
let pause = SHORTEST_POLL;
let broken = false; // whether the stream that was open, or should be, is known not to be
let misfits = 0; // how many frames in a row did not fit
let trouble = 0; // since when nothing works, or 0
let ended = null; // the element of a chat that was said to be gone

function say(state) {
  const line = document.getElementById("connection");
  if (line && line.dataset.state !== state) line.dataset.state = state;
}

function works() {
  heard = performance.now();
  trouble = 0;
  say("");
}

function fails() {
  trouble ||= performance.now();
}

// The position of the frame's start stands in its first line, and how much it shows of the answer that grows; a frame
// that fits every page starts with *.
function startOf(data) {
  return /^<!--from ([^>]*)-->(?:<!--shows (\d+)-->)?/.exec(data);
}

const growing = (place) => place.split(".").slice(2, 4).join("."); // its message and epoch

// A stream and a poll may bring the same frame, and frames may be lost: only the one that starts here fits. One that
// fits and shows less has been overtaken by another: it would take back what the page shows.
function judge(message) {
  const [frame, start, shows = 0] = startOf(message.data) ?? [];
  if (!frame) return "fits"; // what passes moves no position
  if (start !== "*" && start !== position) return "misfits";
  const same = start !== "*" && growing(message.id) === growing(position);
  if (same && shows && +shows < shown) return "overtaken";
  shown = +shows || (same ? shown : 0);
  position = message.id;
  if (element) element.dataset.position = position;
  return "fits";
}

document.addEventListener("htmx:sse:before:message", (event) => {
  const { message } = event.detail;
  const ours = event.target === element;
  if (!ours && event.target !== poller) return;
  works();
  if (ours) {
    spoken = true;
    broken = false;
    attempts = 0;
    stopPolling();
  } else if (!message.event) {
    pause = SHORTEST_POLL;
  }
  if (message.event === "gone" || message.event === "session-expired") {
    end(message.event);
  } else if (!message.event) {
    const verdict = judge(message);
    event.detail.cancelled = verdict !== "fits";
    if (verdict !== "misfits") misfits = 0;
    else if (ours) ask();
  }
  // Where polling works again the stream may, too; htmx would wait for up to a minute.
  if (!ours && broken && attempts < AT_ONCE) anew();
});

// A frame does not start where the page stands: it asks from there, and does not run in circles where that never helps.
function ask() {
  if (++misfits > AT_ONCE) retry();
  else anew();
}

function end(reason) {
  close();
  stopPolling();
  clearTimeout(retrying);
  ended = element;
  element?.remove();
  element = null;
  say(reason);
}

// A chat that was deleted may have been brought back since, perhaps on another device.
function revive() {
  const page = document.getElementById("page");
  if (ended && ended.dataset.updates === `/chat/${page.dataset.chat}/updates`) {
    element = ended;
    page.append(element);
  }
  ended = null;
  anew();
}

function close() {
  connection?.abortController?.abort();
  connection?.reader?.cancel().catch(() => {});
  connection = null;
}

// Another element in its place, which starts where the page stands: the old one would go on from where it was.
function anew() {
  clearTimeout(retrying);
  close();
  if (!element?.isConnected) return;
  const fresh = element.cloneNode(false);
  const url = new URL(fresh.getAttribute("hx-sse:connect"), location.href);
  url.searchParams.set("after", position);
  fresh.setAttribute("hx-sse:connect", url.pathname + url.search);
  fresh.removeAttribute("data-htmx-powered");
  element.replaceWith(fresh);
  take(fresh);
  htmx.process(fresh);
}

function take(fresh) {
  element = fresh;
  spoken = broken = false;
  made = heard = performance.now();
}

function retry() {
  breaks();
  clearTimeout(retrying);
  attempts++;
  retrying = setTimeout(anew, jittered(Math.min(LONGEST_WAIT, 500 * 2 ** attempts)));
}

// Whether only the stream is broken, or nothing works, the next poll shows: so it comes soon, before the page says anything.
function breaks() {
  spoken = false;
  broken = true;
  fails();
  stopPolling();
  poll();
}

document.addEventListener("htmx:sse:before:connection", (event) => {
  if (event.target === element) connection = event.detail.connection;
});

// htmx comes back by itself when an open stream breaks; the page reads on by polling meanwhile.
document.addEventListener("htmx:sse:error", (event) => {
  if (event.target !== element) return;
  breaks();
});

// But it does not come back when the first connect fails.
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, (event) => {
    const source = event.detail.ctx?.sourceElement;
    if (source && source === element) retry();
    else if (source === poller) fails();
  });
}

// Polls beside the stream ask for the same frames, as a stream that ends. Another element asks, so that neither aborts
// the other; each page has its own, so that no answer for the page before comes into this one.
let poller = null;

function makePoller() {
  poller?.remove();
  poller = document.createElement("div");
  poller.hidden = true;
  poller.setAttribute("hx-swap", "none");
  poller.setAttribute("hx-status:4xx", "swap:none");
  poller.setAttribute("hx-status:5xx", "swap:none");
  document.body.append(poller);
}

// Pages that lost the server together must not all ask at the same moments.
const jittered = (wait) => wait * (0.7 + 0.6 * Math.random());

function poll() {
  if (polling || !element) return;
  const mine = setTimeout(async () => {
    if (!document.hidden) {
      const url = `${element.dataset.updates}?after=${encodeURIComponent(position)}`;
      await htmx.ajax("GET", url, { source: poller, swap: "none", timeout: htmx.config.sse.connectTimeout }).catch(fails);
      pause = Math.min(LONGEST_POLL, pause * 1.5);
    }
    if (polling !== mine) return;
    polling = 0;
    if (!document.hidden) poll();
  }, jittered(pause));
  polling = mine;
}

function stopPolling() {
  clearTimeout(polling);
  polling = 0;
  pause = SHORTEST_POLL;
}

setInterval(() => {
  if (!element || document.hidden) return;
  const now = performance.now();
  if (!navigator.onLine) say("offline");
  else if (trouble && now - trouble > LOUD) say("reconnecting");
  if (!spoken && now - made > NO_HELLO) poll();
  if (spoken && now - heard > BEATS * element.dataset.heartbeat) anew();
}, 500);

// What was silent while the tab was hidden is not dead: htmx opens it again. It has to speak anew, though.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  spoken = false;
  made = heard = performance.now();
  if (ended) revive();
});
// What the network took away is worth asking for at once.
addEventListener("online", () => {
  say("");
  revive();
});
// So is what a browser has frozen, or kept for the back button: whether its connections live it does not say.
document.addEventListener("resume", revive);
addEventListener("pageshow", ({ persisted }) => persisted && revive());
document.addEventListener("parley:sent", () => ended && revive());

whenThereIsNews(() => {
  const found = document.getElementById("stream");
  if (found === element) return;
  ended = null;
  stopPolling();
  clearTimeout(retrying);
  if (!found) {
    element = connection = null;
    return;
  }
  attempts = misfits = trouble = shown = 0;
  position = found.dataset.position;
  take(found);
  makePoller();
});
