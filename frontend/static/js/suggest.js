// Suggestions under a search field: the ARIA combobox pattern on top of a plain GET form. Enter searches what was typed
// unless a suggestion is chosen with the arrow keys. Nothing typed or suggested is kept in the browser.
const KINDS = { recent: "Pernah Anda cari", document: "Dokumen", indicator: "Indikator", aspect: "Aspek", domain: "Domain", citation: "Regulasi" };
const WAIT_MS = 150;
const FEWEST_LETTERS = 2;
let lists = 0;

function option(item, id) {
  const element = document.createElement("li");
  Object.assign(element, { id, className: "suggestions__item", role: "option" });
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  const label = document.createElement("span");
  label.textContent = item.label;
  const kind = document.createElement("span");
  kind.className = "suggestions__kind";
  kind.textContent = KINDS[item.kind] ?? "";
  element.append(label, kind);
  return element;
}

class Suggestions {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('input[type="search"]');
    this.items = [];
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `saran-${++lists}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Saran pencarian");
    this.said = document.createElement("span");
    this.said.className = "sr-only";
    this.said.setAttribute("role", "status");
    form.append(this.list, this.said);
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(states)) this.input.setAttribute(name, value);
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const chosen = event.target.closest("li");
      if (chosen) this.choose([...this.list.children].indexOf(chosen));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.request?.abort();
    if (this.input.value.trim().length < FEWEST_LETTERS) return this.close();
    this.timer = setTimeout(() => this.fetch(), WAIT_MS);
  }

  async fetch() {
    this.request = new AbortController();
    const url = `${this.form.dataset.suggest}?q=${encodeURIComponent(this.input.value.trim())}`;
    try {
      const answer = await fetch(url, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.show((await answer.json()).items);
    } catch {
      this.close(); // suggestions are a help, never an obstacle: the form still searches
    }
  }

  show(items) {
    if (document.activeElement !== this.input) return;
    this.items = items;
    this.active = -1;
    this.list.replaceChildren(...items.map((item, index) => option(item, `${this.list.id}-${index}`)));
    this.list.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.said.textContent = items.length ? `${items.length} saran. Pilih dengan panah atas dan bawah.` : "";
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.items = [];
    this.active = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.said.textContent = "";
  }

  move(step) {
    const count = this.items.length;
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = ((this.active + step + 1 + count + 1) % (count + 1)) - 1; // -1 is the field itself
    const chosen = this.list.children[this.active];
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing || !this.items.length) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.move(steps[event.key]);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  choose(index) {
    const item = this.items[index];
    const target = item.url && new URL(item.url, location.href);
    if (target && target.origin === location.origin) return location.assign(target);
    this.input.value = item.query;
    this.close();
    this.form.requestSubmit();
  }
}

export const enhance = (form) => void new Suggestions(form);
