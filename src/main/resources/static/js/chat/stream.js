// Keeps the page at the answer's heels. htmx opens the stream and swaps what comes; HTML cannot tell whether a frame
// fits to what the page holds, whether a silent connection is dead, or whether a proxy holds the stream back.
import { whenThereIsNews } from "../page/page.js";
import { jittered, look, makePoller, poll, poller, pollSoon, stopPolling, took } from "./poll.js";

const BEATS = 2.5; // so many heartbeats of the server without a word, and the connection is dead
const NO_HELLO = 2_500; // ms: a stream that has not spoken by then is held back, or blocked
const QUIET = 5_000; // ms: so long may a stream say nothing while something is to come, before the page looks for itself
const DOUBT = 1_000; // ms for a stream to say what a poll has brought already
const FIRST_TRIAL = 15_000; // ms until another stream is tried in the place of one that is held back
const LONGEST_TRIAL = 240_000; // ms: it doubles up to this
const LONGEST_WAIT = 30_000; // ms between attempts to open the stream
const LOUD = 2_000; // ms without any answer before the page says so
const AT_ONCE = 3; // attempts to open the stream again without waiting

let element = null; // the stream element of the page that is shown
let connection = null; // htmx's connection of it
let position = ""; // what the page holds
let shown = 0; // how much the page shows of the answer that grows, as far as it was told
let said = 0; // when this element's stream last spoke
let made = 0; // since when it should speak
let spoken = false; // whether this element's stream has spoken
let attempts = 0; // how often in a row the stream could not be opened
let retrying = 0;
let held = false; // whether streams are held back on the way: polls carry the page until one is not
let trial = 0; // when the next stream is tried then
let trialPause = FIRST_TRIAL;
let looked = 0; // when the page last looked for itself beside a stream
let doubted = 0; // since when a poll is ahead of the stream, or 0
let sent = 0; // when something was sent that no frame has shown yet, or 0
let broken = false; // whether the stream that was open, or should be, is known not to be
let misfits = 0; // how many frames in a row did not fit
let trouble = 0; // since when nothing works, or 0
let full = false; // whether the server has no room for another stream of ours
let leave = 0; // ms for which the server asked to stay away
let ended = null; // the element of a chat that was said to be gone

function say(state) {
  const line = document.getElementById("connection");
  if (line && line.dataset.state !== state) line.dataset.state = state;
}

function works() {
  trouble = 0;
  say(full ? "full" : "");
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
  if (!ours && event.target !== poller()) return;
  works();
  if (ours) speaks(message.event);
  else if (!message.event) pollSoon();
  if (message.event === "pause") leave = Number(message.data);
  if (message.event === "full") goWithout();
  if (message.event === "gone" || message.event === "session-expired") {
    end(message.event);
  } else if (!message.event) {
    const verdict = judge(message);
    event.detail.cancelled = verdict !== "fits";
    if (verdict === "misfits") {
      if (ours && !held) ask();
    } else {
      misfits = 0;
      if (verdict === "fits") {
        sent = 0;
        if (!ours && spoken && !held) doubted ||= performance.now();
      }
    }
  }
  // Where polling works again the stream may, too; htmx would wait for up to a minute.
  if (!ours && broken && attempts < AT_ONCE) anew();
});

function speaks(name) {
  const now = performance.now();
  spoken = true;
  broken = false;
  attempts = doubted = 0;
  said = now;
  if (name === "hello") {
    if (now - made > NO_HELLO + 2 * took) holdBack(); // where polls are slow, too, it is only a long line
    else {
      held = full = false;
      say("");
    }
  }
  if (!held) stopPolling();
}

// Something on the way keeps what the stream says until there is more of it, or until its end. That may change: another
// stream is tried from time to time, ever more seldom.
function holdBack() {
  poll();
  if (held) return;
  held = true;
  nextTrial();
}

// There is no room for this stream: polls carry the page until one of the others is closed.
function goWithout() {
  full = true;
  spoken = false;
  holdBack();
  say("full");
}

function nextTrial() {
  trial = performance.now() + jittered(trialPause);
  trialPause = Math.min(LONGEST_TRIAL, trialPause * 2);
}

// What is to come should come soon; else, the stream may be one that is held back after it has said its hello.
function isAwaited() {
  return sent || document.querySelector("#messages [data-state]:is([data-state=queued], [data-state=thinking], [data-state=writing])");
}

document.addEventListener("parley:sent", () => {
  sent = performance.now();
  if (held) pollSoon();
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
  made = said = performance.now();
  doubted = 0;
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

// A stream that has ended in good order, or seems to (what a proxy says instead of the server is none), must speak anew.
document.addEventListener("htmx:sse:before:connection", (event) => {
  if (event.target !== element) return;
  connection = event.detail.connection;
  if (full && connection.attempt > 0) {
    connection.cancelled = true;
    return;
  }
  if (!spoken || connection.attempt === 0) return;
  spoken = false;
  made = performance.now() + leave;
  leave = 0;
});

// What is no stream at all does not come to htmx's reconnecting.
document.addEventListener("htmx:after:request", ({ detail }) => {
  if (element && detail.ctx.sourceElement === element && detail.ctx.response.status < 400) retry();
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
    else if (source === poller()) fails();
  });
}

setInterval(() => {
  if (!element || document.hidden) return;
  const now = performance.now();
  if (!navigator.onLine) say("offline");
  else if (trouble && now - trouble > LOUD) say("reconnecting");
  if (trouble) poll();
  if (!spoken && !broken && now - made > NO_HELLO) holdBack();
  if (doubted && now - doubted > DOUBT) holdBack();
  if (held && !broken && now > trial) {
    nextTrial();
    anew();
  } else if (spoken && now - said > BEATS * element.dataset.heartbeat) anew();
  else if (spoken && !held && now - Math.max(said, sent, looked) > QUIET && isAwaited()) {
    looked = now;
    look();
  }
}, 500);

// What was silent while the tab was hidden is not dead: htmx opens it again. It has to speak anew, though.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  spoken = false;
  trialPause = FIRST_TRIAL;
  made = said = performance.now();
  if (ended) revive();
});
// What the network took away is worth asking for at once.
addEventListener("online", () => {
  say("");
  trialPause = FIRST_TRIAL;
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
  attempts = misfits = trouble = shown = sent = looked = 0;
  held = full = false;
  trialPause = FIRST_TRIAL;
  position = found.dataset.position;
  take(found);
  makePoller(() => `${element.dataset.updates}?after=${encodeURIComponent(position)}`, fails);
});
