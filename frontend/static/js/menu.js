// <details> menus close as people expect: Escape, a click elsewhere. Filter panels are folded on a phone only.
export function enhance(details) {
  if (details.matches("[data-fold]")) {
    details.open = !window.matchMedia("(max-width: 960px)").matches;
    return;
  }
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
}
