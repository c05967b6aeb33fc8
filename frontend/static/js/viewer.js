// The PDF reader on a document page: pdf.js from our own origin opens the file at the page that was found and marks the
// words that the server names. Scripts inside PDFs never run; when anything fails, the link to the file stays.
import * as pdfjs from "../vendor/pdfjs/build/pdf.min.mjs";
import { EventBus, LinkTarget, PDFLinkService, PDFViewer } from "../vendor/pdfjs/web/pdf_viewer.mjs";
import { CalmFinder } from "./pdf-finder.js";
import { dressScans } from "./scan-text.js";

const vendor = (path) => new URL(`../vendor/pdfjs/${path}`, import.meta.url).href;
const REASONS = {
  PasswordException: "Berkas ini dikunci dengan kata sandi. Unduh lalu buka dengan kata sandinya.",
  InvalidPDFException: "Isi berkas ini rusak sehingga tidak dapat ditampilkan di sini.",
  ResponseException: "Berkas tidak dapat diambil. Muat ulang halaman ini, atau buka berkasnya langsung.",
};
const ZOOM = 1.2;
pdfjs.GlobalWorkerOptions.workerSrc = vendor("build/pdf.worker.min.mjs");

class Reader {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words || "[]").filter((word) => word.trim());
    this.firstPage = Number.parseInt(root.dataset.page, 10) || 1;
    this.scroll = this.part("scroll");
    this.pageField = root.querySelector('[data-viewer="page"]');
    this.bus = new EventBus();
    this.links = new PDFLinkService({ eventBus: this.bus, externalLinkTarget: LinkTarget.BLANK });
    this.finder = new CalmFinder(this);
  }

  part(name) {
    return this.root.querySelector(`[data-viewer-${name}]`);
  }

  async open() {
    const task = pdfjs.getDocument({
      url: this.root.dataset.fileUrl,
      isEvalSupported: false,
      enableXfa: false,
      cMapUrl: vendor("cmaps/"),
      cMapPacked: true,
      standardFontDataUrl: vendor("standard_fonts/"),
      wasmUrl: vendor("wasm/"),
      iccUrl: vendor("iccs/"),
    });
    const file = await task.promise;
    dressScans(file, JSON.parse(this.root.dataset.scans || "[]"), this.root.dataset.wordsUrl);
    this.root.classList.add("is-ready"); // the viewer measures its container: it must be visible by now
    this.part("bar").hidden = false;
    this.viewer = new PDFViewer({
      container: this.scroll,
      eventBus: this.bus,
      linkService: this.links,
      findController: this.finder,
      annotationMode: pdfjs.AnnotationMode.ENABLE,
      removePageBorders: true,
    });
    this.listen();
    this.links.setViewer(this.viewer);
    this.viewer.setDocument(file);
    this.links.setDocument(file, null);
  }

  listen() {
    this.bus.on("pagesinit", () => this.start());
    this.bus.on("pagechanging", ({ pageNumber }) => this.pageIs(pageNumber));
    for (const name of ["updatefindmatchescount", "updatefindcontrolstate"]) {
      this.bus.on(name, ({ matchesCount }) => this.hits(matchesCount));
    }
    this.pageField.addEventListener("change", () => this.goTo(this.pageField.valueAsNumber));
    this.root.addEventListener("click", (event) => this.do(event.target.closest("button[data-viewer]")?.dataset.viewer));
    this.root.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => {
      if (this.viewer.currentScaleValue === "page-width") this.viewer.currentScaleValue = "page-width";
    }).observe(this.scroll);
  }

  start() {
    this.viewer.currentScaleValue = "page-width";
    this.pageField.max = this.part("count").textContent = this.viewer.pagesCount;
    this.goTo(this.firstPage);
    this.pageIs(this.viewer.currentPageNumber);
    if (this.words.length) this.find("", false);
    const isFree = [document.body, null].includes(document.activeElement);
    if (isFree) this.scroll.focus({ preventScroll: true }); // so that keys work at once
  }

  find(type, findPrevious) {
    this.mayLeave = type === "again";
    const query = [...this.words];
    this.bus.dispatch("find", { source: this, type, query, caseSensitive: false, entireWord: true, highlightAll: true, findPrevious, matchDiacritics: false });
  }

  hits({ current, total }) {
    this.part("hits").hidden = total === 0;
    this.part("hit").textContent = current ? `${current} dari ${total}` : `${total} tanda`;
    if (this.mayLeave && current) this.say(`Tanda ${current} dari ${total}, `);
  }

  /** The place, a moment later, so that quick steps are not all read out; `hit` stands before it after a step to a mark. */
  say(hit = "") {
    clearTimeout(this.saying);
    this.hit = hit;
    this.saying = setTimeout(() => {
      const place = `halaman ${this.viewer.currentPageNumber} dari ${this.viewer.pagesCount}`;
      this.part("said").textContent = this.hit ? this.hit + place : `H${place.slice(1)}`;
      this.hit = "";
    }, 400);
  }

  goTo(number) {
    this.hit = "";
    const page = Math.min(Math.max(number || 1, 1), this.viewer.pagesCount);
    this.viewer.currentPageNumber = page;
    this.pageField.value = page;
  }

  /** A quarter to the right; the pages get other heights, so the mark or the page being read is sought again. */
  turn() {
    const mark = this.finder.markInView(this.scroll);
    const page = mark?.page ?? this.viewer.currentPageNumber;
    if (mark) this.bus.on("textlayerrendered", this.finder.bringBack(page));
    this.viewer.pagesRotation = (this.viewer.pagesRotation + 90) % 360;
    this.goTo(page);
  }

  pageIs(number) {
    const count = this.viewer.pagesCount;
    this.pageField.value = number;
    this.root.querySelector('[data-viewer="previous"]').disabled = number <= 1;
    this.root.querySelector('[data-viewer="next"]').disabled = number >= count;
    this.say(this.hit);
  }

  do(action) {
    const actions = {
      previous: () => this.goTo(this.viewer.currentPageNumber - 1),
      next: () => this.goTo(this.viewer.currentPageNumber + 1),
      "zoom-in": () => (this.viewer.currentScale = Math.min(this.viewer.currentScale * ZOOM, 5)),
      "zoom-out": () => (this.viewer.currentScale = Math.max(this.viewer.currentScale / ZOOM, 0.25)),
      turn: () => this.turn(),
      fit: () => (this.viewer.currentScaleValue = "page-width"),
      "hit-next": () => this.find("again", false),
      "hit-previous": () => this.find("again", true),
    };
    actions[action]?.();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === this.pageField) return;
    const keys = { ArrowLeft: "previous", ArrowRight: "next", "+": "zoom-in", "-": "zoom-out", 0: "fit", r: "turn", n: "hit-next", N: "hit-previous" };
    const action = keys[event.key];
    if (!action || (action.startsWith("hit") && !this.words.length)) return;
    event.preventDefault();
    this.do(action);
  }

  fail(error) {
    console.warn("The PDF could not be shown:", error);
    this.root.classList.remove("is-ready");
    this.part("bar").hidden = true;
    this.part("reason").textContent = REASONS[error.name] ?? "Berkas tidak dapat ditampilkan di halaman ini.";
  }
}

export function enhance(root) {
  const reader = new Reader(root);
  reader.part("reason").textContent = "Membuka berkas …";
  reader.open().catch((error) => reader.fail(error));
}
