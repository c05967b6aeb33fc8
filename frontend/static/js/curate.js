// The curators' queue by keyboard: every key presses a button or follows a link that is on the page, the same that work
// without scripts. What the server answers is a whole page, of which the changed part is put in place, so that there is
// no second truth here. A request that fails changes nothing and says so.
import { markReasons } from "./curate-marks.js";

const OFF = "pustaka.pintasan";
const FOCUSABLE = "input, select, textarea, [contenteditable]";
const area = () => document.querySelector("[data-curate]");
const find = (selector) => area().querySelector(selector);
let isBusy = false;

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
  (label ?? find("#judul-dokumen"))?.focus({ preventScroll: !label });
  label?.scrollIntoView({ block: "nearest" });
}

/** Put what the server answered in the place of what is shown, and keep the eye where it was. */
function replace(text, url, { from = null, isOther = false } = {}) {
  const made = new DOMParser().parseFromString(text, "text/html");
  const fresh = made.querySelector("[data-curate]");
  if (!fresh) return location.assign(url); // signed out, or another page altogether
  const messages = document.querySelector("#pesan");
  messages.replaceChildren(...made.querySelector("#pesan").childNodes);
  area().replaceWith(fresh);
  document.querySelector(".tabs")?.replaceWith(made.querySelector(".tabs"));
  document.title = made.title;
  prepare();
  const problem = fresh.querySelector("[data-error-summary]");
  const open = [...fresh.querySelectorAll("[data-label][data-open]")];
  const after = open.find((label) => from && Number(label.dataset.place) > from);
  if (problem) problem.focus();
  else if (isOther) show(open[0]), scrollTo({ top: fresh.offsetTop - 8 });
  else show(after ?? open[0] ?? null);
  const said = messages.textContent.trim().replace(/\s+/g, " ");
  const title = fresh.querySelector("#judul-dokumen")?.textContent.trim();
  say([problem?.textContent.trim() ?? said, isOther ? (title ?? "Tidak ada yang menunggu lagi.") : ""].filter(Boolean).join(" "));
}

async function ask(url, options, how) {
  if (isBusy) return;
  isBusy = true;
  area().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok && ![409, 422].includes(answer.status)) throw new Error(String(answer.status));
    replace(await answer.text(), answer.url, how);
    if (!options) history.pushState({ curate: true }, "", answer.url);
    else if (answer.redirected) history.replaceState({ curate: true }, "", answer.url.split("#")[0]);
  } catch {
    area().removeAttribute("aria-busy");
    const messages = document.querySelector("#pesan");
    const told = "Belum tersimpan: server tidak menjawab. Periksa sambungan, lalu ulangi.";
    messages.innerHTML = '<div class="alert alert--error"><div class="alert__body"><p></p></div></div>';
    messages.querySelector("p").textContent = told;
    say(told);
  } finally {
    isBusy = false;
  }
}

function send(form, button, how = {}) {
  const from = Number(form.closest("[data-label]")?.dataset.place ?? 0);
  ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) }, { from, ...how });
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
  u: () => find("[data-curate-undo]") ? send(find("[data-curate-undo]"), null, { isOther: true }) : say("Tidak ada yang dapat diurungkan."),
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
  if (event.key === "Escape" && target.closest(FOCUSABLE)) return show(null);
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

function prepare() {
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
  for (const form of area().querySelectorAll("[data-curate-send], [data-curate-undo], [data-curate-done]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, event.submitter, { isOther: !form.matches("[data-curate-send]") });
    });
  }
  const picture = find("[data-curate-picture]");
  if (picture?.dataset.fileUrl) markReasons(picture, [...area().querySelectorAll(".reasons q")].map((quote) => quote.textContent));
}

export function enhance() {
  prepare();
  document.addEventListener("keydown", pressed);
  addEventListener("popstate", () => ask(location.href, { method: "GET" }, { isOther: true }));
  if (matchMedia("(min-width: 801px)").matches) find("[data-label][data-open]")?.focus({ preventScroll: true }); // a telephone has no keys
}
