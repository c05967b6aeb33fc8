// Many files at once: each goes up in its own request with its own progress, then its reading is followed until it
// ends. The plain file field stays the way in; without scripts the form sends it as it is.
const AT_ONCE = 2;
const ASK_AGAIN_MS = 1500;
const READING = { queued: "Menunggu dibaca", reading: "Sedang dibaca" };
const OUTCOMES = {
  ok: "Selesai", partial: "Terbaca sebagian", no_text: "Tersimpan, tanpa teks", locked: "Tersimpan, terkunci sandi",
  damaged: "Tersimpan, isi rusak", timeout: "Tersimpan, melewati batas waktu", out_of_memory: "Tersimpan, melewati batas memori",
  unsupported: "Tersimpan, isi belum dapat dibaca",
};
const FAILURES = {
  0: "Sambungan terputus. Periksa jaringan, lalu pilih berkas ini sekali lagi.",
  401: "Sesi Anda telah berakhir. Masuk lagi di tab lain, lalu pilih berkas ini sekali lagi.",
  413: "Berkas melebihi ukuran yang diizinkan.",
};

const token = () => document.querySelector('meta[name="csrf-token"]').content;
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`);

function part(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

class Row {
  constructor(file, say) {
    this.file = file;
    this.say = say;
    this.element = part("li", "upload");
    this.name = part("span", "upload__name", file.name);
    this.state = part("span", "upload__state", `Menunggu, ${size(file.size)}`);
    this.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    this.bar.setAttribute("aria-label", `Kemajuan ${file.name}`);
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
    this.say(`${this.file.name}: ${state}. ${note}`);
  }

  links(href) {
    const link = Object.assign(document.createElement("a"), { href, textContent: this.file.name });
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
    body.append("file", row.file);
    request.open("POST", url);
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => row.moves(event.loaded, event.total);
    request.onloadend = () => resolve({ status: request.status, body: parsed(request.responseText) });
    request.send(body);
  });
}

async function follow(url, row) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer) continue; // the network may come back; the file is already stored
    if (!answer.ok) return row.ends("done", "Tersimpan", "Keadaan pembacaannya dapat dilihat di halaman dokumen.");
    const seen = await answer.json();
    if (!(seen.state in READING)) return row.ends("done", OUTCOMES[seen.state] ?? "Tersimpan");
    row.state.textContent = READING[seen.state];
    if (seen.page_total) [row.bar.max, row.bar.value] = [seen.page_total, seen.pages_read];
    else row.bar.removeAttribute("value");
  }
}

async function upload(area, row) {
  const { status, body } = await send(area.dataset.upload, row, choices(area));
  if (status !== 200 && status !== 201) {
    if (body.link) row.links(body.link); // the library holds it already
    return row.ends("failed", "Gagal", body.detail ?? FAILURES[status] ?? "Server menolak berkas ini. Coba lagi nanti.");
  }
  row.links(area.dataset.documentUrl.replace("{id}", body.id));
  row.state.textContent = "Tersimpan";
  row.say(`${row.file.name} tersimpan.`);
  follow(`${area.dataset.upload}/${body.id}`, row); // not awaited: the next file need not wait until this one is read
}

export function enhance(area) {
  const [input, drop, list] = ["input[type=file]", ".drop", "[data-upload-list]"].map((s) => area.querySelector(s));
  const said = area.querySelector("[data-upload-said]");
  const waiting = [];
  let running = 0;
  const next = () => {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      upload(area, waiting.shift()).finally(() => { running -= 1; next(); });
    }
  };
  const take = (files) => {
    const rows = [...files].map((file) => new Row(file, (text) => (said.textContent = text)));
    list.hidden = false;
    list.append(...rows.map((row) => row.element));
    waiting.push(...rows);
    next();
  };
  drop.classList.add("is-ready");
  drop.querySelector(".drop__or").hidden = false;
  input.required = false;
  input.addEventListener("change", () => { take(input.files); input.value = ""; });
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
    drop.addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.toggle("is-over", type === "dragenter" || type === "dragover");
      if (type === "drop") take(event.dataTransfer.files);
    });
  }
}
