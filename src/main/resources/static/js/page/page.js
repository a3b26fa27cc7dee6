// Runs a behaviour over new content: now, after every swap, and after going back or forward, which htmx all reports as
// "processed". Behaviours listen on the document and mark what they did, so that no swap can leave them behind.
export function whenThereIsNews(look) {
  document.addEventListener("htmx:after:process", (event) => look(event.target));
  look(document.body);
}

const wanted = []; // selectors, and what is done with what they find

function find(node) {
  for (const [selector, found] of wanted) {
    if (node.matches(selector)) found(node);
    node.querySelectorAll(selector).forEach(found);
  }
}

// Runs a behaviour over every element that a selector finds: now, and when one comes or its children change; maybe more
// than once. Only what is new is searched: with each frame, a search through a long chat would cost more than the frame.
export function forEachNew(selector, found) {
  wanted.push([selector, found]);
  document.querySelectorAll(selector).forEach(found);
}

new MutationObserver((records) => {
  for (const { target, addedNodes } of records) {
    for (const [selector, found] of wanted) if (target.matches(selector)) found(target);
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE && node.isConnected) find(node);
  }
}).observe(document.body, { childList: true, subtree: true });
