// Turns a link to a confirmation page into a dialog on the spot. Without scripts, or where <dialog> is unknown, the
// link leads to the page that asks the same question.
export function enhance(link) {
  const dialog = document.getElementById(link.dataset.confirm);
  if (!dialog?.showModal) return;
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("[data-close]")?.focus(); // the safe answer first
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}
