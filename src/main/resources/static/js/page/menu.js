// A menu closes when what was asked in it is done: HTML closes a popover for a button, not for a form that htmx sends.
document.addEventListener("htmx:after:request", ({ detail }) => {
  const { sourceElement, response } = detail.ctx;
  if (sourceElement.matches("form.rename") && response.status < 400) sourceElement.closest("[popover]").hidePopover();
});
