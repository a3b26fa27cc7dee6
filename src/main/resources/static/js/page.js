// Runs a behaviour over new content: now, after every swap, and after going back or forward, which htmx all reports as
// "processed". Behaviours listen on the document and mark what they did, so that no swap can leave them behind.
export function whenThereIsNews(look) {
  document.addEventListener("htmx:after:process", (event) => look(event.target));
  look(document.body);
}
