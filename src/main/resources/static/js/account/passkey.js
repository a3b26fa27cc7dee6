// Passkeys: only script can ask the browser for one. What the device has signed is sent as the form that it stands in, so the
// answer is a page as always.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer ?? [])))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const named = (list) => list.map((one) => ({ ...one, id: bytes(one.id) }));

async function made(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  const { response } = await navigator.credentials.create({ publicKey });
  return {
    "client-data": text(response.clientDataJSON),
    attestation: text(response.attestationObject),
    transports: response.getTransports?.().join(",") ?? "",
  };
}

async function used(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  const { rawId, response } = await navigator.credentials.get({ publicKey });
  return {
    credential: text(rawId),
    "client-data": text(response.clientDataJSON),
    "authenticator-data": text(response.authenticatorData),
    signature: text(response.signature),
    user: text(response.userHandle),
  };
}

const why = ({ name }) =>
  ({
    NotAllowedError: "The browser gave no passkey: it was cancelled, took too long, or there is none here.",
    InvalidStateError: "This device has a passkey for you here already.",
    SecurityError: "The browser allows no passkeys at this address. It has to be the one that everybody uses, with https.",
  })[name] ?? "The browser could not use a passkey. Try again, or take another way.";

async function options(form) {
  const response = await fetch(form.dataset.challenge, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  }).catch(() => null);
  const said = await response?.json().catch(() => null);
  return response?.ok ? { asked: said } : { refused: said?.detail ?? "Parley does not answer. Try again in a moment." };
}

async function fill(form) {
  if (!window.PublicKeyCredential) return "This browser knows no passkeys.";
  const { asked, refused } = await options(form);
  if (refused) return refused;
  try {
    const parts = await (form.dataset.passkey === "make" ? made(asked) : used(asked));
    for (const [name, value] of Object.entries(parts)) {
      const field = form.elements[name] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = value;
    }
    return null;
  } catch (error) {
    return why(error);
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[type=submit]");
  const error = form.querySelector(":scope > .error");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    error.textContent = "";
    const trouble = await fill(form);
    button.disabled = false;
    if (trouble) error.textContent = trouble;
    else form.submit();
  });
}
