// Says that something that was asked for did not arrive, or was refused by something in between, beside the field or
// button that asked: for what htmx sends, the browser has no error page.

const asked = ({ detail }) => detail.ctx?.sourceElement?.closest?.("form, a[hx-get]");

function complain(form, sentence) {
  const line = form.querySelector(".error") ?? document.getElementById("composer-error");
  if (line) line.textContent = sentence;
}

const hasText = (form) => form.querySelector("textarea") !== null;

document.addEventListener("htmx:before:request", (event) => {
  const form = asked(event);
  if (form) complain(form, "");
});

// Whether what was asked was taken, nobody knows when the reply is lost. The page may hear of it by its
// stream, and has another key then: the next try has the key of this one, so that both are one.
const unsure = new Map();
const wish = (body) => ["message", "action", "edits"].map((name) => body?.get(name)).join(" ");

document.addEventListener("htmx:config:request", ({ detail }) => {
  const { action, body } = detail.ctx.request;
  const key = unsure.get(action)?.[wish(body)];
  if (key) body.set("key", key);
});

function remember({ action, body }, known) {
  if (!body?.get("key")) return;
  unsure.set(action, { ...unsure.get(action), [wish(body)]: known ? undefined : body.get("key") });
}

// What a proxy in front means, whose own page is of no use here.
function reason(status, text) {
  if (status === 413) return text ? "This is too long to be sent. Your text is kept: make it shorter." : "This is too much to be sent.";
  if (status >= 502 && status <= 504) return text ? "Parley does not answer. Your text is kept: try again." : "Parley does not answer. Try again.";
  return text ? "This could not be sent. Try again." : "This could not be done. Try again.";
}

// The server's own words, where there are some, come after it.
document.addEventListener("htmx:after:request", (event) => {
  const form = asked(event);
  const { request, response, hx } = event.detail.ctx;
  remember(request, response.status < 500);
  if (form && response.status >= 400 && !hx?.redirect) {
    complain(form, reason(response.status, hasText(form)));
  }
});

document.addEventListener("htmx:error", (event) => {
  const form = asked(event);
  if (!form) return;
  remember(event.detail.ctx.request, false);
  const what = navigator.onLine ? "Parley does not answer." : "You are offline.";
  const next = navigator.onLine ? "try again." : "";
  if (hasText(form)) complain(form, `${what} Your text is kept${next ? `: ${next}` : "."}`);
  else complain(form, `${what}${next ? " Try again." : ""}`);
});
