// The curators' queue by keyboard: every key presses a button or follows a link that is on the page, the same that work
// without scripts. What the server answers is a whole page, of which the changed part is put in place, so that there is
// no second truth here. A request that fails changes nothing and says so.
import { markReasons } from "./curate-marks.js";

const OFF = "pustaka.pintasan";
const WIDE = "(min-width: 801px)"; // a telephone has no keys, and little room
const FOCUSABLE = "input, select, textarea, [contenteditable]";
const area = () => document.querySelector("[data-curate]");
const find = (selector) => area().querySelector(selector);
const place = () => location.pathname + location.search;
let isBusy = false;
let shown = place();

function say(text) {
  const place = document.querySelector("[data-curate-said]");
  place.textContent = "";
  place.textContent = text;
}

const isOff = () => {
  try {
    return localStorage.getItem(OFF) === "mati";
  } catch {
    return false;
  }
};

/** The label that is looked at; without one the first that waits. */
const current = () => document.activeElement?.closest?.("[data-label]") ?? find("[data-label][data-open]") ?? find("[data-label]");

function show(label) {
  const fold = label?.closest("details");
  if (fold) fold.open = true;
  (label ?? find("#judul-dokumen"))?.focus({ preventScroll: !label });
  label?.scrollIntoView({ block: "nearest" });
}

/** Fields whose words are kept nowhere yet: a description other than the stored one, an indicator typed and not added. */
function unsaved() {
  const form = find("[data-curate-edit] form");
  const fields = form ? [...form.elements].filter((field) => {
    const stored = form.elements.namedItem(`semula:${field.name}`);
    return stored && field.value !== stored.value;
  }) : [];
  const added = find("#tambah");
  return added?.value.trim() ? [...fields, added] : fields;
}

/** Stay where something was typed and not saved, and say so. */
function warn([field]) {
  const isAdding = field.id === "tambah";
  if (!isAdding) {
    find("[data-curate-edit]").open = true;
    find("[data-curate-unsaved]").hidden = false;
  }
  field.focus();
  say(isAdding ? "Indikator yang Anda ketik belum ditambahkan. Enter menambahkan, Esc membatalkan." : find("[data-curate-unsaved]").textContent);
}

/** What was typed elsewhere on the page outlives a decision on the same document. */
function keepTyped(fields) {
  for (const { id, value } of fields) {
    const field = area().querySelector(`#${CSS.escape(id)}`);
    if (field) field.value = value;
  }
  if (unsaved().some((field) => field.closest("[data-curate-edit]"))) find("[data-curate-edit]").open = true;
}

/** Counts beside the tabs; a menu that is open stays open. */
function renewTabs(made) {
  for (const link of document.querySelectorAll(".tabs a")) {
    const fresh = made.querySelector(`.tabs a[href="${CSS.escape(link.getAttribute("href"))}"]`);
    if (fresh) link.innerHTML = fresh.innerHTML;
  }
}

/** Put what the server answered in the place of what is shown, and keep the eye where it was. */
function replace(text, url, { from = null, isOther = false, isSeeing = false, typed = [] } = {}) {
  const made = new DOMParser().parseFromString(text, "text/html");
  const fresh = made.querySelector("[data-curate]");
  if (!fresh) return location.assign(url); // signed out, or another page altogether
  const wasUnfolded = !isOther && find("[data-curate-more]")?.open;
  const messages = document.querySelector("#pesan");
  messages.replaceChildren(...made.querySelector("#pesan").childNodes);
  area().replaceWith(fresh);
  renewTabs(made);
  document.title = made.title;
  prepare(wasUnfolded);
  keepTyped(typed);
  const problem = fresh.querySelector("[data-error-summary]");
  const wrong = fresh.querySelector("#tambah[aria-invalid]");
  const open = [...fresh.querySelectorAll("[data-label][data-open]")];
  const after = open.find((label) => from && Number(label.dataset.place) > from);
  if (problem) (wrong ?? problem).focus();
  else if (isSeeing) look(fresh.querySelector("#halaman"));
  else if (isOther) show(open[0]), scrollTo({ top: fresh.offsetTop - 8 });
  else show(after ?? open[0] ?? null);
  const title = fresh.querySelector("#judul-dokumen")?.textContent.trim();
  if (isOther && !problem) say(title ? `Dokumen berikutnya: ${title}` : "Tidak ada yang menunggu lagi."); // #pesan speaks for itself
}

function look(page) {
  page.scrollIntoView();
  page.focus({ preventScroll: true });
}

async function ask(url, options, how = {}) {
  if (isBusy) return;
  const lost = how.isOther ? unsaved() : [];
  if (lost.length) return warn(lost);
  isBusy = true;
  area().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok && ![409, 422].includes(answer.status)) throw new Error(String(answer.status));
    const page = await answer.text();
    const typed = how.isOther || how.discards ? [] : unsaved().filter((field) => field.form !== how.form).map(({ id, value }) => ({ id, value }));
    replace(page, answer.url, { ...how, typed });
    if (!options) history.pushState({ curate: true }, "", answer.url);
    else if (answer.redirected) history.replaceState({ curate: true }, "", answer.url.split("#")[0]);
    shown = place();
  } catch {
    area().removeAttribute("aria-busy");
    const messages = document.querySelector("#pesan");
    const told = "Belum tersimpan: server tidak menjawab. Periksa sambungan, lalu ulangi.";
    messages.innerHTML = '<div class="alert alert--error"><div class="alert__body"><p></p></div></div>';
    messages.querySelector("p").textContent = told;
  } finally {
    isBusy = false;
  }
}

function send(form, button, how = {}) {
  const from = Number(form.closest("[data-label]")?.dataset.place ?? 0);
  ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) }, { from, form, ...how });
}

const visit = (link) => link && ask(link.href, undefined, { isOther: true });

function decide(label, state) {
  const button = label?.querySelector(`button[value=${state}]`);
  if (button) send(button.form, button);
  else if (label) say("Label ini sudah diputuskan. Tekan u untuk mengurungkan.");
}

function confirmNth(labels, number) {
  if (number > labels.length) say(`Tidak ada usulan nomor ${number}.`);
  else decide(labels[number - 1], "confirmed");
}

function step(by) {
  const labels = [...area().querySelectorAll("[data-label]")];
  const at = labels.indexOf(document.activeElement?.closest("[data-label]"));
  show(labels[at < 0 ? 0 : Math.max(0, Math.min(labels.length - 1, at + by))]);
}

function finish(key) {
  const button = find(`[data-curate-done] button[data-key="${key}"]`);
  if (button) return send(button.form, button, { isOther: true });
  const none = find('[data-curate-done] button[data-key="0"]');
  say(none ? "Belum ada yang dipastikan. Tekan 1 sampai 9 untuk memastikan, atau 0 bila tidak ada indikator yang didukung." : "Sudah ada yang dipastikan. Tekan Enter untuk selesai.");
}

/** A slip is taken back at once; the link leads to a page that tells what lies further back, and asks. */
function undo() {
  const way = find("[data-curate-undo]");
  if (!way) return say("Tidak ada yang dapat diurungkan.");
  if (!way.href) return send(way, null, { isOther: true });
  const lost = unsaved();
  if (lost.length) warn(lost);
  else location.assign(way.href);
}

/** Out of a field. What was typed into the description stays; a search for an indicator is given up. */
function leave(field) {
  if (field.id === "tambah") {
    field.value = "";
    field.removeAttribute("aria-invalid");
    document.querySelector("#tambah-galat")?.remove();
    find("[data-error-summary]")?.remove();
  }
  show(null);
  if (unsaved().length) say("Perubahan keterangan belum disimpan; masih ada di isiannya.");
}

function openDetails() {
  const details = find("[data-curate-edit]");
  if (!details) return;
  details.open = true;
  details.querySelector("input[name=title]").focus();
}

const KEYS = {
  j: () => visit(find("[data-key=j]")) ?? say("Tidak ada dokumen berikutnya."),
  k: () => visit(find("[data-key=k]")) ?? say("Tidak ada dokumen sebelumnya."),
  h: () => visitPage(find("[data-curate-page]")),
  x: () => decide(current(), "rejected"),
  e: openDetails,
  t: () => find("#tambah")?.focus(),
  u: undo,
  0: () => finish("0"),
  Enter: () => finish("Enter"),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  "?": () => document.querySelector("[data-curate-keys]").showModal(),
};

function visitPage(link) {
  if (link) ask(link.href, undefined, { from: Number(current()?.dataset.place ?? 1) - 1 });
  else say("Semua alasan ada di halaman ini.");
}

function pressed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !area()) return;
  const target = event.target;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && target.closest(FOCUSABLE)) return leave(target);
  if (target.closest(FOCUSABLE) || isOff()) return;
  if (["Enter", "ArrowDown", "ArrowUp"].includes(event.key) && !isFree(target)) return;
  const labels = area().querySelectorAll("[data-label]");
  const act = /^[1-9]$/.test(event.key) ? () => confirmNth(labels, Number(event.key)) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Links, buttons and what scrolls keep their own use of Enter and arrows. */
const isFree = (target) => target === document.body || target.matches("[data-label], #judul-dokumen, main");

function prepare(isUnfolded = false) {
  const fold = find("[data-curate-more]");
  if (fold && (isUnfolded || matchMedia(WIDE).matches)) fold.open = true;
  area().querySelectorAll("[data-label]").forEach((label, place) => (label.dataset.place = place + 1));
  const help = find("[data-curate-help]");
  const dialog = find("[data-curate-keys]");
  const choice = dialog.querySelector("[data-curate-switch]");
  help.hidden = false;
  choice.checked = !isOff();
  help.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(OFF, choice.checked ? "hidup" : "mati");
    } catch {
      choice.checked = true; // nowhere to remember it
    }
    say(choice.checked ? "Pintasan dipakai." : "Pintasan dimatikan.");
  });
  find("[data-curate-discard]")?.addEventListener("click", (event) => {
    event.preventDefault();
    ask(event.target.href, { method: "GET" }, { discards: true });
  });
  for (const link of area().querySelectorAll("[data-curate-see]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      ask(link.href, undefined, { isSeeing: true });
    });
  }
  for (const form of area().querySelectorAll("form:is([data-curate-send], [data-curate-undo], [data-curate-done])")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, event.submitter, { isOther: !form.matches("[data-curate-send]") });
    });
  }
  const picture = find("[data-curate-picture]");
  if (picture?.dataset.fileUrl) markReasons(picture, [...area().querySelectorAll(".reasons q")].map((quote) => quote.textContent));
}

function wentBack() {
  if (place() === shown) return; // only to another part of this page
  const lost = unsaved();
  if (!lost.length) return ask(location.href, { method: "GET" }, { isOther: true });
  history.pushState({ curate: true }, "", shown);
  warn(lost);
}

export function enhance() {
  prepare();
  document.addEventListener("keydown", pressed);
  addEventListener("popstate", wentBack);
  addEventListener("beforeunload", (event) => area() && unsaved().length && event.preventDefault());
  if (matchMedia(WIDE).matches && !find("[data-error-summary]")) find("[data-label][data-open]")?.focus({ preventScroll: true });
}
