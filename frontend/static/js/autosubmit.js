// A filter form that sends itself when a choice changes; its button is needed only without scripts. Empty fields are
// left out so that the address stays short enough to share.
const WAIT_MS = 350;

export function enhance(form) {
  let timer;
  let empty = [];
  form.querySelector("[data-apply]")?.setAttribute("hidden", "");
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(), WAIT_MS); // time to tick a second box
  });
  form.addEventListener("submit", () => {
    empty = [...form.elements].filter((field) => field.name && field.value === "" && !field.disabled);
    for (const field of empty) field.disabled = true;
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const field of empty) field.disabled = false; // back from the result: the form works again
    form.removeAttribute("aria-busy");
  });
}
