// The field in which people write. HTML has no key for "send" in a field of several lines, and no draft that survives
// a reload or a lost connection.
import { whenThereIsNews } from "../page/page.js";
import { stored } from "../page/stored.js";

const field = () => document.getElementById("composer-text");
const draftOf = (path) => `draft.${path}`;
const mouse = matchMedia("(hover: hover) and (pointer: fine)");
const sizesItself = CSS.supports("field-sizing", "content");

// What was sent and is not answered yet; what is typed meanwhile is the next draft.
let sent = null;
let accepted = false;

function fit(textarea) {
  if (sizesItself) return;
  textarea.style.height = "auto";
  textarea.style.height = `${textarea.scrollHeight}px`;
}

function write(textarea, text) {
  textarea.value = text;
  stored.set(draftOf(location.pathname), text);
  fit(textarea);
}

document.addEventListener("input", ({ target }) => {
  if (target.id === "composer-text") write(target, target.value);
});

// Whoever signs out leaves no draft for the next one at this browser.
document.addEventListener("submit", ({ target }) => {
  if (target.matches('[action="/sign-out"]')) stored.forget("draft.");
});

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  if (!mouse.matches || !target.matches("#composer-text, .edit textarea")) return;
  event.preventDefault();
  if (target.value.trim()) target.form.requestSubmit(target.form.querySelector('#send, [type="submit"]'));
});

document.addEventListener("click", ({ target }) => {
  const starter = target.closest("[data-starter]");
  if (!starter) return;
  const textarea = field();
  write(textarea, starter.dataset.starter);
  textarea.focus();
  textarea.setSelectionRange(textarea.value.length, textarea.value.length);
});

const isSending = ({ detail }) => detail.ctx?.sourceElement?.id === "composer";

document.addEventListener("htmx:before:request", (event) => {
  if (!isSending(event)) return;
  sent = { text: field().value, path: location.pathname };
});

// Accepted: only now may the draft go.
document.addEventListener("htmx:after:request", (event) => {
  if (!isSending(event) || !sent) return;
  const { response, hx } = event.detail.ctx;
  if (response.status >= 400 || hx?.redirect) {
    sent = null;
    return;
  }
  const { text, path } = sent;
  sent = null;
  accepted = true;
  const now = field()?.value ?? "";
  const next = now.startsWith(text) ? now.slice(text.length).trimStart() : now;
  stored.set(draftOf(path), next);
  document.dispatchEvent(new CustomEvent("parley:sent"));
});

document.addEventListener("htmx:error", (event) => {
  if (isSending(event)) sent = null;
});

// What can be stopped comes with the stream, like the answers themselves. The server's answer to the form may have
// overtaken it, or been overtaken: the page keeps what it has.
let stop = null;
document.addEventListener("htmx:before:swap", (event) => {
  if (!isSending(event)) return;
  stop = document.getElementById("stop")?.cloneNode(true);
  stop?.firstElementChild?.removeAttribute("data-htmx-powered");
});
document.addEventListener("htmx:after:swap", (event) => {
  const other = document.getElementById("stop");
  if (!isSending(event) || !stop || !other || document.getElementById("page").dataset.page !== "chat") return;
  other.replaceWith(stop);
  htmx.process(stop);
  stop = null;
});

// Where the person is writing, they go on writing; the button that they pressed was disabled and has lost the focus.
let writing = false;
document.addEventListener("htmx:before:swap", () => {
  writing = accepted || document.activeElement?.closest("#composer") != null;
});

whenThereIsNews((news) => {
  const textarea = field();
  if (!textarea || !(news.contains(textarea) || news === textarea.form)) return;
  // What the server sent back stands first: it is what was wrong.
  if (!textarea.value) {
    const draft = stored.get(draftOf(location.pathname));
    if (draft) write(textarea, draft);
  }
  fit(textarea);
  if (writing && mouse.matches) textarea.focus({ preventScroll: true });
  writing = accepted = false;
});
