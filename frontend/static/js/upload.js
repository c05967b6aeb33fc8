// Many files at once, also whole folders: they become one batch, each goes up in its own request with its own progress,
// and the batch's reading is followed until it ends. The plain file field stays the way in without scripts.
import { filesOf } from "./dropped.js";

const AT_ONCE = 2;
const ASK_AGAIN_MS = 2000;
const OUTCOMES = {
  stored: ["done", "Tersimpan"],
  duplicate: ["done", "Sudah ada"],
  waiting: ["done", "Tersimpan; isi zip dibuka satu per satu"],
  refused: ["failed", "Ditolak"],
};
const FAILURES = {
  0: "Sambungan terputus. Periksa jaringan, lalu pilih berkas ini sekali lagi.",
  401: "Sesi Anda telah berakhir. Masuk lagi di tab lain, lalu pilih berkas ini sekali lagi.",
  413: "Berkas melebihi ukuran yang diizinkan.",
};
const LATER = "Server menolak berkas ini. Coba lagi nanti.";

const token = () => document.querySelector('meta[name="csrf-token"]').content;
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`);

function part(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

class Row {
  constructor({ file, path }, say) {
    this.file = file;
    this.path = path;
    this.say = say;
    this.element = part("li", "upload");
    this.name = part("span", "upload__name", path);
    this.state = part("span", "upload__state", `Menunggu, ${size(file.size)}`);
    this.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    this.bar.setAttribute("aria-label", `Kemajuan ${path}`);
    this.note = part("p", "upload__note");
    this.element.append(this.name, this.state, this.bar, this.note);
  }

  moves(loaded, total) {
    this.bar.value = total ? loaded / total : 0;
    this.state.textContent = `Mengunggah ${Math.floor(100 * this.bar.value)}%`;
  }

  ends(kind, state, note = "") {
    this.element.classList.add(`upload--${kind}`);
    this.bar.hidden = true;
    this.state.textContent = state;
    this.note.textContent = note;
    this.say(`${this.path}: ${state}. ${note}`);
  }

  /** The list stands within the upload form, and forms do not nest: the button sends one that stands beside it. */
  offers(id, area) {
    const form = Object.assign(part("form", ""), { method: "post", id: `pulihkan-${id}`, action: `${area.dataset.documentUrl.replace("{id}", id)}/pulihkan` });
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrf_token", value: token() }));
    const button = part("button", "button button--secondary button--small", "Pulihkan");
    button.setAttribute("form", form.id);
    button.setAttribute("aria-label", `Pulihkan dokumen dengan berkas ${this.path}`);
    document.body.append(form);
    this.element.append(button);
  }

  links(href) {
    const link = Object.assign(document.createElement("a"), { href, textContent: this.path });
    this.name.replaceChildren(link);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // a proxy may answer with a page of its own
  }
}

/** What the form says of all its files (who may see them, their kind); what was left empty is read from the file. */
function choices(area) {
  const form = area.closest("form");
  const fields = form ? [...new FormData(form)] : [];
  return fields.filter(([name, value]) => typeof value === "string" && value !== "" && name !== "csrf_token");
}

function send(url, row, fields) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    body.append("path", row.path);
    body.append("file", row.file);
    request.open("POST", url);
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => row.moves(event.loaded, event.total);
    request.onloadend = () => resolve({ status: request.status, body: parsed(request.responseText) });
    request.send(body);
  });
}

async function post(url, body, options = {}) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token() };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), ...options }).catch(() => null);
  return { status: answer?.status ?? 0, body: answer ? parsed(await answer.text()) : {} };
}

/** The files of one choice or drop, with the line that says how far their reading is. */
class Batch {
  constructor(area, files, say) {
    this.area = area;
    this.say = say;
    this.rows = files.map((file) => new Row(file, say));
    this.head = part("li", "upload-batch");
    this.text = part("span", "upload-batch__text", `${files.length} berkas dikirim.`);
    this.link = part("a", "upload-batch__link");
    this.head.append(this.text, this.link);
    this.lost = 0;
  }

  get url() {
    return `${this.area.dataset.upload}/${this.id}`;
  }

  async opens() {
    const { status, body } = await post(this.area.dataset.upload, { expected: this.rows.length, is_draft: Boolean(this.area.closest("form")?.elements.namedItem("draf")?.checked) });
    if (status !== 201) return body.detail ?? FAILURES[status] ?? LATER;
    this.id = body.id;
    Object.assign(this.link, { href: body.url, textContent: "Lihat semua berkas" });
    return "";
  }

  async sends(row) {
    const { status, body } = await send(`${this.url}/files`, row, choices(this.area));
    if (status !== 201) {
      this.lost += 1;
      return row.ends("failed", "Gagal", body.detail ?? FAILURES[status] ?? LATER);
    }
    if (body.restore_id) row.offers(body.restore_id, this.area);
    if (body.document_id) row.links(this.area.dataset.documentUrl.replace("{id}", body.document_id));
    const [kind, state] = OUTCOMES[body.outcome];
    row.ends(kind, state, body.reason);
  }

  /** No more comes: whoever leaves while files are on their way is told of those that arrived. */
  closes() {
    return post(`${this.url}/close`, {}, { keepalive: true });
  }

  async follows() {
    for (;;) {
      const answer = await fetch(this.url, { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer && !answer.ok) return; // signed out meanwhile: the bell will tell
      const seen = answer ? await answer.json() : null; // the network may come back; the files are already stored
      if (seen) this.shows(seen);
      if (seen?.is_final && !seen.unindexed) return;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  }

  /** Read is not yet found: search takes a text up a moment later, and says so here. */
  shows({ counts, total, unindexed, is_final: isFinal }) {
    const done = counts.done + counts.duplicate;
    const troubled = counts.problem + counts.refused;
    const attention = troubled ? `, ${troubled} perlu perhatian` : "";
    const searchable = counts.done ? ` Yang terbaca ${unindexed ? "segera" : "sudah"} dapat dicari.` : "";
    const text = `${done} dari ${total} berkas selesai dibaca${attention}.`
      + (isFinal ? searchable : " Anda boleh meninggalkan halaman ini dan akan diberi tahu bila selesai.");
    if (text === this.text.textContent) return;
    this.text.textContent = text;
    if (!isFinal) return;
    this.say(text);
    document.body.dispatchEvent(new CustomEvent("pemberitahuan"));
  }
}

async function run(batch) {
  const refused = await batch.opens();
  if (refused) return batch.rows.forEach((row) => row.ends("failed", "Gagal", refused));
  const leaves = () => batch.closes();
  addEventListener("pagehide", leaves);
  const waiting = [...batch.rows];
  const sendNext = async () => {
    while (waiting.length) await batch.sends(waiting.shift());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  removeEventListener("pagehide", leaves);
  if (batch.lost) await batch.closes();
  batch.follows(); // not awaited: the next choice need not wait until this one is read
}

function folderButton(area, take) {
  const place = area.closest("form")?.querySelector("[data-upload-folder]");
  if (!place) return;
  const input = Object.assign(document.createElement("input"), { type: "file", webkitdirectory: true });
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => input.click());
  input.addEventListener("change", () => take(filesOf(input)));
}

export function enhance(area) {
  const [input, drop, list] = ["input[type=file]", ".drop", "[data-upload-list]"].map((s) => area.querySelector(s));
  const said = area.querySelector("[data-upload-said]");
  let last = Promise.resolve();
  const take = async (found) => {
    const files = await found;
    if (!files.length) return;
    const batch = new Batch(area, files, (text) => (said.textContent = text));
    list.hidden = false;
    list.append(batch.head, ...batch.rows.map((row) => row.element));
    last = last.then(() => run(batch)).catch(() => null);
  };
  drop.classList.add("is-ready");
  drop.querySelector(".drop__or").hidden = false;
  input.required = false;
  input.addEventListener("change", () => take(filesOf(input)));
  if (input.files.length) take(filesOf(input)); // chosen before this script had come over a slow line
  folderButton(area, take);
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
    drop.addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.toggle("is-over", type === "dragenter" || type === "dragover");
      if (type === "drop") take(filesOf(event.dataTransfer));
    });
  }
}
