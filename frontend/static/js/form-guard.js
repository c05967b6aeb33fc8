// Warns before a page with unsaved words is left. Sending the form is saving; a second press does not send it twice.
const asked = new Set();

window.addEventListener("beforeunload", (event) => {
  if ([...asked].some((form) => form.isConnected)) event.preventDefault();
});

export function enhance(form) {
  form.addEventListener("input", () => asked.add(form));
  form.addEventListener("reset", () => asked.delete(form));
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "ya";
    asked.delete(form);
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
