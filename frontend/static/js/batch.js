// The rows of a batch are drawn anew while they are read: what was ticked stays ticked, and all can be ticked at once.
const BOX = "input[type=checkbox]:is([name=berkas], [name=pasangan])";

export function enhance(area) {
  const all = area.querySelector("[data-batch-all]");
  const said = area.querySelector("[data-batch-said]");
  const chosen = new Set([...area.querySelectorAll(`${BOX}:checked`)].map((box) => box.value));
  const boxes = () => [...area.querySelectorAll(BOX)];
  const say = () => {
    const word = area.querySelector("[name=pasangan]") ? "label dicentang" : "berkas dipilih";
    if (said) said.textContent = chosen.size ? `${chosen.size} ${word}.` : "";
  };
  const note = (box) => {
    if (box.checked) chosen.add(box.value);
    else chosen.delete(box.value);
  };
  area.addEventListener("change", (event) => {
    if (!event.target.matches(BOX)) return;
    note(event.target);
    say();
  });
  document.addEventListener("htmx:load", () => {
    for (const box of boxes()) box.checked = chosen.has(box.value);
  });
  if (!all) return;
  all.hidden = false;
  all.querySelector("button").addEventListener("click", () => {
    const wanted = boxes().some((box) => !box.checked);
    for (const box of boxes()) {
      box.checked = wanted;
      note(box);
    }
    say();
  });
  say();
}
