// Tells screen readers that an answer has begun and how it ended, not every word of it: a live region around the text
// would read each frame.
import { forEachNew } from "../page/page.js";

const ENDINGS = {
  finished: "The answer is complete.",
  stopped: "The answer was stopped.",
  interrupted: "The answer was interrupted.",
  failed: "The answer failed.",
};

const states = new WeakMap();

// Whether something was sent whose answer was not heard of yet: it may have ended before the page has it.
let expected = false;
document.addEventListener("parley:sent", () => {
  expected = true;
});

function say(sentence) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = sentence;
  expected = false;
}

const isLast = (article) => article.matches("#messages > article:last-of-type");

function look(article) {
  const before = states.get(article);
  const now = article.dataset.state;
  states.set(article, now);
  if (before === now || !(before || (expected && isLast(article)))) return;
  if (now === "writing") say("The answer has begun.");
  else if (ENDINGS[now]) say(ENDINGS[now]);
}

const answers = "article[data-state]";
new MutationObserver((records) => {
  for (const { target } of records) if (target.matches(answers)) look(target);
}).observe(document.body, { subtree: true, attributeFilter: ["data-state"] });
forEachNew(answers, look);
