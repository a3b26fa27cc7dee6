// The one way in which text becomes markup. Trusted Types refuse every other, so what slips into a page cannot make more
// of itself; htmx alone has the policy. What it swaps is looked at once more when it is parsed and not yet in the page.
// It stands between htmx and what opens streams: a module would come after the first frame.
{
  const asIs = { createHTML: (html) => html };
  const policy = globalThis.trustedTypes?.createPolicy("parley", asIs) ?? asIs;

  // The server sends none of these in what is swapped.
  const LIVE = "script, iframe, frame, object, embed, base, meta, link, style, template, animate, set";
  const ADDRESS = /^(?:href|xlink:href|src|action|formaction|data)$/;
  const SCRIPT = /^[\0-\x20]*j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:/i;

  const isLive = ({ name, value }) => /^(?:on|hx-on|data-hx-on|srcdoc$)/.test(name) || (ADDRESS.test(name) && SCRIPT.test(value));

  function disarm(fragment) {
    // It is parsed as if script were off: a <noscript> would really be shown, and its frame loaded.
    fragment.querySelectorAll("noscript").forEach((element) => element.remove());
    for (const element of fragment.querySelectorAll("*")) {
      if (element.matches(LIVE) || element.shadowRoot) {
        console.error(`A <${element.localName}> was left out of the page.`);
        element.remove();
        continue;
      }
      for (const attribute of [...element.attributes].filter(isLive)) {
        console.error(`The attribute ${attribute.name} was left out of the page.`);
        element.removeAttribute(attribute.name);
      }
    }
  }

  const never = () => {
    throw new TypeError("Nothing that a page says is run.");
  };

  htmx.registerExtension("markup", {
    init: (api) => api.initSecurity({ createHTML: (html) => policy.createHTML(html), createScript: never }, never, never),
    htmx_before_swap: (element, { tasks }) => {
      for (const { fragment } of tasks ?? []) disarm(fragment);
    },
  });
}
