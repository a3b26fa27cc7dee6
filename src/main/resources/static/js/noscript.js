// What htmx swaps is parsed as if script were off, so a <noscript> in it would really be shown, and its frame loaded.
document.addEventListener("htmx:before:swap", ({ detail }) => {
  for (const { fragment } of detail.tasks ?? []) fragment.querySelectorAll("noscript").forEach((element) => element.remove());
});
